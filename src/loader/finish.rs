//! The widget's last word: a `finish` event on `window` (guide, section 4.4).

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, Event};

/// The detail of a `finish` event, if the event is the widget's and speaks of session `id`.
///
/// The event carries no address, and other code may fire one of the same name: an event that is no
/// `CustomEvent`, or that names another session, is not ours.
pub fn detail_for(event: &Event, id: &str) -> Option<JsValue> {
    let detail = event.dyn_ref::<CustomEvent>()?.detail();
    if detail.is_object() && is_foreign(&detail, id) {
        return None;
    }
    Some(detail)
}

fn is_foreign(detail: &JsValue, id: &str) -> bool {
    let named = |field: &str| Reflect::get(detail, &field.into()).ok()?.as_string();
    match named("session_id") {
        Some(session) => session != id,
        // A bare `id` may be anything's; only one that looks like a session id is taken for one.
        None => named("id").is_some_and(|other| other != id && other.len() == id.len()),
    }
}
