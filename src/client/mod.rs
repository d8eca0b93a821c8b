//! REST client that creates sessions and reads their results, on any platform that has `fetch`.
//!
//! Decoding responses and deciding about retries are pure functions, which the native tests cover; the feature
//! `client-core` has only these. `Client` connects them to the network.
//!
//! ```no_run
//! # #[cfg(feature = "client")] mod example {
//! use flow_widget_loader::client::{Client, ClientOptions, Error, WaitOptions};
//! use flow_widget_loader::contract::{ApiKey, FlowResult};
//!
//! async fn verify(key: &str) -> Result<FlowResult, Error> {
//!     let client = Client::new(ClientOptions::new(ApiKey::new(key)))?;
//!     let session = client.create_session(None, None, |_| Ok(())).await?.value;
//!     // … the user completes the session in the widget …
//!     let wait = WaitOptions::default();
//!     let result = client.wait_for_result(&session.session_id, &wait, None, |_| Ok(())).await?;
//!     Ok(result.value)
//! }
//! # }
//! ```

#[cfg(feature = "client")]
mod abort;
pub(crate) mod backoff;
pub(crate) mod config;
mod error;
pub(crate) mod redact;
pub(crate) mod request;
pub(crate) mod response;
#[cfg(feature = "client")]
mod rest_client;
#[cfg(all(test, feature = "client"))]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod unsent;
#[cfg(feature = "client")]
mod wait;

pub use config::ClientOptions;
pub use error::{Code, Error};
pub use response::Received;
#[cfg(feature = "client")]
pub use rest_client::Client;
#[cfg(feature = "client")]
pub use wait::WaitOptions;
