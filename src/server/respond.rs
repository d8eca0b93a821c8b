//! Responses: JSON without the API key, which must not be cached.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde::Serialize;
use serde_json::json;

use super::error::HttpError;
use crate::client::redact::Redactor;

/// Creates a JSON response.
pub(super) fn json(redactor: &Redactor, status: u16, body: &impl Serialize) -> Response<Bytes> {
    let text = serde_json::to_string(body).unwrap_or_default();
    let mut response = Response::new(Bytes::from(redactor.text(&text)));
    *response.status_mut() = status.try_into().unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Creates the response for an error.
pub(super) fn error(redactor: &Redactor, error: HttpError) -> Response<Bytes> {
    let HttpError { status, code, message, retryable, header } = error;
    let body = json!({ "error": { "code": code, "message": message, "retryable": retryable } });
    let mut response = json(redactor, status, &body);
    response.headers_mut().extend(header.map(|(name, value)| (Some(name), value)));
    response
}
