//! Session metadata (guide, section 3). Its values are personal data: `Debug` hides them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Issue, Other, shape};

/// What the host already knows about the person, so that they need not type or show it again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// For face to face (guide, section 3.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face2face: Option<FaceMetadata>,
    /// For E-Document (guide, section 3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edocument: Option<EDocumentMetadata>,
    /// For the flow as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<GeneralMetadata>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for face to face.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceMetadata {
    /// The photograph to compare with: JPEG or PNG in base64, without a `data:` prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo1: Option<String>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for E-Document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EDocumentMetadata {
    /// The person's individual identification number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iin: Option<Prefill>,
    /// The person's phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Prefill>,
    /// Go straight to the code from 1414. Absent means `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_input: Option<bool>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// A field of the E-Document form, filled in beforehand.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prefill {
    /// What stands in the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether the person may change it. Absent means `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changeable: Option<bool>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// Metadata for the flow as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GeneralMetadata {
    /// Technologies of which one may stand in for another. The guide calls it an array and does not
    /// say of what; codes such as `"DR"` are likely.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interchangeable_tech: Option<Vec<Value>>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

impl Metadata {
    /// Reads metadata that a host gave.
    ///
    /// # Errors
    ///
    /// Every field that has another type than the guide says. The values are not repeated.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let issues = shape::check(&shape::METADATA, "metadata", &value);
        if !issues.is_empty() {
            return Err(issues);
        }
        if value.is_null() {
            return Ok(Self::default());
        }
        serde_json::from_value(value).map_err(|_| vec![Issue::error("metadata", "cannot be read")])
    }
}

impl EDocumentMetadata {
    /// Whether the person really goes straight to the code: both values are given, neither may be
    /// changed, and `skip_input` is asked for (guide, section 3.2, case 1).
    pub fn skips_input(&self) -> bool {
        let fixed = |field: &Option<Prefill>| field.as_ref().is_some_and(|f| f.is_given() && !f.may_change());
        self.skip_input == Some(true) && fixed(&self.iin) && fixed(&self.phone)
    }
}

impl Prefill {
    /// Whether there is a value.
    pub fn is_given(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_empty())
    }

    /// Whether the person may change the value, with the guide's default.
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
