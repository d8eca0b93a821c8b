//! Creating sessions, keys and errors.

use serde_json::{Value, json};

use super::super::store;
use super::{CREATE, Flow, Service, header, read, result_url, text};

#[test]
fn keys_are_long_enough_distinct_and_recognizable() {
    for flow in Flow::ALL {
        assert!(flow.key().len() >= crate::contract::MIN_KEY_LENGTH);
        assert!(flow.key().starts_with("SANDBOX-TEST-KEY"));
        assert_eq!(Flow::of_key(flow.key()), Some(flow));
    }
}

#[test]
fn the_flows_match_the_table_in_the_guide() {
    let flows = Flow::ALL.map(|flow| (flow.id(), flow.name()));
    assert_eq!(
        flows[..3],
        [
            ("everyone", "Flow for everyone"),
            ("individuals", "Flow for individuals"),
            ("entities", "Flow for legal entities"),
        ]
    );
}

#[test]
fn creates_sessions_for_every_flow() {
    let mut service = Service::new();
    let expected = [
        json!(["LDHP", "F2F"]),
        json!(["LDHP", "ED", "F2F"]),
        json!(["LDHP", "DR", "F2F"]),
        json!(["LDHP"]),
        json!(["LDD"]),
        json!(["LD"]),
        json!(["DR"]),
        json!(["ED"]),
        json!(["F2F"]),
    ];
    for (flow, technologies) in Flow::ALL.into_iter().zip(expected) {
        let response = service.send("POST", CREATE, &json!({ "api_key": flow.key() }).to_string());
        let session = read(&response);
        assert_eq!(session["technologies"], technologies);
        let id = session["session_id"].as_str().unwrap();
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
        assert!("89ab".contains(&id[19..20]));
    }
}

#[test]
fn the_trailing_slash_of_a_path_is_optional() {
    let mut service = Service::new();
    let body = json!({ "api_key": Flow::Everyone.key() }).to_string();
    assert_eq!(service.send("POST", CREATE.trim_end_matches('/'), &body).status, 200);
}

#[test]
fn rejects_malformed_bodies_with_400() {
    let mut service = Service::new();
    let key = Flow::Everyone.key();
    for (body, field) in [
        ("", "detail"),
        ("{", "detail"),
        ("[]", "detail"),
        ("{}", "api_key"),
        (r#"{"api_key": ""}"#, "api_key"),
        (r#"{"api_key": 5}"#, "api_key"),
        (&format!(r#"{{"api_key": "{key}", "metadata": 5}}"#), "metadata"),
        (
            &format!(r#"{{"api_key": "{key}", "metadata": {{"edocument": {{"iin": "900101400013"}}}}}}"#),
            "metadata",
        ),
    ] {
        let response = service.send("POST", CREATE, body);
        assert_eq!(response.status, 400, "{body}");
        assert!(!read(&response)[field].is_null(), "{body} -> {}", text(&response));
        assert!(!text(&response).contains("900101400013"), "the value is echoed: {}", text(&response));
    }
}

#[test]
fn rejects_an_unknown_key_without_echoing_it() {
    let mut service = Service::new();
    let key = "x".repeat(47);
    let response = service.send("POST", CREATE, &json!({ "api_key": key }).to_string());
    assert_eq!(response.status, 403);
    assert!(read(&response)["detail"].is_string());
    assert!(!text(&response).contains(&key));
    let id = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&id, &key), "").status, 403);
}

#[test]
fn responds_with_405_and_the_allowed_methods() {
    let mut service = Service::new();
    for (method, url, allow) in [
        ("GET", CREATE, "POST, OPTIONS"),
        ("POST", "/api/v1/flows/session/result/", "GET, OPTIONS"),
        ("DELETE", "/sandbox/session/x", "GET, OPTIONS"),
        ("GET", "/sandbox/session/x/start", "POST, OPTIONS"),
        ("GET", "/sandbox/session/x/end", "POST, OPTIONS"),
        ("POST", "/widget/flow-widget.js", "GET, HEAD, OPTIONS"),
        ("POST", "/flow/x", "GET, HEAD, OPTIONS"),
        ("POST", "/flow/page.js", "GET, HEAD, OPTIONS"),
    ] {
        let response = service.send(method, url, "");
        assert_eq!((response.status, header(&response, "allow")), (405, Some(allow)), "{method} {url}");
    }
}

#[test]
fn every_response_has_cors_headers() {
    let mut service = Service::new();
    let preflight = service.send("OPTIONS", CREATE, "");
    assert_eq!(preflight.status, 204);
    assert!(header(&preflight, "access-control-allow-headers").unwrap().contains("content-type"));
    for (method, url) in
        [("OPTIONS", CREATE), ("POST", CREATE), ("GET", "/nowhere"), ("GET", "/widget/flow-widget.js")]
    {
        let response = service.send(method, url, "");
        assert_eq!(header(&response, "access-control-allow-origin"), Some("*"), "{method} {url}");
    }
}

#[test]
fn a_session_of_another_flow_is_not_found() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&id, Flow::Entities.key()), "").status, 404);
    assert_eq!(service.send("GET", &result_url("unknown", Flow::Everyone.key()), "").status, 404);
    assert_eq!(service.send("GET", "/api/v1/flows/session/result/", "").status, 400);
}

#[test]
fn drops_old_sessions_and_rejects_large_bodies() {
    let mut service = Service::new();
    let first = service.create(Flow::Everyone, &Value::Null);
    for _ in 1..store::CAPACITY {
        service.create(Flow::Everyone, &Value::Null);
    }
    service.result(&first, Flow::Everyone);
    let last = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&first, Flow::Everyone.key()), "").status, 404);
    service.environment.now_ms += super::super::DEFAULT_LIFETIME_MS + store::RETENTION_MS;
    assert_eq!(service.send("GET", &result_url(&last, Flow::Everyone.key()), "").status, 404);
    let big = "x".repeat(super::super::MAX_BODY_BYTES + 1);
    assert_eq!(service.send("POST", CREATE, &big).status, 413);
}
