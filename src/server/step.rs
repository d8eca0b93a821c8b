//! What the state machines of the handlers have in common.

use std::fmt;
use std::time::Duration;

use crate::client::Error;
use crate::client::redact::Redactor;

/// The time, and a random number for the jitter of delays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    /// Time in ms since 1970, for the expiry of tokens.
    pub unix_ms: u64,
    /// Time in ms that never goes back, for time limits.
    pub monotonic_ms: u64,
    /// A random number from 0 to 1.
    pub random: f64,
}

/// What the host must do next, and within which time. If the time is over, the host gives up and reports that instead of
/// an outcome.
#[derive(Debug)]
pub struct Step<Effect> {
    /// What to do.
    pub effect: Effect,
    /// Time limit; `None` for none.
    pub limit: Option<Duration>,
}

/// A failure to report to the application. It never contains the API key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The service failed, or its response cannot be used.
    Service(Error),
    /// A function of the application failed, or took too long.
    Callback {
        /// Name of the function.
        name: &'static str,
        /// What it returned, or the time limit.
        message: String,
    },
}

impl Failure {
    pub(super) fn callback(name: &'static str, message: &str, redactor: &Redactor) -> Self {
        Self::Callback { name, message: redactor.text(message) }
    }

    pub(super) fn late(name: &'static str, limit: Duration) -> Self {
        Self::Callback { name, message: format!("did not return within {} s", limit.as_secs_f64()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::Callback { name, message } => write!(f, "`{name}`: {message}"),
        }
    }
}

impl std::error::Error for Failure {}

/// Returns a duration as a time limit: zero means none.
pub(super) fn limit(duration: Duration) -> Option<Duration> {
    (!duration.is_zero()).then_some(duration)
}
