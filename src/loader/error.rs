//! Errors with a code that a page can branch on.
//!
//! Messages are concatenated from strings: the formatting machinery of `core::fmt` alone would add a quarter to the
//! module's size.

use wasm_bindgen::prelude::*;

use super::dom::DOMException;
use super::js::{ErrorObject, Text, set};

/// The reason for a failure. The page sees it as `error.code`, in kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A field of the config has a wrong type or value; the message names it.
    InvalidConfig,
    /// The selector matches nothing, or the element is not in the document.
    ContainerNotFound,
    /// There is no window or document: the call was made outside a page.
    UnsupportedEnvironment,
    /// The Promise or function given as `id` failed, or did not return a session id.
    SessionSourceFailed,
    /// The session id did not arrive within `timeouts.session`.
    SessionTimeout,
    /// None of the URLs in `src` could be fetched.
    ScriptLoadFailed,
    /// The script did not arrive within `timeouts.script`.
    ScriptTimeout,
    /// The page's Content-Security-Policy, Trusted Types or `integrity` blocked the script.
    ScriptBlocked,
    /// The script ran but did not define `FlowWidget.startSession`.
    WidgetMissing,
    /// The widget's `startSession` threw or rejected.
    StartFailed,
    /// Another session is running in this page.
    SessionActive,
    /// The widget did not finish within `timeouts.finish`.
    FinishTimeout,
    /// A bug in this package.
    Internal,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 13] = [
        Self::InvalidConfig,
        Self::ContainerNotFound,
        Self::UnsupportedEnvironment,
        Self::SessionSourceFailed,
        Self::SessionTimeout,
        Self::ScriptLoadFailed,
        Self::ScriptTimeout,
        Self::ScriptBlocked,
        Self::WidgetMissing,
        Self::StartFailed,
        Self::SessionActive,
        Self::FinishTimeout,
        Self::Internal,
    ];

    /// Returns the code's name, as in `error.code`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidConfig => "invalid-config",
            Self::ContainerNotFound => "container-not-found",
            Self::UnsupportedEnvironment => "unsupported-environment",
            Self::SessionSourceFailed => "session-source-failed",
            Self::SessionTimeout => "session-timeout",
            Self::ScriptLoadFailed => "script-load-failed",
            Self::ScriptTimeout => "script-timeout",
            Self::ScriptBlocked => "script-blocked",
            Self::WidgetMissing => "widget-missing",
            Self::StartFailed => "start-failed",
            Self::SessionActive => "session-active",
            Self::FinishTimeout => "finish-timeout",
            Self::Internal => "internal",
        }
    }

    /// Returns whether repeating the same call may succeed.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Self::SessionSourceFailed
                | Self::SessionTimeout
                | Self::ScriptLoadFailed
                | Self::ScriptTimeout
                | Self::SessionActive
                | Self::FinishTimeout
        )
    }
}

/// A JavaScript `Error` with `name`, `code`, `retryable` and, if another error caused it, `cause`.
#[derive(Clone, Debug)]
pub struct Error(JsValue);

impl Error {
    /// Makes an error whose message says what failed and what to do.
    #[cold]
    pub(crate) fn new(code: Code, message: &str) -> Self {
        Self::with(code, &Text::new(message))
    }

    /// Makes an error with a concatenated message.
    #[cold]
    pub(crate) fn with(code: Code, message: &Text) -> Self {
        let error = ErrorObject::new(message);
        set(&error, "name", &"FlowWidgetError".into());
        set(&error, "code", &code.name().into());
        set(&error, "retryable", &code.retryable().into());
        Self(error.into())
    }

    /// Adds a cause.
    #[cold]
    #[must_use]
    pub(crate) fn because(self, cause: &JsValue) -> Self {
        set(&self.0, "cause", cause);
        self
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error.0
    }
}

/// Makes the `AbortError` with which a cancelled session rejects.
pub(crate) fn abort_error(message: &str) -> JsValue {
    DOMException::new(message, "AbortError").into()
}
