//! The secret in the URL of a webhook.

use http::Uri;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

/// Returns whether the URL of a request contains one of the secrets: as its last path segment, or as the query parameter
/// `secret`. Compares hashes, in constant time.
pub(super) fn has_secret(uri: &Uri, secrets: &[String]) -> bool {
    let segment = uri.path().rsplit('/').next().unwrap_or_default();
    let segment = percent_decode_str(segment).decode_utf8_lossy();
    let query = uri.query().unwrap_or_default();
    let parameter = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "secret");
    let candidates = [segment, parameter.map(|(_, value)| value).unwrap_or_default()];
    let given = candidates.map(|candidate| Sha256::digest(candidate.as_bytes()));
    let expected = secrets.iter().map(Sha256::digest);
    expected.fold(false, |found, secret| {
        given.iter().fold(found, |found, candidate| {
            let difference = candidate.iter().zip(&secret).fold(0, |bits, (a, b)| bits | (a ^ b));
            (difference == 0) | found
        })
    })
}
