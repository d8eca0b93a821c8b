//! What an application provides.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use serde_json::{Map, Value};

use crate::contract::{FlowResult, Verdict};
use crate::server::{CreatedSession, Event, Failure};

/// Any error, as the functions of an application return it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Method, URL, headers and extensions of a request. The extensions contain what middleware has added.
pub type RequestHead = Arc<Parts>;

/// The user who sent a request.
pub trait User: Send + Sync + 'static {
    /// Returns the string that identifies the user in tokens. An empty one is answered with 401.
    fn id(&self) -> Cow<'_, str>;
}

impl User for String {
    fn id(&self) -> Cow<'_, str> {
        self.into()
    }
}

/// Why a request is not authorized.
#[derive(Debug)]
pub enum Denied {
    /// The application's own response, which is sent with `Cache-Control: no-store`.
    Response(Box<Response<Bytes>>),
    /// An error, which is reported and answered with 500.
    Error(BoxError),
}

impl Denied {
    /// Denies a request with a response, such as one with status 429.
    pub fn response(response: Response<impl Into<Bytes>>) -> Self {
        Self::Response(Box::new(response.map(Into::into)))
    }
}

impl<E: Into<BoxError>> From<E> for Denied {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// A request and the user who sent it.
#[derive(Clone)]
pub struct Caller<U> {
    /// Head of the request.
    pub head: RequestHead,
    /// What `authorize` returned.
    pub user: U,
}

impl<U> fmt::Debug for Caller<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").finish_non_exhaustive()
    }
}

/// The application behind a flow handler. Only [`authorize`](Self::authorize) is required.
///
/// Each call may take as long as the setting `timeout`; then its future is dropped, and the response is a 500. If the
/// client disconnects, [`on_created`](Self::on_created) and [`on_verdict`](Self::on_verdict) continue, and so does
/// [`metadata`](Self::metadata) if the request has an `idempotency_key`; the futures of the others are dropped.
pub trait FlowBackend: Send + Sync + 'static {
    /// The user who sent a request.
    type User: User;

    /// Authenticates a request. Returns the user, who alone can read the session's verdict: the id is bound into the
    /// session's token. `None` gives a 401.
    fn authorize(&self, head: RequestHead)
    -> impl Future<Output = Result<Option<Self::User>, Denied>> + Send;

    /// Returns metadata for a new session (service's guide, section 3). `proposed` is what the browser sent: untrusted,
    /// of any type, and used only if it is returned. Default: none.
    fn metadata(
        &self,
        caller: &Caller<Self::User>,
        proposed: Option<Value>,
    ) -> impl Future<Output = Result<Option<Value>, BoxError>> + Send {
        let _ = (caller, proposed);
        async { Ok(None) }
    }

    /// Changes the fields of the response with a verdict. Personal data that is added leaves the backend. Default: leaves
    /// them as they are.
    fn present(
        &self,
        caller: &Caller<Self::User>,
        fields: &mut Map<String, Value>,
        result: &FlowResult,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (caller, fields, result);
        async { Ok(()) }
    }

    /// Called after a session was created, before the response is sent, for example to store its id with the user. An
    /// error gives a 500: the page then does not start a session that your backend does not know.
    fn on_created(
        &self,
        caller: &Caller<Self::User>,
        session: &CreatedSession,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (caller, session);
        async { Ok(()) }
    }

    /// Called when a verdict is final, once per session and instance of the handler, before
    /// [`present`](Self::present). An error gives a retryable 500, and the next request for the verdict calls it again. An
    /// instance remembers 10,000 sessions. Other instances call it as well, so it should be idempotent.
    fn on_verdict(
        &self,
        caller: &Caller<Self::User>,
        verdict: &Verdict,
        result: &FlowResult,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (caller, verdict, result);
        async { Ok(()) }
    }

    /// Called with errors of the other functions and of the service. Default: writes to the standard error stream.
    fn on_failure(&self, failure: &Failure) {
        eprintln!("[flow-widget-loader] {failure}");
    }

    /// Called once for each questionable setting or metadata field. Default: writes to the standard error stream.
    fn on_warning(&self, warning: &str) {
        eprintln!("[flow-widget-loader] {warning}");
    }
}

/// A backend that consists of a function which authenticates requests; see [`authorize_with`].
#[derive(Clone, Copy)]
pub struct AuthorizeWith<F>(F);

/// Creates a backend from a function that authenticates requests, as [`FlowBackend::authorize`] does.
pub fn authorize_with<F, Fut, U>(authorize: F) -> AuthorizeWith<F>
where
    F: Fn(RequestHead) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Option<U>, Denied>> + Send,
    U: User,
{
    AuthorizeWith(authorize)
}

impl<F, Fut, U> FlowBackend for AuthorizeWith<F>
where
    F: Fn(RequestHead) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Option<U>, Denied>> + Send,
    U: User,
{
    type User = U;

    fn authorize(&self, head: RequestHead) -> impl Future<Output = Result<Option<U>, Denied>> + Send {
        (self.0)(head)
    }
}

impl<F> fmt::Debug for AuthorizeWith<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizeWith").finish_non_exhaustive()
    }
}

/// The application behind a webhook handler. Only [`on_result`](Self::on_result) is required.
///
/// Each call may take as long as the setting `timeout`; then its future is dropped. All calls continue if the sender
/// disconnects. An error gives a retryable 500, so that the event can be sent again.
pub trait WebhookReceiver: Send + Sync + 'static {
    /// Called when a session has ended, with its final verdict and result, which were read from the service: the contents
    /// of the event prove nothing. A repeated event calls it again after an error, so it should be idempotent.
    fn on_result(
        &self,
        verdict: &Verdict,
        result: &FlowResult,
        event: &Event,
        head: &RequestHead,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Called with every event except `flow.end`, undocumented ones included. Its contents are not verified. Default: does
    /// nothing.
    fn on_event(
        &self,
        event: &Event,
        head: &RequestHead,
    ) -> impl Future<Output = Result<(), BoxError>> + Send {
        let _ = (event, head);
        async { Ok(()) }
    }

    /// Returns whether an event was handled already, by its `id`, for several instances that share a store. Default:
    /// `false`; each instance remembers the last 10,000 events that it has handled.
    fn seen(&self, id: &str, head: &RequestHead) -> impl Future<Output = Result<bool, BoxError>> + Send {
        let _ = (id, head);
        async { Ok(false) }
    }

    /// Called with errors of the other functions and of the service. Default: writes to the standard error stream.
    fn on_failure(&self, failure: &Failure) {
        eprintln!("[flow-widget-loader] {failure}");
    }
}

/// Returns the messages of an error and its sources, joined by colons.
pub(super) fn describe(error: &BoxError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
