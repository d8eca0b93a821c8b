//! Which operation a request is about.

use http::Method;
use percent_encoding::percent_decode_str;

use super::error::HttpError;

/// Maximum length of a session id, in UTF-16 code units, as in JavaScript.
const MAX_ID_LENGTH: usize = 200;
/// The rule of [`can_serve`], for messages.
pub(super) const SERVED_ID: &str = "text of 1 to 200 characters that one segment of a URL can contain";

/// A request's operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// Create a session.
    Create,
    /// Read the verdict of the session with this id.
    Read(String),
}

impl Route {
    /// Returns the operation for a method and path.
    ///
    /// `mount` is the path of the handler. Without it, any path matches and its last segment is the session id.
    pub(super) fn of(method: &Method, path: &str, mount: Option<&str>) -> Result<Self, HttpError> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let id = match mount {
            None => last_segment(path, method),
            Some(mount) => segment_below(path, mount.strip_suffix('/').unwrap_or(mount))?,
        };
        if id.is_empty() {
            return if method == Method::POST {
                Ok(Self::Create)
            } else {
                Err(HttpError::method_not_allowed("POST"))
            };
        }
        if method != Method::GET {
            return Err(HttpError::method_not_allowed("GET"));
        }
        let decoded = percent_decode_str(id).decode_utf8().ok().filter(|_| is_percent_encoded(id));
        let decoded = decoded.filter(|id| can_serve(id));
        decoded.map(|id| Self::Read(id.into_owned())).ok_or_else(HttpError::not_found)
    }
}

/// Returns whether the handler can serve a session with this id. Both operations have the same rule, so that the verdict
/// of every session that was created can be read.
pub(super) fn can_serve(id: &str) -> bool {
    !matches!(id, "" | "." | "..") && id.encode_utf16().count() <= MAX_ID_LENGTH
}

/// Returns the last segment as the session id. For methods other than GET, returns an empty string if the segment is not
/// a UUID: a POST creates a session on any path.
fn last_segment<'a>(path: &'a str, method: &Method) -> &'a str {
    let last = path.rsplit('/').next().unwrap_or_default();
    if method == Method::GET || is_uuid(last) { last } else { "" }
}

fn segment_below<'a>(path: &'a str, mount: &str) -> Result<&'a str, HttpError> {
    if path == mount {
        return Ok("");
    }
    let rest = path.strip_prefix(mount).and_then(|rest| rest.strip_prefix('/'));
    rest.filter(|rest| !rest.is_empty() && !rest.contains('/')).ok_or_else(HttpError::no_such_path)
}

/// The format of the service's session ids. Other path segments of the application are unlikely to match it.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Returns whether two hexadecimal digits follow every percent sign.
fn is_percent_encoded(segment: &str) -> bool {
    let is_code = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    segment.split('%').skip(1).all(is_code)
}
