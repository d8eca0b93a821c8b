//! The webhook handler as a service.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_service::Service;

use super::backend::{BoxError, RequestHead, WebhookReceiver, describe};
use super::clock::{limited, now, sleep};
use super::once::Once;
use super::transport::{Transport, exchange, read};
use crate::client::Error;
use crate::server::step::{Step, limit};
use crate::server::{
    BodyFault, Delivery, DeliveryEffect, DeliveryInput, Event, HttpError, WebhookCore, WebhookSettings,
};

/// The handler for the service's webhooks.
///
/// Events with the same `id`, kind and session are handled once. While one is being handled, the others wait and get the same
/// response. A response never contains anything of the result. The handler is cheap to clone; its clones share what they
/// remember.
pub struct WebhookHandler<W, T>(Arc<Inner<W, T>>);

struct Inner<W, T> {
    core: Arc<WebhookCore>,
    receiver: W,
    transport: T,
    events: Arc<Once<(), HttpError>>,
}

#[cfg(feature = "server-reqwest")]
impl<W: WebhookReceiver> WebhookHandler<W, super::reqwest::ReqwestTransport> {
    /// Creates the handler, which sends its requests with reqwest. Makes no request yet.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a setting is not valid. `internal`: TLS could not be set up.
    pub fn new(settings: WebhookSettings, receiver: W) -> Result<Self, Error> {
        let transport = super::reqwest::ReqwestTransport::new();
        let transport = transport.map_err(|_| Error::internal("reqwest could not set up TLS."))?;
        Self::with_transport(settings, receiver, transport)
    }
}

impl<W: WebhookReceiver, T: Transport> WebhookHandler<W, T> {
    /// Creates the handler with a transport of your own. Makes no request yet.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a setting is not valid.
    pub fn with_transport(settings: WebhookSettings, receiver: W, transport: T) -> Result<Self, Error> {
        let core = Arc::new(WebhookCore::new(settings)?);
        Ok(Self(Arc::new(Inner { core, receiver, transport, events: Once::new() })))
    }

    /// Handles a request.
    pub async fn handle<R>(&self, request: Request<R>) -> Response<Full<Bytes>>
    where
        R: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        let outcome = self.receive(request).await;
        self.0.core.respond(outcome).map(Full::new)
    }

    async fn receive<R>(&self, request: Request<R>) -> Result<(), HttpError>
    where
        R: Body<Data: Send, Error: Into<BoxError>> + Send,
    {
        let core = &self.0.core;
        let (head, body) = request.into_parts();
        core.check(&head)?;
        let read = limited(limit(core.settings().body_timeout), read(body, core.settings().max_body));
        let body = read.await.map(|outcome| match outcome {
            Ok((bytes, false)) => Ok(bytes),
            Ok((_, true)) => Err(BodyFault::TooLarge),
            Err(_) => Err(BodyFault::Incomplete),
        });
        let event = Arc::new(core.event(&head, body)?);
        let (inner, head) = (Arc::clone(&self.0), Arc::new(head));
        // The id alone could let one event hide another, such as the end of the session.
        let key = serde_json::json!([event.id, event.event, event.session_id]).to_string();
        let delivery = || async move { inner.deliver(event, head).await };
        self.0
            .events
            .run(&key, delivery)
            .await
            .map_err(|error| error.unwrap_or_else(|| HttpError::internal().retryable(true)))
    }
}

impl<W: WebhookReceiver, T: Transport> Inner<W, T> {
    async fn deliver(&self, event: Arc<Event>, head: RequestHead) -> Result<(), HttpError> {
        let (mut delivery, mut step) = Delivery::begin(Arc::clone(&self.core), Arc::clone(&event));
        loop {
            let Step { effect, limit } = step;
            let input = match effect {
                DeliveryEffect::End(outcome) => return outcome,
                effect => limited(limit, self.perform(effect, &event, &head)).await,
            };
            step = delivery.resume(input.unwrap_or(DeliveryInput::TimedOut), now());
            for failure in delivery.take_failures() {
                self.receiver.on_failure(&failure);
            }
        }
    }

    async fn perform(&self, effect: DeliveryEffect, event: &Event, head: &RequestHead) -> DeliveryInput {
        let done = match effect {
            DeliveryEffect::Seen => match self.receiver.seen(&event.id, head).await {
                Ok(seen) => return DeliveryInput::Seen(seen),
                Err(error) => Err(error),
            },
            DeliveryEffect::Send(request) => {
                return DeliveryInput::Response(exchange(&self.transport, *request).await);
            }
            DeliveryEffect::Sleep(ms) => {
                sleep(ms).await;
                Ok(())
            }
            DeliveryEffect::Event => self.receiver.on_event(event, head).await,
            DeliveryEffect::Result(verdict, result) => {
                self.receiver.on_result(&verdict, &result, event, head).await
            }
            DeliveryEffect::End(_) => Ok(()),
        };
        done.map_or_else(|error| DeliveryInput::Failed(describe(&error)), |()| DeliveryInput::Done)
    }
}

impl<W, T> Clone for WebhookHandler<W, T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W, T> fmt::Debug for WebhookHandler<W, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookHandler").finish_non_exhaustive()
    }
}

impl<W, T, R> Service<Request<R>> for WebhookHandler<W, T>
where
    W: WebhookReceiver,
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
