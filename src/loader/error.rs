//! What goes wrong, as a code that a page can branch on.
//!
//! Messages are put together from pieces of text: the formatting machinery of `core::fmt` alone would
//! add a quarter to the module's size.

use wasm_bindgen::prelude::*;

use super::js::{NONE, Text, make, set};

/// The reason of a failure. The page sees it as `error.code`, in kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A field of the config has a wrong type or value; the message names it.
    InvalidConfig,
    /// The selector matches nothing, or the element is not in the document.
    ContainerNotFound,
    /// No window or document: the call was made outside a page.
    UnsupportedEnvironment,
    /// The Promise or function that was to give the session id failed.
    SessionSourceFailed,
    /// The session id did not arrive within `timeouts.session`.
    SessionTimeout,
    /// No candidate of `src` could be fetched.
    ScriptLoadFailed,
    /// The script did not arrive within `timeouts.script`.
    ScriptTimeout,
    /// The page's security policy refused the script.
    ScriptBlocked,
    /// The script ran and left no `FlowWidget` with a `startSession`.
    WidgetMissing,
    /// The widget's `startSession` threw or rejected.
    StartFailed,
    /// Another session is running in this page.
    SessionActive,
    /// The widget did not finish within `timeouts.finish`.
    FinishTimeout,
    /// A fault of this package.
    Internal,
}

impl Code {
    /// All that there are.
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

    /// The code's name as pages see it.
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

    /// Whether the same call may succeed if it is simply made again.
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

/// A failure on its way to the page: from the first a JavaScript `Error` with `name`, `code`, `retryable`
/// and, if something was thrown underneath, `cause`. One word to hand on.
#[derive(Clone, Debug)]
pub struct Error(JsValue);

impl Error {
    /// An error whose message says what happened and what to do.
    #[cold]
    pub fn new(code: Code, message: &str) -> Self {
        Self::with(code, &Text::new(message))
    }

    /// The same with a message that was put together.
    #[cold]
    pub fn with(code: Code, message: &Text) -> Self {
        let error = make("Error", message, NONE).unwrap_or_default();
        set(&error, "name", &"FlowWidgetError".into());
        set(&error, "code", &code.name().into());
        set(&error, "retryable", &code.retryable().into());
        Self(error)
    }

    /// The same error with what was thrown underneath.
    #[cold]
    #[must_use]
    pub fn because(self, cause: &JsValue) -> Self {
        set(&self.0, "cause", cause);
        self
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error.0
    }
}
