//! Webhook events, in the format of the service's page about webhooks.
//!
//! The service documents `flow.end` only for sessions that were passed or failed, so the sandbox emits none for an
//! expired session. A `flow.end` is emitted when the result is computed, because it contains the result.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::preset::{Outcome, Preset};
use super::session::{Phase, Session};
use super::{Environment, Settings, result, store};
use crate::contract::Technology;
/// Events that the host has not taken yet. When the capacity is reached, the oldest event is dropped.
#[derive(Debug, Default)]
pub(super) struct Events(VecDeque<Value>);

impl Events {
    const CAPACITY: usize = 1000;

    pub(super) fn take(&mut self) -> Vec<Value> {
        self.0.drain(..).collect()
    }

    /// Emits `flow.start`, unless it has been.
    pub(super) fn flow_start(&mut self, session: &mut Session, environment: &mut impl Environment) {
        if session.emitted.start {
            return;
        }
        session.emitted.start = true;
        let codes: Vec<_> = session.flow.technologies().iter().map(|technology| technology.code()).collect();
        self.push("flow.start", session, true, &json!({ "technologies": codes }), environment);
    }

    /// Emits `technology.start`. A technology that has ended can start again: the user repeats it.
    pub(super) fn technology_start(
        &mut self,
        session: &mut Session,
        technology: Technology,
        environment: &mut impl Environment,
    ) {
        session.emitted.technologies.insert(technology.code(), false);
        let data = json!({ "technology_code": technology.code(), "technology_name": technology.name() });
        self.push("technology.start", session, true, &data, environment);
    }

    /// Emits `technology.end`, after `technology.start` if that has not been. Does nothing if the end has been emitted.
    pub(super) fn technology_end(
        &mut self,
        session: &mut Session,
        technology: Technology,
        mut result: Value,
        environment: &mut impl Environment,
    ) {
        match session.emitted.technologies.get(technology.code()) {
            Some(true) => return,
            Some(false) => {}
            None => self.technology_start(session, technology, environment),
        }
        session.emitted.technologies.insert(technology.code(), true);
        let passed = result.get("failure_reason").is_none();
        // The example in the service's documentation has this key for a passed technology, unlike that of `flow.end`.
        if passed {
            result["failure_reason"] = Value::Null;
        }
        let data = Value::Object(Map::from_iter([(technology.result_field().to_owned(), result)]));
        self.push("technology.end", session, passed, &data, environment);
    }

    /// Emits `flow.end` once, when the result of a session that has not expired is computed. The events that no request
    /// has caused, because the session ended without a user or the user left, come before it.
    pub(super) fn flow_end(
        &mut self,
        session: &mut Session,
        settings: &Settings,
        now_ms: u64,
        environment: &mut impl Environment,
    ) {
        let Phase::Ended { ending, .. } = session.phase.clone() else { return };
        if due_ms(session, settings).is_none_or(|at_ms| at_ms > now_ms) {
            return;
        }
        session.emitted.end = true;
        self.flow_start(session, environment);
        for (technology, result) in result::technology_results(session, &ending) {
            self.technology_end(session, technology, result, environment);
        }
        let data = json!({ "session_result": result::event(session) });
        self.push("flow.end", session, ending.outcome == Outcome::Passed, &data, environment);
    }

    fn push(
        &mut self,
        event: &str,
        session: &Session,
        success: bool,
        data: &Value,
        environment: &mut impl Environment,
    ) {
        if self.0.len() >= Self::CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(json!({
            "id": store::new_id(environment),
            "event": event,
            "session_id": session.id,
            "created": environment.now_ms() / 1000,
            "success": success,
            "flow_name": session.flow.name(),
            "metadata": {},
            "data": data,
        }));
    }
}

/// Returns when `flow.end` is due, in ms since 1970; `None` if it has been emitted, will not be, or depends on a request.
pub(super) fn due_ms(session: &Session, settings: &Settings) -> Option<u64> {
    let (at_ms, outcome) = match (&session.phase, &session.preset) {
        (Phase::Ended { at_ms, ending }, _) => (*at_ms, ending.outcome),
        (_, Some(Preset { ending, after_ms: Some(after_ms) })) if *after_ms <= settings.lifetime_ms => {
            (session.created_ms.saturating_add(*after_ms), ending.outcome)
        }
        _ => return None,
    };
    let is_due = !session.emitted.end && outcome != Outcome::Expired;
    is_due.then(|| at_ms.saturating_add(settings.settle_ms))
}
