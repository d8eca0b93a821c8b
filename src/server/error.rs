//! Error responses.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// An error response. Its message is sent to the client, so it must not contain details of the service or the
/// application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    /// HTTP status.
    pub status: u16,
    /// Error code in kebab-case, as listed in docs/server.md.
    pub code: &'static str,
    /// Message for the developer of the page.
    pub message: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Additional header of the response.
    pub header: Option<(HeaderName, HeaderValue)>,
}

impl HttpError {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retryable: false, header: None }
    }

    pub(super) fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.header = Some((name, value.into()));
        self
    }

    /// The response to an unknown session and to an invalid token: one that was altered, has expired, or belongs to
    /// another session or user. They are indistinguishable, so that ids cannot be probed.
    pub(super) fn not_found() -> Self {
        Self::new(404, "not-found", "Session not found.")
    }

    /// The response to a path that the handler does not serve.
    pub(super) fn no_such_path() -> Self {
        Self::new(404, "not-found", "No resource exists at this path.")
    }

    /// The response to an unexpected error, such as one in the application's functions.
    pub(super) fn internal() -> Self {
        Self::new(500, "internal", "Internal server error.")
    }

    /// The response to a method that the path does not support.
    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        Self::new(405, "method-not-allowed", format!("Use {allow} for this path."))
            .header(header::ALLOW, HeaderValue::from_static(allow))
    }

    /// The response to a body that is not a JSON object.
    pub(super) fn invalid_body() -> Self {
        Self::new(400, "invalid-body", "The body must be a JSON object.")
    }
}

/// Returns the values of a header, joined by commas; bytes outside of ASCII are read as Latin-1, as fetch does.
pub(super) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let latin1 = |value: &HeaderValue| value.as_bytes().iter().copied().map(char::from).collect::<String>();
    let values: Vec<_> = headers.get_all(name).iter().map(latin1).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
