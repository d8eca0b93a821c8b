//! What a flow handler is made of, and what its state machine and its host tell each other.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use serde::Serialize;
use serde_json::{Map, Value};

use super::body::BodyFault;
use super::service::{Connection, ServiceRequest, ServiceResponse, TransportError};
use super::settings::FlowSettings;
use super::step::Failure;
use super::token::Tokens;
use crate::client::Error;
use crate::contract::{FlowResult, Verdict};

/// What one handler needs for all its requests.
pub struct FlowCore {
    pub(super) settings: FlowSettings,
    pub(super) connection: Connection,
    pub(super) tokens: Tokens,
}

/// A session that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CreatedSession {
    /// Session id.
    pub session_id: String,
    /// Codes of the flow's technologies, in order.
    pub technologies: Vec<String>,
    /// When the session's token expires, in ISO 8601.
    pub expires_at: String,
}

/// What the host must do next. `Debug` prints the name only, since the contents may be personal data.
#[non_exhaustive]
pub enum FlowEffect {
    /// Identify the user; then [`FlowInput::Authorized`], [`FlowInput::Denied`] or [`FlowInput::Failed`].
    Authorize,
    /// Read the body of the request up to this number of bytes; then [`FlowInput::Body`].
    ReadBody(usize),
    /// Continue in a task of its own, once for each of these keys, which goes on without its client; then
    /// [`FlowInput::Done`]. While it runs, and after it has ended with a 201, other requests with the key get its response
    /// and their exchanges end.
    Once(String),
    /// Ask the application for metadata, with what the browser proposes; then [`FlowInput::Metadata`].
    Metadata(Option<Value>),
    /// Send a request to the service; then [`FlowInput::Response`].
    Send(Box<ServiceRequest>),
    /// Wait this number of ms; then [`FlowInput::Done`].
    Sleep(u32),
    /// Tell the application of the session; then [`FlowInput::Done`] or [`FlowInput::Failed`].
    Created(CreatedSession),
    /// Tell the application of the verdict, once per session; then [`FlowInput::Done`] or [`FlowInput::Refused`].
    Final(Arc<Verdict>, Arc<FlowResult>),
    /// Let the application change the fields of the response; then [`FlowInput::Presented`] or [`FlowInput::Failed`].
    Present(Map<String, Value>, Arc<FlowResult>),
    /// Send the response. The exchange has ended.
    Respond(Response<Bytes>),
}

/// Outcome of a [`FlowEffect`]. `Debug` prints the name only, since the contents may be personal data.
#[non_exhaustive]
pub enum FlowInput {
    /// The user's id; `None` or an empty one if no user is signed in.
    Authorized(Option<String>),
    /// The application's own response to a request that it denies.
    Denied(Box<Response<Bytes>>),
    /// The body of the request.
    Body(Result<Bytes, BodyFault>),
    /// The metadata for the new session.
    Metadata(Option<Value>),
    /// The service's response.
    Response(Result<ServiceResponse, TransportError>),
    /// The effect has ended.
    Done,
    /// The fields of the response.
    Presented(Map<String, Value>),
    /// A function of the application failed, with this message for the developer.
    Failed(String),
    /// A function of the application failed, which was reported already; the same request may succeed later.
    Refused,
    /// The time limit of the step is over.
    TimedOut,
}

impl FlowCore {
    /// Validates the settings and derives the keys.
    ///
    /// # Errors
    ///
    /// `invalid-config`, see [`FlowSettings::check`].
    pub fn new(settings: FlowSettings) -> Result<Self, Error> {
        settings.check()?;
        let FlowSettings { api_key, base_url, retries, timeout, .. } = &settings;
        let secrets = settings.secrets.iter().map(String::as_str);
        let tokens = if settings.secrets.is_empty() {
            Tokens::new([api_key.reveal()], api_key)
        } else {
            Tokens::new(secrets, api_key)
        };
        Ok(Self { connection: Connection::new(api_key, base_url, *retries, *timeout), tokens, settings })
    }

    /// Returns the settings.
    pub fn settings(&self) -> &FlowSettings {
        &self.settings
    }

    /// Creates the failure to report if a function of the application has failed.
    pub fn failure(&self, name: &'static str, message: &str) -> Failure {
        Failure::callback(name, message, &self.connection.redactor)
    }
}

impl fmt::Debug for FlowCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowCore").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl fmt::Debug for FlowEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authorize => "Authorize",
            Self::ReadBody(_) => "ReadBody",
            Self::Once(_) => "Once",
            Self::Metadata(_) => "Metadata",
            Self::Send(_) => "Send",
            Self::Sleep(_) => "Sleep",
            Self::Created(_) => "Created",
            Self::Final(..) => "Final",
            Self::Present(..) => "Present",
            Self::Respond(_) => "Respond",
        })
    }
}

impl fmt::Debug for FlowInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authorized(_) => "Authorized",
            Self::Denied(_) => "Denied",
            Self::Body(_) => "Body",
            Self::Metadata(_) => "Metadata",
            Self::Response(_) => "Response",
            Self::Done => "Done",
            Self::Presented(_) => "Presented",
            Self::Failed(_) => "Failed",
            Self::Refused => "Refused",
            Self::TimedOut => "TimedOut",
        })
    }
}
