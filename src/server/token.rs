//! Stateless tokens that bind a session to the user who created it, with an expiry.
//!
//! ```text
//! token = base64url(version, expiry) . base64url(HMAC-SHA-256 of version, expiry, session id, user id)
//! ```
//!
//! They are those of `js/server/token.ts`, byte for byte: `tests/fixtures/server/tokens.json` is tested with both.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::contract::ApiKey;

/// Length of the header in bytes: one for the version, eight for the expiry.
const HEAD_LENGTH: usize = 9;
/// Length of SHA-256 and HMAC-SHA-256 in bytes.
const HASH_LENGTH: usize = 32;
/// Maximum length of a part of a token, in characters.
const MAX_PART: usize = 64;
const VERSION: u8 = 1;
const SALT: &[u8] = b"flow-widget-loader/server: session token";

type HmacSha256 = Hmac<Sha256>;

/// The session and user that a token is issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Id of the session.
    pub session_id: &'a str,
    /// Identifies the user who created the session.
    pub user_id: &'a str,
}

/// Issues and verifies tokens. The first secret signs and all verify, so that secrets can be rotated.
#[derive(Clone)]
pub struct Tokens {
    keys: Vec<HmacSha256>,
}

impl Tokens {
    /// Derives the keys from secrets. The API key separates the handlers of several flows that share a secret. Without
    /// secrets, no token is accepted.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>, api_key: &ApiKey) -> Self {
        let flow = Sha256::digest(api_key.reveal());
        let derive = |secret: &str| {
            let mut key = [0; HASH_LENGTH];
            // A key that is used for tokens only, because the secret may have other uses: by default it is the API key.
            Hkdf::<Sha256>::new(Some(SALT), secret.as_bytes()).expand(&flow, &mut key).ok()?;
            HmacSha256::new_from_slice(&key).ok()
        };
        Self { keys: secrets.into_iter().filter_map(derive).collect() }
    }

    /// Returns a token that is valid until `expires_ms`, in ms since 1970; an empty string without secrets.
    pub fn issue(&self, claim: Claim<'_>, expires_ms: u64) -> String {
        let mut head = [VERSION; HEAD_LENGTH];
        head[1..].copy_from_slice(&expires_ms.to_be_bytes());
        let Some(key) = self.keys.first() else { return String::new() };
        let mac = signed(key, &head, claim).finalize().into_bytes();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(mac))
    }

    /// Returns whether a token is authentic, belongs to the claim, and has not expired at `now_ms`, in ms since 1970.
    pub fn check(&self, token: &str, claim: Claim<'_>, now_ms: u64) -> bool {
        let Some((head, mac)) = token.split_once('.') else { return false };
        let (Some(head), Some(mac)) = (decode::<HEAD_LENGTH>(head), decode::<HASH_LENGTH>(mac)) else {
            return false;
        };
        // `verify_slice` compares in constant time. Every key is tried, so that the time does not tell which one matches.
        let matches = |key| signed(key, &head, claim).verify_slice(&mac).is_ok();
        let authentic = self.keys.iter().fold(false, |found, key| matches(key) | found);
        let [version, expires @ ..] = head;
        authentic && version == VERSION && u64::from_be_bytes(expires) > now_ms
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// Returns the HMAC. Hashing gives the ids a fixed length, so that no two pairs of ids give the same data.
fn signed(key: &HmacSha256, head: &[u8], claim: Claim<'_>) -> HmacSha256 {
    key.clone()
        .chain_update(head)
        .chain_update(Sha256::digest(claim.session_id))
        .chain_update(Sha256::digest(claim.user_id))
}

/// Decodes base64url. Returns `None` for anything but the canonical encoding of `N` bytes.
fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() > MAX_PART {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
