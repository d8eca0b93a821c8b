//! The widget's last word: a `finish` event on `window` (guide, section 4.4).

use super::js::{Sequence, get, is_a, read};
use wasm_bindgen::prelude::*;

/// The detail of a `finish` event, if the event is the widget's and speaks of session `id`.
///
/// The event carries no address, and other code may fire one of the same name: an event that is no
/// `CustomEvent`, or that names another session, is not ours.
pub fn detail_for(event: &JsValue, id: &JsValue) -> Option<JsValue> {
    if !is_a(event, "CustomEvent") {
        return None;
    }
    let detail = read(event, "detail");
    (!is_foreign(&detail, id)).then_some(detail)
}

fn is_foreign(detail: &JsValue, id: &JsValue) -> bool {
    let named = |field: &str| get(detail, field).ok().filter(JsValue::is_string);
    let length = |text: &JsValue| text.unchecked_ref::<Sequence>().length();
    match named("session_id") {
        Some(session) => session != *id,
        // A bare `id` may be anything's; only one that looks like a session id is taken for one.
        None => named("id").is_some_and(|other| other != *id && length(&other) == length(id)),
    }
}
