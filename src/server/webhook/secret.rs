//! The secret in the URL of a webhook.

use http::Uri;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

/// Returns whether the URL of a request contains one of the secrets: at the end of its path, or as the query parameter
/// `secret`. Compares hashes, in constant time. The URL may contain the secret percent-encoded or, as base64 often is,
/// unchanged.
pub(super) fn has_secret(uri: &Uri, secrets: &[String]) -> bool {
    let decode = |segment| percent_decode_str(segment).decode_utf8_lossy();
    let path = uri.path().split('/').map(decode).collect::<Vec<_>>().join("/");
    let paths = [path.as_str(), path.strip_suffix('/').unwrap_or(&path)];
    let query = uri.query().unwrap_or_default();
    // In a query, `+` usually means a space.
    let parameters = [parameter(query), parameter(&query.replace('+', "%2B"))];
    secrets.iter().fold(false, |found, secret| {
        let expected = Sha256::digest(secret);
        let ends = paths.map(|path| end_of(path, secret));
        let parameters = parameters.iter().map(String::as_str);
        ends.into_iter().chain(parameters).fold(found, |found, candidate| {
            let given = Sha256::digest(candidate);
            let difference = given.iter().zip(&expected).fold(0, |bits, (a, b)| bits | (a ^ b));
            (difference == 0) | found
        })
    })
}

/// Returns as many segments at the end of a path as a secret has, since it may contain slashes.
fn end_of<'a>(path: &'a str, secret: &str) -> &'a str {
    let slashes = secret.matches('/').count();
    path.rmatch_indices('/').nth(slashes).map_or(path, |(index, _)| &path[index + 1..])
}

fn parameter(query: &str) -> String {
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name == "secret").map(|(_, value)| value.into_owned()).unwrap_or_default()
}
