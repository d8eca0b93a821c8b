//! The loader's core as the facade calls it; what is exported stands in the library crate.

use flow_widget_loader::loader::{error, promise};
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// See [`error::set_class`].
#[wasm_bindgen(js_name = setErrorClass)]
pub fn set_error_class(class: Function) {
    error::set_class(class);
}

/// See [`promise::open_session`].
#[wasm_bindgen(js_name = openSession)]
pub fn open_session(config: &JsValue, signal: &AbortSignal, notify: &Function) -> Promise {
    promise::open_session(config, signal, notify)
}

/// See [`promise::load_widget`].
#[wasm_bindgen(js_name = loadWidget)]
pub fn load_widget(options: &JsValue) -> Promise {
    promise::load_widget(options)
}
