mod api;
mod faults;
mod files;
mod fuzz;
mod outcomes;
mod results;
mod shapes;
mod webhooks;
mod widget;

use serde_json::{Value, json};

use super::{Assets, Environment, Flow, Request, Response, Sandbox, Settings};
use crate::contract::{FlowResult, Verdict};

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
        Self::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        let script = |name| format!("{name}('__FLOW_SANDBOX_ORIGIN__', '__FLOW_SANDBOX_FAULT__');");
        let assets = Assets { umd: script("umd"), module: script("module"), page_script: script("page") };
        let environment = FakeEnvironment { now_ms: 1_000_000, count: 0 };
        Self { sandbox: Sandbox::new(assets, settings), environment }
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

    /// Sends a request to the private API of a session, and returns the status.
    fn post(&mut self, id: &str, action: &str, body: &Value) -> u16 {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send("POST", &format!("/sandbox/session/{id}/{action}"), &body).status
    }

    fn view(&mut self, id: &str) -> Value {
        read(&self.send("GET", &format!("/sandbox/session/{id}"), ""))
    }

    fn run(&mut self, id: &str, report: &Value) {
        assert_eq!(self.post(id, "start", &Value::Null), 200);
        assert_eq!(self.post(id, "finish", report), 200, "{report}");
    }

    fn verdict(&mut self, id: &str, flow: Flow) -> Verdict {
        Verdict::of(&FlowResult::read(self.result(id, flow)).unwrap())
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
