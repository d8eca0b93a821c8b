//! Requests to the service, with retries within one time limit. Sends nothing itself.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header};

use super::error::{HttpError, header_text};
use super::step::{Failure, Now};
use crate::client::redact::Redactor;
use crate::client::request::ApiRequest;
use crate::client::response::{self, Decode, RawResponse};
use crate::client::{Code, Error, Received, backoff};
use crate::contract::{
    API_KEY_PARAM, ApiKey, CREATE_PATH, CreateSession, Metadata, RESULT_PATH, SESSION_ID_PARAM,
};

/// A request to the service. `Debug` hides its URL and its body, which contain the API key.
#[derive(Clone)]
pub struct ServiceRequest {
    /// Method, absolute URL, headers and body.
    pub request: Request<Bytes>,
    max_success: usize,
    max_error: usize,
}

impl ServiceRequest {
    /// Returns the maximum size of the body of a response with this status, in bytes. The rest should not be read.
    pub fn max_body(&self, status: u16) -> usize {
        if (200..300).contains(&status) { self.max_success } else { self.max_error }
    }
}

impl fmt::Debug for ServiceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceRequest").field("method", self.request.method()).finish_non_exhaustive()
    }
}

/// A response of the service.
#[derive(Clone, Debug, Default)]
pub struct ServiceResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, at most as long as [`ServiceRequest::max_body`] says.
    pub body: Bytes,
    /// Whether the body was longer.
    pub too_large: bool,
}

/// Why there is no complete response of the service.
#[derive(Clone, Debug)]
pub struct TransportError {
    /// What happened, for the developer. The API key is removed from it.
    pub message: String,
    /// Whether the request was certainly not sent, for example because no connection was established. Such a request is
    /// repeated even if it creates a session.
    pub unsent: bool,
}

/// What the requests to the service need.
pub(super) struct Connection {
    pub(super) api_key: ApiKey,
    pub(super) base_url: String,
    pub(super) retries: u32,
    pub(super) timeout: Duration,
    pub(super) redactor: Redactor,
}

/// What a call asks for.
enum Target {
    Create(String),
    Result(String),
}

/// One call: a request with its repetitions.
pub(super) struct Call {
    target: Target,
    attempts: u32,
    deadline_ms: Option<u64>,
}

/// What a call does next.
pub(super) enum Next<T> {
    /// Send the request again after this delay, in ms.
    Sleep(u32),
    /// The response.
    Done(Received<T>),
    /// The error of the last attempt.
    Failed(Error),
}

impl Connection {
    pub(super) fn new(api_key: &ApiKey, base_url: &str, retries: u32, timeout: Duration) -> Self {
        Self {
            redactor: Redactor::new(api_key),
            api_key: api_key.clone(),
            base_url: base_url.trim_end_matches('/').to_owned(),
            retries,
            timeout,
        }
    }

    /// Begins a call that creates a session.
    pub(super) fn create(&self, metadata: Option<Metadata>, now: Now) -> Result<Call, Error> {
        let body = serde_json::to_string(&CreateSession { api_key: self.api_key.clone(), metadata });
        let body = body.map_err(|_| Error::internal("Could not serialize the request."))?;
        Ok(self.begin(Target::Create(body), now))
    }

    /// Begins a call that reads the result of a session.
    pub(super) fn result(&self, session_id: &str, now: Now) -> Call {
        self.begin(Target::Result(session_id.to_owned()), now)
    }

    fn begin(&self, target: Target, now: Now) -> Call {
        let limit = u64::try_from(self.timeout.as_millis()).ok().filter(|&ms| ms > 0);
        Call { target, attempts: 0, deadline_ms: limit.map(|ms| now.monotonic_ms.saturating_add(ms)) }
    }

    /// Returns the request of a call.
    pub(super) fn request(&self, call: &Call) -> Result<ServiceRequest, Error> {
        let base = &self.base_url;
        let accept = (header::ACCEPT, HeaderValue::from_static("application/json"));
        let mut builder = Request::builder().header(accept.0, &accept.1);
        let kind = self.kind(call);
        let body = match &kind {
            ApiRequest::Create(body) => {
                builder = builder.method(Method::POST).uri(format!("{base}{CREATE_PATH}"));
                builder = builder.header(header::CONTENT_TYPE, accept.1);
                Bytes::copy_from_slice(body.as_bytes())
            }
            ApiRequest::Result(id, key) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                query.append_pair(SESSION_ID_PARAM, id).append_pair(API_KEY_PARAM, key.reveal());
                builder = builder.uri(format!("{base}{RESULT_PATH}?{}", query.finish()));
                Bytes::new()
            }
        };
        let request = builder.body(body).map_err(|_| Error::internal("Could not write the request."))?;
        Ok(ServiceRequest { request, max_success: kind.max_body(200), max_error: kind.max_body(500) })
    }

    fn kind<'a>(&'a self, call: &'a Call) -> ApiRequest<'a> {
        match &call.target {
            Target::Create(body) => ApiRequest::Create(body),
            Target::Result(id) => ApiRequest::Result(id, &self.api_key),
        }
    }

    /// Decides how a call continues after an attempt.
    pub(super) fn next<T: Decode>(
        &self,
        call: &mut Call,
        response: Result<ServiceResponse, TransportError>,
        now: Now,
    ) -> Next<T> {
        let kind = self.kind(call);
        let decoded = match response {
            Ok(response) => response::decode(raw(response, now), kind.session_id(), &self.redactor),
            Err(TransportError { message, unsent }) => {
                let cause = self.redactor.text(&message);
                Err(Error::network(format!("The service cannot be reached ({cause})."), Some(cause), unsent))
            }
        };
        let error = match decoded {
            Ok(received) => return Next::Done(received),
            Err(error) => error,
        };
        let attempts = call.attempts + 1;
        let delay = backoff::next_delay(&error, kind.is_idempotent(), attempts, self.retries, now.random);
        call.attempts = attempts;
        delay.map_or(Next::Failed(error), Next::Sleep)
    }

    /// Returns the failure to report if the time of a call is over.
    pub(super) fn timed_out(&self) -> Failure {
        let seconds = self.timeout.as_secs_f64();
        let message = format!("The service did not respond within {seconds} s.");
        Failure::Service(Error::network(message, None, false))
    }
}

impl Call {
    /// Returns how much time is left; `None` if there is no limit.
    pub(super) fn limit(&self, now: Now) -> Option<Duration> {
        Some(Duration::from_millis(self.deadline_ms?.saturating_sub(now.monotonic_ms)))
    }

    /// Begins the next of several requests within the same time limit.
    pub(super) fn restart(&mut self) {
        self.attempts = 0;
    }
}

fn raw(response: ServiceResponse, now: Now) -> RawResponse {
    let ServiceResponse { status, headers, body, too_large } = response;
    #[allow(clippy::cast_precision_loss, reason = "ms since 1970 fit")]
    let ms_from_now = |date: &str| {
        let date = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(date.as_secs_f64() * 1000.0 - now.unix_ms as f64)
    };
    RawResponse {
        status,
        content_type: header_text(&headers, "content-type").unwrap_or_default(),
        retry_after_ms: header_text(&headers, "retry-after")
            .and_then(|header| backoff::parse_retry_after(&header, ms_from_now)),
        body: body.into(),
        too_large,
    }
}

/// Converts an error of the service to the response for the browser. Only a message about metadata is passed on,
/// because the browser may have proposed the metadata.
pub(super) fn to_http_error(error: &Error, reading: bool) -> HttpError {
    match (error.code(), error.status()) {
        (Code::InvalidMetadata, _) => HttpError::new(400, "invalid-metadata", error.message()),
        (Code::Http, Some(404)) if reading => HttpError::not_found(),
        (Code::Http, Some(429)) => {
            let limited =
                HttpError::new(429, "rate-limited", "Too many requests; try again later.").retryable(true);
            match error.retry_after_ms() {
                Some(ms) => limited.header(header::RETRY_AFTER, ms.div_ceil(1000)),
                None => limited,
            }
        }
        (code @ (Code::Http | Code::Network | Code::InvalidResponse), _) => {
            HttpError::new(502, code.as_str(), "The verification service failed.")
                .retryable(error.is_retryable())
        }
        _ => HttpError::internal(),
    }
}

/// Returns the response if the service did not respond in time.
pub(super) fn timeout_error() -> HttpError {
    HttpError::new(504, "timeout", "The verification service did not respond in time.").retryable(true)
}
