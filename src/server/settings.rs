//! Options of the handlers, and their validation. Messages contain no keys or secrets.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use http::{HeaderName, Uri};

use super::cors::Cors;
use crate::client::Error;
use crate::client::config::is_loopback;
use crate::contract::{ApiKey, DEFAULT_BASE_URL, Issue};

/// Maximum of `max_body`, in bytes.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Maximum of `retries`.
const MAX_RETRIES: u32 = 100;
/// Maximum of `timeout` and `body_timeout`, as in JavaScript.
const MAX_TIMEOUT: Duration = Duration::from_millis(i32::MAX as u64);
/// Maximum of `lifetime`: 365 days.
const MAX_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);
/// Minimum length of a secret that signs tokens, in characters. A shorter one could be recovered from a token by brute
/// force.
const MIN_SIGNING_LENGTH: usize = 32;
/// Minimum number of different characters of a secret that signs tokens. Random hexadecimal digits practically always
/// have more.
const MIN_SIGNING_VARIETY: usize = 8;
/// Minimum length of a webhook's secret, in characters. It can only be guessed by sending requests.
const MIN_WEBHOOK_LENGTH: usize = 16;
/// Minimum number of different characters of a webhook's secret.
const MIN_WEBHOOK_VARIETY: usize = 6;
/// Longer strings are described by their length, in characters.
const MAX_QUOTED: usize = 60;

/// Options of the flow handler. `Debug` hides the secrets.
#[derive(Clone)]
pub struct FlowSettings {
    /// API key of the flow (service's guide, section 1). It is sent only to the service.
    pub api_key: ApiKey,
    /// Secrets that sign tokens, 32 characters or more each, the same on all instances. The first one signs and all
    /// verify, so that a secret can be rotated without downtime. Default: none; then the key is derived from the API key.
    pub secrets: Vec<String>,
    /// How long after its creation a session's verdict can be read; at most 365 days. Default: one hour.
    pub lifetime: Duration,
    /// Allows requests from pages of other origins. Default: none.
    pub cors: Option<Cors>,
    /// Whether to trust `X-Forwarded-Host` and `X-Forwarded-Proto` in the CSRF protection. Only for a proxy that sets
    /// these headers itself. Default: false.
    pub trust_proxy: bool,
    /// Path of the handler, such as `/api/flow`; requests to other paths get a 404. Default: any path, and the last
    /// segment of a GET is the session id.
    pub path: Option<String>,
    /// Maximum length of a request's body, in bytes; at most 64 MiB. Raise it to accept photos. Default: 65,536.
    pub max_body: usize,
    /// How long the body of a request may take to arrive; zero means no limit. Default: 10 s.
    pub body_timeout: Duration,
    /// Limit for the service per request, all attempts together, and for each call of a function of your backend; zero
    /// means no limit. Default: 25 s, so that the response arrives within `verify`'s default of 30 s.
    pub timeout: Duration,
    /// How many times a request to the service is retried. Creating a session is retried only if the request was
    /// certainly not sent. Default: 2.
    pub retries: u32,
    /// Base URL of the service. Default: [`DEFAULT_BASE_URL`].
    pub base_url: String,
}

/// Options of the webhook handler. `Debug` hides the secrets.
#[derive(Clone)]
pub struct WebhookSettings {
    /// API key of the flow (service's guide, section 1). It is sent only to the service.
    pub api_key: ApiKey,
    /// Secrets in the webhook's URL, 16 characters or more each: the end of its path or the query parameter `secret`.
    /// Each of them is accepted; requests without one get a 404. Without secrets, every request is accepted.
    pub secrets: Vec<String>,
    /// Maximum length of a request's body, in bytes; at most 64 MiB. Default: 16,777,216, since results may contain
    /// images.
    pub max_body: usize,
    /// How long the body of a request may take to arrive; zero means no limit. Default: 10 s.
    pub body_timeout: Duration,
    /// Limit for reading a final result from the service, all requests together, and for each call of a function of your
    /// receiver; zero means no limit. Default: 25 s.
    pub timeout: Duration,
    /// How many times a request to the service is retried. Default: 2.
    pub retries: u32,
    /// Base URL of the service. Default: [`DEFAULT_BASE_URL`].
    pub base_url: String,
}

impl FlowSettings {
    /// Returns the default options for an API key.
    pub fn new(api_key: impl Into<String>) -> Self {
        Self {
            api_key: ApiKey::new(api_key),
            secrets: Vec::new(),
            lifetime: Duration::from_secs(3600),
            cors: None,
            trust_proxy: false,
            path: None,
            max_body: 65_536,
            body_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(25),
            retries: 2,
            base_url: DEFAULT_BASE_URL.to_owned(),
        }
    }

    /// Returns warnings about options that are valid, but probably a mistake.
    pub fn warnings(&self) -> Vec<Issue> {
        let mut issues = Vec::from_iter(self.api_key.check("api_key"));
        let host = self.base_url.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://"));
        let host = host.and_then(|_| self.base_url[7..].split('/').next());
        if host.is_some_and(|host| !is_loopback(host)) {
            issues.push(Issue::warning("base_url", "uses http: the API key is sent unencrypted"));
        }
        issues
    }

    /// Validates the options.
    ///
    /// # Errors
    ///
    /// `invalid-config`: the message names the option, the value, unless it is secret, and what is expected.
    pub fn check(&self) -> Result<(), Error> {
        check_key(&self.api_key)?;
        if self.secrets.is_empty() {
            let key = self.api_key.reveal();
            let expected = format!(
                "a string of {MIN_SIGNING_LENGTH} or more characters unless `secrets` is set, not {}",
                length_of(key)
            );
            check(length(key) >= MIN_SIGNING_LENGTH, "api_key", &expected)?;
        }
        check_secrets(&self.secrets, MIN_SIGNING_LENGTH, MIN_SIGNING_VARIETY)?;
        let whole = self.lifetime.subsec_nanos().is_multiple_of(1_000_000) && !self.lifetime.is_zero();
        let expected = "a whole number of ms from 1 to 31,536,000,000 (365 days)";
        check(whole && self.lifetime <= MAX_LIFETIME, "lifetime", &not(expected, &self.lifetime))?;
        check_common(self.timeout, self.body_timeout, self.max_body, self.retries, &self.base_url)?;
        if let Some(path) = &self.path {
            let expected = "a percent-encoded path that begins with a slash, without a query";
            check(is_path(path), "path", &not(expected, &quoted(path)))?;
        }
        self.cors.as_ref().map_or(Ok(()), check_cors)
    }
}

impl WebhookSettings {
    /// Returns the default options for an API key and a secret in the webhook's URL, such as the output of
    /// `openssl rand -hex 32`.
    pub fn new(api_key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { secrets: vec![secret.into()], ..Self::without_secret(api_key) }
    }

    /// Returns the default options for an API key. Every request is accepted, also from senders other than the service.
    pub fn without_secret(api_key: impl Into<String>) -> Self {
        Self {
            api_key: ApiKey::new(api_key),
            secrets: Vec::new(),
            max_body: 16 * 1024 * 1024,
            body_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(25),
            retries: 2,
            base_url: DEFAULT_BASE_URL.to_owned(),
        }
    }

    /// Validates the options.
    ///
    /// # Errors
    ///
    /// `invalid-config`: the message names the option, the value, unless it is secret, and what is expected.
    pub fn check(&self) -> Result<(), Error> {
        check_key(&self.api_key)?;
        check_secrets(&self.secrets, MIN_WEBHOOK_LENGTH, MIN_WEBHOOK_VARIETY)?;
        check_common(self.timeout, self.body_timeout, self.max_body, self.retries, &self.base_url)
    }
}

impl fmt::Debug for FlowSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowSettings").finish_non_exhaustive()
    }
}

impl fmt::Debug for WebhookSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSettings").finish_non_exhaustive()
    }
}

fn check(valid: bool, name: &str, expected: &str) -> Result<(), Error> {
    if valid { Ok(()) } else { Err(Error::option(&format!("`{name}` must be {expected}."))) }
}

fn check_key(key: &ApiKey) -> Result<(), Error> {
    let key = key.reveal();
    let hint = if key.is_empty() { "(is the environment variable set?)" } else { "(without white space)" };
    let is_key = !key.is_empty() && !key.chars().any(|c| c.is_whitespace() || c.is_control());
    check(is_key, "api_key", &format!("the flow's API key {hint}, not {}", length_of(key)))
}

fn check_secrets(secrets: &[String], min_length: usize, variety: usize) -> Result<(), Error> {
    for secret in secrets {
        let strong = length(secret) >= min_length && secret.chars().collect::<BTreeSet<_>>().len() >= variety;
        let expected = format!(
            "strings of {min_length} or more random characters, such as the output of `openssl rand -hex 32`, not {}",
            length_of(secret)
        );
        check(strong, "secrets", &expected)?;
    }
    Ok(())
}

fn check_common(
    timeout: Duration,
    body_timeout: Duration,
    max_body: usize,
    retries: u32,
    base_url: &str,
) -> Result<(), Error> {
    for (name, value) in [("timeout", timeout), ("body_timeout", body_timeout)] {
        // A limit below 1 ms would be none, because durations are counted in whole ms.
        let whole = value.is_zero() || value >= Duration::from_millis(1);
        let expected = not("zero or a duration from 1 to 2,147,483,647 ms", &value);
        check(whole && value <= MAX_TIMEOUT, name, &expected)?;
    }
    check(max_body <= MAX_BODY, "max_body", &not("at most 67,108,864 bytes", &max_body))?;
    check(retries <= MAX_RETRIES, "retries", &not("at most 100", &retries))?;
    // The value is not quoted: it may contain credentials.
    let expected =
        "an http(s) URL without credentials, query and fragment, such as `https://kyc.biometric.kz`";
    check(is_service_url(base_url), "base_url", expected)
}

fn check_cors(cors: &Cors) -> Result<(), Error> {
    for origin in &cors.origins {
        let expected = "a list of origins such as `https://shop.example`, without path and without `*`";
        check(is_origin(origin), "cors.origins", &not(expected, &quoted(origin)))?;
    }
    for name in &cors.headers {
        let valid = name != "*" && HeaderName::from_bytes(name.as_bytes()).is_ok();
        check(valid, "cors.headers", &not("a list of header names, without `*`", &quoted(name)))?;
    }
    Ok(())
}

fn is_service_url(text: &str) -> bool {
    let uri = text.parse::<Uri>().ok();
    let valid = uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    });
    valid && !text.contains(|c: char| matches!(c, '?' | '#' | '@') || c.is_whitespace())
}

/// Returns whether the text is an origin. `*` and `null` are not: both would match arbitrary pages.
fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '+' | '-' | '.'));
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => 0,
    };
    let is_host = text.parse::<Uri>().is_ok_and(|uri| {
        let name = uri.host().filter(|name| !name.is_empty());
        let port = name.and_then(|name| host.strip_prefix(name));
        port.is_some_and(|port| match port.strip_prefix(':') {
            Some(port) => port.parse::<u16>().is_ok_and(|number| number != default),
            None => port.is_empty(),
        })
    });
    is_scheme && is_host && !host.contains(|c: char| matches!(c, '@' | '*') || c.is_ascii_uppercase())
}

fn is_path(text: &str) -> bool {
    let inner = text.strip_suffix('/').unwrap_or(text);
    text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'?' && byte != b'#')
        && (inner.is_empty()
            || inner.strip_prefix('/').is_some_and(|rest| rest.split('/').all(|part| !part.is_empty())))
}

fn not(expected: &str, given: &impl fmt::Debug) -> String {
    format!("{expected}, not {given:?}")
}

/// A string to quote in a message.
struct Quoted<'a>(&'a str);

impl fmt::Debug for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if length(self.0) > MAX_QUOTED { f.write_str(&length_of(self.0)) } else { write!(f, "{:?}", self.0) }
    }
}

fn quoted(text: &str) -> Quoted<'_> {
    Quoted(text)
}

/// Returns the length in UTF-16 code units, as in JavaScript.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn length_of(text: &str) -> String {
    match length(text) {
        0 => "an empty string".to_owned(),
        length => format!("a string of {length} characters"),
    }
}
