//! The part that runs in the browser: script, container, `startSession`, `finish`.
//!
//! Data flow: the page's config is read once ([`options`]). A driver ([`session`]) resolves the session id and loads the
//! script ([`script_load`]) in parallel, calls the widget ([`widget`]) and waits for its `finish` event ([`finish`]). A
//! state machine without browser dependencies ([`lifecycle`]) decides the next step.

mod container;
mod dom;
mod error;
mod events;
mod failure;
mod finish;
pub(crate) mod js;
pub(crate) mod lifecycle;
mod locale;
mod options;
mod plan;
pub mod promise;
mod reader;
mod registry;
mod script_load;
mod script_loads;
mod script_options;
mod script_tag;
pub(crate) mod session;
mod slot;
mod widget;

pub use error::{Code, Error};
pub use lifecycle::State;
pub use locale::Locale;
pub use registry::Registry;

#[cfg(feature = "api")]
pub(crate) use {error::abort_error, options::Options};
