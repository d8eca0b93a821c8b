//! Exponential back-off with jitter, for the loader and the client. Needs no standard library.

/// The delays between attempts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// Delay before the second attempt, in ms.
    pub(crate) first_ms: f64,
    /// Ratio of each delay to the previous one.
    pub(crate) factor: f64,
    /// Maximum delay, in ms; jitter may exceed it.
    pub(crate) max_ms: f64,
    /// Minimum and maximum random factor of a delay. It spreads the retries of clients that failed at the same time.
    pub(crate) jitter: [f64; 2],
}

impl Backoff {
    /// Returns the delay after a number of attempts, at least 1, in ms. `random` is between 0 and 1.
    pub(crate) fn delay(&self, attempts: u32, random: f64) -> f64 {
        // Bounds the loop: the delay reaches its maximum long before 100 attempts.
        let ms = (1..attempts.min(100)).fold(self.first_ms, |ms, _| ms * self.factor);
        let [min, max] = self.jitter;
        ms.min(self.max_ms) * (min + (max - min) * random)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { first_ms: 100.0, factor: 2.0, max_ms: 500.0, jitter: [0.5, 1.5] };

    #[test]
    fn delays_grow_up_to_the_maximum() {
        let delays = [1, 2, 3, 4, u32::MAX].map(|attempts| BACKOFF.delay(attempts, 0.5).to_string());
        assert_eq!(delays, ["100", "200", "400", "500", "500"]);
    }

    #[test]
    fn jitter_stays_within_its_bounds() {
        let delays = [0.0, 0.5, 1.0].map(|random| BACKOFF.delay(1, random).to_string());
        assert_eq!(delays, ["50", "100", "150"]);
    }
}
