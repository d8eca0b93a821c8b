//! `idempotency_key`: a repeated POST gets the session of the first one.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use flow_widget_loader::server::{
    BoxError, Caller, CreatedSession, Denied, Failure, FlowBackend, FlowHandler, FlowSettings, RequestHead,
};
use http::Request;
use http_body_util::Full;
use serde_json::json;
use tokio::sync::Notify;

use super::fake::{FakeService, KEY, content_of, json_response};

/// What `on_created` does.
#[derive(Clone, Default)]
struct Shop {
    calls: Arc<AtomicUsize>,
    failing: Arc<AtomicUsize>,
    gate: Option<Arc<Notify>>,
}

impl FlowBackend for Shop {
    type User = String;

    async fn authorize(&self, head: RequestHead) -> Result<Option<String>, Denied> {
        Ok(head.headers.get("x-user").map(|user| user.to_str().unwrap_or_default().to_owned()))
    }

    async fn on_created(&self, _: &Caller<String>, _: &CreatedSession) -> Result<(), BoxError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        assert!(self.failing.load(Ordering::SeqCst) != usize::MAX, "expected by the test");
        if call < self.failing.load(Ordering::SeqCst) { Err("no database".into()) } else { Ok(()) }
    }

    fn on_failure(&self, _: &Failure) {}
}

/// Creates a service that creates the sessions `s-1`, `s-2`, …
fn service() -> FakeService {
    let count = AtomicUsize::new(0);
    FakeService::new(move |_| {
        let id = format!("s-{}", 1 + count.fetch_add(1, Ordering::SeqCst));
        Ok(json_response(200, &json!({ "session_id": id, "technologies": [] })))
    })
}

fn handler(shop: &Shop) -> FlowHandler<Shop, FakeService> {
    FlowHandler::with_transport(FlowSettings::new(KEY), shop.clone(), service()).unwrap()
}

fn post(user: &str, body: &'static str) -> Request<Full<Bytes>> {
    let request =
        Request::post("/api/flow").header("x-user", user).header("content-type", "application/json");
    request.body(Full::from(body)).unwrap()
}

const KEYED: &str = r#"{"idempotency_key":"a"}"#;

/// Returns the status and the body's `session_id`.
async fn create(
    handler: &FlowHandler<Shop, FakeService>,
    user: &str,
    body: &'static str,
) -> (u16, Option<String>) {
    let (status, _, body) = content_of(handler.handle(post(user, body)).await).await;
    (status, body["session_id"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_key_that_is_repeated_after_the_token_has_expired_gets_a_new_session() {
    let mut settings = FlowSettings::new(KEY);
    settings.lifetime = Duration::from_millis(1);
    let handler = FlowHandler::with_transport(settings, Shop::default(), service()).unwrap();
    let first = create(&handler, "anna", KEYED).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let second = create(&handler, "anna", KEYED).await;
    assert_eq!((first, second), ((201, Some("s-1".into())), (201, Some("s-2".into()))));
}

#[tokio::test]
async fn a_repeated_key_of_the_same_user_gets_the_first_response() {
    let shop = Shop::default();
    let handler = handler(&shop);
    let session = |id: &str| (201, Some(id.to_owned()));
    assert_eq!(create(&handler, "anna", KEYED).await, session("s-1"));
    assert_eq!(create(&handler, "anna", KEYED).await, session("s-1"));
    assert_eq!(shop.calls.load(Ordering::SeqCst), 1);
    assert_eq!(create(&handler, "boris", KEYED).await, session("s-2"));
    assert_eq!(create(&handler, "anna", r#"{"idempotency_key":"b"}"#).await, session("s-3"));
    assert_eq!(create(&handler, "anna", "{}").await, session("s-4"));
    assert_eq!(create(&handler, "anna", "{}").await, session("s-5"));
}

#[tokio::test]
async fn a_failure_or_panic_is_not_remembered() {
    let shop = Shop { failing: Arc::new(AtomicUsize::new(1)), ..Shop::default() };
    let handler = handler(&shop);
    assert_eq!(create(&handler, "anna", KEYED).await, (500, None));
    shop.failing.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(create(&handler, "anna", KEYED).await, (500, None));
    shop.failing.store(0, Ordering::SeqCst);
    assert_eq!(create(&handler, "anna", KEYED).await, (201, Some("s-3".to_owned())));
}

#[tokio::test]
async fn a_request_waits_for_the_first_one_whose_client_has_disconnected() {
    let gate = Arc::new(Notify::new());
    let shop = Shop { gate: Some(Arc::clone(&gate)), ..Shop::default() };
    let handler = handler(&shop);
    let mut first = Box::pin(handler.handle(post("anna", KEYED)));
    // Polled until the request has been sent and the session announced.
    while shop.calls.load(Ordering::SeqCst) == 0 {
        let pending = poll_fn(|context| Poll::Ready(first.as_mut().poll(context).is_pending())).await;
        assert!(pending);
        tokio::task::yield_now().await;
    }
    drop(first);
    gate.notify_one();
    assert_eq!(create(&handler, "anna", KEYED).await, (201, Some("s-1".to_owned())));
    assert_eq!(shop.calls.load(Ordering::SeqCst), 1);
}
