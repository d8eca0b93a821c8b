//! Puts the widget's script into the page, once for all who want it.
//!
//! The callers of one URL share one attempt after the other; who loses interest drops its [`Load`], and
//! with the last one the attempt is taken back. A tag that failed never stays: the next call starts
//! afresh.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{Called, Element, Listener, Text, Timer, put, random};
use super::options::ScriptOptions;
use super::page::Page;
use super::widget::Widget;

/// How long one attempt may take, in ms: on a slow line, a megabyte takes 20 s.
const ATTEMPT_LIMIT: f64 = 30_000.0;
/// The wait before the first repetition, in ms; it doubles with each.
const FIRST_PAUSE: f64 = 300.0;
/// How many failures a page remembers.
const MEMORY: usize = 64;

/// Who waits for the script.
pub trait Waiter {
    /// The widget is there, or never will be.
    fn loaded(self: Rc<Self>, outcome: Result<Widget, Error>);
}

/// An interest in the script. Dropped, it is withdrawn.
#[must_use = "the load is given up when this is dropped"]
pub struct Load {
    shared: Rc<Shared>,
    waiter: Rc<dyn Waiter>,
}

impl core::fmt::Debug for Load {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Load")
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.shared.waiting.borrow_mut().retain(|one| !Rc::ptr_eq(one, &self.waiter));
    }
}

/// Loads the script and tells `waiter`, at once if the widget is there already.
pub fn load(page: &Rc<Page>, options: &ScriptOptions, waiter: Rc<dyn Waiter>) -> Option<Load> {
    if let Some(widget) = Widget::present() {
        waiter.loaded(Ok(widget));
        return None;
    }
    let mut loads = page.loads.borrow_mut();
    loads.retain(|load| load.strong_count() > 0);
    let running = loads.iter().filter_map(Weak::upgrade).find(|shared| shared.is_for(&options.key));
    if let Some(shared) = running {
        shared.waiting.borrow_mut().push(Rc::clone(&waiter));
        return Some(Load { shared, waiter });
    }
    let shared = Rc::new(Shared {
        page: Rc::clone(page),
        options: options.clone(),
        waiting: RefCell::new(Vec::from([Rc::clone(&waiter)])),
        index: Cell::new(0),
        tried: Cell::new(0),
        current: RefCell::default(),
    });
    loads.push(Rc::downgrade(&shared));
    drop(loads);
    shared.attempt();
    Some(Load { shared, waiter })
}

/// What the loader waits for.
#[derive(Clone, Copy)]
pub(super) enum Call {
    /// The script was fetched.
    Loaded,
    /// It was not.
    Refused,
    /// The attempt has taken too long, or the pause after one is over.
    Time,
}

/// One script on its way.
pub(super) struct Shared {
    page: Rc<Page>,
    options: ScriptOptions,
    waiting: RefCell<Vec<Rc<dyn Waiter>>>,
    /// The candidate that is being tried, and how often it has failed.
    index: Cell<usize>,
    tried: Cell<u32>,
    /// The tag that is being waited for, if this is no pause; and the clock.
    current: RefCell<Option<(Option<Tag>, Timer)>>,
}

impl core::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Shared")
    }
}

impl Called for Shared {
    type Call = Call;

    fn called(self: Rc<Self>, call: Call, _: JsValue) {
        let waits = self.current.borrow().as_ref().is_some_and(|(tag, _)| tag.is_some());
        match call {
            Call::Loaded => self.loaded(),
            Call::Refused => self.again(Code::ScriptLoadFailed),
            Call::Time if waits => self.again(Code::ScriptTimeout),
            Call::Time => self.attempt(),
        }
    }
}

impl Shared {
    /// Whether this script is on its way still.
    fn is_for(&self, key: &JsValue) -> bool {
        self.options.key == *key && self.current.borrow().is_some()
    }

    fn source(&self) -> JsValue {
        self.options.sources.get(self.index.get()).cloned().unwrap_or_default()
    }

    /// Puts a tag for the candidate into the page.
    fn attempt(self: &Rc<Self>) {
        match Tag::insert(self) {
            Ok(tag) => self.hold(Some(tag), ATTEMPT_LIMIT),
            Err(thrown) => self.settle(&Err(self.failure(Code::ScriptBlocked).because(&thrown))),
        }
    }

    /// The script was fetched. A module whose evaluation threw says so too: only the global tells.
    fn loaded(self: &Rc<Self>) {
        let Some(widget) = Widget::present() else {
            // The same bytes would do the same again; another candidate may not.
            self.remember_failure();
            return self.next(Code::WidgetMissing);
        };
        if let Some((Some(tag), _)) = self.current.borrow_mut().as_mut() {
            tag.keep = true;
        }
        self.settle(&Ok(widget));
    }

    fn again(self: &Rc<Self>, code: Code) {
        self.remember_failure();
        let tried = self.tried.get();
        if tried >= self.options.retries {
            return self.next(code);
        }
        self.tried.set(tried + 1);
        self.hold(None, pause(tried, random()));
    }

    fn next(self: &Rc<Self>, code: Code) {
        let next = self.index.get() + 1;
        if next < self.options.sources.len() {
            self.index.set(next);
            self.tried.set(0);
            self.hold(None, 0.0);
        } else {
            self.settle(&Err(self.failure(code)));
        }
    }

    fn remember_failure(&self) {
        let mut failed = self.page.failed.borrow_mut();
        if failed.len() < MEMORY {
            failed.push(self.source());
        }
    }

    /// The address to ask for. A browser evaluates a module URL once, and older ones remember that it could
    /// not be fetched; after a failure a fragment makes it another module with the same HTTP resource.
    fn address(&self) -> Text {
        let source = self.source();
        let mut address = Text::new("").and_value(&source);
        for failed in self.page.failed.borrow().iter() {
            if *failed == source {
                // A `#` for each failure spares the formatting of a number.
                address = address.and("#");
            }
        }
        address
    }

    /// Lets go of what was being waited for, tag included, and waits for this instead.
    fn hold(self: &Rc<Self>, tag: Option<Tag>, ms: f64) {
        let timer = Timer::new(ms, self, Call::Time);
        drop(self.current.replace(Some((tag, timer))));
    }

    fn settle(self: &Rc<Self>, outcome: &Result<Widget, Error>) {
        drop(self.current.take());
        for waiter in self.waiting.take() {
            waiter.loaded(outcome.clone());
        }
    }

    fn failure(&self, code: Code) -> Error {
        let message = match code {
            Code::WidgetMissing => {
                " ran, but left no FlowWidget with a startSession on window. Check that `src` is the widget's script, and the console for what it threw."
            }
            Code::ScriptTimeout => {
                " did not arrive in time. The network may be slow; the call can be made again."
            }
            _ => {
                " could not be loaded. Check the address, the network, content blockers, and that the host sends CORS headers (or use `type: \"classic\"`)."
            }
        };
        Error::with(code, &Text::new("The widget's script ").and_value(&self.source()).and(message))
    }
}

/// The pause before repetition `tried`, in ms: doubling, and spread by half so that a crowd of pages that
/// failed together does not come back together. `random` is from 0 to 1.
fn pause(tried: u32, random: f64) -> f64 {
    FIRST_PAUSE * f64::from(1_u32 << tried.min(6)) * (0.75 + random / 2.0)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create(name: &str) -> JsValue;

    #[wasm_bindgen(js_namespace = ["document", "head"], catch)]
    fn append(tag: &JsValue) -> Result<(), JsValue>;
}

/// A `<script>` that leaves the page again unless it is kept.
struct Tag {
    element: JsValue,
    keep: bool,
    _listeners: [Listener; 2],
}

impl Tag {
    /// Throws if the page's policy allows no such script.
    fn insert(shared: &Rc<Shared>) -> Result<Self, JsValue> {
        let element = create("script");
        let on = |name, call| Listener::new(&element, name, shared, call);
        let tag = Self {
            _listeners: [on("load", Call::Loaded), on("error", Call::Refused)],
            keep: false,
            element: element.clone(),
        };
        shared.options.apply(&element)?;
        put(&element, "src", &shared.address())?;
        append(&element)?;
        Ok(tag)
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        if !self.keep {
            self.element.unchecked_ref::<Element>().remove();
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pauses_double_within_their_spread(tried in 0_u32..40, random in 0.0_f64..1.0) {
            let middle = FIRST_PAUSE * f64::from(1_u32 << tried.min(6));
            let pause = pause(tried, random);
            prop_assert!(pause >= middle * 0.75 && pause <= middle * 1.25);
        }
    }
}
