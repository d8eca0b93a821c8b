//! The element that the widget renders into.

use core::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::*;

use super::dom::{Element, escape, query};
use super::error::{Code, Error};
use super::js::{Sequence, Text, each, read};
use super::reader::invalid;

/// The attribute that the selector uses if the container's id is not unique.
const ATTRIBUTE: &str = "data-flow-widget-container";

/// The container of a session. An id or attribute that the loader added is removed in `Drop`.
#[derive(Debug)]
pub(crate) struct Container {
    element: Element,
    selector: JsValue,
    /// Whether the page gave the element itself instead of a selector.
    by_element: bool,
    added: Option<&'static str>,
    /// The child nodes that the container had before the widget rendered.
    before: Option<Sequence>,
}

impl Container {
    /// Finds the container, given as a selector or as an element. For an element, chooses a selector for the widget.
    ///
    /// # Errors
    /// `container-not-found` if it is not in the document; `invalid-config` if the selector is not valid.
    pub(crate) fn find(container: &JsValue) -> Result<Self, Error> {
        let mut found = Self {
            element: container.clone().unchecked_into(),
            selector: container.clone(),
            by_element: !container.is_string(),
            added: None,
            before: None,
        };
        if found.by_element {
            found.choose_selector()?;
        } else {
            found.element = by_selector(container)?;
        }
        found.before = children(&found.element);
        Ok(found)
    }

    /// Returns the selector to pass to the widget.
    pub(crate) fn selector(&self) -> &JsValue {
        &self.selector
    }

    /// Returns the element.
    pub(crate) fn element(&self) -> &Element {
        &self.element
    }

    /// Returns whether the container, or an element that has replaced it, is in the document.
    ///
    /// A page that re-renders may replace the element while the widget loads. Once the widget has rendered (`rendered`),
    /// an empty element does not count as a replacement.
    pub(crate) fn is_connected(&mut self, rendered: bool) -> bool {
        if read(&self.element, "isConnected").is_truthy() {
            return true;
        }
        if self.by_element {
            return false;
        }
        let Ok(element) = by_selector(&self.selector) else { return false };
        let children = children(&element);
        if rendered && children.as_ref().is_none_or(|children| children.length() == 0) {
            return false;
        }
        self.before = if rendered { None } else { children };
        self.element = element;
        true
    }

    /// Removes the widget's child nodes: those that were added since the container was found.
    pub(crate) fn clear(&self) {
        for node in each(&self.element.child_nodes().ok().flatten().unwrap_or_default()) {
            if !self.before.as_ref().is_some_and(|before| before.includes(&node)) {
                let _ = node.unchecked_ref::<Element>().remove();
            }
        }
    }

    /// Chooses a selector for the element: by its id if that is unique, else by an id or attribute that is added for
    /// the duration of the session.
    fn choose_selector(&mut self) -> Result<(), Error> {
        if !read(&self.element, "isConnected").is_truthy() {
            return Err(Error::new(
                Code::ContainerNotFound,
                "`container` is not in the document; append it first.",
            ));
        }
        let own = self.element.id().ok().flatten().filter(|id| id.is_truthy());
        let id = own.unwrap_or_else(|| self.add("id"));
        self.selector = Text::new("#").and_value(&escape(&id)).into();
        if self.is_found() {
            return Ok(());
        }
        if self.added.is_none() {
            // Another element has the same id, or the element is in a shadow tree.
            let name = self.add(ATTRIBUTE);
            self.selector = Text::new("[").and(ATTRIBUTE).and("=").and_value(&name).and("]").into();
            if self.is_found() {
                return Ok(());
            }
        }
        Err(Error::new(
            Code::ContainerNotFound,
            "`container` is inside a shadow tree, where the widget cannot find it.",
        ))
    }

    /// Adds an attribute with a unique value and returns the value.
    fn add(&mut self, attribute: &'static str) -> Text {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let value = Text::new("flow-widget-").and_value(&NEXT.fetch_add(1, Ordering::Relaxed).into());
        let _ = self.element.set_attribute(attribute, &value);
        self.added = Some(attribute);
        value
    }

    fn is_found(&self) -> bool {
        query(&self.selector).is_ok_and(|found| found.as_ref() == Some(&self.element))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if let Some(attribute) = self.added {
            let _ = self.element.remove_attribute(attribute);
        }
    }
}

fn children(element: &Element) -> Option<Sequence> {
    Sequence::copy(&element.child_nodes().ok()??).ok()
}

fn by_selector(selector: &JsValue) -> Result<Element, Error> {
    let text = Text::new("`selector` \"").and_value(selector);
    match query(selector) {
        Ok(Some(element)) => Ok(element),
        Ok(None) => {
            let text = text.and("\" matches no element.");
            let id = Text::new("#").and_value(&escape(selector));
            let text = if matches!(query(&id), Ok(Some(_))) {
                text.and(" An element has that id: did you mean \"#").and_value(selector).and("\"?")
            } else {
                text.and(" Call this once it is in the document, or give the element as `container`.")
            };
            Err(Error::with(Code::ContainerNotFound, &text))
        }
        Err(thrown) => Err(invalid(&text.and("\" is not a valid CSS selector.")).because(&thrown)),
    }
}
