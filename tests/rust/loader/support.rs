//! Helpers of the tests: the page, and a session in it.

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
    #[wasm_bindgen(js_name = countListeners)]
    pub fn count_listeners();
    pub fn attached() -> String;
}

/// A widget that records its calls, renders, and waits.
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
    /// Opens a session with a config written as JavaScript; `SRC` stands for the script's address.
    pub fn open(config: &str, script: &str) -> Self {
        let config = config.replace("SRC", &["src: '", &script_url(script), "', retries: 0"].concat());
        Self::with(&evaluate(&config).expect("a config"))
    }

    pub fn with(config: &JsValue) -> Self {
        let states = Array::new();
        let notify =
            Function::new_with_args("state, id", "this.push(id === undefined ? state : `${state} ${id}`)");
        let control = AbortController::new().expect("a controller");
        let promise = open_session(config, &control.signal(), &notify.bind0(&states));
        Self { promise, states, control }
    }

    pub async fn outcome(&self) -> String {
        settle(&self.promise).await
    }

    pub fn states(&self) -> String {
        String::from(self.states.join(", "))
    }

    /// Waits until the session has entered a state.
    pub async fn until(&self, state: &str) {
        for _ in 0..300 {
            if self.states().split([' ', ',']).any(|one| one == state) {
                return;
            }
            pause(10).await;
        }
        panic!("never {state}, but {}", self.states());
    }
}

pub async fn settle(promise: &Promise) -> String {
    JsFuture::from(outcome(promise)).await.expect("a text").as_string().expect("a text")
}

pub async fn pause(ms: u32) {
    JsFuture::from(sleep(ms)).await.expect("time");
}
