//! Fault injection by name.
//!
//! A request selects a fault by the query parameter `fault`, by the header `x-flow-sandbox-fault`, or by the
//! path prefix `/fault/NAME`, which suits clients that let only the base URL be configured. A fault with the
//! suffix `-once` is injected only into the first response at a URL, so a retry succeeds.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Directive, Request, Response};

/// Delay of `api-slow`, in ms.
const SLOW_MS: u32 = 3000;
/// Nesting depth of `api-deep`, far beyond the 128 levels that `serde_json` accepts.
const DEPTH: usize = 100_000;

/// Returns the path without its fault prefix, and the name of the requested fault.
pub(super) fn requested(request: &Request) -> (String, Option<String>) {
    let path = request.path();
    let (path, name) = match path.strip_prefix("/fault/").and_then(|rest| rest.split_once('/')) {
        Some((name, rest)) => (format!("/{rest}"), Some(name.to_owned())),
        None => (path.to_owned(), None),
    };
    let name = name
        .or_else(|| request.query("fault").map(std::borrow::Cow::into_owned))
        .or_else(|| request.header("x-flow-sandbox-fault").map(str::to_owned))
        .filter(|name| is_name(name));
    (path, name)
}

/// Returns whether a name is safe to insert into a script: only lowercase letters, digits and hyphens.
fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// One-time faults that have been injected, each as its name and URL.
#[derive(Debug, Default)]
pub(super) struct OneTimeFaults(BTreeSet<String>);

impl OneTimeFaults {
    const CAPACITY: usize = 1000;

    /// Returns the fault to inject now; `None` for a one-time fault that has already been injected at this
    /// URL.
    pub(super) fn resolve<'a>(&mut self, name: &'a str, url: &str) -> Option<&'a str> {
        let Some(base) = name.strip_suffix("-once") else { return Some(name) };
        if self.0.len() >= Self::CAPACITY {
            self.0.clear();
        }
        // The loader adds this parameter to the URL of a retry.
        let url = url.split_once("retry=").map_or(url, |(before, _)| before);
        let url = url.trim_end_matches(['?', '&']);
        self.0.insert(format!("{name} {url}")).then_some(base)
    }
}

/// Calls `respond` and applies an API fault to its response, or replaces the response.
///
/// The argument of `respond` says whether the result must stay in progress. Faults of the script and the
/// widget have no effect.
pub(super) fn apply(fault: Option<&str>, respond: impl FnOnce(bool) -> Response) -> Response {
    let Some(name) = fault else { return respond(false) };
    if let Some(response) = replacement(name) {
        return response;
    }
    let mut response = respond(name == "result-pending");
    let length = response.body.len();
    match name {
        "api-slow" => response.directive = Some(Directive::Delay { ms: SLOW_MS }),
        "api-cut" => response.directive = Some(Directive::Cut { after: length / 2 }),
        "api-truncated" => response.body.truncate(length / 2),
        "api-wrong-types" => response.body = wrong_types(&response.body),
        "api-unknown-fields" => response.body = unknown_fields(&response.body),
        _ => {}
    }
    response
}

/// Returns the response of a fault that replaces the service's response.
fn replacement(name: &str) -> Option<Response> {
    Some(match name {
        "api-400" => Response::json(
            400,
            &json!({
                "api_key": ["This field may not be blank."],
                "metadata": { "edocument": { "iin": ["Not a valid value."] } },
            }),
        ),
        "api-401" => Response::error(401, "Authentication credentials were not provided.")
            .header("www-authenticate", "Bearer"),
        "api-403" => Response::error(403, "You do not have permission to perform this action."),
        "api-404" => Response::error(404, "Not found."),
        "api-429" => Response::error(429, "Request was throttled. Expected available in 1 second.")
            .header("retry-after", "1"),
        "api-500" => Response::json(500, &json!({ "error": "Internal server error" })),
        "api-502" => Response::text(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"),
        "api-503" => {
            Response::json(503, &json!({ "message": "Down for maintenance" })).header("retry-after", "1")
        }
        "api-html" => Response::text(200, "text/html", "<!doctype html><title>Sign in</title>"),
        "api-empty" => Response::text(200, "application/json", ""),
        "api-deep" => Response::text(200, "application/json", "[".repeat(DEPTH)),
        "api-hang" => Response::json(200, &json!({})).directive(Directive::Hang),
        _ => return None,
    })
}

/// Changes the type of every value of a JSON object; leaves any other body unchanged.
fn wrong_types(body: &[u8]) -> Vec<u8> {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else { return body.to_vec() };
    for value in object.values_mut() {
        *value = if value.is_string() { json!(42) } else { json!("a string") };
    }
    Value::Object(object).to_string().into_bytes()
}

/// Adds undocumented fields to a JSON object; leaves any other body unchanged.
fn unknown_fields(body: &[u8]) -> Vec<u8> {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else { return body.to_vec() };
    object.insert("added_later".to_owned(), json!({ "nested": [1, 2.5, "three", null, true] }));
    object.insert("9007199254740993".to_owned(), json!(9_007_199_254_740_993_u64));
    Value::Object(object).to_string().into_bytes()
}
