//! The private paths between the widget's stand-in and the service's.

use serde_json::json;

use super::session::{Ending, Phase};
use super::{Request, Response, Sandbox};

impl Sandbox {
    /// `{id}`, `{id}/start` and `{id}/finish`, under `/sandbox/session/`.
    pub(super) fn stage(&mut self, rest: &str, request: &Request, now_ms: u64) -> Response {
        let (id, step) = rest.trim_end_matches('/').split_once('/').unwrap_or((rest, ""));
        let allowed = if step.is_empty() { "GET" } else { "POST" };
        if !matches!(step, "" | "start" | "finish") {
            return Response::error(404, "Not found.");
        }
        if request.method != allowed {
            return Response::method_not_allowed(&request.method, allowed);
        }
        let Some(session) = self.store.get(id.trim_end_matches('/'), now_ms) else {
            return Response::error(404, "Session not found.");
        };
        match (step, &session.phase) {
            ("start", Phase::Created) => session.phase = Phase::Started,
            ("start", _) => return Response::error(409, "The session has already been used."),
            ("finish", Phase::Started) => match serde_json::from_slice::<Ending>(&request.body) {
                Ok(ending) => session.phase = Phase::Ended { at_ms: now_ms, ending: Box::new(ending) },
                Err(error) => return Response::error(400, &format!("The ending cannot be read: {error}.")),
            },
            ("finish", _) => {
                return Response::error(409, "The session has not been started or has already ended.");
            }
            _ => return Response::json(200, &session.for_widget()),
        }
        Response::json(200, &json!({}))
    }
}
