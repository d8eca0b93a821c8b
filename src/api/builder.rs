//! Typed builders for a session's config, which is validated like a config from JavaScript.

use core::future::Future;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, HtmlElement};

use super::Session;
use crate::loader::js::set;

/// The source of the session id.
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

/// The function is called with `{ signal }` when the session starts to load.
impl From<Function> for SessionSource {
    fn from(function: Function) -> Self {
        Self(function.into())
    }
}

impl SessionSource {
    /// Gets the session id from a future, which starts running immediately, in parallel with the script's load.
    pub fn future<E: Into<JsValue>>(future: impl Future<Output = Result<String, E>> + 'static) -> Self {
        let answer = async { future.await.map(JsValue::from).map_err(Into::into) };
        Self(wasm_bindgen_futures::future_to_promise(answer).into())
    }
}

/// The behavior if another session is running in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Fail with `session-active`.
    Reject,
    /// Cancel the running session.
    Replace,
}

/// The behavior while the browser is offline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// Wait for the network, within the script's time limit.
    Wait,
    /// Try to load, and fail.
    Fail,
}

/// The type of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptType {
    /// A module. If it is served from another origin, that server must send CORS headers.
    Module,
    /// A classic script.
    Classic,
}

/// The CORS mode of the script's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossOrigin {
    /// Sends cookies only to the page's own origin.
    Anonymous,
    /// Sends cookies to other origins too.
    UseCredentials,
}

/// Builds the options for loading the widget's script.
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
    /// Makes a builder with the defaults: the service's two URLs, each tried three times.
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

    /// Sets the URLs of the script, tried in order.
    pub fn src<'a>(self, urls: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Array = urls.into_iter().map(JsValue::from_str).collect();
        self.with("src", list)
    }

    /// Sets the type of the script. Default: [`ScriptType::Module`].
    pub fn script_type(self, kind: ScriptType) -> Self {
        self.with("type", if kind == ScriptType::Module { "module" } else { "classic" })
    }

    /// Sets the nonce for the Content-Security-Policy. Default: the nonce of the page's scripts.
    pub fn nonce(self, nonce: &str) -> Self {
        self.with("nonce", nonce)
    }

    /// Sets the Subresource Integrity metadata.
    pub fn integrity(self, metadata: &str) -> Self {
        self.with("integrity", metadata)
    }

    /// Sets the CORS mode of the script's request.
    pub fn cross_origin(self, mode: CrossOrigin) -> Self {
        self.with("crossOrigin", if mode == CrossOrigin::Anonymous { "anonymous" } else { "use-credentials" })
    }

    /// Sets the referrer policy of the script's request.
    pub fn referrer_policy(self, policy: &str) -> Self {
        self.with("referrerPolicy", policy)
    }

    /// Sets how often each URL is retried, from 0 to 10. Default: 2.
    pub fn retries(self, retries: u32) -> Self {
        self.with("retries", retries)
    }

    /// Sets the behavior while the browser is offline. Default: [`Offline::Fail`].
    pub fn offline(self, mode: Offline) -> Self {
        self.with("offline", if mode == Offline::Wait { "wait" } else { "fail" })
    }

    /// Sets the time limit for the script, all attempts together, in ms; 0 for none. Default: 60,000.
    pub fn script_timeout(self, ms: u32) -> Self {
        self.limit("script", ms)
    }

    /// Sets the time limit for one attempt, in ms; 0 for none. Default: 30,000.
    pub fn attempt_timeout(self, ms: u32) -> Self {
        self.limit("attempt", ms)
    }

    /// Sets a signal that cancels the load when it is aborted.
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

    /// Sets the CSS selector of the element that the widget renders into.
    pub fn selector(self, selector: &str) -> Self {
        self.with("selector", selector)
    }

    /// Sets the element that the widget renders into. An element without an id gets one for the duration of the session.
    pub fn container(self, element: &HtmlElement) -> Self {
        self.with("container", element)
    }

    /// Sets the language, as a BCP 47 tag; `kk` and `kz` are Kazakh. Default: `<html lang>`, then the browser's languages.
    pub fn locale(self, tag: &str) -> Self {
        self.with("locale", tag)
    }

    /// Sets the behavior if another session is running in the page. Default: [`Conflict::Reject`].
    pub fn conflict(self, mode: Conflict) -> Self {
        self.with("conflict", if mode == Conflict::Replace { "replace" } else { "reject" })
    }

    /// Sets the time limit for the session id, in ms; 0 for none. Default: 30,000.
    pub fn session_timeout(self, ms: u32) -> Self {
        self.limit("session", ms)
    }

    /// Sets the time limit for the widget to finish, in ms. Default: 0, for none.
    pub fn finish_timeout(self, ms: u32) -> Self {
        self.limit("finish", ms)
    }

    /// Sets a signal that cancels the session when it is aborted.
    pub fn signal(self, signal: &AbortSignal) -> Self {
        self.with("signal", signal)
    }

    /// Sets how the script is loaded. Options that `script` sets replace the session's; all others are kept.
    pub fn script(self, script: &ScriptBuilder) -> Self {
        let timeouts = Object::assign(&self.script.timeouts, &script.timeouts);
        Object::assign(&self.script.config, &script.config);
        self.with("timeouts", timeouts)
    }

    /// Opens the session. Every failure is returned by [`Session::finished`].
    pub fn open(self) -> Session {
        Session::open(self.script.config())
    }
}
