//! Guards and small bindings: what is attached to the page is detached in `Drop`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, Window};

use super::error::{Code, Error};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);

    #[wasm_bindgen(js_name = String, catch)]
    fn string(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = reportError, catch)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;

    // Throws for a revoked Proxy.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

/// The items of an array, `most` at the most; `None` if the value is no array.
///
/// # Errors
/// What a getter or a Proxy of the page's threw.
pub fn items(value: &JsValue, most: u32) -> Result<Option<Vec<JsValue>>, JsValue> {
    if !is_array(value)? {
        return Ok(None);
    }
    let length = Reflect::get(value, &"length".into())?.as_f64().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to `most` first")]
    let length = length.clamp(0.0, f64::from(most)) as u32;
    (0..length)
        .map(|index| Reflect::get_u32(value.unchecked_ref(), index))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// The page's window and document.
///
/// # Errors
/// `unsupported-environment` in a worker or outside a browser.
pub fn page() -> Result<(Window, Document), Error> {
    let window = web_sys::window();
    let document = window.as_ref().and_then(Window::document);
    window.zip(document).ok_or_else(|| {
        Error::new(
            Code::UnsupportedEnvironment,
            &["There is no window and document here; call this in a page, not on a server or in a worker."],
        )
    })
}

/// Hands an error that must not stop us to the page's `error` event, as a throwing listener's is.
pub fn report(error: &JsValue) {
    // Where `reportError` is missing (before 2021) there is nobody to tell.
    let _ = report_error(error);
}

/// A value in an error message: short, and never the inside of an object.
pub fn describe(value: &JsValue) -> String {
    if value.is_object() {
        let kind = if is_array(value).unwrap_or_default() { "an array" } else { "an object" };
        return String::from(kind);
    }
    if value.is_function() {
        return String::from("a function");
    }
    // Symbols are the only primitive that may refuse; `String(symbol)` does not.
    let mut text = string(value).unwrap_or_default();
    if let Some((end, _)) = text.char_indices().nth(60) {
        text.truncate(end);
        text.push('…');
    }
    if value.is_string() { ["\"", &text, "\""].concat() } else { text }
}

/// An event listener; detached when dropped.
#[derive(Debug)]
#[must_use = "the listener is detached when this is dropped"]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    // `Fn`, not `FnMut`: a handler may dispatch the very event it handles.
    handler: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Attaches `handler` to the target's event `name`.
    pub fn new(target: &EventTarget, name: &'static str, handler: impl Fn(Event) + 'static) -> Self {
        let handler = Closure::<dyn Fn(Event)>::new(handler);
        let function: &Function = handler.as_ref().unchecked_ref();
        // Fails only for a callback that is neither function nor object.
        let _ = target.add_event_listener_with_callback(name, function);
        Self { target: target.clone(), name, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function: &Function = self.handler.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, function);
    }
}

/// A timer that fires once; cleared when dropped.
#[derive(Debug)]
#[must_use = "the timer is cleared when this is dropped"]
pub struct Timer {
    id: JsValue,
    _handler: Closure<dyn Fn()>,
}

impl Timer {
    /// Calls `handler` after `ms` milliseconds.
    pub fn new(ms: f64, handler: impl Fn() + 'static) -> Self {
        let handler = Closure::<dyn Fn()>::new(handler);
        let id = set_timeout(handler.as_ref().unchecked_ref(), ms);
        Self { id, _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

type Pair = (Closure<dyn FnMut(JsValue)>, Closure<dyn FnMut(JsValue)>);

/// Calls one of the two when the value, a Promise or not, has settled.
///
/// Both closures live until then: dropping them earlier would make the Promise call into nothing.
pub fn when_settled(
    value: &JsValue,
    resolved: impl Fn(JsValue) + 'static,
    rejected: impl Fn(JsValue) + 'static,
) {
    let pair: Rc<RefCell<Option<Pair>>> = Rc::new(RefCell::new(None));
    let (first, second) = (Rc::clone(&pair), Rc::clone(&pair));
    let resolved = Closure::<dyn FnMut(JsValue)>::new(move |value| {
        let held = first.take();
        resolved(value);
        drop(held);
    });
    let rejected = Closure::<dyn FnMut(JsValue)>::new(move |value| {
        let held = second.take();
        rejected(value);
        drop(held);
    });
    let promise = Promise::resolve(value);
    let _ = promise.then2(&resolved, &rejected);
    *pair.borrow_mut() = Some((resolved, rejected));
}
