//! Summary of a result, without personal data: the status, whether the user passed, and if not, why.

use serde::Serialize;

use super::outcome::Outcome;
use super::status::Status;
use super::{FlowResult, Reason};

/// Summary of a [`FlowResult`] that is safe to send to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Id of the session.
    pub session_id: String,
    /// The service's status. `FINISHED` if the verdict is final and the outcome unknown; if the service sends no status,
    /// `FINISHED` or `PROGRESS`.
    pub status: String,
    /// Whether the user passed the flow; `None` while unknown.
    pub passed: Option<bool>,
    /// Whether the user stopped before the end; then `passed` is `Some(false)`.
    pub cancelled: bool,
    /// Reasons given by the service for not passing, each once; possibly before `passed` is known.
    pub failure_reasons: Vec<Reason>,
}

impl Verdict {
    /// Summarizes a result.
    ///
    /// The verdict is final if `passed` is known or the status is `FINISHED`:
    ///
    /// - The statuses `FINISHED` and `FAILED` are final, and so are the words expired, rejected, error, cancelled,
    ///   canceled and aborted in any case, also with more text after a character that is not a letter. Except for
    ///   `FINISHED`, they mean that the user did not pass.
    /// - `PROGRESS` is not final.
    /// - Any other status, or none, is final if there is an end time. Without a status and an end time, the outcome is
    ///   final if all results of technologies present are computed and together tell whether the user passed.
    ///
    /// The user has passed a session that has ended if there is no failure reason and `flow_session_result` is true. If
    /// the service does not send this field, every listed technology must be passed: its result is true or, for
    /// document technologies, contains documented data. An unknown result with `result: false` means that the user did
    /// not pass. With an unknown status, the user is never taken to have passed.
    pub fn of(result: &FlowResult) -> Self {
        let Outcome { is_final, passed, cancelled } = Outcome::of(result);
        let status = result.findings.status.as_deref().filter(|status| !status.trim().is_empty());
        let status = match status {
            Some(status) if passed.is_some() || !is_final => status,
            None if !is_final => "PROGRESS",
            // A client cannot tell that an unknown status is final.
            _ => "FINISHED",
        };
        Self {
            session_id: result.id.clone(),
            status: status.to_owned(),
            passed,
            cancelled,
            failure_reasons: result.failure_reasons().to_vec(),
        }
    }

    /// Returns whether the verdict will not change.
    pub fn is_final(&self) -> bool {
        self.passed.is_some() || Status::read(&self.status) == Status::Finished
    }
}
