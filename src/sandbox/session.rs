//! Session state: created, started once, ended once.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Flow;
use crate::contract::{EDocumentMetadata, FailureReason, Metadata, Prefill, Technology};

/// Session of the sandbox, with the metadata that the widget stand-in shows.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) flow: Flow,
    pub(super) created_ms: u64,
    pub(super) phase: Phase,
    pub(super) edocument: EDocumentMetadata,
    /// Whether the metadata had a photo; the photo itself is not kept.
    pub(super) has_photo: bool,
    pub(super) interchangeable: Vec<Value>,
}

/// Phase of a session.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// The widget has not started yet.
    Created,
    /// The widget is running.
    Started,
    /// The widget has ended.
    Ended {
        /// End time, in ms since 1970.
        at_ms: u64,
        /// Final report of the widget stand-in.
        report: Box<Report>,
    },
}

/// Final report of the widget stand-in.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Report {
    pub(super) outcome: Outcome,
    /// Outcome of each step that the user reached, by technology code.
    #[serde(default)]
    pub(super) technologies: BTreeMap<String, StepOutcome>,
    #[serde(default)]
    pub(super) edocument: Option<EDocumentInput>,
    #[serde(default)]
    pub(super) failure: Option<FailureReason>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    Completed,
    Cancelled,
    Failed,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct StepOutcome {
    pub(super) passed: bool,
}

/// Values that the user entered into the E-Document form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct EDocumentInput {
    #[serde(default)]
    pub(super) iin: String,
    #[serde(default)]
    pub(super) phone: String,
}

impl Session {
    pub(super) fn new(id: String, flow: Flow, created_ms: u64, metadata: Option<Metadata>) -> Self {
        let Metadata { face2face, edocument, general, .. } = metadata.unwrap_or_default();
        Self {
            id,
            flow,
            created_ms,
            phase: Phase::Created,
            edocument: edocument.unwrap_or_default(),
            has_photo: face2face.and_then(|face| face.photo1).is_some_and(|photo| !photo.is_empty()),
            interchangeable: general.and_then(|general| general.interchangeable_tech).unwrap_or_default(),
        }
    }

    /// Returns the session as JSON for the widget stand-in, with defaults applied.
    pub(super) fn widget_view(&self) -> Value {
        let codes: Vec<_> = self.flow.technologies().iter().map(|technology| technology.code()).collect();
        let field = |field: &Option<Prefill>| {
            let field = field.as_ref();
            json!({
                "value": field.and_then(|f| f.value.as_deref()).unwrap_or_default(),
                "changeable": field.is_none_or(Prefill::may_change),
            })
        };
        json!({
            "id": self.id,
            "technologies": codes,
            "state": match self.phase {
                Phase::Created => "created",
                Phase::Started => "started",
                Phase::Ended { .. } => "finished",
            },
            "edocument": {
                "iin": field(&self.edocument.iin),
                "phone": field(&self.edocument.phone),
                "skip_input": self.edocument.skips_input(),
            },
            "face2face": { "photo": self.has_photo },
            "interchangeable_tech": self.interchangeable,
        })
    }

    /// Returns the technologies that the user performed, in the order of the flow.
    ///
    /// If the user replaced a technology by an interchangeable one (service's guide, section 3, general
    /// metadata), the replacement is returned in its position.
    pub(super) fn performed_technologies(&self, report: &Report) -> Vec<Technology> {
        let flow = self.flow.technologies();
        let interchangeable: Vec<_> =
            self.interchangeable.iter().filter_map(|code| Technology::from_code(code.as_str()?)).collect();
        let done = |technology: &Technology| report.technologies.contains_key(technology.code());
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
    pub(super) fn edocument_values(&self, report: &Report) -> Map<String, Value> {
        let input = report.edocument.clone().unwrap_or_default();
        let value = |field: &Option<Prefill>, entered: String| {
            let prefilled = field.as_ref().and_then(|f| f.value.clone()).unwrap_or_default();
            let locked = field.as_ref().is_some_and(|f| !f.may_change());
            Value::from(if locked || entered.is_empty() { prefilled } else { entered })
        };
        Map::from_iter([
            ("iin".to_owned(), value(&self.edocument.iin, input.iin)),
            ("phone".to_owned(), value(&self.edocument.phone, input.phone)),
        ])
    }
}
