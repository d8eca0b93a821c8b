//! The result of a session (guide, section 4.5).
//!
//! The guide names `id`, `technologies` and the four `*_result` objects. The status, the verdict and
//! its reasons are what the service's public integrations show; they are optional here. Of the
//! objects inside, no field is certain: one with an unexpected type stays in `other` as it came
//! instead of spoiling the whole result.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Other;

/// What the service knows about a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowResult {
    /// The session.
    pub id: String,
    /// The technologies of the flow, in order.
    pub technologies: Vec<TechnologyInfo>,
    /// `PROGRESS` until all is computed, then `FINISHED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Whether the person passed the flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow_session_result: Option<bool>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow_session_failure_reasons: Option<Vec<FailureReason>>,
    /// When it ended, as the service writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// Liveness; only if the person passed through it, and empty until computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liveness_result: Option<MatchResult>,
    /// Document recognition; as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_recognition_result: Option<DocumentResult>,
    /// Face to face; as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face2face_result: Option<MatchResult>,
    /// E-Document; as above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edocument_result: Option<EDocumentResult>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// How far a session is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Still under way, or still being computed.
    #[serde(rename = "PROGRESS")]
    Progress,
    /// All is known.
    #[serde(rename = "FINISHED")]
    Finished,
    /// A status that is not known here.
    #[serde(untagged)]
    Other(String),
}

/// A technology of the flow, described.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TechnologyInfo {
    /// Its name, such as `"Document Recognition"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its code, such as `"DR"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// Why a session was not passed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FailureReason {
    /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM` or `TIMEOUT`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}

/// Declares a `*_result` object: named fields that are taken when they have the expected type, and
/// `other` for everything else, a named field of another type included.
macro_rules! result_object {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $take:ident -> $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        pub struct $name {
            $($(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// All other fields.
            #[serde(flatten)]
            pub other: Other,
        }

        impl $name {
            /// Whether nothing is known yet: the service sends `{}` until it has computed.
            pub fn is_pending(&self) -> bool {
                $(self.$field.is_none() &&)* self.other.is_empty()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(unused_mut, reason = "an object without named fields takes nothing out")]
                let mut other = Other::deserialize(deserializer)?;
                Ok(Self { $($field: $take(&mut other, stringify!($field)),)* other })
            }
        }
    };
}

fn text(from: &mut Other, field: &str) -> Option<String> {
    match from.get_mut(field) {
        Some(Value::String(value)) => {
            let value = std::mem::take(value);
            from.shift_remove(field);
            Some(value)
        }
        _ => None,
    }
}

fn boolean(from: &mut Other, field: &str) -> Option<bool> {
    let value = from.get(field)?.as_bool()?;
    from.shift_remove(field);
    Some(value)
}

result_object! {
    /// What came of liveness or of face to face.
    MatchResult {
        /// Whether it was passed.
        result: boolean -> bool,
    }
}

result_object! {
    /// What was read from a document.
    DocumentResult {
        /// Given name.
        first_name: text -> String,
        /// Family name.
        last_name: text -> String,
        /// Patronymic.
        patronymic: text -> String,
        /// The person's number: the IIN of a citizen.
        personal_number: text -> String,
        /// Date of birth, `DD.MM.YYYY`.
        date_of_birth: text -> String,
        /// Number of the document.
        document_number: text -> String,
        /// Who issued it.
        authority: text -> String,
    }
}

result_object! {
    /// What the state database holds.
    EDocumentResult {}
}
