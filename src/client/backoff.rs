//! Retry policy: exponential back-off with jitter, and `Retry-After`.

use super::{Code, Error};
use crate::backoff::Backoff;

/// Delays between attempts if the service does not send `Retry-After`.
const BACKOFF: Backoff = Backoff { first_ms: 400.0, factor: 2.0, max_ms: 8_000.0, jitter: [0.5, 1.0] };
/// Longest `Retry-After` to wait for, in ms. If the service asks for more, the error is returned to the
/// caller.
const MAX_RETRY_AFTER_MS: u32 = 30_000;

/// Returns the delay before the next attempt, in ms, or `None` to give up.
///
/// A request that is not idempotent is retried only if it was never sent. `attempts` counts the attempts made
/// so far; `random` is between 0 and 1.
pub(crate) fn next_delay(
    error: &Error,
    idempotent: bool,
    attempts: u32,
    retries: u32,
    random: f64,
) -> Option<u32> {
    let may_retry = match error.code() {
        Code::Network | Code::Http => error.is_unsent() || (idempotent && error.is_retryable()),
        _ => false,
    };
    if !may_retry || attempts > retries {
        return None;
    }
    match error.retry_after_ms() {
        Some(ms) => (ms <= MAX_RETRY_AFTER_MS).then_some(ms),
        None => Some(to_timer_ms(BACKOFF.delay(attempts, random.clamp(0.0, 1.0)))),
    }
}

/// Converts to whole ms, clamped to the range that `setTimeout` accepts.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
pub(crate) fn to_timer_ms(ms: f64) -> u32 {
    ms.clamp(0.0, f64::from(i32::MAX)) as u32
}

/// Parses `Retry-After` (RFC 9110, section 10.2.3), as ms from now.
///
/// `parse_date` parses an HTTP date, also as ms from now.
pub(crate) fn parse_retry_after(header: &str, parse_date: impl FnOnce(&str) -> Option<f64>) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(1000));
    }
    parse_date(header).filter(|ms| ms.is_finite()).map(to_timer_ms)
}
