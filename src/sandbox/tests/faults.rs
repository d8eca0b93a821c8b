//! Faults of the API.

use serde_json::{Value, json};

use super::super::Directive;
use super::{CREATE, Flow, Request, Service, header, passed, read, result_url};

#[test]
fn injects_api_faults_by_query_header_and_path() {
    let mut service = Service::new();
    let body = json!({ "api_key": Flow::Everyone.key() }).to_string();
    for (fault, status) in [
        ("api-400", 400),
        ("api-401", 401),
        ("api-403", 403),
        ("api-404", 404),
        ("api-429", 429),
        ("api-500", 500),
        ("api-502", 502),
        ("api-503", 503),
        ("api-html", 200),
        ("api-empty", 200),
        ("no-such-fault", 200),
    ] {
        assert_eq!(service.send("POST", &format!("{CREATE}?fault={fault}"), &body).status, status, "{fault}");
        assert_eq!(service.send("POST", &format!("/fault/{fault}{CREATE}"), &body).status, status, "{fault}");
        let headers = vec![("X-Flow-Sandbox-Fault".to_owned(), fault.to_owned())];
        let request =
            Request { method: "POST".into(), url: CREATE.into(), headers, body: body.clone().into_bytes() };
        assert_eq!(service.sandbox.handle(&request, &mut service.environment).status, status, "{fault}");
    }
    let throttled = service.send("POST", &format!("{CREATE}?fault=api-429"), &body);
    assert_eq!(header(&throttled, "retry-after"), Some("1"));
    let once = format!("/fault/api-500-once{CREATE}");
    assert_eq!(service.send("POST", &once, &body).status, 500);
    assert_eq!(service.send("POST", &once, &body).status, 200);
}

#[test]
fn injects_api_faults_into_successful_responses() {
    let mut service = Service::new();
    let body = json!({ "api_key": Flow::Everyone.key() }).to_string();
    let mut send = |fault: &str| service.send("POST", &format!("{CREATE}?fault={fault}"), &body);
    assert!(serde_json::from_slice::<Value>(&send("api-truncated").body).is_err());
    assert!(matches!(send("api-cut").directive, Some(Directive::Cut { after }) if after > 0));
    assert_eq!(send("api-hang").directive, Some(Directive::Hang));
    assert!(matches!(send("api-slow").directive, Some(Directive::Delay { .. })));
    assert!(read(&send("api-wrong-types"))["session_id"].is_number());
    assert!(read(&send("api-unknown-fields"))["added_later"].is_object());
    assert!(send("api-deep").body.len() > 1000);

    let id = service.create(Flow::Everyone, &Value::Null);
    service.run(&id, &passed(Flow::Everyone));
    service.settle();
    let url = result_url(&id, Flow::Everyone.key());
    let response = service.send("GET", &format!("{url}&fault=result-pending"), "");
    assert_eq!(read(&response)["status"], "PROGRESS");
}
