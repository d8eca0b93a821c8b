//! Gets the widget's script into the page, once for all who want it.
//!
//! The callers of one URL share one attempt after the other; who loses interest drops its [`Load`], and
//! with the last one the attempt is taken back. A tag that failed never stays: the next call starts
//! afresh. Which attempt follows a failed one is [`plan`](super::plan)'s to say.

use alloc::rc::{Rc, Weak};
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::failure;
use super::guard::{Called, Guard, when_settled};
use super::js::{NONE, Text, call3, document, global, object, random, read, set};
use super::options::ScriptOptions;
use super::page::Page;
use super::plan::{Next, Plan};
use super::slot::Slot;
use super::tag::{self, Tag};
use super::warn;
use super::widget::Widget;

/// How long to wait for a tag that the page put in itself and that tells us nothing, in ms. Its load may
/// be long over, and then no event comes any more.
const ADOPTED_LIMIT: f64 = 10_000.0;
/// The same when the browser has its bytes already, in ms: it only has to run.
const FETCHED_LIMIT: f64 = 250.0;
/// How long to wait after a tag's error for the policy violation that may have caused it, in ms: browsers
/// report the two in no order.
const VERDICT_PAUSE: f64 = 40.0;
/// How long a script may take after its `load` until the global is there, in ms: a module's `load` does not
/// wait for what it awaits.
const GLOBAL_LIMIT: f64 = 300.0;

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
        self.shared.waiting.with(|waiting| waiting.retain(|one| !Rc::ptr_eq(one, &self.waiter)));
    }
}

/// Loads the script and tells `waiter`, at once if the widget is there already.
pub fn load(page: &Rc<Page>, options: &ScriptOptions, waiter: Rc<dyn Waiter>) -> Option<Load> {
    for source in options.sources.each() {
        if let Some(name) = tag::standing(&source).and_then(|tag| options.differs(&tag)) {
            warn::other_option(&source, name);
        }
    }
    if let Some(widget) = Widget::present() {
        let loaded = page.loaded.get();
        if loaded.is_string() && loaded != options.key {
            warn::other_source();
        }
        waiter.loaded(Ok(widget));
        return None;
    }
    let running = page.loads.with(|loads| {
        loads.retain(|load| load.strong_count() > 0);
        loads.iter().filter_map(Weak::upgrade).find(|shared| shared.is_for(&options.key))
    });
    if let Some(shared) = running {
        // Between two attempts it has no tag that could tell.
        if let Some(name) = options.differs(&shared.options.properties)
            && tag::standing(&shared.source()).is_none()
        {
            warn::other_option(&shared.source(), name);
        }
        shared.waiting.with(|waiting| waiting.push(Rc::clone(&waiter)));
        return Some(Load { shared, waiter });
    }
    let shared = Rc::new(Shared {
        page: Rc::clone(page),
        options: options.clone(),
        waiting: Slot::new(Vec::from([Rc::clone(&waiter)])),
        plan: Cell::new(Plan::new(options.sources.length(), options.retries)),
        stage: Cell::new(None),
        guards: Slot::default(),
        tag: Slot::default(),
        last: Slot::default(),
        reports: Slot::default(),
    });
    page.loads.with(|loads| loads.push(Rc::downgrade(&shared)));
    if let Some(document) = document() {
        let listen = |target, name, about| Some(Guard::listener(target, name, &shared, about));
        shared.reports.put([
            listen(&document, "securitypolicyviolation", Call::Violated),
            listen(&global(), "error", Call::Reported),
        ]);
    }
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
    /// The page's policy was violated, by whatever.
    Violated,
    /// Some script of the page has an error.
    Reported,
    /// There is a network again.
    Online,
    /// A question about the script's bytes was answered.
    Answered,
    /// It was not.
    Unanswered,
    /// What is being waited for has taken as long as it may.
    Time,
}

/// What is being waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// A tag of ours.
    Tag,
    /// A tag of the page's.
    Adopted,
    /// Whether what seems to be the reason of a failure is it.
    Verdict(Code),
    /// Whether the bytes are what `integrity` says, and then whether there are bytes at all.
    Integrity,
    Bytes,
    /// The time for another attempt.
    Pause,
    /// The network.
    Offline,
}

/// One script on its way.
pub(super) struct Shared {
    page: Rc<Page>,
    options: ScriptOptions,
    waiting: Slot<Vec<Rc<dyn Waiter>>>,
    plan: Cell<Plan>,
    /// None before the first and after the last.
    stage: Cell<Option<Stage>>,
    /// What belongs to the stage besides the tag: a timer, a listener.
    guards: Slot<[Option<Guard>; 2]>,
    tag: Slot<Option<Tag>>,
    /// What the candidate before this one failed with.
    last: Slot<JsValue>,
    reports: Slot<[Option<Guard>; 2]>,
}

impl core::fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Shared")
    }
}

impl Called for Shared {
    type Call = Call;

    fn called(self: Rc<Self>, call: Call, value: JsValue) {
        let Some(stage) = self.stage.get() else { return };
        match (call, stage) {
            (Call::Violated, _) => self.violated(stage, &value),
            // WebKit says of a module that cannot be parsed neither `load` nor `error`.
            (Call::Reported, Stage::Tag)
                if read(&read(&value, "error"), "name") == JsValue::from_str("SyntaxError")
                    && self.is_source_of(&read(&value, "filename")) =>
            {
                self.hold(Stage::Verdict(Code::WidgetMissing), None, GLOBAL_LIMIT);
            }
            (Call::Loaded, Stage::Tag | Stage::Adopted) => self.loaded(stage),
            (Call::Refused, Stage::Tag) => {
                self.hold(Stage::Verdict(Code::ScriptLoadFailed), None, VERDICT_PAUSE);
            }
            (Call::Refused, Stage::Adopted) => {
                self.remember_failure();
                self.insert();
            }
            (Call::Online, Stage::Offline) | (Call::Time, Stage::Pause) => self.attempt(),
            (Call::Time, Stage::Tag) => self.failed(Code::ScriptTimeout, None, NONE),
            (Call::Time, Stage::Adopted) if Widget::present().is_none() => {
                self.remember_failure();
                self.insert();
            }
            (Call::Time, Stage::Verdict(Code::WidgetMissing) | Stage::Adopted)
                if Widget::present().is_some() =>
            {
                self.loaded(stage);
            }
            (Call::Time, Stage::Verdict(Code::ScriptLoadFailed)) if self.options.has_integrity() => {
                self.ask(Stage::Integrity);
            }
            (Call::Time, Stage::Verdict(code)) => self.failed(code, None, NONE),
            (Call::Unanswered, Stage::Integrity) => self.ask(Stage::Bytes),
            (Call::Answered, Stage::Bytes) if read(&value, "ok").is_truthy() => {
                let text = Text::new(
                    " does not match `integrity`: the file is another one. Use the hash of the file that is served.",
                );
                self.failed(Code::ScriptBlocked, Some(&text), NONE);
            }
            (Call::Answered | Call::Unanswered | Call::Time, Stage::Integrity | Stage::Bytes) => {
                self.failed(Code::ScriptLoadFailed, None, NONE);
            }
            _ => {}
        }
    }

    fn memory(&self) -> &JsValue {
        &self.page.memory
    }
}

impl Shared {
    /// Whether this script is on its way still.
    fn is_for(&self, key: &JsValue) -> bool {
        self.options.key == *key && self.stage.get().is_some()
    }

    fn source(&self) -> JsValue {
        self.options.sources.item(self.plan.get().index())
    }

    /// Whether an address is the candidate's, what we add to it aside.
    fn is_source_of(&self, address: &JsValue) -> bool {
        Text::of(address).is_some_and(|text| text.starts_with(&self.source()))
    }

    /// Waits for the candidate: for the page's own tag if it has one that may still come to something, for
    /// one of ours, or for the network.
    fn attempt(self: &Rc<Self>) {
        // A script whose tag was taken out again still runs, if late.
        if let Some(widget) = Widget::present() {
            return self.settle(&Ok(widget));
        }
        if self.options.wait_online && failure::is_offline() {
            return self.hold(Stage::Offline, None, 0.0);
        }
        let source = self.source();
        // A module runs once for all tags of its address, so one of ours beside the page's does not hurt.
        let theirs = tag::standing(&source)
            .filter(|tag| self.failures() == 0 && !(tag::is_module(tag) && self.options.is_module()));
        let Some(theirs) = theirs else { return self.insert() };
        let limit = if tag::is_fetched(&source) { FETCHED_LIMIT } else { ADOPTED_LIMIT };
        self.hold(Stage::Adopted, Some(Tag::adopt(theirs, self, [Call::Loaded, Call::Refused])), limit);
    }

    /// Puts a tag for the candidate into the page.
    fn insert(self: &Rc<Self>) {
        // What is there no more must not be looked at again.
        self.tag.put(None);
        match Tag::insert(
            &self.options,
            &failure::address(&self.source(), self.failures()),
            self,
            [Call::Loaded, Call::Refused],
        ) {
            Ok(tag) => self.hold(Stage::Tag, Some(tag), self.options.attempt),
            Err(thrown) => {
                let text = Text::new(" was refused by the page's Trusted Types. Allow our policy: Content-Security-Policy: trusted-types ").and(tag::POLICY);
                self.failed(Code::ScriptBlocked, Some(&text), &thrown);
            }
        }
    }

    /// The script was fetched. A module whose evaluation threw says so too: only the global tells.
    fn loaded(self: &Rc<Self>, stage: Stage) {
        let Some(widget) = Widget::present() else {
            return self.hold(Stage::Verdict(Code::WidgetMissing), None, GLOBAL_LIMIT);
        };
        let first = tag::standing(&self.source());
        // Of two tags the page's own is enough.
        if stage == Stage::Tag
            && let Some(first) = first
        {
            self.tag.with(|tag| {
                if let Some(tag) = tag {
                    tag.keep_if(&first);
                }
            });
        }
        self.page.loaded.put(self.options.key.clone());
        self.settle(&Ok(widget));
    }

    /// The page's policy forbids something: this script?
    fn violated(self: &Rc<Self>, stage: Stage, violation: &JsValue) {
        let directive = read(violation, "effectiveDirective");
        let blocked = read(violation, "blockedURI");
        let is_ours = matches!(stage, Stage::Tag | Stage::Pause | Stage::Verdict(Code::ScriptLoadFailed))
            && read(violation, "disposition") != JsValue::from_str("report")
            && Text::of(&directive).is_some_and(|text| text.starts_with(&"script-src".into()))
            // A whole address, an origin or a scheme, as the browser sees fit.
            && Text::of(&blocked).is_some()
            && (self.is_source_of(&blocked) || self.source().unchecked_ref::<Text>().starts_with(&blocked));
        if is_ours {
            let text = Text::new(" was blocked by the page's Content-Security-Policy, directive ");
            let text = text
                .and_value(&directive)
                .and(". Allow the script's host there, or pass the page's `nonce`.");
            self.failed(Code::ScriptBlocked, Some(&text), NONE);
        }
    }

    /// Asks for the bytes once more, with and then without what they must match: a tag does not say why it
    /// failed.
    fn ask(self: &Rc<Self>, stage: Stage) {
        let options = object();
        set(&options, "cache", &"force-cache".into());
        if stage == Stage::Integrity {
            set(&options, "integrity", &read(&self.options.properties, "integrity"));
        }
        self.hold(stage, None, self.options.attempt);
        match call3(&global(), "fetch", &self.source(), &options, NONE) {
            Ok(answer) => when_settled(&answer, self, Call::Answered, Call::Unanswered),
            Err(_) => self.failed(Code::ScriptLoadFailed, None, NONE),
        }
    }

    /// The attempt has failed, and it is clear why. `said` tells more than the code does.
    fn failed(self: &Rc<Self>, code: Code, said: Option<&Text>, cause: &JsValue) {
        self.remember_failure();
        if self.options.wait_online && failure::is_offline() {
            return self.hold(Stage::Offline, None, 0.0);
        }
        let mut plan = self.plan.get();
        let next = plan.failed(code, random());
        if let Next::Again(pause) = next {
            self.plan.set(plan);
            return self.hold(Stage::Pause, None, pause);
        }
        let mut error = failure::error(&self.source(), code, said);
        let last = self.last.take();
        let cause = if cause.is_undefined() { &last } else { cause };
        if !cause.is_undefined() {
            error = error.because(cause);
        }
        self.plan.set(plan);
        if next == Next::Other {
            self.last.put(error.into());
            self.attempt();
        } else {
            self.settle(&Err(error));
        }
    }

    fn remember_failure(&self) {
        self.page.failed.count(&self.source());
    }

    /// How often this candidate has failed in this page.
    fn failures(&self) -> u32 {
        self.page.failed.of(&self.source())
    }

    /// Lets go of what was being waited for, tag included, and waits for this instead; 0 ms are no limit.
    fn hold(self: &Rc<Self>, stage: Stage, tag: Option<Tag>, ms: f64) {
        self.stage.set(Some(stage));
        self.tag.put(tag);
        let timer = (ms > 0.0).then(|| Guard::timer(ms, self, Call::Time));
        let online =
            (stage == Stage::Offline).then(|| Guard::listener(&global(), "online", self, Call::Online));
        self.guards.put([timer, online]);
    }

    fn settle(self: &Rc<Self>, outcome: &Result<Widget, Error>) {
        self.stage.set(None);
        self.tag.put(None);
        self.guards.take();
        self.reports.take();
        for waiter in self.waiting.take() {
            waiter.loaded(outcome.clone());
        }
    }
}
