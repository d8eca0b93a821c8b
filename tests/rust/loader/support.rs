//! Test helpers: bindings to `page.js`, and a session under test.

use std::cell::RefCell;

use flow_widget_loader::loader::Registry;
use flow_widget_loader::loader::promise::{new_registry, open};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen(module = "/tests/rust/loader/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = scriptUrl)]
    pub fn script_url(text: &str) -> String;
    #[wasm_bindgen(js_name = reset)]
    fn reset_page();
    pub fn snapshot() -> String;
    pub fn calls() -> String;
    pub fn runs() -> u32;
    pub fn finish(detail: &JsValue);
    #[wasm_bindgen(js_name = plainFinish)]
    pub fn plain_finish();
    #[wasm_bindgen(catch)]
    pub fn evaluate(expression: &str) -> Result<JsValue, JsValue>;
    pub fn outcome(promise: &Promise) -> Promise;
    pub fn sleep(ms: u32) -> Promise;
    #[wasm_bindgen(js_name = runningTimers)]
    pub fn running_timers() -> u32;
    pub fn attached(pattern: &str) -> String;
}

thread_local! {
    static REGISTRY: RefCell<Registry> = RefCell::new(new_registry());
}

/// Resets the page and gives it a new registry, so that what one test leaves behind fails only that test: a session that
/// was not released would otherwise make every later one fail with `session-active`.
pub fn reset() {
    reset_page();
    REGISTRY.replace(new_registry());
}

/// Opens a session or, without fields, only loads the script, in the registry of the test.
fn call(config: &JsValue, fields: &[(&str, &JsValue)]) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let call = Object::new();
        let common = [("config", config), ("resolve", resolve.as_ref()), ("reject", reject.as_ref())];
        for (name, value) in common.iter().chain(fields) {
            Reflect::set(&call, &JsValue::from(*name), value).expect("an object");
        }
        REGISTRY.with_borrow(|registry| open(registry, call.into()));
    })
}

/// Like the crate's `open_session`, in the registry of the test.
pub fn open_session(config: &JsValue, signal: &AbortSignal, notify: &Function) -> Promise {
    call(config, &[("signal", signal), ("notify", notify)])
}

/// Like the crate's `load_widget`, in the registry of the test.
pub fn load_widget(options: &JsValue) -> Promise {
    call(options, &[])
}

/// A widget script that records its runs and calls, renders a canvas, and never finishes.
pub const QUIET: &str = "window.runs++; window.FlowWidget = { startSession(config) {
    window.calls.push(config);
    document.querySelector(config.selector).append(document.createElement('canvas'));
} }";

/// A session, the states that it reported, and its outcome.
pub struct Run {
    pub promise: Promise,
    pub states: Array,
    pub control: AbortController,
}

impl Run {
    /// Opens a session with a config written as JavaScript. `SRC` is replaced by a `src` that serves `script` and by
    /// `retries: 0`.
    pub fn open(config: &str, script: &str) -> Self {
        let config = config.replace("SRC", &["src: '", &script_url(script), "', retries: 0"].concat());
        Self::with(&evaluate(&config).expect("a config"))
    }

    /// Opens a session with a config.
    pub fn with(config: &JsValue) -> Self {
        let states = Array::new();
        let notify =
            Function::new_with_args("state, id", "this.push(id === undefined ? state : `${state} ${id}`)");
        let control = AbortController::new().expect("a controller");
        let promise = open_session(config, &control.signal(), &notify.bind0(&states));
        Self { promise, states, control }
    }

    /// Waits for the session's outcome, as text (see `outcome` in `page.js`).
    pub async fn outcome(&self) -> String {
        settle(&self.promise).await
    }

    /// Returns the reported states, each with the session id if it is known.
    pub fn states(&self) -> String {
        String::from(self.states.join(", "))
    }

    /// Waits until the session has reported a state.
    pub async fn until(&self, state: &str) {
        let reported = || self.states().split([' ', ',']).any(|one| one == state);
        assert!(
            wait_for(reported).await,
            "the session did not enter {state}; its states were: {}",
            self.states()
        );
    }
}

/// Waits for a Promise's outcome, as text (see `outcome` in `page.js`).
pub async fn settle(promise: &Promise) -> String {
    JsFuture::from(outcome(promise)).await.expect("a text").as_string().expect("a text")
}

/// Waits until a condition holds, for at most 10 seconds. Returns whether it holds.
pub async fn wait_for(condition: impl Fn() -> bool) -> bool {
    for _ in 0..1_000 {
        if condition() {
            return true;
        }
        pause(10).await;
    }
    condition()
}

/// Waits until the loader has nothing left to do by itself: its observers have been notified, and no timer is running.
/// What has not happened by then does not happen without another event.
pub async fn quiet() {
    turn().await;
    assert!(wait_for(|| running_timers() == 0).await, "a timer is still running");
    turn().await;
}

/// Lets the page run the callbacks of settled Promises and of observers, and the tasks that these queue.
pub async fn turn() {
    for _ in 0..3 {
        pause(0).await;
    }
}

async fn pause(ms: u32) {
    JsFuture::from(sleep(ms)).await.expect("time");
}
