//! Drives one session: executes what the state machine orders, and feeds back what happened.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, DomException};

use super::container::Container;
use super::error::{Code, Error};
use super::finish;
use super::js::{Listener, Timer, page, when_settled};
use super::lifecycle::{Effect, Event, Machine, Phase, State};
use super::options::{Conflict, Options};
use super::script::{self, Load};
use super::source;
use super::widget::{Widget, start_failed};

/// Who is told what becomes of a session.
pub trait Observer {
    /// The session entered a state; `id` is there as soon as it is known.
    fn entered(&self, state: State, id: Option<&str>);
    /// The session ended: with the `finish` event's detail, or with what its Promise rejects with.
    fn settled(&self, outcome: Result<JsValue, JsValue>);
}

/// A session under way.
#[derive(Clone)]
pub struct Session {
    driver: Rc<Driver>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.state().name())
    }
}

impl Session {
    /// Opens a session. It lives until it has ended, whether or not this handle is kept.
    ///
    /// # Errors
    /// `container-not-found` and `invalid-config` for a container that is not to be had,
    /// `session-active` if another session is running, before anything has begun.
    pub fn open(options: Options, observer: impl Observer + 'static) -> Result<Self, Error> {
        let container = Container::find(&options.target)?;
        if let Some(running) = ACTIVE.with_borrow(Clone::clone) {
            match options.conflict {
                Conflict::Reject => {
                    let text = "Another session is running in this page. Wait for it, cancel it, or pass `conflict: \"replace\"`.";
                    return Err(Error::new(Code::SessionActive, &[text]));
                }
                Conflict::Replace => running.dispatch(Event::Cancel, replaced()),
            }
        }
        let driver = Rc::new_cyclic(|this| Driver {
            this: this.clone(),
            options,
            observer: Box::new(observer),
            machine: RefCell::default(),
            queue: RefCell::default(),
            running: Cell::new(false),
            id: RefCell::default(),
            held: RefCell::new(Held { container: Some(container), ..Held::default() }),
        });
        ACTIVE.set(Some(Rc::clone(&driver)));
        for signal in &driver.options.signals {
            driver.obey(signal);
        }
        driver.dispatch(Event::Begin, JsValue::UNDEFINED);
        Ok(Self { driver })
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        self.driver.machine.borrow().state()
    }

    /// Ends the session; its Promise rejects with `reason`. Does nothing when it has ended already.
    pub fn cancel(&self, reason: JsValue) {
        self.driver.dispatch(Event::Cancel, reason);
    }
}

thread_local! {
    /// `finish` on `window` names no addressee, so a page has one session at a time.
    static ACTIVE: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
}

fn replaced() -> JsValue {
    DomException::new_with_message_and_name("Another session has replaced this one.", "AbortError")
        .map_or_else(|thrown| thrown, JsValue::from)
}

/// All that is attached while a session runs.
#[derive(Default)]
struct Held {
    container: Option<Container>,
    controller: Option<AbortController>,
    load: Option<Load>,
    widget: Option<Widget>,
    listeners: Vec<Listener>,
    timers: Vec<(Phase, Timer)>,
}

struct Driver {
    this: Weak<Driver>,
    options: Options,
    observer: Box<dyn Observer>,
    machine: RefCell<Machine>,
    queue: RefCell<VecDeque<(Event, JsValue)>>,
    running: Cell<bool>,
    id: RefCell<Option<String>>,
    held: RefCell<Held>,
}

impl Driver {
    /// Takes an event in; what it carries is what the session's Promise settles with if the event ends it.
    ///
    /// Effects may call into the page, and the page back into here: such events wait for their turn.
    fn dispatch(&self, event: Event, carried: JsValue) {
        self.queue.borrow_mut().push_back((event, carried));
        if self.running.replace(true) {
            return;
        }
        loop {
            let next = self.queue.borrow_mut().pop_front();
            let Some((event, carried)) = next else { break };
            let effects = self.machine.borrow_mut().step(event);
            for effect in effects {
                self.execute(effect, &carried);
            }
        }
        self.running.set(false);
    }

    fn fail(&self, error: Error) {
        self.dispatch(Event::Fail, error.into_js());
    }

    /// A handler for later that does nothing once the driver is gone.
    fn later<T>(&self, handler: impl Fn(&Self, T) + Clone + 'static) -> impl Fn(T) + Clone + 'static {
        let this = self.this.clone();
        move |value| {
            if let Some(driver) = this.upgrade() {
                handler(&driver, value);
            }
        }
    }

    fn obey(&self, signal: &AbortSignal) {
        if signal.aborted() {
            return self.dispatch(Event::Cancel, signal.reason());
        }
        let own = signal.clone();
        let aborted = self.later(move |driver, _| driver.dispatch(Event::Cancel, own.reason()));
        let listener = Listener::new(signal, "abort", aborted);
        self.held.borrow_mut().listeners.push(listener);
    }

    fn execute(&self, effect: Effect, carried: &JsValue) {
        match effect {
            Effect::ResolveSession => self.resolve_session(),
            Effect::LoadScript => self.load_script(),
            Effect::Arm(phase) => self.arm(phase),
            Effect::Disarm(phase) => self.disarm(phase),
            Effect::Listen => self.listen(),
            Effect::Start => self.start(),
            Effect::Release => self.release(),
            Effect::Clear => self.clear(),
            Effect::Announce(state) => self.announce(state),
            Effect::Settle => self.settle(carried),
        }
    }

    fn resolve_session(&self) {
        let controller = match AbortController::new() {
            Ok(controller) => controller,
            Err(thrown) => {
                let text = "This browser has no AbortController.";
                return self.fail(Error::new(Code::UnsupportedEnvironment, &[text]).because(thrown));
            }
        };
        let signal = controller.signal();
        self.held.borrow_mut().controller = Some(controller);
        let done = self.later(|driver, answer: Result<String, Error>| match answer {
            Ok(id) => {
                drop(driver.held.borrow_mut().controller.take());
                // A second answer would be the page's mistake; the first one counts.
                driver.id.borrow_mut().get_or_insert(id);
                driver.dispatch(Event::SessionReady, JsValue::UNDEFINED);
            }
            Err(error) => driver.fail(error),
        });
        source::resolve(&self.options.source, &signal, done);
    }

    fn load_script(&self) {
        let done = self.later(|driver, outcome: Result<Widget, Error>| match outcome {
            Ok(widget) => {
                driver.held.borrow_mut().widget = Some(widget);
                driver.dispatch(Event::ScriptReady, JsValue::UNDEFINED);
            }
            Err(error) => driver.fail(error),
        });
        let load = script::load(&self.options.script, done);
        self.held.borrow_mut().load = Some(load);
    }

    fn arm(&self, phase: Phase) {
        let timeouts = &self.options.timeouts;
        let limit = match phase {
            Phase::Session => timeouts.session,
            Phase::Script => timeouts.script,
            Phase::Finish => timeouts.finish,
        };
        if limit == 0.0 {
            return;
        }
        let passed = self.later(move |driver, ()| {
            let error = Error::new(phase.code(), &[overdue(phase)]);
            driver.dispatch(Event::TimedOut(phase), error.into_js());
        });
        let timer = Timer::new(limit, move || passed(()));
        self.held.borrow_mut().timers.push((phase, timer));
    }

    fn disarm(&self, phase: Phase) {
        let mut held = self.held.borrow_mut();
        held.timers.retain(|(one, _)| *one != phase);
    }

    fn listen(&self) {
        let Ok((window, _)) = page() else { return };
        let heard = self.later(|driver, event: web_sys::Event| {
            let id = driver.id.borrow().clone().unwrap_or_default();
            if let Some(detail) = finish::detail_for(&event, &id) {
                driver.dispatch(Event::Finish, detail);
            }
        });
        let listener = Listener::new(&window, "finish", heard);
        self.held.borrow_mut().listeners.push(listener);
    }

    fn start(&self) {
        let id = self.id.borrow().clone().unwrap_or_default();
        let ready = {
            let held = self.held.borrow();
            let container = held.container.as_ref();
            container
                .map(|container| (container.check(), String::from(container.selector()), held.widget.clone()))
        };
        let Some((Ok(()), selector, Some(widget))) = ready else {
            let missing = Error::new(Code::Internal, &["The widget or its container is gone."]);
            return self.fail(match ready {
                Some((Err(error), ..)) => error,
                _ => missing,
            });
        };
        match widget.start(&id, &selector, self.options.locale.name()) {
            Ok(returned) => {
                self.dispatch(Event::Started, JsValue::UNDEFINED);
                // What comes of the Promise that it may have returned matters only if it rejects: some
                // widgets resolve when they are drawn, others when they are done.
                let rejected = self.later(|driver, thrown| driver.fail(start_failed(thrown)));
                when_settled(&returned, |_| {}, rejected);
            }
            Err(error) => self.fail(error),
        }
    }

    fn release(&self) {
        let (controller, load, listeners, timers) = {
            let mut held = self.held.borrow_mut();
            (
                held.controller.take(),
                held.load.take(),
                std::mem::take(&mut held.listeners),
                std::mem::take(&mut held.timers),
            )
        };
        drop((load, listeners, timers));
        let this = self.this.clone();
        ACTIVE.with_borrow_mut(|active| {
            if active.as_ref().is_some_and(|active| this.ptr_eq(&Rc::downgrade(active))) {
                *active = None;
            }
        });
        if let Some(controller) = controller {
            controller.abort();
        }
    }

    fn clear(&self) {
        let container = self.held.borrow_mut().container.take();
        if let Some(container) = container {
            container.clear();
        }
    }

    fn announce(&self, state: State) {
        mark(state);
        let id = self.id.borrow().clone();
        self.observer.entered(state, id.as_deref());
    }

    fn settle(&self, carried: &JsValue) {
        // What we gave the container, an id perhaps, goes with it.
        drop(self.held.borrow_mut().container.take());
        let finished = self.machine.borrow().state() == State::Finished;
        let carried = carried.clone();
        self.observer.settled(if finished { Ok(carried) } else { Err(carried) });
    }
}

fn overdue(phase: Phase) -> &'static str {
    match phase {
        Phase::Session => "The session id did not arrive within `timeouts.session`.",
        Phase::Script => "The widget's script did not arrive within `timeouts.script`.",
        Phase::Finish => "The widget did not finish within `timeouts.finish`.",
    }
}

/// Leaves a User Timing mark, so that `DevTools` shows where the time went. The last session's marks
/// replace those of the one before: a page that lives long must not collect them.
fn mark(state: State) {
    let Some(performance) = page().ok().and_then(|(window, _)| window.performance()) else {
        return;
    };
    let name = ["flow-widget:", state.name()].concat();
    performance.clear_marks_with_mark_name(&name);
    let _ = performance.mark(&name);
}
