//! Joins callers to the page's loads of the widget's script.

use alloc::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;

use super::script_load::{ScriptLoad, ScriptLoads, Waiter};
use super::script_options::ScriptOptions;

/// A caller's share in a load. Dropping it withdraws the caller; dropping the last one cancels the load.
#[must_use = "the caller is withdrawn from the load when this is dropped"]
pub(crate) struct Load {
    load: Rc<ScriptLoad>,
    waiter: Rc<dyn Waiter>,
}

impl core::fmt::Debug for Load {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Load")
    }
}

impl Load {
    /// Returns the URL that is being tried.
    pub(crate) fn source(&self) -> JsValue {
        self.load.source().into()
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.load.leave(&self.waiter);
    }
}

impl ScriptLoads {
    /// Loads the script and notifies `waiter`, immediately if the page already has the widget. Concurrent callers with the
    /// same sources share one load.
    pub(crate) fn load(self: &Rc<Self>, options: &Rc<ScriptOptions>, waiter: Rc<dyn Waiter>) -> Load {
        let running = self.running.with(|running| {
            running.retain(|load| load.strong_count() > 0);
            running.iter().filter_map(Weak::upgrade).find(|load| load.is_for(options))
        });
        if let Some(load) = running {
            load.join(Rc::clone(&waiter));
            return Load { load, waiter };
        }
        let load = ScriptLoad::start(self, options, Rc::clone(&waiter));
        self.running.with(|running| running.push(Rc::downgrade(&load)));
        load.attempt();
        Load { load, waiter }
    }
}
