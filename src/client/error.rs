//! Errors of the client.

use std::fmt;

use serde_json::Value;
#[cfg(feature = "client")]
use wasm_bindgen::JsValue;

use crate::contract::Issue;

/// Error code, for callers to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An option is not valid.
    InvalidConfig,
    /// The metadata breaks a rule of the service's guide. Nothing was sent.
    InvalidMetadata,
    /// No complete response arrived: connection failure or timeout.
    Network,
    /// The service returned an error status or a redirect; see [`Error::status`].
    Http,
    /// The service returned a success status with a body other than the one documented.
    InvalidResponse,
    /// The result was not final within the time limit.
    ResultTimeout,
    /// A bug in this library.
    Internal,
    /// The caller's signal was aborted; see `Error::reason`.
    Aborted,
}

impl Code {
    /// Returns the code as used in TypeScript, in kebab-case.
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

/// Error of a call. It never contains the API key.
#[derive(Clone)]
pub struct Error(Box<Details>);

#[derive(Clone)]
struct Details {
    code: Code,
    message: String,
    retryable: bool,
    /// The request was certainly never sent.
    unsent: bool,
    status: Option<u16>,
    body: Option<Value>,
    cause: Option<String>,
    retry_after_ms: Option<u32>,
    #[cfg(feature = "client")]
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
            #[cfg(feature = "client")]
            reason: None,
        }))
    }

    pub(crate) fn config(issues: &[Issue]) -> Self {
        Self::new(Code::InvalidConfig, format!("Invalid options: {}.", Issue::sentence(issues)))
    }

    /// Creates an `invalid-config` error with a sentence about an option.
    #[cfg(feature = "server")]
    pub(crate) fn option(message: &str) -> Self {
        Self::new(Code::InvalidConfig, message)
    }

    /// Creates an `invalid-metadata` error from issues; warnings are left out.
    pub fn metadata(issues: &[Issue]) -> Self {
        let errors: Vec<_> = issues.iter().filter(|issue| issue.is_error()).cloned().collect();
        Self::new(
            Code::InvalidMetadata,
            format!("Invalid metadata, nothing was sent: {}.", Issue::sentence(&errors)),
        )
    }

    pub(crate) fn network(message: impl Into<String>, cause: Option<String>, unsent: bool) -> Self {
        let mut error = Self::new(Code::Network, message);
        error.0.retryable = true;
        error.0.cause = cause;
        error.0.unsent = unsent;
        error
    }

    pub(crate) fn http(
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

    pub(crate) fn response(status: u16, message: impl Into<String>) -> Self {
        let mut error = Self::new(Code::InvalidResponse, message);
        error.0.status = Some(status);
        error
    }

    #[cfg(feature = "client")]
    pub(crate) fn result_timeout(message: String) -> Self {
        let mut error = Self::new(Code::ResultTimeout, message);
        error.0.retryable = true;
        error
    }

    /// Creates an `internal` error.
    pub fn internal(message: &str) -> Self {
        Self::new(Code::Internal, message)
    }

    #[cfg(feature = "client")]
    /// Creates an `aborted` error with the reason of the caller's signal.
    pub fn aborted(reason: JsValue) -> Self {
        let mut error = Self::new(Code::Aborted, "The caller's signal was aborted.");
        error.0.reason = Some(reason);
        error
    }

    /// Returns the error code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Returns a message that says what failed and, if known, what to do.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns whether the request was certainly never sent, so that retrying it has no side effects.
    pub(crate) fn is_unsent(&self) -> bool {
        self.0.unsent
    }

    /// Returns the HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// With [`Code::Http`], returns the response body: JSON, or a string if it was not JSON.
    pub fn body(&self) -> Option<&Value> {
        self.0.body.as_ref()
    }

    /// With [`Code::Network`], returns the messages of the JavaScript error and its causes, joined by colons.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// Returns the service's `Retry-After`, in ms.
    pub fn retry_after_ms(&self) -> Option<u32> {
        self.0.retry_after_ms
    }

    #[cfg(feature = "client")]
    /// With [`Code::Aborted`], returns the signal's reason.
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
