//! Technologies, the steps of a flow.

use serde::Serialize;

/// A technology that the service's guide documents, or that the service names elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Technology {
    /// Liveness. The code is only in the guide's table of flows; answers contain one of the two variants below.
    #[serde(rename = "LD")]
    Liveness,
    /// Liveness by head position.
    #[serde(rename = "LDHP")]
    LivenessHeadPosition,
    /// Liveness by distance.
    #[serde(rename = "LDD")]
    LivenessDistance,
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
    pub const ALL: [Self; 6] = [
        Self::Liveness,
        Self::LivenessHeadPosition,
        Self::LivenessDistance,
        Self::DocumentRecognition,
        Self::EDocument,
        Self::FaceToFace,
    ];

    /// Returns the technology with this code, or `None` if the code is not known.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|technology| technology.code() == code)
    }

    /// Returns the technology with this name, or `None` if the name is not known.
    ///
    /// Ignores case and punctuation, which differ between the service's pages.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = letters(name);
        Self::ALL.into_iter().find(|technology| letters(technology.name()) == name)
    }

    /// Returns the code used on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Liveness => "LD",
            Self::LivenessHeadPosition => "LDHP",
            Self::LivenessDistance => "LDD",
            Self::DocumentRecognition => "DR",
            Self::EDocument => "ED",
            Self::FaceToFace => "F2F",
        }
    }

    /// Returns the name used in a result's list of technologies.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Liveness => "Liveness",
            Self::LivenessHeadPosition => "Liveness Head Position",
            Self::LivenessDistance => "Liveness Distance",
            Self::DocumentRecognition => "Document Recognition",
            Self::EDocument => "E-Document",
            Self::FaceToFace => "Face2Face",
        }
    }

    /// Returns the description used in a result's list of technologies.
    ///
    /// Only those of LDHP and DR are documented.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Liveness => "Detect liveness by photo",
            Self::LivenessHeadPosition => "Detect liveness by photo and head position",
            Self::LivenessDistance => "Detect liveness by photo and distance",
            Self::DocumentRecognition => "Parse document data from image",
            Self::EDocument => "Receive the document from the state database",
            Self::FaceToFace => "Compare two photos of a face",
        }
    }

    /// Returns the name of this technology's field in a result (service's guide, section 4.5).
    pub const fn result_field(self) -> &'static str {
        match self {
            Self::Liveness | Self::LivenessHeadPosition | Self::LivenessDistance => "liveness_result",
            Self::DocumentRecognition => "document_recognition_result",
            Self::EDocument => "edocument_result",
            Self::FaceToFace => "face2face_result",
        }
    }
}

/// Returns the ASCII letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
