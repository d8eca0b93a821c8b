//! Outcomes without a user, lifetime and switches.

use serde_json::{Value, json};

use super::super::{Qr, Settings};
use super::{CREATE, Flow, Service, passed, read, result_url, text};

fn options(options: &Value) -> Value {
    json!({ "sandbox": options })
}

#[test]
fn a_request_ends_a_session_in_any_state() {
    let mut service = Service::new();
    let flow = Flow::Entities;
    for (outcome, status, state) in [
        ("passed", "FINISHED", "finished"),
        ("failed", "FAILED", "finished"),
        ("cancelled", "FAILED", "finished"),
        ("expired", "EXPIRED", "expired"),
    ] {
        for start in [false, true] {
            let id = service.create(flow, &Value::Null);
            if start {
                service.post(&id, "start", &Value::Null);
            }
            let body = json!({ "outcome": outcome });
            assert_eq!(service.post(&id, "end", &body), 200);
            assert_eq!(service.post(&id, "end", &body), 409);
            service.settle();
            let verdict = service.verdict(&id, flow);
            assert_eq!((verdict.status.as_str(), verdict.passed), (status, Some(outcome == "passed")));
            assert_eq!(verdict.cancelled, outcome == "cancelled");
            let view = service.view(&id);
            assert_eq!((&view["state"], &view["outcome"]), (&json!(state), &json!(outcome)));
            let ended = if outcome == "expired" { 410 } else { 409 };
            assert_eq!(service.post(&id, "start", &Value::Null), ended);
            assert_eq!(service.post(&id, "finish", &passed(flow)), ended);
        }
    }
    assert_eq!(service.post("unknown", "end", &json!({ "outcome": "passed" })), 404);
}

#[test]
fn rejects_endings_that_are_not_valid() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    for (body, word) in [
        (Value::Null, "body"),
        (json!({}), "outcome"),
        (json!({ "outcome": "won" }), "expected one of"),
        (json!({ "outcome": "failed", "technology": "ED" }), "`technology`"),
        (json!({ "outcome": "failed", "technology": "X" }), "`technology`"),
        (json!({ "outcome": "failed", "reason": "TIMEOUT" }), "Reason"),
        (json!({ "outcome": "failed", "reason": { "type": "" } }), "`reason.type`"),
        (json!({ "outcome": "passed", "reason": { "type": "TIMEOUT" } }), "`reason`"),
        (json!({ "outcome": "failed", "after": 1 }), "after"),
    ] {
        let response = service.send("POST", &format!("/sandbox/session/{id}/end"), &body.to_string());
        assert_eq!(response.status, 400, "{body}");
        assert!(text(&response).contains(word), "{body}: {}", text(&response));
    }
    assert_eq!(service.view(&id)["state"], "created");
}

#[test]
fn a_preset_waits_for_the_widget() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let reason = json!({ "type": "TIMEOUT", "detail": null });
    let id = service
        .create(flow, &options(&json!({ "outcome": "failed", "technology": "F2F", "reason": reason })));
    service.environment.now_ms += 60_000;
    let view = service.view(&id);
    assert_eq!(view["state"], "created");
    assert_eq!(view["preset"], json!({ "outcome": "failed", "reason": reason, "technology": "F2F" }));
}

#[test]
fn an_api_key_can_have_a_preset() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    for outcome in ["passed", "failed", "cancelled", "expired"] {
        let key = format!("{}+{outcome}", flow.key());
        let id =
            read(&service.send("POST", CREATE, &json!({ "api_key": key }).to_string()))["session_id"].clone();
        let id = id.as_str().unwrap();
        assert_eq!(service.view(id)["preset"]["outcome"], outcome);
        let encoded = key.replace('+', "%2B");
        for key in [flow.key(), &key, &encoded] {
            assert_eq!(service.send("GET", &result_url(id, key), "").status, 200, "{key}");
        }
        let metadata = options(&json!({ "outcome": "passed" }));
        let body = json!({ "api_key": key, "metadata": metadata });
        let id = read(&service.send("POST", CREATE, &body.to_string()))["session_id"].clone();
        assert_eq!(service.view(id.as_str().unwrap())["preset"]["outcome"], "passed");
    }
    let id = service.create(flow, &Value::Null);
    assert!(service.view(&id)["preset"].is_null());
    let unknown = json!({ "api_key": format!("{}+won", flow.key()) });
    assert_eq!(service.send("POST", CREATE, &unknown.to_string()).status, 403);
}

#[test]
fn a_session_ends_by_itself_after_a_given_time() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let id = service.create(flow, &options(&json!({ "outcome": "cancelled", "after": 5000 })));
    service.post(&id, "start", &Value::Null);
    service.environment.now_ms += 4999;
    let view = service.view(&id);
    assert_eq!((&view["state"], &view["outcome"]), (&json!("started"), &Value::Null));
    assert!(view["preset"].is_null(), "the widget does not end the session before its time");
    service.environment.now_ms += 1;
    assert_eq!(service.view(&id)["state"], "finished");
    assert_eq!(service.result(&id, flow)["status"], "PROGRESS");
    service.settle();
    assert!(service.verdict(&id, flow).cancelled);

    let id = service.create(flow, &options(&json!({ "outcome": "passed", "after": 0 })));
    service.settle();
    assert_eq!(service.verdict(&id, flow).passed, Some(true));

    let id = service.create(flow, &options(&json!({ "outcome": "failed", "after": 5000 })));
    service.run(&id, &passed(flow));
    service.environment.now_ms += 5000;
    assert_eq!(service.verdict(&id, flow).passed, Some(true), "the user ended the session first");
}

#[test]
fn rejects_session_options_that_are_not_valid() {
    let mut service = Service::new();
    for (given, word) in [
        (json!("failed"), "Not valid"),
        (json!(["failed", null, null, null, null, null]), "expected an object"),
        (json!([]), "expected an object"),
        (json!({ "outcome": "won" }), "expected one of"),
        (json!({ "after": 5 }), "`outcome` is required"),
        (json!({ "outcome": "failed", "after": -1 }), "-1"),
        (json!({ "outcome": "failed", "technology": "ED" }), "`technology`"),
        (json!({ "qr": "yes" }), "expected one of"),
        (json!({ "retry": true }), "unknown field"),
    ] {
        let body = json!({ "api_key": Flow::Everyone.key(), "metadata": options(&given) });
        let response = service.send("POST", CREATE, &body.to_string());
        assert_eq!(response.status, 400, "{given}");
        let message = read(&response)["metadata"]["sandbox"][0].as_str().unwrap().to_owned();
        assert!(message.contains(word), "{given}: {message}");
    }
}

#[test]
fn a_session_that_has_not_ended_expires() {
    let mut service = Service::with(Settings { lifetime_ms: 10_000, ..Settings::default() });
    let flow = Flow::Everyone;
    let open = service.create(flow, &Value::Null);
    let started = service.create(flow, &Value::Null);
    service.post(&started, "start", &Value::Null);
    service.post(&started, "technology", &json!({ "code": "LDHP", "passed": true }));
    let ended = service.create(flow, &Value::Null);
    service.run(&ended, &passed(flow));
    let late = service.create(flow, &options(&json!({ "outcome": "passed", "after": 10_001 })));
    service.environment.now_ms += 9999;
    assert_eq!(service.result(&open, flow)["status"], "PROGRESS");
    service.environment.now_ms += 1;
    for id in [&open, &started, &late] {
        let result = service.result(id, flow);
        assert_eq!((&result["status"], &result["flow_session_result"]), (&json!("EXPIRED"), &json!(false)));
        assert_eq!(service.view(id)["state"], "expired");
        assert_eq!(service.post(id, "start", &Value::Null), 410);
        assert_eq!(service.post(id, "finish", &passed(flow)), 410);
    }
    assert_eq!(service.result(&started, flow)["liveness_result"]["result"], true);
    assert_eq!(service.verdict(&ended, flow).passed, Some(true));
}

#[test]
fn the_widget_gets_the_switches() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let switches = |service: &mut Service, metadata: &Value| {
        let id = service.create(flow, metadata);
        let view = service.view(&id);
        (view["qr"].clone(), view["retry_liveness"].clone())
    };
    assert_eq!(switches(&mut service, &Value::Null), (json!("off"), json!(false)));
    let own = options(&json!({ "qr": "allow", "retryLiveness": true }));
    assert_eq!(switches(&mut service, &own), (json!("allow"), json!(true)));
    let settings = Settings { qr: Qr::Always, retry_liveness: true, ..Settings::default() };
    let mut service = Service::with(settings);
    assert_eq!(switches(&mut service, &Value::Null), (json!("always"), json!(true)));
    let own = options(&json!({ "qr": "off", "retryLiveness": false }));
    assert_eq!(switches(&mut service, &own), (json!("off"), json!(false)));
}

#[test]
fn settings_are_read_from_camel_case() {
    let text = r#"{"settleMs":0,"lifetimeMs":5,"qr":"always","retryLiveness":true}"#;
    let settings = Settings { settle_ms: 0, lifetime_ms: 5, qr: Qr::Always, retry_liveness: true };
    assert_eq!(serde_json::from_str::<Settings>(text).unwrap(), settings);
    assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
}
