//! Private API for the widget stand-in.

use serde_json::json;

use super::session::{Phase, Report};
use super::{Request, Response, Sandbox};

impl Sandbox {
    /// Handles `{id}`, `{id}/start` and `{id}/finish` under `/sandbox/session/`; `path` is the part after
    /// that prefix.
    pub(super) fn widget_api(&mut self, path: &str, request: &Request, now_ms: u64) -> Response {
        let (id, action) = path.trim_end_matches('/').split_once('/').unwrap_or((path, ""));
        let allowed = if action.is_empty() { "GET" } else { "POST" };
        if !matches!(action, "" | "start" | "finish") {
            return Response::error(404, "Not found.");
        }
        if request.method != allowed {
            return Response::method_not_allowed(&request.method, allowed);
        }
        let Some(session) = self.store.get(id.trim_end_matches('/'), now_ms) else {
            return Response::error(404, "Session not found.");
        };
        match (action, &session.phase) {
            ("start", Phase::Created) => session.phase = Phase::Started,
            ("start", _) => return Response::error(409, "The session has already been used."),
            ("finish", Phase::Started) => match serde_json::from_slice::<Report>(&request.body) {
                Ok(report) => session.phase = Phase::Ended { at_ms: now_ms, report: Box::new(report) },
                Err(error) => return Response::error(400, &format!("The report is not valid: {error}.")),
            },
            ("finish", _) => {
                return Response::error(409, "The session has not been started or has already ended.");
            }
            _ => return Response::json(200, &session.widget_view()),
        }
        Response::json(200, &json!({}))
    }
}
