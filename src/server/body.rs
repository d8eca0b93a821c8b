//! Bodies of requests: limits, content type, JSON.

use http::HeaderMap;
use serde_json::Value;

use super::error::{HttpError, header_text};
use crate::contract::Other;

/// Maximum number of values in a body. A value takes far more time and memory than its text.
const MAX_VALUES: usize = 100_000;

/// Maximum length of an idempotency key, in UTF-16 code units.
const MAX_KEY: usize = 100;

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFault {
    /// The body is longer than the limit.
    TooLarge,
    /// The connection ended before the body.
    Incomplete,
}

/// Rejects a body whose `Content-Length` exceeds the limit, before it is read.
pub(super) fn check_length(headers: &HeaderMap, limit: usize) -> Result<(), HttpError> {
    let length = header_text(headers, "content-length").and_then(|text| text.trim().parse::<u128>().ok());
    match length {
        Some(length) if length > limit as u128 => Err(too_large(limit)),
        _ => Ok(()),
    }
}

/// Reads a JSON object, in UTF-8. Returns `None` for an empty body.
///
/// With `json_type`, the content type must be one for JSON.
pub(super) fn read_object(
    headers: &HeaderMap,
    body: Result<&[u8], BodyFault>,
    limit: usize,
    json_type: bool,
) -> Result<Option<Other>, HttpError> {
    let bytes = body.map_err(|fault| match fault {
        BodyFault::TooLarge => too_large(limit),
        BodyFault::Incomplete => {
            HttpError::new(400, "invalid-body", "The body is incomplete: the connection was closed.")
        }
    })?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if json_type && !is_json(&header_text(headers, "content-type").unwrap_or_default()) {
        let message = "The content type of the body must be application/json.";
        return Err(HttpError::new(415, "unsupported-media-type", message));
    }
    if count_values(bytes) > MAX_VALUES {
        return Err(HttpError::new(413, "body-too-large", "The body has more than 100,000 values."));
    }
    // A byte order mark is removed, like `TextDecoder` does.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        _ => Err(HttpError::invalid_body()),
    }
}

/// Returns the key that identifies repetitions of a request, if there is one.
pub(super) fn idempotency_key(fields: &Other) -> Result<Option<&str>, HttpError> {
    let Some(value) = fields.get("idempotency_key") else { return Ok(None) };
    let actual = match value {
        Value::String(key) => match key.encode_utf16().count() {
            1..=MAX_KEY => return Ok(Some(key)),
            length => format!("{length} characters"),
        },
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::Array(_) | Value::Object(_) => "object".to_owned(),
    };
    let message = format!("`idempotency_key` must be a string of 1 to {MAX_KEY} characters; got {actual}.");
    Err(HttpError::new(400, "invalid-body", message))
}

fn too_large(limit: usize) -> HttpError {
    HttpError::new(413, "body-too-large", format!("The body is longer than {limit} bytes."))
}

/// Returns the error for a body that did not arrive in time.
pub(super) fn timeout(seconds: f64) -> HttpError {
    HttpError::new(408, "body-timeout", format!("The body did not arrive within {seconds} s."))
        .retryable(true)
}

/// Returns whether a content type is `application/json` or `application/…+json`, with or without parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some(subtype) = essence.strip_prefix("application/") else { return false };
    let prefix = subtype.strip_suffix("json");
    prefix.is_some_and(|prefix| match prefix.strip_suffix('+') {
        Some(name) => !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '/'),
        None => prefix.is_empty(),
    })
}

/// Returns an upper bound for the number of values in JSON: counts what precedes a value, in strings too.
fn count_values(json: &[u8]) -> usize {
    1 + json.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count()
}
