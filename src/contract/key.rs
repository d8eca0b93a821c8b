//! The API key of a flow: a secret that must not reach a log.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Issue;

/// Characters of the shortest real key, as the guide (section 1) gives it.
pub const MIN_KEY_LENGTH: usize = 47;

/// The API key of a flow. It is written to the wire and nowhere else: `Debug` hides it, and there is
/// no `Display`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKey(String);

impl ApiKey {
    /// Takes a key as it is; see [`check`](Self::check).
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// What is wrong or odd about the key, which is found at `path`. The guide's examples use a short
    /// placeholder, so a short key is only odd.
    pub fn check(&self, path: &str) -> Option<Issue> {
        if self.0.is_empty() {
            return Some(Issue::error(path, "is empty"));
        }
        if self.0.chars().any(|character| character.is_whitespace() || character.is_control()) {
            return Some(Issue::error(path, "has white space in it; is it copied whole, and alone?"));
        }
        (self.0.chars().count() < MIN_KEY_LENGTH).then(|| {
            Issue::warning(path, format!("is shorter than the {MIN_KEY_LENGTH} characters of a real key"))
        })
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
