//! The delivery of one event to the application, as a state machine.

use std::fmt;
use std::sync::Arc;

use super::{Event, WebhookCore};
use crate::backoff::Backoff;
use crate::client::backoff::to_timer_ms;
use crate::contract::{FlowResult, Verdict};
use crate::server::error::HttpError;
use crate::server::service::{
    Call, Next, ServiceRequest, ServiceResponse, TransportError, timeout_error, to_http_error,
};
use crate::server::step::{Failure, Now, Step, limit};

/// Delays between the requests for a result that is not final.
const DELAYS: Backoff = Backoff { first_ms: 1_000.0, factor: 1.5, max_ms: 5_000.0, jitter: [0.75, 1.25] };
/// Maximum number of requests for one result.
const MAX_READS: u32 = 8;
/// `Retry-After` of the response while the result is not final, in seconds.
const RETRY_AFTER: u32 = 10;

/// What the host must do next.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeliveryEffect {
    /// Ask the application whether it has handled the event; then [`DeliveryInput::Seen`] or [`DeliveryInput::Failed`].
    Seen,
    /// Send a request to the service; then [`DeliveryInput::Response`].
    Send(Box<ServiceRequest>),
    /// Wait this number of ms; then [`DeliveryInput::Done`].
    Sleep(u32),
    /// Pass the event to the application, unverified; then [`DeliveryInput::Done`] or [`DeliveryInput::Failed`].
    Event,
    /// Pass the final verdict and result to the application; then [`DeliveryInput::Done`] or [`DeliveryInput::Failed`].
    Result(Arc<Verdict>, Arc<FlowResult>),
    /// The delivery has ended. It counts as handled only if there is no error.
    End(Result<(), HttpError>),
}

/// Outcome of a [`DeliveryEffect`].
#[derive(Debug)]
#[non_exhaustive]
pub enum DeliveryInput {
    /// Whether the application has handled the event before.
    Seen(bool),
    /// The service's response.
    Response(Result<ServiceResponse, TransportError>),
    /// The effect has ended.
    Done,
    /// A function of the application failed, with this message for the developer.
    Failed(String),
    /// The time limit of the step is over.
    TimedOut,
}

/// The delivery of an event.
pub struct Delivery {
    core: Arc<WebhookCore>,
    event: Arc<Event>,
    state: State,
    failures: Vec<Failure>,
}

enum State {
    Asking,
    Reading { call: Call, reads: u32 },
    Passing(&'static str),
    Ended,
}

impl Delivery {
    /// Begins the delivery of an event.
    pub fn begin(core: Arc<WebhookCore>, event: Arc<Event>) -> (Self, Step<DeliveryEffect>) {
        let step = Step { effect: DeliveryEffect::Seen, limit: limit(core.timeout()) };
        (Self { core, event, state: State::Asking, failures: Vec::new() }, step)
    }

    /// Continues with the outcome of the last effect. An outcome that does not belong to it ends the delivery with an
    /// error.
    pub fn resume(&mut self, input: DeliveryInput, now: Now) -> Step<DeliveryEffect> {
        let (effect, state) = match self.advance(input, now) {
            Ok((effect, state)) => (effect, state),
            Err(error) => (DeliveryEffect::End(Err(error)), State::Ended),
        };
        self.state = state;
        let limit = match &self.state {
            State::Reading { call, .. } => call.limit(now),
            State::Asking | State::Passing(_) => limit(self.core.timeout()),
            State::Ended => None,
        };
        Step { effect, limit }
    }

    /// Returns the failures to report, and forgets them.
    pub fn take_failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    fn advance(&mut self, input: DeliveryInput, now: Now) -> Result<(DeliveryEffect, State), HttpError> {
        let ended = (DeliveryEffect::End(Ok(())), State::Ended);
        match (std::mem::replace(&mut self.state, State::Ended), input) {
            (State::Asking, DeliveryInput::Seen(true)) | (State::Passing(_), DeliveryInput::Done) => {
                Ok(ended)
            }
            (State::Asking, DeliveryInput::Seen(false)) if self.event.is_end() => {
                self.send(self.core.connection.result(&self.event.session_id, now), 0)
            }
            (State::Asking, DeliveryInput::Seen(false)) => {
                Ok((DeliveryEffect::Event, State::Passing("on_event")))
            }
            (State::Reading { call, reads }, DeliveryInput::Done) => self.send(call, reads),
            (State::Reading { call, reads }, DeliveryInput::Response(response)) => {
                self.received(call, reads, response, now)
            }
            (State::Reading { .. }, DeliveryInput::TimedOut) => {
                self.failures.push(self.core.connection.timed_out());
                Err(timeout_error())
            }
            (state, DeliveryInput::Failed(message)) => {
                self.failures.push(self.core.failure(state.callback(), &message));
                Err(HttpError::internal().retryable(true))
            }
            (state, DeliveryInput::TimedOut) => {
                self.failures.push(Failure::late(state.callback(), self.core.timeout()));
                Err(HttpError::internal().retryable(true))
            }
            _ => Err(HttpError::internal()),
        }
    }

    fn send(&self, call: Call, reads: u32) -> Result<(DeliveryEffect, State), HttpError> {
        let request = self.core.connection.request(&call).map_err(|error| to_http_error(&error, true))?;
        Ok((DeliveryEffect::Send(Box::new(request)), State::Reading { call, reads }))
    }

    fn received(
        &mut self,
        mut call: Call,
        reads: u32,
        response: Result<ServiceResponse, TransportError>,
        now: Now,
    ) -> Result<(DeliveryEffect, State), HttpError> {
        let result: FlowResult = match self.core.connection.next(&mut call, response, now) {
            Next::Done(received) => received.value,
            Next::Sleep(ms) => return Ok((DeliveryEffect::Sleep(ms), State::Reading { call, reads })),
            Next::Failed(error) => {
                let response = to_http_error(&error, true);
                if response.status != 404 {
                    self.failures.push(Failure::Service(error));
                }
                return Err(response);
            }
        };
        // With the id as the service writes it in every response: the application may have it as a key.
        let verdict = Verdict::of(&result);
        if verdict.is_final() {
            let effect = DeliveryEffect::Result(Arc::new(verdict), Arc::new(result));
            return Ok((effect, State::Passing("on_result")));
        }
        let reads = reads + 1;
        let delay = to_timer_ms(DELAYS.delay(reads, now.random.clamp(0.0, 1.0)));
        let in_time = call.limit(now).is_none_or(|left| left.as_millis() > u128::from(delay));
        if reads == MAX_READS || !in_time {
            let message = "The result is not final yet; send the event again.";
            let error = HttpError::new(503, "not-final", message).retryable(true);
            return Err(error.header(http::header::RETRY_AFTER, RETRY_AFTER));
        }
        call.restart();
        Ok((DeliveryEffect::Sleep(delay), State::Reading { call, reads }))
    }
}

impl State {
    /// Returns the name of the application's function that is running.
    fn callback(&self) -> &'static str {
        match self {
            Self::Passing(name) => name,
            _ => "seen",
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("event", &self.event).finish_non_exhaustive()
    }
}
