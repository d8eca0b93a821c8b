//! The widget's `<script>`: one that the loader inserts, or one that the page inserted itself.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom::{self, InstanceContext, ScriptElement, document};
use super::events::{EventHandler, EventListener};
use super::js::{Caught, Object, Text, each, is_text, set, string};
use super::script_options::ScriptOptions;

/// The name of the loader's Trusted Types policy, for a Content-Security-Policy's `trusted-types` directive.
pub(crate) const POLICY: &str = "flow-widget-loader";

/// Decides whether a `<script>` is removed from the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ownership {
    /// The loader inserted it, and removes it in `Drop`.
    Ours,
    /// The page inserted it.
    Adopted,
    /// The loader inserted it, and leaves it in the page because its script has run.
    Kept,
}

/// A [`<script>`](https://developer.mozilla.org/docs/Web/API/HTMLScriptElement) whose `load` and `error` are awaited.
#[must_use = "the listeners, and a `<script>` that the loader inserted, are removed when this is dropped"]
#[derive(Debug)]
pub(crate) struct ScriptTag {
    element: ScriptElement,
    ownership: Ownership,
    _listeners: [EventListener; 2],
}

impl ScriptTag {
    fn new<T: EventHandler>(
        element: ScriptElement,
        ownership: Ownership,
        handler: &Rc<T>,
        [load, error]: [T::Message; 2],
    ) -> Self {
        let listener = |name, message| EventListener::new(&element, name, handler, message);
        Self { _listeners: [listener("load", load), listener("error", error)], element, ownership }
    }

    /// Inserts a `<script>`. `messages` are for its `load` and its `error`.
    ///
    /// # Errors
    /// The exception of the page's policy.
    pub(crate) fn insert<T: EventHandler>(
        options: &ScriptOptions,
        url: &Text,
        handler: &Rc<T>,
        messages: [T::Message; 2],
    ) -> Caught<Self> {
        let document = document().ok_or(JsValue::UNDEFINED)?;
        let element = document.create_element("script")?.ok_or(JsValue::UNDEFINED)?;
        let tag = Self::new(element, Ownership::Ours, handler, messages);
        options.apply(&tag.element);
        tag.element.set_src(&trusted(handler.context(), url))?;
        document.head().ok_or(JsValue::UNDEFINED)?.append_child(&tag.element)?;
        Ok(tag)
    }

    /// Waits for a `<script>` that the page inserted.
    pub(crate) fn adopt<T: EventHandler>(
        element: ScriptElement,
        handler: &Rc<T>,
        messages: [T::Message; 2],
    ) -> Self {
        Self::new(element, Ownership::Adopted, handler, messages)
    }

    /// Leaves the `<script>` in the page if it is this one, so that the page shows which script has run.
    pub(crate) fn keep_if(&mut self, element: &ScriptElement) {
        if self.element == *element {
            self.ownership = Ownership::Kept;
        }
    }
}

impl Drop for ScriptTag {
    fn drop(&mut self) {
        if self.ownership == Ownership::Ours {
            let _ = self.element.remove();
        }
    }
}

/// Finds the page's first `<script>` with this source, with or without the mark of a retry.
pub(crate) fn find_existing_tag(source: &Text) -> Option<ScriptElement> {
    each(&document()?.scripts()).map(ScriptElement::unchecked_from_js).find(|script| {
        let url: Text = script.src().unchecked_into();
        url.is_string() && url.starts_with(source) && {
            let length = source.length();
            let rest: Text = url.slice(length, length + 7).unwrap_or_default().unchecked_into();
            rest.is_falsy()
                || rest.starts_with(&"#".into())
                || is_text(&rest, "?retry=")
                || is_text(&rest, "&retry=")
        }
    })
}

/// Returns whether the browser has fetched this URL, with whatever result: a `<script>` that has not run by now will
/// hardly run later. Not every browser records a failed fetch.
pub(crate) fn is_fetched(source: &JsValue) -> bool {
    let parsed = document().is_some_and(|document| !is_text(&document.ready_state(), "loading"));
    parsed && matches!(dom::entries_by_name(source), Ok(Some(entries)) if entries.length() > 0)
}

/// Returns the URL as a
/// [`TrustedScriptURL`](https://developer.mozilla.org/docs/Web/API/Trusted_Types_API) if the page's policy allows the
/// loader to make one, else as it is.
fn trusted(context: &InstanceContext, url: &Text) -> JsValue {
    let policy = context.policy().or_else(|| {
        let rules = Object::new();
        // The page's own code chose the URL, so there is nothing to check.
        set(&rules, "createScriptURL", &string());
        let policy = dom::create_policy(POLICY, &rules).ok()??;
        context.set_policy(&policy);
        Some(policy)
    });
    let trusted = policy.and_then(|policy| policy.create_script_url(url).ok()?);
    trusted.unwrap_or_else(|| url.into())
}
