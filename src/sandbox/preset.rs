//! Outcomes without a user, for tests; the table is in the documentation of the module `sandbox`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Flow;
use super::settings::Qr;
use crate::contract::{FailureReason, Technology};

/// Outcome of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Passed,
    Failed,
    Cancelled,
    Expired,
}

/// Reason why a session was not passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) detail: Option<String>,
}

impl Reason {
    pub(super) fn new(kind: &str, detail: &str) -> Self {
        Self { kind: kind.to_owned(), detail: Some(detail.to_owned()) }
    }

    /// Returns the reason that the widget stand-in reports.
    pub(super) fn reported(FailureReason { kind, detail, .. }: FailureReason) -> Self {
        let non_empty = |text: &String| !text.is_empty();
        Self {
            kind: kind.filter(non_empty).unwrap_or_else(|| "OTHER".to_owned()),
            detail: detail.filter(non_empty),
        }
    }

    pub(super) fn aborted() -> Self {
        Self::new("CLIENT", "Operation aborted by user")
    }

    pub(super) fn low_prediction() -> Self {
        Self::new("CALC_RESULT", "Low prediction")
    }
}

/// How a session ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) outcome: Outcome,
    /// Always set for `Failed` and `Cancelled`, never for `Passed`.
    pub(super) reason: Option<Reason>,
    /// Technology at which the session ends; `None` for the first that is not passed.
    pub(super) technology: Option<Technology>,
}

impl Ending {
    /// Creates an ending with the default reason of its outcome.
    pub(super) fn new(outcome: Outcome) -> Self {
        let reason = match outcome {
            Outcome::Passed | Outcome::Expired => None,
            Outcome::Failed => Some(Reason::low_prediction()),
            Outcome::Cancelled => Some(Reason::aborted()),
        };
        Self { outcome, reason, technology: None }
    }
}

/// Ending that is set when the session is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Preset {
    pub(super) ending: Ending,
    /// When the session ends by itself, in ms since its creation; `None` if it ends when the widget starts.
    pub(super) after_ms: Option<u64>,
}

/// Body of a request that ends a session.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndRequest {
    outcome: Outcome,
    #[serde(default)]
    reason: Option<Reason>,
    #[serde(default)]
    technology: Option<String>,
}

impl EndRequest {
    /// Checks the fields. `is_allowed` tells whether the session can have a technology.
    ///
    /// # Errors
    ///
    /// A sentence that names the field.
    pub(super) fn ending(self, is_allowed: impl Fn(Technology) -> bool) -> Result<Ending, String> {
        let Self { outcome, reason, technology } = self;
        if outcome == Outcome::Passed && (reason.is_some() || technology.is_some()) {
            return Err("`reason` and `technology` must be absent if `outcome` is \"passed\".".to_owned());
        }
        if reason.as_ref().is_some_and(|reason| reason.kind.is_empty()) {
            return Err("`reason.type` must not be empty.".to_owned());
        }
        let technology = match technology {
            None => None,
            Some(code) => match Technology::from_code(&code).filter(|technology| is_allowed(*technology)) {
                None => {
                    return Err("`technology` must be the code of a technology of the session.".to_owned());
                }
                technology => technology,
            },
        };
        let default = Ending::new(outcome);
        Ok(Ending { outcome, reason: reason.or(default.reason), technology })
    }
}

/// Options of one session: the value of `metadata.sandbox`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SessionOptions {
    outcome: Option<Outcome>,
    reason: Option<Reason>,
    technology: Option<String>,
    after: Option<u64>,
    pub(super) qr: Option<Qr>,
    pub(super) retry_liveness: Option<bool>,
}

impl SessionOptions {
    /// Parses `metadata.sandbox`.
    ///
    /// # Errors
    ///
    /// A sentence that names the field.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        // A list would be read as the fields in their order.
        if !value.is_object() {
            return Err("Not valid: expected an object.".to_owned());
        }
        Self::deserialize(value).map_err(|error| format!("Not valid: {error}."))
    }

    /// Returns the preset ending.
    ///
    /// # Errors
    ///
    /// A sentence that names the field.
    pub(super) fn preset(
        &mut self,
        is_allowed: impl Fn(Technology) -> bool,
    ) -> Result<Option<Preset>, String> {
        let (reason, technology) = (self.reason.take(), self.technology.take());
        let Some(outcome) = self.outcome else {
            let is_alone = reason.is_none() && technology.is_none() && self.after.is_none();
            return if is_alone {
                Ok(None)
            } else {
                Err("`outcome` is required with `reason`, `technology` or `after`.".to_owned())
            };
        };
        let ending = EndRequest { outcome, reason, technology }.ending(is_allowed)?;
        Ok(Some(Preset { ending, after_ms: self.after }))
    }
}

/// Splits an API key into the flow's own key, and the preset that its suffix stands for.
pub(super) fn of_key(key: &str) -> Option<(Flow, Option<Preset>)> {
    // In a query string that is not encoded, `+` means a space.
    let (key, suffix) = key.split_once(['+', ' ']).map_or((key, None), |(key, suffix)| (key, Some(suffix)));
    let flow = Flow::of_key(key)?;
    let outcome = match suffix {
        None => return Some((flow, None)),
        Some("passed") => Outcome::Passed,
        Some("failed") => Outcome::Failed,
        Some("cancelled") => Outcome::Cancelled,
        Some("expired") => Outcome::Expired,
        Some(_) => return None,
    };
    Some((flow, Some(Preset { ending: Ending::new(outcome), after_ms: None })))
}
