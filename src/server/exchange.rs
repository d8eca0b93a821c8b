//! The flow handler as a state machine: `POST` creates a session, `GET …/{session_id}` returns the verdict to the user who
//! created it.
//!
//! A [`FlowExchange`] takes the head of one request and says, step by step, what the host must do; the host passes each
//! outcome back, until the step is a response. It does no I/O and reads no clock.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body;
use super::cors::{TOKEN_HEADER, check_csrf, is_preflight};
use super::error::{HttpError, header_text};
use super::flow::{CreatedSession, FlowCore, FlowEffect, FlowInput};
use super::respond;
use super::route::{Route, SERVED_ID, can_serve};
use super::service::{Call, Next, timeout_error, to_http_error};
use super::settings::FlowSettings;
use super::step::{Failure, Now, Step, limit};
use super::time::iso_8601;
use super::token::Claim;
use crate::client::Error;
use crate::client::response::Decode;
use crate::contract::{FlowResult, Issue, Metadata, Session, Verdict};

/// One request and its state.
pub struct FlowExchange {
    core: Arc<FlowCore>,
    head: Arc<Parts>,
    state: State,
    failures: Vec<Failure>,
    warnings: Vec<Issue>,
}

enum State {
    Authorizing(Route),
    ReadingBody { user_id: String },
    Claiming { user_id: String, proposed: Option<Value> },
    AwaitingMetadata { user_id: String },
    Creating { user_id: String, call: Call },
    Notifying { created: CreatedSession, token: String },
    Reading { session_id: String, call: Call },
    Deciding { verdict: Arc<Verdict>, result: Arc<FlowResult> },
    Presenting,
    Ended,
}

/// The next step of an exchange, and the state after it.
type Move = (Step<FlowEffect>, State);

/// How an exchange continues: with another step, or with an error response.
type Outcome = Result<Move, HttpError>;

impl FlowExchange {
    /// Begins the exchange for a request.
    pub fn begin(core: Arc<FlowCore>, head: Arc<Parts>) -> (Self, Step<FlowEffect>) {
        let (failures, warnings) = Default::default();
        let mut exchange = Self { core, head, state: State::Ended, failures, warnings };
        let step = match exchange.route() {
            Ok(step) => step,
            Err(error) => exchange.error(error),
        };
        (exchange, step)
    }

    /// Continues with the outcome of the last effect. An outcome that does not belong to it gives a 500.
    pub fn resume(&mut self, input: FlowInput, now: Now) -> Step<FlowEffect> {
        match self.advance(input, now) {
            Ok((step, state)) => {
                self.state = state;
                step
            }
            Err(error) => self.error(error),
        }
    }

    /// Returns the failures to report, and forgets them.
    pub fn take_failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    /// Returns the warnings about metadata, and forgets them.
    pub fn take_warnings(&mut self) -> Vec<Issue> {
        std::mem::take(&mut self.warnings)
    }

    fn route(&mut self) -> Result<Step<FlowEffect>, HttpError> {
        let FlowSettings { cors, path, trust_proxy, .. } = &self.core.settings;
        if let Some(cors) = cors
            && is_preflight(&self.head)
        {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = http::StatusCode::NO_CONTENT;
            *response.headers_mut() = cors.preflight();
            return Ok(self.respond(response));
        }
        let route = Route::of(&self.head.method, self.head.uri.path(), path.as_deref())?;
        if route == Route::Create {
            check_csrf(&self.head, cors.as_ref(), *trust_proxy)?;
        }
        self.state = State::Authorizing(route);
        Ok(self.callback(FlowEffect::Authorize))
    }

    fn advance(&mut self, input: FlowInput, now: Now) -> Outcome {
        let settings = &self.core.settings;
        match (std::mem::replace(&mut self.state, State::Ended), input) {
            (State::Authorizing(_), FlowInput::Denied(mut response)) => {
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                Ok((self.respond(*response), State::Ended))
            }
            (State::Authorizing(route), FlowInput::Authorized(user_id)) => {
                let user_id = user_id.filter(|id| !id.is_empty());
                let user_id =
                    user_id.ok_or_else(|| HttpError::new(401, "unauthorized", "Please sign in."))?;
                match route {
                    Route::Create => {
                        body::check_length(&self.head.headers, settings.max_body)?;
                        let effect = FlowEffect::ReadBody(settings.max_body);
                        let step = Step { effect, limit: limit(settings.body_timeout) };
                        Ok((step, State::ReadingBody { user_id }))
                    }
                    Route::Read(session_id) => self.read(session_id, &user_id, now),
                }
            }
            (State::ReadingBody { .. }, FlowInput::TimedOut) => {
                Err(body::timeout(settings.body_timeout.as_secs_f64()))
            }
            (State::ReadingBody { user_id }, FlowInput::Body(body)) => {
                let body = body.as_deref().map_err(|&fault| fault);
                let object = body::read_object(&self.head.headers, body, settings.max_body, true)?;
                let mut fields = object.unwrap_or_default();
                let proposed = fields.shift_remove("metadata");
                let Some(key) = body::idempotency_key(&fields)? else {
                    return Ok(self.metadata(user_id, proposed));
                };
                // Two users may send the same key.
                let effect = FlowEffect::Once(json!([user_id, key]).to_string());
                Ok((Step { effect, limit: None }, State::Claiming { user_id, proposed }))
            }
            (State::Claiming { user_id, proposed }, FlowInput::Done) => Ok(self.metadata(user_id, proposed)),
            (State::AwaitingMetadata { user_id }, FlowInput::Metadata(metadata)) => {
                let call =
                    self.begin_create(metadata, now).map_err(|error| self.service_error(error, false))?;
                self.send(call, now, |call| State::Creating { user_id, call })
            }
            (State::Creating { user_id, call }, input) => {
                let again = |call| State::Creating { user_id: user_id.clone(), call };
                match self.service(call, input, now, false, again)? {
                    ControlFlow::Continue(next) => Ok(next),
                    ControlFlow::Break(session) => self.created(session, &user_id, now),
                }
            }
            (State::Notifying { created, token }, FlowInput::Done) => {
                let CreatedSession { session_id, technologies, expires_at } = created;
                let body = json!({
                    "session_id": session_id,
                    "technologies": technologies,
                    "token": token,
                    "expires_at": expires_at,
                });
                Ok((self.json(201, &body), State::Ended))
            }
            (State::Reading { session_id, call }, input) => {
                let again = |call| State::Reading { session_id: session_id.clone(), call };
                match self.service(call, input, now, true, again)? {
                    ControlFlow::Continue(next) => Ok(next),
                    ControlFlow::Break(result) => Ok(self.decide(&session_id, result)),
                }
            }
            (State::Deciding { verdict, result }, FlowInput::Done) => Ok(self.present(&verdict, result)),
            (State::Deciding { .. }, FlowInput::Refused | FlowInput::TimedOut) => {
                Err(HttpError::internal().retryable(true))
            }
            (State::Presenting, FlowInput::Presented(fields)) => Ok((self.json(200, &fields), State::Ended)),
            (state, FlowInput::Failed(message)) => {
                self.failures.push(self.core.failure(state.callback(), &message));
                Err(HttpError::internal())
            }
            (state, FlowInput::TimedOut) => {
                self.failures.push(Failure::late(state.callback(), settings.timeout));
                Err(HttpError::internal())
            }
            _ => Err(HttpError::internal()),
        }
    }

    fn metadata(&self, user_id: String, proposed: Option<Value>) -> Move {
        (self.callback(FlowEffect::Metadata(proposed)), State::AwaitingMetadata { user_id })
    }

    fn begin_create(&mut self, metadata: Option<Value>, now: Now) -> Result<Call, Error> {
        let metadata = metadata.filter(|metadata| !metadata.is_null());
        let mut metadata =
            metadata.map(Metadata::read).transpose().map_err(|issues| Error::metadata(&issues))?;
        let issues = metadata.as_mut().map(Metadata::prepare).unwrap_or_default();
        if issues.iter().any(Issue::is_error) {
            return Err(Error::metadata(&issues));
        }
        self.warnings.extend(issues);
        self.core.connection.create(metadata, now)
    }

    fn created(&mut self, session: Session, user_id: &str, now: Now) -> Outcome {
        let Session { session_id, technologies, .. } = session;
        if !can_serve(&session_id) {
            let length = session_id.encode_utf16().count();
            let message = format!(
                "The service's `session_id` must be {SERVED_ID}, but the string of {length} characters is not."
            );
            return Err(self.service_error(Error::response(200, message), false));
        }
        let lifetime = u64::try_from(self.core.settings.lifetime.as_millis()).unwrap_or_default();
        let expires_ms = now.unix_ms.saturating_add(lifetime);
        let token = self.core.tokens.issue(Claim { session_id: &session_id, user_id }, expires_ms);
        let created = CreatedSession { session_id, technologies, expires_at: iso_8601(expires_ms) };
        let step = self.callback(FlowEffect::Created(created.clone()));
        Ok((step, State::Notifying { created, token }))
    }

    fn read(&mut self, session_id: String, user_id: &str, now: Now) -> Outcome {
        let token = token_of(&self.head);
        let claim = Claim { session_id: &session_id, user_id };
        if !self.core.tokens.check(&token, claim, now.unix_ms) {
            return Err(HttpError::not_found());
        }
        let call = self.core.connection.result(&session_id, now);
        self.send(call, now, |call| State::Reading { session_id, call })
    }

    fn decide(&self, session_id: &str, result: FlowResult) -> Move {
        // The service may write the id in another case, but pages compare it with the one that they know.
        let verdict = Verdict { session_id: session_id.to_owned(), ..Verdict::of(&result) };
        let (verdict, result) = (Arc::new(verdict), Arc::new(result));
        if !verdict.is_final() {
            return self.present(&verdict, result);
        }
        let step = self.callback(FlowEffect::Final(Arc::clone(&verdict), Arc::clone(&result)));
        (step, State::Deciding { verdict, result })
    }

    fn present(&self, verdict: &Verdict, result: Arc<FlowResult>) -> Move {
        let fields = match serde_json::to_value(verdict) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        (self.callback(FlowEffect::Present(fields, result)), State::Presenting)
    }

    fn send(&mut self, call: Call, now: Now, state: impl FnOnce(Call) -> State) -> Outcome {
        let request =
            self.core.connection.request(&call).map_err(|error| self.service_error(error, false))?;
        Ok((Step { effect: FlowEffect::Send(Box::new(request)), limit: call.limit(now) }, state(call)))
    }

    /// Continues a call to the service, or breaks off with its response.
    fn service<T: Decode>(
        &mut self,
        mut call: Call,
        input: FlowInput,
        now: Now,
        reading: bool,
        state: impl FnOnce(Call) -> State,
    ) -> Result<ControlFlow<T, Move>, HttpError> {
        match input {
            FlowInput::Response(response) => match self.core.connection.next(&mut call, response, now) {
                Next::Done(received) => Ok(ControlFlow::Break(received.value)),
                Next::Failed(error) => Err(self.service_error(error, reading)),
                Next::Sleep(ms) => {
                    let step = Step { effect: FlowEffect::Sleep(ms), limit: call.limit(now) };
                    Ok(ControlFlow::Continue((step, state(call))))
                }
            },
            FlowInput::Done => self.send(call, now, state).map(ControlFlow::Continue),
            FlowInput::TimedOut => {
                self.failures.push(self.core.connection.timed_out());
                Err(timeout_error())
            }
            _ => Err(HttpError::internal()),
        }
    }

    /// Records an error of the service in full, and returns the response for the browser.
    fn service_error(&mut self, error: Error, reading: bool) -> HttpError {
        let response = to_http_error(&error, reading);
        if response.status != 404 {
            self.failures.push(Failure::Service(error));
        }
        response
    }

    /// Returns the step for a call of a function of the application.
    fn callback(&self, effect: FlowEffect) -> Step<FlowEffect> {
        Step { effect, limit: limit(self.core.settings.timeout) }
    }

    fn json(&self, status: u16, body: &impl Serialize) -> Step<FlowEffect> {
        self.respond(respond::json(&self.core.connection.redactor, status, body))
    }

    fn error(&mut self, error: HttpError) -> Step<FlowEffect> {
        self.state = State::Ended;
        self.respond(respond::error(&self.core.connection.redactor, error))
    }

    fn respond(&self, mut response: Response<Bytes>) -> Step<FlowEffect> {
        if let Some(cors) = &self.core.settings.cors {
            cors.add_headers(&self.head.headers, response.headers_mut());
        }
        Step { effect: FlowEffect::Respond(response), limit: None }
    }
}

impl State {
    /// Returns the name of the application's function that is running.
    fn callback(&self) -> &'static str {
        match self {
            Self::Authorizing(_) => "authorize",
            Self::AwaitingMetadata { .. } => "metadata",
            Self::Notifying { .. } => "on_created",
            Self::Deciding { .. } => "on_verdict",
            _ => "present",
        }
    }
}

/// Returns the token of a request: from `X-Flow-Token`, else from `Authorization: Bearer`.
fn token_of(head: &Parts) -> String {
    let bearer = || {
        let value = header_text(&head.headers, "authorization")?;
        let (scheme, token) = value.split_once(' ')?;
        let token = token.trim_start_matches(' ');
        let valid = scheme.eq_ignore_ascii_case("bearer") && !token.contains(char::is_whitespace);
        valid.then(|| token.to_owned())
    };
    header_text(&head.headers, TOKEN_HEADER).or_else(bearer).unwrap_or_default()
}

impl fmt::Debug for FlowExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowExchange").finish_non_exhaustive()
    }
}
