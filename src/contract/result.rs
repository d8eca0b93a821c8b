//! The result of a session (service's guide, section 4.5).
//!
//! The service's guide documents `id`, `technologies` and the four `*_result` objects. The status, the overall result
//! and the failure reasons are on the service's pages about events; public integrations read them from a result, too.
//! Only `id` and `technologies` are required; every other field is optional and may have an unexpected type.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lenient::{self, lenient_object};
use super::shape::{self, Kind};
use super::{Issue, Other, Reason, reason};

/// Result of a session, possibly still incomplete.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowResult {
    /// Id of the session.
    pub id: String,
    /// Technologies of the flow, in order.
    pub technologies: Vec<TechnologyInfo>,
    /// The optional fields, and undocumented ones.
    #[serde(flatten)]
    pub findings: Findings,
    /// Read before the fields are taken apart, because their order is lost then.
    #[serde(skip)]
    reasons: Vec<Reason>,
}

lenient_object! {
    /// Optional fields of a result.
    Findings {
        /// `PROGRESS` until everything is computed, then `FINISHED` or `FAILED`.
        status: text -> String,
        /// Whether the user passed the flow.
        flow_session_result: boolean -> bool,
        /// When the session ended, in the service's format.
        finished_at: text -> String,
        /// Liveness result; absent if the user did not reach this step, empty until computed.
        liveness_result: object -> MatchResult,
        /// Document recognition result; absent or empty as for liveness.
        document_recognition_result: object -> DocumentResult,
        /// Face to face result; absent or empty as for liveness.
        face2face_result: object -> MatchResult,
        /// E-Document result; absent or empty as for liveness.
        edocument_result: object -> EDocumentResult,
    }
}

lenient_object! {
    /// Description of a technology of the flow.
    TechnologyInfo {
        /// Name, such as `"Document Recognition"`.
        name: text -> String,
        /// Description of what the technology does.
        description: text -> String,
        /// Code, such as `"DR"`; absent in the guide's example.
        code: text -> String,
    }
}

lenient_object! {
    /// Reason why the user did not pass a session.
    FailureReason {
        /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM` or `TIMEOUT`.
        kind as "type": text -> String,
        /// Explanation in plain text.
        detail: text -> String,
    }
}

lenient_object! {
    /// Result of liveness or of face to face.
    MatchResult {
        /// Whether the user passed.
        result: boolean -> bool,
    }
}

lenient_object! {
    /// Data recognized on a document.
    DocumentResult {
        /// Given name.
        first_name: text -> String,
        /// Family name.
        last_name: text -> String,
        /// Patronymic.
        patronymic: text -> String,
        /// Personal number; for citizens of Kazakhstan, the IIN.
        personal_number: text -> String,
        /// Date of birth, `DD.MM.YYYY`.
        date_of_birth: text -> String,
        /// Document number.
        document_number: text -> String,
        /// Issuing authority.
        authority: text -> String,
    }
}

lenient_object! {
    /// Data from the state database.
    EDocumentResult {}
}

impl FlowResult {
    /// Parses the service's response.
    ///
    /// # Errors
    ///
    /// One issue per required field that is missing or does not have the documented type.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let mut issues = shape::check(&[("", Kind::Object)], "", &value);
        issues.extend(shape::required(value.get("id"), Kind::String, "id"));
        issues.extend(shape::required(value.get("technologies"), Kind::Array, "technologies"));
        for (index, item) in
            value.get("technologies").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            issues.extend(shape::required(Some(item), Kind::Object, &format!("technologies[{index}]")));
        }
        let Value::Object(mut object) = value else { return Err(issues) };
        let reasons = reason::collect(&object);
        match (lenient::text(&mut object, "id"), lenient::objects(&mut object, "technologies")) {
            (Some(id), Some(technologies)) => Ok(Self { id, technologies, findings: object.into(), reasons }),
            _ => Err(issues),
        }
    }

    /// Returns the reasons why the user did not pass, each once.
    ///
    /// The reasons of the session, `flow_session_failure_reasons`, come first, then the `failure_reason` of each
    /// technology in the order received. A result that is not final may have reasons, too.
    pub fn failure_reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

impl DocumentResult {
    /// Returns whether a documented field has a value.
    pub(super) fn has_data(&self) -> bool {
        let fields = [
            &self.first_name,
            &self.last_name,
            &self.patronymic,
            &self.personal_number,
            &self.date_of_birth,
            &self.document_number,
            &self.authority,
        ];
        fields.into_iter().flatten().any(|text| is_data(text))
    }
}

impl EDocumentResult {
    /// Returns whether the owner of the document, the PDF or the image has a value. The phone number says nothing,
    /// because the user enters it.
    pub(super) fn has_data(&self) -> bool {
        let is_text = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(is_data);
        let owner = self.other.get("result_json").and_then(|json| json.pointer("/common/docOwner"));
        ["iin", "firstName", "lastName", "middleName"]
            .into_iter()
            .any(|name| is_text(owner.and_then(|owner| owner.get(name))))
            || ["document_pdf", "document_image"].into_iter().any(|name| is_text(self.other.get(name)))
    }
}

/// Returns whether a text says something: `-`, invisible characters and `null` do not.
fn is_data(text: &str) -> bool {
    let word = text.trim();
    word.chars().any(char::is_alphanumeric)
        && !["null", "undefined", "none"].iter().any(|none| word.eq_ignore_ascii_case(none))
}

impl<'de> Deserialize<'de> for FlowResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Other::deserialize(deserializer)?.into();
        Self::read(value).map_err(|issues| D::Error::custom(Issue::sentence(&issues)))
    }
}
