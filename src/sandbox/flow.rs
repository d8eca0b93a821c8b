//! The sandbox's flows: the three flows in the table of the service's guide, section 1.

use crate::contract::Technology::{
    self, DocumentRecognition, EDocument, FaceToFace, LivenessHeadPosition as Liveness,
};

/// A flow of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// "Flow for everyone": liveness and face to face.
    Everyone,
    /// "Flow for individuals": liveness, E-Document and face to face.
    Individuals,
    /// "Flow for legal entities": liveness, document recognition and face to face.
    Entities,
}

impl Flow {
    /// All flows, in the order of the table in the service's guide.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Individuals, Self::Entities];

    /// Returns the short name, which is also the name of the flow's property in the npm package's
    /// `sandboxKeys`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Individuals => "individuals",
            Self::Entities => "entities",
        }
    }

    /// Returns the name in the table of the service's guide.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everyone => "Flow for everyone",
            Self::Individuals => "Flow for individuals",
            Self::Entities => "Flow for legal entities",
        }
    }

    /// Returns the API key. It is the same in every sandbox, so it is not a secret.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Everyone => "SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_",
            Self::Individuals => "SANDBOX-TEST-KEY_flow-for-individuals_not-a-secret",
            Self::Entities => "SANDBOX-TEST-KEY_flow-for-legal-entities_not-a-secret",
        }
    }

    /// Returns the technologies, in order.
    pub const fn technologies(self) -> &'static [Technology] {
        match self {
            Self::Everyone => &[Liveness, FaceToFace],
            Self::Individuals => &[Liveness, EDocument, FaceToFace],
            Self::Entities => &[Liveness, DocumentRecognition, FaceToFace],
        }
    }

    /// Returns the flow with this API key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.key() == key)
    }
}
