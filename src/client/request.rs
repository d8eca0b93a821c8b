//! The requests to the service's API.

use crate::contract::ApiKey;

/// Maximum size of a result, in bytes; it may contain photos.
const MAX_RESULT: usize = 32 * 1024 * 1024;
/// Maximum size of an error body and of a new session, in bytes.
const MAX_SMALL_BODY: usize = 64 * 1024;

/// Request to the service's API.
pub(crate) enum ApiRequest<'a> {
    /// Creates a session; holds the JSON body.
    Create(&'a str),
    /// Reads the result of a session; holds the session id and the API key.
    Result(&'a str, &'a ApiKey),
}

impl ApiRequest<'_> {
    /// Returns whether sending the request twice has the same effect as sending it once.
    pub(crate) fn is_idempotent(&self) -> bool {
        matches!(self, Self::Result(..))
    }

    /// Returns the session that the request is about.
    pub(crate) fn session_id(&self) -> Option<&str> {
        match self {
            Self::Create(_) => None,
            Self::Result(id, _) => Some(id),
        }
    }

    /// Returns the maximum size of the body of a response with this status, in bytes.
    pub(crate) fn max_body(&self, status: u16) -> usize {
        match self {
            Self::Result(..) if (200..300).contains(&status) => MAX_RESULT,
            _ => MAX_SMALL_BODY,
        }
    }
}
