//! What a client is made with.

use serde_json::Value;

use super::Error;
use crate::contract::shape::{self, Kind};
use crate::contract::{ApiKey, DEFAULT_BASE_URL, Issue};

/// How long one attempt may take unless the host says otherwise, in ms.
pub const DEFAULT_TIMEOUT_MS: u32 = 30_000;
/// How often a request is sent again unless the host says otherwise.
pub const DEFAULT_RETRIES: u32 = 2;

/// What a client is made with.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The key of the flow.
    pub api_key: ApiKey,
    /// Where the service lives: scheme, host, and a path if it stands behind a proxy.
    pub base_url: String,
    /// How long one attempt may take, in ms; 0 for no limit.
    pub timeout_ms: u32,
    /// How often a request is sent again after the first attempt.
    pub retries: u32,
}

const FIELDS: [(&str, Kind); 5] = [
    ("", Kind::Object),
    ("apiKey", Kind::Text),
    ("baseUrl", Kind::Text),
    ("timeout", Kind::Whole),
    ("retries", Kind::Whole),
];

impl ClientOptions {
    /// The defaults, for a key.
    pub fn new(api_key: ApiKey) -> Self {
        Self {
            api_key,
            base_url: DEFAULT_BASE_URL.to_owned(),
            timeout_ms: DEFAULT_TIMEOUT_MS,
            retries: DEFAULT_RETRIES,
        }
    }

    /// Reads options as JavaScript has them: `{ apiKey, baseUrl?, timeout?, retries? }`.
    ///
    /// # Errors
    ///
    /// `invalid-config`: a field has the wrong type.
    pub fn read(value: &Value) -> Result<Self, Error> {
        let issues = shape::check(&FIELDS, "", value);
        if !issues.is_empty() {
            return Err(Error::config(&issues));
        }
        let text = |name| value.get(name).and_then(Value::as_str);
        let whole = |name, default| value.get(name).and_then(Value::as_u64).map_or(default, saturated);
        Ok(Self {
            api_key: ApiKey::new(text("apiKey").unwrap_or_default()),
            base_url: text("baseUrl").unwrap_or(DEFAULT_BASE_URL).to_owned(),
            timeout_ms: whole("timeout", DEFAULT_TIMEOUT_MS),
            retries: whole("retries", DEFAULT_RETRIES),
        })
    }

    /// What is wrong or odd about the options.
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::from_iter(self.api_key.check("apiKey"));
        let fault = |message: &str| Issue::error("baseUrl", message);
        let url = self.base_url.as_str();
        let scheme = url.split_once("://").map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
        match scheme {
            Some((scheme, rest)) if matches!(scheme.as_str(), "http" | "https") => {
                let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                if host.is_empty() {
                    issues.push(fault("names no host"));
                }
                if host.contains('@') {
                    issues.push(fault("has a user name in it, which fetch refuses"));
                }
                if scheme == "http" && !is_loopback(host) {
                    issues.push(Issue::warning("baseUrl", "is http: the API key travels unencrypted"));
                }
                if rest.contains(['?', '#']) {
                    issues.push(fault("has a query or a fragment; give the part before it"));
                }
            }
            _ => issues.push(fault("must be an address that begins with https://")),
        }
        if url.chars().any(|character| character.is_whitespace() || character.is_control()) {
            issues.push(fault("has white space in it"));
        }
        issues
    }

    /// The base address without a slash at its end.
    pub(super) fn checked_base(&self) -> Result<String, Error> {
        let errors: Vec<_> = self.check().into_iter().filter(Issue::is_error).collect();
        if errors.is_empty() {
            Ok(self.base_url.trim_end_matches('/').to_owned())
        } else {
            Err(Error::config(&errors))
        }
    }
}

fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost")
        || name.ends_with(".localhost")
        || name.starts_with("127.")
        || name == "[::1]"
}
