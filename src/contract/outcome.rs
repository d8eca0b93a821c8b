//! Decides whether a session has ended and whether the user passed.
//!
//! The decision fails closed: `passed` is true only if the service says so, or if every technology of the flow was
//! passed.

use serde_json::Value;

use super::status::Status;
use super::{
    DocumentResult, EDocumentResult, FlowResult, MatchResult, Other, Reason, Technology, TechnologyInfo,
};

/// Outcome of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Whether the outcome will not change.
    pub(super) is_final: bool,
    /// Whether the user passed; `None` while unknown. If this is known, the outcome is final.
    pub(super) passed: Option<bool>,
    /// Whether the user stopped before the end.
    pub(super) cancelled: bool,
}

/// Outcome of one technology.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Passed,
    Failed,
    /// The entry does not say whether the user passed, or the technology is not known.
    Unknown,
    /// The result has no entry for the technology: the user did not reach this step, or has not reached it
    /// yet (service's guide, section 4.5).
    Absent,
}

impl FlowResult {
    /// Returns whether the result is final, so that polling can stop; see [`Verdict::of`](super::Verdict::of).
    pub fn is_final(&self) -> bool {
        Outcome::of(self).is_final
    }
}

impl Outcome {
    pub(super) fn of(result: &FlowResult) -> Self {
        let status = status(result);
        let ended = match status {
            Some(Status::Finished | Status::NotPassed { .. }) => true,
            Some(Status::Progress) => false,
            Some(Status::Unknown) | None => has_end_time(result),
        };
        let passed = match status {
            Some(Status::NotPassed { .. }) => Some(false),
            _ if ended => passed_at_end(result, status),
            None => passed_without_end(result),
            Some(_) => None,
        };
        let stopped = status == Some(Status::NotPassed { stopped: true })
            || result.failure_reasons().iter().any(Reason::is_aborted_by_user);
        Self { is_final: ended || passed.is_some(), passed, cancelled: passed == Some(false) && stopped }
    }
}

/// Returns the status; `None` if the service sends none, an unknown one if it is not a text.
fn status(result: &FlowResult) -> Option<Status> {
    let findings = &result.findings;
    match &findings.status {
        Some(text) if text.trim().is_empty() => None,
        Some(text) => Some(Status::read(text)),
        None => is_set(&findings.other, "status").then_some(Status::Unknown),
    }
}

/// Returns whether there is an end time, as a text or a number.
fn has_end_time(result: &FlowResult) -> bool {
    let findings = &result.findings;
    let number = || findings.other.get("finished_at").and_then(Value::as_f64);
    findings.finished_at.as_ref().is_some_and(|at| !at.trim().is_empty())
        || number().is_some_and(|at| at > 0.0)
}

/// Returns whether `other` has a value other than `null` for a field, which then has an unexpected type.
fn is_set(other: &Other, field: &str) -> bool {
    other.get(field).is_some_and(|value| !value.is_null())
}

/// Returns whether a document has a status, which is not documented there, other than `FINISHED`.
fn has_other_status(document: &Other) -> bool {
    match document.get("status") {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty() && Status::read(text) != Status::Finished,
        Some(_) => true,
    }
}

/// Returns whether the user passed a session whose end the service reports.
///
/// An unknown status may mean that the user did not pass, as `DECLINED` would. Beside one, only what says that the user
/// did not pass counts.
fn passed_at_end(result: &FlowResult, status: Option<Status>) -> Option<bool> {
    if !result.failure_reasons().is_empty() {
        return Some(false);
    }
    if status == Some(Status::Unknown) {
        return result.findings.flow_session_result.filter(|passed| !passed);
    }
    match result.findings.flow_session_result {
        None if is_set(&result.findings.other, "flow_session_result") => None,
        None => passed_all(result, true),
        Some(true) if is_contradicted(&result.findings.other) => None,
        passed => passed,
    }
}

/// Returns whether there is a sign against a pass in a field that is not documented in this place: a reason or an error.
fn is_contradicted(other: &Other) -> bool {
    let signs = ["failure_reason", "failure_reasons", "error", "errors"];
    signs.iter().filter_map(|name| other.get(*name)).any(|value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    })
}

/// Returns whether a result of a technology that is not known, or of an unexpected type, may say that the user did not pass:
/// a text, a number, a list, or a `result` of such a type.
fn has_unclear_result(result: &FlowResult) -> bool {
    let mut fields = result.findings.other.iter().filter(|(name, _)| name.ends_with("_result"));
    fields.any(|(_, value)| match value {
        Value::Null | Value::Bool(_) => false,
        Value::Object(fields) => {
            !matches!(fields.get("result"), None | Some(Value::Null | Value::Bool(_)))
                || is_contradicted(fields)
        }
        _ => true,
    })
}

/// Returns whether the user passed a session of which the service sends only the results of technologies, as in the
/// example of the service's guide.
///
/// `None` while there is no result, or an empty one: the service sends `{}` until a result is computed.
fn passed_without_end(result: &FlowResult) -> Option<bool> {
    let findings = &result.findings;
    // Before the end, `flow_session_result: false` may be just a default.
    if findings.flow_session_result.is_some() || is_set(&findings.other, "flow_session_result") {
        return None;
    }
    let is_empty = [
        findings.liveness_result.as_ref().map(|result| *result == MatchResult::default()),
        findings.document_recognition_result.as_ref().map(|result| *result == DocumentResult::default()),
        findings.face2face_result.as_ref().map(|result| *result == MatchResult::default()),
        findings.edocument_result.as_ref().map(|result| *result == EDocumentResult::default()),
    ];
    let unknown = unknown_results(result).map(Other::is_empty);
    let mut is_empty = is_empty.into_iter().flatten().chain(unknown).peekable();
    if is_empty.peek().is_none() || is_empty.any(|is_empty| is_empty) {
        return None;
    }
    if !result.failure_reasons().is_empty() {
        return Some(false);
    }
    passed_all(result, false)
}

/// Returns the results of technologies that are not known, such as `iris_result`.
fn unknown_results(result: &FlowResult) -> impl Iterator<Item = &Other> {
    let fields = result.findings.other.iter().filter(|(name, _)| name.ends_with("_result"));
    fields.filter_map(|(_, field)| field.as_object())
}

/// Returns whether a result is `false` instead of an object.
fn has_false_result(result: &FlowResult) -> bool {
    let mut fields = result.findings.other.iter();
    fields.any(|(name, value)| name.ends_with("_result") && *value == Value::Bool(false))
}

/// Infers from the technologies whether the user passed.
///
/// With `ended`, absent results count as failed, because no more will arrive.
fn passed_all(result: &FlowResult, ended: bool) -> Option<bool> {
    let listed: Vec<_> = result.technologies.iter().map(|info| listed_step(result, info)).collect();
    let any = |wanted| listed.contains(&wanted);
    // A failed technology counts even if it is not listed.
    let known_failed =
        || Technology::ALL.into_iter().any(|technology| step(result, technology) == Step::Failed);
    let unknown_failed =
        || unknown_results(result).any(|fields| fields.get("result") == Some(&Value::Bool(false)));
    if known_failed() || unknown_failed() || has_false_result(result) {
        Some(false)
    } else if listed.is_empty() || any(Step::Unknown) {
        None
    } else if any(Step::Absent) {
        ended.then_some(false)
    } else if has_unclear_result(result) || is_contradicted(&result.findings.other) {
        None
    } else {
        Some(true)
    }
}

fn listed_step(result: &FlowResult, info: &TechnologyInfo) -> Step {
    identify(info).map_or(Step::Unknown, |technology| step(result, technology))
}

/// Identifies a technology by its code, or by its name if there is no code, as in an example of the
/// service's guide. A code of another type than text is not known.
fn identify(info: &TechnologyInfo) -> Option<Technology> {
    if is_set(&info.other, "code") {
        return None;
    }
    match info.code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => Technology::from_code(code),
        None => Technology::from_name(info.name.as_deref()?),
    }
}

fn step(result: &FlowResult, technology: Technology) -> Step {
    let findings = &result.findings;
    match technology {
        Technology::Liveness | Technology::LivenessHeadPosition | Technology::LivenessDistance => {
            match_step(findings.liveness_result.as_ref())
        }
        Technology::FaceToFace => match_step(findings.face2face_result.as_ref()),
        Technology::DocumentRecognition => {
            let document = findings.document_recognition_result.as_ref();
            document.map_or(Step::Absent, |document| data_step(&document.other, document.has_data()))
        }
        Technology::EDocument => {
            let document = findings.edocument_result.as_ref();
            document.map_or(Step::Absent, |document| data_step(&document.other, document.has_data()))
        }
    }
}

/// Returns the outcome of liveness or face to face, which have a documented `result` field.
fn match_step(result: Option<&MatchResult>) -> Step {
    match result.map(|result| result.result) {
        None => Step::Absent,
        Some(Some(true)) => Step::Passed,
        Some(Some(false)) => Step::Failed,
        Some(None) => Step::Unknown,
    }
}

/// Returns the outcome of a document technology, which has no documented `result` field: documented data counts as
/// passed.
fn data_step(other: &Other, has_data: bool) -> Step {
    match other.get("result") {
        Some(Value::Bool(true)) => Step::Passed,
        Some(Value::Bool(false)) => Step::Failed,
        None | Some(Value::Null) if has_data && !is_contradicted(other) && !has_other_status(other) => {
            Step::Passed
        }
        _ => Step::Unknown,
    }
}
