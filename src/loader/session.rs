//! Runs one session: passes events to the state machine and executes the effects that it returns.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::container::Container;
use super::dom::{self, AbortController, AbortSignal, EventTarget, InstanceContext, document, window};
use super::error::{Code, Error, abort_error};
use super::events::{EventHandler, EventListener, MutationWatch, Timeout, when_settled};
use super::finish;
use super::js::{Function, Object, Text, describe, read, set};
use super::lifecycle::{Effect, Event, Machine, Phase, State};
use super::options::Options;
use super::script_load::{ScriptLoads, Waiter};
use super::script_loads::Load;
use super::script_options::ScriptOptions;
use super::slot::Slot;
use super::widget::{Widget, start_failed};

/// The page's running session. There is one at a time, because a `finish` event on `window` need not say which session
/// it belongs to.
pub(crate) type SessionSlot = Slot<Option<Rc<Session>>>;

/// Receives the states and the outcome of a session.
pub(crate) trait Observer {
    /// The session entered a state. `id` is the session id once it is known, `undefined` before.
    fn entered(&self, state: State, id: &JsValue);
    /// The session ended: with the detail of the `finish` event, or with the reason for its Promise's rejection.
    fn settled(&self, outcome: Result<JsValue, JsValue>);
}

/// Identifies the callback that was called.
#[derive(Clone, Copy)]
pub(crate) enum Message {
    /// The signal at this index of the options was aborted.
    Aborted(usize),
    /// The source of the session id has resolved.
    IdResolved,
    /// The source of the session id has rejected.
    IdRejected,
    /// A phase has reached its time limit.
    TimedOut(Phase),
    /// The document's tree has changed.
    DocumentChanged,
    /// The window fired `finish`.
    Finished,
    /// The Promise that the widget's `startSession` returned has rejected.
    StartRejected,
    /// That Promise has resolved. Ignored, because some widgets resolve it when they have rendered, others when they
    /// have finished.
    StartResolved,
}

/// The listeners, observer and timers that a session attaches to the page.
#[derive(Default)]
struct Attached {
    listeners: Vec<EventListener>,
    watch: Option<MutationWatch>,
    /// One for each phase.
    timeouts: [Option<Timeout>; 4],
}

/// A session.
pub(crate) struct Session {
    loads: Rc<ScriptLoads>,
    slot: Rc<SessionSlot>,
    options: Options,
    script: Rc<ScriptOptions>,
    observer: Box<dyn Observer>,
    machine: Cell<Machine>,
    queue: Slot<Vec<(Event, JsValue)>>,
    dispatching: Cell<bool>,
    id: Slot<JsValue>,
    container: Slot<Option<Container>>,
    /// Cancels the function that gets the session id; `None` before it is called and once the id has arrived.
    controller: Slot<Option<AbortController>>,
    load: Slot<Option<Load>>,
    widget: Slot<Option<Widget>>,
    attached: Slot<Attached>,
}

impl core::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Session")
    }
}

impl EventHandler for Session {
    type Message = Message;

    fn handle(self: Rc<Self>, message: Message, value: JsValue) {
        match message {
            Message::Aborted(index) => self.aborted(index),
            Message::IdResolved => self.id_resolved(value),
            Message::IdRejected => self.id_rejected(&value),
            Message::TimedOut(phase) => {
                let text = timeout_message(phase);
                let reason = match phase.code() {
                    Some(code) => {
                        let limit = self.options.timeouts.of(phase).into();
                        let mut text = Text::new(text).and_value(&limit).and(" ms).");
                        if phase == Phase::Script {
                            let source = self.load.with(|load| load.as_ref().map(Load::source));
                            text = text.and(" URL: ").and_value(&source.unwrap_or_default());
                        }
                        Error::with(code, &text).into()
                    }
                    None => abort_error(text),
                };
                self.dispatch(Event::TimedOut(phase), reason);
            }
            Message::DocumentChanged => {
                let rendered = self.is_rendered();
                let connected =
                    self.with_container(|container| container.is_connected(rendered)).unwrap_or_default();
                self.dispatch(if connected { Event::Back } else { Event::Lost }, JsValue::UNDEFINED);
            }
            Message::Finished => {
                let id = self.id.get();
                let detail =
                    self.with_container(|container| finish::detail_for(&value, &id, container.element()));
                if let Some(detail) = detail.flatten() {
                    self.dispatch(Event::Finish, detail);
                }
            }
            Message::StartRejected => self.fail(start_failed(&value)),
            Message::StartResolved => {}
        }
    }

    fn context(&self) -> &InstanceContext {
        &self.loads.context
    }
}

impl Waiter for Session {
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

impl Session {
    /// Opens a session. It runs until it has ended, whether or not the returned handle is kept.
    pub(crate) fn open(
        loads: &Rc<ScriptLoads>,
        slot: &Rc<SessionSlot>,
        (options, script): (Options, Rc<ScriptOptions>),
        observer: Box<dyn Observer>,
    ) -> Rc<Self> {
        let session = Rc::new(Self {
            loads: Rc::clone(loads),
            slot: Rc::clone(slot),
            machine: Cell::new(Machine::new(options.goal, options.replace)),
            options,
            script,
            observer,
            queue: Slot::default(),
            dispatching: Cell::new(false),
            id: Slot::default(),
            container: Slot::default(),
            controller: Slot::default(),
            load: Slot::default(),
            widget: Slot::default(),
            attached: Slot::default(),
        });
        for index in 0..session.options.signals.len() {
            session.follow_signal(index);
        }
        session.dispatch(Event::Begin, JsValue::UNDEFINED);
        session
    }

    /// Ends the session; its Promise rejects with `reason`. A no-op if the session has ended.
    pub(crate) fn cancel(self: &Rc<Self>, reason: JsValue) {
        self.dispatch(Event::Cancel, reason);
    }

    /// Finds the container and takes the page's session slot.
    fn enter(self: &Rc<Self>) {
        let container = match Container::find(&self.options.container) {
            Ok(container) => container,
            Err(error) => return self.fail(error),
        };
        if self.slot.with(|running| running.is_some()) {
            let error = Error::new(
                Code::SessionActive,
                "Another session is running. Wait for it, cancel it, or pass `conflict: \"replace\"`.",
            );
            return self.dispatch(Event::Occupied, error.into());
        }
        self.slot.put(Some(Rc::clone(self)));
        self.container.put(Some(container));
        self.dispatch(Event::Entered, JsValue::UNDEFINED);
    }

    fn evict(&self) {
        if let Some(running) = self.slot.get() {
            running.cancel(abort_error("Another session has replaced this one."));
        }
    }

    /// Passes an event to the state machine. If the event ends the session, its Promise settles with `value`.
    ///
    /// Effects may run code of the page, which may call the loader again: events of such calls are queued.
    fn dispatch(self: &Rc<Self>, event: Event, value: JsValue) {
        self.queue.with(|queue| queue.push((event, value)));
        if self.dispatching.replace(true) {
            return;
        }
        while let Some((event, value)) = self.queue.with(|queue| (!queue.is_empty()).then(|| queue.remove(0)))
        {
            let mut machine = self.machine.get();
            let effects = machine.step(event);
            self.machine.set(machine);
            for effect in effects {
                self.execute(*effect, &value);
            }
        }
        self.dispatching.set(false);
    }

    fn fail(self: &Rc<Self>, error: Error) {
        self.dispatch(Event::Fail, error.into());
    }

    fn listen(self: &Rc<Self>, target: &EventTarget, name: &'static str, message: Message) {
        let listener = EventListener::new(target, name, self, message);
        self.attached.with(|attached| attached.listeners.push(listener));
    }

    /// Replaces the timer of a phase.
    fn set_timeout(&self, phase: Phase, timeout: Option<Timeout>) {
        let previous = self.attached.with(|attached| match attached.timeouts.get_mut(phase as usize) {
            Some(slot) => core::mem::replace(slot, timeout),
            None => timeout,
        });
        drop(previous);
    }

    fn follow_signal(self: &Rc<Self>, index: usize) {
        let Some(signal) = &self.options.signals[index] else { return };
        if read(signal, "aborted").is_truthy() {
            self.aborted(index);
        } else {
            self.listen(signal, "abort", Message::Aborted(index));
        }
    }

    fn aborted(self: &Rc<Self>, index: usize) {
        let reason = self.options.signals[index].as_ref().map(AbortSignal::reason);
        self.cancel(reason.unwrap_or_default());
    }

    fn execute(self: &Rc<Self>, effect: Effect, value: &JsValue) {
        match effect {
            Effect::Enter => self.enter(),
            Effect::Evict => self.evict(),
            Effect::Proceed => self.dispatch(Event::Proceed, JsValue::UNDEFINED),
            Effect::ResolveSession => self.resolve_id(),
            Effect::LoadScript => {
                let load = self.loads.load(&self.script, Rc::clone(self) as Rc<dyn Waiter>);
                self.load.put(Some(load));
            }
            Effect::Arm(phase) => {
                let limit = self.options.timeouts.of(phase);
                if limit > 0.0 {
                    let timeout = Timeout::new(limit, self, Message::TimedOut(phase));
                    self.set_timeout(phase, Some(timeout));
                }
            }
            Effect::Disarm(phase) => self.set_timeout(phase, None),
            Effect::Listen => self.listen(&window(), "finish", Message::Finished),
            Effect::Watch => {
                if let Some(document) = document() {
                    let watch = MutationWatch::new(&document, self, Message::DocumentChanged);
                    self.attached.with(|attached| attached.watch = Some(watch));
                }
            }
            Effect::Start => self.start(),
            Effect::Release => self.release(),
            Effect::Clear => {
                self.with_container(|container| container.clear());
            }
            // This effect precedes `Announce`, because a notified page may open its next session in the same container.
            Effect::Leave => self.container.put(None),
            Effect::Announce(state) => {
                add_mark(state);
                self.observer.entered(state, &self.id.get());
            }
            Effect::Settle => self.settle(value.clone()),
        }
    }

    /// Gets the session id, or waits for it.
    fn resolve_id(self: &Rc<Self>) {
        let source = &self.options.id;
        if source.is_string() {
            return self.id_resolved(source.clone());
        }
        let mut promise = source.clone();
        if source.is_function() {
            let controller = AbortController::new();
            let argument = Object::new();
            set(&argument, "signal", &controller.signal());
            self.controller.put(Some(controller));
            match source.unchecked_ref::<Function>().call(&JsValue::UNDEFINED, &argument) {
                Ok(value) => promise = value,
                Err(thrown) => return self.id_rejected(&thrown),
            }
        }
        when_settled(&promise, self, Message::IdResolved, Message::IdRejected);
    }

    fn id_resolved(self: &Rc<Self>, id: JsValue) {
        // The id has arrived, so the function that gets it must not be cancelled.
        self.controller.take();
        if Text::of(&id).is_none() {
            let text = Text::new("`id` must resolve to a session id, a non-empty string; got ");
            return self
                .fail(Error::with(Code::SessionSourceFailed, &text.and_value(&describe(&id)).and(".")));
        }
        self.id.put(id);
        self.dispatch(Event::SessionReady, JsValue::UNDEFINED);
    }

    fn id_rejected(self: &Rc<Self>, thrown: &JsValue) {
        let text = "Could not get the session id; see `cause`.";
        self.fail(Error::new(Code::SessionSourceFailed, text).because(thrown));
    }

    /// Returns whether the widget has been called.
    fn is_rendered(&self) -> bool {
        self.machine.get().state() == State::Active
    }

    fn start(self: &Rc<Self>) {
        let selector = self
            .with_container(|container| container.is_connected(false).then(|| container.selector().clone()));
        // There is a widget: the state machine starts a session only then.
        let (Some(selector), Some(widget)) = (selector.flatten(), self.widget.get()) else {
            return self.dispatch(Event::Lost, JsValue::UNDEFINED);
        };
        match widget.start(&self.id.get(), &selector, self.options.locale.name()) {
            Ok(returned) => {
                self.dispatch(Event::Started, JsValue::UNDEFINED);
                when_settled(&returned, self, Message::StartResolved, Message::StartRejected);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Calls `work` with the container, if there is one. `work` may run code of the page, which finds the slot empty.
    fn with_container<T>(&self, work: impl FnOnce(&mut Container) -> T) -> Option<T> {
        self.container.with(|container| container.as_mut().map(work))
    }

    fn release(self: &Rc<Self>) {
        drop(self.load.take());
        drop(self.attached.take());
        self.widget.put(None);
        self.slot.with(|running| {
            if running.as_ref().is_some_and(|running| Rc::ptr_eq(running, self)) {
                *running = None;
            }
        });
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }

    fn settle(&self, value: JsValue) {
        let finished = self.machine.get().state() == State::Finished;
        self.observer.settled(if finished { Ok(value) } else { Err(value) });
    }
}

fn timeout_message(phase: Phase) -> &'static str {
    match phase {
        Phase::Session => "The session id did not arrive within `timeouts.session` (",
        Phase::Script => "The widget's script did not arrive within `timeouts.script` (",
        Phase::Finish => "The widget did not finish within `timeouts.finish` (",
        Phase::Away => "The widget's container was removed from the page.",
    }
}

/// Adds a [User Timing mark](https://developer.mozilla.org/docs/Web/API/Performance/mark) for browsers' developer tools.
/// It replaces the same mark of a previous session, so marks do not accumulate.
fn add_mark(state: State) {
    let name = Text::new("flow-widget:").and(state.name());
    let _ = dom::clear_marks(&name);
    let _ = dom::mark(&name);
}
