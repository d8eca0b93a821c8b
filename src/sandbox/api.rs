//! The service's API: creating a session and reading its result.

use serde_json::{Map, Value, json};

use super::preset::{self, SessionOptions};
use super::session::Session;
use super::{Environment, Request, Response, Sandbox, result, store};
use crate::contract::{API_KEY_PARAM, Issue, Metadata, SESSION_ID_PARAM};

impl Sandbox {
    /// Handles `create/` and `result/` under `/api/v1/flows/session/`. `path` is the part after that prefix;
    /// its trailing slash is optional. With `pending`, the result stays in progress.
    pub(super) fn api(
        &mut self,
        path: &str,
        pending: bool,
        request: &Request,
        environment: &mut impl Environment,
    ) -> Response {
        match (path.strip_suffix('/').unwrap_or(path), request.method.as_str()) {
            ("create", "POST") => self.create(request, environment),
            ("create", method) => Response::method_not_allowed(method, "POST"),
            ("result", "GET") => self.result(request, pending, environment.now_ms()),
            ("result", method) => Response::method_not_allowed(method, "GET"),
            _ => Response::error(404, "Not found."),
        }
    }

    fn create(&mut self, request: &Request, environment: &mut impl Environment) -> Response {
        // The content type is not checked, because the fetch examples of the service's guide do not set it.
        let body = match serde_json::from_slice(&request.body) {
            Ok(Value::Object(body)) => body,
            Ok(_) => return Response::error(400, "Invalid data. Expected an object."),
            Err(error) => return Response::error(400, &format!("JSON parse error - {error}")),
        };
        let key = match body.get("api_key") {
            Some(Value::String(key)) if !key.is_empty() => key,
            Some(Value::String(_)) => return field_error("api_key", "This field may not be blank."),
            Some(_) => return field_error("api_key", "Not a valid string."),
            None => return field_error("api_key", "This field is required."),
        };
        let Some((flow, preset)) = preset::of_key(key) else {
            return Response::error(403, "The API key does not belong to any flow.");
        };
        let metadata = match body.get("metadata").filter(|metadata| !metadata.is_null()) {
            None => None,
            Some(metadata) => match Metadata::read(metadata.clone()) {
                Ok(metadata) => Some(metadata),
                Err(issues) => return Response::json(400, &field_errors(&issues)),
            },
        };
        let mut options = match metadata.as_ref().and_then(|metadata| metadata.other.get("sandbox")) {
            None => SessionOptions::default(),
            Some(options) => match SessionOptions::read(options) {
                Ok(options) => options,
                Err(message) => return options_error(&message),
            },
        };
        let id = store::new_id(environment);
        let codes: Vec<_> = flow.technologies().iter().map(|technology| technology.code()).collect();
        let body = json!({ "session_id": id, "technologies": codes });
        let mut session = Session::new(id, flow, environment.now_ms(), &self.settings, metadata);
        session.preset = match options.preset(|technology| session.allows(technology)) {
            Ok(own) => own.or(preset),
            Err(message) => return options_error(&message),
        };
        session.qr = options.qr.unwrap_or(session.qr);
        session.retry_liveness = options.retry_liveness.unwrap_or(session.retry_liveness);
        self.store.add(session);
        Response::json(200, &body)
    }

    fn result(&mut self, request: &Request, pending: bool, now_ms: u64) -> Response {
        let required = |name| request.query(name).filter(|value| !value.is_empty());
        let Some(id) = required(SESSION_ID_PARAM) else {
            return field_error(SESSION_ID_PARAM, "This field is required.");
        };
        let Some(key) = required(API_KEY_PARAM) else {
            return field_error(API_KEY_PARAM, "This field is required.");
        };
        let Some((flow, _)) = preset::of_key(&key) else {
            return Response::error(403, "The API key does not belong to any flow.");
        };
        // A session of another flow gives the same response as an unknown session.
        match self.store.get(&id).filter(|session| session.flow == flow) {
            Some(session) => {
                let settle_ms = if pending { u64::MAX } else { self.settings.settle_ms };
                Response::json(200, &result::build(session, settle_ms, now_ms))
            }
            None => Response::error(404, "Session not found."),
        }
    }
}

fn field_error(field: &str, message: &str) -> Response {
    Response::json(400, &Value::Object(Map::from_iter([(field.to_owned(), json!([message]))])))
}

fn options_error(message: &str) -> Response {
    Response::json(400, &json!({ "metadata": { "sandbox": [message] } }))
}

/// Converts issues to the service's error format: an object nested like the request body, in which each
/// invalid field holds a list of messages.
fn field_errors(issues: &[Issue]) -> Value {
    let mut errors = json!({});
    for issue in issues {
        let messages = issue.path.split('.').fold(&mut errors, |parent, name| &mut parent[name]);
        *messages = json!([format!("This field {}.", issue.message)]);
    }
    errors
}
