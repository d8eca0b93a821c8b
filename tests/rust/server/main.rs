//! Tests of the backend handlers: with the cases that the JavaScript handlers pass, too, with a transport that returns
//! given responses, and with real connections.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

mod fake;
mod hooks;
mod idempotency;
mod loopback;
mod settings;
mod vectors;
mod webhooks;
