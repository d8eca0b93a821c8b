//! Summary of a result, without personal data: the status, whether the user passed, and if not, why.
//!
//! The summary fails closed: `passed` is true only if the service says so, or if every technology of the flow
//! was passed.

use serde::Serialize;
use serde_json::Value;

use super::{DocumentResult, FailureReason, FlowResult, MatchResult, Other, Technology, TechnologyInfo};

/// Summary of a [`FlowResult`] that is safe to send to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The service's status; if it sends none, `FINISHED` or `PROGRESS`.
    pub status: String,
    /// Whether the user passed the flow; `None` while unknown.
    pub passed: Option<bool>,
    /// Reasons given by the service for not passing.
    pub failure_reasons: Vec<Reason>,
}

/// Reason why the user did not pass a session; unlike in [`FailureReason`], both fields are always set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM`, `TIMEOUT`, or an
    /// undocumented type; `OTHER` if the service sends none.
    #[serde(rename = "type")]
    pub kind: String,
    /// Explanation in plain text; empty if the service sends none.
    pub detail: String,
}

/// Outcome of one technology.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// The entry says nothing about the outcome yet, or the technology is not documented.
    Unknown,
    /// The result has no entry for the technology: the user did not reach this step, or has not reached it
    /// yet (service's guide, section 4.5).
    Absent,
}

impl Verdict {
    /// Summarizes a result.
    pub fn of(result: &FlowResult) -> Self {
        let findings = &result.findings;
        let status = findings.status.as_deref().filter(|status| !status.is_empty());
        // Whether the service sends a status or an end time. Otherwise the end is only inferred from the
        // results.
        let ended = status.is_some() || findings.finished_at.as_deref().is_some_and(|at| !at.is_empty());
        // Before the end, `flow_session_result: false` may be just a default.
        let passed = if result.is_final() {
            findings.flow_session_result.or_else(|| infer_passed(result, ended))
        } else {
            None
        };
        let default_status =
            if passed.is_some() || (ended && result.is_final()) { "FINISHED" } else { "PROGRESS" };
        Self {
            status: status.unwrap_or(default_status).to_owned(),
            passed,
            failure_reasons: findings.flow_session_failure_reasons.iter().flatten().map(Reason::of).collect(),
        }
    }
}

impl Reason {
    fn of(reason: &FailureReason) -> Self {
        let kind = reason.kind.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("OTHER");
        Self { kind: kind.to_owned(), detail: reason.detail.clone().unwrap_or_default() }
    }
}

/// Infers from the technologies whether the user passed, for results in which the service does not say so.
///
/// With `ended`, absent results count as failed, because no more will arrive.
fn infer_passed(result: &FlowResult, ended: bool) -> Option<bool> {
    if result.findings.flow_session_failure_reasons.as_ref().is_some_and(|reasons| !reasons.is_empty()) {
        return Some(false);
    }
    let mut outcomes: Vec<_> = result.technologies.iter().map(|info| listed_outcome(result, info)).collect();
    // A technology that `technologies` does not list counts only if it failed, or if the list is empty.
    outcomes.extend(Technology::ALL.map(|technology| outcome(result, technology)).into_iter().filter(
        |outcome| {
            matches!(outcome, Outcome::Failed)
                || (result.technologies.is_empty() && *outcome != Outcome::Absent)
        },
    ));
    let any = |wanted| outcomes.contains(&wanted);
    if any(Outcome::Failed) {
        Some(false)
    } else if outcomes.is_empty() || any(Outcome::Unknown) {
        None
    } else if any(Outcome::Absent) {
        ended.then_some(false)
    } else {
        Some(true)
    }
}

fn listed_outcome(result: &FlowResult, info: &TechnologyInfo) -> Outcome {
    identify(info).map_or(Outcome::Unknown, |technology| outcome(result, technology))
}

/// Identifies a technology by its code, or by its name if there is no code, as in an example of the
/// service's guide.
fn identify(info: &TechnologyInfo) -> Option<Technology> {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    if let Some(code) = &info.code {
        return Technology::from_code(code);
    }
    let name = letters(info.name.as_deref()?);
    Technology::ALL.into_iter().find(|technology| letters(technology.name()) == name)
}

fn outcome(result: &FlowResult, technology: Technology) -> Outcome {
    let findings = &result.findings;
    match technology {
        Technology::Liveness => match_outcome(findings.liveness_result.as_ref()),
        Technology::FaceToFace => match_outcome(findings.face2face_result.as_ref()),
        Technology::DocumentRecognition => {
            let fields = findings.document_recognition_result.as_ref();
            fields.map_or(Outcome::Absent, |fields| {
                data_outcome(&fields.other, *fields == DocumentResult::default())
            })
        }
        Technology::EDocument => {
            let fields = findings.edocument_result.as_ref();
            fields.map_or(Outcome::Absent, |fields| data_outcome(&fields.other, fields.other.is_empty()))
        }
    }
}

/// Returns the outcome of liveness or face to face, which have a documented `result` field.
fn match_outcome(result: Option<&MatchResult>) -> Outcome {
    match result {
        None => Outcome::Absent,
        Some(MatchResult { result: Some(true), .. }) => Outcome::Passed,
        Some(MatchResult { result: Some(false), .. }) => Outcome::Failed,
        Some(_) => Outcome::Unknown,
    }
}

/// Returns the outcome of a document technology, which has no documented `result` field.
///
/// Any data counts as passed, unless it has `result: false`. `empty` is true if there is no data.
fn data_outcome(other: &Other, empty: bool) -> Outcome {
    match (other.get("result"), empty) {
        (Some(Value::Bool(false)), _) => Outcome::Failed,
        (_, true) => Outcome::Unknown,
        (_, false) => Outcome::Passed,
    }
}
