//! Time, random numbers, and time limits.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::server::Now;

/// Returns the current time and a random number.
pub(super) fn now() -> Now {
    static START: OnceLock<Instant> = OnceLock::new();
    let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let monotonic = START.get_or_init(Instant::now).elapsed();
    // The hash has random keys, so it is random, too; the jitter of delays needs no more.
    #[allow(clippy::cast_precision_loss, reason = "a fraction needs no more precision")]
    let random = (RandomState::new().hash_one(unix) >> 11) as f64 / (1_u64 << 53) as f64;
    Now { unix_ms: ms(unix), monotonic_ms: ms(monotonic), random }
}

/// Awaits a future, at most for as long as the limit says. Returns `None` if the time is over.
pub(super) async fn limited<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Option<T> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.ok(),
        None => Some(work.await),
    }
}

/// Waits a number of ms.
pub(super) async fn sleep(ms: u32) {
    tokio::time::sleep(Duration::from_millis(ms.into())).await;
}
