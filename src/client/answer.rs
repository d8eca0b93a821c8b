//! What an answer means: a value, or an error that says what the service said.

use std::fmt;

use serde_json::Value;

use super::Error;
use super::redact::Redactor;
use crate::contract::{FlowResult, Issue, Session};

/// The longest message that is quoted, in characters.
const QUOTE: usize = 300;
/// The longest body that is kept when it is not JSON, in characters.
const KEPT_TEXT: usize = 2_000;

/// An answer, taken off the network.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) retry_after_ms: Option<u32>,
    pub(super) body: Vec<u8>,
    /// The body was longer than allowed, and this is its beginning.
    pub(super) too_long: bool,
}

/// A value of the service, with the text that it came in: what JavaScript is given, so that not even a
/// number's spelling is lost on the way.
#[derive(Clone, PartialEq)]
pub struct Received<T> {
    /// The value.
    pub value: T,
    /// The JSON.
    pub text: String,
}

impl<T> fmt::Debug for Received<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").finish_non_exhaustive()
    }
}

/// What the guide says an answer must be.
pub(super) trait Answer: Sized {
    fn read(value: Value) -> Result<Self, Vec<Issue>>;
}

impl Answer for Session {
    fn read(value: Value) -> Result<Self, Vec<Issue>> {
        Self::read(value)
    }
}

impl Answer for FlowResult {
    fn read(value: Value) -> Result<Self, Vec<Issue>> {
        Self::read(value)
    }
}

/// Reads an answer.
pub(super) fn read<T: Answer>(reply: Reply, redactor: &Redactor) -> Result<Received<T>, Error> {
    let status = reply.status;
    if !(200..300).contains(&status) {
        return Err(refusal(reply, redactor));
    }
    if reply.too_long {
        let message =
            format!("The service answered {status} with a body that is too long for what was asked.");
        return Err(Error::response(status, message));
    }
    let text = decode(reply.body);
    let value = match serde_json::from_str::<Value>(&text) {
        Ok(value) => value,
        Err(error) => {
            let what = unreadable(&text, &reply.content_type, &error);
            return Err(Error::response(status, format!("The service answered {status} {what}.")));
        }
    };
    match T::read(value) {
        Ok(value) => Ok(Received { value, text }),
        Err(issues) => {
            let message = format!(
                "The service answered {status} with JSON of another shape: {}.",
                Issue::sentence(&issues)
            );
            Err(Error::response(status, redactor.text(&message)))
        }
    }
}

/// Why a body is no JSON, as the end of a sentence. None of the body is quoted: it is a stranger's.
fn unreadable(text: &str, content_type: &str, error: &serde_json::Error) -> &'static str {
    use serde_json::error::Category;
    if text.trim().is_empty() {
        "with an empty body"
    } else if content_type.contains("html") || text.trim_start().starts_with('<') {
        "with a web page instead of JSON; is `baseUrl` right?"
    } else if error.classify() == Category::Eof {
        "with JSON that ends too early"
    } else if text.trim_start().starts_with(['{', '[']) {
        "with broken or too deeply nested JSON"
    } else {
        "with something else than JSON"
    }
}

fn refusal(reply: Reply, redactor: &Redactor) -> Error {
    let Reply { status, retry_after_ms, too_long, .. } = reply;
    if status == 0 || (300..400).contains(&status) {
        let message = "The service points to another address, and the API key is not sent after it; is `baseUrl` right?";
        return Error::http(status, message.to_owned(), None, None);
    }
    let text = decode(reply.body);
    let json = if too_long { None } else { serde_json::from_str::<Value>(&text).ok() };
    let body = match json {
        Some(value) => Some(redactor.value(value)),
        None if text.trim().is_empty() => None,
        None => Some(Value::String(shortened(&redactor.text(&text), KEPT_TEXT))),
    };
    let said = body.as_ref().and_then(complaint).map(|said| shortened(&plain(&said), QUOTE));
    let message = match said.filter(|said| !said.is_empty()) {
        Some(said) => format!("The service answered {status}: {said}"),
        None => format!("The service answered {status}{}", explanation(status)),
    };
    Error::http(status, redactor.text(&message), body, retry_after_ms)
}

fn explanation(status: u16) -> &'static str {
    match status {
        401 | 403 => ", as if the API key were wrong.",
        404 => ": no such session, or not of this flow.",
        413 => ": the request is too large.",
        429 => ": too many requests.",
        500..=599 => ": it is out of order.",
        _ => ".",
    }
}

/// What the service says about its refusal, whichever way it says it: `detail`, `message` or `error`, as
/// text or as an object with one of these; else each field's messages.
fn complaint(body: &Value) -> Option<String> {
    let Value::Object(fields) = body else {
        // A bare string in JSON is a message; other text may be a whole page.
        return body.as_str().filter(|text| !text.trim_start().starts_with('<')).map(str::to_owned);
    };
    for name in ["detail", "message", "error", "error_description", "title"] {
        match fields.get(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => return Some(text.clone()),
            Some(nested @ (Value::Object(_) | Value::Array(_))) => {
                return complaint(nested)
                    .or_else(|| Some(messages(nested, "")))
                    .filter(|text| !text.is_empty());
            }
            _ => {}
        }
    }
    Some(messages(body, "")).filter(|text| !text.is_empty())
}

/// All texts in a tree of field errors, each with its path.
fn messages(value: &Value, path: &str) -> String {
    let mut found = Vec::new();
    collect(value, path, &mut found);
    found.join(" ")
}

fn collect(value: &Value, path: &str, found: &mut Vec<String>) {
    // More would not be read, and a hostile tree is endless.
    if found.len() >= 10 {
        return;
    }
    match value {
        Value::String(text) if path.is_empty() => found.push(text.clone()),
        Value::String(text) => found.push(format!("{path}: {text}")),
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                let general = matches!(name.as_str(), "non_field_errors" | "errors");
                let path = match (general, path) {
                    (true, path) => path.to_owned(),
                    (false, "") => name.clone(),
                    (false, path) => format!("{path}.{name}"),
                };
                collect(field, &path, found);
            }
        }
        _ => {}
    }
}

/// A body as text, the way `Response.text()` reads it: what is no UTF-8 becomes U+FFFD, a byte order mark
/// goes.
fn decode(body: Vec<u8>) -> String {
    let text = String::from_utf8(body)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Without control characters, which do not belong into a log.
fn plain(text: &str) -> String {
    text.split(|character: char| character.is_control() || character == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
