//! The error type of the Rust API.

use wasm_bindgen::{JsCast, JsValue};

use crate::loader::Code;
use crate::loader::js::read;

/// The reason why a session ended without a `finish` event.
#[derive(Clone, Debug)]
pub enum SessionError {
    /// The session failed.
    Failed {
        /// The error code.
        code: Code,
        /// The message: what failed and what to do.
        message: String,
        /// Whether repeating the same call may succeed.
        retryable: bool,
        /// The error that caused this one, or `undefined`.
        cause: JsValue,
    },
    /// The session was cancelled, with this reason: by default a `DOMException` named `AbortError`.
    Cancelled(JsValue),
}

impl SessionError {
    /// Returns the code if the session failed.
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Failed { code, .. } => Some(*code),
            Self::Cancelled(_) => None,
        }
    }

    /// Returns whether repeating the same call may succeed.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Failed { retryable: true, .. })
    }
}

impl core::fmt::Display for SessionError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Failed { code, message, .. } => write!(formatter, "{}: {message}", code.name()),
            Self::Cancelled(_) => formatter.write_str("the session was cancelled"),
        }
    }
}

impl core::error::Error for SessionError {}

impl From<JsValue> for SessionError {
    fn from(thrown: JsValue) -> Self {
        let text = |name| read(&thrown, name).as_string().unwrap_or_default();
        let code = Code::ALL.into_iter().find(|code| code.name() == text("code"));
        match code {
            Some(code) if text("name") == "FlowWidgetError" => Self::Failed {
                code,
                message: text("message"),
                retryable: read(&thrown, "retryable").is_truthy(),
                cause: read(&thrown, "cause"),
            },
            _ => Self::Cancelled(thrown),
        }
    }
}

impl From<SessionError> for JsValue {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Failed { .. } => js_sys::Error::new(&error.to_string()).unchecked_into(),
            SessionError::Cancelled(reason) => reason,
        }
    }
}
