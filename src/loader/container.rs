//! The element that the widget draws itself into.

use std::cell::Cell;

use web_sys::{Document, Element, HtmlElement, Node};

use super::error::{Code, Error};
use super::js::page;
use super::options::Target;
use super::reader::invalid;

/// The attribute that addresses a container whose own id would not.
const MARK: &str = "data-flow-widget-container";

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// A container that was found, and what is ours in it. What we gave it, an id or a mark, is taken off in
/// `Drop`.
#[derive(Debug)]
pub struct Container {
    element: Element,
    selector: String,
    given: Option<&'static str>,
    before: Vec<Node>,
}

impl Container {
    /// Finds the container and a selector by which the widget will find it too.
    ///
    /// # Errors
    /// `container-not-found` if there is none in the document; `invalid-config` for a selector that is
    /// none.
    pub fn find(target: &Target) -> Result<Self, Error> {
        let (_, document) = page()?;
        let (element, selector, given) = match target {
            Target::Selector(selector) => (by_selector(&document, selector)?, selector.clone(), None),
            Target::Element(element) => {
                let (selector, given) = address(&document, element)?;
                (element.clone().into(), selector, given)
            }
        };
        Ok(Self { before: children(&element), element, selector, given })
    }

    /// What the widget gets as `selector`.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// Whether the element is still in the document.
    ///
    /// # Errors
    /// `container-not-found` if it is not.
    pub fn check(&self) -> Result<(), Error> {
        if self.element.is_connected() {
            Ok(())
        } else {
            Err(Error::new(
                Code::ContainerNotFound,
                &[
                    "The container left the document before the widget could start; keep it until the session has ended.",
                ],
            ))
        }
    }

    /// Takes out what came in after the container was found, which is the widget's.
    pub fn clear(&self) {
        for node in children(&self.element) {
            if !self.before.contains(&node) {
                let _ = self.element.remove_child(&node);
            }
        }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if let Some(attribute) = self.given {
            let _ = self.element.remove_attribute(attribute);
        }
    }
}

fn children(element: &Element) -> Vec<Node> {
    let list = element.child_nodes();
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}

fn by_selector(document: &Document, selector: &str) -> Result<Element, Error> {
    match document.query_selector(selector) {
        Ok(Some(element)) => Ok(element),
        Ok(None) => {
            let hint = if document.get_element_by_id(selector).is_some() {
                [" There is an element with that id: did you mean \"#", selector, "\"?"].concat()
            } else {
                String::from(
                    " Call this when the container is in the document, or give the element as `container`.",
                )
            };
            Err(Error::new(
                Code::ContainerNotFound,
                &["`selector` \"", selector, "\" matches no element.", &hint],
            ))
        }
        Err(thrown) => {
            Err(invalid(&["`selector` \"", selector, "\" is not a valid CSS selector."]).because(thrown))
        }
    }
}

/// A selector for an element: its id where that is its own, else one that we give it for the time.
fn address(document: &Document, element: &HtmlElement) -> Result<(String, Option<&'static str>), Error> {
    let found = |selector: &str| {
        let match_ = document.query_selector(selector).ok().flatten();
        match_.is_some_and(|found| found == **element)
    };
    if !element.is_connected() {
        return Err(Error::new(
            Code::ContainerNotFound,
            &["`container` is not in the document; append it before you call this."],
        ));
    }
    let id = element.id();
    let (selector, attribute) = if id.is_empty() {
        let number = NEXT.replace(NEXT.get() + 1).to_string();
        let id = ["flow-widget-", &number].concat();
        element.set_id(&id);
        (["#", &id].concat(), Some("id"))
    } else {
        let selector = ["#", &web_sys::css::escape(&id)].concat();
        if found(&selector) {
            (selector, None)
        } else {
            // Somebody else has the same id, or the element sits in a shadow tree.
            let number = NEXT.replace(NEXT.get() + 1).to_string();
            let _ = element.set_attribute(MARK, &number);
            (["[", MARK, "=\"", &number, "\"]"].concat(), Some(MARK))
        }
    };
    if found(&selector) {
        return Ok((selector, attribute));
    }
    if let Some(attribute) = attribute {
        let _ = element.remove_attribute(attribute);
    }
    Err(Error::new(
        Code::ContainerNotFound,
        &[
            "`container` is inside a shadow tree, where the widget cannot find it; use an element of the page itself, for example one that is slotted.",
        ],
    ))
}
