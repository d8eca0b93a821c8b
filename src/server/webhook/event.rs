//! Events of the service.

use std::fmt;

use serde_json::Value;

use crate::contract::Other;
use crate::server::error::HttpError;

/// Maximum length of `id`, `event` and `session_id`, in UTF-16 code units, as in JavaScript.
const MAX_LENGTH: usize = 200;

/// An event of the service. Events are not authenticated: without a secret, anyone who knows the URL can send one.
#[derive(Clone, PartialEq)]
pub struct Event {
    /// Id of the message. A message that is sent again has the same id.
    pub id: String,
    /// Kind of event, such as `flow.end`.
    pub event: String,
    /// Session id.
    pub session_id: String,
    /// All fields, as received.
    pub fields: Other,
}

impl Event {
    /// Checks the fields of an event that the handler relies on.
    pub(super) fn read(body: Option<Other>) -> Result<Self, HttpError> {
        let fields = body.ok_or_else(HttpError::invalid_body)?;
        let text = |name: &str| match fields.get(name) {
            Some(Value::String(text)) if !text.is_empty() && length(text) <= MAX_LENGTH => Ok(text.clone()),
            given => {
                let given = describe(given);
                let message =
                    format!("`{name}` must be a string of 1 to {MAX_LENGTH} characters, but is {given}.");
                Err(HttpError::new(400, "invalid-body", message))
            }
        };
        Ok(Self { id: text("id")?, event: text("event")?, session_id: text("session_id")?, fields })
    }

    /// Returns whether a session has ended.
    pub fn is_end(&self) -> bool {
        self.event == "flow.end"
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("id", &self.id).field("event", &self.event).finish_non_exhaustive()
    }
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn describe(value: Option<&Value>) -> String {
    let description = match value {
        None => "missing",
        Some(Value::Null) => "null",
        Some(Value::Array(_)) => "an array",
        Some(Value::Object(_)) => "of type object",
        Some(Value::Bool(_)) => "of type boolean",
        Some(Value::Number(_)) => "of type number",
        Some(Value::String(text)) => return format!("a string of {} characters", length(text)),
    };
    description.to_owned()
}
