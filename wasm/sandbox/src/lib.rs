//! WebAssembly bindings of the sandbox, called by `js/sandbox/sandbox.ts` with the parts of a Fetch API request.

use flow_widget_loader::sandbox::{Assets, Directive, Environment, Request, Sandbox};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &Uint8Array) -> Result<Uint8Array, JsValue>;
}

/// Clock and random numbers of the JavaScript runtime.
struct Runtime;

impl Environment for Runtime {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive integer below 2^53"
    )]
    fn now_ms(&mut self) -> u64 {
        js_sys::Date::now() as u64
    }

    fn random(&mut self, bytes: &mut [u8]) {
        let array = Uint8Array::new_with_length(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        // Fails only without Web Crypto. The bytes then stay zero, which is good enough for a sandbox.
        if get_random_values(&array).is_ok() {
            array.copy_to(bytes);
        }
    }
}

/// A sandbox of the service. Each instance has its own sessions.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Service(Sandbox);

#[wasm_bindgen]
impl Service {
    /// Creates a service. `umd`, `module` and `page_script` are the scripts that it serves; `settings` is a JSON object
    /// with the fields of `Settings` in camel case, all optional.
    #[wasm_bindgen(constructor)]
    pub fn new(umd: String, module: String, page_script: String, settings: &str) -> Result<Self, JsError> {
        let settings = serde_json::from_str(settings).map_err(|error| JsError::new(&error.to_string()))?;
        Ok(Self(Sandbox::new(Assets { umd, module, page_script }, settings)))
    }

    /// Emits the events that are due, and returns those not yet taken, as JSON texts.
    #[wasm_bindgen(js_name = takeEvents)]
    pub fn take_events(&mut self) -> Vec<String> {
        self.0.advance(&mut Runtime);
        self.0.take_events().iter().map(ToString::to_string).collect()
    }

    /// Returns the time until the next event that no request causes, in ms, if there is one.
    #[wasm_bindgen(js_name = nextEvent)]
    pub fn next_event(&self) -> Option<f64> {
        let at_ms = self.0.next_event_ms()?.saturating_sub(Runtime.now_ms());
        #[allow(clippy::cast_precision_loss, reason = "a host rounds it to its longest timer anyway")]
        Some(at_ms as f64)
    }

    /// Handles a request. `headers` alternates names and values.
    ///
    /// Returns `{ status, headers, body }`, with `headers` in the same form, and at most one of: `delay`, the time to
    /// wait before the response, in ms; `hang`, `true` to never respond; `cut`, the number of bytes of the body after
    /// which to break the connection.
    pub fn handle(&mut self, method: String, url: String, headers: Vec<String>, body: Vec<u8>) -> Object {
        let mut headers = headers.into_iter();
        let pairs = std::iter::from_fn(|| headers.next().zip(headers.next())).collect();
        let response = self.0.handle(&Request { method, url, headers: pairs, body }, &mut Runtime);
        let flat = response.headers.into_iter().flat_map(|(name, value)| [name.into(), JsValue::from(value)]);
        let result = Object::new();
        set(&result, "status", response.status);
        set(&result, "headers", flat.collect::<Array>());
        set(&result, "body", Uint8Array::from(response.body.as_slice()));
        match response.directive {
            Some(Directive::Delay { ms }) => set(&result, "delay", ms),
            Some(Directive::Hang) => set(&result, "hang", true),
            Some(Directive::Cut { after }) => set(&result, "cut", u32::try_from(after).unwrap_or(u32::MAX)),
            None => {}
        }
        result
    }
}

fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    // Setting a property of a new object cannot fail.
    let _ = Reflect::set(object, &name.into(), &value.into());
}
