//! JavaScript values as the loader handles them.
//!
//! Strings stay in JavaScript: the loader compares and concatenates a page's strings there instead of copying them
//! into the module's memory. [`get`] and [`set`] access properties by name; they are for the page's config and for the
//! plain objects that the loader builds. Objects of the DOM have typed bindings in [`dom`](super::dom).

use wasm_bindgen::Nullable;
use wasm_bindgen::prelude::*;

/// The result of a binding with `catch`: its return value or the exception.
pub(crate) type Caught<T> = Result<T, JsValue>;

/// The value of a call or a property with `catch`: see [`dom`](super::dom) for why it is an `Option`.
type Returned = Option<Nullable<JsValue>>;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn reflect_set(object: &JsValue, name: &str, value: &JsValue);

    #[wasm_bindgen(js_name = globalThis)]
    type Global;

    #[wasm_bindgen(static_method_of = Global, getter, js_name = String)]
    fn string_function() -> Function;

    type Any;

    #[wasm_bindgen(method, catch, indexing_getter)]
    fn get(this: &Any, name: &str) -> Caught<Returned>;

    /// A string or an array, which have these methods in common.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type Sequence;

    /// Returns the number of UTF-16 code units or items.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Sequence) -> u32;

    /// Returns the item at an index, or `undefined`.
    #[wasm_bindgen(method, indexing_getter)]
    pub(crate) fn item(this: &Sequence, index: u32) -> JsValue;

    /// Returns whether the array has an item, or the string a substring.
    #[wasm_bindgen(method)]
    pub(crate) fn includes(this: &Sequence, part: &JsValue) -> bool;

    #[wasm_bindgen(method, js_name = slice, catch)]
    fn slice_returned(this: &Sequence, from: u32, to: u32) -> Caught<Option<Sequence>>;

    /// A string.
    #[wasm_bindgen(extends = Sequence)]
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) type Text;

    #[wasm_bindgen(method, js_name = concat)]
    fn concat(this: &Text, end: &JsValue) -> Text;

    /// Returns the string without white space around it.
    #[wasm_bindgen(method)]
    pub(crate) fn trim(this: &Text) -> Text;

    /// Returns whether the string starts with another.
    #[wasm_bindgen(method, js_name = startsWith)]
    pub(crate) fn starts_with(this: &Text, start: &JsValue) -> bool;

    /// Returns the UTF-16 code unit at an index, or 0 past the end, where JavaScript has `NaN`.
    #[wasm_bindgen(method, js_name = charCodeAt)]
    pub(crate) fn code_unit(this: &Text, index: u32) -> u16;

    /// Returns the index of the first match of a regular expression, or -1.
    #[wasm_bindgen(method)]
    pub(crate) fn search(this: &Text, pattern: &str) -> i32;

    /// A function of the page.
    #[derive(Clone, Debug)]
    pub(crate) type Function;

    #[wasm_bindgen(method, js_name = call, catch)]
    fn call_returned(this: &Function, object: &JsValue, argument: &JsValue) -> Caught<Returned>;

    /// Calls the function with two arguments; `object` is its `this`.
    #[wasm_bindgen(method, js_name = call, catch)]
    pub(crate) fn call2(this: &Function, object: &JsValue, first: &JsValue, second: &JsValue) -> Caught<()>;

    /// A plain object.
    #[derive(Clone, Debug)]
    pub(crate) type Object;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Object;

    #[wasm_bindgen(static_method_of = Object, catch)]
    fn values(list: &JsValue) -> Caught<Option<Sequence>>;

    /// Copies the properties of one object to another.
    #[wasm_bindgen(static_method_of = Object)]
    pub(crate) fn assign(target: &JsValue, source: &Object);

    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Caught<bool>;

    /// Returns whether the value is a finite number.
    #[wasm_bindgen(js_namespace = Number, js_name = isFinite)]
    pub(crate) fn is_finite(value: &JsValue) -> bool;

    #[wasm_bindgen(js_namespace = Math, js_name = random, catch)]
    fn math_random() -> Caught<Returned>;

    /// A `Promise`.
    pub(crate) type Promise;

    #[wasm_bindgen(static_method_of = Promise, catch)]
    pub(crate) fn resolve(value: &JsValue) -> Caught<Option<Promise>>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn then(this: &Promise, resolved: &JsValue, rejected: &JsValue) -> Caught<()>;

    #[wasm_bindgen(js_name = Error)]
    pub(crate) type ErrorObject;

    #[wasm_bindgen(constructor, js_class = Error)]
    pub(crate) fn new(message: &Text) -> ErrorObject;
}

/// Returns the value that a binding with `catch` returned.
pub(crate) fn value_of(returned: Returned) -> JsValue {
    match returned {
        Some(Nullable::Value(value)) => value,
        Some(Nullable::Null) => JsValue::NULL,
        None => JsValue::UNDEFINED,
    }
}

/// Returns the function `String`.
pub(crate) fn string() -> Function {
    Global::string_function()
}

/// Returns a property of a value.
///
/// # Errors
/// The exception of a getter, or a `TypeError` for `undefined` and `null`.
pub(crate) fn get(object: &JsValue, name: &str) -> Caught<JsValue> {
    object.unchecked_ref::<Any>().get(name).map(value_of)
}

/// Returns a property of a value, or `undefined` if it cannot be read.
pub(crate) fn read(object: &JsValue, name: &str) -> JsValue {
    get(object, name).unwrap_or_default()
}

/// Like [`read`], but returns `undefined` for what a polluted `Object.prototype` gives every object.
pub(crate) fn read_unpolluted(object: &JsValue, name: &str) -> JsValue {
    let value = read(object, name);
    if value == read(&Object::new(), name) { JsValue::UNDEFINED } else { value }
}

/// Sets a property of an object that the loader has built.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    reflect_set(object, name, value);
}

/// Returns whether the value is this string.
pub(crate) fn is_text(value: &JsValue, text: &str) -> bool {
    *value == JsValue::from_str(text)
}

/// Returns whether the value is an array, of this or another realm.
pub(crate) fn is_list(value: &JsValue) -> bool {
    // A revoked Proxy throws.
    is_array(value).unwrap_or_default()
}

/// Returns a random number from 0 to 1, or 0 if the page has replaced `Math.random` with a broken function.
pub(crate) fn random() -> f64 {
    let number = math_random().map(value_of).unwrap_or_default();
    // Not `as_f64`, whose result passes through memory: the glue would need code for that.
    if is_finite(&number) { number.unchecked_into_f64().max(0.0) } else { 0.0 }
}

impl Function {
    /// Calls the function with one argument; `object` is its `this`.
    ///
    /// # Errors
    /// The exception of the function.
    pub(crate) fn call(&self, object: &JsValue, argument: &JsValue) -> Caught<JsValue> {
        self.call_returned(object, argument).map(value_of)
    }
}

impl Sequence {
    /// Copies the items of a list into an array that the page cannot reach.
    ///
    /// # Errors
    /// The exception of a getter or a Proxy.
    pub(crate) fn copy(list: &JsValue) -> Caught<Self> {
        Object::values(list).map(Option::unwrap_or_default)
    }

    /// Returns the items or code units from one index up to another.
    ///
    /// # Errors
    /// The exception of a getter or a Proxy.
    pub(crate) fn slice(&self, from: u32, to: u32) -> Caught<Self> {
        self.slice_returned(from, to).map(Option::unwrap_or_default)
    }

    /// Iterates over the items.
    pub(crate) fn each(&self) -> impl Iterator<Item = JsValue> + use<> {
        let items = self.clone();
        (0..items.length()).map(move |index| items.item(index))
    }
}

impl Default for Sequence {
    fn default() -> Self {
        JsValue::from_str("").unchecked_into()
    }
}

/// Iterates over the items of a list; yields nothing if the list cannot be read.
pub(crate) fn each(list: &JsValue) -> impl Iterator<Item = JsValue> {
    Sequence::copy(list).unwrap_or_default().each()
}

impl Text {
    /// Makes a JavaScript string.
    pub(crate) fn new(text: &str) -> Self {
        JsValue::from_str(text).unchecked_into()
    }

    /// Returns the value if it is a string that is not blank.
    pub(crate) fn of(value: &JsValue) -> Option<&Self> {
        let text: &Self = value.unchecked_ref();
        (value.is_string() && text.trim().is_truthy()).then_some(text)
    }

    /// Appends a string.
    #[must_use]
    pub(crate) fn and(self, end: &str) -> Self {
        self.concat(&end.into())
    }

    /// Appends a value, converted to a string by `concat`, which throws for a symbol.
    #[must_use]
    pub(crate) fn and_value(self, end: &JsValue) -> Self {
        self.concat(end)
    }
}

/// Describes a value for an error message, in at most 60 characters and without the content of objects.
pub(crate) fn describe(value: &JsValue) -> Text {
    if value.is_object() {
        return Text::new(if is_list(value) { "an array" } else { "an object" });
    }
    if value.is_function() {
        return Text::new("a function");
    }
    // `String(value)` instead of `Text::and_value`, because it accepts symbols.
    let mut text: Text = string().call(&JsValue::UNDEFINED, value).unwrap_or_default().unchecked_into();
    if text.length() > 60 {
        text = Text::new("").and_value(&text.slice(0, 60).unwrap_or_default()).and("…");
    }
    // Such as a URL with a password.
    if text.includes(&"@".into()) {
        return Text::new("a text with @");
    }
    if value.is_string() { Text::new("\"").and_value(&text).and("\"") } else { text }
}
