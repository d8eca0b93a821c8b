//! Session state: created, started, ended once.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::preset::{Ending, Outcome, Preset, Reason};
use super::settings::Qr;
use super::{Flow, Settings};
use crate::contract::{EDocumentMetadata, FailureReason, Metadata, Prefill, Technology};

/// Session of the sandbox, with the metadata that the widget stand-in shows.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) flow: Flow,
    pub(super) created_ms: u64,
    pub(super) phase: Phase,
    /// Whether the user passed each technology that has ended, by code.
    pub(super) steps: BTreeMap<String, bool>,
    pub(super) preset: Option<Preset>,
    pub(super) qr: Qr,
    pub(super) retry_liveness: bool,
    /// Webhook events that have been emitted.
    pub(super) emitted: Emitted,
    edocument: EDocumentMetadata,
    /// Values that the user entered into the E-Document form.
    edocument_input: EDocumentInput,
    /// Whether the metadata had a photo; the photo itself is not kept.
    has_photo: bool,
    interchangeable: Vec<Value>,
}

/// Events of a session that have been emitted.
#[derive(Clone, Debug, Default)]
pub(super) struct Emitted {
    pub(super) start: bool,
    /// Technologies that have started, by code, and whether they have ended.
    pub(super) technologies: BTreeMap<&'static str, bool>,
    pub(super) end: bool,
}

/// Phase of a session.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// The widget has not started yet.
    Created,
    /// The widget is running, or was running before the page was closed or reloaded.
    Started,
    /// The session has ended.
    Ended {
        /// End time, in ms since 1970.
        at_ms: u64,
        ending: Ending,
    },
}

/// Final report of the widget stand-in.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Report {
    outcome: ReportOutcome,
    /// Outcome of each step that the user reached, by technology code.
    #[serde(default)]
    technologies: BTreeMap<String, StepOutcome>,
    #[serde(default)]
    edocument: Option<EDocumentInput>,
    #[serde(default)]
    failure: Option<FailureReason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ReportOutcome {
    Completed,
    Cancelled,
    Failed,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct StepOutcome {
    passed: bool,
}

/// Values that the user entered into the E-Document form.
#[derive(Clone, Debug, Default, Deserialize)]
struct EDocumentInput {
    #[serde(default)]
    iin: String,
    #[serde(default)]
    phone: String,
}

impl Session {
    pub(super) fn new(
        id: String,
        flow: Flow,
        created_ms: u64,
        settings: &Settings,
        metadata: Option<Metadata>,
    ) -> Self {
        let Metadata { face2face, edocument, general, .. } = metadata.unwrap_or_default();
        Self {
            id,
            flow,
            created_ms,
            phase: Phase::Created,
            steps: BTreeMap::new(),
            preset: None,
            qr: settings.qr,
            retry_liveness: settings.retry_liveness,
            emitted: Emitted::default(),
            edocument: edocument.unwrap_or_default(),
            edocument_input: EDocumentInput::default(),
            has_photo: face2face.and_then(|face| face.photo1).is_some_and(|photo| !photo.is_empty()),
            interchangeable: general.and_then(|general| general.interchangeable_tech).unwrap_or_default(),
        }
    }

    /// Returns the session as JSON for the widget stand-in and for tests, with defaults applied.
    pub(super) fn widget_view(&self) -> Value {
        let codes: Vec<_> = self.flow.technologies().iter().map(|technology| technology.code()).collect();
        let field = |field: &Option<Prefill>| {
            let field = field.as_ref();
            json!({
                "value": field.and_then(|f| f.value.as_deref()).unwrap_or_default(),
                "changeable": field.is_none_or(Prefill::may_change),
            })
        };
        // The widget ends a session that has a preset. With a time of its own, the session ends by itself.
        let preset = self.preset.as_ref().filter(|preset| preset.after_ms.is_none());
        let preset = preset.map(|Preset { ending, .. }| {
            let reason = ending.reason.as_ref();
            json!({
                "outcome": ending.outcome,
                "reason": reason.map(|reason| json!({ "type": reason.kind, "detail": reason.detail })),
                "technology": ending.technology.map(Technology::code),
            })
        });
        json!({
            "id": self.id,
            "technologies": codes,
            "state": match &self.phase {
                Phase::Created => "created",
                Phase::Started => "started",
                Phase::Ended { ending, .. } if ending.outcome == Outcome::Expired => "expired",
                Phase::Ended { .. } => "finished",
            },
            "outcome": match &self.phase {
                Phase::Ended { ending, .. } => Some(ending.outcome),
                Phase::Created | Phase::Started => None,
            },
            "edocument": {
                "iin": field(&self.edocument.iin),
                "phone": field(&self.edocument.phone),
                "skip_input": self.edocument.skips_input(),
            },
            "face2face": { "photo": self.has_photo },
            "interchangeable_tech": self.interchangeable,
            "qr": self.qr,
            "retry_liveness": self.retry_liveness,
            "preset": preset,
            "hosted_path": format!("/flow/{}", self.id),
        })
    }

    /// Returns whether the session can have this technology: it is in the flow, or interchangeable.
    pub(super) fn allows(&self, technology: Technology) -> bool {
        self.flow.technologies().contains(&technology) || self.interchangeable().any(|t| t == technology)
    }

    fn interchangeable(&self) -> impl Iterator<Item = Technology> {
        self.interchangeable.iter().filter_map(|code| Technology::from_code(code.as_str()?))
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended { .. })
    }

    /// Ends the session, unless it has ended already.
    pub(super) fn end(&mut self, ending: Ending, at_ms: u64) {
        if self.has_ended() {
            return;
        }
        if let Some(technology) = ending.technology {
            self.steps.insert(technology.code().to_owned(), false);
        }
        let performed = self.performed_technologies();
        let passed = match (ending.outcome, ending.technology) {
            (Outcome::Passed, _) => performed,
            (_, Some(last)) => performed.into_iter().take_while(|technology| *technology != last).collect(),
            (_, None) => Vec::new(),
        };
        self.steps.extend(passed.into_iter().map(|technology| (technology.code().to_owned(), true)));
        self.phase = Phase::Ended { at_ms, ending };
    }

    /// Ends the session as the widget stand-in reports.
    pub(super) fn finish(&mut self, report: Report, at_ms: u64) {
        self.steps.extend(report.technologies.into_iter().map(|(code, step)| (code, step.passed)));
        self.edocument_input = report.edocument.unwrap_or_default();
        let failure = report.failure.map(Reason::reported);
        let outcome = match report.outcome {
            ReportOutcome::Cancelled => Outcome::Cancelled,
            ReportOutcome::Completed if failure.is_none() && self.first_not_passed().is_none() => {
                Outcome::Passed
            }
            ReportOutcome::Completed | ReportOutcome::Failed => Outcome::Failed,
        };
        let mut ending = Ending::new(outcome);
        if outcome == Outcome::Failed {
            ending.reason = failure.or(ending.reason);
        }
        self.phase = Phase::Ended { at_ms, ending };
    }

    /// Ends the session if its preset or its lifetime says so.
    pub(super) fn advance(&mut self, now_ms: u64, lifetime_ms: u64) {
        let age_ms = now_ms.saturating_sub(self.created_ms);
        if let Some(Preset { ending, after_ms: Some(after_ms) }) = &self.preset
            && *after_ms <= age_ms.min(lifetime_ms)
        {
            let (ending, at_ms) = (ending.clone(), self.created_ms.saturating_add(*after_ms));
            self.end(ending, at_ms);
        }
        if age_ms >= lifetime_ms {
            self.end(Ending::new(Outcome::Expired), self.created_ms.saturating_add(lifetime_ms));
        }
    }

    pub(super) fn first_not_passed(&self) -> Option<Technology> {
        let passed = |technology: &Technology| self.steps.get(technology.code()) == Some(&true);
        self.performed_technologies().into_iter().find(|technology| !passed(technology))
    }

    /// Returns the technologies that the user performed, in the order of the flow.
    ///
    /// If the user replaced a technology by an interchangeable one (service's guide, section 3, general
    /// metadata), the replacement is returned in its position.
    pub(super) fn performed_technologies(&self) -> Vec<Technology> {
        let flow = self.flow.technologies();
        let interchangeable: Vec<_> = self.interchangeable().collect();
        let done = |technology: &Technology| self.steps.contains_key(technology.code());
        let performed = |technology: &Technology| {
            if done(technology) || !interchangeable.contains(technology) {
                return *technology;
            }
            let replacement = interchangeable.iter().find(|other| done(other) && !flow.contains(other));
            *replacement.unwrap_or(technology)
        };
        flow.iter().map(performed).collect()
    }

    /// Returns the final values of the E-Document form.
    ///
    /// A field that is locked or was left empty has its value from the metadata.
    pub(super) fn edocument_values(&self) -> Map<String, Value> {
        let value = |field: &Option<Prefill>, entered: &str| {
            let prefilled = field.as_ref().and_then(|f| f.value.as_deref()).unwrap_or_default();
            let locked = field.as_ref().is_some_and(|f| !f.may_change());
            Value::from(if locked || entered.is_empty() { prefilled } else { entered })
        };
        let input = &self.edocument_input;
        Map::from_iter([
            ("iin".to_owned(), value(&self.edocument.iin, &input.iin)),
            ("phone".to_owned(), value(&self.edocument.phone, &input.phone)),
        ])
    }
}
