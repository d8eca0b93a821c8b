//! What the loader remembers about its page from one call to the next.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::script::Shared;
use super::session::Driver;

/// The memory of a page: one for all sessions that run in it.
#[derive(Debug, Default)]
pub struct Page {
    /// `finish` on `window` names no addressee, so a page has one session at a time.
    pub(super) active: RefCell<Option<Rc<Driver>>>,
    /// The scripts on their way.
    pub(super) loads: RefCell<Vec<Weak<Shared>>>,
    /// The sources whose attempts have failed, once for each time.
    pub(super) failed: RefCell<Vec<JsValue>>,
}
