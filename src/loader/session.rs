//! Drives one session: executes what the state machine orders, and feeds back what happened.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::container::Container;
use super::error::{Code, Error};
use super::finish;
use super::guard::{Called, Guard, when_settled};
use super::js::{Function, NONE, Text, call, call_on, describe, document, global, make, object, read, set};
use super::lifecycle::{Effect, Event, Machine, Phase, State};
use super::options::Options;
use super::page::Page;
use super::script::{self, Load, Waiter};
use super::slot::Slot;
use super::widget::{Widget, start_failed};

/// Who is told what becomes of a session.
pub trait Observer {
    /// The session entered a state; `id` is there as soon as it is known, `undefined` before.
    fn entered(&self, state: State, id: &JsValue);
    /// The session ended: with the `finish` event's detail, or with what its Promise rejects with.
    fn settled(&self, outcome: Result<JsValue, JsValue>);
}

/// A session under way.
#[derive(Clone)]
pub struct Session {
    driver: Rc<Driver>,
}

impl core::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(self.state().name())
    }
}

impl Session {
    /// Opens a session; with [`Goal::Script`] it is one that loads the script and ends. It lives until it
    /// has ended, whether or not this handle is kept.
    ///
    /// It fails with `container-not-found` and `invalid-config` for a container that is not to be had, and
    /// with `session-active` if another session is running, before anything has begun.
    pub fn open(page: &Rc<Page>, options: Options, observer: Box<dyn Observer>) -> Self {
        let driver = Rc::new(Driver {
            page: Rc::clone(page),
            machine: Cell::new(Machine::new(options.goal, options.replace)),
            options,
            observer,
            queue: Slot::default(),
            running: Cell::new(false),
            id: Slot::default(),
            container: Slot::default(),
            controller: Slot::default(),
            load: Slot::default(),
            widget: Slot::default(),
            guards: Slot::default(),
            timers: Slot::default(),
        });
        for signal in &driver.options.signals {
            driver.obey(signal);
        }
        driver.dispatch(Event::Begin, JsValue::UNDEFINED);
        Self { driver }
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        self.driver.machine.get().state()
    }

    /// Ends the session; its Promise rejects with `reason`. Does nothing when it has ended already.
    pub fn cancel(&self, reason: JsValue) {
        self.driver.dispatch(Event::Cancel, reason);
    }
}

/// What the driver waits for.
#[derive(Clone, Copy)]
pub(super) enum Call {
    /// A signal was aborted.
    Aborted,
    /// The source of the session id has answered.
    Answered,
    /// The source of the session id has failed.
    Unanswered,
    /// A time limit has passed.
    Overdue(Phase),
    /// Something came into the document or left it.
    Changed,
    /// A `finish` event was heard.
    Finished,
    /// The Promise that the widget's `startSession` returned was rejected.
    Rejected,
    /// It has resolved, which says nothing: some widgets resolve when they are drawn, others when they are
    /// done.
    Resolved,
}

/// One session's parts, for as long as it runs.
pub(super) struct Driver {
    page: Rc<Page>,
    options: Options,
    observer: Box<dyn Observer>,
    machine: Cell<Machine>,
    queue: Slot<Vec<(Event, JsValue)>>,
    running: Cell<bool>,
    id: Slot<JsValue>,
    container: Slot<Option<Container>>,
    /// Its signal was given to the source of the session id, which has not answered.
    controller: Slot<JsValue>,
    load: Slot<Option<Load>>,
    widget: Slot<Option<Widget>>,
    /// Listeners, and the watch over the document.
    guards: Slot<Vec<Guard>>,
    /// One for each phase.
    timers: Slot<[Option<Guard>; 4]>,
}

impl core::fmt::Debug for Driver {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Driver")
    }
}

impl Called for Driver {
    type Call = Call;

    fn called(self: Rc<Self>, call: Call, value: JsValue) {
        match call {
            Call::Aborted => self.dispatch(Event::Cancel, read(&read(&value, "target"), "reason")),
            Call::Answered => self.answered(value),
            Call::Unanswered => self.unanswered(&value),
            Call::Overdue(phase) => {
                let reason = match phase.code() {
                    Some(code) => Error::new(code, overdue(phase)).into(),
                    None => abort_error(overdue(phase)),
                };
                self.dispatch(Event::TimedOut(phase), reason);
            }
            Call::Changed => {
                let here = self.with_container(|container| container.is_connected(true)).unwrap_or_default();
                self.dispatch(if here { Event::Back } else { Event::Lost }, JsValue::UNDEFINED);
            }
            Call::Finished => {
                if let Some(detail) = finish::detail_for(&value, &self.id.get()) {
                    self.dispatch(Event::Finish, detail);
                }
            }
            Call::Rejected => self.fail(start_failed(&value)),
            Call::Resolved => {}
        }
    }

    fn memory(&self) -> &JsValue {
        &self.page.memory
    }
}

impl Waiter for Driver {
    fn loaded(self: Rc<Self>, outcome: Result<Widget, Error>) {
        match outcome {
            Ok(widget) => {
                let object = widget.object.clone();
                self.widget.put(Some(widget));
                self.dispatch(Event::ScriptReady, object);
            }
            Err(error) => self.fail(error),
        }
    }
}

impl Driver {
    /// Takes the container, and the page's one place for a session.
    fn enter(self: &Rc<Self>) {
        let container = match Container::find(&self.options.place) {
            Ok(container) => container,
            Err(error) => return self.fail(error),
        };
        if self.page.active.with(|active| active.is_some()) {
            let error = Error::new(
                Code::SessionActive,
                "Another session is running in this page. Wait for it, cancel it, or pass `conflict: \"replace\"`.",
            );
            return self.dispatch(Event::Occupied, error.into());
        }
        self.page.active.put(Some(Rc::clone(self)));
        self.container.put(Some(container));
        self.dispatch(Event::Entered, JsValue::UNDEFINED);
    }

    fn evict(&self) {
        if let Some(running) = self.page.active.get() {
            running.dispatch(Event::Cancel, abort_error("Another session has replaced this one."));
        }
    }

    /// Takes an event in; what it carries is what the session's Promise settles with if the event ends it.
    ///
    /// Effects may call into the page, and the page back into here: such events wait for their turn.
    fn dispatch(self: &Rc<Self>, event: Event, carried: JsValue) {
        self.queue.with(|queue| queue.push((event, carried)));
        if self.running.replace(true) {
            return;
        }
        while let Some((event, carried)) =
            self.queue.with(|queue| (!queue.is_empty()).then(|| queue.remove(0)))
        {
            let mut machine = self.machine.get();
            let effects = machine.step(event);
            self.machine.set(machine);
            for effect in effects {
                self.execute(*effect, &carried);
            }
        }
        self.running.set(false);
    }

    fn fail(self: &Rc<Self>, error: Error) {
        self.dispatch(Event::Fail, error.into());
    }

    fn listen(self: &Rc<Self>, target: &JsValue, name: &str, call: Call) {
        self.keep(Guard::listener(target, name, self, call));
    }

    fn keep(&self, guard: Guard) {
        self.guards.with(|guards| guards.push(guard));
    }

    /// Starts a phase's clock, or stops it.
    fn time(&self, phase: Phase, timer: Option<Guard>) {
        let before = self.timers.with(|timers| match timers.get_mut(phase as usize) {
            Some(place) => core::mem::replace(place, timer),
            None => timer,
        });
        drop(before);
    }

    fn obey(self: &Rc<Self>, signal: &JsValue) {
        if read(signal, "aborted").is_truthy() {
            self.dispatch(Event::Cancel, read(signal, "reason"));
        } else if signal.is_object() {
            self.listen(signal, "abort", Call::Aborted);
        }
    }

    fn execute(self: &Rc<Self>, effect: Effect, carried: &JsValue) {
        match effect {
            Effect::Enter => self.enter(),
            Effect::Evict => self.evict(),
            Effect::Proceed => self.dispatch(Event::Proceed, JsValue::UNDEFINED),
            Effect::ResolveSession => self.resolve_session(),
            Effect::LoadScript => {
                let load = script::load(&self.page, &self.options.script, Rc::clone(self) as Rc<dyn Waiter>);
                self.load.put(load);
            }
            Effect::Arm(phase) => {
                let limit = self.options.timeouts.of(phase);
                if limit > 0.0 {
                    self.time(phase, Some(Guard::timer(limit, self, Call::Overdue(phase))));
                }
            }
            Effect::Disarm(phase) => self.time(phase, None),
            Effect::Listen => self.listen(&global(), "finish", Call::Finished),
            Effect::Watch => {
                if let Some(document) = document() {
                    self.keep(Guard::watch(&document, self, Call::Changed));
                }
            }
            Effect::Start => self.start(),
            Effect::Release => self.release(),
            Effect::Clear => {
                self.with_container(|container| container.clear());
            }
            // Before the page is told: it may open the next session there and then, in the same place.
            Effect::Leave => self.container.put(None),
            Effect::Announce(state) => {
                leave_mark(state);
                self.observer.entered(state, &self.id.get());
            }
            Effect::Settle => self.settle(carried.clone()),
        }
    }

    /// Asks for the session id.
    fn resolve_session(self: &Rc<Self>) {
        let source = &self.options.id;
        if source.is_string() {
            return self.answered(source.clone());
        }
        let mut promised = source.clone();
        if source.is_function() {
            let controller = make("AbortController", NONE, NONE).unwrap_or_default();
            let context = object();
            set(&context, "signal", &read(&controller, "signal"));
            self.controller.put(controller);
            match source.unchecked_ref::<Function>().call1(&JsValue::UNDEFINED, &context) {
                Ok(value) => promised = value,
                Err(thrown) => return self.unanswered(&thrown),
            }
        }
        when_settled(&promised, self, Call::Answered, Call::Unanswered);
    }

    fn answered(self: &Rc<Self>, id: JsValue) {
        // From now on an abort would be news to nobody.
        self.controller.take();
        if Text::of(&id).is_none() {
            let text = Text::new("`id` must come to a session id, a string that is not empty; got ");
            return self
                .fail(Error::with(Code::SessionSourceFailed, &text.and_value(&describe(&id)).and(".")));
        }
        self.id.put(id);
        self.dispatch(Event::SessionReady, JsValue::UNDEFINED);
    }

    fn unanswered(self: &Rc<Self>, thrown: &JsValue) {
        let text =
            "The session id could not be had: the Promise or function given as `id` failed; see `cause`.";
        self.fail(Error::new(Code::SessionSourceFailed, text).because(thrown));
    }

    fn start(self: &Rc<Self>) {
        match self.call_widget() {
            Ok(returned) => {
                self.dispatch(Event::Started, JsValue::UNDEFINED);
                when_settled(&returned, self, Call::Resolved, Call::Rejected);
            }
            Err(error) => self.fail(error),
        }
    }

    fn call_widget(&self) -> Result<JsValue, Error> {
        let selector = self
            .with_container(|container| container.is_connected(false).then(|| container.selector().clone()));
        let Some(selector) = selector.flatten() else {
            return Err(Error::new(
                Code::ContainerNotFound,
                "The container left the document before the widget could start; keep it until the session has ended.",
            ));
        };
        let Some(widget) = self.widget.get() else {
            return Err(Error::new(Code::Internal, "The widget is gone."));
        };
        widget.start(&self.id.get(), &selector, self.options.locale.name())
    }

    /// Does something with the container, which may call into the page: nothing is borrowed meanwhile.
    fn with_container<T>(&self, work: impl FnOnce(&mut Container) -> T) -> Option<T> {
        self.container.with(|container| container.as_mut().map(work))
    }

    fn release(self: &Rc<Self>) {
        drop(self.load.take());
        drop(self.guards.take());
        drop(self.timers.take());
        self.widget.put(None);
        self.page.active.with(|active| {
            if active.as_ref().is_some_and(|active| Rc::ptr_eq(active, self)) {
                *active = None;
            }
        });
        call(&self.controller.take(), "abort", NONE, NONE);
    }

    fn settle(&self, carried: JsValue) {
        let finished = self.machine.get().state() == State::Finished;
        self.observer.settled(if finished { Ok(carried) } else { Err(carried) });
    }
}

fn overdue(phase: Phase) -> &'static str {
    match phase {
        Phase::Session => "The session id did not arrive within `timeouts.session`.",
        Phase::Script => "The widget's script did not arrive within `timeouts.script`.",
        Phase::Finish => "The widget did not finish within `timeouts.finish`.",
        Phase::Away => "The widget's container was removed from the page.",
    }
}

/// The reason of an end that is no failure, as browsers have it.
pub fn abort_error(message: &str) -> JsValue {
    make("DOMException", &message.into(), &"AbortError".into()).unwrap_or_default()
}

/// Leaves a User Timing mark, so that `DevTools` shows where the time went. The last session's marks
/// replace those of the one before: a page that lives long must not collect them.
fn leave_mark(state: State) {
    let name = Text::new("flow-widget:").and(state.name());
    call_on("performance", "clearMarks", &name, NONE);
    call_on("performance", "mark", &name, NONE);
}
