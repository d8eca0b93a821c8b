//! Request and response types for creating a session (service's guide, sections 2 and 3).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shape::{self, Kind};
use super::{ApiKey, Issue, Metadata, Other};

/// Body of the request that creates a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateSession {
    /// API key of the flow.
    pub api_key: ApiKey,
    /// Data known in advance; `None` runs the flow with its defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// Response to [`CreateSession`]: a single-use session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Session id, with which the page starts the widget.
    pub session_id: String,
    /// Codes of the flow's technologies, in the order of the flow; see [`Technology`](super::Technology).
    pub technologies: Vec<String>,
    /// Undocumented fields.
    #[serde(flatten)]
    pub other: Other,
}

impl Session {
    /// Parses the service's response.
    ///
    /// # Errors
    ///
    /// One issue per field that is missing, empty or not of the documented type.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let mut issues = shape::check(&[("", Kind::Object)], "", &value);
        issues.extend(shape::required(value.get("session_id"), Kind::String, "session_id"));
        issues.extend(shape::required(value.get("technologies"), Kind::Array, "technologies"));
        if value.get("session_id").and_then(Value::as_str).is_some_and(str::is_empty) {
            issues.push(Issue::error("session_id", "is empty"));
        }
        for (index, item) in
            value.get("technologies").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            issues.extend(shape::required(Some(item), Kind::String, &format!("technologies[{index}]")));
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        serde_json::from_value(value).map_err(|_| vec![Issue::error("", "cannot be parsed")])
    }
}
