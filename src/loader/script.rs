//! Puts the widget's script into the page, once for all who want it.
//!
//! The callers of one URL share one attempt after the other; who loses interest drops its [`Load`], and
//! with the last one the attempt is taken back. A tag that failed never stays: the next call starts
//! afresh.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::HtmlScriptElement;

use super::error::{Code, Error};
use super::js::{Listener, Timer, page};
use super::options::{ScriptOptions, ScriptType};
use super::widget::Widget;

/// How long one attempt may take, in ms: on a slow line, a megabyte takes 20 s.
const ATTEMPT_LIMIT: f64 = 30_000.0;
/// The wait before the first repetition, in ms; it doubles with each.
const FIRST_PAUSE: f64 = 300.0;

type Outcome = Result<Widget, Error>;

/// An interest in the script. Dropped, it is withdrawn.
#[derive(Debug)]
#[must_use = "the load is given up when this is dropped"]
pub struct Load {
    shared: Option<Rc<Shared>>,
    ticket: u32,
}

impl Load {
    /// Whether the script is still on its way.
    pub fn is_pending(&self) -> bool {
        self.shared.as_ref().is_some_and(|shared| !shared.settled.get())
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            let ticket = self.ticket;
            shared.waiting.borrow_mut().retain(|(one, _)| *one != ticket);
        }
    }
}

/// Loads the script and calls `done`, at once if the widget is there already.
pub fn load(options: &ScriptOptions, done: impl FnOnce(Outcome) + 'static) -> Load {
    if let Some(widget) = Widget::present() {
        done(Ok(widget));
        return Load { shared: None, ticket: 0 };
    }
    let running = LOADS.with_borrow(|loads| {
        let mut alive = loads.iter().filter_map(Weak::upgrade);
        alive.find(|shared| !shared.settled.get() && shared.options.sources == options.sources)
    });
    let fresh = running.is_none();
    let shared = running.unwrap_or_else(|| Shared::new(options.clone()));
    let ticket = shared.add(Box::new(done));
    if fresh {
        LOADS.with_borrow_mut(|loads| {
            loads.retain(|load| load.strong_count() > 0);
            loads.push(Rc::downgrade(&shared));
        });
        shared.attempt(0, 0);
    }
    Load { shared: Some(shared), ticket }
}

thread_local! {
    static LOADS: RefCell<Vec<Weak<Shared>>> = const { RefCell::new(Vec::new()) };
    /// The sources whose attempts have failed in this page, once for each time.
    static FAILED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The address to ask for. A browser evaluates a module URL once, and older ones remember that it could
/// not be fetched; after a failure a fragment makes it another module with the same HTTP resource.
fn address(source: &str) -> String {
    let failed = FAILED.with_borrow(|failed| failed.iter().filter(|one| *one == source).count());
    if failed == 0 || source.contains('#') {
        String::from(source)
    } else {
        // A `#` for each failure spares the formatting of a number.
        [source, &"#".repeat(failed.min(64))].concat()
    }
}

type Waiting = (u32, Box<dyn FnOnce(Outcome)>);

struct Shared {
    options: ScriptOptions,
    waiting: RefCell<Vec<Waiting>>,
    next_ticket: Cell<u32>,
    settled: Cell<bool>,
    /// The tag or the pause that is being waited for.
    current: RefCell<Option<Current>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Shared")
    }
}

enum Current {
    Attempt { _tag: Tag, _listeners: [Listener; 2], _limit: Timer },
    Pause { _timer: Timer },
}

impl Shared {
    fn new(options: ScriptOptions) -> Rc<Self> {
        Rc::new(Self {
            options,
            waiting: RefCell::default(),
            next_ticket: Cell::new(1),
            settled: Cell::new(false),
            current: RefCell::default(),
        })
    }

    fn add(&self, done: Box<dyn FnOnce(Outcome)>) -> u32 {
        let ticket = self.next_ticket.replace(self.next_ticket.get() + 1);
        self.waiting.borrow_mut().push((ticket, done));
        ticket
    }

    /// Puts a tag for candidate `index` into the page, for the `tried + 1`st time.
    fn attempt(self: &Rc<Self>, index: usize, tried: u32) {
        let Some(source) = self.options.sources.get(index) else {
            return;
        };
        let tag = match Tag::insert(&address(source), &self.options) {
            Ok(tag) => tag,
            Err(error) => return self.settle(&Err(error)),
        };
        let on = |name, answer: fn(&Rc<Self>, usize, u32)| {
            let shared = Rc::downgrade(self);
            Listener::new(&tag.element, name, move |_| {
                if let Some(shared) = shared.upgrade() {
                    answer(&shared, index, tried);
                }
            })
        };
        let listeners = [on("load", Self::loaded), on("error", Self::refused)];
        let shared = Rc::downgrade(self);
        let limit = Timer::new(ATTEMPT_LIMIT, move || {
            if let Some(shared) = shared.upgrade() {
                shared.again(index, tried, Code::ScriptTimeout);
            }
        });
        *self.current.borrow_mut() =
            Some(Current::Attempt { _tag: tag, _listeners: listeners, _limit: limit });
    }

    /// The script was fetched. A module whose evaluation threw says so too: only the global tells.
    fn loaded(self: &Rc<Self>, index: usize, _: u32) {
        let Some(widget) = Widget::present() else {
            // The same bytes would do the same again; another candidate may not.
            self.remember_failure(index);
            return self.next(index, Code::WidgetMissing);
        };
        if let Some(Current::Attempt { _tag: mut tag, .. }) = self.current.take() {
            tag.keep = true;
        }
        self.settle(&Ok(widget));
    }

    fn refused(self: &Rc<Self>, index: usize, tried: u32) {
        self.again(index, tried, Code::ScriptLoadFailed);
    }

    fn again(self: &Rc<Self>, index: usize, tried: u32, code: Code) {
        self.remember_failure(index);
        if tried >= self.options.retries {
            return self.next(index, code);
        }
        let shared = Rc::downgrade(self);
        let timer = Timer::new(pause(tried, js_sys::Math::random()), move || {
            if let Some(shared) = shared.upgrade() {
                shared.attempt(index, tried + 1);
            }
        });
        self.hold(Current::Pause { _timer: timer });
    }

    fn next(self: &Rc<Self>, index: usize, code: Code) {
        if index + 1 < self.options.sources.len() {
            self.hold(Current::Pause {
                _timer: {
                    let shared = Rc::downgrade(self);
                    Timer::new(0.0, move || {
                        if let Some(shared) = shared.upgrade() {
                            shared.attempt(index + 1, 0);
                        }
                    })
                },
            });
        } else {
            let source = self.options.sources.get(index).map_or("", String::as_str);
            self.settle(&Err(failure(code, source)));
        }
    }

    fn remember_failure(&self, index: usize) {
        if let Some(source) = self.options.sources.get(index) {
            FAILED.with_borrow_mut(|failed| failed.push(source.clone()));
        }
    }

    /// Lets go of what was being waited for, tag included, and waits for this instead.
    fn hold(&self, current: Current) {
        let before = self.current.replace(Some(current));
        drop(before);
    }

    fn settle(&self, outcome: &Outcome) {
        self.settled.set(true);
        drop(self.current.take());
        for (_, done) in self.waiting.take() {
            done(outcome.clone());
        }
    }
}

/// The pause before repetition `tried`, in ms: doubling, and spread by half so that a crowd of pages that
/// failed together does not come back together. `random` is from 0 to 1.
fn pause(tried: u32, random: f64) -> f64 {
    FIRST_PAUSE * f64::from(1_u32 << tried.min(6)) * (0.75 + random / 2.0)
}

fn failure(code: Code, source: &str) -> Error {
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
    Error::new(code, &["The widget's script ", source, message])
}

/// A `<script>` that leaves the page again unless it is kept.
#[derive(Debug)]
struct Tag {
    element: HtmlScriptElement,
    keep: bool,
}

impl Tag {
    fn insert(source: &str, options: &ScriptOptions) -> Result<Self, Error> {
        let (_, document) = page()?;
        let created = document.create_element("script").ok();
        let element: Option<HtmlScriptElement> = created.and_then(|element| element.dyn_into().ok());
        let (Some(element), Some(head)) = (element, document.head()) else {
            let text = "This document can hold no script: it has no <head>.";
            return Err(Error::new(Code::UnsupportedEnvironment, &[text]));
        };
        if options.kind == ScriptType::Module {
            element.set_type("module");
        }
        element.set_async(true);
        let attributes = [
            ("nonce", options.nonce.as_deref()),
            ("integrity", options.integrity.as_deref()),
            ("crossorigin", options.cross_origin),
            ("referrerpolicy", options.referrer_policy.as_deref()),
        ];
        for (name, value) in attributes {
            if let Some(value) = value {
                let _ = element.set_attribute(name, value);
            }
        }
        element.set_src(source);
        let inserted = head.append_child(&element);
        let tag = Self { element, keep: false };
        match inserted {
            Ok(_) => Ok(tag),
            Err(thrown) => Err(failure(Code::ScriptBlocked, source).because(thrown)),
        }
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        if !self.keep {
            self.element.remove();
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
