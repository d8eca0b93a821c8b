//! Statuses of a session.

/// Words that mean the end of a session that the user did not pass. Only `FAILED` is documented.
const NOT_PASSED: [&str; 7] = ["FAILED", "EXPIRED", "REJECTED", "ERROR", "CANCELLED", "CANCELED", "ABORTED"];
/// The words of [`NOT_PASSED`] that mean that the user stopped.
const STOPPED: [&str; 3] = ["CANCELLED", "CANCELED", "ABORTED"];

/// Meaning of a session's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// `PROGRESS`: the service still computes.
    Progress,
    /// `FINISHED`: the session has ended; other fields say how.
    Finished,
    /// The session has ended and the user did not pass.
    NotPassed {
        /// The user stopped before the end.
        stopped: bool,
    },
    /// A word that is not known, or a value that is not a text. It may mean that the user did not pass.
    Unknown,
}

impl Status {
    /// Interprets a status, ignoring its case. After a word that means not passed, the status may go on with anything
    /// but a letter: `CANCELLED_BY_USER` means the same as `CANCELLED`, and `ERROR: no camera` as `ERROR`.
    pub(super) fn read(status: &str) -> Self {
        let status = status.trim().to_ascii_uppercase();
        let is = |word: &str| {
            let rest = status.strip_prefix(word);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        };
        match status.as_str() {
            "PROGRESS" => Self::Progress,
            "FINISHED" => Self::Finished,
            _ if NOT_PASSED.into_iter().any(is) => Self::NotPassed { stopped: STOPPED.into_iter().any(is) },
            _ => Self::Unknown,
        }
    }
}
