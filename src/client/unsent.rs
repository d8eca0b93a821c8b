//! Detects requests that failed before they were sent. Such a request is safe to retry even if it is not
//! idempotent.

/// Maximum number of errors to examine in a chain of causes.
pub(super) const MAX_DEPTH: usize = 4;

/// Messages and codes with which Node, Deno, Bun and browsers report that no connection was established.
///
/// Errors of an established connection, such as `ECONNRESET`, are not listed, because the service may have
/// received the request.
const CONNECT_ERRORS: [&str; 12] = [
    // Node (libuv and undici).
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    // Bun.
    "ConnectionRefused",
    "FailedToOpenSocket",
    // Deno.
    "tcp connect error",
    "dns error",
    // Browsers that report the cause.
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
];

/// Returns whether one of an error's messages or codes says that no connection was established.
pub(super) fn is_unsent(messages: &[String]) -> bool {
    messages.iter().any(|text| CONNECT_ERRORS.iter().any(|pattern| text.contains(pattern)))
}
