//! Real connections: an axum server with the handlers, reqwest, and the sandbox as the service.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use flow_widget_loader::sandbox::{Assets, Environment, Flow, Request as SandboxRequest, Sandbox, Settings};
use flow_widget_loader::server::{
    FlowHandler, FlowSettings, ReqwestTransport, Transport, WebhookHandler, WebhookSettings,
};
use http::{Request, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fake::Recorder;

struct Clock(u8);

impl Environment for Clock {
    fn now_ms(&mut self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        u64::try_from(now.as_millis()).unwrap()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        self.0 += 1;
        bytes.fill(self.0);
    }
}

/// Starts a server on a free port and returns its URL. It ends with the test's runtime.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Starts the sandbox, with results that are final as soon as a session has ended.
async fn serve_sandbox() -> String {
    let settings = Settings { settle_ms: 0, ..Settings::default() };
    let sandbox = Arc::new(Mutex::new((Sandbox::new(Assets::default(), settings), Clock(0))));
    let handle = move |request: Request<Body>| {
        let sandbox = Arc::clone(&sandbox);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            let (method, url) = (head.method.to_string(), head.uri.to_string());
            let request = SandboxRequest { method, url, headers: Vec::new(), body };
            let (sandbox, clock) = &mut *sandbox.lock().unwrap();
            let response = sandbox.handle(&request, clock);
            let mut builder = Response::builder().status(response.status);
            for (name, value) in response.headers {
                builder = builder.header(name, value);
            }
            builder.body(Body::from(response.body)).unwrap()
        }
    };
    serve(Router::new().fallback(handle)).await
}

/// Sends a request and returns status and JSON body.
async fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = request.body(http_body_util::Full::from(body)).unwrap();
    let response = ReqwestTransport::new().unwrap().send(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn a_session_from_its_creation_to_the_webhook() {
    let service = serve_sandbox().await;
    let key = Flow::Everyone.key();
    let backend = Recorder::default();
    let flow = FlowHandler::new(
        FlowSettings { base_url: service.clone(), ..FlowSettings::new(key) },
        backend.clone(),
    );
    let settings =
        WebhookSettings { base_url: service.clone(), ..WebhookSettings::new(key, "a public webhook secret") };
    let webhook = WebhookHandler::new(settings, backend.clone());
    let router = Router::new()
        .nest_service("/api/flow", flow.unwrap())
        .route_service("/webhooks/{secret}", webhook.unwrap());
    let url = serve(router).await;

    let (status, _) = send("POST", &format!("{url}/api/flow"), &[], &Value::Null).await;
    assert_eq!(status, 401);
    let user = ("x-user", "anna");
    let (status, session) = send("POST", &format!("{url}/api/flow"), &[user], &Value::Null).await;
    assert_eq!(status, 201, "{session}");
    let (id, token) = (session["session_id"].as_str().unwrap(), session["token"].as_str().unwrap());

    let path = format!("{url}/api/flow/{id}");
    let headers = [user, ("x-flow-token", token)];
    let (status, verdict) = send("GET", &path, &headers, &Value::Null).await;
    assert_eq!((status, &verdict["passed"]), (200, &Value::Null), "{verdict}");
    let (status, _) = send("GET", &path, &[("x-user", "boris"), headers[1]], &Value::Null).await;
    assert_eq!(status, 404);

    let end = format!("{service}/sandbox/session/{id}/end");
    assert_eq!(send("POST", &end, &[], &json!({ "outcome": "passed" })).await.0, 200);
    let (status, verdict) = send("GET", &path, &headers, &Value::Null).await;
    assert_eq!((status, &verdict["passed"]), (200, &json!(true)), "{verdict}");

    let event = json!({ "id": "e-1", "event": "flow.end", "session_id": id, "success": false });
    let hook = format!("{url}/webhooks/a%20public%20webhook%20secret");
    assert_eq!(send("POST", &hook, &[], &event).await, (200, json!({ "received": true })));
    assert_eq!(send("POST", &format!("{url}/webhooks/other"), &[], &event).await.0, 404);
    let calls = [format!("onCreated {id}"), format!("onVerdict {id} true"), format!("onResult {id} true")];
    assert_eq!(backend.calls.take(), calls);
    assert_eq!(backend.failures.take().len(), 0);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = serve(Router::new().fallback(async || "never reached")).await;
    let target = format!("{other}/");
    let redirect = move || {
        let target = target.clone();
        async move { Response::builder().status(307).header("location", target).body(Body::empty()).unwrap() }
    };
    let service = serve(Router::new().fallback(redirect)).await;
    let request = Request::get(service).body(http_body_util::Full::default()).unwrap();
    assert_eq!(ReqwestTransport::new().unwrap().send(request).await.unwrap().status(), 307);
}

#[tokio::test]
async fn errors_of_reqwest_contain_no_url_and_say_what_was_not_sent() {
    // A port that was free a moment ago refuses connections.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let request = Request::get(format!("http://{address}/?flow_api_key=secret"));
    let request = request.body(http_body_util::Full::default()).unwrap();
    let error = ReqwestTransport::new().unwrap().send(request).await.unwrap_err();
    assert!(error.unsent && !error.message.contains("secret"), "{error:?}");

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        // Accepts the connection and closes it.
        while listener.accept().await.is_ok() {}
    });
    let request = Request::post(format!("http://{address}/?flow_api_key=secret"));
    let request = request.body(http_body_util::Full::default()).unwrap();
    let error = ReqwestTransport::new().unwrap().send(request).await.unwrap_err();
    assert!(!error.unsent && !error.message.contains("secret"), "{error:?}");
}
