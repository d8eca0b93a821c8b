//! The examples of the service's guide, verbatim except for commas that are not valid JSON.

use serde_json::{Value, json};

use crate::contract::{ApiKey, CreateSession, FlowResult, Issue, Metadata, Session, Technology};

/// Request bodies of sections 2, 3.1 and 3.2.
const REQUESTS: [&str; 5] = [
    r#"{
"api_key": "YOUR_FLOW_API_KEY"
}"#,
    r#"{
    "api_key": "YOUR_FLOW_API_KEY",
    "metadata": {
        "face2face": {
            "photo1": "base64"
        }
    }
}"#,
    r#"{
    "api_key": "YOUR_FLOW_API_KEY",
    "metadata": {
        "edocument": {
            "iin": {
                "value": "<subjects_iin>",
                "changeable": false
            },
            "phone": {
                "value": "<subjects_phone>",
                "changeable": false
            },
            "skip_input": true
        }
    }
}"#,
    r#"{
    "api_key": "YOUR_FLOW_API_KEY",
    "metadata": {
        "edocument": {
            "iin": {
                "value": "<subjects_iin>",
                "changeable": false
            },
            "phone": {
                "value": "<subjects_phone>"
            }
        }
    }
}"#,
    r#"{
    "api_key": "YOUR_FLOW_API_KEY",
    "metadata": {
        "edocument": {
            "iin": {
                "value": "<subjects_iin>"
            },
            "phone": {
                "value": "<subjects_phone>"
            }
        }
    }
}"#,
];

fn compact(json: &str) -> String {
    serde_json::from_str::<Value>(json).unwrap().to_string()
}

#[test]
fn serializes_every_request_as_in_the_guide() {
    for request in REQUESTS {
        let mut body: Value = serde_json::from_str(request).unwrap();
        let mut metadata = body.get_mut("metadata").map(|metadata| Metadata::read(metadata.take()).unwrap());
        if let Some(metadata) = &mut metadata {
            metadata.prepare();
        }
        let request_body = CreateSession { api_key: ApiKey::new("YOUR_FLOW_API_KEY"), metadata };
        assert_eq!(serde_json::to_string(&request_body).unwrap(), compact(request));
        assert_eq!(serde_json::from_str::<CreateSession>(request).unwrap(), request_body);
    }
}

#[test]
fn the_placeholders_of_the_guide_cause_only_warnings() {
    for request in REQUESTS {
        let mut body: CreateSession = serde_json::from_str(request).unwrap();
        let mut issues = Vec::from_iter(body.api_key.check("apiKey"));
        assert!(!issues.is_empty(), "the placeholder is shorter than a key, which is a warning");
        issues.extend(body.metadata.as_mut().map(Metadata::prepare).unwrap_or_default());
        assert!(!issues.iter().any(Issue::is_error), "{issues:?}");
    }
}

#[test]
fn only_the_request_with_locked_values_skips_the_form() {
    let skips = REQUESTS.map(|request| {
        let body: CreateSession = serde_json::from_str(request).unwrap();
        body.metadata.and_then(|metadata| metadata.edocument).is_some_and(|edocument| edocument.skips_input())
    });
    assert_eq!(skips, [false, false, true, false, false]);
}

#[test]
fn parses_the_responses_of_the_guide() {
    let session = Session::read(json!({
        "session_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "technologies": ["LDHP", "ED", "F2F"],
    }));
    let session = session.unwrap();
    assert_eq!(session.session_id, "3fa85f64-5717-4562-b3fc-2c963f66afa6");
    let known: Vec<_> = session.technologies.iter().filter_map(|code| Technology::from_code(code)).collect();
    assert_eq!(known, [Technology::LivenessHeadPosition, Technology::EDocument, Technology::FaceToFace]);

    let result = FlowResult::read(json!({
        "id": "session_id",
        "technologies": [{ "name": "Document Recognition", "description": "Parse document data from image" }],
        "document_recognition_result": {
            "first_name": "First",
            "last_name": "Last",
            "patronymic": "Patronymic",
            "personal_number": "pers_number",
            "date_of_birth": "01.01.2000",
            "document_number": "doc_number",
            "authority": "authority",
        },
    }));
    let result = result.unwrap();
    assert_eq!(result.technologies[0].name.as_deref(), Some("Document Recognition"));
    let document = result.findings.document_recognition_result.as_ref().unwrap();
    assert_eq!(document.personal_number.as_deref(), Some("pers_number"));
    assert!(result.is_final(), "there is no status, and the only result is non-empty");
}

#[test]
fn parses_technology_codes_and_names() {
    for technology in Technology::ALL {
        let (code, name) = (technology.code(), technology.name());
        assert_eq!(Technology::from_code(code), Some(technology));
        assert_eq!(serde_json::to_value(technology).unwrap(), code);
        let spellings = [name.to_owned(), name.to_uppercase(), name.replace([' ', '-'], "_")];
        assert!(spellings.iter().all(|name| Technology::from_name(name) == Some(technology)), "{name}");
    }
    let documented = Technology::LivenessHeadPosition.description();
    assert_eq!(documented, "Detect liveness by photo and head position");
    assert_eq!(Technology::from_code("XX"), None);
    assert_eq!(Technology::from_name("Liveness PRO"), None);
    assert_eq!(Technology::from_name("!"), None);
}
