//! Private API: for the widget stand-in, and for tests that end a session.

use serde::Deserialize;
use serde_json::json;

use super::preset::{EndRequest, Outcome};
use super::session::{Phase, Report, Session};
use super::{Environment, Request, Response, Sandbox};
use crate::contract::Technology;

/// Body of a request that reports that a technology begins or, with `passed`, has ended.
#[derive(Deserialize)]
struct Step {
    code: String,
    #[serde(default)]
    passed: Option<bool>,
}

impl Sandbox {
    /// Handles `{id}` and its actions `start`, `technology`, `finish` and `end` under `/sandbox/session/`; `path` is
    /// the part after that prefix.
    pub(super) fn widget_api(
        &mut self,
        path: &str,
        request: &Request,
        environment: &mut impl Environment,
    ) -> Response {
        let (id, action) = path.trim_end_matches('/').split_once('/').unwrap_or((path, ""));
        let allowed = if action.is_empty() { "GET" } else { "POST" };
        if !matches!(action, "" | "start" | "technology" | "finish" | "end") {
            return Response::error(404, "Not found.");
        }
        if request.method != allowed {
            return Response::method_not_allowed(&request.method, allowed);
        }
        let now_ms = environment.now_ms();
        let Some(session) = self.store.get(id.trim_end_matches('/')) else {
            return Response::error(404, "Session not found.");
        };
        if action.is_empty() {
            return Response::json(200, &session.widget_view());
        }
        if let Phase::Ended { ending, .. } = &session.phase {
            return if ending.outcome == Outcome::Expired && action != "end" {
                Response::error(410, "The session has expired.")
            } else {
                Response::error(409, "The session has already ended.")
            };
        }
        let is_started = matches!(session.phase, Phase::Started);
        if matches!(action, "technology" | "finish") && !is_started {
            return Response::error(409, "The session has not been started.");
        }
        let done = match action {
            // Starting again is a reload of the page.
            "start" if is_started => Ok(()),
            "start" => {
                session.phase = Phase::Started;
                self.events.flow_start(session, environment);
                Ok(())
            }
            "technology" => read_step(session, request).map(|(technology, passed)| match passed {
                None => self.events.technology_start(session, technology, environment),
                Some(passed) => {
                    session.steps.insert(technology.code().to_owned(), passed);
                    self.events.technology_end(session, technology, passed, environment);
                }
            }),
            "finish" => read::<Report>(request).map(|report| session.finish(report, now_ms)),
            _ => read::<EndRequest>(request)
                .and_then(|body| body.ending(|technology| session.allows(technology)))
                .map(|ending| session.end(ending, now_ms)),
        };
        match done {
            Ok(()) => Response::json(200, &json!({})),
            Err(message) => Response::error(400, &message),
        }
    }
}

fn read<'a, T: Deserialize<'a>>(request: &'a Request) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| format!("The body is not valid: {error}."))
}

fn read_step(session: &Session, request: &Request) -> Result<(Technology, Option<bool>), String> {
    let Step { code, passed } = read(request)?;
    match Technology::from_code(&code).filter(|technology| session.allows(*technology)) {
        Some(technology) => Ok((technology, passed)),
        None => Err("`code` must be the code of a technology of the session.".to_owned()),
    }
}
