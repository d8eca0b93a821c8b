//! The widget's `<script>`: ours, which leaves the page again unless it is kept, and the page's own.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::js::{
    Called, Element, Function, Listener, Object, Sequence, Text, document, global, items, put, read, set,
};
use super::options::ScriptOptions;

/// The name under which a Content-Security-Policy's `trusted-types` directive allows our policy.
pub const POLICY: &str = "flow-widget-loader";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create(name: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = ["document", "head"], catch)]
    fn append(tag: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByName, catch)]
    fn entries(name: &JsValue) -> Result<Sequence, JsValue>;
}

/// A script that is being waited for.
#[must_use = "a tag of ours leaves the page when this is dropped"]
pub struct Tag {
    element: JsValue,
    keep: bool,
    _listeners: [Listener; 2],
}

impl Tag {
    fn watch<T: Called>(element: &JsValue, keep: bool, who: &Rc<T>, [load, error]: [T::Call; 2]) -> Self {
        let on = |name, call| Listener::new(element, name, who, call);
        Self { _listeners: [on("load", load), on("error", error)], keep, element: element.clone() }
    }

    /// Puts a tag of ours into the page and calls `who` when it has loaded, or could not.
    ///
    /// # Errors
    /// What the page's policy throws.
    pub fn insert<T: Called>(
        options: &ScriptOptions,
        address: &Text,
        who: &Rc<T>,
        calls: [T::Call; 2],
    ) -> Result<Self, JsValue> {
        let tag = Self::watch(&create("script"), false, who, calls);
        options.apply(&tag.element)?;
        put(&tag.element, "src", &trusted(who.memory(), address))?;
        append(&tag.element)?;
        Ok(tag)
    }

    /// Waits for a tag that the page has put in itself. It is not ours to take out.
    pub fn adopt<T: Called>(element: &JsValue, who: &Rc<T>, calls: [T::Call; 2]) -> Self {
        Self::watch(element, true, who, calls)
    }

    /// Whether it is this one.
    pub fn is(&self, element: &JsValue) -> bool {
        self.element == *element
    }

    /// Leaves the tag in the page, as its script has run, so that it can be seen there.
    pub fn keep(&mut self) {
        self.keep = true;
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        if !self.keep {
            let _ = self.element.unchecked_ref::<Element>().remove();
        }
    }
}

/// The tag in the page that has this address, fragments of ours aside.
pub fn standing(source: &JsValue) -> Option<JsValue> {
    let length = source.unchecked_ref::<Sequence>().length();
    let scripts = items(&read(&document()?, "scripts"), u32::MAX).ok()?;
    scripts.into_iter().find(|tag| {
        let address = read(tag, "src");
        address.is_string() && {
            let text: &Text = address.unchecked_ref();
            let next = JsValue::from(text.cut(length, length + 1));
            let ends = next.is_falsy() || next == JsValue::from_str("#");
            ends && *source == JsValue::from(text.cut(0, length))
        }
    })
}

/// Whether a tag, or a tag's properties, make a module.
pub fn is_module(tag: &JsValue) -> bool {
    read(tag, "type") == JsValue::from_str("module")
}

/// Whether the browser has fetched this address, with whatever outcome, so that a tag whose script has
/// not run by now will hardly do so. Not every browser notes a failure.
pub fn is_fetched(source: &JsValue) -> bool {
    let parsed =
        document().is_some_and(|document| read(&document, "readyState") != JsValue::from_str("loading"));
    parsed && entries(source).is_ok_and(|list| list.length() > 0)
}

/// The address as a page takes it that wants a policy behind each: from the policy of our name if the page
/// allows that, else as it is.
fn trusted(memory: &JsValue, address: &Text) -> JsValue {
    let mut policy = read(memory, "policy");
    if policy.is_falsy() {
        let rules = Object::new().into();
        // The address was named by the page's own script; the policy only says whose it is.
        set(&rules, "createScriptURL", &read(&global(), "String"));
        policy = call(&read(&global(), "trustedTypes"), "createPolicy", &POLICY.into(), &rules);
        set(memory, "policy", &policy);
    }
    let made = call(&policy, "createScriptURL", address, &JsValue::UNDEFINED);
    if made.is_undefined() { address.into() } else { made }
}

/// Calls a method; one that is not there or throws comes to `undefined`.
fn call(object: &JsValue, name: &str, first: &JsValue, second: &JsValue) -> JsValue {
    let method = read(object, name);
    if !method.is_function() {
        return JsValue::UNDEFINED;
    }
    method.unchecked_ref::<Function>().call2(object, first, second).unwrap_or_default()
}
