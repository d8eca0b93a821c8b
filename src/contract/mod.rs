//! What goes over the wire to and from the service, as its guide states it, and the rules for it.
//!
//! Pure data and pure functions: no network, no browser. `client` and `sandbox` both read and write
//! through this module, so they cannot disagree about a field.
//!
//! Two habits run through all types here. A field that the host did not give is not sent, because
//! for the service "absent" and "the default" are different things to be told. A field that the
//! service sends and the guide does not name is kept in `other` and handed on, because the service
//! grows faster than its guide.

pub mod iin;
mod issue;
mod key;
mod lenient;
mod metadata;
pub mod photo;
mod result;
mod rules;
mod session;
pub(crate) mod shape;
mod technology;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod verdict;

pub use issue::{Issue, Severity};
pub use key::{ApiKey, MIN_KEY_LENGTH};
pub use metadata::{EDocumentMetadata, FaceMetadata, GeneralMetadata, Metadata, Prefill};
pub use result::{
    DocumentResult, EDocumentResult, FailureReason, Findings, FlowResult, MatchResult, TechnologyInfo,
};
pub use session::{CreateSession, Session};
pub use technology::Technology;
pub use verdict::{Reason, Verdict};

use serde_json::{Map, Value};

/// Where the service lives unless the host says otherwise (guide, section 2).
pub const DEFAULT_BASE_URL: &str = "https://kyc.biometric.kz";
/// Path of the request that creates a session: POST, JSON (guide, section 2).
pub const CREATE_PATH: &str = "/api/v1/flows/session/create/";
/// Path of the request that reads a result: GET (guide, section 4.5).
pub const RESULT_PATH: &str = "/api/v1/flows/session/result/";
/// The result's query parameter that names the session (guide, section 4.5).
pub const SESSION_ID_PARAM: &str = "session_id";
/// The result's query parameter that carries the API key (guide, section 4.5).
pub const API_KEY_PARAM: &str = "flow_api_key";

/// Fields that the guide does not name, in the order in which they came.
pub type Other = Map<String, Value>;
