//! Results of sessions that the widget stand-in has run.

use serde_json::{Value, json};

use super::{Flow, Service, passed};

#[test]
fn a_result_is_in_progress_until_the_settle_time_has_passed() {
    let mut service = Service::new();
    let flow = Flow::Entities;
    let id = service.create(flow, &Value::Null);
    let result = service.result(&id, flow);
    assert_eq!(result["status"], "PROGRESS");
    assert!(result.get("liveness_result").is_none());

    service.run(&id, &passed(flow));
    let result = service.result(&id, flow);
    assert_eq!(result["status"], "PROGRESS");
    assert_eq!(result["document_recognition_result"], json!({}));

    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["status"], "FINISHED");
    assert_eq!(result["flow_session_result"], true);
    assert_eq!(result["flow_session_failure_reasons"], json!([]));
    assert_eq!(result["liveness_result"]["result"], true);
    assert!(result["document_recognition_result"]["personal_number"].is_string());
    assert!(result.get("edocument_result").is_none());
}

#[test]
fn only_reached_steps_have_a_result() {
    let mut service = Service::new();
    let flow = Flow::Individuals;
    let id = service.create(flow, &Value::Null);
    service.run(&id, &json!({ "outcome": "cancelled", "technologies": { "LDHP": { "passed": true } } }));
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["flow_session_result"], false);
    assert_eq!(result["liveness_result"]["result"], true);
    assert_eq!(
        result["edocument_result"],
        json!({
            "result": false,
            "failure_reason": { "type": "CLIENT", "detail": "Operation aborted by user" },
        })
    );
    assert!(result.get("face2face_result").is_none());
}

#[test]
fn a_technology_can_be_replaced_only_by_an_interchangeable_one() {
    let mut service = Service::new();
    let flow = Flow::Individuals;
    let passed = json!({ "LDHP": { "passed": true }, "DR": { "passed": true }, "F2F": { "passed": true } });
    let report = json!({ "outcome": "completed", "technologies": passed });
    for (metadata, expected) in
        [(json!({ "general": { "interchangeable_tech": ["ED", "DR"] } }), true), (Value::Null, false)]
    {
        let id = service.create(flow, &metadata);
        service.run(&id, &report);
        service.settle();
        let result = service.result(&id, flow);
        assert_eq!(result["flow_session_result"], expected, "{metadata}");
        assert_eq!(result.get("document_recognition_result").is_some(), expected);
        // Without permission, the user did not pass E-Document.
        assert_eq!(result.get("edocument_result").is_none(), expected);
    }
}

#[test]
fn a_result_reports_the_reason_for_each_kind_of_failure() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    for kind in ["SERVICE_ERROR", "REQUEST_ERROR", "CLIENT", "CALC_RESULT", "OTHER", "NO_CAM", "TIMEOUT"] {
        let id = service.create(flow, &Value::Null);
        service.run(&id, &json!({ "outcome": "failed", "failure": { "type": kind, "detail": "why" } }));
        service.settle();
        let result = service.result(&id, flow);
        assert_eq!(result["liveness_result"]["failure_reason"], json!({ "type": kind, "detail": "why" }));
    }
    let id = service.create(flow, &Value::Null);
    let technologies = json!({ "LDHP": { "passed": true }, "F2F": { "passed": false } });
    service.run(&id, &json!({ "outcome": "completed", "technologies": technologies }));
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["face2face_result"]["failure_reason"]["type"], "CALC_RESULT");
    assert_eq!(result["face2face_result"]["result"], false);
    let id = service.create(flow, &Value::Null);
    service.run(&id, &json!({ "outcome": "failed", "failure": { "type": "NO_CAM", "detail": null } }));
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["liveness_result"]["failure_reason"], json!({ "type": "NO_CAM" }));
}

#[test]
fn a_locked_field_keeps_its_prefilled_value() {
    let mut service = Service::new();
    let flow = Flow::Individuals;
    let edocument = json!({ "iin": { "value": "111", "changeable": false }, "phone": { "value": "222" } });
    let id = service.create(flow, &json!({ "edocument": edocument }));
    let mut report = passed(flow);
    report["edocument"] = json!({ "iin": "999", "phone": "333" });
    service.run(&id, &report);
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["edocument_result"]["result_json"]["common"]["docOwner"]["iin"], "111");
    assert_eq!(result["edocument_result"]["phone"], "333");
}
