use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::{FlowResult, Issue, Session, Verdict};

fn is_final(fields: Value) -> bool {
    let mut result = json!({ "id": "x", "technologies": [] });
    let Value::Object(fields) = fields else { panic!("fields must be an object") };
    result.as_object_mut().unwrap().extend(fields);
    FlowResult::read(result).unwrap().is_final()
}

#[test]
fn the_status_decides_whether_a_result_is_final() {
    assert!(is_final(json!({ "status": "FINISHED" })));
    assert!(!is_final(json!({ "status": "PROGRESS", "liveness_result": { "result": true } })));
    assert!(!is_final(json!({ "status": "PROGRESS", "finished_at": "2024-01-01" })));
    assert!(!is_final(json!({ "status": "QUEUED", "liveness_result": { "result": true } })));
    assert!(is_final(json!({ "status": "QUEUED", "finished_at": "2024-01-01" })));
    assert!(is_final(json!({ "status": "QUEUED", "finished_at": 1_704_067_200 })));
    assert!(is_final(json!({ "status": 7, "finished_at": "2024-01-01" })));
    for unset in [json!(""), json!(" "), json!(0), json!(false), json!({}), Value::Null] {
        assert!(!is_final(json!({ "status": "QUEUED", "finished_at": unset })));
        assert!(!is_final(json!({ "finished_at": unset })));
    }
}

#[test]
fn words_that_mean_the_end_are_final_in_any_case() {
    for word in ["failed", "EXPIRED", "Cancelled", "CANCELED", "aborted", "REJECTED", "Error"] {
        for rest in ["", "_BY_USER", " BY USER", ": x", "_LIVENESS", "-2"] {
            let status = format!(" {word}{rest} ");
            assert!(is_final(json!({ "status": status })), "{status}");
        }
        for status in [format!("NOT_{word}"), format!("{word}S"), format!("{word}É")] {
            assert!(!is_final(json!({ "status": status })), "{status}");
        }
    }
    assert!(is_final(json!({ "status": "finished" })));
    assert!(!is_final(json!({ "status": "progress", "finished_at": "2024-01-01" })));
}

#[test]
fn without_a_status_the_end_time_or_a_known_outcome_makes_a_result_final() {
    assert!(!is_final(json!({})));
    assert!(!is_final(json!({ "liveness_result": {} })));
    assert!(!is_final(json!({ "liveness_result": null })));
    assert!(!is_final(json!({ "liveness_result": { "result": true }, "face2face_result": {} })));
    assert!(is_final(
        json!({ "liveness_result": { "result": true }, "face2face_result": { "result": false } })
    ));
    let failed = json!({ "result": false });
    assert!(!is_final(json!({ "liveness_result": failed, "ds_result": {} })));
    assert!(is_final(json!({ "liveness_result": failed, "ds_result": { "result": true } })));
    let listed = json!({ "technologies": [{ "code": "LDHP" }], "liveness_result": { "result": true } });
    assert!(is_final(listed));
    // These results do not tell whether the user passed.
    assert!(!is_final(json!({ "liveness_result": { "result": true } })));
    assert!(!is_final(json!({ "technologies": [{ "code": "ED" }], "edocument_result": { "any": 1 } })));
    assert!(is_final(json!({ "finished_at": "2024-01-01" })));
    assert!(!is_final(json!({ "finished_at": "" })));
}

#[test]
fn optional_fields_of_unexpected_types_are_kept() {
    let given = json!({
        "id": "x",
        "technologies": [{ "name": 5, "code": "DR" }],
        "status": 7,
        "flow_session_result": "yes",
        "flow_session_failure_reasons": ["a text"],
        "finished_at": null,
        "liveness_result": [],
        "document_recognition_result": { "first_name": null, "last_name": "L" },
        "face2face_result": { "result": "maybe", "prediction": 0.5 },
        "later": { "deep": [1, 2.5, null] },
    });
    let result = FlowResult::read(given.clone()).unwrap();
    assert_eq!(result.findings.status, None);
    assert_eq!(result.technologies[0].code.as_deref(), Some("DR"));
    let document = result.findings.document_recognition_result.as_ref().unwrap();
    assert_eq!((document.first_name.as_deref(), document.last_name.as_deref()), (None, Some("L")));
    assert_eq!(serde_json::to_value(&result).unwrap(), given);
}

#[test]
fn reports_missing_and_mistyped_required_fields() {
    let sentence = |value: Value| Issue::sentence(&FlowResult::read(value).unwrap_err());
    assert_eq!(
        sentence(json!([])),
        "the value must be an object, not an array; `id` is missing; `technologies` is missing"
    );
    assert_eq!(
        sentence(json!({ "id": 5, "technologies": ["DR", {}] })),
        "`id` must be a string, not a number; `technologies[0]` must be an object, not a string"
    );
    let sentence = |value: Value| Issue::sentence(&Session::read(value).unwrap_err());
    assert_eq!(
        sentence(json!({ "session_id": "", "technologies": [1] })),
        "`session_id` is empty; `technologies[0]` must be a string, not a number"
    );
    for number in [json!(-1), json!(0.5)] {
        assert_eq!(
            sentence(json!({ "session_id": number, "technologies": [] })),
            "`session_id` must be a string, not a fraction or a negative number"
        );
    }
    assert_eq!(sentence(Value::Null), "`session_id` is missing; `technologies` is missing");
}

#[test]
fn debug_output_has_no_personal_data() {
    let result = FlowResult::read(json!({
        "id": "x",
        "technologies": [],
        "document_recognition_result": { "first_name": "AIGERIM", "extra": "SECRET" },
    }));
    let seen = format!("{:?}", result.unwrap());
    assert!(!seen.contains("AIGERIM") && !seen.contains("SECRET"), "{seen}");
}

pub(super) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((field_name(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

fn field_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "id",
            "technologies",
            "status",
            "name",
            "code",
            "type",
            "detail",
            "result",
            "session_id",
            "finished_at",
            "liveness_result",
            "document_recognition_result",
            "edocument_result",
            "flow_session_failure_reasons",
            "flow_session_result",
            "failure_reason",
            "other_result",
            "result_json",
            "first_name",
            "__proto__",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ]
}

proptest! {
    #[test]
    fn results_survive_a_round_trip(value in json_value(), technologies in prop::collection::vec(json_value(), 0..3)) {
        let mut value = value;
        if let Value::Object(fields) = &mut value {
            fields.insert("id".into(), json!("x"));
            fields.insert("technologies".into(), technologies.into());
        }
        if let Ok(result) = FlowResult::read(value.clone()) {
            prop_assert_eq!(Verdict::of(&result).is_final(), result.is_final());
            prop_assert_eq!(serde_json::to_value(&result).unwrap(), value.clone());
            prop_assert_eq!(serde_json::from_value::<FlowResult>(value).unwrap(), result);
        }
    }

    #[test]
    fn a_session_keeps_undocumented_fields(other in json_value()) {
        let mut value = json!({ "session_id": "x", "technologies": ["LDHP"] });
        value["added later"] = other;
        let session = Session::read(value.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(session).unwrap(), value);
    }
}
