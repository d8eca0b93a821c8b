//! Retry policy: exponential back-off with jitter, and `Retry-After`.

use super::{Code, Error};

/// Delay before the first retry, in ms; it doubles with each further retry.
const BASE_DELAY_MS: f64 = 400.0;
/// Maximum delay if the service does not send `Retry-After`, in ms.
const MAX_DELAY_MS: f64 = 8_000.0;
/// Maximum `Retry-After` that is waited for, in ms; beyond it, the error is returned to the caller.
const MAX_RETRY_AFTER_MS: u32 = 30_000;

/// Returns the delay before the next attempt, in ms, or `None` to give up.
///
/// A request that is not idempotent is retried only if it was never sent. `attempts` counts the attempts made
/// so far; `random` is between 0 and 1.
pub(super) fn next_delay(
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
        None => Some(jittered(exponential(BASE_DELAY_MS, 2.0, attempts).min(MAX_DELAY_MS), random)),
    }
}

/// Returns between half and all of a delay, so that clients that failed together do not retry together.
fn jittered(ms: f64, random: f64) -> u32 {
    to_timer_ms(ms * (0.5 + random.clamp(0.0, 1.0) / 2.0))
}

/// Returns the delay number `count`, counted from 1, of a series that grows by `factor`.
///
/// The exponent is capped at 100, where every delay exceeds any limit.
pub(super) fn exponential(first_ms: f64, factor: f64, count: u32) -> f64 {
    (1..count.min(100)).fold(first_ms, |ms, _| ms * factor)
}

/// Converts to whole ms, clamped to the range that `setTimeout` accepts.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
pub(super) fn to_timer_ms(ms: f64) -> u32 {
    ms.clamp(0.0, f64::from(i32::MAX)) as u32
}

/// Parses `Retry-After` (RFC 9110, section 10.2.3), as ms from now.
///
/// `parse_date` parses an HTTP date, also as ms from now.
pub(super) fn parse_retry_after(header: &str, parse_date: impl FnOnce(&str) -> Option<f64>) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(1000));
    }
    parse_date(header).filter(|ms| ms.is_finite()).map(to_timer_ms)
}
