//! Webhook events, in the format of the service's page about webhooks.
//!
//! The service documents `flow.end` only for sessions that were passed or failed, so the sandbox emits none for an
//! expired session. A `flow.end` is emitted when the result is computed, because it contains the result.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::preset::{Outcome, Preset, Reason};
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

    pub(super) fn flow_start(&mut self, session: &Session, environment: &mut impl Environment) {
        let codes: Vec<_> = session.flow.technologies().iter().map(|technology| technology.code()).collect();
        self.push("flow.start", session, true, &json!({ "technologies": codes }), environment);
    }

    pub(super) fn technology_start(
        &mut self,
        session: &Session,
        technology: Technology,
        environment: &mut impl Environment,
    ) {
        let data = json!({ "technology_code": technology.code(), "technology_name": technology.name() });
        self.push("technology.start", session, true, &data, environment);
    }

    pub(super) fn technology_end(
        &mut self,
        session: &Session,
        technology: Technology,
        passed: bool,
        environment: &mut impl Environment,
    ) {
        let mut data = if passed {
            result::passed(session, technology)
        } else {
            result::failed(&Reason::low_prediction())
        };
        // The example in the service's documentation has this key for a passed technology, unlike that of `flow.end`.
        if passed {
            data["failure_reason"] = Value::Null;
        }
        let data = Value::Object(Map::from_iter([(technology.result_field().to_owned(), data)]));
        self.push("technology.end", session, passed, &data, environment);
    }

    /// Emits `flow.end` once, when the result of a session that has not expired is computed.
    pub(super) fn flow_end(
        &mut self,
        session: &mut Session,
        settings: &Settings,
        now_ms: u64,
        environment: &mut impl Environment,
    ) {
        if session.has_ended() && due_ms(session, settings).is_some_and(|at_ms| at_ms <= now_ms) {
            session.end_emitted = true;
            let passed =
                matches!(&session.phase, Phase::Ended { ending, .. } if ending.outcome == Outcome::Passed);
            let data = json!({ "session_result": result::event(session) });
            self.push("flow.end", session, passed, &data, environment);
        }
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
    let is_due = !session.end_emitted && outcome != Outcome::Expired;
    is_due.then(|| at_ms.saturating_add(settings.settle_ms))
}
