//! Creating a session (guide, sections 2 and 3).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::shape::{self, Kind};
use super::{ApiKey, Issue, Metadata, Other};

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

impl Session {
    /// Reads what the service answered.
    ///
    /// # Errors
    ///
    /// Every field that is missing or has another type than the guide says.
    pub fn read(value: Value) -> Result<Self, Vec<Issue>> {
        let mut issues = shape::check(&[("", Kind::Object)], "", &value);
        issues.extend(shape::required(value.get("session_id"), Kind::Text, "session_id"));
        issues.extend(shape::required(value.get("technologies"), Kind::List, "technologies"));
        if value.get("session_id").and_then(Value::as_str).is_some_and(str::is_empty) {
            issues.push(Issue::error("session_id", "is empty"));
        }
        for (index, item) in
            value.get("technologies").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            issues.extend(shape::required(Some(item), Kind::Text, &format!("technologies[{index}]")));
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        serde_json::from_value(value).map_err(|_| vec![Issue::error("", "cannot be read")])
    }
}
