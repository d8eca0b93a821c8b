//! Exponential back-off with jitter, for the loader and the client. Needs no standard library.

/// The delays between attempts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// Delay before the second attempt, in ms.
    pub(crate) first_ms: f64,
    /// Factor by which each delay is longer than the previous one.
    pub(crate) factor: f64,
    /// Maximum delay, in ms; jitter may exceed it.
    pub(crate) max_ms: f64,
    /// The least and the most that jitter multiplies a delay by, so that clients that failed together do not retry
    /// together.
    pub(crate) jitter: [f64; 2],
}

impl Backoff {
    /// Returns the delay after a number of attempts, at least 1, in ms. `random` is between 0 and 1.
    pub(crate) fn delay(&self, attempts: u32, random: f64) -> f64 {
        // After 100 attempts every delay exceeds any maximum.
        let ms = (1..attempts.min(100)).fold(self.first_ms, |ms, _| ms * self.factor);
        let [least, most] = self.jitter;
        ms.min(self.max_ms) * (least + (most - least) * random)
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
