//! Requests and responses as plain data, and the headers that all answers share.

use std::borrow::Cow;

use serde_json::{Value, json};

/// What a host received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The whole address, or from the path on.
    pub url: String,
    /// Names (in any case) and values.
    pub headers: Vec<(String, String)>,
    /// The body, empty if none.
    pub body: Vec<u8>,
}

/// What the host shall answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How the host shall misbehave, if at all.
    pub directive: Option<Directive>,
}

/// A misbehaviour that only the host can perform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Answer after so many ms.
    Delay {
        /// How many.
        ms: u32,
    },
    /// Never answer, and keep the connection.
    Hang,
    /// Send so many bytes of the body, then break the connection.
    Cut {
        /// How many.
        after: usize,
    },
}

impl Request {
    /// Scheme, host and port of the address; empty for a bare path.
    pub(super) fn origin(&self) -> &str {
        let Some(host) = self.url.find("://").map(|at| at + 3) else { return "" };
        let end = self.url[host..].find(['/', '?', '#']).map_or(self.url.len(), |at| host + at);
        &self.url[..end]
    }

    /// The path, as it was written.
    pub(super) fn path(&self) -> &str {
        let rest = &self.url[self.origin().len()..];
        &rest[..rest.find(['?', '#']).unwrap_or(rest.len())]
    }

    /// A query parameter, decoded.
    pub(super) fn query(&self, name: &str) -> Option<Cow<'_, str>> {
        let url = self.url.split('#').next()?;
        let (_, query) = url.split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find_map(|(key, value)| (key == name).then_some(value))
    }

    /// A header's first value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

impl Response {
    /// An answer in JSON.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    /// An answer of another type.
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

    /// A refusal in the way of the service: `detail` says why.
    pub(super) fn error(status: u16, detail: &str) -> Self {
        Self::json(status, &json!({ "detail": detail }))
    }

    /// The refusal of a method, with those that are allowed.
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

/// The answer to a browser that asks before it sends JSON to another origin.
pub(super) fn preflight() -> Response {
    Response { status: 204, headers: Vec::new(), body: Vec::new(), directive: None }
        .header("access-control-allow-methods", "GET, POST, OPTIONS")
        .header("access-control-allow-headers", "content-type, authorization, x-flow-sandbox-fault")
        .header("access-control-max-age", "600")
}

/// Lets every origin read the answer. Errors too: a page that cannot read a refusal sees a broken
/// network instead.
pub(super) fn with_cors(response: Response) -> Response {
    response
        .header("access-control-allow-origin", "*")
        .header("access-control-expose-headers", "retry-after")
        .header("cross-origin-resource-policy", "cross-origin")
}
