//! Whether to send a request again, and when.

use super::{Code, Error};

/// The wait before the first repetition, in ms; each further one doubles it.
const FIRST_MS: f64 = 400.0;
/// No wait of our own is longer, in ms.
const LONGEST_MS: f64 = 8_000.0;
/// A service that asks for a longer wait gets none: the caller decides, in ms.
const PATIENCE_MS: u32 = 30_000;

/// The wait before the next attempt, in ms; `None` to give up.
///
/// `repeatable` says that sending twice does no harm. A request that is not is sent again only if it
/// never left. `attempts` is how many there have been, `random` is from 0 to 1.
pub(super) fn next(error: &Error, repeatable: bool, attempts: u32, retries: u32, random: f64) -> Option<u32> {
    let worth_it = match error.code() {
        Code::Network | Code::Http => error.is_unsent() || (repeatable && error.is_retryable()),
        _ => false,
    };
    if !worth_it || attempts > retries {
        return None;
    }
    match error.retry_after_ms() {
        Some(asked) => (asked <= PATIENCE_MS).then_some(asked),
        None => Some(jittered(grown(FIRST_MS, 2.0, attempts).min(LONGEST_MS), random)),
    }
}

/// Between half and the whole of a wait, so that clients that failed together do not return together.
fn jittered(ms: f64, random: f64) -> u32 {
    whole(ms * (0.5 + random.clamp(0.0, 1.0) / 2.0))
}

/// The first wait, grown with every further one. After a hundred it is longer than any limit.
pub(super) fn grown(first_ms: f64, factor: f64, waits: u32) -> f64 {
    (1..waits.min(100)).fold(first_ms, |ms, _| ms * factor)
}

/// Whole ms, from 0 to the longest time that a timer takes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped just before
pub(super) fn whole(ms: f64) -> u32 {
    ms.clamp(0.0, f64::from(i32::MAX)) as u32
}

/// Reads `Retry-After`: seconds (RFC 9110, section 10.2.3). `date` reads a date, as ms from now.
pub(super) fn retry_after(header: &str, date: impl FnOnce(&str) -> Option<f64>) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(1000));
    }
    date(header).filter(|ms| ms.is_finite()).map(whole)
}
