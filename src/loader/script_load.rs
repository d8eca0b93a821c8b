//! Loads the widget's script, once for all concurrent callers with the same sources.
//!
//! A `<script>` that the loader inserted is removed if it fails, so the next call can retry. [`plan`](super::plan)
//! decides what to try after a failed attempt.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::dom::{
    self, ErrorEvent, InstanceContext, ScriptElement, SecurityPolicyViolationEvent, document, is_offline,
    window,
};
use super::error::{Code, Error};
use super::events::{EventHandler, EventListener, Timeout, when_settled};
use super::failure::{self, Failures};
use super::js::{Object, Text, get, is_text, random, set};
use super::plan::{Next, Plan};
use super::script_options::{ScriptOptions, is_module};
use super::script_tag::{self, ScriptTag, find_existing_tag};
use super::slot::Slot;
use super::widget::Widget;

/// How long to wait for the page's own `<script>`, in ms. It may have loaded long ago, and then fires no event.
const ADOPTED_LIMIT: f64 = 10_000.0;
/// The same for a script that the browser has already fetched and only has to run, in ms.
const FETCHED_LIMIT: f64 = 250.0;
/// How long to wait after a `<script>`'s error for the policy violation that may have caused it, in ms: browsers report
/// the two in either order.
const VIOLATION_PAUSE: f64 = 40.0;
/// How long to wait after `load` for the global, in ms: a module's `load` does not wait for a top-level await.
const GLOBAL_LIMIT: f64 = 300.0;

/// A caller that waits for the script.
pub(crate) trait Waiter {
    /// Called once, with the widget or with the error.
    fn loaded(self: Rc<Self>, outcome: Result<Widget, Error>);
}

/// The page's script loads: those in progress, and the results of past ones.
#[derive(Debug)]
pub(crate) struct ScriptLoads {
    /// The context of this instance of the WebAssembly module; it detaches the listeners if the instance traps.
    pub(crate) context: InstanceContext,
    /// The loads in progress.
    pub(crate) running: Slot<Vec<Weak<ScriptLoad>>>,
    failures: Failures,
}

impl ScriptLoads {
    pub(crate) fn new(context: InstanceContext) -> Self {
        Self { context, running: Slot::default(), failures: Failures::default() }
    }
}

/// Identifies the callback that was called.
#[derive(Clone, Copy)]
pub(crate) enum Message {
    /// The `<script>` fired `load`.
    Loaded,
    /// The `<script>` fired `error`.
    Errored,
    /// The page's Content-Security-Policy was violated, by this script or another resource.
    PolicyViolated,
    /// The window fired `error`, for this script or other code.
    WindowError,
    /// The module's evaluation has ended. The value is the widget if the module exports it or has set the global.
    Imported,
    /// The browser is online again.
    Online,
    /// The request for the script's bytes was answered.
    Fetched,
    /// The request for the script's bytes failed.
    FetchFailed,
    /// The stage has reached its time limit.
    TimedOut,
}

/// The stage of a load. Each variant states what the load waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A `<script>` that the loader inserted.
    Inserted,
    /// A `<script>` that the page inserted.
    Adopted,
    /// A timeout that confirms the presumed error code, or an event that changes it.
    Confirming(Code),
    /// A request that shows whether the script's bytes match `integrity`.
    CheckingIntegrity,
    /// A request that shows whether the script can be fetched at all.
    CheckingBytes,
    /// The end of the pause before a retry.
    Pause,
    /// The browser to be online again.
    Offline,
}

/// The tag, timer and listener that are attached to the page during one stage.
struct Pending {
    tag: Option<ScriptTag>,
    _timeout: Option<Timeout>,
    _online: Option<EventListener>,
}

/// One load of the script, shared by its callers.
pub(crate) struct ScriptLoad {
    loads: Rc<ScriptLoads>,
    options: Rc<ScriptOptions>,
    waiters: Slot<Vec<Rc<dyn Waiter>>>,
    plan: Cell<Plan>,
    /// `None` before the first stage and after the last.
    stage: Cell<Option<Stage>>,
    pending: Slot<Option<Pending>>,
    /// The error of the previous source.
    last: Slot<Option<JsValue>>,
    listeners: Slot<Option<[EventListener; 2]>>,
}

impl core::fmt::Debug for ScriptLoad {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("ScriptLoad")
    }
}

impl EventHandler for ScriptLoad {
    type Message = Message;

    fn handle(self: Rc<Self>, message: Message, value: JsValue) {
        let Some(stage) = self.stage.get() else { return };
        match (message, stage) {
            (Message::PolicyViolated, _) => self.policy_violated(stage, value.unchecked_ref()),
            // WebKit fires neither `load` nor `error` for a module that it cannot parse.
            (Message::WindowError, Stage::Inserted) if self.is_syntax_error(value.unchecked_ref()) => {
                self.enter_stage(Stage::Confirming(Code::WidgetMissing), None, GLOBAL_LIMIT);
            }
            (Message::Loaded, Stage::Inserted | Stage::Adopted) => self.loaded(stage),
            (Message::Errored, Stage::Inserted) => {
                self.enter_stage(Stage::Confirming(Code::ScriptLoadFailed), None, VIOLATION_PAUSE);
            }
            (Message::Errored, Stage::Adopted) => {
                self.count_failure();
                self.insert();
            }
            (Message::Imported, Stage::Inserted) => match Widget::of(value) {
                Some(widget) => self.ready(widget),
                None => self.enter_stage(Stage::Confirming(Code::WidgetMissing), None, GLOBAL_LIMIT),
            },
            (Message::Online, Stage::Offline) | (Message::TimedOut, Stage::Pause) => self.attempt(),
            (Message::TimedOut, Stage::Inserted) => self.failed(Code::ScriptTimeout, None, None),
            (Message::TimedOut, Stage::Adopted) if Widget::present().is_none() => {
                self.count_failure();
                self.insert();
            }
            (Message::TimedOut, Stage::Confirming(Code::WidgetMissing) | Stage::Adopted)
                if Widget::present().is_some() =>
            {
                self.loaded(stage);
            }
            (Message::TimedOut, Stage::Confirming(Code::ScriptLoadFailed))
                if self.options.integrity().is_some() =>
            {
                self.fetch(Stage::CheckingIntegrity);
            }
            (Message::TimedOut, Stage::Confirming(code)) => self.failed(code, None, None),
            (Message::FetchFailed, Stage::CheckingIntegrity) => self.fetch(Stage::CheckingBytes),
            (Message::Fetched, Stage::CheckingBytes) if get(&value, "ok").is_ok_and(|ok| ok.is_truthy()) => {
                let text = Text::new(" does not match `integrity`. Use the hash of the file that is served.");
                self.failed(Code::ScriptBlocked, Some(&text), None);
            }
            (
                Message::Fetched | Message::FetchFailed | Message::TimedOut,
                Stage::CheckingIntegrity | Stage::CheckingBytes,
            ) => {
                self.failed(Code::ScriptLoadFailed, None, None);
            }
            _ => {}
        }
    }

    fn context(&self) -> &InstanceContext {
        &self.loads.context
    }
}

impl ScriptLoad {
    /// Creates a load whose first caller is `waiter`, and attaches its listeners. [`attempt`](Self::attempt) then
    /// starts it.
    pub(crate) fn start(
        loads: &Rc<ScriptLoads>,
        options: &Rc<ScriptOptions>,
        waiter: Rc<dyn Waiter>,
    ) -> Rc<Self> {
        let load = Rc::new(Self {
            loads: Rc::clone(loads),
            options: Rc::clone(options),
            waiters: Slot::new(Vec::from([waiter])),
            plan: Cell::new(Plan::new(options.sources.len(), options.retries)),
            stage: Cell::new(None),
            pending: Slot::default(),
            last: Slot::default(),
            listeners: Slot::default(),
        });
        if let Some(document) = document() {
            load.listeners.put(Some([
                EventListener::new(&document, "securitypolicyviolation", &load, Message::PolicyViolated),
                EventListener::new(&window(), "error", &load, Message::WindowError),
            ]));
        }
        load
    }

    /// Adds a caller.
    pub(crate) fn join(&self, waiter: Rc<dyn Waiter>) {
        self.waiters.with(|waiters| waiters.push(waiter));
    }

    /// Withdraws a caller.
    pub(crate) fn leave(&self, waiter: &Rc<dyn Waiter>) {
        self.waiters.with(|waiters| waiters.retain(|one| !Rc::ptr_eq(one, waiter)));
    }

    /// Returns whether the load is in progress, has these sources, and an `integrity` that these options accept.
    pub(crate) fn is_for(&self, options: &ScriptOptions) -> bool {
        self.options.sources == options.sources
            // In both directions: a caller without `integrity` must not share the failure of one with a wrong hash.
            && options.accepts(&self.options.properties)
            && self.options.accepts(&options.properties)
            && self.stage.get().is_some()
    }

    /// Returns the URL that is being tried, without the suffix of a retry.
    pub(crate) fn source(&self) -> &Text {
        &self.options.sources[self.plan.get().index()]
    }

    /// Returns whether a URL is the current source, with or without the suffix of a retry.
    fn is_source_of(&self, url: &JsValue) -> bool {
        Text::of(url).is_some_and(|text| text.starts_with(self.source()))
    }

    /// Returns whether the window's `error` event says that the browser cannot parse this script.
    fn is_syntax_error(&self, event: &ErrorEvent) -> bool {
        get(&event.error(), "name").is_ok_and(|name| is_text(&name, "SyntaxError"))
            && self.is_source_of(&event.filename())
    }

    /// Waits for the page's own `<script>` if there is one that may still run, else inserts one. If the
    /// browser is offline and the options say so, first waits for the network.
    pub(crate) fn attempt(self: &Rc<Self>) {
        // The widget may be present: a script whose tag was removed still runs if it had been fetched.
        if let Some(widget) = Widget::present() {
            let is_accepted = self.options.integrity().is_none()
                || self.options.sources.iter().any(|source| self.existing_tag(source).is_some());
            return self.settle(&if is_accepted {
                Ok(widget)
            } else {
                let text = Text::new(" was not used: the page has a widget without this `integrity`.");
                Err(failure::error(self.source(), Code::ScriptBlocked, Some(&text)))
            });
        }
        if self.options.wait_online && is_offline() {
            return self.enter_stage(Stage::Offline, None, 0.0);
        }
        let source = self.source();
        // A module runs only once per URL, so inserting a second tag is harmless.
        let existing = self
            .existing_tag(source)
            .filter(|tag| self.failures() == 0 && !(is_module(tag) && self.options.is_module()));
        let Some(existing) = existing else { return self.insert() };
        let limit = if script_tag::is_fetched(source) { FETCHED_LIMIT } else { ADOPTED_LIMIT };
        let tag = ScriptTag::adopt(existing, self, [Message::Loaded, Message::Errored]);
        self.enter_stage(Stage::Adopted, Some(tag), limit);
    }

    /// Inserts a `<script>` for the source.
    fn insert(self: &Rc<Self>) {
        // Detach the previous attempt first, so that `find_existing_tag` does not find its tag.
        self.pending.put(None);
        match ScriptTag::insert(&self.options, &self.url(), self, [Message::Loaded, Message::Errored]) {
            Ok(tag) => self.enter_stage(Stage::Inserted, Some(tag), self.options.attempt),
            Err(thrown) => {
                let text = Text::new(" was blocked by the page's Trusted Types. Allow it with Content-Security-Policy: trusted-types ").and(script_tag::POLICY);
                self.failed(Code::ScriptBlocked, Some(&text), Some(&thrown));
            }
        }
    }

    /// Handles `load`, which a module that threw fires too: the load has succeeded only if there is a widget.
    fn loaded(self: &Rc<Self>, stage: Stage) {
        if let Some(widget) = Widget::present() {
            return self.ready(widget);
        }
        if stage == Stage::Inserted && self.options.is_module() {
            // The browser has the module already, so nothing is fetched again. The tag stays until its exports are known.
            let exported = self.context().import_module(&self.url());
            return when_settled(&exported, self, Message::Imported, Message::Imported);
        }
        self.enter_stage(Stage::Confirming(Code::WidgetMissing), None, GLOBAL_LIMIT);
    }

    /// Settles the load with the widget. An inserted tag stays in the page unless the page has an earlier one.
    fn ready(self: &Rc<Self>, widget: Widget) {
        if let Some(first) = self.existing_tag(self.source()) {
            self.pending.with(|pending| {
                if let Some(Pending { tag: Some(tag), .. }) = pending {
                    tag.keep_if(&first);
                }
            });
        }
        self.settle(&Ok(widget));
    }

    /// Fails the attempt if the policy blocked this script.
    fn policy_violated(self: &Rc<Self>, stage: Stage, violation: &SecurityPolicyViolationEvent) {
        let directive = violation.effective_directive();
        let blocked = violation.blocked_uri();
        let is_relevant = matches!(
            stage,
            Stage::Inserted | Stage::Pause | Stage::Confirming(Code::ScriptLoadFailed)
        ) && !is_text(&violation.disposition(), "report")
            && Text::of(&directive).is_some_and(|text| text.starts_with(&"script-src".into()))
            // Browsers report a whole URL, an origin or a scheme.
            && Text::of(&blocked).is_some()
            && (self.is_source_of(&blocked) || self.source().starts_with(&blocked));
        if is_relevant {
            let text = Text::new(" was blocked by the page's Content-Security-Policy, directive ");
            let text = text
                .and_value(&directive)
                .and(". Allow the script's host there, or pass the page's `nonce`.");
            self.failed(Code::ScriptBlocked, Some(&text), None);
        }
    }

    /// Requests the script's bytes, with or without `integrity`, because a `<script>` does not say why it failed.
    fn fetch(self: &Rc<Self>, stage: Stage) {
        let options = Object::new();
        set(&options, "cache", &"force-cache".into());
        if stage == Stage::CheckingIntegrity
            && let Some(integrity) = self.options.integrity()
        {
            set(&options, "integrity", &integrity);
        }
        self.enter_stage(stage, None, self.options.attempt);
        match dom::fetch(self.source(), &options) {
            Ok(response) => {
                let response = response.unwrap_or_default();
                when_settled(&response, self, Message::Fetched, Message::FetchFailed);
            }
            Err(_) => self.failed(Code::ScriptLoadFailed, None, None),
        }
    }

    /// Handles a failed attempt whose error code is known. `detail` replaces the code's default message.
    fn failed(self: &Rc<Self>, code: Code, detail: Option<&Text>, cause: Option<&JsValue>) {
        self.count_failure();
        if self.options.wait_online && is_offline() {
            return self.enter_stage(Stage::Offline, None, 0.0);
        }
        let mut plan = self.plan.get();
        let next = plan.failed(code, random());
        if let Next::Retry(pause) = next {
            self.plan.set(plan);
            return self.enter_stage(Stage::Pause, None, pause);
        }
        let mut error = failure::error(self.source(), code, detail);
        let last = self.last.take();
        if let Some(cause) = cause.or(last.as_ref()) {
            error = error.because(cause);
        }
        self.plan.set(plan);
        if next == Next::OtherSource {
            self.last.put(Some(error.into()));
            self.attempt();
        } else {
            self.settle(&Err(error));
        }
    }

    fn count_failure(&self) {
        self.loads.failures.add(self.source());
    }

    fn existing_tag(&self, source: &Text) -> Option<ScriptElement> {
        find_existing_tag(source, &self.options)
    }

    /// Returns the URL to request.
    fn url(&self) -> Text {
        failure::url(self.source(), self.failures(), self.options.integrity().as_ref())
    }

    /// Returns how often the source has failed in this page.
    fn failures(&self) -> u32 {
        self.loads.failures.count(self.source())
    }

    /// Detaches the tag, timer and listener of the previous stage and waits for the next event, for at most `ms`
    /// milliseconds; 0 for no limit.
    fn enter_stage(self: &Rc<Self>, stage: Stage, tag: Option<ScriptTag>, ms: f64) {
        self.stage.set(Some(stage));
        self.pending.put(Some(Pending {
            tag,
            _timeout: (ms > 0.0).then(|| Timeout::new(ms, self, Message::TimedOut)),
            _online: (stage == Stage::Offline)
                .then(|| EventListener::new(&window(), "online", self, Message::Online)),
        }));
    }

    fn settle(self: &Rc<Self>, outcome: &Result<Widget, Error>) {
        self.stage.set(None);
        self.pending.put(None);
        self.listeners.put(None);
        for waiter in self.waiters.take() {
            waiter.loaded(outcome.clone());
        }
    }
}
