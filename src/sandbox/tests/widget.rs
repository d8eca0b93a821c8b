//! Private API for the widget stand-in.

use serde_json::{Value, json};

use super::{Flow, Service, passed, read};

#[test]
fn a_session_can_be_restarted_until_it_has_ended() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    let finish = format!("/sandbox/session/{id}/finish");
    let start = format!("/sandbox/session/{id}/start");
    let report = passed(Flow::Everyone).to_string();
    assert_eq!(service.send("POST", &finish, &report).status, 409);
    assert_eq!(service.send("POST", &start, "").status, 200);
    assert_eq!(service.send("POST", &start, "").status, 200);
    assert_eq!(service.send("POST", &finish, "malformed").status, 400);
    assert_eq!(service.send("POST", &finish, &report).status, 200);
    assert_eq!(service.send("POST", &finish, &report).status, 409);
    assert_eq!(service.send("POST", &start, "").status, 409);
    assert_eq!(service.send("POST", "/sandbox/session/unknown/start", "").status, 404);
}

#[test]
fn passes_the_metadata_to_the_widget() {
    let mut service = Service::new();
    let id = service.create(Flow::Individuals, &Value::Null);
    let empty = read(&service.send("GET", &format!("/sandbox/session/{id}"), ""));
    assert_eq!(empty["technologies"], json!(["LDHP", "ED", "F2F"]));
    assert_eq!(empty["state"], "created");
    assert_eq!(empty["edocument"]["iin"], json!({ "value": "", "changeable": true }));

    let metadata = json!({
        "face2face": { "photo1": "base64" },
        "edocument": { "iin": { "value": "1", "changeable": false }, "phone": { "value": "2" }, "skip_input": true },
        "general": { "interchangeable_tech": ["DR", "ED"] },
    });
    let id = service.create(Flow::Individuals, &metadata);
    let view = read(&service.send("GET", &format!("/sandbox/session/{id}"), ""));
    assert_eq!(view["edocument"]["iin"], json!({ "value": "1", "changeable": false }));
    assert_eq!(view["edocument"]["skip_input"], false, "the phone is not locked, so the form is not skipped");
    assert_eq!(view["face2face"]["photo"], true);
    assert_eq!(view["interchangeable_tech"], json!(["DR", "ED"]));
    assert_eq!(view["hosted_path"], format!("/flow/{id}"));
}
