mod fuzz;

use serde_json::{Value, json};

use super::{Directive, Environment, Flow, Request, Response, Sandbox, store};

const CREATE: &str = "/api/v1/flows/session/create/";
const SETTLE_MS: u64 = 1500;

/// Environment with a clock that tests advance, and a counter instead of random numbers.
#[derive(Default)]
struct FakeEnvironment {
    now_ms: u64,
    count: u64,
}

impl Environment for FakeEnvironment {
    fn now_ms(&mut self) -> u64 {
        self.now_ms
    }

    fn random(&mut self, bytes: &mut [u8]) {
        self.count += 1;
        let count = self.count.to_be_bytes();
        for (index, byte) in bytes.iter_mut().rev().enumerate() {
            *byte = count.iter().rev().nth(index).copied().unwrap_or(0xff);
        }
    }
}

struct Service {
    sandbox: Sandbox,
    environment: FakeEnvironment,
}

impl Service {
    fn new() -> Self {
        let widget = "const o = '__FLOW_SANDBOX_ORIGIN__', f = '__FLOW_SANDBOX_FAULT__';";
        let environment = FakeEnvironment { now_ms: 1_000_000, count: 0 };
        Self { sandbox: Sandbox::new(widget, SETTLE_MS), environment }
    }

    fn send(&mut self, method: &str, url: &str, body: &str) -> Response {
        let url = format!("http://127.0.0.1:8080{url}");
        let request = Request { method: method.into(), url, headers: Vec::new(), body: body.into() };
        self.sandbox.handle(&request, &mut self.environment)
    }

    fn create(&mut self, flow: Flow, metadata: &Value) -> String {
        let body = json!({ "api_key": flow.key(), "metadata": metadata }).to_string();
        let response = self.send("POST", CREATE, &body);
        assert_eq!(response.status, 200, "{}", text(&response));
        read(&response)["session_id"].as_str().unwrap().to_owned()
    }

    fn run(&mut self, id: &str, report: &Value) {
        assert_eq!(self.send("POST", &format!("/sandbox/session/{id}/start"), "").status, 200);
        let response = self.send("POST", &format!("/sandbox/session/{id}/finish"), &report.to_string());
        assert_eq!(response.status, 200, "{}", text(&response));
    }

    fn result(&mut self, id: &str, flow: Flow) -> Value {
        let response = self.send("GET", &result_url(id, flow.key()), "");
        assert_eq!(response.status, 200, "{}", text(&response));
        read(&response)
    }

    fn settle(&mut self) {
        self.environment.now_ms += SETTLE_MS;
    }
}

fn result_url(id: &str, key: &str) -> String {
    format!("/api/v1/flows/session/result/?session_id={id}&flow_api_key={key}")
}

fn read(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

fn passed(flow: Flow) -> Value {
    let all = flow.technologies().iter().map(|t| (t.code().to_owned(), json!({ "passed": true })));
    json!({ "outcome": "completed", "technologies": Value::Object(all.collect()) })
}

#[test]
fn keys_are_long_enough_distinct_and_recognizable() {
    for flow in Flow::ALL {
        assert!(flow.key().len() >= crate::contract::MIN_KEY_LENGTH);
        assert!(flow.key().starts_with("SANDBOX-TEST-KEY"));
        assert_eq!(Flow::of_key(flow.key()), Some(flow));
    }
}

#[test]
fn the_flows_match_the_table_in_the_guide() {
    let flows = Flow::ALL.map(|flow| (flow.id(), flow.name()));
    assert_eq!(
        flows,
        [
            ("everyone", "Flow for everyone"),
            ("individuals", "Flow for individuals"),
            ("entities", "Flow for legal entities"),
        ]
    );
}

#[test]
fn creates_sessions_for_every_flow() {
    let mut service = Service::new();
    let expected = [json!(["LDHP", "F2F"]), json!(["LDHP", "ED", "F2F"]), json!(["LDHP", "DR", "F2F"])];
    for (flow, technologies) in Flow::ALL.into_iter().zip(expected) {
        let response = service.send("POST", CREATE, &json!({ "api_key": flow.key() }).to_string());
        let session = read(&response);
        assert_eq!(session["technologies"], technologies);
        let id = session["session_id"].as_str().unwrap();
        assert_eq!((id.len(), &id[14..15]), (36, "4"));
        assert!("89ab".contains(&id[19..20]));
    }
}

#[test]
fn the_trailing_slash_of_a_path_is_optional() {
    let mut service = Service::new();
    let body = json!({ "api_key": Flow::Everyone.key() }).to_string();
    assert_eq!(service.send("POST", CREATE.trim_end_matches('/'), &body).status, 200);
}

#[test]
fn rejects_malformed_bodies_with_400() {
    let mut service = Service::new();
    let key = Flow::Everyone.key();
    for (body, field) in [
        ("", "detail"),
        ("{", "detail"),
        ("[]", "detail"),
        ("{}", "api_key"),
        (r#"{"api_key": ""}"#, "api_key"),
        (r#"{"api_key": 5}"#, "api_key"),
        (&format!(r#"{{"api_key": "{key}", "metadata": 5}}"#), "metadata"),
        (
            &format!(r#"{{"api_key": "{key}", "metadata": {{"edocument": {{"iin": "900101400013"}}}}}}"#),
            "metadata",
        ),
    ] {
        let response = service.send("POST", CREATE, body);
        assert_eq!(response.status, 400, "{body}");
        assert!(!read(&response)[field].is_null(), "{body} -> {}", text(&response));
        assert!(!text(&response).contains("900101400013"), "the value is echoed: {}", text(&response));
    }
}

#[test]
fn rejects_an_unknown_key_without_echoing_it() {
    let mut service = Service::new();
    let key = "x".repeat(47);
    let response = service.send("POST", CREATE, &json!({ "api_key": key }).to_string());
    assert_eq!(response.status, 403);
    assert!(read(&response)["detail"].is_string());
    assert!(!text(&response).contains(&key));
    let id = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&id, &key), "").status, 403);
}

#[test]
fn responds_with_405_and_the_allowed_methods() {
    let mut service = Service::new();
    for (method, url, allow) in [
        ("GET", CREATE, "POST, OPTIONS"),
        ("POST", "/api/v1/flows/session/result/", "GET, OPTIONS"),
        ("DELETE", "/sandbox/session/x", "GET, OPTIONS"),
        ("GET", "/sandbox/session/x/start", "POST, OPTIONS"),
        ("POST", "/widget/flow-widget.js", "GET, HEAD, OPTIONS"),
    ] {
        let response = service.send(method, url, "");
        assert_eq!((response.status, header(&response, "allow")), (405, Some(allow)), "{method} {url}");
    }
}

#[test]
fn every_response_has_cors_headers() {
    let mut service = Service::new();
    let preflight = service.send("OPTIONS", CREATE, "");
    assert_eq!(preflight.status, 204);
    assert!(header(&preflight, "access-control-allow-headers").unwrap().contains("content-type"));
    for (method, url) in
        [("OPTIONS", CREATE), ("POST", CREATE), ("GET", "/nowhere"), ("GET", "/widget/flow-widget.js")]
    {
        let response = service.send(method, url, "");
        assert_eq!(header(&response, "access-control-allow-origin"), Some("*"), "{method} {url}");
    }
}

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
fn only_completed_steps_have_a_result() {
    let mut service = Service::new();
    let flow = Flow::Individuals;
    let id = service.create(flow, &Value::Null);
    service.run(&id, &json!({ "outcome": "cancelled", "technologies": { "LDHP": { "passed": true } } }));
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["flow_session_result"], false);
    assert_eq!(
        result["flow_session_failure_reasons"],
        json!([{ "type": "CLIENT", "detail": "Operation aborted by user" }])
    );
    assert!(result.get("liveness_result").is_some());
    assert!(result.get("edocument_result").is_none());
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
        assert!(result.get("edocument_result").is_none());
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
        assert_eq!(result["flow_session_failure_reasons"], json!([{ "type": kind, "detail": "why" }]));
    }
    let id = service.create(flow, &Value::Null);
    let technologies = json!({ "LDHP": { "passed": true }, "F2F": { "passed": false } });
    service.run(&id, &json!({ "outcome": "completed", "technologies": technologies }));
    service.settle();
    let result = service.result(&id, flow);
    assert_eq!(result["flow_session_failure_reasons"][0]["type"], "CALC_RESULT");
    assert_eq!(result["face2face_result"]["result"], false);
}

#[test]
fn a_session_of_another_flow_is_not_found() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&id, Flow::Entities.key()), "").status, 404);
    assert_eq!(service.send("GET", &result_url("unknown", Flow::Everyone.key()), "").status, 404);
    assert_eq!(service.send("GET", "/api/v1/flows/session/result/", "").status, 400);
}

#[test]
fn a_session_can_be_used_only_once() {
    let mut service = Service::new();
    let id = service.create(Flow::Everyone, &Value::Null);
    let finish = format!("/sandbox/session/{id}/finish");
    let start = format!("/sandbox/session/{id}/start");
    let report = passed(Flow::Everyone).to_string();
    assert_eq!(service.send("POST", &finish, &report).status, 409);
    assert_eq!(service.send("POST", &start, "").status, 200);
    assert_eq!(service.send("POST", &start, "").status, 409);
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

#[test]
fn drops_old_sessions_and_rejects_large_bodies() {
    let mut service = Service::new();
    let first = service.create(Flow::Everyone, &Value::Null);
    for _ in 1..store::CAPACITY {
        service.create(Flow::Everyone, &Value::Null);
    }
    service.result(&first, Flow::Everyone);
    let last = service.create(Flow::Everyone, &Value::Null);
    assert_eq!(service.send("GET", &result_url(&first, Flow::Everyone.key()), "").status, 404);
    service.environment.now_ms += store::TTL_MS;
    assert_eq!(service.send("GET", &result_url(&last, Flow::Everyone.key()), "").status, 404);
    let big = "x".repeat(super::MAX_BODY_BYTES + 1);
    assert_eq!(service.send("POST", CREATE, &big).status, 413);
}

#[test]
fn serves_the_script_at_both_paths() {
    let mut service = Service::new();
    for path in ["/widget/flow-widget.umd.js", "/widget/flow-widget.js"] {
        let response = service.send("GET", &format!("{path}?fault=never-finishes"), "");
        assert_eq!(header(&response, "content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(text(&response), "const o = 'http://127.0.0.1:8080', f = 'never-finishes';");
    }
}

#[test]
fn does_not_insert_unsafe_text_into_the_script() {
    let mut service = Service::new();
    let response = service.send("GET", "/widget/flow-widget.js?fault=%27%3Balert(1)%2F%2F", "");
    assert_eq!(text(&response), "const o = 'http://127.0.0.1:8080', f = '';");
    let url = "http://x';alert(1)//'/widget/flow-widget.js".to_owned();
    let request = Request { method: "GET".into(), url, ..Request::default() };
    let response = service.sandbox.handle(&request, &mut service.environment);
    assert!(!text(&response).contains("alert"));
}

#[test]
fn injects_script_faults() {
    let mut service = Service::new();
    let mut script = |fault| service.send("GET", &format!("/widget/flow-widget.js?fault={fault}"), "");
    assert_eq!(script("script-404").status, 404);
    assert_eq!(script("script-500").status, 500);
    assert_eq!(header(&script("script-html"), "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(script("script-hang").directive, Some(Directive::Hang));
    assert!(matches!(script("script-slow").directive, Some(Directive::Delay { .. })));
    assert!(text(&script("script-throws")).contains("throw"));
    assert!(!text(&script("global-missing")).contains("const"));
    assert_eq!(script("script-404-once").status, 404);
    assert_eq!(script("script-404-once").status, 200);
    assert_eq!(script("script-500-once").status, 500);
    // The loader adds a query parameter when it retries.
    assert_eq!(script("script-500-once&retry=1").status, 200);
}

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
