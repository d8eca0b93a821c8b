//! Reasons why a user did not pass, and the ones that the service documents.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::Other;

/// Reason why the user did not pass a session; unlike in [`FailureReason`](super::FailureReason), the type is
/// always set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// `SERVICE_ERROR`, `REQUEST_ERROR`, `CLIENT`, `CALC_RESULT`, `OTHER`, `NO_CAM`, `TIMEOUT`, or an
    /// undocumented type; `OTHER` if the service sends none.
    #[serde(rename = "type")]
    pub kind: String,
    /// Explanation in plain text; `None` if the service sends none or an empty one.
    pub detail: Option<String>,
}

/// A failure reason in the service's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentedReason {
    /// Type, such as `CLIENT`.
    pub kind: &'static str,
    /// Detail, exactly as the service writes it; `None` for a reason without detail.
    pub detail: Option<&'static str>,
    /// What the reason means, in English.
    pub meaning: &'static str,
}

const fn documented(
    kind: &'static str,
    detail: Option<&'static str>,
    meaning: &'static str,
) -> DocumentedReason {
    DocumentedReason { kind, detail, meaning }
}

/// Failure reasons of liveness, in the order of the service's page about failure reasons.
///
/// The tables of the other technologies are not known. `tests/fixtures/failure-reasons.json` has the same rows.
pub const DOCUMENTED_REASONS: [DocumentedReason; 19] = [
    documented(
        "SERVICE_ERROR",
        Some("Could not send image to liveness service"),
        "The service could not reach its liveness component.",
    ),
    documented("SERVICE_ERROR", None, "The service had an internal error."),
    documented("REQUEST_ERROR", None, "The request or its data were malformed."),
    documented(
        "CLIENT",
        Some("Could not find face distance"),
        "The distance to the face could not be measured.",
    ),
    documented(
        "CLIENT",
        Some("Liveness result for this session already exists"),
        "The session was already used for liveness.",
    ),
    documented("CLIENT", Some("Operation aborted by user"), "The user gave up."),
    documented("OTHER", Some("Operation aborted by user"), "Something outside of the flow stopped it."),
    documented(
        "CLIENT",
        Some("No active or future subscription for technology"),
        "The organisation has no subscription for the technology.",
    ),
    documented(
        "CLIENT",
        Some("Subscription does not have access to technology"),
        "The organisation's subscription does not include the technology.",
    ),
    documented("CLIENT", Some("Could not send image to liveness service"), "The photo could not be sent."),
    documented("CLIENT", Some("Medical mask check failed"), "The user wears a medical mask."),
    documented(
        "CLIENT",
        Some("Illumination check failed"),
        "The light is bad. The service's page is cut at this row, so the meaning is inferred.",
    ),
    documented("CALC_RESULT", Some("Closed eyes"), "The user's eyes were closed."),
    documented("CALC_RESULT", Some("Low prediction"), "The liveness score was too low."),
    documented("CALC_RESULT", Some("Low overall prediction"), "The total liveness score was too low."),
    documented(
        "CALC_RESULT",
        Some("Mask Attack"),
        "The service detected a mask attack: a mask of another face.",
    ),
    documented("OTHER", Some("Incorrect image hash"), "The image was altered or is damaged."),
    documented("NO_CAM", None, "There is no camera, or it is switched off."),
    documented("TIMEOUT", None, "The time limit was exceeded."),
];

impl Reason {
    /// Returns whether the user stopped the widget.
    ///
    /// The same detail with the type `OTHER` means that something outside of the flow stopped it.
    pub fn is_aborted_by_user(&self) -> bool {
        self.kind == "CLIENT" && self.detail.as_deref() == Some("Operation aborted by user")
    }

    /// Reads a reason: an object with `type` and `detail`, or a text. Returns `None` for `null` and empty texts.
    ///
    /// The service's pages show objects, and public integrations expect texts. A value of another type counts as a
    /// reason of type `OTHER`, because a session with a reason must not pass.
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(text) => Self::from_text(text),
            Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(Value::as_str).and_then(non_empty);
                Some(Self::new(text("type").unwrap_or("OTHER"), text("detail")))
            }
            _ => Some(Self::new("OTHER", None)),
        }
    }

    /// Reads a reason that is a text: a documented type, a documented detail, or an unknown detail.
    fn from_text(text: &str) -> Option<Self> {
        let text = non_empty(text)?;
        if DOCUMENTED_REASONS.iter().any(|row| row.kind == text) {
            return Some(Self::new(text, None));
        }
        let row = DOCUMENTED_REASONS.iter().find(|row| row.detail == Some(text));
        Some(Self::new(row.map_or("OTHER", |row| row.kind), Some(text)))
    }

    fn new(kind: &str, detail: Option<&str>) -> Self {
        Self { kind: kind.to_owned(), detail: detail.map(str::to_owned) }
    }
}

/// Collects the reasons of a result, each once: those of the session, then those of its technologies in the order
/// received.
///
/// A technology's result is any field whose name ends in `_result`, so that the reasons of technologies that are not
/// documented count, too.
pub(super) fn collect(result: &Other) -> Vec<Reason> {
    let session = result.get("flow_session_failure_reasons");
    let technologies = result.iter().filter(|(name, _)| name.ends_with("_result"));
    let technologies = technologies.filter_map(|(_, field)| field.get("failure_reason"));
    let given = session.into_iter().chain(technologies);
    // The service writes `{}` for a value that is not computed yet.
    let given = given.filter(|value| value.as_object().is_none_or(|fields| !fields.is_empty()));
    let entries = given.flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
    let mut seen = BTreeSet::new();
    entries.filter_map(Reason::read).filter(|reason| seen.insert(reason.clone())).collect()
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}
