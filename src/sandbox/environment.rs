//! The clock and random numbers that the sandbox gets from its host.

/// The host's clock and random numbers. A test can replace both.
pub trait Environment {
    /// Returns the time, in ms since 1970.
    fn now_ms(&mut self) -> u64;
    /// Fills `bytes` with random numbers that cannot be guessed.
    fn random(&mut self, bytes: &mut [u8]);
}
