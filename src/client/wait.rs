//! How often to ask for a result.

use serde_json::Value;

use super::Error;
use super::backoff::{grown, whole};
use crate::contract::shape::{self, Kind};

/// Each wait is longer than the last by this factor.
const GROWTH: f64 = 1.5;
/// No wait is longer, in ms, unless the first one is.
const LONGEST_MS: f64 = 10_000.0;
/// How much a wait differs from its mean at most.
const JITTER: f64 = 0.2;

/// How often to ask, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitOptions {
    /// The wait after the first question, in ms.
    pub interval_ms: u32,
    /// When to give up, in ms; 0 for never.
    pub timeout_ms: u32,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self { interval_ms: 1_000, timeout_ms: 120_000 }
    }
}

impl WaitOptions {
    /// Reads options as JavaScript has them: `{ interval?, timeout? }`.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a field has the wrong type.
    pub fn read(value: &Value) -> Result<Self, Error> {
        let issues = shape::check(
            &[("", Kind::Object), ("interval", Kind::Whole), ("timeout", Kind::Whole)],
            "",
            value,
        );
        if !issues.is_empty() {
            return Err(Error::config(&issues));
        }
        let whole = |name, default| {
            let number = value.get(name).and_then(Value::as_u64);
            number.map_or(default, |number| u32::try_from(number).unwrap_or(u32::MAX))
        };
        let default = Self::default();
        Ok(Self {
            interval_ms: whole("interval", default.interval_ms),
            timeout_ms: whole("timeout", default.timeout_ms),
        })
    }

    /// The wait after `polls` questions, in ms. `random` is from 0 to 1.
    pub fn delay(&self, polls: u32, random: f64) -> u32 {
        let first = f64::from(self.interval_ms);
        let mean = grown(first, GROWTH, polls).min(LONGEST_MS.max(first));
        whole(mean * (1.0 - JITTER + 2.0 * JITTER * random.clamp(0.0, 1.0)))
    }

    pub(super) fn expired(self) -> Error {
        let ms = self.timeout_ms;
        Error::result_timeout(format!(
            "The result was not final within {ms} ms. The service may still be computing: ask again later."
        ))
    }
}
