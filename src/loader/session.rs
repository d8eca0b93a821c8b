//! Drives one session: executes what the state machine orders, and feeds back what happened.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use super::container::Container;
use super::error::{Code, Error};
use super::finish;
use super::js::{
    Called, Function, Listener, Object, Text, Timer, Watch, describe, document, global, read, set,
    when_settled,
};
use super::lifecycle::{Effect, Event, Machine, Phase, State};
use super::options::Options;
use super::page::Page;
use super::script::{self, Load, Waiter};
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
            queue: RefCell::default(),
            running: Cell::new(false),
            id: RefCell::default(),
            held: RefCell::default(),
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

#[wasm_bindgen]
extern "C" {
    type AbortController;

    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;

    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);

    #[wasm_bindgen(js_name = DOMException)]
    type DomException;

    #[wasm_bindgen(constructor, js_class = "DOMException")]
    fn named(message: &str, name: &str) -> DomException;

    #[wasm_bindgen(js_namespace = performance, js_name = mark, catch)]
    fn mark(name: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance, js_name = clearMarks, catch)]
    fn clear_marks(name: &JsValue) -> Result<(), JsValue>;
}

/// All that is attached while a session runs.
#[derive(Default)]
struct Held {
    container: Option<Container>,
    controller: Option<AbortController>,
    load: Option<Load>,
    widget: Option<Widget>,
    listeners: Vec<Listener>,
    /// One for each phase.
    timers: [Option<Timer>; 4],
    watch: Option<Watch>,
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
    queue: RefCell<Vec<(Event, JsValue)>>,
    running: Cell<bool>,
    id: RefCell<JsValue>,
    held: RefCell<Held>,
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
                let detail = finish::detail_for(&value, &self.id.borrow());
                if let Some(detail) = detail {
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
                self.held.borrow_mut().widget = Some(widget);
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
        let mut active = self.page.active.borrow_mut();
        if active.is_some() {
            let error = Error::new(
                Code::SessionActive,
                "Another session is running in this page. Wait for it, cancel it, or pass `conflict: \"replace\"`.",
            );
            drop(active);
            return self.dispatch(Event::Occupied, error.into());
        }
        *active = Some(Rc::clone(self));
        drop(active);
        self.held.borrow_mut().container = Some(container);
        self.dispatch(Event::Entered, JsValue::UNDEFINED);
    }

    fn evict(&self) {
        let running = self.page.active.borrow().clone();
        if let Some(running) = running {
            running.dispatch(Event::Cancel, abort_error("Another session has replaced this one."));
        }
    }

    /// Takes an event in; what it carries is what the session's Promise settles with if the event ends it.
    ///
    /// Effects may call into the page, and the page back into here: such events wait for their turn.
    fn dispatch(self: &Rc<Self>, event: Event, carried: JsValue) {
        self.queue.borrow_mut().push((event, carried));
        if self.running.replace(true) {
            return;
        }
        loop {
            let mut queue = self.queue.borrow_mut();
            if queue.is_empty() {
                break;
            }
            let (event, carried) = queue.remove(0);
            drop(queue);
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

    fn listen(self: &Rc<Self>, target: &JsValue, name: &'static str, call: Call) {
        let listener = Listener::new(target, name, self, call);
        self.held.borrow_mut().listeners.push(listener);
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
                self.held.borrow_mut().load = load;
            }
            Effect::Arm(phase) => {
                let limit = self.options.timeouts.of(phase);
                if limit > 0.0 {
                    let timer = Timer::new(limit, self, Call::Overdue(phase));
                    self.held.borrow_mut().timers[phase as usize] = Some(timer);
                }
            }
            Effect::Disarm(phase) => self.held.borrow_mut().timers[phase as usize] = None,
            Effect::Listen => self.listen(&global(), "finish", Call::Finished),
            Effect::Watch => {
                if let Some(document) = document() {
                    self.held.borrow_mut().watch = Some(Watch::new(&document, self, Call::Changed));
                }
            }
            Effect::Start => self.start(),
            Effect::Release => self.release(),
            Effect::Clear => {
                self.with_container(|container| container.clear());
            }
            // Before the page is told: it may open the next session there and then, in the same place.
            Effect::Leave => drop(self.held.borrow_mut().container.take()),
            Effect::Announce(state) => {
                leave_mark(state);
                let id = self.id.borrow().clone();
                self.observer.entered(state, &id);
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
            let controller = AbortController::new();
            let context = Object::new();
            set(&context, "signal", &read(&controller, "signal"));
            self.held.borrow_mut().controller = Some(controller);
            match source.unchecked_ref::<Function>().call1(&JsValue::UNDEFINED, &context) {
                Ok(value) => promised = value,
                Err(thrown) => return self.unanswered(&thrown),
            }
        }
        when_settled(&promised, self, Call::Answered, Call::Unanswered);
    }

    fn answered(self: &Rc<Self>, id: JsValue) {
        // From now on an abort would be news to nobody.
        drop(self.held.borrow_mut().controller.take());
        if Text::of(&id).is_none() {
            let text = Text::new("`id` must come to a session id, a string that is not empty; got ");
            return self
                .fail(Error::with(Code::SessionSourceFailed, &text.and_value(&describe(&id)).and(".")));
        }
        *self.id.borrow_mut() = id;
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
        let Some(widget) = self.held.borrow().widget.clone() else {
            return Err(Error::new(Code::Internal, "The widget is gone."));
        };
        let id = self.id.borrow().clone();
        widget.start(&id, &selector, self.options.locale.name())
    }

    /// Does something with the container, which may call into the page: nothing is borrowed meanwhile.
    fn with_container<T>(&self, work: impl FnOnce(&mut Container) -> T) -> Option<T> {
        let mut container = self.held.borrow_mut().container.take()?;
        let done = work(&mut container);
        self.held.borrow_mut().container = Some(container);
        Some(done)
    }

    fn release(self: &Rc<Self>) {
        let container = self.held.borrow_mut().container.take();
        let mut held = self.held.replace(Held { container, ..Held::default() });
        let controller = held.controller.take();
        drop(held);
        let mut active = self.page.active.borrow_mut();
        if active.as_ref().is_some_and(|active| Rc::ptr_eq(active, self)) {
            *active = None;
        }
        drop(active);
        if let Some(controller) = controller {
            controller.abort();
        }
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
    DomException::named(message, "AbortError").into()
}

/// Leaves a User Timing mark, so that `DevTools` shows where the time went. The last session's marks
/// replace those of the one before: a page that lives long must not collect them.
fn leave_mark(state: State) {
    let name = Text::new("flow-widget:").and(state.name());
    let _ = clear_marks(&name).and_then(|()| mark(&name));
}
