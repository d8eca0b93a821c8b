//! The service's stand-in as a WebAssembly module: fetch's requests and responses, taken apart.

use flow_widget_loader::sandbox::{DEFAULT_SETTLE_MS, Directive, Environment, Request, Sandbox};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &Uint8Array) -> Result<Uint8Array, JsValue>;
}

/// The host's clock and chance.
struct Host;

impl Environment for Host {
    // Milliseconds since 1970 are a whole number far below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn now_ms(&mut self) -> u64 {
        js_sys::Date::now() as u64
    }

    fn random(&mut self, bytes: &mut [u8]) {
        let array = Uint8Array::new_with_length(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        // Only a host without Web Crypto refuses, and there an id of zeros is still an id.
        if get_random_values(&array).is_ok() {
            array.copy_to(bytes);
        }
    }
}

/// A service with sessions of its own.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Service(Sandbox);

#[wasm_bindgen]
impl Service {
    /// A service that serves `widget` as the widget's script and keeps a result in progress for
    /// `settle_ms` ms after the end.
    #[wasm_bindgen(constructor)]
    pub fn new(widget: &str, settle_ms: Option<u32>) -> Self {
        Self(Sandbox::new(widget, settle_ms.map_or(DEFAULT_SETTLE_MS, u64::from)))
    }

    /// Answers a request. `headers` are names and values in turn. The answer has `status`, `headers`
    /// (again in turn), `body`, and one of `delay` (ms), `hang` (true) and `cut` (bytes) at most.
    pub fn handle(&mut self, method: String, url: String, headers: Vec<String>, body: Vec<u8>) -> Object {
        let mut headers = headers.into_iter();
        let pairs = std::iter::from_fn(|| headers.next().zip(headers.next())).collect();
        let response = self.0.handle(&Request { method, url, headers: pairs, body }, &mut Host);
        let flat = response.headers.into_iter().flat_map(|(name, value)| [name.into(), JsValue::from(value)]);
        let answer = Object::new();
        set(&answer, "status", response.status);
        set(&answer, "headers", flat.collect::<Array>());
        set(&answer, "body", Uint8Array::from(response.body.as_slice()));
        match response.directive {
            Some(Directive::Delay { ms }) => set(&answer, "delay", ms),
            Some(Directive::Hang) => set(&answer, "hang", true),
            Some(Directive::Cut { after }) => set(&answer, "cut", u32::try_from(after).unwrap_or(u32::MAX)),
            None => {}
        }
        answer
    }
}

fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    // Setting a field of an object made here cannot be refused.
    let _ = Reflect::set(object, &name.into(), &value.into());
}
