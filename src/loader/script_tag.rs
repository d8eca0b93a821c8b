//! The widget's `<script>`: one that the loader inserts, or one that the page inserted itself.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom::{self, InstanceContext, ScriptElement, document};
use super::events::{EventHandler, EventListener};
use super::js::{Caught, Object, Text, each, is_text, set, string};
use super::script_options::ScriptOptions;

/// The name of the loader's Trusted Types policy, for a Content-Security-Policy's `trusted-types` directive.
pub(crate) const POLICY: &str = "flow-widget-loader";

/// Decides whether a `<script>` is removed when its `ScriptTag` is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ownership {
    /// The loader inserted it: removed.
    Inserted,
    /// The page inserted it: not removed.
    Adopted,
    /// The loader inserted it and its script has run: not removed.
    Kept,
}

/// A [`<script>`](https://developer.mozilla.org/docs/Web/API/HTMLScriptElement) whose `load` and `error` are handled.
#[must_use = "the listeners, and a `<script>` that the loader inserted, are removed when this is dropped"]
#[derive(Debug)]
pub(crate) struct ScriptTag {
    element: ScriptElement,
    ownership: Ownership,
    context: InstanceContext,
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
        let context = handler.context().clone();
        Self { _listeners: [listener("load", load), listener("error", error)], element, ownership, context }
    }

    /// Inserts a `<script>`. `messages` are those for its `load` and `error` events.
    ///
    /// # Errors
    /// The exception of a DOM method, for example because the page's Trusted Types policy blocked the URL.
    pub(crate) fn insert<T: EventHandler>(
        options: &ScriptOptions,
        url: &Text,
        handler: &Rc<T>,
        messages: [T::Message; 2],
    ) -> Caught<Self> {
        let document = document().ok_or(JsValue::UNDEFINED)?;
        let element = document.create_element("script")?.ok_or(JsValue::UNDEFINED)?;
        let tag = Self::new(element, Ownership::Inserted, handler, messages);
        options.apply(&tag.element);
        tag.element.set_src(&trusted(handler.context(), url))?;
        tag.context.own(&tag.element);
        document.head().ok_or(JsValue::UNDEFINED)?.append_child(&tag.element)?;
        Ok(tag)
    }

    /// Handles the events of a `<script>` that the page inserted.
    pub(crate) fn adopt<T: EventHandler>(
        element: ScriptElement,
        handler: &Rc<T>,
        messages: [T::Message; 2],
    ) -> Self {
        Self::new(element, Ownership::Adopted, handler, messages)
    }

    /// Keeps this tag in the page if its `<script>` is `element`. Later calls compare their options with it.
    pub(crate) fn keep_if(&mut self, element: &ScriptElement) {
        if self.element == *element {
            self.ownership = Ownership::Kept;
        }
    }
}

impl Drop for ScriptTag {
    fn drop(&mut self) {
        self.context.own(&self.element);
        if self.ownership == Ownership::Inserted {
            let _ = self.element.remove();
        }
    }
}

/// Finds the page's first `<script>` with this source, with or without a suffix that the loader adds, whose `integrity` the
/// options accept.
pub(crate) fn find_existing_tag(source: &Text, options: &ScriptOptions) -> Option<ScriptElement> {
    each(&document()?.scripts()).map(ScriptElement::unchecked_from_js).find(|script| {
        let url: Text = script.src().unchecked_into();
        url.is_string() && url.starts_with(source) && options.accepts(script) && {
            let length = source.length();
            let rest: Text = url.slice(length, length + 7).unwrap_or_default().unchecked_into();
            rest.is_falsy()
                || rest.starts_with(&"#".into())
                || is_text(&rest, "?retry=")
                || is_text(&rest, "&retry=")
        }
    })
}

/// Returns whether the browser has fetched this URL, successfully or not, and has parsed the page: a `<script>`
/// that has not run by then is unlikely to run. Not every browser records a failed fetch.
pub(crate) fn is_fetched(source: &JsValue) -> bool {
    let parsed = document().is_some_and(|document| !is_text(&document.ready_state(), "loading"));
    parsed && matches!(dom::entries_by_name(source), Ok(Some(entries)) if entries.length() > 0)
}

/// Returns the URL as a
/// [`TrustedScriptURL`](https://developer.mozilla.org/docs/Web/API/Trusted_Types_API) if the page allows the loader's
/// policy, else unchanged.
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
