//! The page as the loader touches it: few bindings, each of which weighs in the module and in its glue, and
//! guards, so that what is attached to the page is detached in `Drop`.
//!
//! Texts stay on JavaScript's side: a page's strings are looked at and handed on, never copied.

use alloc::rc::Rc;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The global object: `globalThis`.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    pub fn global() -> JsValue;

    /// A property of an object; throws if the value is none, or if a getter does.
    #[wasm_bindgen(js_namespace = Reflect, catch)]
    pub fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    /// Sets a property; throws what a setter throws.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    pub fn put(object: &JsValue, name: &str, value: &JsValue) -> Result<bool, JsValue>;

    // Throws for a revoked Proxy.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The first element that a CSS selector finds; throws if it is none.
    #[wasm_bindgen(js_namespace = document, js_name = querySelector, catch)]
    pub fn query(selector: &JsValue) -> Result<JsValue, JsValue>;

    /// Whether the value is a number that is neither infinite nor `NaN`.
    #[wasm_bindgen(js_namespace = Number, js_name = isFinite)]
    pub fn is_finite(value: &JsValue) -> bool;

    /// A number from 0 to 1.
    #[wasm_bindgen(js_namespace = Math)]
    pub fn random() -> f64;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, ms: f64) -> f64;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);

    #[wasm_bindgen(js_name = reportError, catch)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = String, catch)]
    fn string(value: &JsValue) -> Result<Text, JsValue>;

    /// A JavaScript string.
    #[derive(Clone, Debug)]
    pub type Text;

    #[wasm_bindgen(method)]
    fn concat(this: &Text, end: &str) -> Text;

    #[wasm_bindgen(method, js_name = concat)]
    fn concat_value(this: &Text, end: &JsValue) -> Text;

    /// The code units from one place up to another.
    #[wasm_bindgen(method, js_name = slice)]
    pub fn cut(this: &Text, from: u32, to: u32) -> Text;

    /// The text without white space around it.
    #[wasm_bindgen(method)]
    pub fn trim(this: &Text) -> Text;

    /// Whether the text begins with another.
    #[wasm_bindgen(method, js_name = startsWith)]
    pub fn starts_with(this: &Text, start: &JsValue) -> bool;

    /// The UTF-16 code unit at a place; `NaN` behind the end.
    #[wasm_bindgen(method, js_name = charCodeAt)]
    pub fn unit(this: &Text, index: u32) -> f64;

    /// A text or an array.
    #[derive(Debug)]
    pub type Sequence;

    /// How many code units or items there are.
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Sequence) -> u32;

    #[wasm_bindgen(method, indexing_getter)]
    fn item(this: &Sequence, index: u32) -> JsValue;

    /// A function of the page's.
    #[derive(Clone, Debug)]
    pub type Function;

    /// Calls it with one argument; throws what it throws.
    #[wasm_bindgen(method, js_name = call, catch)]
    pub fn call1(this: &Function, object: &JsValue, first: &JsValue) -> Result<JsValue, JsValue>;

    /// Calls it with two arguments; throws what it throws.
    #[wasm_bindgen(method, js_name = call, catch)]
    pub fn call2(
        this: &Function,
        object: &JsValue,
        first: &JsValue,
        second: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// A plain object.
    #[derive(Debug)]
    pub type Object;

    /// One without properties.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Object;

    /// Gives all properties of one object to another; throws what a setter throws.
    #[wasm_bindgen(static_method_of = Object, catch)]
    pub fn assign(target: &JsValue, source: &JsValue) -> Result<JsValue, JsValue>;

    // A new array, whatever a list of the page's has become: nothing of it is called later on.
    #[wasm_bindgen(static_method_of = Object, catch)]
    fn values(object: &JsValue) -> Result<Sequence, JsValue>;

    /// A node of the document.
    #[derive(Debug)]
    pub type Element;

    /// Takes it out of the document.
    #[wasm_bindgen(method, catch)]
    pub fn remove(this: &Element) -> Result<(), JsValue>;

    /// Sets an attribute of an element.
    #[wasm_bindgen(method, js_name = setAttribute, catch)]
    pub fn set_attribute(this: &Element, name: &str, value: &JsValue) -> Result<(), JsValue>;

    /// Takes an attribute off an element.
    #[wasm_bindgen(method, js_name = removeAttribute, catch)]
    pub fn remove_attribute(this: &Element, name: &str) -> Result<(), JsValue>;

    type Target;

    #[wasm_bindgen(method, js_name = addEventListener, catch)]
    fn add(this: &Target, name: &str, handler: &JsValue, options: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = removeEventListener, catch)]
    fn take_off(this: &Target, name: &str, handler: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = MutationObserver)]
    type MutationObserver;

    #[wasm_bindgen(constructor, js_class = "MutationObserver")]
    fn watching(handler: &JsValue) -> MutationObserver;

    #[wasm_bindgen(method)]
    fn observe(this: &MutationObserver, node: &JsValue, options: &JsValue);

    #[wasm_bindgen(method)]
    fn disconnect(this: &MutationObserver);

    type Promise;

    // Both run code of the page's: a Promise may have a `constructor` and a `then` of its own.
    #[wasm_bindgen(static_method_of = Promise, catch)]
    fn resolve(value: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn then(this: &Promise, resolved: &JsValue, rejected: &JsValue) -> Result<JsValue, JsValue>;
}

impl Text {
    /// A text of ours.
    pub fn new(text: &str) -> Self {
        JsValue::from_str(text).unchecked_into()
    }

    /// A page's value, if it is a text of more than white space.
    pub fn of(value: &JsValue) -> Option<&Self> {
        let text: &Self = value.unchecked_ref();
        (value.is_string() && !text.trim().is_falsy()).then_some(text)
    }

    /// The text with more behind it.
    #[must_use]
    pub fn and(&self, end: &str) -> Self {
        self.concat(end)
    }

    /// The text with a value behind it, as `String(value)` has it.
    #[must_use]
    pub fn and_value(&self, end: &JsValue) -> Self {
        self.concat_value(end)
    }
}

/// A property of an object that is not the page's to break.
pub fn read(object: &JsValue, name: &str) -> JsValue {
    get(object, name).unwrap_or_default()
}

/// Sets a property of an object of ours, which takes any.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = put(object, name, value);
}

/// The items of a list, `most` at the most.
///
/// # Errors
/// What a getter or a Proxy of the page's threw.
pub fn items(list: &JsValue, most: u32) -> Result<Vec<JsValue>, JsValue> {
    let list = Object::values(list)?;
    Ok((0..list.length().min(most)).map(|index| list.item(index)).collect())
}

/// Whether the value is an array, of whatever realm.
pub fn is_list(value: &JsValue) -> bool {
    is_array(value).unwrap_or_default()
}

/// The page's document, if there is one that can hold a script.
pub fn document() -> Option<JsValue> {
    let document = get(&global(), "document").ok()?;
    get(&document, "head").ok().filter(JsValue::is_truthy).map(|_| document)
}

/// Hands an error that must not stop us to the page's `error` event, as a throwing listener's is.
pub fn report(error: &JsValue) {
    // Where `reportError` is missing (before 2021) there is nobody to tell.
    let _ = report_error(error);
}

/// A value in an error message: short, and never the inside of an object.
pub fn describe(value: &JsValue) -> Text {
    if value.is_object() {
        return Text::new(if is_list(value) { "an array" } else { "an object" });
    }
    if value.is_function() {
        return Text::new("a function");
    }
    // No primitive refuses `String(value)`, a symbol included.
    let mut text = string(value).unwrap_or_else(|_| Text::new(""));
    if text.unchecked_ref::<Sequence>().length() > 60 {
        text = text.cut(0, 60).and("…");
    }
    if value.is_string() { Text::new("\"").and_value(&text).and("\"") } else { text }
}

/// Who is called back by the page, and how it tells its calls apart.
pub trait Called: 'static {
    /// What a call is about.
    type Call: Copy + 'static;

    /// The page called back, with an event or what a Promise came to.
    fn called(self: Rc<Self>, call: Self::Call, value: JsValue);

    /// The page's memory: a `signal` in it takes off all listeners when it is aborted.
    fn memory(&self) -> &JsValue;
}

/// A function for the page to call. It does nothing once `who` is gone.
///
/// `Fn`, not `FnMut`: a handler may dispatch the very event it handles.
fn callback<T: Called>(who: &Rc<T>, call: T::Call) -> Closure<dyn Fn(JsValue)> {
    let who = Rc::downgrade(who);
    Closure::new(move |value| {
        if let Some(who) = who.upgrade() {
            who.called(call, value);
        }
    })
}

/// An event listener; detached when dropped.
#[derive(Debug)]
#[must_use = "the listener is detached when this is dropped"]
pub struct Listener {
    target: JsValue,
    name: &'static str,
    handler: Closure<dyn Fn(JsValue)>,
}

impl Listener {
    /// Calls `who` at the target's event `name`.
    pub fn new<T: Called>(target: &JsValue, name: &'static str, who: &Rc<T>, call: T::Call) -> Self {
        let handler = callback(who, call);
        // Who gives us a target whose methods throw hears nothing from it.
        let _ = target.unchecked_ref::<Target>().add(name, handler.as_js_value(), who.memory());
        Self { target: target.clone(), name, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.unchecked_ref::<Target>().take_off(self.name, self.handler.as_js_value());
    }
}

/// A watch over what comes into the document and leaves it; ended when dropped.
#[must_use = "the watch ends when this is dropped"]
pub struct Watch {
    observer: MutationObserver,
    memory: JsValue,
    _handler: Closure<dyn Fn(JsValue)>,
}

impl core::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Watch")
    }
}

impl Watch {
    /// Calls `who` after each change. In the page's memory it can be found as `watch`.
    pub fn new<T: Called>(document: &JsValue, who: &Rc<T>, call: T::Call) -> Self {
        let handler = callback(who, call);
        let observer = MutationObserver::watching(handler.as_js_value());
        let options = Object::new();
        for name in ["childList", "subtree"] {
            set(&options, name, &JsValue::TRUE);
        }
        observer.observe(document, &options);
        let memory = who.memory().clone();
        set(&memory, "watch", &observer);
        Self { observer, memory, _handler: handler }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
        set(&self.memory, "watch", &JsValue::UNDEFINED);
    }
}

/// A timer that fires once; cleared when dropped.
#[derive(Debug)]
#[must_use = "the timer is cleared when this is dropped"]
pub struct Timer {
    id: f64,
    _handler: Closure<dyn Fn(JsValue)>,
}

impl Timer {
    /// Calls `who` after `ms` milliseconds.
    pub fn new<T: Called>(ms: f64, who: &Rc<T>, call: T::Call) -> Self {
        let handler = callback(who, call);
        Self { id: set_timeout(handler.as_js_value(), ms), _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}

/// Calls `who` when the value, a Promise or not, has settled: it resolved to something, or it was rejected.
///
/// The Promise holds the two functions, and they go with it: nothing else knows when it settles, if ever.
pub fn when_settled<T: Called>(value: &JsValue, who: &Rc<T>, resolved: T::Call, rejected: T::Call) {
    let fulfilled = callback(who, resolved).into_js_value();
    let thrown = Promise::resolve(value)
        .and_then(|promise| promise.then(&fulfilled, &callback(who, rejected).into_js_value()));
    if let Err(thrown) = thrown {
        Rc::clone(who).called(rejected, thrown);
    }
}
