//! The loader in a real page. Its JavaScript half is `page.js` beside this file.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod config;
mod container;
mod policy;
mod script;
mod session;
mod support;
mod tags;

wasm_bindgen_test_configure!(run_in_browser);
