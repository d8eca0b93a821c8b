//! The API key of a flow: a secret that must not reach a log.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Characters of the shortest real key, as the guide (section 1) gives it.
pub const MIN_KEY_LENGTH: usize = 47;

/// The API key of a flow. It is written to the wire and nowhere else: `Debug` hides it, and there is
/// no `Display`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes a key as it is; it is not checked here.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The secret itself, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
