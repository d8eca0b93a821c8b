//! The flow handler as a service.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::backend::{BoxError, Caller, Denied, FlowBackend, RequestHead, User, describe};
use super::clock::{limited, now, sleep};
use super::once::Once;
use super::transport::{Transport, exchange, read};
use crate::client::Error;
use crate::contract::Issue;
use crate::server::step::{Step, limit};
use crate::server::{BodyFault, FlowCore, FlowEffect, FlowExchange, FlowInput, FlowSettings};

/// Maximum number of warnings that are remembered. Metadata that the browser proposes can cause any number.
const MAX_WARNINGS: usize = 1_000;

/// The backend handler for `verify`: `POST` creates a session, `GET …/{session_id}` returns the verdict to the user who
/// created it.
///
/// A [`tower_service::Service`] for requests of the `http` crate. It is cheap to clone. Its clones share what they
/// remember; other instances with the same secret can serve the same sessions.
pub struct FlowHandler<B, T>(Arc<Inner<B, T>>);

struct Inner<B, T> {
    core: Arc<FlowCore>,
    backend: B,
    transport: T,
    verdicts: Arc<Once<(), ()>>,
    /// The responses with new sessions, by user and idempotency key; the response of a failure is not remembered.
    creations: Arc<Once<Created, Response<Bytes>>>,
    warnings: Mutex<BTreeSet<String>>,
}

/// A response with a new session, and when its token expires, in ms since 1970.
type Created = (u64, Response<Bytes>);

/// The request that is being handled.
struct Pending<R, U> {
    head: RequestHead,
    body: Option<R>,
    caller: Option<Arc<Caller<U>>>,
}

#[cfg(feature = "server-reqwest")]
impl<B: FlowBackend> FlowHandler<B, super::reqwest::ReqwestTransport> {
    /// Creates the handler, which sends its requests with reqwest. Makes no request yet.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a setting is not valid. `internal`: TLS could not be set up.
    pub fn new(settings: FlowSettings, backend: B) -> Result<Self, Error> {
        let transport = super::reqwest::ReqwestTransport::new();
        let transport = transport.map_err(|_| Error::internal("reqwest could not set up TLS."))?;
        Self::with_transport(settings, backend, transport)
    }
}

impl<B: FlowBackend, T: Transport> FlowHandler<B, T> {
    /// Creates the handler with a transport of your own. Makes no request yet.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a setting is not valid.
    pub fn with_transport(settings: FlowSettings, backend: B, transport: T) -> Result<Self, Error> {
        let warnings = settings.warnings();
        let core = Arc::new(FlowCore::new(settings)?);
        let (verdicts, creations, known) = (Once::new(), Once::new(), Mutex::default());
        let handler =
            Self(Arc::new(Inner { core, backend, transport, verdicts, creations, warnings: known }));
        handler.0.warn(&warnings);
        Ok(handler)
    }

    /// Handles a request.
    pub async fn handle<R>(&self, request: Request<R>) -> Response<Full<Bytes>>
    where
        R: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        let (head, body) = request.into_parts();
        let mut pending = Pending { head: Arc::new(head), body: Some(body), caller: None };
        let (mut exchange, step) = FlowExchange::begin(Arc::clone(&self.0.core), Arc::clone(&pending.head));
        let response = match self.0.drive(&mut exchange, step, &mut pending).await {
            Next::Respond(response) => response,
            Next::Once(key) => self.0.once(&key, exchange, pending).await,
        };
        response.map(Full::new)
    }
}

/// Where an exchange stops: at its response, or where it continues once per key.
enum Next {
    Respond(Response<Bytes>),
    Once(String),
}

impl<B: FlowBackend, T: Transport> Inner<B, T> {
    async fn drive<R>(
        self: &Arc<Self>,
        exchange: &mut FlowExchange,
        mut step: Step<FlowEffect>,
        pending: &mut Pending<R, B::User>,
    ) -> Next
    where
        R: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        loop {
            let Step { effect, limit } = step;
            let input = match effect {
                FlowEffect::Respond(response) => return Next::Respond(response),
                FlowEffect::Once(key) => return Next::Once(key),
                effect => limited(limit, self.perform(effect, pending)).await,
            };
            step = exchange.resume(input.unwrap_or(FlowInput::TimedOut), now());
            for failure in exchange.take_failures() {
                self.backend.on_failure(&failure);
            }
            self.warn(&exchange.take_warnings());
        }
    }

    /// Continues an exchange, or waits for the response of the one that continues with the same key.
    async fn once<R>(
        self: &Arc<Self>,
        key: &str,
        mut exchange: FlowExchange,
        pending: Pending<R, B::User>,
    ) -> Response<Bytes> {
        let head = Arc::clone(&pending.head);
        let task = || {
            let this = Arc::clone(self);
            // The body has been read.
            let mut pending =
                Pending { head: pending.head, body: None::<Full<Bytes>>, caller: pending.caller };
            async move {
                let start = now();
                let lifetime = u64::try_from(this.core.settings().lifetime.as_millis()).unwrap_or_default();
                let expires_ms = start.unix_ms.saturating_add(lifetime);
                let step = exchange.resume(FlowInput::Done, start);
                match this.drive(&mut exchange, step, &mut pending).await {
                    Next::Respond(response) if response.status() == StatusCode::CREATED => {
                        Ok((expires_ms, response))
                    }
                    Next::Respond(response) => Err(response),
                    Next::Once(_) => Err(this.refuse(pending.head)),
                }
            }
        };
        let is_current = |&(expires_ms, _): &Created| now().unix_ms < expires_ms;
        match self.creations.run_while(key, is_current, task).await {
            Ok((_, response)) | Err(Some(response)) => response,
            Err(None) => self.refuse(head),
        }
    }

    /// Returns the response to a request whose task has panicked.
    fn refuse(&self, head: RequestHead) -> Response<Bytes> {
        let (mut exchange, _) = FlowExchange::begin(Arc::clone(&self.core), head);
        match exchange.resume(FlowInput::Refused, now()).effect {
            FlowEffect::Respond(response) => response,
            _ => Response::new(Bytes::new()),
        }
    }

    async fn perform<R>(self: &Arc<Self>, effect: FlowEffect, pending: &mut Pending<R, B::User>) -> FlowInput
    where
        R: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        match effect {
            FlowEffect::Authorize => return self.authorize(pending).await,
            FlowEffect::ReadBody(limit) => {
                let Some(body) = pending.body.take() else { return FlowInput::Refused };
                return FlowInput::Body(match read(body, limit).await {
                    Ok((bytes, false)) => Ok(bytes),
                    Ok((_, true)) => Err(BodyFault::TooLarge),
                    Err(_) => Err(BodyFault::Incomplete),
                });
            }
            FlowEffect::Send(request) => {
                return FlowInput::Response(exchange(&self.transport, *request).await);
            }
            FlowEffect::Sleep(ms) => {
                sleep(ms).await;
                return FlowInput::Done;
            }
            _ => {}
        }
        let Some(caller) = pending.caller.clone() else { return FlowInput::Refused };
        match effect {
            FlowEffect::Metadata(proposed) => {
                outcome(self.backend.metadata(&caller, proposed).await, FlowInput::Metadata)
            }
            FlowEffect::Present(mut fields, result) => {
                let presented = self.backend.present(&caller, &mut fields, &result).await;
                outcome(presented, |()| FlowInput::Presented(fields))
            }
            FlowEffect::Created(session) => {
                let this = Arc::clone(self);
                // A task of its own, because the session exists even if the client disconnects.
                let call = async move {
                    let work = this.backend.on_created(&caller, &session);
                    limited(limit(this.core.settings().timeout), work).await
                };
                match tokio::spawn(call).await {
                    Ok(Some(created)) => outcome(created, |()| FlowInput::Done),
                    Ok(None) => FlowInput::TimedOut,
                    Err(error) => FlowInput::Failed(error.to_string()),
                }
            }
            FlowEffect::Final(verdict, result) => {
                let this = Arc::clone(self);
                let session_id = verdict.session_id.clone();
                let call = || async move {
                    let work = this.backend.on_verdict(&caller, &verdict, &result);
                    let timeout = this.core.settings().timeout;
                    let message = match limited(limit(timeout), work).await {
                        Some(Ok(())) => return Ok(()),
                        Some(Err(error)) => describe(&error),
                        None => format!("did not return within {} s", timeout.as_secs_f64()),
                    };
                    this.backend.on_failure(&this.core.failure("on_verdict", &message));
                    Err(())
                };
                match self.verdicts.run(&session_id, call).await {
                    Ok(()) => FlowInput::Done,
                    Err(_) => FlowInput::Refused,
                }
            }
            _ => FlowInput::Refused,
        }
    }

    async fn authorize<R>(&self, pending: &mut Pending<R, B::User>) -> FlowInput {
        match self.backend.authorize(Arc::clone(&pending.head)).await {
            Ok(Some(user)) => {
                let user_id = user.id().into_owned();
                pending.caller = Some(Arc::new(Caller { head: Arc::clone(&pending.head), user }));
                FlowInput::Authorized(Some(user_id))
            }
            Ok(None) => FlowInput::Authorized(None),
            Err(Denied::Response(response)) => FlowInput::Denied(response),
            Err(Denied::Error(error)) => FlowInput::Failed(describe(&error)),
        }
    }

    /// Reports the warnings that were not reported before.
    fn warn(&self, issues: &[Issue]) {
        for warning in issues.iter().map(Issue::to_string) {
            let is_new = {
                let mut known = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
                known.len() < MAX_WARNINGS && known.insert(warning.clone())
            };
            if is_new {
                self.backend.on_warning(&warning);
            }
        }
    }
}

fn outcome<V>(result: Result<V, BoxError>, input: impl FnOnce(V) -> FlowInput) -> FlowInput {
    result.map_or_else(|error| FlowInput::Failed(describe(&error)), input)
}

impl<B, T> Clone for FlowHandler<B, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<B, T> fmt::Debug for FlowHandler<B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowHandler").finish_non_exhaustive()
    }
}

impl<B, T, R> Service<Request<R>> for FlowHandler<B, T>
where
    B: FlowBackend,
    T: Transport,
    R: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let handler = self.clone();
        Box::pin(async move { Ok(handler.handle(request).await) })
    }
}
