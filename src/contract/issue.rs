//! What is wrong, or odd, about a value.

use std::fmt;

use serde::Serialize;

/// A finding about a field. It never repeats the field's value, which may be a secret or personal
/// data: an issue is made to be logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// Where, such as `metadata.edocument.iin.value`.
    pub path: String,
    /// How bad.
    pub severity: Severity,
    /// What to do, as the end of a sentence that begins with the path.
    pub message: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The guide rules it out.
    Error,
    /// The guide allows it, but it is hardly meant.
    Warning,
}

impl Issue {
    pub(crate) fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), severity: Severity::Error, message: message.into() }
    }

    pub(crate) fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), severity: Severity::Warning, message: message.into() }
    }

    /// Findings as one sentence.
    pub fn sentence(issues: &[Self]) -> String {
        issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "it {}", self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}
