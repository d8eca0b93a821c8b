//! The loader for front ends written in Rust (Yew, Leptos, plain web-sys): a typed builder, `async` functions and a stream
//! of states.
//!
//! ```no_run
//! use flow_widget_loader::api::{Session, SessionError, SessionSource};
//! use futures_util::StreamExt;
//!
//! # async fn fetch_session_id() -> Result<String, wasm_bindgen::JsValue> { Ok(String::new()) }
//! async fn verify() -> Result<(), SessionError> {
//!     let id = SessionSource::future(fetch_session_id());
//!     let mut session = Session::builder(id).selector("#flow-widget").locale("ru").open();
//!     let mut states = session.states();
//!     wasm_bindgen_futures::spawn_local(async move {
//!         while let Some(state) = states.next().await {
//!             web_sys::console::log_1(&state.name().into());
//!         }
//!     });
//!     let detail = session.finished().await?;
//!     web_sys::console::dir_1(&detail);
//!     Ok(())
//! }
//! ```
//!
//! One session runs at a time. JavaScript callers of the same WebAssembly module share this limit.

mod builder;
mod error;
mod session;

pub use builder::{Conflict, CrossOrigin, Offline, ScriptBuilder, ScriptType, SessionBuilder, SessionSource};
pub use error::SessionError;
pub use session::{Session, States};

pub use crate::loader::{Code as ErrorCode, Locale, State as SessionState};

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Loads only the widget's script and returns `window.FlowWidget`. Concurrent callers with the same URLs share one load.
///
/// ```no_run
/// use flow_widget_loader::api::{ScriptBuilder, SessionError, load_widget};
///
/// async fn warm_up() -> Result<(), SessionError> {
///     load_widget(&ScriptBuilder::new().retries(5)).await?;
///     Ok(())
/// }
/// ```
///
/// # Errors
/// `script-load-failed`, `script-timeout`, `script-blocked`, `widget-missing`, `invalid-config` or
/// `unsupported-environment`.
pub async fn load_widget(script: &ScriptBuilder) -> Result<JsValue, SessionError> {
    JsFuture::from(crate::loader::promise::load_widget(script.config())).await.map_err(SessionError::from)
}
