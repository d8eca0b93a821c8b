//! Webhooks: repeated events, functions that fail, results that are not final yet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use flow_widget_loader::contract::{FlowResult, Verdict};
use flow_widget_loader::server::{
    BoxError, Event, Failure, RequestHead, WebhookHandler, WebhookReceiver, WebhookSettings,
};
use http::Request;
use http_body_util::Full;
use serde_json::json;

use super::fake::{Calls, FakeService, KEY, content_of, json_response, passed};

/// A receiver that fails as often as `failing` says.
#[derive(Clone, Default)]
struct Receiver {
    calls: Calls,
    failing: Arc<AtomicUsize>,
    seen: bool,
}

impl WebhookReceiver for Receiver {
    async fn on_result(
        &self,
        verdict: &Verdict,
        _: &FlowResult,
        event: &Event,
        _: &RequestHead,
    ) -> Result<(), BoxError> {
        self.calls.push(format!("{} {} {:?}", event.id, verdict.session_id, verdict.passed));
        if self.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(format!("no database {KEY}").into());
        }
        Ok(())
    }

    async fn seen(&self, _: &str, _: &RequestHead) -> Result<bool, BoxError> {
        Ok(self.seen)
    }

    fn on_failure(&self, failure: &Failure) {
        self.calls.push(format!("failed: {failure}"));
    }
}

fn handler(receiver: &Receiver, service: FakeService) -> WebhookHandler<Receiver, FakeService> {
    let mut settings = WebhookSettings::without_secret(KEY);
    settings.timeout = Duration::from_millis(500);
    WebhookHandler::with_transport(settings, receiver.clone(), service).unwrap()
}

fn event(id: &str) -> Request<Full<Bytes>> {
    let body = json!({ "id": id, "event": "flow.end", "session_id": "s-1", "success": true });
    Request::post("/webhook").body(Full::from(body.to_string())).unwrap()
}

#[tokio::test]
async fn an_event_is_handled_once() {
    let receiver = Receiver::default();
    let handler = handler(&receiver, FakeService::with_result(passed()));
    let (first, second) = tokio::join!(handler.handle(event("e-1")), handler.handle(event("e-1")));
    assert_eq!((first.status(), second.status()), (http::StatusCode::OK, http::StatusCode::OK));
    assert_eq!(handler.handle(event("e-1")).await.status(), 200);
    assert_eq!(receiver.calls.take(), ["e-1 s-1 Some(true)"]);
    assert_eq!(handler.handle(event("e-2")).await.status(), 200);
    assert_eq!(receiver.calls.take(), ["e-2 s-1 Some(true)"]);
}

#[tokio::test]
async fn an_event_whose_handling_failed_is_handled_again() {
    let receiver = Receiver { failing: Arc::new(1.into()), ..Receiver::default() };
    let handler = handler(&receiver, FakeService::with_result(passed()));
    let (status, _, body) = content_of(handler.handle(event("e-1")).await).await;
    assert_eq!((status, &body["error"]["retryable"]), (500, &json!(true)));
    assert_eq!(handler.handle(event("e-1")).await.status(), 200);
    let failed = "failed: `on_result`: no database [API key]";
    assert_eq!(receiver.calls.take(), ["e-1 s-1 Some(true)", failed, "e-1 s-1 Some(true)"]);
}

#[tokio::test]
async fn an_event_that_another_instance_has_handled_is_ignored() {
    let receiver = Receiver { seen: true, ..Receiver::default() };
    let service = FakeService::with_result(passed());
    assert_eq!(handler(&receiver, service.clone()).handle(event("e-1")).await.status(), 200);
    assert_eq!((receiver.calls.take().len(), service.count()), (0, 0));
}

#[tokio::test]
async fn a_result_that_is_not_final_in_time_gives_503() {
    let receiver = Receiver::default();
    let pending = json!({ "id": "s-1", "technologies": [], "status": "PROGRESS" });
    let response = handler(&receiver, FakeService::with_result(pending)).handle(event("e-1")).await;
    assert_eq!(response.headers()["retry-after"], "10");
    let (status, _, body) = content_of(response).await;
    assert_eq!((status, &body["error"]["code"]), (503, &json!("not-final")));
    assert_eq!(receiver.calls.take().len(), 0);
}

#[tokio::test]
async fn a_result_is_read_until_it_is_final() {
    let receiver = Receiver::default();
    let count = AtomicUsize::new(0);
    let service = FakeService::new(move |_| {
        let pending = json!({ "id": "s-1", "technologies": [], "status": "PROGRESS" });
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(json_response(200, &if first { pending } else { passed() }))
    });
    let settings = WebhookSettings::without_secret(KEY);
    let handler = WebhookHandler::with_transport(settings, receiver.clone(), service.clone()).unwrap();
    assert_eq!(handler.handle(event("e-1")).await.status(), 200);
    assert_eq!((receiver.calls.take(), service.count()), (vec!["e-1 s-1 Some(true)".to_owned()], 2));
}
