//! Polling schedule of [`Client::wait_for_result`](super::Client::wait_for_result).

use serde_json::Value;

use super::Error;
use super::backoff::to_timer_ms;
use super::config::u32_field;
use crate::backoff::Backoff;
use crate::contract::shape::{self, Kind};

/// Maximum delay before jitter, in ms, unless `interval_ms` is longer.
const MAX_DELAY_MS: f64 = 10_000.0;

/// Options for [`Client::wait_for_result`](super::Client::wait_for_result).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitOptions {
    /// Delay after the first request, in ms; later delays grow. Default: 1,000.
    pub interval_ms: u32,
    /// Time limit for the whole call, in ms; 0 for no limit. Default: 120,000.
    pub timeout_ms: u32,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self { interval_ms: 1_000, timeout_ms: 120_000 }
    }
}

impl WaitOptions {
    /// Parses options passed from JavaScript: `{ interval?, timeout? }`.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a field has the wrong type.
    pub fn read(value: &Value) -> Result<Self, Error> {
        let issues =
            shape::check(&[("", Kind::Object), ("interval", Kind::U32), ("timeout", Kind::U32)], "", value);
        if !issues.is_empty() {
            return Err(Error::config(&issues));
        }
        let default = Self::default();
        Ok(Self {
            interval_ms: u32_field(value, "interval").unwrap_or(default.interval_ms),
            timeout_ms: u32_field(value, "timeout").unwrap_or(default.timeout_ms),
        })
    }

    /// Returns the delay after `polls` requests, in ms. `random` is between 0 and 1.
    pub(super) fn delay(self, polls: u32, random: f64) -> u32 {
        let first = f64::from(self.interval_ms);
        let backoff =
            Backoff { first_ms: first, factor: 1.5, max_ms: MAX_DELAY_MS.max(first), jitter: [0.8, 1.2] };
        to_timer_ms(backoff.delay(polls, random.clamp(0.0, 1.0)))
    }

    pub(super) fn timeout_error(self) -> Error {
        let ms = self.timeout_ms;
        Error::result_timeout(format!(
            "The result was not final within {ms} ms. The service may still be computing it; try again later."
        ))
    }
}
