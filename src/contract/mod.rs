//! Wire types of the service's REST API and the rules for them.
//!
//! This module is plain data and pure functions, without network or browser access. `client` and `sandbox`
//! share these types, so the two cannot disagree about a field.
//!
//! Two conventions hold for all types:
//!
//! - A field that the caller did not set is not sent: to the service, an absent field differs from one that
//!   is set to its default.
//! - A field that the service's guide does not document is kept in `other` and passed on, because the service
//!   may add a field before the guide documents it.

pub mod iin;
mod issue;
mod key;
mod lenient;
mod metadata;
mod outcome;
pub mod photo;
mod reason;
mod result;
mod rules;
mod session;
pub(crate) mod shape;
mod status;
mod technology;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
mod verdict;

pub use issue::{Issue, Severity};
pub use key::{ApiKey, MIN_KEY_LENGTH};
pub use metadata::{EDocumentMetadata, FaceMetadata, GeneralMetadata, Metadata, Prefill};
pub use reason::{DOCUMENTED_REASONS, DocumentedReason, Reason};
pub use result::{
    DocumentResult, EDocumentResult, FailureReason, Findings, FlowResult, MatchResult, TechnologyInfo,
};
pub use session::{CreateSession, Session};
pub use technology::Technology;
pub use verdict::Verdict;

use serde_json::{Map, Value};

/// Default base URL of the service (service's guide, section 2).
pub const DEFAULT_BASE_URL: &str = "https://kyc.biometric.kz";
/// Path of the request that creates a session: POST, JSON (service's guide, section 2).
pub const CREATE_PATH: &str = "/api/v1/flows/session/create/";
/// Path of the request that reads a result: GET (service's guide, section 4.5).
pub const RESULT_PATH: &str = "/api/v1/flows/session/result/";
/// Query parameter of the result request that names the session (service's guide, section 4.5).
pub const SESSION_ID_PARAM: &str = "session_id";
/// Query parameter of the result request that carries the API key (service's guide, section 4.5).
pub const API_KEY_PARAM: &str = "flow_api_key";

/// Fields that the service's guide does not document, in the order received.
pub type Other = Map<String, Value>;
