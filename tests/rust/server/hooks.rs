//! The application's functions: what they receive, when they are called, and what happens if they fail.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use flow_widget_loader::contract::{FlowResult, Verdict};
use flow_widget_loader::server::{
    BoxError, Caller, CreatedSession, Denied, Failure, FlowBackend, FlowHandler, FlowSettings, RequestHead,
    TransportError, User, authorize_with,
};
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use super::fake::{Calls, FakeService, KEY, content_of, json_response, passed};

struct Customer {
    number: u32,
}

impl User for Customer {
    fn id(&self) -> Cow<'_, str> {
        self.number.to_string().into()
    }
}

/// A backend whose functions do what the fields say.
#[derive(Clone, Default)]
struct Shop {
    calls: Calls,
    failing: Arc<AtomicUsize>,
    hang: Option<&'static str>,
    gate: Option<Arc<Notify>>,
}

impl Shop {
    async fn call(&self, name: &str, text: &str) -> Result<(), BoxError> {
        if self.hang == Some(name) {
            std::future::pending::<()>().await;
        }
        if let Some(gate) = &self.gate {
            self.calls.push(format!("{name} begins"));
            gate.notified().await;
        }
        self.calls.push(format!("{name} {text}"));
        let left = self.failing.load(Ordering::SeqCst);
        if left > 0 {
            self.failing.store(left - 1, Ordering::SeqCst);
            return Err(format!("the database refused {KEY}").into());
        }
        Ok(())
    }
}

impl FlowBackend for Shop {
    type User = Customer;

    async fn authorize(&self, head: RequestHead) -> Result<Option<Customer>, Denied> {
        if head.headers.contains_key("x-slow") {
            let response = Response::builder().status(429).header("retry-after", "5");
            return Err(Denied::response(response.body("slow down")?));
        }
        if head.headers.contains_key("x-broken") {
            Err(std::io::Error::other("no database"))?;
        }
        Ok(Some(Customer { number: 7 }))
    }

    async fn present(
        &self,
        caller: &Caller<Customer>,
        fields: &mut Map<String, Value>,
        result: &FlowResult,
    ) -> Result<(), BoxError> {
        fields.insert("customer".into(), caller.user.number.into());
        fields.insert("technologies".into(), result.technologies.len().into());
        fields.remove("failure_reasons");
        Ok(())
    }

    async fn on_created(&self, _: &Caller<Customer>, session: &CreatedSession) -> Result<(), BoxError> {
        self.call("on_created", &session.session_id).await
    }

    async fn on_verdict(
        &self,
        _: &Caller<Customer>,
        verdict: &Verdict,
        _: &FlowResult,
    ) -> Result<(), BoxError> {
        self.call("on_verdict", &verdict.session_id).await
    }

    fn on_failure(&self, failure: &Failure) {
        self.calls.push(format!("failed: {failure}"));
    }

    fn on_warning(&self, warning: &str) {
        self.calls.push(format!("warning: {warning}"));
    }
}

type Handler = FlowHandler<Shop, FakeService>;

fn handler(shop: &Shop, service: FakeService) -> Handler {
    let mut settings = FlowSettings::new(KEY);
    settings.timeout = Duration::from_millis(200);
    FlowHandler::with_transport(settings, shop.clone(), service).unwrap()
}

fn post() -> Request<Full<Bytes>> {
    Request::post("/api/flow").body(Full::default()).unwrap()
}

async fn create(handler: &Handler) -> Value {
    content_of(handler.handle(post()).await).await.2
}

fn get(session: &Value) -> Request<Full<Bytes>> {
    let uri = format!("/api/flow/{}", session["session_id"].as_str().unwrap());
    let token = session["token"].as_str().unwrap();
    Request::get(uri).header("x-flow-token", token).body(Full::default()).unwrap()
}

#[tokio::test]
async fn a_backend_can_be_a_function() {
    let backend =
        authorize_with(async |head: RequestHead| Ok(head.headers.get("x-user").map(|_| "anna".to_owned())));
    let service = FakeService::with_result(passed());
    let handler = FlowHandler::with_transport(FlowSettings::new(KEY), backend, service).unwrap();
    assert_eq!(handler.handle(post()).await.status(), 401);
    let request = Request::post("/").header("x-user", "1").body(Full::<Bytes>::default()).unwrap();
    assert_eq!(handler.handle(request).await.status(), 201);
}

#[tokio::test]
async fn the_verdict_is_announced_once_and_presented_each_time() {
    let shop = Shop::default();
    let handler = handler(&shop, FakeService::with_result(passed()));
    let session = create(&handler).await;
    for _ in 0..2 {
        let (status, _, body) = content_of(handler.clone().handle(get(&session)).await).await;
        let expected = json!({ "session_id": "s-1", "status": "FINISHED", "passed": true, "cancelled": false,
            "customer": 7, "technologies": 0 });
        assert_eq!((status, body), (200, expected));
    }
    assert_eq!(shop.calls.take(), ["on_created s-1", "on_verdict s-1"]);
}

#[tokio::test]
async fn on_verdict_is_called_again_after_an_error() {
    let shop = Shop::default();
    let handler = handler(&shop, FakeService::with_result(passed()));
    let session = create(&handler).await;
    shop.failing.store(1, Ordering::SeqCst);
    shop.calls.take();
    let (status, _, body) = content_of(handler.handle(get(&session)).await).await;
    assert_eq!((status, &body["error"]["retryable"]), (500, &json!(true)));
    assert_eq!(handler.handle(get(&session)).await.status(), 200);
    let failed = "failed: `on_verdict`: the database refused [API key]";
    assert_eq!(shop.calls.take(), ["on_verdict s-1", failed, "on_verdict s-1"]);
}

#[tokio::test]
async fn on_created_that_fails_withholds_the_session() {
    let shop = Shop { failing: Arc::new(1.into()), ..Shop::default() };
    let handler = handler(&shop, FakeService::with_result(passed()));
    let (status, _, body) = content_of(handler.handle(post()).await).await;
    let message = "Internal server error.";
    let expected = json!({ "error": { "code": "internal", "message": message, "retryable": false } });
    assert_eq!((status, body), (500, expected));
    let calls = shop.calls.take();
    assert_eq!(calls, ["on_created s-1", "failed: `on_created`: the database refused [API key]"]);
}

#[tokio::test]
async fn functions_that_take_too_long_end_the_request() {
    let shop = Shop { hang: Some("on_created"), ..Shop::default() };
    assert_eq!(handler(&shop, FakeService::with_result(passed())).handle(post()).await.status(), 500);
    assert_eq!(shop.calls.take(), ["failed: `on_created`: did not return within 0.2 s"]);

    let shop = Shop { hang: Some("on_verdict"), ..Shop::default() };
    let handler = handler(&shop, FakeService::with_result(passed()));
    let session = create(&handler).await;
    shop.calls.take();
    let (status, _, body) = content_of(handler.handle(get(&session)).await).await;
    assert_eq!((status, &body["error"]["retryable"]), (500, &json!(true)));
    // The request may end before the function.
    while !shop.calls.contains("failed: `on_verdict`: did not return within 0.2 s") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn hooks_continue_if_the_client_disconnects() {
    let gate = Arc::new(Notify::new());
    let shop = Shop { gate: Some(Arc::clone(&gate)), ..Shop::default() };
    let mut settings = FlowSettings::new(KEY);
    settings.timeout = Duration::ZERO;
    let service = FakeService::with_result(passed());
    let handler = FlowHandler::with_transport(settings, shop.clone(), service).unwrap();
    let request = tokio::spawn(async move { handler.handle(post()).await });
    while !shop.calls.contains("on_created begins") {
        tokio::task::yield_now().await;
    }
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    gate.notify_one();
    while !shop.calls.contains("on_created s-1") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn authorize_may_return_its_own_response_or_fail() {
    let shop = Shop::default();
    let handler = handler(&shop, FakeService::with_result(passed()));
    let slow = Request::post("/").header("x-slow", "1").body(Full::<Bytes>::default()).unwrap();
    let response = handler.handle(slow).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "5");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let broken = Request::post("/").header("x-broken", "1").body(Full::<Bytes>::default()).unwrap();
    assert_eq!(handler.handle(broken).await.status(), 500);
    assert_eq!(shop.calls.take(), ["failed: `authorize`: no database"]);
}

#[tokio::test]
async fn a_service_that_hangs_gives_504() {
    let shop = Shop::default();
    let hanging = FakeService::new(|_| Err(TransportError { message: "refused".into(), unsent: true }));
    let mut settings = FlowSettings::new(KEY);
    settings.timeout = Duration::from_millis(50);
    settings.retries = 100;
    let handler = FlowHandler::with_transport(settings, shop.clone(), hanging).unwrap();
    let (status, _, body) = content_of(handler.handle(post()).await).await;
    assert_eq!((status, &body["error"]["code"]), (504, &json!("timeout")));
    assert_eq!(shop.calls.take(), ["failed: The service did not respond within 0.05 s."]);
}

#[tokio::test]
async fn a_creation_is_repeated_only_if_it_was_not_sent() {
    for (unsent, requests) in [(true, 2), (false, 1)] {
        let count = Arc::new(AtomicUsize::new(0));
        let service = FakeService::new(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Err(TransportError { message: "failed".into(), unsent }),
            _ => Ok(json_response(200, &json!({ "session_id": "s-1", "technologies": [] }))),
        });
        let mut settings = FlowSettings::new(KEY);
        settings.retries = 1;
        let handler = FlowHandler::with_transport(settings, Shop::default(), service.clone()).unwrap();
        let status = handler.handle(post()).await.status().as_u16();
        assert_eq!((status, service.count()), (if unsent { 201 } else { 502 }, requests));
    }
}

#[tokio::test]
async fn warnings_are_reported_once_each() {
    let shop = Shop::default();
    let mut settings = FlowSettings::new("a-key-that-is-valid-but-short-for-a-key");
    settings.base_url = "http://service.example".into();
    let handler =
        FlowHandler::with_transport(settings.clone(), shop.clone(), FakeService::with_result(passed()));
    assert!(handler.is_ok());
    assert_eq!(
        shop.calls.take(),
        [
            "warning: `api_key` is shorter than the 47 characters of a real key",
            "warning: `base_url` uses http: the API key is sent unencrypted",
        ]
    );
    for host in ["localhost", "127.0.0.1:3000", "LOCALHOST/path"] {
        settings.base_url = format!("HTTP://{host}");
        assert_eq!(settings.warnings().len(), 1, "{host}");
    }
}
