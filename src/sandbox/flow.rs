//! The sandbox's flows: the three flows in the table of the service's guide, section 1, and one for each technology.

use crate::contract::Technology::{
    self, DocumentRecognition, EDocument, FaceToFace, Liveness, LivenessDistance, LivenessHeadPosition,
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
    /// A technology alone: liveness by head position.
    HeadPosition,
    /// A technology alone: liveness by distance.
    Distance,
    /// A technology alone: liveness.
    Liveness,
    /// A technology alone: document recognition.
    Document,
    /// A technology alone: E-Document.
    EDocument,
    /// A technology alone: face to face.
    Face,
}

impl Flow {
    /// All flows: first those of the service's guide, in its order.
    pub const ALL: [Self; 9] = [
        Self::Everyone,
        Self::Individuals,
        Self::Entities,
        Self::HeadPosition,
        Self::Distance,
        Self::Liveness,
        Self::Document,
        Self::EDocument,
        Self::Face,
    ];

    /// Returns the short name, which is also the name of the flow's property in the npm package's
    /// `sandboxKeys`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Individuals => "individuals",
            Self::Entities => "entities",
            Self::HeadPosition => "headPosition",
            Self::Distance => "distance",
            Self::Liveness => "liveness",
            Self::Document => "document",
            Self::EDocument => "edocument",
            Self::Face => "face",
        }
    }

    /// Returns the name; for the first three, that in the table of the service's guide.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everyone => "Flow for everyone",
            Self::Individuals => "Flow for individuals",
            Self::Entities => "Flow for legal entities",
            Self::HeadPosition => "Liveness Head Position only",
            Self::Distance => "Liveness Distance only",
            Self::Liveness => "Liveness only",
            Self::Document => "Document Recognition only",
            Self::EDocument => "E-Document only",
            Self::Face => "Face2Face only",
        }
    }

    /// Returns the API key. It is the same in every sandbox, so it is not a secret.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Everyone => "SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_",
            Self::Individuals => "SANDBOX-TEST-KEY_flow-for-individuals_not-a-secret",
            Self::Entities => "SANDBOX-TEST-KEY_flow-for-legal-entities_not-a-secret",
            Self::HeadPosition => "SANDBOX-TEST-KEY_technology-LDHP-only_not-a-secret",
            Self::Distance => "SANDBOX-TEST-KEY_technology-LDD-only_not-a-secret_",
            Self::Liveness => "SANDBOX-TEST-KEY_technology-LD-only_not-a-secret__",
            Self::Document => "SANDBOX-TEST-KEY_technology-DR-only_not-a-secret__",
            Self::EDocument => "SANDBOX-TEST-KEY_technology-ED-only_not-a-secret__",
            Self::Face => "SANDBOX-TEST-KEY_technology-F2F-only_not-a-secret_",
        }
    }

    /// Returns the technologies, in order.
    pub const fn technologies(self) -> &'static [Technology] {
        match self {
            Self::Everyone => &[LivenessHeadPosition, FaceToFace],
            Self::Individuals => &[LivenessHeadPosition, EDocument, FaceToFace],
            Self::Entities => &[LivenessHeadPosition, DocumentRecognition, FaceToFace],
            Self::HeadPosition => &[LivenessHeadPosition],
            Self::Distance => &[LivenessDistance],
            Self::Liveness => &[Liveness],
            Self::Document => &[DocumentRecognition],
            Self::EDocument => &[EDocument],
            Self::Face => &[FaceToFace],
        }
    }

    /// Returns the flow with this API key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.key() == key)
    }
}
