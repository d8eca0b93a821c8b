//! Typed bindings to the page's objects, one for each property and method that the loader uses, under the names of
//! [the DOM](https://developer.mozilla.org/docs/Web/API).
//!
//! A binding has `catch` if it may throw: functions that pages replace or monitoring tools wrap, operations that a policy
//! may block, and properties of values that the page passes in, which may be a Proxy. A binding with `catch` that returns
//! a value returns an `Option`: the glue then tests the value before it stores it in the externref table, so a call that
//! throws leaves no entry behind. A property of such a value is not bound as a `bool` or a number, because converting a
//! symbol or a `BigInt` throws outside of the `catch`; `js::read` returns it as a value.
//!
//! web-sys is not used because its bindings have no `catch` on getters and copy strings into the module.

use wasm_bindgen::Nullable;
use wasm_bindgen::prelude::*;

use super::js::{Caught, Object, Sequence, Text, is_text, read, set, value_of};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = globalThis)]
    type Global;

    #[wasm_bindgen(static_method_of = Global, getter, js_name = globalThis)]
    fn window() -> EventTarget;

    #[wasm_bindgen(static_method_of = Global, getter)]
    fn document() -> Option<Document>;

    #[wasm_bindgen(static_method_of = Global, getter, js_name = FlowWidget, catch)]
    fn flow_widget() -> Caught<Option<JsValue>>;

    /// [`EventTarget`](https://developer.mozilla.org/docs/Web/API/EventTarget).
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type EventTarget;

    #[wasm_bindgen(method, js_name = addEventListener, catch)]
    pub(crate) fn add_event_listener(
        this: &EventTarget,
        name: &str,
        callback: &JsValue,
        options: &InstanceContext,
    ) -> Caught<()>;

    #[wasm_bindgen(method, js_name = removeEventListener, catch)]
    pub(crate) fn remove_event_listener(this: &EventTarget, name: &str, callback: &JsValue) -> Caught<()>;

    /// [`Document`](https://developer.mozilla.org/docs/Web/API/Document).
    #[wasm_bindgen(extends = EventTarget)]
    #[derive(Clone, Debug)]
    pub(crate) type Document;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn head(this: &Document) -> Option<Element>;

    #[wasm_bindgen(method, getter, js_name = documentElement)]
    pub(crate) fn document_element(this: &Document) -> HtmlElement;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn scripts(this: &Document) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = readyState)]
    pub(crate) fn ready_state(this: &Document) -> JsValue;

    #[wasm_bindgen(method, js_name = createElement, catch)]
    pub(crate) fn create_element(this: &Document, name: &str) -> Caught<Option<ScriptElement>>;

    #[wasm_bindgen(method, js_name = querySelector, catch)]
    pub(crate) fn query_selector(this: &Document, selector: &JsValue) -> Caught<Option<Element>>;

    /// [`Element`](https://developer.mozilla.org/docs/Web/API/Element), with its members inherited from `Node`.
    #[wasm_bindgen(extends = EventTarget)]
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type Element;

    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn id(this: &Element) -> Caught<Option<Text>>;

    #[wasm_bindgen(method, getter, js_name = childNodes, catch)]
    pub(crate) fn child_nodes(this: &Element) -> Caught<Option<JsValue>>;

    #[wasm_bindgen(method, js_name = setAttribute, catch)]
    pub(crate) fn set_attribute(this: &Element, name: &str, value: &Text) -> Caught<()>;

    #[wasm_bindgen(method, js_name = removeAttribute, catch)]
    pub(crate) fn remove_attribute(this: &Element, name: &str) -> Caught<()>;

    #[wasm_bindgen(method, js_name = appendChild, catch)]
    pub(crate) fn append_child(this: &Element, child: &Element) -> Caught<()>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn remove(this: &Element) -> Caught<()>;

    /// [`HTMLElement`](https://developer.mozilla.org/docs/Web/API/HTMLElement).
    #[wasm_bindgen(extends = Element, js_name = HTMLElement)]
    pub(crate) type HtmlElement;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn lang(this: &HtmlElement) -> JsValue;

    /// [`HTMLScriptElement`](https://developer.mozilla.org/docs/Web/API/HTMLScriptElement).
    #[wasm_bindgen(extends = Element)]
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type ScriptElement;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn src(this: &ScriptElement) -> JsValue;

    #[wasm_bindgen(method, setter, catch)]
    pub(crate) fn set_src(this: &ScriptElement, url: &JsValue) -> Caught<()>;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn nonce(this: &ScriptElement) -> JsValue;

    /// [`ErrorEvent`](https://developer.mozilla.org/docs/Web/API/ErrorEvent).
    pub(crate) type ErrorEvent;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn error(this: &ErrorEvent) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn filename(this: &ErrorEvent) -> JsValue;

    /// [`SecurityPolicyViolationEvent`](https://developer.mozilla.org/docs/Web/API/SecurityPolicyViolationEvent).
    pub(crate) type SecurityPolicyViolationEvent;

    #[wasm_bindgen(method, getter, js_name = effectiveDirective)]
    pub(crate) fn effective_directive(this: &SecurityPolicyViolationEvent) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    pub(crate) fn blocked_uri(this: &SecurityPolicyViolationEvent) -> JsValue;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn disposition(this: &SecurityPolicyViolationEvent) -> JsValue;

    /// [`AbortSignal`](https://developer.mozilla.org/docs/Web/API/AbortSignal).
    #[wasm_bindgen(extends = EventTarget)]
    #[derive(Clone, Debug)]
    pub(crate) type AbortSignal;

    #[wasm_bindgen(method, getter, js_name = reason, catch)]
    fn reason_returned(this: &AbortSignal) -> Caught<Option<Nullable<JsValue>>>;

    /// [`AbortController`](https://developer.mozilla.org/docs/Web/API/AbortController).
    pub(crate) type AbortController;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> AbortController;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &AbortController) -> AbortSignal;

    #[wasm_bindgen(method)]
    pub(crate) fn abort(this: &AbortController);

    /// The id that [`setTimeout`](https://developer.mozilla.org/docs/Web/API/Window/setTimeout) returns: a number, or
    /// an object if the page has replaced the function.
    #[derive(Debug)]
    pub(crate) type TimeoutId;

    #[wasm_bindgen(js_name = setTimeout, catch)]
    pub(crate) fn set_timeout(callback: &JsValue, ms: f64) -> Caught<Option<TimeoutId>>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    pub(crate) fn clear_timeout(id: &TimeoutId) -> Caught<()>;

    /// [`MutationObserver`](https://developer.mozilla.org/docs/Web/API/MutationObserver).
    #[derive(Debug)]
    pub(crate) type MutationObserver;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(callback: &JsValue) -> MutationObserver;

    #[wasm_bindgen(method)]
    pub(crate) fn observe(this: &MutationObserver, document: &Document, options: &Object);

    #[wasm_bindgen(method)]
    pub(crate) fn disconnect(this: &MutationObserver);

    /// [`TrustedTypePolicy`](https://developer.mozilla.org/docs/Web/API/TrustedTypePolicy).
    pub(crate) type TrustedTypePolicy;

    #[wasm_bindgen(js_namespace = trustedTypes, js_name = createPolicy, catch)]
    pub(crate) fn create_policy(name: &str, rules: &Object) -> Caught<Option<TrustedTypePolicy>>;

    #[wasm_bindgen(method, js_name = createScriptURL, catch)]
    pub(crate) fn create_script_url(this: &TrustedTypePolicy, url: &Text) -> Caught<Option<JsValue>>;

    /// The context that `js/wasm/instance.ts` shares with an instance of this module. It has a `signal`: passed as the
    /// options of `addEventListener`, it detaches the listener when the instance has trapped.
    #[derive(Clone, Debug)]
    pub(crate) type InstanceContext;

    /// Wraps a callback: an exception that it throws ends the instance instead of reaching the page.
    #[wasm_bindgen(method)]
    pub(crate) fn guard(this: &InstanceContext, callback: &JsValue) -> JsValue;

    /// Imports a module and resolves with the widget if the module exports it.
    #[wasm_bindgen(method, js_name = import)]
    pub(crate) fn import_module(this: &InstanceContext, url: &JsValue) -> JsValue;

    /// The loader's Trusted Types policy. A page may allow its name only once, so the policy outlives an instance.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn policy(this: &InstanceContext) -> Option<TrustedTypePolicy>;

    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_policy(this: &InstanceContext, policy: &TrustedTypePolicy);

    /// Registers a timer, an observer or an element to remove from the page when the instance has trapped, or unregisters it.
    #[wasm_bindgen(method)]
    pub(crate) fn own(this: &InstanceContext, resource: &JsValue);

    #[wasm_bindgen(js_name = navigator)]
    type Navigator;

    #[wasm_bindgen(static_method_of = Navigator, getter, js_name = onLine)]
    fn on_line() -> Option<bool>;

    #[wasm_bindgen(static_method_of = Navigator, getter)]
    fn languages() -> JsValue;

    #[wasm_bindgen(js_namespace = performance, catch)]
    pub(crate) fn mark(name: &Text) -> Caught<()>;

    #[wasm_bindgen(js_namespace = performance, js_name = clearMarks, catch)]
    pub(crate) fn clear_marks(name: &Text) -> Caught<()>;

    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByName, catch)]
    pub(crate) fn entries_by_name(name: &JsValue) -> Caught<Option<Sequence>>;

    /// [`CSS.escape`](https://developer.mozilla.org/docs/Web/API/CSS/escape_static).
    #[wasm_bindgen(js_namespace = CSS)]
    pub(crate) fn escape(text: &JsValue) -> JsValue;

    #[wasm_bindgen(catch)]
    pub(crate) fn fetch(url: &JsValue, options: &Object) -> Caught<Option<JsValue>>;

    /// [`reportError`](https://developer.mozilla.org/docs/Web/API/Window/reportError): missing in browsers before 2021.
    #[wasm_bindgen(js_name = reportError, catch)]
    pub(crate) fn report_error(error: &JsValue) -> Caught<()>;

    /// [`DOMException`](https://developer.mozilla.org/docs/Web/API/DOMException).
    pub(crate) type DOMException;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new(message: &str, name: &str) -> DOMException;
}

impl AbortSignal {
    /// Returns the reason of the abort; `undefined` in browsers before 2022.
    pub(crate) fn reason(&self) -> JsValue {
        self.reason_returned().map(value_of).unwrap_or_default()
    }
}

/// Returns the global object.
pub(crate) fn window() -> EventTarget {
    Global::window()
}

/// Returns the page's document if it can hold a script; `None` outside a page.
pub(crate) fn document() -> Option<Document> {
    Global::document().filter(|document| document.head().is_some())
}

/// Returns `window.FlowWidget`, which may have any type.
pub(crate) fn flow_widget() -> Option<JsValue> {
    Global::flow_widget().ok().flatten()
}

/// Returns the first element that a CSS selector matches.
///
/// # Errors
/// A `SyntaxError` if the selector is not valid.
pub(crate) fn query(selector: &JsValue) -> Caught<Option<Element>> {
    Global::document().map_or(Ok(None), |document| document.query_selector(selector))
}

/// Resolves a URL relative to the document; `None` if it is not valid. A link needs fewer bindings than the class `URL`.
pub(crate) fn resolve_url(url: &Text, document: &Document) -> Option<Text> {
    let link = document.create_element("a").ok()??;
    set(&link, "href", url);
    // Browsers do not send them for a script, and messages contain the URL.
    set(&link, "username", &"".into());
    set(&link, "password", &"".into());
    // The protocol of an invalid URL is a colon.
    (!is_text(&read(&link, "protocol"), ":")).then(|| read(&link, "href").unchecked_into())
}

/// Returns whether the browser reports that it is offline. [`navigator.onLine`] may be `true` without a network.
///
/// [`navigator.onLine`]: https://developer.mozilla.org/docs/Web/API/Navigator/onLine
pub(crate) fn is_offline() -> bool {
    Navigator::on_line() == Some(false)
}

/// Returns the user's preferred languages, as BCP 47 tags.
pub(crate) fn languages() -> JsValue {
    Navigator::languages()
}
