//! What is remembered and said of scripts that could not be had.

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{NONE, Text, call, make, named, read};
use super::slot::Slot;

/// How many sources that failed a page remembers.
const MEMORY: f64 = 64.0;

/// The sources whose attempts have failed, and how often: a `Map`, once there are some.
#[derive(Debug, Default)]
pub struct Failures(Slot<JsValue>);

impl Failures {
    /// One more for this source.
    pub fn count(&self, source: &JsValue) {
        let count = self.of(source) + 1;
        let mut failed = self.0.get();
        if failed.is_undefined() || read(&failed, "size").unchecked_into_f64() > MEMORY {
            failed = make("Map", NONE, NONE).unwrap_or_default();
            self.0.put(failed.clone());
        }
        call(&failed, "set", source, &count.into());
    }

    /// How often this source has failed.
    pub fn of(&self, source: &JsValue) -> u32 {
        let count = call(&self.0.get(), "get", source, NONE);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count; NaN is 0")]
        let count = count.unchecked_into_f64() as u32;
        count
    }
}

/// The address to ask for. A browser evaluates a module URL once, and remembers that it could not be
/// fetched; after a failure it has to be another one. A fragment would do but for `WebKit`, which takes what
/// a preload has failed with for all of them; and it must do where an address takes no query.
pub fn address(source: &JsValue, failures: u32) -> Text {
    let address = Text::new("").and_value(source);
    if failures == 0 {
        return address;
    }
    let mark = if !address.starts_with(&"http".into()) {
        "#"
    } else if address.includes(&"?".into()) {
        "&retry="
    } else {
        "?retry="
    };
    address.and(mark).and_value(&failures.into())
}

/// Whether the browser says that it has no network. That it has one, it may say wrongly.
pub fn is_offline() -> bool {
    read(&named("navigator"), "onLine") == JsValue::FALSE
}

/// The error of a source that has failed. `said` tells more than the code does.
#[cold]
pub fn error(source: &JsValue, code: Code, said: Option<&Text>) -> Error {
    let mut text = Text::new("The widget's script ").and_value(source);
    text = match (said, code) {
        (Some(said), _) => text.and_value(said),
        (None, Code::WidgetMissing) => text.and(
            " ran, but left no FlowWidget with a startSession on window. Check that `src` is the widget's script, and the console for what it threw.",
        ),
        (None, Code::ScriptTimeout) => {
            text.and(" did not arrive in time. The network may be slow; the call can be made again.")
        }
        _ => text.and(
            " could not be loaded. Check the address, the network, content blockers, and that the host sends CORS headers (or use `type: \"classic\"`).",
        ),
    };
    if is_offline() {
        text = text.and(" The browser is offline.");
    }
    Error::with(code, &text)
}
