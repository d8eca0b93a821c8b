//! The host's clock and random number generator.

/// The clock and the random number generator that the sandbox uses. Tests can replace both.
pub trait Environment {
    /// Returns the time, in ms since 1970.
    fn now_ms(&mut self) -> u64;
    /// Fills `bytes` with unpredictable random bytes.
    fn random(&mut self, bytes: &mut [u8]);
}
