//! The browser side: script, container, `startSession`, `finish`.
//!
//! Data's way: a page's config is read once ([`options`]), a driver ([`session`]) resolves the session
//! id and loads the script ([`script`]) in parallel, calls the widget ([`widget`]) and waits for its
//! `finish` event ([`finish`]). What may happen next is decided by a state machine that knows no
//! browser ([`lifecycle`]).

pub mod container;
pub mod error;
mod failure;
pub mod finish;
pub mod guard;
pub mod js;
pub mod lifecycle;
pub mod locale;
pub mod options;
pub mod page;
mod plan;
pub mod promise;
mod reader;
pub mod script;
pub mod session;
mod slot;
mod tag;
mod warn;
pub mod widget;

pub use error::{Code, Error};
pub use lifecycle::State;
pub use locale::Locale;
pub use options::{Options, ScriptOptions};
pub use page::Page;
pub use session::Session;
