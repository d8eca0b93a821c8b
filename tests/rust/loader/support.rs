//! Test helpers: bindings to `page.js`, and a session under test.

use flow_widget_loader::loader::promise::open_session;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen(module = "/tests/rust/loader/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = scriptUrl)]
    pub fn script_url(text: &str) -> String;
    pub fn reset();
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
    #[wasm_bindgen(js_name = recordListeners)]
    pub fn record_listeners();
    pub fn attached() -> String;
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

    /// Waits until the session has reported a state, for at most 3 seconds.
    pub async fn until(&self, state: &str) {
        for _ in 0..300 {
            if self.states().split([' ', ',']).any(|one| one == state) {
                return;
            }
            pause(10).await;
        }
        panic!("the session did not enter {state}; its states were: {}", self.states());
    }
}

/// Waits for a Promise's outcome, as text (see `outcome` in `page.js`).
pub async fn settle(promise: &Promise) -> String {
    JsFuture::from(outcome(promise)).await.expect("a text").as_string().expect("a text")
}

pub async fn pause(ms: u32) {
    JsFuture::from(sleep(ms)).await.expect("time");
}
