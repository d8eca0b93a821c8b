//! What the loader remembers about its page from one call to the next.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use super::failure::Failures;
use super::script::Shared;
use super::session::Driver;
use super::slot::Slot;

/// The memory of a page: one for all sessions that run in it.
#[derive(Debug, Default)]
pub struct Page {
    /// What is to outlive this module's instance if that traps, as properties of an object: `policy`, the
    /// page's Trusted Types policy of ours, which can be made once; `watch`, a `MutationObserver` to be
    /// disconnected. A `signal` in it takes off all listeners.
    pub(super) memory: JsValue,
    /// `finish` on `window` names no addressee, so a page has one session at a time.
    pub(super) active: Slot<Option<Rc<Driver>>>,
    /// The scripts on their way.
    pub(super) loads: Slot<Vec<Weak<Shared>>>,
    /// The sources that the widget in the page was loaded from, if it was by us.
    pub(super) loaded: Slot<JsValue>,
    /// The sources whose attempts have failed.
    pub(super) failed: Failures,
}

impl Page {
    /// A page that remembers in `memory`, an object.
    pub fn new(memory: JsValue) -> Rc<Self> {
        Rc::new(Self { memory, ..Self::default() })
    }
}
