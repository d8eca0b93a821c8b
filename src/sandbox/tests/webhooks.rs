//! Webhook events.

use serde_json::{Value, json};

use super::{Flow, SETTLE_MS, Service, passed};

impl Service {
    /// Returns the names of the events since the last call, and the events.
    fn events(&mut self) -> (Vec<String>, Vec<Value>) {
        self.sandbox.advance(&mut self.environment);
        let events = self.sandbox.take_events();
        (events.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect(), events)
    }
}

#[test]
fn a_session_emits_its_events_in_order() {
    let mut service = Service::new();
    let flow = Flow::HeadPosition;
    let id = service.create(flow, &Value::Null);
    service.post(&id, "start", &Value::Null);
    service.post(&id, "start", &Value::Null);
    service.post(&id, "technology", &json!({ "code": "LDHP" }));
    service.post(&id, "technology", &json!({ "code": "LDHP", "passed": true }));
    service.post(&id, "finish", &passed(flow));
    let (names, events) = service.events();
    assert_eq!(names, ["flow.start", "technology.start", "technology.end"], "a reload is not a start");
    assert_eq!(
        events[0],
        json!({
            "id": events[0]["id"],
            "event": "flow.start",
            "session_id": id,
            "created": 1000,
            "success": true,
            "flow_name": "Liveness Head Position only",
            "metadata": {},
            "data": { "technologies": ["LDHP"] },
        })
    );
    assert_eq!(events[0]["id"].as_str().unwrap().len(), 36);
    assert_eq!(
        events[1]["data"],
        json!({ "technology_code": "LDHP", "technology_name": "Liveness Head Position" })
    );
    assert_eq!(
        events[2]["data"],
        json!({ "liveness_result": {
            "result": true,
            "eye_closed": false,
            "prediction": "0.9980",
            "face_center": true,
            "face_direction": "forward",
            "failure_reason": null,
        } })
    );

    assert_eq!(service.sandbox.next_event_ms(), Some(service.environment.now_ms + SETTLE_MS));
    service.settle();
    let (names, events) = service.events();
    assert_eq!((names, &events[0]["success"]), (vec!["flow.end".to_owned()], &json!(true)));
    let result = &events[0]["data"]["session_result"];
    assert_eq!((&result["session_id"], &result["status"]), (&json!(id), &json!("FINISHED")));
    assert!(result.get("id").is_none());
    assert!(result["liveness_result"].get("failure_reason").is_none());
    assert!(service.events().0.is_empty());
    assert_eq!(service.sandbox.next_event_ms(), None);
}

#[test]
fn a_failed_session_emits_the_reason() {
    let mut service = Service::new();
    let id = service.create(Flow::HeadPosition, &Value::Null);
    service.post(&id, "start", &Value::Null);
    service.post(&id, "technology", &json!({ "code": "LDHP", "passed": false }));
    service.post(&id, "end", &json!({ "outcome": "failed" }));
    service.settle();
    let (names, events) = service.events();
    assert_eq!(names, ["flow.start", "technology.end", "flow.end"]);
    let failed = json!({
        "result": false,
        "failure_reason": { "type": "CALC_RESULT", "detail": "Low prediction" },
    });
    assert_eq!(events[1]["data"]["liveness_result"], failed);
    assert_eq!(events[2]["data"]["session_result"]["liveness_result"], failed);
    assert_eq!(events[2]["data"]["session_result"]["status"], "FAILED");
    assert_eq!((&events[1]["success"], &events[2]["success"]), (&json!(false), &json!(false)));
}

#[test]
fn a_session_that_ends_by_itself_emits_its_end() {
    let mut service = Service::new();
    let metadata = json!({ "sandbox": { "outcome": "cancelled", "after": 3000 } });
    service.create(Flow::Everyone, &metadata);
    let due = service.environment.now_ms + 3000 + SETTLE_MS;
    assert_eq!(service.sandbox.next_event_ms(), Some(due));
    service.environment.now_ms = due - 1;
    assert!(service.events().0.is_empty());
    service.environment.now_ms = due;
    assert_eq!(service.events().0, ["flow.end"]);
}

#[test]
fn an_expired_session_emits_no_end() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    service.post(&id, "end", &json!({ "outcome": "expired" }));
    service.create(Flow::Everyone, &json!({ "sandbox": { "outcome": "expired", "after": 10 } }));
    assert_eq!(service.sandbox.next_event_ms(), None);
    service.environment.now_ms += 2 * super::super::DEFAULT_LIFETIME_MS;
    assert!(service.events().0.is_empty());
}

#[test]
fn rejects_a_technology_that_the_session_cannot_have() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.post(&id, "technology", &json!({ "code": "LDHP" })), 409);
    service.post(&id, "start", &Value::Null);
    for body in [Value::Null, json!({}), json!({ "code": "ED" }), json!({ "code": "X" })] {
        assert_eq!(service.post(&id, "technology", &body), 400, "{body}");
    }
    assert_eq!(service.events().0, ["flow.start"]);
}
