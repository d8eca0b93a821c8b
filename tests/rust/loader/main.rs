//! The loader in a browser. `page.js` is the page's part of the tests.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic fails the test")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod config;
mod container;
mod policy;
mod script;
mod session;
mod support;
mod tags;

wasm_bindgen_test_configure!(run_in_browser);
