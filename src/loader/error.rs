//! What goes wrong, as a code that a page can branch on.
//!
//! Messages are put together from pieces of text: the formatting machinery of `core::fmt` alone would
//! add a quarter to the module's size.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

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

/// A failure on its way to the page.
#[derive(Clone, Debug)]
pub struct Error {
    /// What to branch on.
    pub code: Code,
    /// What happened and what to do, in one or two sentences.
    pub message: String,
    /// The value that was thrown underneath, if there was one.
    pub cause: Option<JsValue>,
}

impl Error {
    /// An error whose message is the pieces put together.
    pub fn new(code: Code, pieces: &[&str]) -> Self {
        Self { code, message: pieces.concat(), cause: None }
    }

    /// The same error with what was thrown underneath.
    #[must_use]
    pub fn because(mut self, cause: JsValue) -> Self {
        self.cause = Some(cause);
        self
    }

    /// The value that a page's Promise rejects with: an instance of the class set by [`set_class`],
    /// else a plain `Error` with the same properties.
    pub fn into_js(self) -> JsValue {
        let options = Object::new();
        set(&options, "retryable", &self.code.retryable().into());
        if let Some(cause) = &self.cause {
            set(&options, "cause", cause);
        }
        let class = CLASS.with_borrow(Clone::clone);
        if let Some(class) = class {
            let arguments = Array::of3(&self.code.name().into(), &self.message.as_str().into(), &options);
            if let Ok(error) = Reflect::construct(&class, &arguments) {
                return error;
            }
        }
        let error = js_sys::Error::new(&self.message);
        error.set_name("FlowWidgetError");
        set(&error, "code", &self.code.name().into());
        Object::assign(&error, &options).into()
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error.into_js()
    }
}

thread_local! {
    static CLASS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Names the class that errors are made of: `new Class(code, message, { retryable, cause })`.
///
/// The class lives outside the module so that a page can say `instanceof` before wasm has arrived.
pub fn set_class(class: Function) {
    CLASS.set(Some(class));
}

/// A fresh object of ours takes any property; there is nothing to report.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
