//! The widget's global, `FlowWidget`, and its one method (guide, section 4.3).

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::page;

/// The widget, as its script has put it on `window`.
#[derive(Clone, Debug)]
pub struct Widget {
    object: JsValue,
    start: Function,
}

impl Widget {
    /// The widget, if its script has run in this page.
    pub fn present() -> Option<Self> {
        let (window, _) = page().ok()?;
        let object = Reflect::get(&window, &"FlowWidget".into()).ok()?;
        if !object.is_object() && !object.is_function() {
            return None;
        }
        let start = Reflect::get(&object, &"startSession".into()).ok()?;
        Some(Self { start: start.dyn_into().ok()?, object })
    }

    /// Calls `startSession` with exactly `{ id, session_id, selector, locale }`: the guide's table calls
    /// the first field `session_id`, its examples `id`. Hands on what it returned.
    ///
    /// # Errors
    /// `start-failed` with what it threw.
    pub fn start(&self, id: &str, selector: &str, locale: &str) -> Result<JsValue, Error> {
        let config = Object::new();
        for (name, value) in [("id", id), ("session_id", id), ("selector", selector), ("locale", locale)] {
            let _ = Reflect::set(&config, &name.into(), &value.into());
        }
        self.start.call1(&self.object, &config).map_err(start_failed)
    }
}

impl From<&Widget> for JsValue {
    fn from(widget: &Widget) -> Self {
        widget.object.clone()
    }
}

/// The error for a `startSession` that threw or rejected.
pub fn start_failed(thrown: JsValue) -> Error {
    let text = Reflect::get(&thrown, &"message".into()).unwrap_or_default();
    let text = text.as_string().unwrap_or_default();
    let separator = if text.is_empty() { "" } else { ": " };
    Error::new(
        Code::StartFailed,
        &[
            "The widget's startSession failed",
            separator,
            &text,
            ". A session id works once: create a new session before trying again.",
        ],
    )
    .because(thrown)
}
