//! Creating a session (guide, sections 2 and 3).

use serde::{Deserialize, Serialize};

use super::{ApiKey, Metadata, Other};

/// The body of the request that creates a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateSession {
    /// The key of the flow.
    pub api_key: ApiKey,
    /// What is known beforehand. Absent: the flow runs by its defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// The answer: a session that can be used once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// What the widget is started with.
    pub session_id: String,
    /// The flow's technologies in order, as codes: `"LDHP"`, `"DR"`, `"ED"`, `"F2F"`.
    pub technologies: Vec<String>,
    /// Fields that the guide does not name.
    #[serde(flatten)]
    pub other: Other,
}
