//! Loads the biometric.kz Flow Widget into a web page and talks to its service.
//!
//! The crate has five modules, each behind a feature of the same name:
//!
//! - `loader`: the browser side. Loads the widget's script into the page, calls `FlowWidget.startSession` and waits for the
//!   `finish` event.
//! - `api`: the same for front ends written in Rust.
//! - `contract`: the service's wire types and validation rules.
//! - `client`: the REST client that creates sessions and reads results.
//! - `sandbox`: an in-memory stand-in for the service, a function from request to response.
//!
//! Dependencies point one way: `api` uses `loader`, `client` and `sandbox` use `contract`, and `loader` uses none of them.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "api")]
pub mod api;
#[cfg(any(feature = "client", feature = "loader-core"))]
mod backoff;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "loader-core")]
pub mod loader;
#[cfg(feature = "sandbox")]
pub mod sandbox;
