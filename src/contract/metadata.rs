//! Session metadata (service's guide, section 3). Values are personal data, so `Debug` hides them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Issue, Other, shape};

/// Data already known about the user, which the widget then does not ask for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Metadata for face to face (service's guide, section 3.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face2face: Option<FaceMetadata>,
    /// Metadata for E-Document (service's guide, section 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edocument: Option<EDocumentMetadata>,
    /// Metadata for the whole flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<GeneralMetadata>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for face to face.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceMetadata {
    /// Reference photo: JPEG or PNG in base64, without a `data:` prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo1: Option<String>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for E-Document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EDocumentMetadata {
    /// Individual identification number of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iin: Option<Prefill>,
    /// Phone number of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Prefill>,
    /// Whether to skip the form and continue with the one-time code that the number 1414 sends by SMS.
    /// Default: `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_input: Option<bool>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

/// Prefilled field of the E-Document form.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prefill {
    /// Initial value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether the user may change the value. Default: `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changeable: Option<bool>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for the whole flow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GeneralMetadata {
    /// Technologies that may replace each other. The service's guide does not document the item type;
    /// technology codes such as `"DR"` are likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interchangeable_tech: Option<Vec<Value>>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

impl Metadata {
    /// Parses metadata given by the caller; `null` is read as an empty object.
    ///
    /// # Errors
    ///
    /// One issue per field whose type differs from the one documented.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let issues = shape::check(&shape::METADATA, "metadata", &value);
        if !issues.is_empty() {
            return Err(issues);
        }
        if value.is_null() {
            return Ok(Self::default());
        }
        serde_json::from_value(value).map_err(|_| vec![Issue::error("metadata", "cannot be parsed")])
    }
}

impl EDocumentMetadata {
    /// Returns whether the form is skipped: `skip_input` is set, and both values are set and locked
    /// (service's guide, section 3.2, case 1).
    pub fn skips_input(&self) -> bool {
        let locked =
            |field: &Option<Prefill>| field.as_ref().is_some_and(|f| f.is_given() && !f.may_change());
        self.skip_input == Some(true) && locked(&self.iin) && locked(&self.phone)
    }
}

impl Prefill {
    /// Returns whether `value` is set and not empty.
    pub fn is_given(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_empty())
    }

    /// Returns whether the user may change the value; `true` unless `changeable` is `false`.
    pub fn may_change(&self) -> bool {
        self.changeable.unwrap_or(true)
    }
}

impl fmt::Debug for FaceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceMetadata")
            .field("photo1", &self.photo1.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Prefill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prefill")
            .field("value", &self.value.as_ref().map(|_| "…"))
            .field("changeable", &self.changeable)
            .finish_non_exhaustive()
    }
}
