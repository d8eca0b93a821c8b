//! The handlers as services: connects the state machines to an HTTP server, the application and the network.

mod backend;
mod clock;
mod flow;
mod once;
#[cfg(feature = "server-reqwest")]
mod reqwest;
mod transport;
mod webhook;

pub use backend::{
    AuthorizeWith, BoxError, Caller, Denied, FlowBackend, RequestHead, User, WebhookReceiver, authorize_with,
};
pub use flow::FlowHandler;
#[cfg(feature = "server-reqwest")]
pub use reqwest::ReqwestTransport;
pub use transport::Transport;
pub use webhook::WebhookHandler;
