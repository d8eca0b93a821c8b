//! A service without a network, and a backend that records its calls.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use flow_widget_loader::contract::{FlowResult, Verdict};
use flow_widget_loader::server::{
    BoxError, Caller, CreatedSession, Denied, Event, Failure, FlowBackend, RequestHead, Transport,
    TransportError, WebhookReceiver,
};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

/// An API key of the cases in `tests/fixtures/server/`.
pub const KEY: &str = "an-API-key-of-a-flow-for-the-shared-vectors-0123";
/// The secret that signs their tokens.
pub const SECRET: &str = "a public secret of 32 or more characters for tests";

type Answer = Result<Response<Bytes>, TransportError>;
type Answerer = dyn Fn(&Request<Bytes>) -> Answer + Send + Sync;

/// A service that answers with a function.
#[derive(Clone)]
pub struct FakeService {
    answer: Arc<Answerer>,
    pub requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl FakeService {
    pub fn new(answer: impl Fn(&Request<Bytes>) -> Answer + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), requests: Arc::default() }
    }

    /// Creates a service that creates the session `s-1` and returns this result.
    pub fn with_result(result: Value) -> Self {
        Self::new(move |request| {
            let session = json!({ "session_id": "s-1", "technologies": ["LDHP"] });
            Ok(json_response(200, if request.method() == "POST" { &session } else { &result }))
        })
    }

    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

impl Transport for FakeService {
    type Body = Full<Bytes>;

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Full<Bytes>>, TransportError> {
        let (head, body) = request.into_parts();
        let request = Request::from_parts(head, body.collect().await.unwrap().to_bytes());
        let answer = (self.answer)(&request);
        self.requests.lock().unwrap().push(request);
        answer.map(|response| response.map(Full::new))
    }
}

pub fn json_response(status: u16, body: &Value) -> Response<Bytes> {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Bytes::from(body.to_string())).unwrap()
}

pub fn passed() -> Value {
    json!({ "id": "s-1", "technologies": [], "status": "FINISHED", "flow_session_result": true })
}

/// What a [`Recorder`] was called with.
#[derive(Clone, Default)]
pub struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    pub fn push(&self, call: String) {
        self.0.lock().unwrap().push(call);
    }

    pub fn contains(&self, call: &str) -> bool {
        self.0.lock().unwrap().iter().any(|given| given == call)
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A backend that knows users by the header `x-user`, proposes the browser's metadata, and records its calls.
#[derive(Clone, Default)]
pub struct Recorder {
    pub calls: Calls,
    pub failures: Calls,
}

impl FlowBackend for Recorder {
    type User = String;

    async fn authorize(&self, head: RequestHead) -> Result<Option<String>, Denied> {
        Ok(head.headers.get("x-user").and_then(|user| user.to_str().ok()).map(String::from))
    }

    async fn metadata(&self, _: &Caller<String>, proposed: Option<Value>) -> Result<Option<Value>, BoxError> {
        Ok(proposed)
    }

    async fn on_created(&self, _: &Caller<String>, session: &CreatedSession) -> Result<(), BoxError> {
        self.calls.push(format!("onCreated {}", session.session_id));
        Ok(())
    }

    async fn on_verdict(
        &self,
        _: &Caller<String>,
        verdict: &Verdict,
        _: &FlowResult,
    ) -> Result<(), BoxError> {
        self.calls.push(described("onVerdict", verdict));
        Ok(())
    }

    fn on_failure(&self, failure: &Failure) {
        self.failures.push(failure.to_string());
    }

    fn on_warning(&self, _: &str) {}
}

impl WebhookReceiver for Recorder {
    async fn on_result(
        &self,
        verdict: &Verdict,
        _: &FlowResult,
        _: &Event,
        _: &RequestHead,
    ) -> Result<(), BoxError> {
        self.calls.push(described("onResult", verdict));
        Ok(())
    }

    async fn on_event(&self, event: &Event, _: &RequestHead) -> Result<(), BoxError> {
        self.calls.push(format!("onEvent {}", event.session_id));
        Ok(())
    }

    fn on_failure(&self, failure: &Failure) {
        self.failures.push(failure.to_string());
    }
}

fn described(name: &str, verdict: &Verdict) -> String {
    let passed = verdict.passed.map_or("null".to_owned(), |passed| passed.to_string());
    format!("{name} {} {passed}", verdict.session_id)
}

/// Returns status, headers and JSON body of a response; the body of an empty response is an empty object.
pub async fn content_of(response: Response<Full<Bytes>>) -> (u16, Value, Value) {
    let (head, body) = response.into_parts();
    let mut headers = json!({});
    for (name, value) in &head.headers {
        let value = value.to_str().unwrap();
        headers[name.as_str()] = match headers[name.as_str()].as_str() {
            Some(first) => format!("{first}, {value}").into(),
            None => value.into(),
        };
    }
    let body = body.collect().await.unwrap().to_bytes();
    let body = if body.is_empty() { json!({}) } else { serde_json::from_slice(&body).unwrap() };
    (head.status.as_u16(), headers, body)
}
