//! Properties of verdicts that must hold for any answer. The rules are written again here, on plain JSON.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::answers;
use super::results::json_value;
use crate::contract::{FlowResult, Verdict};

/// Reasons as the service may write them, with the type and the detail that they stand for.
fn reason() -> impl Strategy<Value = (Value, (&'static str, Option<&'static str>))> {
    prop::sample::select(vec![
        (
            json!({ "type": "CLIENT", "detail": "Operation aborted by user" }),
            ("CLIENT", Some("Operation aborted by user")),
        ),
        (json!("Operation aborted by user"), ("CLIENT", Some("Operation aborted by user"))),
        (
            json!({ "type": "OTHER", "detail": "Operation aborted by user" }),
            ("OTHER", Some("Operation aborted by user")),
        ),
        (json!("Closed eyes"), ("CALC_RESULT", Some("Closed eyes"))),
        (
            json!({ "type": "CALC_RESULT", "detail": "Closed eyes", "more": 1 }),
            ("CALC_RESULT", Some("Closed eyes")),
        ),
        (
            json!("Could not send image to liveness service"),
            ("SERVICE_ERROR", Some("Could not send image to liveness service")),
        ),
        (json!("NO_CAM"), ("NO_CAM", None)),
        (json!({ "type": "NO_CAM" }), ("NO_CAM", None)),
        (json!({ "type": "NO_CAM", "detail": null }), ("NO_CAM", None)),
        (json!({ "type": "NO_CAM", "detail": "" }), ("NO_CAM", None)),
        (json!("new"), ("OTHER", Some("new"))),
        (json!({ "detail": "new" }), ("OTHER", Some("new"))),
        (json!({ "type": "NEW" }), ("NEW", None)),
    ])
}

const TECHNOLOGIES: [(&str, &str, &str); 6] = [
    ("LDHP", "Liveness Head Position", "liveness_result"),
    ("LDD", "Liveness Distance", "liveness_result"),
    ("LD", "Liveness", "liveness_result"),
    ("DR", "Document Recognition", "document_recognition_result"),
    ("ED", "E-Document", "edocument_result"),
    ("F2F", "Face2Face", "face2face_result"),
];
const RESULT_FIELDS: [&str; 5] =
    ["liveness_result", "document_recognition_result", "edocument_result", "face2face_result", "ds_result"];

fn listed() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => prop::sample::select(&TECHNOLOGIES[..]).prop_map(|(code, ..)| json!({ "code": code })),
        2 => prop::sample::select(&TECHNOLOGIES[..]).prop_map(|(_, name, _)| json!({ "name": name })),
        1 => prop::sample::select(vec![json!({}), json!({ "code": "DS" }), json!({ "code": "XX", "name": "Liveness" })]),
    ]
}

fn technology_result() -> impl Strategy<Value = Value> {
    let known = prop::sample::select(vec![
        json!({}),
        json!({ "result": true }),
        json!({ "result": true, "failure_reason": null }),
        json!({ "result": false }),
        json!({ "result": "true", "prediction": "0.9980" }),
        json!({ "first_name": "First" }),
        json!({ "result_json": { "common": { "docOwner": { "iin": "900101400013" } } } }),
        json!({ "phone": "77010000000" }),
        json!({ "result": true, "failure_reason": { "type": "CLIENT" } }),
        json!({ "failure_reason": "Closed eyes" }),
        json!([{ "result": true }]),
        json!(true),
    ]);
    prop_oneof![9 => known, 1 => json_value()]
}

fn answer() -> impl Strategy<Value = Value> {
    let status = prop::sample::select(vec![
        json!("FINISHED"),
        json!("finished"),
        json!("FAILED"),
        json!("PROGRESS"),
        json!("QUEUED"),
        json!("DECLINED"),
        json!("ERROR: x"),
        json!("FAILED_LIVENESS"),
        json!(false),
        json!(0),
        json!("EXPIRED"),
        json!("CANCELLED_BY_USER"),
        json!(""),
        json!(true),
        Value::Null,
    ]);
    let end = prop::sample::select(vec![Value::Null, json!(""), json!("2026-01-01T10:00:00Z")]);
    let service =
        prop::sample::select(vec![Value::Null, json!(true), json!(true), json!(false), json!("true")]);
    let reasons = prop_oneof![
        4 => prop::sample::select(vec![Value::Null, json!([])]),
        1 => prop::collection::vec(reason().prop_map(|(reason, _)| reason), 0..3).prop_map(Value::from),
        1 => json_value(),
    ];
    let results =
        prop::collection::btree_map(prop::sample::select(&RESULT_FIELDS[..]), technology_result(), 0..=5);
    (prop::collection::vec(listed(), 0..4), status, end, service, reasons, results).prop_map(
        |(technologies, status, end, service, reasons, results)| {
            let mut answer = json!({
                "id": "x",
                "technologies": technologies,
                "status": status,
                "finished_at": end,
                "flow_session_result": service,
                "flow_session_failure_reasons": reasons,
            });
            for (field, result) in results {
                answer[field] = result;
            }
            answer
        },
    )
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null)
        || value.as_str().is_some_and(|text| text.trim().is_empty())
        || value.as_object().is_some_and(serde_json::Map::is_empty)
        || value.as_array().is_some_and(|list| {
            list.iter().all(|item| item.is_null() || item.as_str().is_some_and(|text| text.trim().is_empty()))
        })
}

/// Returns whether an answer says explicitly that the user passed.
fn has_sign_of_success(answer: &Value) -> bool {
    let has_reason = !is_empty(&answer["flow_session_failure_reasons"])
        || answer.as_object().unwrap().iter().any(|(name, field)| {
            name.ends_with("_result") && !is_empty(field.get("failure_reason").unwrap_or(&Value::Null))
        });
    let status = answer["status"].as_str().unwrap_or_default().trim().to_ascii_uppercase();
    // Any other status may mean that the user did not pass.
    if has_reason || !is_empty(&answer["status"]) && status != "FINISHED" {
        return false;
    }
    let ended = status == "FINISHED" || !is_empty(&answer["finished_at"]);
    match &answer["flow_session_result"] {
        Value::Bool(true) => ended,
        Value::Null => {
            let failed = answer.as_object().unwrap().iter().any(|(name, field)| {
                name.ends_with("_result") && field.get("result") == Some(&Value::Bool(false))
            });
            let listed = answer["technologies"].as_array().unwrap();
            !failed && !listed.is_empty() && listed.iter().all(|info| technology_passed(answer, info))
        }
        _ => false,
    }
}

fn technology_passed(answer: &Value, info: &Value) -> bool {
    let known = TECHNOLOGIES.iter().find(|(code, name, _)| match &info["code"] {
        Value::String(given) if !given.is_empty() => given == code,
        _ => info["name"].as_str().is_some_and(|given| {
            let letters =
                |text: &str| text.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "");
            letters(given) == letters(name)
        }),
    });
    let Some((code, _, field)) = known else { return false };
    let result = &answer[*field];
    let is_text =
        |pointer: &str| result.pointer(pointer).is_some_and(|value| value.is_string() && !is_empty(value));
    let any = |pointers: &[&str]| pointers.iter().any(|pointer| is_text(pointer));
    result["result"] == json!(true)
        || result["result"].is_null()
            && match *code {
                "DR" => any(&[
                    "/first_name",
                    "/last_name",
                    "/patronymic",
                    "/personal_number",
                    "/date_of_birth",
                    "/document_number",
                    "/authority",
                ]),
                "ED" => any(&[
                    "/document_pdf",
                    "/document_image",
                    "/result_json/common/docOwner/iin",
                    "/result_json/common/docOwner/firstName",
                    "/result_json/common/docOwner/lastName",
                    "/result_json/common/docOwner/middleName",
                ]),
                _ => false,
            }
}

/// Checks what must hold for any answer.
fn check(answer: &Value) -> Result<(), TestCaseError> {
    let result = FlowResult::read(answer.clone()).map_err(|_| TestCaseError::reject("not a result"))?;
    let verdict = Verdict::of(&result);
    if verdict.passed == Some(true) {
        prop_assert!(has_sign_of_success(answer), "{}", answer);
    }
    prop_assert_eq!(verdict.is_final(), result.is_final());
    prop_assert!(result.is_final() || verdict.passed.is_none(), "{}", answer);
    prop_assert!(!verdict.cancelled || verdict.passed == Some(false), "{}", answer);
    prop_assert!(!verdict.status.trim().is_empty());
    for (index, reason) in verdict.failure_reasons.iter().enumerate() {
        prop_assert!(!verdict.failure_reasons[..index].contains(reason), "{}", answer);
        prop_assert!(!reason.kind.is_empty() && reason.detail.as_deref() != Some(""), "{}", answer);
    }
    prop_assert!(verdict.failure_reasons.is_empty() || verdict.passed != Some(true), "{}", answer);
    Ok(())
}

proptest! {
    #![proptest_config(crate::testing::cases(5_000))]

    #[test]
    fn passed_requires_an_explicit_sign_of_success(answer in answer()) {
        check(&answer)?;
    }

    #[test]
    fn any_change_of_an_answer_keeps_the_rules(answers in Just(answers::results()), index: prop::sample::Index, field: prop::sample::Index, value in prop_oneof![json_value(), technology_result()]) {
        let mut answer = answers[index.index(answers.len())].clone();
        let fields = answer.as_object_mut().unwrap();
        let name = fields.keys().nth(field.index(fields.len())).unwrap().clone();
        fields.insert(name, value);
        if FlowResult::read(answer.clone()).is_ok() {
            check(&answer)?;
        }
    }

    #[test]
    fn reasons_come_once_and_in_the_order_received(
        session in prop::collection::vec(reason(), 0..5),
        technologies in prop::collection::vec((prop::sample::select(&RESULT_FIELDS[..]), reason()), 0..5),
        status in prop::sample::select(vec!["PROGRESS", "FINISHED", "FAILED", "QUEUED"]),
    ) {
        let mut answer = json!({ "id": "x", "technologies": [], "status": status });
        let mut given = Vec::new();
        for (field, (reason, meaning)) in technologies {
            if answer.get(field).is_none() {
                answer[field] = json!({ "failure_reason": reason });
                given.push(meaning);
            }
        }
        answer["flow_session_failure_reasons"] = session.iter().map(|(reason, _)| reason.clone()).collect();
        let mut expected: Vec<_> = session.iter().map(|(_, meaning)| *meaning).chain(given).collect();
        let mut seen = Vec::new();
        expected.retain(|meaning| !seen.contains(meaning) && { seen.push(*meaning); true });
        let verdict = Verdict::of(&FlowResult::read(answer).unwrap());
        let found: Vec<_> = verdict.failure_reasons.iter().map(|reason| (reason.kind.as_str(), reason.detail.as_deref())).collect();
        prop_assert_eq!(found, expected);
    }
}
