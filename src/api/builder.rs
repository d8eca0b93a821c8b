//! What a session needs to know, typed. It becomes the same config that a page gives, and is checked at the
//! same door.

use core::future::Future;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement};

use super::Session;
use crate::loader::js::set;

/// Where the session id comes from.
#[derive(Clone, Debug)]
pub struct SessionSource(JsValue);

impl From<&str> for SessionSource {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<String> for SessionSource {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl From<Promise> for SessionSource {
    fn from(promise: Promise) -> Self {
        Self(promise.into())
    }
}

/// A function that is called with `{ signal }` when the session begins.
impl From<Function> for SessionSource {
    fn from(function: Function) -> Self {
        Self(function.into())
    }
}

impl SessionSource {
    /// A future that asks the backend. It runs while the script is being fetched.
    pub fn future<E: Into<JsValue>>(future: impl Future<Output = Result<String, E>> + 'static) -> Self {
        let answer = async { future.await.map(JsValue::from).map_err(Into::into) };
        Self(wasm_bindgen_futures::future_to_promise(answer).into())
    }
}

/// What to do when another session runs in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Fail with `session-active`.
    Reject,
    /// Cancel it.
    Replace,
}

/// What to do where there is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Wait for it, within the script's time limit.
    Wait,
    /// Try as usual, and fail.
    Fail,
}

/// How the script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptType {
    /// As a module, which wants CORS headers from another host.
    Module,
    /// As a classic script.
    Classic,
}

/// The script's CORS mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossOrigin {
    /// Without cookies.
    Anonymous,
    /// With cookies.
    UseCredentials,
}

/// How the widget's script gets into the page.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing by itself"]
pub struct ScriptBuilder {
    config: Object,
    timeouts: Object,
}

impl Default for ScriptBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ScriptBuilder {
    /// The service's two addresses, each tried three times.
    pub fn new() -> Self {
        let (config, timeouts) = (Object::new(), Object::new());
        set(&config, "timeouts", &timeouts);
        Self { config, timeouts }
    }

    pub(super) fn config(&self) -> &JsValue {
        &self.config
    }

    fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        set(&self.config, name, &value.into());
        self
    }

    fn limit(self, name: &str, ms: u32) -> Self {
        set(&self.timeouts, name, &ms.into());
        self
    }

    /// The addresses of the script, tried in their order.
    pub fn src<'a>(self, addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Array = addresses.into_iter().map(JsValue::from_str).collect();
        self.with("src", list)
    }

    /// How the script runs. Default: [`ScriptType::Module`].
    pub fn script_type(self, kind: ScriptType) -> Self {
        self.with("type", if kind == ScriptType::Module { "module" } else { "classic" })
    }

    /// The nonce for a Content-Security-Policy. Default: that of the page's own scripts.
    pub fn nonce(self, nonce: &str) -> Self {
        self.with("nonce", nonce)
    }

    /// Subresource Integrity metadata.
    pub fn integrity(self, metadata: &str) -> Self {
        self.with("integrity", metadata)
    }

    /// The script's CORS mode.
    pub fn cross_origin(self, mode: CrossOrigin) -> Self {
        self.with("crossOrigin", if mode == CrossOrigin::Anonymous { "anonymous" } else { "use-credentials" })
    }

    /// The referrer policy of the script's request.
    pub fn referrer_policy(self, policy: &str) -> Self {
        self.with("referrerPolicy", policy)
    }

    /// How often each address is tried again, from 0 to 10. Default: 2.
    pub fn retries(self, retries: u32) -> Self {
        self.with("retries", retries)
    }

    /// What to do where there is no network. Default: [`Offline::Fail`].
    pub fn offline(self, what: Offline) -> Self {
        self.with("offline", if what == Offline::Wait { "wait" } else { "fail" })
    }

    /// The limit for the script, all attempts together, in ms; 0 is none. Default: 60,000.
    pub fn script_timeout(self, ms: u32) -> Self {
        self.limit("script", ms)
    }

    /// The limit for one attempt at the script, in ms; 0 is none. Default: 30,000.
    pub fn attempt_timeout(self, ms: u32) -> Self {
        self.limit("attempt", ms)
    }

    /// Ends the waiting when it is aborted.
    pub fn signal(self, signal: &AbortSignal) -> Self {
        self.with("signal", signal)
    }
}

impl Session {
    /// Returns a builder of a session with this id: a string, a Promise, a function, or
    /// [a future](SessionSource::future).
    pub fn builder(source: impl Into<SessionSource>) -> SessionBuilder {
        SessionBuilder::new(source.into())
    }
}

/// Builds a session.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `open` is called"]
pub struct SessionBuilder {
    script: ScriptBuilder,
}

impl SessionBuilder {
    pub(super) fn new(source: SessionSource) -> Self {
        Self { script: ScriptBuilder::new().with("id", source.0) }
    }

    fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        Self { script: self.script.with(name, value) }
    }

    fn limit(self, name: &str, ms: u32) -> Self {
        Self { script: self.script.limit(name, ms) }
    }

    /// The CSS selector of the element that the widget draws itself into.
    pub fn selector(self, selector: &str) -> Self {
        self.with("selector", selector)
    }

    /// The element that the widget draws itself into; it gets an id for the time if it has none.
    pub fn container(self, element: &HtmlElement) -> Self {
        self.with("container", element)
    }

    /// Any BCP 47 tag; `kk` and `kz` are Kazakh. Default: `<html lang>`, then the browser's languages.
    pub fn locale(self, tag: &str) -> Self {
        self.with("locale", tag)
    }

    /// What to do when another session runs in the page. Default: [`Conflict::Reject`].
    pub fn conflict(self, what: Conflict) -> Self {
        self.with("conflict", if what == Conflict::Replace { "replace" } else { "reject" })
    }

    /// The limit for the session id, in ms; 0 is none. Default: 30,000.
    pub fn session_timeout(self, ms: u32) -> Self {
        self.limit("session", ms)
    }

    /// The limit for the person, in ms; 0, the default, is none.
    pub fn finish_timeout(self, ms: u32) -> Self {
        self.limit("finish", ms)
    }

    /// Ends the session when it is aborted.
    pub fn signal(self, signal: &AbortSignal) -> Self {
        self.with("signal", signal)
    }

    /// How the script gets into the page. What was set for the session stays.
    pub fn script(self, script: &ScriptBuilder) -> Self {
        let timeouts = Object::assign(&self.script.timeouts, &script.timeouts);
        Object::assign(&self.script.config, &script.config);
        self.with("timeouts", timeouts)
    }

    /// Opens the session. It never fails here: [`Session::finished`] tells.
    pub fn open(self) -> Session {
        Session::open(self.script.config())
    }
}
