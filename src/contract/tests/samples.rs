//! Sample values of every wire type, written to a file that the TypeScript types are checked against.
//!
//! `full` has every field, `least` omits the optional top-level fields. A field that is added,
//! removed or renamed, or a top-level field that is made optional, in only one of the two languages fails a test.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::contract::{FlowResult, Metadata, Session, shape};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/samples.json");

fn full_metadata() -> Value {
    json!({
        "face2face": { "photo1": "/9j/4AAQ" },
        "edocument": {
            "iin": { "value": "900101400013", "changeable": false },
            "phone": { "value": "+77010000000", "changeable": false },
            "skip_input": true,
        },
        "general": { "interchangeable_tech": ["DR", "ED"] },
    })
}

fn full_result() -> Value {
    let reason = json!({ "type": "CLIENT", "detail": "Operation aborted by user" });
    json!({
        "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "technologies": [{ "name": "Liveness", "description": "Checks that a live person is there", "code": "LDHP" }],
        "status": "FINISHED",
        "flow_session_result": false,
        "flow_session_failure_reasons": [reason, "Closed eyes"],
        "validated_at": "2024-01-01T00:00:00Z",
        "finished_at": "2024-01-01T00:00:00Z",
        "ip_check_results": [{}],
        "request_sessions": [{}],
        "liveness_result": {
            "result": true,
            "eye_closed": false,
            "prediction": "0.9980",
            "face_center": true,
            "face_direction": "forward",
            "failure_reason": reason,
        },
        "document_recognition_result": {
            "first_name": "First",
            "last_name": "Last",
            "patronymic": "Patronymic",
            "personal_number": "900101400013",
            "date_of_birth": "01.01.2000",
            "document_number": "000000001",
            "authority": "authority",
            "result": true,
            "failure_reason": null,
        },
        "face2face_result": {
            "result": true,
            "prediction": "0.9312",
            "prediction_percent": "93.12",
            "failure_reason": null,
        },
        "edocument_result": {
            "result_json": {
                "common": {
                    "docOwner": {
                        "iin": "900101400013",
                        "firstName": "First",
                        "lastName": "Last",
                        "middleName": "Middle",
                    },
                    "docNumber": "000000001",
                    "docIssuer": { "nameRu": "Name", "nameKk": "Name", "nameEn": "Name" },
                },
            },
            "phone": "77010000000",
            "document_pdf": "JVBERi0=",
            "document_image": "/9j/4AAQ",
            "result": true,
            "failure_reason": null,
        },
    })
}

fn full_session() -> Value {
    json!({ "session_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "technologies": ["LDHP", "F2F"] })
}

fn assert_no_other(other: &Map<String, Value>) {
    assert_other(other, &[]);
}

/// Asserts that exactly these fields of a sample have no field in the Rust type, because no rule needs them.
fn assert_other(other: &Map<String, Value>, names: &[&str]) {
    assert_eq!(other.keys().collect::<Vec<_>>(), names);
}

#[test]
fn the_samples_have_exactly_the_fields_of_the_types() {
    let metadata = Metadata::read(full_metadata()).unwrap();
    assert_no_other(&metadata.other);
    assert_no_other(&metadata.face2face.as_ref().unwrap().other);
    let edocument = metadata.edocument.as_ref().unwrap();
    assert_no_other(&edocument.other);
    assert_no_other(&edocument.iin.as_ref().unwrap().other);
    assert_no_other(&metadata.general.as_ref().unwrap().other);
    for (path, _) in shape::METADATA {
        let pointer = path
            .split('.')
            .filter(|segment| !segment.is_empty())
            .fold(String::new(), |pointer, segment| pointer + "/" + segment);
        assert!(full_metadata().pointer(&pointer).is_some(), "{path}");
    }
    assert_complete(&metadata);

    assert_no_other(&Session::read(full_session()).unwrap().other);

    let result = FlowResult::read(full_result()).unwrap();
    let findings = &result.findings;
    let undeclared = ["flow_session_failure_reasons", "validated_at", "ip_check_results", "request_sessions"];
    assert_other(&findings.other, &undeclared);
    assert_no_other(&result.technologies[0].other);
    let liveness = ["eye_closed", "prediction", "face_center", "face_direction", "failure_reason"];
    assert_other(&findings.liveness_result.as_ref().unwrap().other, &liveness);
    let document = &findings.document_recognition_result.as_ref().unwrap().other;
    assert_other(document, &["result", "failure_reason"]);
    let face = &findings.face2face_result.as_ref().unwrap().other;
    assert_other(face, &["prediction", "prediction_percent", "failure_reason"]);
    let edocument = ["result_json", "phone", "document_pdf", "document_image", "result", "failure_reason"];
    assert_other(&findings.edocument_result.as_ref().unwrap().other, &edocument);
    assert_complete(&result);
}

/// Asserts that no field of the sample is `None`: such a field would be missing from the samples file.
///
/// The implementations of [`Complete`] destructure without `..`, so adding a field to a type causes a compile
/// error here.
fn assert_complete(value: &impl Complete) {
    assert!(value.is_complete());
}

trait Complete: Serialize {
    fn is_complete(&self) -> bool;
}

impl Complete for Metadata {
    fn is_complete(&self) -> bool {
        use crate::contract::{EDocumentMetadata, FaceMetadata, GeneralMetadata, Prefill};
        let Metadata { face2face: Some(face), edocument: Some(edocument), general: Some(general), other: _ } =
            self
        else {
            return false;
        };
        let FaceMetadata { photo1, other: _ } = face;
        let EDocumentMetadata { iin: Some(iin), phone: Some(_), skip_input: Some(_), other: _ } = edocument
        else {
            return false;
        };
        let Prefill { value, changeable, other: _ } = iin;
        let GeneralMetadata { interchangeable_tech, other: _ } = general;
        photo1.is_some() && value.is_some() && changeable.is_some() && interchangeable_tech.is_some()
    }
}

impl Complete for FlowResult {
    fn is_complete(&self) -> bool {
        use crate::contract::{DocumentResult, EDocumentResult, Findings, MatchResult, TechnologyInfo};
        let Self { technologies, findings, .. } = self;
        let TechnologyInfo { name: Some(_), description: Some(_), code: Some(_), other: _ } =
            &technologies[0]
        else {
            return false;
        };
        let Findings {
            status: Some(_),
            flow_session_result: Some(_),
            finished_at: Some(_),
            liveness_result: Some(liveness),
            document_recognition_result: Some(document),
            face2face_result: Some(_),
            edocument_result: Some(edocument),
            other: _,
        } = findings
        else {
            return false;
        };
        let EDocumentResult { other: _ } = edocument;
        let MatchResult { result, other: _ } = liveness;
        let DocumentResult {
            first_name: Some(_),
            last_name: Some(_),
            patronymic: Some(_),
            personal_number: Some(_),
            date_of_birth: Some(_),
            document_number: Some(_),
            authority: Some(_),
            other: _,
        } = document
        else {
            return false;
        };
        result.is_some()
    }
}

/// Returns `full` without its optional top-level fields: those without which the value still parses.
fn least(full: &Value, parses: impl Fn(&Value) -> bool) -> Value {
    let mut least = full.clone();
    for name in full.as_object().unwrap().keys() {
        let mut without = least.clone();
        without.as_object_mut().unwrap().shift_remove(name);
        if parses(&without) {
            least = without;
        }
    }
    least
}

#[test]
fn the_samples_file_is_up_to_date() {
    let metadata = Metadata::read(full_metadata()).unwrap();
    let session = Session::read(full_session()).unwrap();
    let result = FlowResult::read(full_result()).unwrap();
    let samples = json!({
        "full": { "SessionMetadata": metadata, "Session": session, "FlowResult": result },
        "least": {
            "SessionMetadata": least(&full_metadata(), |value| Metadata::read(value.clone()).is_ok()),
            "Session": least(&full_session(), |value| Session::read(value.clone()).is_ok()),
            "FlowResult": least(&full_result(), |value| FlowResult::read(value.clone()).is_ok()),
        },
    });
    let text = format!("{}\n", serde_json::to_string_pretty(&samples).unwrap());
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let file = std::fs::read_to_string(FILE).unwrap_or_default();
    let same = serde_json::from_str::<Value>(&file).ok() == Some(samples);
    assert!(same, "The Rust types have changed. Run `UPDATE_SAMPLES=1 cargo test samples`, then `npm test`.");
}
