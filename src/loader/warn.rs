//! All that the loader tells a developer on the console: what is odd, but stops nothing.

use wasm_bindgen::prelude::*;

use super::js::{NONE, Text, call_on};

fn warn(text: &Text) {
    call_on("console", "warn", text, NONE);
}

/// A script of this address is in the page or on its way there, with another value of an option.
#[cold]
pub fn other_option(source: &JsValue, name: &str) {
    let text = Text::new("flow-widget-loader: The script ").and_value(source);
    let text = text.and(" is in the page already, with another `").and(name);
    warn(&text.and("`. A script runs once: this call's value is ignored."));
}

/// The widget was loaded from elsewhere.
#[cold]
pub fn other_source() {
    warn(&Text::new(
        "flow-widget-loader: The widget is in the page already, from another address. This call's `src` is ignored.",
    ));
}
