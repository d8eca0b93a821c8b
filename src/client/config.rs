//! Client options.

use serde_json::Value;

use super::Error;
use crate::contract::shape::{self, Kind};
use crate::contract::{ApiKey, DEFAULT_BASE_URL, Issue};

/// Default of [`ClientOptions::timeout_ms`].
const DEFAULT_TIMEOUT_MS: u32 = 30_000;
/// Default of [`ClientOptions::retries`].
const DEFAULT_RETRIES: u32 = 2;

/// Options of a [`Client`](super::Client).
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// API key of the flow.
    pub api_key: ApiKey,
    /// Base URL of the service: scheme, host and, behind a proxy, a path. Default: [`DEFAULT_BASE_URL`].
    pub base_url: String,
    /// Time limit of one attempt, in ms; 0 for no limit. Default: 30,000.
    pub timeout_ms: u32,
    /// Maximum number of retries after the first attempt. Default: 2.
    pub retries: u32,
}

const FIELDS: [(&str, Kind); 5] = [
    ("", Kind::Object),
    ("apiKey", Kind::String),
    ("baseUrl", Kind::String),
    ("timeout", Kind::U32),
    ("retries", Kind::U32),
];

impl ClientOptions {
    /// Returns the default options for an API key.
    pub fn new(api_key: ApiKey) -> Self {
        Self {
            api_key,
            base_url: DEFAULT_BASE_URL.to_owned(),
            timeout_ms: DEFAULT_TIMEOUT_MS,
            retries: DEFAULT_RETRIES,
        }
    }

    /// Parses options passed from JavaScript: `{ apiKey, baseUrl?, timeout?, retries? }`.
    ///
    /// A missing `apiKey` is read as an empty one, which [`check`](Self::check) reports.
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
        Ok(Self {
            api_key: ApiKey::new(text("apiKey").unwrap_or_default()),
            base_url: text("baseUrl").unwrap_or(DEFAULT_BASE_URL).to_owned(),
            timeout_ms: u32_field(value, "timeout").unwrap_or(DEFAULT_TIMEOUT_MS),
            retries: u32_field(value, "retries").unwrap_or(DEFAULT_RETRIES),
        })
    }

    /// Validates the API key and the base URL, and returns errors and warnings.
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::from_iter(self.api_key.check("apiKey"));
        let error = |message: &str| Issue::error("baseUrl", message);
        let url = self.base_url.as_str();
        let scheme = url.split_once("://").map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
        match scheme {
            Some((scheme, rest)) if matches!(scheme.as_str(), "http" | "https") => {
                let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                if host.is_empty() {
                    issues.push(error("has no host"));
                }
                if host.contains('@') {
                    issues.push(error("contains credentials, which `fetch` rejects"));
                }
                if scheme == "http" && !is_loopback(host) {
                    issues.push(Issue::warning("baseUrl", "uses http: the API key is sent unencrypted"));
                }
                if rest.contains(['?', '#']) {
                    issues.push(error("must not contain a query or a fragment"));
                }
            }
            _ => issues.push(error("must be a URL that begins with https://")),
        }
        if url.chars().any(|character| character.is_whitespace() || character.is_control()) {
            issues.push(error("contains white space"));
        }
        issues
    }

    #[cfg(feature = "client")]
    /// Returns the base URL without trailing slashes, or an error if any option is not valid.
    pub(crate) fn checked_base_url(&self) -> Result<String, Error> {
        let errors: Vec<_> = self.check().into_iter().filter(Issue::is_error).collect();
        if errors.is_empty() {
            Ok(self.base_url.trim_end_matches('/').to_owned())
        } else {
            Err(Error::config(&errors))
        }
    }
}

/// Returns an integer field of a value that [`shape::check`] has validated; `None` if it is not set.
pub(crate) fn u32_field(value: &Value, name: &str) -> Option<u32> {
    let number = value.get(name)?.as_u64()?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Returns whether a host, with or without a port, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.eq_ignore_ascii_case("localhost")
        || name.ends_with(".localhost")
        || name.starts_with("127.")
        || name == "[::1]"
}
