//! Console warnings about mistakes in the page that do not prevent a session.

use wasm_bindgen::prelude::*;

use super::dom;
use super::js::Text;

fn warn(text: &Text) {
    let _ = dom::warn(text);
}

/// Warns that the script is already in the page or being loaded, with another value of the option `name`.
#[cold]
pub(crate) fn other_option(source: &JsValue, name: &str) {
    let text = Text::new("flow-widget-loader: The script ").and_value(source);
    let text = text.and(" is already in the page with another `").and(name);
    warn(&text.and("`. A script runs once: this call's value is ignored."));
}

/// Warns that the page's widget was loaded from another URL than this call's.
#[cold]
pub(crate) fn other_source() {
    warn(&Text::new(
        "flow-widget-loader: The widget is already in the page, loaded from another URL. This call's `src` is ignored.",
    ));
}
