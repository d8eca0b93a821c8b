//! The widget's `<script>`: ours, which leaves the page again unless it is kept, and the page's own.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::guard::{Called, Guard};
use super::js::{NONE, Sequence, Text, call, call_on, call3, document, each, named, object, put, read, set};
use super::options::ScriptOptions;

/// The name under which a Content-Security-Policy's `trusted-types` directive allows our policy.
pub const POLICY: &str = "flow-widget-loader";

/// A script that is being waited for.
#[must_use = "a tag of ours leaves the page when this is dropped"]
#[derive(Debug)]
pub struct Tag {
    /// Takes the tag out, if it is ours; of the page's own and of one that is kept, this has another.
    element: Guard,
    _listeners: [Guard; 2],
}

impl Tag {
    fn watch<T: Called>(
        element: JsValue,
        undo: &'static str,
        who: &Rc<T>,
        [load, error]: [T::Call; 2],
    ) -> Self {
        let on = |name, call| Guard::listener(&element, name, who, call);
        Self { _listeners: [on("load", load), on("error", error)], element: Guard::new(element, undo) }
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
        let document = named("document");
        let element = call3(&document, "createElement", &"script".into(), NONE, NONE)?;
        let tag = Self::watch(element, "remove", who, calls);
        let element = &tag.element.object;
        options.apply(element)?;
        put(element, "src", &trusted(who.memory(), address))?;
        call3(&read(&document, "head"), "appendChild", element, NONE, NONE)?;
        Ok(tag)
    }

    /// Waits for a tag that the page has put in itself. It is not ours to take out.
    pub fn adopt<T: Called>(element: JsValue, who: &Rc<T>, calls: [T::Call; 2]) -> Self {
        Self::watch(element, KEEP, who, calls)
    }

    /// Leaves the tag in the page if it is this one: its script has run, and so that can be seen there.
    pub fn keep_if(&mut self, element: &JsValue) {
        if self.element.object == *element {
            self.element.undo = KEEP;
        }
    }
}

/// No method of a tag's: what is kept is left alone.
const KEEP: &str = "";

/// The tag in the page that has this address, what we add to it after a failure aside.
pub fn standing(source: &JsValue) -> Option<JsValue> {
    let length = source.unchecked_ref::<Sequence>().length();
    each(&read(&document()?, "scripts")).find(|tag| {
        let address = read(tag, "src");
        address.is_string() && {
            let text: &Text = address.unchecked_ref();
            let next = text.cut(length, length + 1);
            let ends = next.is_falsy()
                || next == JsValue::from_str("#")
                || text.cut(length + 1, length + 7) == JsValue::from_str("retry=");
            ends && *source == text.cut(0, length)
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
    let entries = call_on("performance", "getEntriesByName", source, NONE);
    parsed && read(&entries, "length").is_truthy()
}

/// The address as a page takes it that wants a policy behind each: from the policy of our name if the page
/// allows that, else as it is.
fn trusted(memory: &JsValue, address: &Text) -> JsValue {
    let mut policy = read(memory, "policy");
    if policy.is_falsy() {
        let rules = object();
        // The address was named by the page's own script; the policy only says whose it is.
        set(&rules, "createScriptURL", &named("String"));
        policy = call_on("trustedTypes", "createPolicy", &POLICY.into(), &rules);
        set(memory, "policy", &policy);
    }
    let made = call(&policy, "createScriptURL", address, NONE);
    if made.is_undefined() { address.into() } else { made }
}
