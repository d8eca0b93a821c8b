//! What a result comes to: has the service said its last word, did the person pass, and if not, why.
//!
//! All that a page needs to know, and no personal data. In doubt nobody has passed: `passed` is true only if
//! the service says so, or if every technology of the flow shows that it was passed.

use serde::Serialize;
use serde_json::Value;

use super::{DocumentResult, FailureReason, FlowResult, MatchResult, Other, Technology, TechnologyInfo};

/// What a result comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The service's status where there is one, else `FINISHED` or `PROGRESS`.
    pub status: String,
    /// Whether the person passed the flow; `None` while that is not known.
    pub passed: Option<bool>,
    /// Why not, as far as the service says.
    pub failure_reasons: Vec<Reason>,
}

/// Why a session was not passed; both fields are always there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM`, `TIMEOUT`, or whatever
    /// the service adds; `OTHER` if it gives none.
    #[serde(rename = "type")]
    pub kind: String,
    /// In words; empty if the service gives none.
    pub detail: String,
}

/// What is known of one technology.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// The service has not computed it, or it is not known here where the result would be.
    Unknown,
    /// The person did not pass through it (guide, section 4.5), or not yet.
    Absent,
}

impl Verdict {
    /// Judges a result as it stands.
    pub fn of(result: &FlowResult) -> Self {
        let given = &result.findings;
        let status = given.status.as_deref().filter(|status| !status.is_empty());
        // Whether the service says that there is an end; otherwise it is only what the results look like.
        let ended = status.is_some() || given.finished_at.as_deref().is_some_and(|at| !at.is_empty());
        // Before the end, `false` may be no more than a default.
        let passed = if result.is_final() {
            given.flow_session_result.or_else(|| derived(result, ended))
        } else {
            None
        };
        let otherwise =
            if passed.is_some() || (ended && result.is_final()) { "FINISHED" } else { "PROGRESS" };
        Self {
            status: status.unwrap_or(otherwise).to_owned(),
            passed,
            failure_reasons: given.flow_session_failure_reasons.iter().flatten().map(Reason::of).collect(),
        }
    }
}

impl Reason {
    fn of(reason: &FailureReason) -> Self {
        let kind = reason.kind.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("OTHER");
        Self { kind: kind.to_owned(), detail: reason.detail.clone().unwrap_or_default() }
    }
}

/// Whether all technologies were passed, where the service does not say. `ended`: what is not there now
/// will not come.
fn derived(result: &FlowResult, ended: bool) -> Option<bool> {
    if result.findings.flow_session_failure_reasons.as_ref().is_some_and(|reasons| !reasons.is_empty()) {
        return Some(false);
    }
    let mut outcomes: Vec<_> = result.technologies.iter().map(|info| of_listed(result, info)).collect();
    // What was passed without being listed cannot fail the flow; what was failed can.
    outcomes.extend(TECHNOLOGIES.map(|technology| of(result, technology)).into_iter().filter(|outcome| {
        matches!(outcome, Outcome::Failed) || (result.technologies.is_empty() && *outcome != Outcome::Absent)
    }));
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

const TECHNOLOGIES: [Technology; 4] =
    [Technology::Liveness, Technology::DocumentRecognition, Technology::EDocument, Technology::FaceToFace];

fn of_listed(result: &FlowResult, info: &TechnologyInfo) -> Outcome {
    identified(info).map_or(Outcome::Unknown, |technology| of(result, technology))
}

/// By code; by name where there is none, as in the guide's own example.
fn identified(info: &TechnologyInfo) -> Option<Technology> {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    if let Some(code) = &info.code {
        return Technology::from_code(code);
    }
    let name = letters(info.name.as_deref()?);
    TECHNOLOGIES.into_iter().find(|technology| letters(technology.name()) == name)
}

fn of(result: &FlowResult, technology: Technology) -> Outcome {
    let given = &result.findings;
    match technology {
        Technology::Liveness => of_match(given.liveness_result.as_ref()),
        Technology::FaceToFace => of_match(given.face2face_result.as_ref()),
        Technology::DocumentRecognition => {
            let fields = given.document_recognition_result.as_ref();
            fields.map_or(Outcome::Absent, |fields| {
                of_data(&fields.other, *fields == DocumentResult::default())
            })
        }
        Technology::EDocument => {
            let fields = given.edocument_result.as_ref();
            fields.map_or(Outcome::Absent, |fields| of_data(&fields.other, fields.other.is_empty()))
        }
    }
}

/// Liveness and face to face say it themselves.
fn of_match(result: Option<&MatchResult>) -> Outcome {
    match result {
        None => Outcome::Absent,
        Some(MatchResult { result: Some(true), .. }) => Outcome::Passed,
        Some(MatchResult { result: Some(false), .. }) => Outcome::Failed,
        Some(_) => Outcome::Unknown,
    }
}

/// Data that were read are a pass, unless they say otherwise.
fn of_data(other: &Other, empty: bool) -> Outcome {
    match (other.get("result"), empty) {
        (Some(Value::Bool(false)), _) => Outcome::Failed,
        (_, true) => Outcome::Unknown,
        (_, false) => Outcome::Passed,
    }
}
