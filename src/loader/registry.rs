//! The state that the loader keeps for a page between calls.

use alloc::boxed::Box;
use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::options::Options;
use super::script_load::ScriptLoads;
use super::script_options::ScriptOptions;
use super::session::{Observer, Session, SessionSlot};

/// The page's script loads and its session slot.
#[derive(Debug)]
pub struct Registry {
    loads: Rc<ScriptLoads>,
    slot: Rc<SessionSlot>,
}

impl Registry {
    /// Makes the registry of a page. `context` is an object with
    ///
    /// - `guard`: a function that wraps each callback that the page may call;
    /// - `import`: a function that imports a module and resolves with the widget if the module exports it;
    /// - `signal` (optional): an `AbortSignal` that removes the loader's listeners;
    /// - `policy`: the loader's Trusted Types policy, which the loader sets and a later registry reuses;
    /// - `own`: a function that registers a timer, observer or element that the loader has added to the page, or
    ///   unregisters it;
    pub fn new(context: JsValue) -> Self {
        Self { loads: Rc::new(ScriptLoads::new(context.unchecked_into())), slot: Rc::default() }
    }

    /// Opens a session; with [`Goal::Script`](super::lifecycle::Goal::Script) it only loads the script.
    ///
    /// The observer is notified of every failure. Failures before the session loads are `container-not-found`,
    /// `invalid-config` for the selector, and `session-active`.
    pub(crate) fn open(
        &self,
        options: (Options, Rc<ScriptOptions>),
        observer: Box<dyn Observer>,
    ) -> Rc<Session> {
        Session::open(&self.loads, &self.slot, options, observer)
    }
}
