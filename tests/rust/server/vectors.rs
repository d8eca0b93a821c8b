//! The cases of `tests/fixtures/server/`, with which `tests/node/server/vectors.test.mjs` tests the JavaScript handlers,
//! too.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flow_widget_loader::contract::ApiKey;
use flow_widget_loader::server::{
    Claim, Cors, FlowHandler, FlowSettings, Tokens, TransportError, WebhookHandler, WebhookSettings,
};
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};

use super::fake::{FakeService, KEY, Recorder, SECRET, content_of, json_response, passed};

fn cases_of(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/fixtures/server/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Returns a string, or a list of strings, as a list.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        list => list.as_array().unwrap().iter().map(|item| text(item).to_owned()).collect(),
    }
}

fn request_of(case: &Value) -> Request<Full<Bytes>> {
    let request = &case["request"];
    let mut builder = Request::builder().method(text(&request["method"])).uri(text(&request["url"]));
    for (name, value) in request["headers"].as_object().unwrap() {
        // As in fetch, white space around a value is not a part of it.
        builder = builder.header(name, text(value).trim());
    }
    let body = match &request["body"] {
        Value::Null => Bytes::new(),
        Value::String(text) => text.clone().into(),
        body if body["base64"].is_string() => STANDARD.decode(text(&body["base64"])).unwrap().into(),
        body => {
            let times = usize::try_from(body["times"].as_u64().unwrap()).unwrap();
            let parts = [text(&body["before"]), &text(&body["repeat"]).repeat(times), text(&body["after"])];
            parts.concat().into()
        }
    };
    builder.body(Full::new(body)).unwrap()
}

fn service_of(case: &Value) -> FakeService {
    let service = case["service"].clone();
    FakeService::new(move |request| {
        if service == "network" {
            return Err(TransportError { message: "connection reset".to_owned(), unsent: false });
        }
        let status = service["status"].as_u64().map_or(200, |status| u16::try_from(status).unwrap());
        let session = json!({ "session_id": "s-1", "technologies": ["LDHP"] });
        let mut response: Response<Bytes> = match &service["body"] {
            Value::Null if request.method() == "POST" => json_response(status, &session),
            Value::Null => json_response(status, &passed()),
            Value::String(text) => json_response(status, &Value::Null).map(|_| Bytes::from(text.clone())),
            body => json_response(status, body),
        };
        for (name, value) in service["headers"].as_object().into_iter().flatten() {
            let name: http::HeaderName = name.parse().unwrap();
            response.headers_mut().insert(name, text(value).parse().unwrap());
        }
        Ok(response)
    })
}

fn flow_settings(options: &Value) -> FlowSettings {
    let mut settings = FlowSettings::new(KEY);
    settings.secrets = vec![SECRET.to_owned()];
    settings.base_url = "https://service.example".into();
    settings.retries = 0;
    for (name, value) in options.as_object().into_iter().flatten() {
        match name.as_str() {
            "path" => settings.path = Some(text(value).to_owned()),
            "trustProxy" => settings.trust_proxy = value.as_bool().unwrap(),
            "maxBody" => settings.max_body = usize::try_from(value.as_u64().unwrap()).unwrap(),
            "cors" => {
                let mut cors = Cors::new(list(&value["origins"]));
                cors.credentials = value["credentials"].as_bool().unwrap_or(true);
                cors.headers = value.get("headers").map(list).unwrap_or_default();
                settings.cors = Some(cors);
            }
            _ => panic!("unknown option {name}"),
        }
    }
    settings
}

fn webhook_settings(options: &Value) -> WebhookSettings {
    let mut settings = WebhookSettings::without_secret(KEY);
    settings.base_url = "https://service.example".into();
    settings.retries = 0;
    for (name, value) in options.as_object().into_iter().flatten() {
        match name.as_str() {
            "secret" => settings.secrets = list(value),
            "maxBody" => settings.max_body = usize::try_from(value.as_u64().unwrap()).unwrap(),
            _ => panic!("unknown option {name}"),
        }
    }
    settings
}

/// Runs the cases of a file and compares each whole response.
async fn run(file: &str) {
    let mut wrong = Vec::new();
    for case in cases_of(file) {
        let (backend, service) = (Recorder::default(), service_of(&case));
        let request = request_of(&case);
        let response = if file == "events" {
            let settings = webhook_settings(&case["options"]);
            let handler = WebhookHandler::with_transport(settings, backend.clone(), service.clone()).unwrap();
            handler.handle(request).await
        } else {
            let settings = flow_settings(&case["options"]);
            let handler = FlowHandler::with_transport(settings, backend.clone(), service.clone()).unwrap();
            handler.handle(request).await
        };
        let (status, headers, mut body) = content_of(response).await;
        if status == 201 {
            let created = body.as_object_mut().unwrap();
            let (token, expires) = (created.remove("token").unwrap(), created.remove("expires_at").unwrap());
            assert_eq!((text(&token).len(), text(&expires).len()), (56, 24));
        }
        let actual = json!({
            "status": status,
            "headers": headers,
            "body": body,
            "requests": service.count(),
            "called": backend.calls.take(),
        });
        if actual != case["expected"] {
            wrong.push(format!("{}:\n  {actual}\n  expected\n  {}", case["name"], case["expected"]));
        }
        for failure in backend.failures.take() {
            assert!(!failure.contains(KEY), "{failure}");
        }
    }
    assert!(wrong.is_empty(), "{file}.json:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn routes() {
    run("routes").await;
}

#[tokio::test]
async fn csrf() {
    run("csrf").await;
}

#[tokio::test]
async fn cors() {
    run("cors").await;
}

#[tokio::test]
async fn bodies() {
    run("bodies").await;
}

#[tokio::test]
async fn errors() {
    run("errors").await;
}

#[tokio::test]
async fn events() {
    run("events").await;
}

#[test]
fn tokens() {
    for case in cases_of("tokens") {
        let secrets = list(&case["secrets"]);
        let tokens = Tokens::new(secrets.iter().map(String::as_str), &ApiKey::new(text(&case["apiKey"])));
        let claim = Claim { session_id: text(&case["sessionId"]), user_id: text(&case["userId"]) };
        let valid = tokens.check(text(&case["token"]), claim, case["now"].as_u64().unwrap());
        assert_eq!(valid, case["valid"], "{}", case["name"]);
        if let Some(expires) = case["expires"].as_u64() {
            assert_eq!(tokens.issue(claim, expires), case["token"], "{}", case["name"]);
        }
    }
}
