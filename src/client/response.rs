//! Decodes responses of the service into values or errors.

use std::fmt;

use serde_json::Value;

use super::Error;
use super::redact::Redactor;
use crate::contract::{FlowResult, Issue, Session};

/// Maximum length of a message quoted from the service, in characters.
const MAX_QUOTE_CHARS: usize = 300;
/// Maximum length of a non-JSON body kept in an error, in characters.
const MAX_BODY_CHARS: usize = 2_000;

/// Maximum number of values in a response. A value takes far more time and memory than its text.
const MAX_VALUES: usize = 100_000;

/// Response as received, before decoding.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) retry_after_ms: Option<u32>,
    pub(crate) body: Vec<u8>,
    /// The body exceeded the size limit and was truncated.
    pub(crate) too_large: bool,
}

/// Decoded value together with its JSON text.
///
/// The text is what JavaScript callers get, because decoding may lose details such as the precision of
/// numbers.
#[derive(Clone, PartialEq)]
pub struct Received<T> {
    /// Decoded value.
    pub value: T,
    /// JSON text as sent by the service.
    pub text: String,
}

impl<T> fmt::Debug for Received<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").finish_non_exhaustive()
    }
}

/// A documented response body.
pub(crate) trait Decode: Sized {
    /// Reads the body of a response to a request about `session_id`, if there is one.
    fn read(value: Value, session_id: Option<&str>) -> Result<Self, Vec<Issue>>;
}

impl Decode for Session {
    fn read(value: Value, _: Option<&str>) -> Result<Self, Vec<Issue>> {
        Self::read(value)
    }
}

impl Decode for FlowResult {
    fn read(value: Value, session_id: Option<&str>) -> Result<Self, Vec<Issue>> {
        let result = Self::read(value)?;
        // The result of another session, such as one from a cache, must not decide about this one.
        match session_id {
            Some(asked) if !result.id.eq_ignore_ascii_case(asked) => {
                Err(vec![Issue::error("id", "must be the id of the requested session, not another id")])
            }
            _ => Ok(result),
        }
    }
}

/// Decodes a response to a request about `session_id`, if there is one; an error status becomes an error.
pub(crate) fn decode<T: Decode>(
    response: RawResponse,
    session_id: Option<&str>,
    redactor: &Redactor,
) -> Result<Received<T>, Error> {
    let status = response.status;
    if !(200..300).contains(&status) {
        return Err(http_error(response, redactor));
    }
    if response.too_large {
        let message = format!("The service answered {status} with a body that is too large.");
        return Err(Error::response(status, message));
    }
    let text = decode_text(response.body);
    if count_values(&text) > MAX_VALUES {
        let message =
            format!("The service answered {status} with JSON that has more than {MAX_VALUES} values.");
        return Err(Error::response(status, message));
    }
    let value = match serde_json::from_str::<Value>(&text) {
        Ok(value) => value,
        Err(error) => {
            let problem = describe_invalid_json(&text, &response.content_type, &error);
            return Err(Error::response(status, format!("The service answered {status} {problem}.")));
        }
    };
    match T::read(value, session_id) {
        Ok(value) => Ok(Received { value, text }),
        Err(issues) => {
            let message =
                format!("The service answered {status} with unexpected JSON: {}.", Issue::sentence(&issues));
            Err(Error::response(status, redactor.text(&message)))
        }
    }
}

/// Returns an estimate of the number of values in JSON: counts commas, in strings too. The depth is limited elsewhere.
fn count_values(json: &str) -> usize {
    1 + json.bytes().filter(|&byte| byte == b',').count()
}

/// Describes why a body is not valid JSON, as the end of a sentence.
///
/// The body is not quoted: it may come from a server other than the service.
fn describe_invalid_json(text: &str, content_type: &str, error: &serde_json::Error) -> &'static str {
    use serde_json::error::Category;
    if text.trim().is_empty() {
        "with an empty body"
    } else if content_type.contains("html") || text.trim_start().starts_with('<') {
        "with an HTML page instead of JSON; check `baseUrl`"
    } else if error.classify() == Category::Eof {
        "with truncated JSON"
    } else if text.trim_start().starts_with(['{', '[']) {
        "with malformed or too deeply nested JSON"
    } else {
        "with a non-JSON body"
    }
}

/// Creates the error for a status other than 2xx.
fn http_error(response: RawResponse, redactor: &Redactor) -> Error {
    let RawResponse { status, retry_after_ms, too_large, .. } = response;
    // With `redirect: 'manual'`, browsers report redirects as status 0.
    if status == 0 || (300..400).contains(&status) {
        let message =
            "The service sent a redirect, which is not followed to protect the API key; check `baseUrl`.";
        return Error::http(status, message.to_owned(), None, None);
    }
    let text = decode_text(response.body);
    let json = if too_large { None } else { serde_json::from_str::<Value>(&text).ok() };
    let body = match json {
        Some(value) => Some(redactor.value(value)),
        None if text.trim().is_empty() => None,
        None => {
            let redacted = if too_large { redactor.beginning(&text) } else { redactor.text(&text) };
            Some(Value::String(truncated(&redacted, MAX_BODY_CHARS)))
        }
    };
    let detail = body.as_ref().and_then(error_detail);
    let detail = detail.map(|detail| truncated(&without_control_characters(&detail), MAX_QUOTE_CHARS));
    let message = match detail.filter(|detail| !detail.is_empty()) {
        Some(detail) => format!("The service answered {status}: {detail}"),
        None => format!("The service answered {status}{}", status_hint(status)),
    };
    Error::http(status, redactor.text(&message), body, retry_after_ms)
}

/// Returns the end of the message for a status whose body has no message.
fn status_hint(status: u16) -> &'static str {
    match status {
        401 | 403 => ": check the API key.",
        404 => ": no such session in this flow.",
        413 => ": the request is too large.",
        429 => ": too many requests.",
        500..=599 => ": the service is unavailable.",
        _ => ".",
    }
}

/// Extracts the error message from a body in any common format.
///
/// Looks for a field such as `detail`, `message` or `error` that is a string, or an object with such a field.
/// If there is none, joins the messages of all fields.
fn error_detail(body: &Value) -> Option<String> {
    let Value::Object(fields) = body else {
        // A string is a message, unless it is an HTML page.
        return body.as_str().filter(|text| !text.trim_start().starts_with('<')).map(str::to_owned);
    };
    for name in ["detail", "message", "error", "error_description", "title"] {
        match fields.get(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => return Some(text.clone()),
            Some(nested @ (Value::Object(_) | Value::Array(_))) => {
                return error_detail(nested)
                    .or_else(|| Some(field_messages(nested)))
                    .filter(|text| !text.is_empty());
            }
            _ => {}
        }
    }
    Some(field_messages(body)).filter(|text| !text.is_empty())
}

/// Joins all messages in a tree of field errors, each prefixed with its path.
fn field_messages(value: &Value) -> String {
    let mut found = Vec::new();
    collect_messages(value, "", &mut found);
    found.join(" ")
}

fn collect_messages(value: &Value, path: &str, found: &mut Vec<String>) {
    // Limits the work, because a malicious response may have millions of messages.
    if found.len() >= 10 {
        return;
    }
    match value {
        Value::String(text) if path.is_empty() => found.push(text.clone()),
        Value::String(text) => found.push(format!("{path}: {text}")),
        Value::Array(items) => items.iter().for_each(|item| collect_messages(item, path, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let general = matches!(name.as_str(), "non_field_errors" | "errors");
                let path = match (general, path) {
                    (true, path) => path.to_owned(),
                    (false, "") => name.clone(),
                    (false, path) => format!("{path}.{name}"),
                };
                collect_messages(field, &path, found);
            }
        }
        _ => {}
    }
}

/// Decodes a body like `Response.text()`: invalid UTF-8 becomes U+FFFD, and a byte order mark is removed.
fn decode_text(body: Vec<u8>) -> String {
    let text = String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Replaces control characters and repeated spaces with single spaces, to keep logs readable.
fn without_control_characters(text: &str) -> String {
    text.split(|character: char| character.is_control() || character == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Cuts text to `limit` characters, marking the cut with an ellipsis.
fn truncated(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
