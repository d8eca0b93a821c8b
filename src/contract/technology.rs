//! The technologies that a flow is made of.

use serde::Serialize;

/// A technology that the guide names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Technology {
    /// Liveness. The guide's table of flows writes `LD`, its responses write `LDHP`.
    #[serde(rename = "LDHP")]
    Liveness,
    /// Document recognition.
    #[serde(rename = "DR")]
    DocumentRecognition,
    /// E-Document: IIN, phone and a code from 1414.
    #[serde(rename = "ED")]
    EDocument,
    /// Face to face: two photographs compared.
    #[serde(rename = "F2F")]
    FaceToFace,
}

impl Technology {
    /// Reads the code that a response or a table of the guide uses; `None` for one it does not name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "LDHP" | "LD" => Some(Self::Liveness),
            "DR" => Some(Self::DocumentRecognition),
            "ED" => Some(Self::EDocument),
            "F2F" => Some(Self::FaceToFace),
            _ => None,
        }
    }

    /// The code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Liveness => "LDHP",
            Self::DocumentRecognition => "DR",
            Self::EDocument => "ED",
            Self::FaceToFace => "F2F",
        }
    }

    /// The name in a result's list of technologies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Liveness => "Liveness",
            Self::DocumentRecognition => "Document Recognition",
            Self::EDocument => "E-Document",
            Self::FaceToFace => "Face2Face",
        }
    }

    /// The description in a result's list of technologies.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Liveness => "Check that a live person is in front of the camera",
            Self::DocumentRecognition => "Parse document data from image",
            Self::EDocument => "Receive the document from the state database",
            Self::FaceToFace => "Compare two photos of a face",
        }
    }

    /// The field of the result that holds what came of this technology (guide, section 4.5).
    pub const fn result_field(self) -> &'static str {
        match self {
            Self::Liveness => "liveness_result",
            Self::DocumentRecognition => "document_recognition_result",
            Self::EDocument => "edocument_result",
            Self::FaceToFace => "face2face_result",
        }
    }
}
