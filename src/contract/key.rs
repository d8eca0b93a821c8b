//! The API key of a flow, a secret that must not be logged.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Issue;

/// Length of the shortest real key, in characters (service's guide, section 1).
pub const MIN_KEY_LENGTH: usize = 47;

/// API key of a flow.
///
/// The key appears only in requests to the service: `Debug` hides it, and `Display` is not implemented.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKey(String);

impl ApiKey {
    /// Wraps a key without checking it; see [`check`](Self::check).
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// Validates the key and returns the first issue found, if any. `path` names the field in the issue.
    ///
    /// A short key is only a warning, because the examples in the service's guide use a short placeholder.
    pub fn check(&self, path: &str) -> Option<Issue> {
        if self.0.is_empty() {
            return Some(Issue::error(path, "is empty"));
        }
        if self.0.chars().any(|character| character.is_whitespace() || character.is_control()) {
            return Some(Issue::error(path, "contains white space; check that only the key was copied"));
        }
        (self.0.chars().count() < MIN_KEY_LENGTH).then(|| {
            Issue::warning(path, format!("is shorter than the {MIN_KEY_LENGTH} characters of a real key"))
        })
    }

    /// Returns the key in plain text, for a request to the service.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
