//! Listeners, timers and observers that the loader attaches to the page, each detached in `Drop`.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom::{self, Document, EventTarget, InstanceContext, MutationObserver, TimeoutId};
use super::js::{Caught, Object, Promise, set};

/// An object that the page calls back.
pub(crate) trait EventHandler: 'static {
    /// Identifies the callback that was called.
    type Message: Copy + 'static;

    /// Handles a callback. `value` is the event, or the value or reason that a Promise settled with.
    fn handle(self: Rc<Self>, message: Self::Message, value: JsValue);

    /// Returns the context of the instance that the handler belongs to.
    fn context(&self) -> &InstanceContext;
}

type Handler = Closure<dyn Fn(JsValue)>;

/// Makes a closure that passes `message` to the handler; a no-op once the handler has been dropped.
///
/// `Fn`, not `FnMut`, because a handler may dispatch the very event that it handles.
fn closure<T: EventHandler>(handler: &Rc<T>, message: T::Message) -> Handler {
    let handler = Rc::downgrade(handler);
    Closure::new(move |value| {
        if let Some(handler) = handler.upgrade() {
            handler.handle(message, value);
        }
    })
}

/// A function that the page may call until this is dropped.
#[derive(Debug)]
struct Callback {
    function: JsValue,
    _closure: Handler,
}

impl Callback {
    fn new<T: EventHandler>(handler: &Rc<T>, message: T::Message) -> Self {
        let closure = closure(handler, message);
        Self { function: handler.context().guard(closure.as_js_value()), _closure: closure }
    }
}

/// An [event listener](https://developer.mozilla.org/docs/Web/API/EventTarget/addEventListener).
#[must_use = "the listener is removed when this is dropped"]
#[derive(Debug)]
pub(crate) struct EventListener {
    target: EventTarget,
    name: &'static str,
    callback: Callback,
}

impl EventListener {
    /// Calls the handler for each `name` event of `target`.
    ///
    /// If the target throws, the listener is silently not attached.
    pub(crate) fn new<T: EventHandler>(
        target: &EventTarget,
        name: &'static str,
        handler: &Rc<T>,
        message: T::Message,
    ) -> Self {
        Self::attach(target, name, Callback::new(handler, message), handler.context())
    }

    fn attach(
        target: &EventTarget,
        name: &'static str,
        callback: Callback,
        context: &InstanceContext,
    ) -> Self {
        let _ = target.add_event_listener(name, &callback.function, context);
        Self { target: target.clone(), name, callback }
    }
}

impl Drop for EventListener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener(self.name, &self.callback.function);
    }
}

/// A [timer](https://developer.mozilla.org/docs/Web/API/Window/setTimeout) that fires once.
#[must_use = "the timer is cleared when this is dropped"]
#[derive(Debug)]
pub(crate) struct Timeout {
    id: Option<TimeoutId>,
    context: InstanceContext,
    _callback: Callback,
}

impl Timeout {
    /// Calls the handler after `ms` milliseconds.
    pub(crate) fn new<T: EventHandler>(ms: f64, handler: &Rc<T>, message: T::Message) -> Self {
        Self::start(ms, Callback::new(handler, message), handler.context())
    }

    fn start(ms: f64, callback: Callback, context: &InstanceContext) -> Self {
        let id = dom::set_timeout(&callback.function, ms).ok().flatten();
        if let Some(id) = &id {
            context.own(id);
        }
        Self { id, context: context.clone(), _callback: callback }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            let _ = dom::clear_timeout(id);
            self.context.own(id);
        }
    }
}

/// A [`MutationObserver`](https://developer.mozilla.org/docs/Web/API/MutationObserver) of the document's tree.
#[must_use = "the observer is disconnected when this is dropped"]
#[derive(Debug)]
pub(crate) struct MutationWatch {
    observer: MutationObserver,
    context: InstanceContext,
    _callback: Callback,
}

impl MutationWatch {
    /// Calls the handler after nodes have been added to the document or removed from it.
    pub(crate) fn new<T: EventHandler>(document: &Document, handler: &Rc<T>, message: T::Message) -> Self {
        let callback = Callback::new(handler, message);
        let observer = MutationObserver::new(&callback.function);
        let options = Object::new();
        set(&options, "childList", &JsValue::TRUE);
        set(&options, "subtree", &JsValue::TRUE);
        observer.observe(document, &options);
        let context = handler.context().clone();
        context.own(&observer);
        Self { observer, context, _callback: callback }
    }
}

impl Drop for MutationWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.context.own(&self.observer);
    }
}

/// Calls the handler with `resolved` or `rejected` once the value, a Promise or not, has settled.
///
/// May run code of the page, because a Promise may override `constructor` and `then`. The closures are garbage-collected
/// with the Promise, which may never settle.
pub(crate) fn when_settled<T: EventHandler>(
    value: &JsValue,
    handler: &Rc<T>,
    resolved: T::Message,
    rejected: T::Message,
) {
    let closures = [resolved, rejected].map(|message| closure(handler, message));
    if let Err(thrown) = then(value, handler.context(), closures) {
        Rc::clone(handler).handle(rejected, thrown);
    }
}

fn then(value: &JsValue, context: &InstanceContext, closures: [Handler; 2]) -> Caught<()> {
    let [resolved, rejected] = closures.map(|closure| context.guard(&closure.into_js_value()));
    Promise::resolve(value)?.map_or(Ok(()), |promise| promise.then(&resolved, &rejected))
}
