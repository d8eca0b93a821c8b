//! The widget's global, `FlowWidget`, and its one method (guide, section 4.3).

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{Function, Text, get, named, object, set};

/// The widget, as its script has put it on `window`.
#[derive(Clone, Debug)]
pub struct Widget {
    /// `window.FlowWidget`.
    pub object: JsValue,
    start: Function,
}

impl Widget {
    /// The widget, if its script has run in this page.
    pub fn present() -> Option<Self> {
        let object = named("FlowWidget");
        let start = get(&object, "startSession").ok()?;
        start.is_function().then(|| Self { object, start: start.unchecked_into() })
    }

    /// Calls `startSession` with exactly `{ id, session_id, selector, locale }`: the guide's table calls
    /// the first field `session_id`, its examples `id`. Hands on what it returned.
    ///
    /// # Errors
    /// `start-failed` with what it threw.
    pub fn start(&self, id: &JsValue, selector: &JsValue, locale: &str) -> Result<JsValue, Error> {
        let config = object();
        for (name, value) in
            [("id", id), ("session_id", id), ("selector", selector), ("locale", &locale.into())]
        {
            set(&config, name, value);
        }
        self.start.call1(&self.object, &config).map_err(|thrown| start_failed(&thrown))
    }
}

/// The error for a `startSession` that threw or rejected.
pub fn start_failed(thrown: &JsValue) -> Error {
    let mut text = Text::new("The widget's startSession failed");
    if let Some(message) = get(thrown, "message").ok().filter(|message| Text::of(message).is_some()) {
        text = text.and(": ").and_value(&message);
    }
    let text = text.and(". A session id works once: create a new session before trying again.");
    Error::with(Code::StartFailed, &text).because(thrown)
}
