//! The widget's `finish` event on `window` (the service's guide, section 4.4).

use wasm_bindgen::prelude::*;

use super::dom::CustomEvent;
use super::js::{Sequence, get};

/// Returns the detail of a `finish` event if the event belongs to session `id`.
///
/// Other code may fire an event of the same name. An event that is not a `CustomEvent`, or that names another session,
/// is ignored.
pub(crate) fn detail_for(event: &JsValue, id: &JsValue) -> Option<JsValue> {
    let detail = event.dyn_ref::<CustomEvent>()?.detail();
    (!is_foreign(&detail, id)).then_some(detail)
}

fn is_foreign(detail: &JsValue, id: &JsValue) -> bool {
    let named = |field: &str| get(detail, field).ok().filter(JsValue::is_string);
    let length = |text: &JsValue| text.unchecked_ref::<Sequence>().length();
    match named("session_id") {
        Some(session) => session != *id,
        // `id` may identify something else. It counts as a session id if it is as long as this session's.
        None => named("id").is_some_and(|other| other != *id && length(&other) == length(id)),
    }
}
