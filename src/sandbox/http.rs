//! HTTP requests and responses as plain data, and CORS headers.

use std::borrow::Cow;

use serde_json::{Value, json};

/// HTTP request to handle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Method, in upper case.
    pub method: String,
    /// Absolute URL, or path and query.
    pub url: String,
    /// Header names, in any case, and values.
    pub headers: Vec<(String, String)>,
    /// Body; empty if there is none.
    pub body: Vec<u8>,
}

/// HTTP response to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names, in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// Network fault to simulate while sending the response.
    pub directive: Option<Directive>,
}

/// Network fault that the sandbox cannot simulate itself: the server that sends the response does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Send the response after a delay.
    Delay {
        /// Delay, in ms.
        ms: u32,
    },
    /// Keep the connection open and never respond.
    Hang,
    /// Close the connection in the middle of the body.
    Cut {
        /// Number of bytes of the body to send first.
        after: usize,
    },
}

impl Request {
    /// Returns scheme, host and port of the URL; empty if the URL has none.
    pub(super) fn origin(&self) -> &str {
        let Some(host) = self.url.find("://").map(|at| at + 3) else { return "" };
        let end = self.url[host..].find(['/', '?', '#']).map_or(self.url.len(), |at| host + at);
        &self.url[..end]
    }

    /// Returns the path, still percent-encoded.
    pub(super) fn path(&self) -> &str {
        let rest = &self.url[self.origin().len()..];
        &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
    }

    /// Returns the first value of a query parameter, decoded.
    pub(super) fn query(&self, name: &str) -> Option<Cow<'_, str>> {
        let url = self.url.split('#').next()?;
        let (_, query) = url.split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Returns the first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

/// Returns whether the request only reads.
pub(super) fn is_get(request: &Request) -> bool {
    matches!(request.method.as_str(), "GET" | "HEAD")
}

impl Response {
    /// Creates a JSON response.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// Creates a response with any content type.
    pub(super) fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![
                ("content-type", content_type.to_owned()),
                ("cache-control", "no-store".to_owned()),
            ],
            body: body.into(),
            directive: None,
        }
    }

    /// Creates an error response in the service's format, with the message in `detail`.
    pub(super) fn error(status: u16, detail: &str) -> Self {
        Self::json(status, &json!({ "detail": detail }))
    }

    /// Creates a 405 response; `allowed` lists the allowed methods.
    pub(super) fn method_not_allowed(method: &str, allowed: &str) -> Self {
        Self::error(405, &format!("Method \"{method}\" not allowed."))
            .header("allow", format!("{allowed}, OPTIONS"))
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn directive(mut self, directive: Directive) -> Self {
        self.directive = Some(directive);
        self
    }
}

/// Returns the response to a CORS preflight request.
pub(super) fn preflight() -> Response {
    Response { status: 204, headers: Vec::new(), body: Vec::new(), directive: None }
        .header("access-control-allow-methods", "GET, POST, OPTIONS")
        .header("access-control-allow-headers", "content-type, authorization, x-flow-sandbox-fault")
        .header("access-control-max-age", "600")
}

/// Adds CORS headers that let every origin read the response.
///
/// Error responses need them too: without them, the page gets a network error instead of the response.
pub(super) fn with_cors(response: Response) -> Response {
    response
        .header("access-control-allow-origin", "*")
        .header("access-control-expose-headers", "retry-after")
        .header("cross-origin-resource-policy", "cross-origin")
}
