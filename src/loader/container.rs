//! The element that the widget draws itself into.

use core::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{NONE, Text, call, call_on, copy, each, query, read, set};
use super::reader::invalid;

/// The attribute that addresses a container whose own id would not.
const MARK: &str = "data-flow-widget-container";

fn escape(text: &JsValue) -> JsValue {
    call_on("CSS", "escape", text, NONE)
}

/// A container that was found, and what is ours in it. What we gave it, an id or a mark, is taken off in
/// `Drop`.
#[derive(Debug)]
pub struct Container {
    element: JsValue,
    selector: JsValue,
    /// Whether the page gave the element and no selector.
    by_element: bool,
    given: Option<&'static str>,
    /// What was in it, as an array.
    before: JsValue,
}

impl Container {
    /// Finds the container, given as a selector or as the element, and a selector by which the widget will
    /// find it too.
    ///
    /// # Errors
    /// `container-not-found` if there is none in the document; `invalid-config` for a selector that is
    /// none.
    pub fn find(place: &JsValue) -> Result<Self, Error> {
        let mut found = Self {
            element: place.clone(),
            selector: place.clone(),
            by_element: !place.is_string(),
            given: None,
            before: JsValue::UNDEFINED,
        };
        if found.by_element {
            found.address()?;
        } else {
            found.element = by_selector(place)?;
        }
        found.before = children(&found.element);
        Ok(found)
    }

    /// What the widget gets as `selector`.
    pub fn selector(&self) -> &JsValue {
        &self.selector
    }

    /// Whether the element is still in the document, or another one has come in its place.
    ///
    /// A page that renders anew may replace the element while the widget is on its way; `drawn` says that the
    /// widget has drawn itself, so that an empty one is no replacement.
    pub fn is_connected(&mut self, drawn: bool) -> bool {
        if read(&self.element, "isConnected").is_truthy() {
            return true;
        }
        if self.by_element {
            return false;
        }
        let Ok(element) = by_selector(&self.selector) else { return false };
        if drawn && read(&element, "firstChild").is_falsy() {
            return false;
        }
        self.before = if drawn { JsValue::UNDEFINED } else { children(&element) };
        self.element = element;
        true
    }

    /// Takes out what came in after the container was found, which is the widget's.
    pub fn clear(&self) {
        for node in each(&read(&self.element, "childNodes")) {
            if call(&self.before, "includes", &node, NONE).is_falsy() {
                call(&node, "remove", NONE, NONE);
            }
        }
    }

    /// Chooses a selector for the element: its id where that is its own, else one that we give it for the
    /// time.
    fn address(&mut self) -> Result<(), Error> {
        if read(&self.element, "isConnected").is_falsy() {
            return Err(Error::new(
                Code::ContainerNotFound,
                "`container` is not in the document; append it before you call this.",
            ));
        }
        let mut id = read(&self.element, "id");
        if id.is_falsy() {
            id = name().into();
            set(&self.element, "id", &id);
            self.given = Some("id");
        }
        self.selector = Text::new("#").and_value(&escape(&id)).into();
        if self.is_found() {
            return Ok(());
        }
        if self.given.is_none() {
            // Somebody else has the same id, or the element sits in a shadow tree.
            let name = name();
            call(&self.element, "setAttribute", &MARK.into(), &name);
            self.given = Some(MARK);
            self.selector = Text::new("[").and(MARK).and("=").and_value(&name).and("]").into();
            if self.is_found() {
                return Ok(());
            }
        }
        Err(Error::new(
            Code::ContainerNotFound,
            "`container` is inside a shadow tree, where the widget cannot find it; use an element of the page itself, for example one that is slotted.",
        ))
    }

    fn is_found(&self) -> bool {
        query(&self.selector).is_ok_and(|found| found == self.element)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if let Some(attribute) = self.given {
            call(&self.element, "removeAttribute", &attribute.into(), NONE);
        }
    }
}

/// A name that no other element of the page has.
fn name() -> Text {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    Text::new("flow-widget-").and_value(&NEXT.fetch_add(1, Ordering::Relaxed).into())
}

fn children(element: &JsValue) -> JsValue {
    copy(&read(element, "childNodes")).map_or(JsValue::UNDEFINED, Into::into)
}

fn by_selector(selector: &JsValue) -> Result<JsValue, Error> {
    let text = Text::new("`selector` \"").and_value(selector);
    match query(selector) {
        Ok(element) if element.is_object() => Ok(element),
        Ok(_) => {
            let text = text.and("\" matches no element.");
            let id = Text::new("#").and_value(&escape(selector));
            let hinted = query(&id).is_ok_and(|element| element.is_object());
            let text = if hinted {
                text.and(" There is an element with that id: did you mean \"#").and_value(selector).and("\"?")
            } else {
                text.and(
                    " Call this when the container is in the document, or give the element as `container`.",
                )
            };
            Err(Error::with(Code::ContainerNotFound, &text))
        }
        Err(thrown) => Err(invalid(&text.and("\" is not a valid CSS selector.")).because(&thrown)),
    }
}
