//! Joins callers to the page's loads of the widget's script.

use alloc::rc::{Rc, Weak};

use super::script_load::{ScriptLoad, ScriptLoads, Waiter};
use super::script_options::ScriptOptions;
use super::script_tag::find_existing_tag;
use super::warn;
use super::widget::Widget;

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

impl Drop for Load {
    fn drop(&mut self) {
        self.load.leave(&self.waiter);
    }
}

impl ScriptLoads {
    /// Loads the script and notifies `waiter`. If the page already has the widget, notifies it immediately and returns
    /// `None`. Concurrent callers with the same sources share one load.
    pub(crate) fn load(self: &Rc<Self>, options: &Rc<ScriptOptions>, waiter: Rc<dyn Waiter>) -> Option<Load> {
        for source in &options.sources {
            if let Some(name) = find_existing_tag(source).and_then(|tag| options.differs(&tag)) {
                warn::other_option(source, name);
            }
        }
        if let Some(widget) = Widget::present() {
            if self.loaded.get().is_some_and(|loaded| loaded.sources != options.sources) {
                warn::other_source();
            }
            waiter.loaded(Ok(widget));
            return None;
        }
        let running = self.running.with(|running| {
            running.retain(|load| load.strong_count() > 0);
            running.iter().filter_map(Weak::upgrade).find(|load| load.is_for(options))
        });
        if let Some(load) = running {
            // Between two attempts there is no tag, so the loop above has not compared the options.
            if let Some(name) = options.differs(&load.options().properties)
                && find_existing_tag(load.source()).is_none()
            {
                warn::other_option(load.source(), name);
            }
            load.join(Rc::clone(&waiter));
            return Some(Load { load, waiter });
        }
        let load = ScriptLoad::start(self, options, Rc::clone(&waiter));
        self.running.with(|running| running.push(Rc::downgrade(&load)));
        load.attempt();
        Some(Load { load, waiter })
    }
}
