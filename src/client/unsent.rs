//! Whether a request that failed never left: only then may it be sent again without asking.

/// How many causes are followed.
pub(super) const MAX_DEPTH: usize = 4;

/// What Node, Deno, Bun and browsers say when no connection came about. Where a connection did come
/// about and broke, bytes may have arrived, and nothing here fits.
const SIGNS: [&str; 12] = [
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
    // Browsers that say why.
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
];

/// Whether any of the texts says that no connection came about.
pub(super) fn is_unsent(told: &[String]) -> bool {
    told.iter().any(|text| SIGNS.iter().any(|sign| text.contains(sign)))
}
