//! Every documented shape of an answer, and how the verdict reads it.

use serde_json::{Value, json};

use super::{Flow, Service, passed};
use crate::contract::{DOCUMENTED_REASONS, FlowResult, Verdict};

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_failed_session_has_the_reason_inside_the_result_of_its_technology() {
    let mut service = Service::new();
    let id = service.create(Flow::HeadPosition, &Value::Null);
    assert_eq!(service.post(&id, "end", &json!({ "outcome": "failed" })), 200);
    service.settle();
    assert_eq!(
        service.result(&id, Flow::HeadPosition),
        json!({
            "id": id,
            "technologies": [{
                "code": "LDHP",
                "name": "Liveness Head Position",
                "description": "Detect liveness by photo and head position",
            }],
            "status": "FAILED",
            "liveness_result": {
                "result": false,
                "failure_reason": { "type": "CALC_RESULT", "detail": "Low prediction" },
            },
            "flow_session_result": false,
        })
    );
    let verdict = service.verdict(&id, Flow::HeadPosition);
    assert_eq!((verdict.status.as_str(), verdict.passed), ("FAILED", Some(false)));
    assert!(verdict.is_final() && !verdict.cancelled);
    assert_eq!(verdict.failure_reasons[0].detail.as_deref(), Some("Low prediction"));
}

#[test]
fn a_passed_session_is_finished() {
    let mut service = Service::new();
    for flow in Flow::ALL {
        let id = service.create(flow, &Value::Null);
        service.run(&id, &passed(flow));
        service.settle();
        let result = service.result(&id, flow);
        assert_eq!((&result["status"], &result["flow_session_result"]), (&json!("FINISHED"), &json!(true)));
        assert!(result["finished_at"].is_string());
        assert!(result.get("created_at").is_none());
        for technology in flow.technologies() {
            let fields = names(&result[technology.result_field()]);
            let expected = match technology.code() {
                "LDHP" | "LDD" | "LD" => {
                    vec!["result", "eye_closed", "prediction", "face_center", "face_direction"]
                }
                "F2F" => vec!["result", "prediction", "prediction_percent"],
                "ED" => vec!["phone", "result_json"],
                _ => vec![
                    "first_name",
                    "last_name",
                    "patronymic",
                    "personal_number",
                    "date_of_birth",
                    "document_number",
                    "authority",
                ],
            };
            assert_eq!(fields, expected, "{flow:?}");
            let prediction = result[technology.result_field()].get("prediction");
            assert!(prediction.is_none_or(Value::is_string));
        }
        let verdict = service.verdict(&id, flow);
        assert!(verdict.is_final() && verdict.failure_reasons.is_empty());
        assert_eq!((verdict.status.as_str(), verdict.passed), ("FINISHED", Some(true)));
    }
}

#[test]
fn a_session_in_progress_has_empty_results() {
    let mut service = Service::new();
    let flow = Flow::Individuals;
    let id = service.create(flow, &Value::Null);
    assert_eq!(names(&service.result(&id, flow)), ["id", "technologies", "status"]);
    service.post(&id, "start", &Value::Null);
    service.post(&id, "technology", &json!({ "code": "LDHP" }));
    assert!(service.result(&id, flow).get("liveness_result").is_none());
    service.post(&id, "technology", &json!({ "code": "LDHP", "passed": true }));
    for report in [Value::Null, passed(flow)] {
        if !report.is_null() {
            assert_eq!(service.post(&id, "finish", &report), 200);
        }
        let result = service.result(&id, flow);
        assert_eq!((&result["status"], &result["liveness_result"]), (&json!("PROGRESS"), &json!({})));
        assert!(result.get("flow_session_result").is_none());
        let verdict = service.verdict(&id, flow);
        assert!(!verdict.is_final() && verdict.passed.is_none());
    }
}

#[test]
fn an_aborted_session_is_cancelled() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let id = service.create(flow, &Value::Null);
    service.run(&id, &json!({ "outcome": "cancelled" }));
    service.settle();
    let verdict = service.verdict(&id, flow);
    assert_eq!((verdict.status.as_str(), verdict.passed, verdict.cancelled), ("FAILED", Some(false), true));
}

#[test]
fn an_expired_session_has_not_passed() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let id = service.create(flow, &Value::Null);
    assert_eq!(service.post(&id, "end", &json!({ "outcome": "expired" })), 200);
    let verdict = service.verdict(&id, flow);
    assert_eq!((verdict.status.as_str(), verdict.passed, verdict.cancelled), ("EXPIRED", Some(false), false));
    assert!(verdict.is_final());
}

#[test]
fn a_verdict_has_each_documented_reason() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    for row in DOCUMENTED_REASONS {
        let id = service.create(flow, &Value::Null);
        let mut reason = json!({ "type": row.kind });
        if let Some(detail) = row.detail {
            reason["detail"] = json!(detail);
        }
        let end = json!({ "outcome": "failed", "technology": "F2F", "reason": reason });
        assert_eq!(service.post(&id, "end", &end), 200);
        service.settle();
        assert_eq!(service.result(&id, flow)["face2face_result"]["failure_reason"], reason);
        assert_eq!(service.result(&id, flow)["liveness_result"]["result"], true);
        let reasons = service.verdict(&id, flow).failure_reasons;
        let [found] = reasons.as_slice() else { panic!("{reasons:?}") };
        assert_eq!((found.kind.as_str(), found.detail.as_deref()), (row.kind, row.detail));
    }
}

#[test]
fn a_reason_stands_at_the_session_if_all_technologies_were_passed() {
    let mut service = Service::new();
    let flow = Flow::Everyone;
    let id = service.create(flow, &Value::Null);
    let mut report = passed(flow);
    report["failure"] = json!({ "type": "TIMEOUT" });
    service.run(&id, &report);
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["flow_session_failure_reasons"], json!([{ "type": "TIMEOUT" }]));
    assert_eq!(Verdict::of(&FlowResult::read(result).unwrap()).passed, Some(false));
}
