//! The result of a session (service's guide, section 4.5).
//!
//! The service's guide documents `id`, `technologies` and the four `*_result` objects. It does not document
//! the status, the overall result, the failure reasons and the end time; their names are taken from public integrations
//! of the service. Only `id` and `technologies` are required; every other field is optional and may have an unexpected
//! type.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lenient::{self, lenient_object};
use super::shape::{self, Kind};
use super::{Issue, Other};

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
}

lenient_object! {
    /// Optional fields of a result.
    Findings {
        /// `PROGRESS` until everything is computed, then `FINISHED`.
        status: text -> String,
        /// Whether the user passed the flow.
        flow_session_result: boolean -> bool,
        /// Why the user did not pass.
        flow_session_failure_reasons: objects -> Vec<FailureReason>,
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
        /// Code, such as `"DR"`.
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
    /// Data from the state database; none of its fields are documented.
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
        match (lenient::text(&mut object, "id"), lenient::objects(&mut object, "technologies")) {
            (Some(id), Some(technologies)) => Ok(Self { id, technologies, findings: object.into() }),
            _ => Err(issues),
        }
    }

    /// Returns whether the result is complete, so that polling can stop.
    ///
    /// `true` in three cases: the status is `FINISHED`; the status is missing or unknown, and there is an end time;
    /// or both are missing, and there is at least one `*_result` object and none is empty (the service sends `{}`
    /// until a result is computed).
    pub fn is_final(&self) -> bool {
        let findings = &self.findings;
        let ended = findings.finished_at.as_ref().is_some_and(|at| !at.is_empty());
        match findings.status.as_deref() {
            Some("FINISHED") => true,
            Some("PROGRESS") => false,
            _ if ended => true,
            Some(_) => false,
            None => {
                let is_empty = [
                    findings.liveness_result.as_ref().map(|result| *result == MatchResult::default()),
                    findings
                        .document_recognition_result
                        .as_ref()
                        .map(|result| *result == DocumentResult::default()),
                    findings.face2face_result.as_ref().map(|result| *result == MatchResult::default()),
                    findings.edocument_result.as_ref().map(|result| *result == EDocumentResult::default()),
                ];
                let mut present = is_empty.into_iter().flatten().peekable();
                present.peek().is_some() && present.all(|is_empty| !is_empty)
            }
        }
    }
}

impl<'de> Deserialize<'de> for FlowResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Other::deserialize(deserializer)?.into();
        Self::read(value).map_err(|issues| D::Error::custom(Issue::sentence(&issues)))
    }
}
