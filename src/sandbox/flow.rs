//! The three flows of the guide's table (section 1) and their keys.

use crate::contract::Technology::{self, DocumentRecognition, EDocument, FaceToFace, Liveness};

/// A flow of the stand-in.
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
    /// All flows, in the order of the guide's table.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Individuals, Self::Entities];

    /// The flow's short name: what `keys` of the sandbox is indexed by.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Individuals => "individuals",
            Self::Entities => "entities",
        }
    }

    /// The flow's name in the guide's table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everyone => "Flow for everyone",
            Self::Individuals => "Flow for individuals",
            Self::Entities => "Flow for legal entities",
        }
    }

    /// The flow's key: no secret, and recognisable as none wherever it turns up.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Everyone => "SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_",
            Self::Individuals => "SANDBOX-TEST-KEY_flow-for-individuals_not-a-secret",
            Self::Entities => "SANDBOX-TEST-KEY_flow-for-legal-entities_not-a-secret",
        }
    }

    /// The flow's technologies, in order.
    pub const fn technologies(self) -> &'static [Technology] {
        match self {
            Self::Everyone => &[Liveness, FaceToFace],
            Self::Individuals => &[Liveness, EDocument, FaceToFace],
            Self::Entities => &[Liveness, DocumentRecognition, FaceToFace],
        }
    }

    /// The flow that a key belongs to.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.key() == key)
    }
}
