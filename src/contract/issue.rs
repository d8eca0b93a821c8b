//! Validation issues.

use std::fmt;

use serde::Serialize;

/// A validation issue about one field.
///
/// It is safe to log: it never contains the field's value, which may be a secret or personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Path of the field, such as `metadata.edocument.iin.value`; empty for the whole value.
    pub path: String,
    /// Whether the issue is an error or a warning.
    pub severity: Severity,
    /// Predicate of a sentence whose subject is the path, such as `must be a string, not a number`.
    pub message: String,
}

/// Severity of an [`Issue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The value is not valid, for example because the service's guide forbids it.
    Error,
    /// The value is allowed, but probably a mistake.
    Warning,
}

impl Issue {
    pub(crate) fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), severity: Severity::Error, message: message.into() }
    }

    pub(crate) fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), severity: Severity::Warning, message: message.into() }
    }

    /// Joins issues with semicolons into one sentence, without the final period.
    pub fn sentence(issues: &[Self]) -> String {
        issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    /// Returns whether the severity is [`Severity::Error`].
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "the value {}", self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}
