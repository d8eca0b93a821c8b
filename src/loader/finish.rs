//! The widget's `finish` event on `window` (the service's guide, section 4.4).

use wasm_bindgen::prelude::*;

use super::dom::Element;
use super::js::{Function, read, read_unpolluted};

/// Returns the detail of a `finish` event if the event belongs to session `id` in `container`.
///
/// Other code may fire an event of the same name. An event is ignored if it has no `detail` (a `CustomEvent` of any realm
/// has one), if it bubbled from an element outside the container, or if its detail names another session. Nothing else is
/// required of the detail, because the service's guide does not describe it.
pub(crate) fn detail_for(event: &JsValue, id: &JsValue, container: &Element) -> Option<JsValue> {
    let detail = Some(read_unpolluted(event, "detail")).filter(|detail| !detail.is_undefined())?;
    let target = read(event, "target");
    // Only `window` and `document` have no parent: any other target of an event that reached `window` has one.
    let is_global = read(&target, "parentNode").is_falsy();
    let names_other = |field| {
        let other = read_unpolluted(&detail, field);
        other.is_string() && other != *id
    };
    let is_inside = || {
        let contains: Function = read(container, "contains").unchecked_into();
        contains.call(container, &target).is_ok_and(|inside| inside.is_truthy())
    };
    let belongs = !names_other("session_id") && !names_other("sessionId") && (is_global || is_inside());
    belongs.then_some(detail)
}
