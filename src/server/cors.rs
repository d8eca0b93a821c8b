//! Requests from pages of other origins: CORS and CSRF protection.

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};

use super::error::{HttpError, header_text};

/// The request header for the token, for backends that use `Authorization` for their own authentication.
pub(super) const TOKEN_HEADER: &str = "x-flow-token";
/// How long a browser may cache the response to a preflight, in seconds.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Options for requests from pages of other origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// The allowed origins, such as `https://shop.example`, or of an app, such as `capacitor://localhost`. `*` is not
    /// supported.
    pub origins: Vec<String>,
    /// Whether these pages may send cookies, which most backends use to authenticate users. Default: true.
    pub credentials: bool,
    /// Headers that these pages may send in addition to `Authorization`, `Content-Type` and `X-Flow-Token`. Default:
    /// none.
    pub headers: Vec<String>,
}

impl Cors {
    /// Returns the default options for a list of origins.
    pub fn new(origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let origins = origins.into_iter().map(Into::into).collect();
        Self { origins, credentials: true, headers: Vec::new() }
    }

    fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed == origin)
    }

    /// Adds the CORS headers to the headers of a response.
    pub(super) fn add_headers(&self, request: &HeaderMap, response: &mut HeaderMap) {
        // On every response, because a cache must not serve it to another origin.
        response.append(header::VARY, HeaderValue::from_static("Origin"));
        let Some(origin) = request.get(header::ORIGIN) else { return };
        if !origin.to_str().is_ok_and(|text| self.allows(text)) {
            return;
        }
        response.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        response.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
        if self.credentials {
            response.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }

    /// Returns the headers of the response to a preflight, without those of [`add_headers`](Self::add_headers).
    pub(super) fn preflight(&self) -> HeaderMap {
        let names = ["Authorization", "Content-Type", "X-Flow-Token"].into_iter();
        let names: Vec<_> = names.chain(self.headers.iter().map(String::as_str)).collect();
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE);
        headers
    }
}

/// Returns whether a request is a CORS preflight (Fetch standard, section 3.3.2).
pub(super) fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS
        && head.headers.contains_key(header::ORIGIN)
        && head.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// CSRF protection: rejects requests from pages of other origins that `cors` does not allow. Otherwise such a page could
/// create sessions on behalf of a signed-in user, even though it cannot read the response. Non-browser clients pass.
///
/// With `trust_proxy`, `X-Forwarded-Host` and `X-Forwarded-Proto` count.
pub(super) fn check_csrf(head: &Parts, cors: Option<&Cors>, trust_proxy: bool) -> Result<(), HttpError> {
    let origin = header_text(&head.headers, "origin").filter(|origin| !origin.is_empty());
    if let (Some(cors), Some(origin)) = (cors, &origin)
        && cors.allows(origin)
    {
        return Ok(());
    }
    let site = header_text(&head.headers, "sec-fetch-site").filter(|site| !site.is_empty());
    let allowed = match (site, origin) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, None) => true,
        (None, Some(origin)) => is_same_origin(&origin, head, trust_proxy),
    };
    if allowed {
        return Ok(());
    }
    Err(HttpError::new(403, "forbidden", "Requests from this origin are not allowed."))
}

/// Fallback for browsers without `Sec-Fetch-Site`. Behind a proxy the request's URL may have an internal host, so the
/// origin may also match `Host`, which a page cannot set. A proxy that ends TLS makes an `https` page's request arrive
/// by `http`; a page that was loaded by `http` never counts as the same origin as an `https` URL.
fn is_same_origin(origin: &str, head: &Parts, trust_proxy: bool) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    if !matches!(scheme, "http" | "https") || host.is_empty() {
        return false;
    }
    let forwarded = |name| {
        let text = header_text(&head.headers, name).filter(|_| trust_proxy)?;
        Some(text.split(',').next().unwrap_or_default().trim().to_owned())
    };
    let protocol = forwarded("x-forwarded-proto");
    let protocol = protocol.as_deref().or(head.uri.scheme_str()).unwrap_or("http");
    let protocol = protocol.strip_suffix(':').unwrap_or(protocol);
    if protocol.eq_ignore_ascii_case("https") && scheme != "https" {
        return false;
    }
    // An origin has lower-case letters and no default port; a proxy may write both otherwise.
    let standard_port = if scheme == "https" { ":443" } else { ":80" };
    let is_same = |candidate: &String| {
        candidate.strip_suffix(standard_port).unwrap_or(candidate).eq_ignore_ascii_case(host)
    };
    let given = header_text(&head.headers, "host");
    let candidates = [authority(head), given, forwarded("x-forwarded-host")];
    candidates.iter().flatten().any(is_same)
}

/// Returns host and port of the request's URL, without a default port, as in an `Origin`.
fn authority(head: &Parts) -> Option<String> {
    let uri = &head.uri;
    let host = uri.host()?.to_ascii_lowercase();
    let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    Some(match uri.port_u16().filter(|&port| port != default) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}
