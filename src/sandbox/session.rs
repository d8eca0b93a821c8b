//! A session and its life: created, started once, ended once.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Flow;
use crate::contract::{EDocumentMetadata, FailureReason, Metadata, Prefill, Technology};

/// A session of the stand-in. Of the metadata it keeps what the widget shows; a photograph is only
/// remembered as given.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) flow: Flow,
    pub(super) created_ms: u64,
    pub(super) phase: Phase,
    pub(super) edocument: EDocumentMetadata,
    pub(super) photo: bool,
    pub(super) interchangeable: Vec<Value>,
}

/// Where a session is.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Nobody has used it.
    Created,
    /// The widget runs.
    Started,
    /// The widget has ended.
    Ended {
        /// When, in ms since 1970.
        at_ms: u64,
        /// How.
        ending: Box<Ending>,
    },
}

/// What the widget's stand-in tells at the end.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Ending {
    pub(super) outcome: Outcome,
    /// By code, only those that the person passed through.
    #[serde(default)]
    pub(super) technologies: BTreeMap<String, Passage>,
    #[serde(default)]
    pub(super) edocument: Option<Typed>,
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
pub(super) struct Passage {
    pub(super) passed: bool,
}

/// What the person typed into the E-Document form.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
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
            photo: face2face.and_then(|face| face.photo1).is_some_and(|photo| !photo.is_empty()),
            interchangeable: general.and_then(|general| general.interchangeable_tech).unwrap_or_default(),
        }
    }

    /// What the widget's stand-in needs to know, the E-Document defaults applied.
    pub(super) fn for_widget(&self) -> Value {
        let codes: Vec<_> = self.flow.technologies().iter().map(|technology| technology.code()).collect();
        let field = |field: &Option<Prefill>| {
            let given = field.as_ref();
            json!({
                "value": given.and_then(|f| f.value.as_deref()).unwrap_or_default(),
                "changeable": given.is_none_or(Prefill::may_change),
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
            "face2face": { "photo": self.photo },
            "interchangeable_tech": self.interchangeable,
        })
    }

    /// The technologies of the flow as the person took them: one that was swapped for another of the
    /// interchangeable ones (guide, section 3, general metadata) gives its place to that one.
    pub(super) fn taken(&self, ending: &Ending) -> Vec<Technology> {
        let flow = self.flow.technologies();
        let swaps: Vec<_> =
            self.interchangeable.iter().filter_map(|code| Technology::from_code(code.as_str()?)).collect();
        let done = |technology: &Technology| ending.technologies.contains_key(technology.code());
        let place = |technology: &Technology| {
            if done(technology) || !swaps.contains(technology) {
                return *technology;
            }
            let other = swaps.iter().find(|other| done(other) && !flow.contains(other));
            *other.unwrap_or(technology)
        };
        flow.iter().map(place).collect()
    }

    /// What the person ends up with in the E-Document form: a field that they may not change keeps
    /// the host's value, whatever the page says was typed.
    pub(super) fn typed(&self, ending: &Ending) -> Map<String, Value> {
        let typed = ending.edocument.clone().unwrap_or_default();
        let settle = |field: &Option<Prefill>, typed: String| {
            let given = field.as_ref().and_then(|f| f.value.clone()).unwrap_or_default();
            let fixed = field.as_ref().is_some_and(|f| !f.may_change());
            Value::from(if fixed || typed.is_empty() { given } else { typed })
        };
        Map::from_iter([
            ("iin".to_owned(), settle(&self.edocument.iin, typed.iin)),
            ("phone".to_owned(), settle(&self.edocument.phone, typed.phone)),
        ])
    }
}
