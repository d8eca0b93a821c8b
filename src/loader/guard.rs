//! What is attached to the page, and detached again in `Drop`.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::js::{NONE, call, call3, global, make, named, object, set};

/// Who is called back by the page, and how it tells its calls apart.
pub trait Called: 'static {
    /// What a call is about.
    type Call: Copy + 'static;

    /// The page called back, with an event or what a Promise came to.
    fn called(self: Rc<Self>, call: Self::Call, value: JsValue);

    /// The page's memory: a `signal` in it takes off all listeners when it is aborted.
    fn memory(&self) -> &JsValue;
}

type Handler = Closure<dyn Fn(JsValue)>;

/// A function for the page to call. It does nothing once `who` is gone.
///
/// `Fn`, not `FnMut`: a handler may dispatch the very event it handles.
fn callback<T: Called>(who: &Rc<T>, call: T::Call) -> Handler {
    let who = Rc::downgrade(who);
    Closure::new(move |value| {
        if let Some(who) = who.upgrade() {
            who.called(call, value);
        }
    })
}

/// Something attached, with the method that undoes it, which is called in `Drop`.
#[must_use = "what was attached is taken off when this is dropped"]
pub struct Guard {
    /// Whose method it is.
    pub object: JsValue,
    /// No method of this name means that nothing is to be undone.
    pub undo: &'static str,
    first: JsValue,
    handler: Option<Handler>,
}

impl core::fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(self.undo)
    }
}

impl Guard {
    /// Calls the object's method in the end, without arguments.
    pub fn new(object: JsValue, undo: &'static str) -> Self {
        Self { object, undo, first: JsValue::UNDEFINED, handler: None }
    }

    /// Calls `who` at the target's event `name`.
    ///
    /// Who gives us a target whose methods throw hears nothing from it.
    pub fn listener<T: Called>(target: &JsValue, name: &str, who: &Rc<T>, about: T::Call) -> Self {
        let handler = callback(who, about);
        let name = name.into();
        let _ = call3(target, "addEventListener", &name, handler.as_js_value(), who.memory());
        Self { object: target.clone(), undo: "removeEventListener", first: name, handler: Some(handler) }
    }

    /// Calls `who` after `ms` milliseconds.
    pub fn timer<T: Called>(ms: f64, who: &Rc<T>, about: T::Call) -> Self {
        let handler = callback(who, about);
        let first = call(&global(), "setTimeout", handler.as_js_value(), &ms.into());
        Self { object: global(), undo: "clearTimeout", first, handler: Some(handler) }
    }

    /// Calls `who` after each change of what the document holds. In the page's memory it can be found as `watch`.
    pub fn watch<T: Called>(document: &JsValue, who: &Rc<T>, about: T::Call) -> Self {
        let handler = callback(who, about);
        let observer = make("MutationObserver", handler.as_js_value(), NONE).unwrap_or_default();
        let options = object();
        for name in ["childList", "subtree"] {
            set(&options, name, &JsValue::TRUE);
        }
        call(&observer, "observe", document, &options);
        set(who.memory(), "watch", &observer);
        let first = JsValue::UNDEFINED;
        Self { object: observer, undo: "disconnect", first, handler: Some(handler) }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().map_or(NONE, Closure::as_js_value);
        call(&self.object, self.undo, &self.first, handler);
    }
}

/// Calls `who` when the value, a Promise or not, has settled: it resolved to something, or it was rejected.
///
/// Both steps run code of the page's: a Promise may have a `constructor` and a `then` of its own. The Promise holds
/// the two functions, and they go with it: nothing else knows when it settles, if ever.
pub fn when_settled<T: Called>(value: &JsValue, who: &Rc<T>, resolved: T::Call, rejected: T::Call) {
    let [resolved, thrown] = [resolved, rejected].map(|call| callback(who, call).into_js_value());
    let attached = call3(&named("Promise"), "resolve", value, NONE, NONE)
        .and_then(|promise| call3(&promise, "then", &resolved, &thrown, NONE));
    if let Err(thrown) = attached {
        Rc::clone(who).called(rejected, thrown);
    }
}
