//! Loads the biometric.kz Flow Widget into a web page and talks to its service.
//!
//! The crate has five rooms, each behind a feature of the same name:
//!
//! - `loader`: the browser side. Puts the widget's script into the page, calls
//!   `FlowWidget.startSession` and waits for the `finish` event.
//! - `api`: the same for front ends that are written in Rust themselves.
//! - `contract`: what goes over the wire, as the service's guide states it, and the rules for it.
//! - `client`: the REST client that creates sessions and reads results.
//! - `sandbox`: the service's stand-in, a function from request to response.
//!
//! Dependencies point one way: `loader` knows nobody; `api` knows `loader`; `client` and `sandbox` know `contract`.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "loader-core")]
pub mod loader;
#[cfg(feature = "sandbox")]
pub mod sandbox;
