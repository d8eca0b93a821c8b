//! The answers in `tests/fixtures/answers.json`, which the client tests use, too.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::contract::{DOCUMENTED_REASONS, FlowResult, Verdict};

/// Session that every answer was asked for.
const SESSION_ID: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

#[derive(Deserialize)]
struct Answer {
    name: String,
    result: Value,
    /// Verdict without `session_id`; `None` if the client rejects the answer.
    verdict: Option<Value>,
    #[serde(rename = "final")]
    is_final: bool,
}

fn fixture(file: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(super) fn results() -> Vec<Value> {
    let answers: Vec<Answer> = serde_json::from_str(&fixture("answers.json")).unwrap();
    answers.into_iter().map(|answer| answer.result).collect()
}

#[test]
fn every_answer_has_the_expected_verdict() {
    let answers: Vec<Answer> = serde_json::from_str(&fixture("answers.json")).unwrap();
    assert!(answers.len() >= 24);
    for Answer { name, result, verdict, is_final } in answers {
        let id = result["id"].clone();
        let result = FlowResult::read(result).unwrap();
        let Some(mut expected) = verdict else {
            assert!(!result.id.eq_ignore_ascii_case(SESSION_ID), "{name}");
            continue;
        };
        expected["session_id"] = id;
        let found = Verdict::of(&result);
        assert_eq!((result.is_final(), found.is_final()), (is_final, is_final), "{name}");
        assert_eq!(serde_json::to_value(found).unwrap(), expected, "{name}");
    }
}

#[test]
fn the_documented_reasons_are_those_of_the_fixture() {
    let rows = DOCUMENTED_REASONS.map(|row| {
        json!({
            "technology": "liveness",
            "type": row.kind,
            "detail": row.detail,
            "meaning": row.meaning,
            "source": "failures",
            "confidence": "D",
        })
    });
    let file: Value = serde_json::from_str(&fixture("failure-reasons.json")).unwrap();
    assert_eq!(Value::from(rows.to_vec()), file);
}
