//! The page as the loader touches it: few bindings, each of which weighs in the module and in its glue, and
//! guards, so that what is attached to the page is detached in `Drop`.
//!
//! Texts stay on JavaScript's side: a page's strings are looked at and handed on, never copied.

use wasm_bindgen::Nullable;
use wasm_bindgen::prelude::*;

/// What a function that may throw has returned. Optional, so that the glue looks at it first: a plain `JsValue` gets
/// an entry in the table of objects in any case, and that of a call that threw is never given back.
type Returned = Option<Nullable<JsValue>>;

#[wasm_bindgen]
extern "C" {
    /// The global object: `globalThis`.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    pub fn global() -> JsValue;

    /// Sets a property; throws what a setter throws.
    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    pub fn put(object: &JsValue, name: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = construct, catch)]
    fn construct(constructor: &JsValue, arguments: &JsValue) -> Result<Returned, JsValue>;

    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn list(first: &JsValue, second: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = String, catch)]
    fn string(value: &JsValue) -> Result<Text, JsValue>;

    type Any;

    #[wasm_bindgen(method, catch, indexing_getter)]
    fn get(this: &Any, name: &str) -> Result<Returned, JsValue>;

    /// A JavaScript string.
    #[derive(Clone, Debug)]
    pub type Text;

    #[wasm_bindgen(method, js_name = concat)]
    fn concat(this: &Text, end: &JsValue) -> Text;

    /// A text or an array.
    #[derive(Clone, Debug)]
    pub type Sequence;

    /// How many code units or items there are.
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Sequence) -> u32;

    /// The item at a place.
    #[wasm_bindgen(method, indexing_getter)]
    pub fn item(this: &Sequence, index: u32) -> JsValue;

    /// A function of the page's.
    #[derive(Clone, Debug)]
    pub type Function;

    #[wasm_bindgen(method, js_name = call, catch)]
    fn call1_returned(this: &Function, object: &JsValue, first: &JsValue) -> Result<Returned, JsValue>;

    #[wasm_bindgen(method, js_name = call, catch)]
    fn call3(
        this: &Function,
        object: &JsValue,
        first: &JsValue,
        second: &JsValue,
        third: &JsValue,
    ) -> Result<Returned, JsValue>;
}

fn value_of(returned: Returned) -> JsValue {
    match returned {
        Some(Nullable::Value(value)) => value,
        Some(Nullable::Null) => JsValue::NULL,
        None => JsValue::UNDEFINED,
    }
}

impl Function {
    /// Calls it with one argument; throws what it throws.
    ///
    /// # Errors
    /// What was thrown.
    pub fn call1(&self, object: &JsValue, first: &JsValue) -> Result<JsValue, JsValue> {
        self.call1_returned(object, first).map(value_of)
    }
}

/// A property of a value; throws if the value has none (`undefined` and `null`), or if a getter does.
///
/// # Errors
/// What was thrown.
pub fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    object.unchecked_ref::<Any>().get(name).map(value_of)
}

/// What stands for an argument that is not given.
pub const NONE: &JsValue = &JsValue::UNDEFINED;

/// Calls a method by its name, which weighs less than a binding for each; throws what it throws, and if there is
/// none.
///
/// # Errors
/// What was thrown.
pub fn call3(
    object: &JsValue,
    name: &str,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Result<JsValue, JsValue> {
    get(object, name)?.unchecked_ref::<Function>().call3(object, first, second, third).map(value_of)
}

impl Sequence {
    /// Each of the items.
    pub fn each(&self) -> impl Iterator<Item = JsValue> + use<> {
        let items = self.clone();
        (0..items.length()).map(move |index| items.item(index))
    }
}

impl Text {
    /// A text of ours.
    pub fn new(text: &str) -> Self {
        JsValue::from_str(text).unchecked_into()
    }

    /// A page's value, if it is a text of more than white space.
    pub fn of(value: &JsValue) -> Option<&Self> {
        let text: &Self = value.unchecked_ref();
        (value.is_string() && text.trim().is_truthy()).then_some(text)
    }

    /// The text with more behind it.
    #[must_use]
    pub fn and(&self, end: &str) -> Self {
        self.concat(&end.into())
    }

    /// The text with a value behind it, as `String(value)` has it.
    #[must_use]
    pub fn and_value(&self, end: &JsValue) -> Self {
        self.concat(end)
    }

    /// The text without white space around it.
    #[must_use]
    pub fn trim(&self) -> Self {
        call(self, "trim", NONE, NONE).unchecked_into()
    }

    /// The code units from one place up to another.
    pub fn cut(&self, from: u32, to: u32) -> JsValue {
        call(self, "slice", &from.into(), &to.into())
    }

    /// Whether the text holds another.
    pub fn includes(&self, part: &JsValue) -> bool {
        call(self, "includes", part, NONE).is_truthy()
    }

    /// Whether the text begins with another.
    pub fn starts_with(&self, start: &JsValue) -> bool {
        call(self, "startsWith", start, NONE).is_truthy()
    }

    /// The UTF-16 code unit at a place; `NaN` behind the end.
    pub fn unit(&self, index: u32) -> f64 {
        call(self, "charCodeAt", &index.into(), NONE).unchecked_into_f64()
    }
}

/// A class or a namespace of the page's, or whatever global has that name.
pub fn named(name: &str) -> JsValue {
    read(&global(), name)
}

/// Calls a method; one that is not there or throws comes to `undefined`.
pub fn call(object: &JsValue, name: &str, first: &JsValue, second: &JsValue) -> JsValue {
    call3(object, name, first, second, NONE).unwrap_or_default()
}

/// Calls a function of a class or namespace of the page's, such as `Math.random`; one that is not there or throws
/// comes to `undefined`.
pub fn call_on(class: &str, name: &str, first: &JsValue, second: &JsValue) -> JsValue {
    call(&named(class), name, first, second)
}

/// A new object of a class.
///
/// # Errors
/// What the constructor threw, or that there is no such class.
pub fn make(class: &str, first: &JsValue, second: &JsValue) -> Result<JsValue, JsValue> {
    construct(&named(class), &list(first, second)).map(value_of)
}

/// A new object without properties.
pub fn object() -> JsValue {
    make("Object", NONE, NONE).unwrap_or_default()
}

/// Whether a value is an object of a class, of this page's realm.
pub fn is_a(value: &JsValue, class: &str) -> bool {
    call(&read(&named(class), "prototype"), "isPrototypeOf", value, NONE).is_truthy()
}

/// A property of an object that is not the page's to break.
pub fn read(object: &JsValue, name: &str) -> JsValue {
    get(object, name).unwrap_or_default()
}

/// Sets a property of an object of ours, which takes any.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = put(object, name, value);
}

/// The first element that a CSS selector finds, or `null`; throws if it is none.
///
/// # Errors
/// What was thrown.
pub fn query(selector: &JsValue) -> Result<JsValue, JsValue> {
    call3(&named("document"), "querySelector", selector, NONE, NONE)
}

/// The items of a list, as an array of our own: nothing of what a list of the page's may have become is called
/// later on.
///
/// # Errors
/// What a getter or a Proxy of the page's threw.
pub fn copy(list: &JsValue) -> Result<Sequence, JsValue> {
    call3(&named("Object"), "values", list, NONE, NONE).map(JsCast::unchecked_into)
}

/// Each of the items of a list; none where it cannot be read.
pub fn each(list: &JsValue) -> impl Iterator<Item = JsValue> {
    let items = copy(list).unwrap_or_else(|_| Text::new("").unchecked_into());
    items.each()
}

/// Whether the value is an array, of whatever realm; a revoked Proxy is none.
pub fn is_list(value: &JsValue) -> bool {
    call_on("Array", "isArray", value, NONE).is_truthy()
}

/// Whether the value is a number that is neither infinite nor `NaN`.
pub fn is_finite(value: &JsValue) -> bool {
    call_on("Number", "isFinite", value, NONE).is_truthy()
}

/// A number from 0 to 1.
pub fn random() -> f64 {
    // Where the page has broken it there is none, and `max` takes no `NaN`.
    call_on("Math", "random", NONE, NONE).unchecked_into_f64().max(0.0)
}

/// The page's document, if there is one that can hold a script.
pub fn document() -> Option<JsValue> {
    let document = named("document");
    read(&document, "head").is_truthy().then_some(document)
}

/// Hands an error that must not stop us to the page's `error` event, as a throwing listener's is. Where
/// `reportError` is missing (before 2021) there is nobody to tell.
pub fn report(error: &JsValue) {
    call(&global(), "reportError", error, NONE);
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
        text = Text::new("").and_value(&text.cut(0, 60)).and("…");
    }
    if value.is_string() { Text::new("\"").and_value(&text).and("\"") } else { text }
}
