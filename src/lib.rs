//! Loads the biometric.kz Flow Widget into a web page, and provides a client for the service behind the widget.
//!
//! The crate has six public modules, each enabled by the feature of the same name (`loader` also by `loader-core`,
//! without `std`; the parts of `client` without network access by `client-core`):
//!
//! - `loader`: the browser side. Loads the widget's script into the page, calls `FlowWidget.startSession` and waits for the
//!   `finish` event.
//! - `api`: a typed API over `loader`, for front ends written in Rust.
//! - `contract`: the service's wire types and validation rules.
//! - `client`: the REST client that creates sessions and reads results.
//! - `server`: the backend for the function `verify` of the npm package. Creates sessions and returns verdicts.
//! - `sandbox`: an in-memory stand-in for the service that maps requests to responses.
//!
//! `api` depends on `loader`; `client` and `sandbox` depend on `contract`; `server` depends on `client` and `contract`. The public modules have no other dependencies
//! on each other.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "api")]
pub mod api;
#[cfg(any(feature = "client-core", feature = "loader-core"))]
mod backoff;
#[cfg(feature = "client-core")]
pub mod client;
#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "loader-core")]
pub mod loader;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "server")]
pub mod server;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod testing;
