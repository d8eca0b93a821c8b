//! The result of a session (guide, section 4.5).
//!
//! The guide names `id`, `technologies` and the four `*_result` objects; the first two are always there.
//! The status, the verdict and its reasons are what the service's public integrations show. Everything
//! but the first two is optional, and of no field inside the objects is anything certain.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lenient::{self, lenient_object};
use super::shape::{self, Kind};
use super::{Issue, Other};

/// What the service knows about a session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowResult {
    /// The session.
    pub id: String,
    /// The technologies of the flow, in order.
    pub technologies: Vec<TechnologyInfo>,
    /// What is known so far.
    #[serde(flatten)]
    pub findings: Findings,
}

lenient_object! {
    /// What is known about a session so far, and all fields that the guide does not name.
    Findings {
        /// `PROGRESS` until all is computed, then `FINISHED`.
        status: text -> String,
        /// Whether the person passed the flow.
        flow_session_result: boolean -> bool,
        /// Why not.
        flow_session_failure_reasons: objects -> Vec<FailureReason>,
        /// When it ended, as the service writes it.
        finished_at: text -> String,
        /// Liveness; only if the person passed through it, and empty until computed.
        liveness_result: object -> MatchResult,
        /// Document recognition; as above.
        document_recognition_result: object -> DocumentResult,
        /// Face to face; as above.
        face2face_result: object -> MatchResult,
        /// E-Document; as above.
        edocument_result: object -> EDocumentResult,
    }
}

lenient_object! {
    /// A technology of the flow, described.
    TechnologyInfo {
        /// Its name, such as `"Document Recognition"`.
        name: text -> String,
        /// What it does.
        description: text -> String,
        /// Its code, such as `"DR"`.
        code: text -> String,
    }
}

lenient_object! {
    /// Why a session was not passed.
    FailureReason {
        /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM` or `TIMEOUT`.
        kind as "type": text -> String,
        /// In words.
        detail: text -> String,
    }
}

lenient_object! {
    /// What came of liveness or of face to face.
    MatchResult {
        /// Whether it was passed.
        result: boolean -> bool,
    }
}

lenient_object! {
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

lenient_object! {
    /// What the state database holds.
    EDocumentResult {}
}

impl FlowResult {
    /// Reads what the service answered.
    ///
    /// # Errors
    ///
    /// `id` or `technologies` is missing or has another type than the guide says.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let mut issues = shape::check(&[("", Kind::Object)], "", &value);
        issues.extend(shape::required(value.get("id"), Kind::Text, "id"));
        issues.extend(shape::required(value.get("technologies"), Kind::List, "technologies"));
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

    /// Whether the service has said its last word: the status is `FINISHED`; or there is none, or one
    /// that is not known here, but a time of the end; or there is no status, and what there is of results
    /// is not empty (the service sends `{}` until it has computed).
    pub fn is_final(&self) -> bool {
        let given = &self.findings;
        let ended = given.finished_at.as_ref().is_some_and(|at| !at.is_empty());
        match given.status.as_deref() {
            Some("FINISHED") => true,
            Some("PROGRESS") => false,
            _ if ended => true,
            Some(_) => false,
            None => {
                let results = [
                    given.liveness_result.as_ref().map(|result| *result == MatchResult::default()),
                    given
                        .document_recognition_result
                        .as_ref()
                        .map(|result| *result == DocumentResult::default()),
                    given.face2face_result.as_ref().map(|result| *result == MatchResult::default()),
                    given.edocument_result.as_ref().map(|result| *result == EDocumentResult::default()),
                ];
                let mut empty = results.into_iter().flatten().peekable();
                empty.peek().is_some() && empty.all(|empty| !empty)
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
