//! Why a call failed.

use std::fmt;

use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::contract::Issue;

/// What went wrong, to branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The client's own options cannot be used.
    InvalidConfig,
    /// The metadata break a rule of the guide. Nothing was sent.
    InvalidMetadata,
    /// No answer came: no connection, a broken one, or none in time.
    Network,
    /// The service refused; see [`Error::status`].
    Http,
    /// The service agreed, but with something that the guide does not describe.
    InvalidResponse,
    /// The result was not final in time.
    ResultTimeout,
    /// A fault of this library.
    Internal,
    /// The caller's signal was aborted; see [`Error::reason`].
    Aborted,
}

impl Code {
    /// The code as TypeScript has it, in kebab-case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidConfig => "invalid-config",
            Self::InvalidMetadata => "invalid-metadata",
            Self::Network => "network",
            Self::Http => "http",
            Self::InvalidResponse => "invalid-response",
            Self::ResultTimeout => "result-timeout",
            Self::Internal => "internal",
            Self::Aborted => "aborted",
        }
    }
}

/// Why a call failed. The API key appears nowhere in it.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    code: Code,
    message: String,
    retryable: bool,
    /// The request certainly never left.
    unsent: bool,
    status: Option<u16>,
    body: Option<Value>,
    cause: Option<String>,
    retry_after_ms: Option<u32>,
    reason: Option<JsValue>,
}

impl Error {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            message: message.into(),
            retryable: false,
            unsent: false,
            status: None,
            body: None,
            cause: None,
            retry_after_ms: None,
            reason: None,
        }))
    }

    pub(super) fn config(issues: &[Issue]) -> Self {
        Self::new(Code::InvalidConfig, format!("The client cannot be used: {}.", Issue::sentence(issues)))
    }

    /// The metadata break rules; the warnings among the findings are left out.
    pub fn metadata(issues: &[Issue]) -> Self {
        let errors: Vec<_> = issues.iter().filter(|issue| issue.is_error()).cloned().collect();
        Self::new(Code::InvalidMetadata, format!("Nothing was sent: {}.", Issue::sentence(&errors)))
    }

    pub(super) fn network(message: impl Into<String>, cause: Option<String>, unsent: bool) -> Self {
        let mut error = Self::new(Code::Network, message);
        error.0.retryable = true;
        error.0.cause = cause;
        error.0.unsent = unsent;
        error
    }

    pub(super) fn http(
        status: u16,
        message: String,
        body: Option<Value>,
        retry_after_ms: Option<u32>,
    ) -> Self {
        let mut error = Self::new(Code::Http, message);
        error.0.retryable = matches!(status, 408 | 425 | 429 | 500..=599);
        error.0.status = Some(status);
        error.0.body = body;
        error.0.retry_after_ms = retry_after_ms;
        error
    }

    pub(super) fn response(status: u16, message: impl Into<String>) -> Self {
        let mut error = Self::new(Code::InvalidResponse, message);
        error.0.status = Some(status);
        error
    }

    pub(super) fn result_timeout(message: String) -> Self {
        let mut error = Self::new(Code::ResultTimeout, message);
        error.0.retryable = true;
        error
    }

    /// A fault of this library.
    pub fn internal(message: &str) -> Self {
        Self::new(Code::Internal, message)
    }

    /// The caller wants no more, and why.
    pub fn aborted(reason: JsValue) -> Self {
        let mut error = Self::new(Code::Aborted, "The caller's signal was aborted.");
        error.0.reason = Some(reason);
        error
    }

    /// What went wrong.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What went wrong and what to do about it, in a sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether the same call may succeed if it is simply made again.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the request certainly never left, so that sending it again cannot do anything twice.
    pub fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// With [`Code::Http`], the answer's body: JSON, or a string if it was something else.
    pub fn body(&self) -> Option<&Value> {
        self.0.body.as_ref()
    }

    /// With [`Code::Network`], what the host's `fetch` said.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// How long the service asks to wait before the next try, in ms.
    pub fn retry_after_ms(&self) -> Option<u32> {
        self.0.retry_after_ms
    }

    /// With [`Code::Aborted`], the reason of the signal.
    pub fn reason(&self) -> Option<&JsValue> {
        self.0.reason.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("status", &self.0.status)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
