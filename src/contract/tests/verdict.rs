use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::contract::{FlowResult, Technology, Verdict};

const FIELDS: [&str; 4] =
    ["liveness_result", "document_recognition_result", "edocument_result", "face2face_result"];

fn read(fields: &Value) -> FlowResult {
    let mut result = json!({ "id": "x", "technologies": [] });
    for (name, field) in fields.as_object().unwrap() {
        result[name] = field.clone();
    }
    FlowResult::read(result).unwrap()
}

fn verdict(fields: &Value) -> Verdict {
    Verdict::of(&read(fields))
}

fn summary(fields: &Value) -> (String, Option<bool>) {
    let Verdict { status, passed, .. } = verdict(fields);
    (status, passed)
}

fn finished(passed: Option<bool>) -> (String, Option<bool>) {
    ("FINISHED".to_owned(), passed)
}

fn in_progress() -> (String, Option<bool>) {
    ("PROGRESS".to_owned(), None)
}

fn flow(codes: &[&str]) -> Value {
    codes.iter().map(|code| json!({ "code": code })).collect()
}

#[test]
fn the_overall_result_counts_only_after_the_end() {
    for passed in [true, false] {
        assert_eq!(
            summary(&json!({ "status": "FINISHED", "flow_session_result": passed })),
            finished(Some(passed))
        );
        assert_eq!(summary(&json!({ "status": "PROGRESS", "flow_session_result": passed })), in_progress());
        let archived =
            json!({ "status": "ARCHIVED", "finished_at": "2024-01-01", "flow_session_result": passed });
        let known = (!passed).then_some(false);
        let word = if passed { "FINISHED" } else { "ARCHIVED" };
        assert_eq!(summary(&archived), (word.to_owned(), known));
        for status in [Value::Null, json!(""), json!(" ")] {
            let no_status =
                json!({ "status": status, "finished_at": "2024-01-01", "flow_session_result": passed });
            assert_eq!(summary(&no_status), finished(Some(passed)), "{no_status}");
        }
        // Without a status and an end time, it may still change, also beside passed technologies.
        let no_end = json!({
            "technologies": flow(&["LDHP"]),
            "flow_session_result": passed,
            "liveness_result": { "result": true },
        });
        assert_eq!(summary(&no_end), in_progress());
    }
    for malformed in [json!("yes"), json!(1), json!({})] {
        let result = json!({
            "status": "FINISHED",
            "technologies": flow(&["LDHP"]),
            "flow_session_result": malformed,
            "liveness_result": { "result": true },
        });
        assert_eq!(summary(&result), finished(None));
        let mut no_status = result;
        no_status["status"] = Value::Null;
        assert_eq!(summary(&no_status), in_progress());
    }
    let queued = json!({ "status": "QUEUED", "flow_session_result": true });
    assert_eq!(summary(&queued), ("QUEUED".to_owned(), None));
}

#[test]
fn incomplete_results_are_in_progress() {
    assert_eq!(summary(&json!({})), in_progress());
    assert_eq!(summary(&json!({ "status": "" })), in_progress());
    let malformed = json!({
        "status": 7,
        "technologies": flow(&["LDHP"]),
        "liveness_result": { "result": true },
    });
    assert_eq!(summary(&malformed), in_progress());
    assert_eq!(summary(&json!({ "liveness_result": {} })), in_progress());
    let half = json!({ "technologies": flow(&["LDHP", "F2F"]), "liveness_result": { "result": true } });
    assert_eq!(summary(&half), in_progress());
    let computing = json!({
        "technologies": flow(&["LDHP", "F2F"]),
        "liveness_result": { "result": true },
        "face2face_result": {},
    });
    assert_eq!(summary(&computing), in_progress());
}

#[test]
fn without_an_overall_result_every_technology_must_be_passed() {
    let both = |liveness: Value, face: Value| {
        json!({
            "technologies": flow(&["LD", "F2F"]),
            "liveness_result": { "result": liveness },
            "face2face_result": { "result": face },
        })
    };
    assert_eq!(summary(&both(json!(true), json!(true))), finished(Some(true)));
    assert_eq!(summary(&both(json!(true), json!(false))), finished(Some(false)));
    // An unexpected type does not count as passed.
    assert_eq!(summary(&both(json!(true), json!("yes"))).1, None);
    // A failed step ends the flow, so later steps have no result.
    let failed = json!({ "technologies": flow(&["LD", "F2F"]), "liveness_result": { "result": false } });
    assert_eq!(summary(&failed), finished(Some(false)));
    // After the end, a missing result means that the user did not reach that step.
    let unreached = json!({ "status": "FINISHED", "technologies": flow(&["LD", "F2F"]), "liveness_result": { "result": true } });
    assert_eq!(summary(&unreached), finished(Some(false)));
    let computing = json!({
        "status": "FINISHED",
        "technologies": flow(&["LD", "F2F"]),
        "liveness_result": { "result": true },
        "face2face_result": {},
    });
    assert_eq!(summary(&computing), finished(None));
    assert_eq!(summary(&json!({ "status": "FINISHED" })), finished(None));
    // A failure reason overrides passed technologies.
    let mut with_reason = both(json!(true), json!(true));
    with_reason["flow_session_failure_reasons"] = json!([{ "type": "TIMEOUT" }]);
    assert_eq!(summary(&with_reason), finished(Some(false)));
}

#[test]
fn documented_data_counts_as_passed_unless_its_result_is_false() {
    // As in the example of the service's guide, the technology has a name but no code.
    let document = |result: Value| {
        json!({
            "technologies": [{ "name": "Document Recognition", "description": "Parse document data from image" }],
            "document_recognition_result": result,
        })
    };
    assert_eq!(summary(&document(json!({ "first_name": "First" }))), finished(Some(true)));
    assert_eq!(summary(&document(json!({ "result": false }))), finished(Some(false)));
    assert_eq!(summary(&document(json!({}))), in_progress());
    let edocument = |result: Value| json!({ "technologies": flow(&["ED"]), "edocument_result": result });
    let owner = json!({ "result_json": { "common": { "docOwner": { "iin": "900101400013" } } } });
    assert_eq!(summary(&edocument(owner)), finished(Some(true)));
    assert_eq!(summary(&edocument(json!({ "document_pdf": "JVBERi0=" }))), finished(Some(true)));
    assert_eq!(summary(&edocument(json!({ "result": true }))), finished(Some(true)));
    assert_eq!(
        summary(&edocument(json!({ "result": false, "document_pdf": "JVBERi0=" }))),
        finished(Some(false))
    );
    // Neither undocumented nor empty fields are a sign that the user passed.
    for nothing in [
        json!({ "result_json": { "common": { "docOwner": { "iin": "" } } } }),
        json!({ "result_json": { "common": {} }, "phone": "77010000000" }),
        json!({ "result": "true", "document_pdf": "JVBERi0=" }),
    ] {
        assert_eq!(summary(&edocument(nothing)), in_progress());
    }
    assert_eq!(summary(&document(json!({ "first_name": " ", "photo": "x" }))), in_progress());
}

/// Returns a session whose only technology is E-Document, with this result.
fn edocument_only(result: &Value) -> Value {
    json!({ "technologies": flow(&["ED"]), "edocument_result": result })
}

/// Returns a session that has ended, with these fields, a passed liveness and a document.
fn ended_with(fields: &Value, document: &Value) -> Value {
    let mut result = json!({
        "finished_at": "2026-01-01T10:00:00Z",
        "technologies": flow(&["LDHP", "DR"]),
        "liveness_result": { "result": true },
        "document_recognition_result": document,
    });
    for (name, value) in fields.as_object().unwrap() {
        result[name] = value.clone();
    }
    result
}

#[test]
fn documents_beside_a_sign_against_them_are_not_passed() {
    let passed = |document: &Value| verdict(&ended_with(&json!({}), document)).passed;
    assert_eq!(
        passed(&json!({ "first_name": "A", "error": null, "failure_reasons": [], "status": null })),
        Some(true)
    );
    assert_eq!(passed(&json!({ "first_name": "A", "status": "FINISHED" })), Some(true));
    for (name, value) in [
        ("failure_reasons", json!([{ "type": "OTHER", "detail": null }])),
        ("failure_reasons", json!("expired")),
        ("status", json!("FAILED")),
        ("status", json!("PROGRESS")),
        ("status", json!(5)),
        ("error", json!("unreadable")),
        ("error", json!({ "code": 1 })),
        ("errors", json!(["unreadable"])),
    ] {
        assert_eq!(passed(&json!({ "first_name": "A", name: value })), None, "{name}");
        let owner = json!({ "common": { "docOwner": { "iin": "900101400013" } } });
        let session = edocument_only(&json!({ "result_json": owner, name: value }));
        assert_ne!(verdict(&session).passed, Some(true), "{name}");
    }
}

#[test]
fn texts_that_say_nothing_are_no_data() {
    for text in ["\u{200b}", "-", "--", "null", "NULL", " undefined ", "None", "\u{a0}", "…"] {
        assert_eq!(verdict(&ended_with(&json!({}), &json!({ "first_name": text }))).passed, None, "{text}");
        assert_ne!(verdict(&edocument_only(&json!({ "document_pdf": text }))).passed, Some(true), "{text}");
    }
    for text in ["A", "Ә", "900101400013", "Nullsen"] {
        assert_eq!(
            verdict(&ended_with(&json!({}), &json!({ "first_name": text }))).passed,
            Some(true),
            "{text}"
        );
    }
}

#[test]
fn signs_against_a_pass_in_unexpected_places_leave_the_outcome_unknown() {
    let document = json!({ "first_name": "A" });
    for fields in [
        json!({ "failure_reason": { "type": "CALC_RESULT", "detail": "Low prediction" } }),
        json!({ "failure_reason": "Low prediction" }),
        json!({ "failure_reasons": ["Low prediction"] }),
        json!({ "error": "internal" }),
    ] {
        assert_eq!(verdict(&ended_with(&fields, &document)).passed, None, "{fields}");
        let mut said = ended_with(&fields, &document);
        said["flow_session_result"] = json!(true);
        assert_eq!(verdict(&said).passed, None, "{fields}");
    }
    for unclear in [
        json!({ "result": "false" }),
        json!({ "result": 0 }),
        json!([{ "result": false }]),
        json!("false"),
        json!(0),
        json!({ "error": "internal" }),
    ] {
        let fields = json!({ "x_result": unclear });
        assert_eq!(verdict(&ended_with(&fields, &document)).passed, None, "{fields}");
    }
    let fields = json!({ "technologies": [{ "code": 5, "name": "Liveness" }] });
    assert_eq!(verdict(&ended_with(&fields, &document)).passed, None);
    for fields in [
        json!({}),
        json!({ "failure_reason": null, "failure_reasons": [], "error": "" }),
        json!({ "x_result": null }),
        json!({ "x_result": { "result": true } }),
        json!({ "x_result": { "probability": 0.9 } }),
    ] {
        assert_eq!(verdict(&ended_with(&fields, &document)).passed, Some(true), "{fields}");
    }
}

#[test]
fn an_undocumented_technology_leaves_the_outcome_unknown() {
    // A code that is not known counts more than a name that is.
    let misleading = json!({ "code": "IRIS", "name": "Liveness" });
    for technology in [json!({ "code": "IRIS" }), json!({ "name": "Iris" }), json!({}), misleading] {
        let result = json!({
            "status": "FINISHED",
            "technologies": [{ "code": "LDHP" }, technology],
            "liveness_result": { "result": true },
        });
        assert_eq!(summary(&result), finished(None));
    }
    let no_code = json!({
        "technologies": [{ "code": "", "name": "Liveness" }, { "code": null, "name": "Liveness" }],
        "liveness_result": { "result": true },
    });
    assert_eq!(summary(&no_code), finished(Some(true)));
    // Without a list of technologies, it is unknown which of them the user must pass.
    assert_eq!(summary(&json!({ "liveness_result": { "result": true } })), in_progress());
    // A failed result counts even if it is not listed.
    let unlisted = json!({
        "technologies": flow(&["LDHP"]),
        "liveness_result": { "result": true },
        "face2face_result": { "result": false },
    });
    assert_eq!(summary(&unlisted), finished(Some(false)));
}

#[test]
fn failure_reasons_contain_only_type_and_detail() {
    let given = json!({
        "status": "FINISHED",
        "flow_session_failure_reasons": [
            { "type": "NO_CAM", "detail": "No camera", "iin": "900101400013" },
            { "detail": 5 },
            null,
            "",
        ],
    });
    assert_eq!(
        serde_json::to_value(verdict(&given)).unwrap(),
        json!({
            "session_id": "x",
            "status": "FINISHED",
            "passed": false,
            "cancelled": false,
            "failure_reasons": [
                { "type": "NO_CAM", "detail": "No camera" },
                { "type": "OTHER", "detail": null },
            ],
        })
    );
}

#[test]
fn a_reason_of_any_form_means_not_passed() {
    let passed = |reasons: Value, reason: Value| {
        summary(&json!({
            "status": "FINISHED",
            "flow_session_result": true,
            "flow_session_failure_reasons": reasons,
            "liveness_result": { "result": true, "failure_reason": reason },
        }))
        .1
    };
    for none in [Value::Null, json!(""), json!({}), json!([])] {
        assert_eq!(passed(none.clone(), none), Some(true));
    }
    for reason in [json!("x"), json!({ "type": "" }), json!([{}]), json!(5), json!(true)] {
        assert_eq!(passed(reason.clone(), Value::Null), Some(false), "{reason}");
        assert_eq!(passed(Value::Null, reason.clone()), Some(false), "{reason}");
    }
}

#[test]
fn cancelled_requires_the_end_and_a_sign_that_the_user_stopped() {
    let aborted = |status: &str, kind: &str| {
        let reason = json!({ "type": kind, "detail": "Operation aborted by user" });
        let verdict = verdict(&json!({ "status": status, "flow_session_failure_reasons": [reason] }));
        (verdict.passed, verdict.cancelled)
    };
    assert_eq!(aborted("FINISHED", "CLIENT"), (Some(false), true));
    assert_eq!(aborted("FAILED", "CLIENT"), (Some(false), true));
    assert_eq!(aborted("FAILED", "OTHER"), (Some(false), false));
    assert_eq!(aborted("PROGRESS", "CLIENT"), (None, false));
    for (status, cancelled) in [
        ("Canceled", true),
        ("ABORTED_BY_USER", true),
        ("CANCELLED", true),
        ("EXPIRED", false),
        ("FAILED", false),
    ] {
        assert_eq!(verdict(&json!({ "status": status })).cancelled, cancelled, "{status}");
    }
}

#[test]
fn reasons_may_come_before_the_verdict() {
    let reason = json!({ "type": "CALC_RESULT", "detail": "Closed eyes" });
    let failed = json!({ "result": true, "failure_reason": reason });
    let reasons = json!([reason]);
    // Each of these is not final: the user may still pass.
    for fields in [
        json!({ "status": "PROGRESS", "liveness_result": failed }),
        json!({ "status": "PROGRESS", "finished_at": "2026-01-01", "ds_result": failed }),
        json!({ "status": "QUEUED", "flow_session_failure_reasons": reasons }),
        json!({ "status": 7, "flow_session_failure_reasons": reasons, "liveness_result": failed }),
        json!({ "flow_session_failure_reasons": reasons }),
        json!({ "status": "", "flow_session_result": false, "flow_session_failure_reasons": reasons }),
        json!({ "flow_session_result": true, "liveness_result": failed }),
        json!({ "technologies": flow(&["LD", "F2F"]), "liveness_result": failed, "face2face_result": {} }),
    ] {
        let verdict = verdict(&fields);
        let kinds: Vec<_> = verdict.failure_reasons.iter().map(|reason| reason.kind.as_str()).collect();
        assert_eq!((verdict.passed, verdict.cancelled), (None, false), "{fields}");
        assert_eq!(kinds, ["CALC_RESULT"], "{fields}");
        assert!(!verdict.is_final() && verdict.status != "FINISHED", "{fields}");
    }
}

#[test]
fn at_an_end_time_without_a_status_a_technology_that_is_left_out_counts_as_not_passed() {
    let ended = |at: Value, technologies: &[&str], results: &[(&str, Value)]| {
        let mut fields = json!({ "finished_at": at, "technologies": flow(technologies) });
        for (name, result) in results {
            fields[*name] = result.clone();
        }
        fields
    };
    let passed = || ("liveness_result", json!({ "result": true }));
    for at in [json!("2026-01-01T10:00:00Z"), json!(1_767_261_600)] {
        let left_out = ended(at.clone(), &["LD", "F2F"], &[passed()]);
        assert_eq!(summary(&left_out), finished(Some(false)), "{left_out}");
        let nothing = ended(at.clone(), &["LD", "DR"], &[]);
        assert_eq!(summary(&nothing), finished(Some(false)), "{nothing}");
        let all = ended(at.clone(), &["LD"], &[passed()]);
        assert_eq!(summary(&all), finished(Some(true)), "{all}");
        let empty = ended(at.clone(), &["LD", "F2F"], &[passed(), ("face2face_result", json!({}))]);
        assert_eq!(summary(&empty), finished(None), "still computed: {empty}");
        let unknown = ended(at.clone(), &["LD", "IRIS"], &[passed()]);
        assert_eq!(summary(&unknown), finished(None), "{unknown}");
    }
    // Without the end time, the user may not have reached the technology yet.
    for at in [Value::Null, json!(""), json!(0)] {
        assert_eq!(summary(&ended(at, &["LD", "F2F"], &[passed()])), in_progress());
    }
}

/// Values of a technology's result field; `MARK` stands for personal data.
fn outcome() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        Just(Value::Null),
        Just(json!("MARK")),
        any::<bool>().prop_map(|passed| json!({ "result": passed, "photo": "MARK" })),
        Just(json!({ "result": true })),
        Just(json!({ "result": "MARK" })),
        Just(json!({ "first_name": "MARK", "result_json": { "common": ["MARK"] } })),
    ]
}

fn result() -> impl Strategy<Value = Value> {
    let code = prop_oneof![Just("LDHP"), Just("LD"), Just("DR"), Just("ED"), Just("F2F"), Just("MARK")];
    let status = prop_oneof![
        Just(Value::Null),
        Just(json!("PROGRESS")),
        Just(json!("FINISHED")),
        Just(json!("QUEUED")),
        Just(json!(7)),
    ];
    let service = prop_oneof![4 => Just(Value::Null), 1 => any::<bool>().prop_map(Value::from), 1 => Just(json!("MARK"))];
    let reasons = prop_oneof![3 => Just(json!([])), 1 => Just(json!([{ "type": "OTHER", "name": "MARK" }]))];
    let outcomes = prop::collection::btree_map(prop::sample::select(&FIELDS[..]), outcome(), 0..=4);
    (prop::collection::vec(code, 0..4), status, service, reasons, outcomes).prop_map(
        |(codes, status, service, reasons, outcomes)| {
            let mut fields = json!({
                "technologies": flow(&codes),
                "status": status,
                "flow_session_result": service,
                "flow_session_failure_reasons": reasons,
                "anything": "MARK",
            });
            for (field, outcome) in outcomes {
                fields[field] = outcome;
            }
            fields
        },
    )
}

/// Results in which every technology was passed.
fn all_passed() -> impl Strategy<Value = Value> {
    prop::sample::subsequence(vec!["LDHP", "DR", "ED", "F2F"], 1..=4).prop_map(|codes| {
        let mut fields = Map::from_iter([("technologies".to_owned(), flow(&codes))]);
        for code in codes {
            let field = Technology::from_code(code).unwrap().result_field();
            fields.insert(field.to_owned(), json!({ "result": true }));
        }
        Value::Object(fields)
    })
}

proptest! {
    #![proptest_config(crate::testing::cases(2_000))]

    #[test]
    fn passed_requires_a_result_for_every_technology(fields in result()) {
        let result = read(&fields);
        let Verdict { status, passed, .. } = Verdict::of(&result);
        prop_assert!(!status.is_empty());
        if !result.is_final() {
            prop_assert_eq!(passed, None);
        }
        if passed == Some(true) && result.findings.flow_session_result != Some(true) {
            for listed in fields["technologies"].as_array().unwrap() {
                let technology = Technology::from_code(listed["code"].as_str().unwrap()).unwrap();
                let outcome = &fields[technology.result_field()];
                prop_assert!(outcome.as_object().is_some_and(|outcome| !outcome.is_empty()), "{}", outcome);
            }
            prop_assert!(FIELDS.iter().all(|field| fields[field]["result"] != json!(false)));
        }
    }

    #[test]
    fn a_verdict_contains_no_personal_data(fields in result()) {
        let text = serde_json::to_string(&verdict(&fields)).unwrap();
        prop_assert!(!text.contains("MARK"), "{}", text);
    }

    #[test]
    fn passed_depends_on_every_technology(fields in all_passed(), index in any::<prop::sample::Index>(), ended: bool) {
        let mut fields = fields;
        if ended {
            fields["status"] = json!("FINISHED");
        }
        prop_assert_eq!(summary(&fields), finished(Some(true)));
        let present: Vec<_> = FIELDS.iter().filter(|field| !fields[**field].is_null()).collect();
        let field = *present[index.index(present.len())];
        for not_passed in [json!({}), Value::Null, json!({ "result": false }), json!([])] {
            fields[field] = not_passed;
            prop_assert_ne!(summary(&fields).1, Some(true), "{}", fields);
        }
    }
}

#[test]
fn a_result_that_is_false_instead_of_an_object_is_not_a_pass() {
    let passed = json!({ "result": true });
    for name in ["iris_result", "face2face_result", "document_recognition_result", "liveness_result"] {
        let mut fields = json!({
            "status": "FINISHED",
            "technologies": flow(&["LDHP"]),
            "liveness_result": passed,
        });
        fields[name] = json!(false);
        assert_ne!(verdict(&fields).passed, Some(true), "{name}");
        fields["flow_session_result"] = Value::Null;
        assert_ne!(verdict(&fields).passed, Some(true), "{name}");
    }
}
