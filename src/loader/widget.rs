//! The widget: the global `FlowWidget`, or the exports of its module, and its only method (the service's guide, section
//! 4.3).

use wasm_bindgen::prelude::*;

use super::dom::flow_widget;
use super::error::{Code, Error};
use super::js::{Function, Object, Text, get, read, set};

/// The widget, which its script defines on `window` or exports.
#[derive(Clone, Debug)]
pub(crate) struct Widget {
    /// `window.FlowWidget`, or the module's namespace or export that has `startSession`.
    pub(crate) object: JsValue,
    start: Function,
}

impl Widget {
    /// Returns the page's widget if its script has defined it.
    pub(crate) fn present() -> Option<Self> {
        Self::of(flow_widget()?)
    }

    /// Returns the object as the widget if it has the method `startSession`.
    pub(crate) fn of(object: JsValue) -> Option<Self> {
        let start = read(&object, "startSession");
        start.is_function().then(|| Self { object, start: start.unchecked_into() })
    }

    /// Calls `startSession` with exactly `{ id, session_id, selector, locale }`, and returns its result. The
    /// service's guide calls the first field `session_id` in its table and `id` in its examples.
    ///
    /// # Errors
    /// `start-failed`, whose cause is the exception of `startSession`.
    pub(crate) fn start(&self, id: &JsValue, selector: &JsValue, locale: &str) -> Result<JsValue, Error> {
        let config = Object::new();
        for (name, value) in
            [("id", id), ("session_id", id), ("selector", selector), ("locale", &locale.into())]
        {
            set(&config, name, value);
        }
        self.start.call(&self.object, &config).map_err(|thrown| start_failed(&thrown))
    }
}

/// Makes the error for a `startSession` that threw or rejected.
pub(crate) fn start_failed(thrown: &JsValue) -> Error {
    let mut text = Text::new("The widget's startSession failed");
    if let Some(message) = get(thrown, "message").ok().filter(|message| Text::of(message).is_some()) {
        text = text.and(": ").and_value(&message);
    }
    let text = text.and(". A session id works once: create a new session before trying again.");
    Error::with(Code::StartFailed, &text).because(thrown)
}
