//! The backend for the function `verify` of the npm package: creates sessions, returns verdicts, receives webhooks.
//!
//! It speaks the same protocol as the JavaScript handlers, and accepts their tokens. docs/rust-server.md of the repository
//! is its manual, docs/server.md describes the protocol.
//!
//! The rules of the protocol are state machines without I/O: [`FlowExchange`] and [`Delivery`]. In all environments except
//! WebAssembly, `FlowHandler` and `WebhookHandler` connect them to an HTTP server as a `tower::Service`, and to the
//! network by a `Transport`:
//!
//! ```
//! # #[cfg(feature = "server-reqwest")] mod example {
//! use flow_widget_loader::client::Error;
//! use flow_widget_loader::server::{FlowHandler, FlowSettings, RequestHead, authorize_with};
//! # fn user_of(head: &RequestHead) -> Option<String> { None }
//!
//! fn router(api_key: String) -> Result<axum::Router, Error> {
//!     let authorize = authorize_with(async |head: RequestHead| Ok(user_of(&head)));
//!     let handler = FlowHandler::new(FlowSettings::new(api_key), authorize)?;
//!     Ok(axum::Router::new().nest_service("/api/flow", handler))
//! }
//! # }
//! ```

mod body;
mod cors;
mod error;
mod flow;
#[cfg(not(target_arch = "wasm32"))]
mod host;
mod respond;
mod route;
mod service;
mod settings;
mod step;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod time;
mod token;
mod webhook;

pub use body::BodyFault;
pub use cors::Cors;
pub use error::HttpError;
pub use flow::{CreatedSession, FlowCore, FlowEffect, FlowExchange, FlowInput};
#[cfg(all(feature = "server-reqwest", not(target_arch = "wasm32")))]
pub use host::ReqwestTransport;
#[cfg(not(target_arch = "wasm32"))]
pub use host::{
    AuthorizeWith, BoxError, Caller, Denied, FlowBackend, FlowHandler, RequestHead, Transport, User,
    WebhookHandler, WebhookReceiver, authorize_with,
};
pub use service::{ServiceRequest, ServiceResponse, TransportError};
pub use settings::{FlowSettings, WebhookSettings};
pub use step::{Failure, Now, Step};
pub use token::{Claim, Tokens};
pub use webhook::{Delivery, DeliveryEffect, DeliveryInput, Event, WebhookCore};
