use proptest::prelude::*;
use serde_json::json;
use wasm_bindgen::JsValue;

use crate::client::backoff::{next_delay, parse_retry_after};
use crate::client::unsent::is_unsent;
use crate::client::{Client, ClientOptions, Code, Error, WaitOptions};
use crate::contract::{ApiKey, Issue};

use super::responses::KEY;

fn network(unsent: bool) -> Error {
    Error::network("", None, unsent)
}

fn http(status: u16, retry_after_ms: Option<u32>) -> Error {
    Error::http(status, String::new(), None, retry_after_ms)
}

#[test]
fn idempotent_requests_are_retried_after_transient_errors() {
    for error in [network(false), network(true), http(429, None), http(500, None), http(503, None)] {
        assert!(next_delay(&error, true, 1, 2, 0.5).is_some(), "{error:?}");
        assert!(next_delay(&error, true, 2, 2, 0.5).is_some(), "{error:?}");
        assert!(next_delay(&error, true, 3, 2, 0.5).is_none(), "{error:?}");
        assert!(next_delay(&error, true, 1, 0, 0.5).is_none(), "{error:?}");
    }
    for error in [http(400, None), http(404, None), Error::response(200, ""), Error::internal("")] {
        assert!(next_delay(&error, true, 1, 2, 0.5).is_none(), "{error:?}");
    }
}

#[test]
fn non_idempotent_requests_are_retried_only_if_unsent() {
    assert!(next_delay(&network(true), false, 1, 2, 0.5).is_some());
    for error in [network(false), http(429, Some(0)), http(500, None), http(503, Some(1000))] {
        assert!(next_delay(&error, false, 1, 2, 0.5).is_none(), "{error:?}");
    }
}

#[test]
fn waits_for_retry_after_up_to_a_limit() {
    assert_eq!(next_delay(&http(429, Some(7_000)), true, 1, 2, 0.5), Some(7_000));
    assert_eq!(next_delay(&http(503, Some(0)), true, 1, 2, 0.5), Some(0));
    assert_eq!(next_delay(&http(429, Some(30_000)), true, 1, 2, 0.5), Some(30_000));
    assert_eq!(next_delay(&http(429, Some(30_001)), true, 1, 2, 0.5), None);
    assert_eq!(next_delay(&http(429, Some(3_600_000)), true, 1, 2, 0.5), None);
}

#[test]
fn parses_retry_after_as_seconds_or_a_date() {
    let no_date = |_: &str| None;
    assert_eq!(parse_retry_after("120", no_date), Some(120_000));
    assert_eq!(parse_retry_after(" 0 ", no_date), Some(0));
    assert_eq!(parse_retry_after("99999999999999999999", no_date), Some(u32::MAX));
    assert_eq!(parse_retry_after("", no_date), None);
    assert_eq!(parse_retry_after("soon", |_| Some(f64::NAN)), None);
    assert_eq!(parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT", |_| Some(-5_000.0)), Some(0));
    assert_eq!(parse_retry_after("Wed, 21 Oct 2065 07:28:00 GMT", |_| Some(1_500.5)), Some(1_500));
}

#[test]
fn only_connection_failures_count_as_unsent() {
    let unsent = |messages: &[&str]| is_unsent(&messages.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert!(unsent(&["fetch failed", "connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED"]));
    assert!(unsent(&["getaddrinfo ENOTFOUND kyc.invalid"]));
    assert!(unsent(&["error sending request: tcp connect error: Connection refused"]));
    for message in
        ["Failed to fetch", "read ECONNRESET", "other side closed", "UND_ERR_HEADERS_TIMEOUT", "terminated"]
    {
        assert!(!unsent(&[message]), "{message}");
    }
}

#[test]
fn reads_options_from_javascript() {
    let options = ClientOptions::read(&json!({ "apiKey": KEY, "timeout": 5, "retries": null })).unwrap();
    assert_eq!((options.timeout_ms, options.retries), (5, 2));
    assert_eq!(options.base_url, "https://kyc.biometric.kz");
    let error = ClientOptions::read(&json!({ "apiKey": [KEY], "timeout": -1, "retries": 1.5 })).unwrap_err();
    assert_eq!(error.code(), Code::InvalidConfig);
    for field in ["apiKey", "timeout", "retries"] {
        assert!(error.message().contains(field), "{error}");
    }
    assert!(!error.message().contains(KEY));
    let longest = ClientOptions::read(&json!({ "apiKey": KEY, "timeout": u32::MAX })).unwrap();
    assert_eq!(longest.timeout_ms, u32::MAX);
    assert!(ClientOptions::read(&json!({ "apiKey": KEY, "timeout": u64::from(u32::MAX) + 1 })).is_err());
    let given = WaitOptions::read(&json!({ "interval": 5, "timeout": 0 })).unwrap();
    assert_eq!((given.interval_ms, given.timeout_ms), (5, 0));
    assert!(WaitOptions::read(&json!({ "interval": "1s" })).is_err());
    assert_eq!(WaitOptions::read(&json!({})).unwrap(), WaitOptions::default());
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let options = ClientOptions::new(ApiKey::new(KEY));
    assert_eq!((options.timeout_ms, options.retries), (30_000, 2));
    assert_eq!((options.base_url.as_str(), options.api_key.reveal()), ("https://kyc.biometric.kz", KEY));
    assert_eq!(WaitOptions::default(), WaitOptions { interval_ms: 1_000, timeout_ms: 120_000 });
}

#[test]
fn removes_the_slashes_at_the_end_of_a_base_url() {
    for (given, expected) in [("https://x", "https://x"), ("https://x/kyc//", "https://x/kyc")] {
        let options = ClientOptions { base_url: given.to_owned(), ..ClientOptions::new(ApiKey::new(KEY)) };
        assert_eq!(Client::new(options).unwrap().base_url, expected);
    }
}

#[test]
fn validates_base_urls() {
    let check = |base_url: &str| {
        let options = ClientOptions { base_url: base_url.to_owned(), ..ClientOptions::new(ApiKey::new(KEY)) };
        let failed = Client::new(options.clone()).is_err();
        let issues = options.check();
        assert_eq!(failed, issues.iter().any(Issue::is_error), "{base_url}");
        issues.first().map(Issue::is_error)
    };
    for good in [
        "https://kyc.biometric.kz",
        "https://kyc.biometric.kz/",
        "HTTPS://proxy.example/kyc/",
        "http://localhost:8787",
        "http://127.0.0.1:1/fault/api-500",
        "http://[::1]:80",
        "http://[::1]",
        "http://LOCALHOST",
        "http://app.localhost:1/x",
        "http://127.9.9.9",
    ] {
        assert_eq!(check(good), None, "{good}");
    }
    for unencrypted in [
        "http://kyc.example",
        "http://notlocalhost",
        "http://localhost.example",
        "http://128.0.0.1",
        "http://localhost:x",
        "http://[::2]",
    ] {
        assert_eq!(check(unencrypted), Some(false), "allowed, with a warning: {unencrypted}");
    }
    for bad in [
        "",
        "kyc.biometric.kz",
        "ftp://x",
        "https://",
        "https:///x",
        "https://u:p@x",
        "https://x/?a=1",
        "https://x/#a",
        "https://x?a",
        "https:///",
        "https://x/\u{7f}",
        "https://x y",
    ] {
        assert_eq!(check(bad), Some(true), "{bad}");
    }
}

#[test]
fn every_error_has_its_code_and_details() {
    let codes = [
        (Error::config(&[]), Code::InvalidConfig, "invalid-config"),
        (Error::metadata(&[]), Code::InvalidMetadata, "invalid-metadata"),
        (network(false), Code::Network, "network"),
        (http(400, None), Code::Http, "http"),
        (Error::response(200, ""), Code::InvalidResponse, "invalid-response"),
        (WaitOptions::default().timeout_error(), Code::ResultTimeout, "result-timeout"),
        (Error::internal(""), Code::Internal, "internal"),
        (Error::aborted(JsValue::NULL), Code::Aborted, "aborted"),
    ];
    for (error, code, text) in codes {
        assert_eq!((error.code(), error.code().as_str()), (code, text));
    }
    let issues = [Issue::error("metadata.a", "is wrong"), Issue::warning("metadata.b", "is suspicious")];
    assert_eq!(
        Error::metadata(&issues).to_string(),
        "Invalid metadata, nothing was sent: `metadata.a` is wrong."
    );
    assert!(WaitOptions::default().timeout_error().message().contains("120000 ms"));
    let network = Error::network("No response.", Some("why".to_owned()), true);
    assert_eq!((network.cause(), network.is_unsent(), network.status()), (Some("why"), true, None));
    assert_eq!(http(503, Some(5)).retry_after_ms(), Some(5));
    assert_eq!(http(503, None).status(), Some(503));
    assert!(Error::aborted(JsValue::NULL).reason().is_some() && network.reason().is_none());
    for (error, retryable) in [
        (network, true),
        (WaitOptions::default().timeout_error(), true),
        (Error::internal(""), false),
        (Error::aborted(JsValue::NULL), false),
        (Error::metadata(&[]), false),
    ] {
        assert_eq!(error.is_retryable(), retryable, "{error:?}");
    }
    let shown = format!("{:?}", Error::response(201, "why"));
    assert!(shown.contains("InvalidResponse") && shown.contains("why") && shown.contains("201"), "{shown}");
}

#[test]
fn a_client_requires_a_key_and_hides_it_in_debug_output() {
    assert_eq!(Client::new(ClientOptions::new(ApiKey::new(""))).unwrap_err().code(), Code::InvalidConfig);
    let client = Client::new(ClientOptions::new(ApiKey::new(KEY))).unwrap();
    assert!(!format!("{client:?}").contains(KEY));
}

proptest! {
    #[test]
    fn retry_delays_grow_up_to_a_limit(attempts in 1_u32..40, random in 0.0..=1.0) {
        let delay = next_delay(&network(false), true, attempts, 40, random).unwrap();
        let longest = (400.0 * 2_f64.powi(i32::try_from(attempts).unwrap() - 1)).min(8_000.0);
        prop_assert!(f64::from(delay) >= (longest / 2.0).floor() && f64::from(delay) <= longest);
    }

    #[test]
    fn poll_delays_grow_up_to_a_limit(interval_ms in 1_u32..100_000, polls in 1_u32..1_000, random in 0.0..=1.0) {
        let wait = WaitOptions { interval_ms, timeout_ms: 0 };
        let delay = f64::from(wait.delay(polls, random));
        let first = f64::from(interval_ms);
        prop_assert!(delay >= (first * 0.8).floor());
        prop_assert!(delay <= first.max(10_000.0) * 1.2);
        prop_assert!(wait.delay(polls + 1, random) >= wait.delay(polls, random));
    }

    #[test]
    fn delays_are_bounded_for_any_input(attempts in any::<u32>(), retries in any::<u32>(), random in any::<f64>(), retry_after_ms in any::<Option<u32>>()) {
        let delay = next_delay(&http(429, retry_after_ms), true, attempts, retries, random);
        prop_assert!(delay.is_none_or(|ms| ms <= 30_000));
        let wait = WaitOptions { interval_ms: attempts, timeout_ms: retries };
        prop_assert!(wait.delay(attempts, random) <= i32::MAX.unsigned_abs());
    }
}
