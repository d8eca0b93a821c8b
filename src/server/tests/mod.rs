//! Properties of the state machines, with random requests and outcomes. `PROPTEST_CASES` sets the number of cases.

mod delivery;
mod flow;
mod tokens;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::json;

use super::{Now, ServiceResponse, TransportError};

pub(super) const KEY: &str = "TTpme201NiUMBA-this_is_the_secret_of_a_flow_0123456789";

/// A result that says that the user has passed.
pub(super) fn passed() -> String {
    json!({ "id": "s-1", "technologies": [], "status": "FINISHED", "flow_session_result": true }).to_string()
}

pub(super) fn now() -> impl Strategy<Value = Now> {
    let moments = prop_oneof![Just(1_000), any::<u64>()];
    (moments.clone(), moments, 0.0..1.0).prop_map(|(unix_ms, monotonic_ms, random)| Now {
        unix_ms,
        monotonic_ms,
        random,
    })
}

/// Texts that a header may contain, with those that have a meaning.
pub(super) fn value(meaningful: Vec<String>) -> impl Strategy<Value = HeaderValue> {
    let meaningful = prop::sample::select(meaningful);
    prop_oneof![meaningful, "[ -~]{0,20}", "\\PC{0,8}"]
        .prop_filter_map("not allowed in a header", |text| HeaderValue::from_bytes(text.as_bytes()).ok())
}

pub(super) fn headers(names: Vec<&'static str>, meaningful: Vec<String>) -> impl Strategy<Value = HeaderMap> {
    let name = prop::sample::select(names).prop_map(HeaderName::from_static);
    prop::collection::vec((name, value(meaningful)), 0..6).prop_map(|pairs| {
        let mut headers = HeaderMap::new();
        headers.extend(pairs);
        headers
    })
}

/// Responses of the service: the documented ones, those that contain the key, and others.
pub(super) fn service() -> impl Strategy<Value = Result<ServiceResponse, TransportError>> {
    let session = json!({ "session_id": "s-1", "technologies": [KEY] }).to_string();
    let failed = json!({ "id": "s-1", "technologies": [], "status": "FAILED", "detail": KEY,
        "flow_session_failure_reasons": [{ "type": "OTHER", "detail": KEY }] });
    let pending = json!({ "id": "s-1", "technologies": [], "status": "PROGRESS" });
    let other = passed().replace("s-1", "s-2");
    let bodies = vec![passed(), session, failed.to_string(), pending.to_string(), other, KEY.to_owned()];
    let body = prop_oneof![
        4 => prop::sample::select(bodies).prop_map(Bytes::from),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Bytes::from),
    ];
    let status =
        prop_oneof![4 => Just(200), 1 => Just(404), 1 => Just(429), 1 => Just(503), 1 => any::<u16>()];
    let headers = headers(vec!["retry-after", "content-type"], vec!["1".to_owned(), "text/html".to_owned()]);
    let response =
        (status, headers, body, prop::bool::weighted(0.1)).prop_map(|(status, headers, body, too_large)| {
            Ok(ServiceResponse { status, headers, body, too_large })
        });
    let error = any::<bool>().prop_map(|unsent| {
        Err(TransportError { message: format!("GET https://x/?flow_api_key={KEY}"), unsent })
    });
    prop_oneof![5 => response, 1 => error]
}
