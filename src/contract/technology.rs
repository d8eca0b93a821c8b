//! Technologies, the steps of a flow.

use serde::Serialize;

/// A technology that the service's guide documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Technology {
    /// Liveness. The service's guide writes `LD` in its table of flows and `LDHP` in its responses.
    #[serde(rename = "LDHP")]
    Liveness,
    /// Document recognition.
    #[serde(rename = "DR")]
    DocumentRecognition,
    /// E-Document: the user enters IIN, phone number and a one-time code that the number 1414 sends by SMS.
    #[serde(rename = "ED")]
    EDocument,
    /// Face to face: comparison of two photos.
    #[serde(rename = "F2F")]
    FaceToFace,
}

impl Technology {
    /// All technologies.
    pub(crate) const ALL: [Self; 4] =
        [Self::Liveness, Self::DocumentRecognition, Self::EDocument, Self::FaceToFace];

    /// Returns the technology with this code, or `None` if the code is not documented.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "LDHP" | "LD" => Some(Self::Liveness),
            "DR" => Some(Self::DocumentRecognition),
            "ED" => Some(Self::EDocument),
            "F2F" => Some(Self::FaceToFace),
            _ => None,
        }
    }

    /// Returns the code used on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Liveness => "LDHP",
            Self::DocumentRecognition => "DR",
            Self::EDocument => "ED",
            Self::FaceToFace => "F2F",
        }
    }

    /// Returns the name used in a result's list of technologies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Liveness => "Liveness",
            Self::DocumentRecognition => "Document Recognition",
            Self::EDocument => "E-Document",
            Self::FaceToFace => "Face2Face",
        }
    }

    /// Returns the description used in a result's list of technologies.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Liveness => "Check that a live person is in front of the camera",
            Self::DocumentRecognition => "Parse document data from image",
            Self::EDocument => "Receive the document from the state database",
            Self::FaceToFace => "Compare two photos of a face",
        }
    }

    /// Returns the name of this technology's field in a result (service's guide, section 4.5).
    pub const fn result_field(self) -> &'static str {
        match self {
            Self::Liveness => "liveness_result",
            Self::DocumentRecognition => "document_recognition_result",
            Self::EDocument => "edocument_result",
            Self::FaceToFace => "face2face_result",
        }
    }
}
