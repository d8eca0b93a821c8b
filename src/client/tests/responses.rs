use serde_json::{Value, json};

use crate::client::redact::Redactor;
use crate::client::response::{RawResponse, decode};
use crate::client::{Code, Error, Received};
use crate::contract::{ApiKey, FlowResult, Session};

pub(super) const KEY: &str = "TTpme201NiUMBA-this_is_the_secret_of_a_flow_0123456789";

fn raw(status: u16, body: impl Into<Vec<u8>>) -> RawResponse {
    RawResponse {
        status,
        content_type: "application/json".to_owned(),
        body: body.into(),
        ..RawResponse::default()
    }
}

fn decode_session(response: RawResponse) -> Result<Received<Session>, Error> {
    decode(response, None, &Redactor::new(&ApiKey::new(KEY)))
}

fn http_error(status: u16, body: &Value) -> Error {
    decode_session(raw(status, body.to_string())).unwrap_err()
}

#[test]
fn keeps_the_json_text_of_a_session() {
    let text = r#"{ "session_id":"x","technologies":["LDHP"],"big":9007199254740993,"f":1.10 }"#;
    let received = decode_session(raw(201, text)).unwrap();
    assert_eq!(received.value.technologies, ["LDHP"]);
    assert_eq!(received.text, text);
    // The values are personal data.
    assert_eq!(format!("{received:?}"), "Received { .. }");
}

#[test]
fn decodes_byte_order_marks_and_invalid_utf8_like_fetch() {
    let text = "\u{feff}{\"session_id\":\"x\",\"technologies\":[]}";
    assert!(decode_session(raw(200, text)).is_ok());
    let mut bytes = br#"{"session_id":"x_","technologies":[]}"#.to_vec();
    bytes[16] = 0xff;
    assert_eq!(decode_session(raw(200, bytes)).unwrap().value.session_id, "x\u{fffd}");
}

#[test]
fn reports_why_a_success_body_is_not_valid() {
    let deep = "[".repeat(100_000);
    for (body, problem) in [
        ("", "an empty body"),
        (" \n", "an empty body"),
        ("<!doctype html><p>hi", "an HTML page"),
        (r#"{"session_id": "x", "techn"#, "truncated JSON"),
        (r#"{"session_id": x}"#, "malformed or too deeply nested"),
        (&deep, "malformed or too deeply nested"),
        ("OK", "a non-JSON body"),
        ("[]", "`session_id` is missing"),
        (r#"{"session_id": 5, "technologies": []}"#, "`session_id` must be a string, not a number"),
    ] {
        let error = decode_session(raw(200, body)).unwrap_err();
        assert_eq!(error.code(), Code::InvalidResponse);
        assert_eq!(error.status(), Some(200));
        assert!(error.message().contains(problem), "{}", error.message());
        assert!(!error.is_retryable());
    }
    let html = RawResponse { content_type: "text/html".to_owned(), ..raw(200, "Sign in") };
    assert!(decode_session(html).unwrap_err().message().contains("an HTML page"));
    let large = RawResponse { too_large: true, ..raw(200, "{") };
    assert!(decode_session(large).unwrap_err().message().contains("too large"));
}

#[test]
fn quotes_the_error_message_in_any_common_format() {
    for (body, detail) in [
        (json!({ "detail": "Not allowed." }), "Not allowed."),
        (json!({ "message": "Not allowed." }), "Not allowed."),
        (json!({ "error": "Not allowed." }), "Not allowed."),
        (json!({ "error": { "message": "Not allowed." } }), "Not allowed."),
        (json!({ "detail": ["One.", "Two."] }), "One. Two."),
        (json!({ "detail": "", "message": "Second." }), "Second."),
        (json!({ "api_key": ["This field is required."] }), "api_key: This field is required."),
        (
            json!({ "metadata": { "edocument": { "iin": ["Bad."] } }, "x": "Worse." }),
            "metadata.edocument.iin: Bad. x: Worse.",
        ),
        (json!({ "non_field_errors": ["Together they are wrong."] }), "Together they are wrong."),
        (json!({ "errors": [{ "phone": ["Bad."] }] }), "phone: Bad."),
        (json!("Just a text."), "Just a text."),
    ] {
        let error = http_error(400, &body);
        assert_eq!(error.code(), Code::Http);
        assert_eq!(error.message(), format!("The service answered 400: {detail}"));
        assert_eq!(error.body(), Some(&body));
    }
}

#[test]
fn explains_the_status_if_the_body_has_no_message() {
    for (status, body, message) in [
        (401, json!({}), "The service answered 401: check the API key."),
        (404, json!([]), "The service answered 404: no such session in this flow."),
        (418, json!(null), "The service answered 418."),
        (503, json!({ "detail": 5 }), "The service answered 503: the service is unavailable."),
    ] {
        assert_eq!(http_error(status, &body).message(), message);
    }
    for (status, hint) in [
        (400, "."),
        (403, ": check the API key."),
        (413, ": the request is too large."),
        (429, ": too many requests."),
        (499, "."),
        (500, ": the service is unavailable."),
        (599, ": the service is unavailable."),
        (600, "."),
    ] {
        // A message without a visible character is none.
        for body in [json!({}), json!({ "detail": "\u{1} \u{2}" })] {
            assert_eq!(http_error(status, &body).message(), format!("The service answered {status}{hint}"));
        }
    }
    let page = decode_session(raw(502, "<html>Bad gateway</html>")).unwrap_err();
    assert_eq!(page.message(), "The service answered 502: the service is unavailable.");
    assert_eq!(page.body(), Some(&json!("<html>Bad gateway</html>")));
    let text = decode_session(raw(500, "upstream\ttimed\r\n\u{1b}[31mout")).unwrap_err();
    assert_eq!(text.message(), "The service answered 500: upstream timed [31mout");
    assert_eq!(decode_session(raw(500, "")).unwrap_err().body(), None);
}

#[test]
fn limits_the_length_of_messages_and_bodies() {
    let error = http_error(400, &json!({ "detail": "x".repeat(10_000) }));
    assert!(error.message().chars().count() < 400);
    let page = decode_session(raw(500, "é".repeat(10_000))).unwrap_err();
    assert_eq!(page.body().unwrap().as_str().unwrap().chars().count(), 2_001);
    for (length, shown) in [(299, "x".repeat(299)), (300, "x".repeat(300)), (301, "x".repeat(300) + "…")] {
        let error = http_error(400, &json!({ "detail": "x".repeat(length) }));
        assert_eq!(error.message(), format!("The service answered 400: {shown}"));
    }
    for (length, kept) in [(2_000, 2_000), (2_001, 2_001), (2_002, 2_001)] {
        let page = decode_session(raw(500, "é".repeat(length))).unwrap_err();
        assert_eq!(page.body().unwrap().as_str().unwrap().chars().count(), kept, "{length}");
    }
    let lists = json!({ "a": (0..9).map(|n| n.to_string()).collect::<Vec<_>>(), "b": ["nine", "ten"] });
    let shown = "a: 0 a: 1 a: 2 a: 3 a: 4 a: 5 a: 6 a: 7 a: 8 b: nine";
    assert_eq!(http_error(400, &lists).message(), format!("The service answered 400: {shown}"));
    let many: Value = (0..1000).map(|n| (n.to_string(), json!(["Bad."]))).collect();
    assert!(http_error(400, &many).message().chars().count() < 400);
}

#[test]
fn a_body_that_was_cut_is_kept_as_text() {
    // Long enough that something is left without the end, which may contain a part of the key.
    let body = r#"{"detail":"Why."}"#.to_owned() + &" ".repeat(60_000);
    let cut = RawResponse { too_large: true, ..raw(400, body) };
    let error = decode_session(cut).unwrap_err();
    assert!(
        error.body().and_then(Value::as_str).is_some_and(|text| text.starts_with(r#"{"detail":"Why."}"#))
    );
}

#[test]
fn only_408_425_429_and_5xx_are_retryable() {
    for (status, retryable) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (408, true),
        (409, false),
        (413, false),
        (425, true),
        (429, true),
        (500, true),
        (502, true),
        (503, true),
        (504, true),
        (599, true),
    ] {
        assert_eq!(http_error(status, &json!({})).is_retryable(), retryable, "{status}");
    }
}

#[test]
fn a_redirect_is_an_error() {
    for status in [0, 301, 302, 307, 308] {
        let error = decode_session(raw(status, "")).unwrap_err();
        assert_eq!((error.code(), error.status()), (Code::Http, Some(status)));
        assert!(error.message().contains("baseUrl"), "{}", error.message());
    }
}

#[test]
fn redacts_a_key_that_the_service_echoes() {
    let body = json!({
        "detail": format!("No flow has the key {KEY}."),
        "request": { "url": format!("/result/?flow_api_key={KEY}&x=1"), KEY: [KEY, 1] },
    });
    for status in [400, 403, 500] {
        let error = http_error(status, &body);
        let seen = format!("{error} {error:?} {:?}", error.body());
        assert!(!seen.contains(KEY), "{seen}");
        assert!(seen.contains("[API key]"), "{seen}");
    }
    let page = decode_session(raw(502, format!("<html>{KEY}</html>"))).unwrap_err();
    assert!(!format!("{:?}", page.body()).contains(KEY));
    let unexpected = format!(r#"{{"session_id": 1, "technologies": 2, "{KEY}": "{KEY}"}}"#);
    let error = decode_session(raw(200, unexpected)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(KEY));
    assert!(!format!("{:?}", ApiKey::new(KEY)).contains(KEY));
}

#[test]
fn redacts_every_spelling_of_a_key() {
    let fixture = redaction_cases();
    let redactor = Redactor::new(&ApiKey::new(fixture["key"].as_str().unwrap()));
    for (name, spelling) in fixture["spellings"].as_object().unwrap() {
        let spelling = spelling.as_str().unwrap();
        let clean = redactor.text(&format!("a {spelling} b"));
        let rest = clean.replace("[API key]", "");
        assert!(clean.contains("[API key]") && rest.len() <= 8, "{name}: {clean}");
    }
    let key = Redactor::new(&ApiKey::new("a-key-that-some-proxy-encodes"));
    // `user:` and the key in base64.
    let basic = "Basic dXNlcjphLWtleS10aGF0LXNvbWUtcHJveHktZW5jb2Rlcw==";
    assert_eq!(key.text(basic), "Basic dXNlcjp[API key]w==");
}

/// Test cases that the redactor of `js/server` has as well.
fn redaction_cases() -> Value {
    serde_json::from_str(include_str!("../../../tests/fixtures/redaction.json")).unwrap()
}

fn redact(key: &Value, text: &str) -> String {
    Redactor::new(&ApiKey::new(key.as_str().unwrap())).text(text)
}

#[test]
fn redacts_repeated_encodings_up_to_a_limit() {
    for case in redaction_cases()["limits"].as_array().unwrap() {
        let field = |name: &str| case[name].as_str().unwrap();
        let repeated = |count: u64| {
            let units = field("unit").repeat(usize::try_from(count).unwrap());
            let middle = format!("{}{units}{}", field("before"), field("after"));
            let (begin, end) = (&field("key")[..3], &field("key")[field("key").len() - 4..]);
            format!("{begin}{middle}{end}")
        };
        let most = case["most"].as_u64().unwrap();
        for count in [1, most - 1, most] {
            assert_eq!(redact(&case["key"], &repeated(count)), "[API key]", "{case} {count}");
        }
        let longer = repeated(most + 1);
        assert_eq!(redact(&case["key"], &longer), longer, "{case}");
    }
}

#[test]
fn redacts_unusual_spellings() {
    for (name, case) in redaction_cases()["redacted"].as_object().unwrap() {
        assert_eq!(redact(&case["key"], case["text"].as_str().unwrap()), "[API key]", "{name}");
    }
}

#[test]
fn leaves_texts_that_resemble_a_key() {
    for case in redaction_cases()["unchanged"].as_array().unwrap() {
        for text in case["texts"].as_array().unwrap() {
            let text = text.as_str().unwrap();
            assert_eq!(redact(&case["key"], text), text, "{}", case["key"]);
        }
    }
}

#[test]
fn leaves_out_the_end_that_may_be_a_part_of_a_key() {
    let redactor = Redactor::new(&ApiKey::new("eight-by"));
    // Of the key's 16 hexadecimal digits, each may have 76 bytes, after two escapes of a line break, 32 bytes of indentation
    // and its half of the separators.
    let kept = |text: &str| redactor.beginning(text).len();
    assert_eq!(kept(&"x".repeat(10_000)), 10_000 - (4 * 76 + 32) * 16);
    assert_eq!(kept(&"x".repeat((4 * 76 + 32) * 16)), 0);
    // The cut is between two characters.
    assert_eq!(kept(&format!("{}x", "é".repeat(5_000))), 10_000 - (4 * 76 + 32) * 16);
}

#[test]
fn redacts_a_key_that_is_cut_off() {
    for (key, step) in [(KEY.to_owned(), 7), ("k3y-".repeat(200), 151)] {
        let redactor = Redactor::new(&ApiKey::new(key.as_str()));
        for end in (0..key.len()).step_by(step) {
            let mut cut = format!("{}{}", "the key is ".repeat(10), key.repeat(20));
            cut.truncate(110 + 19 * key.len() + end);
            let response = RawResponse { too_large: true, ..raw(502, cut) };
            let error = decode::<FlowResult>(response, None, &redactor).unwrap_err();
            let body = error.body().unwrap().as_str().unwrap().to_owned();
            assert!(!body.contains(&key[..4]), "{end}: {body}");
        }
    }
}

#[test]
fn rejects_a_response_with_more_than_100_000_values() {
    let with = |count: usize| {
        raw(200, format!(r#"{{"id":"x","technologies":[],"more":[{}0]}}"#, "0,".repeat(count)))
    };
    let redactor = Redactor::new(&ApiKey::new(KEY));
    // Three fields and the last item are counted too.
    assert!(decode::<FlowResult>(with(99_997), None, &redactor).is_ok());
    let error = decode::<FlowResult>(with(99_998), None, &redactor).unwrap_err();
    assert!(error.message().contains("more than 100000 values"), "{}", error.message());
    // The length of a string does not count.
    let photo = format!(r#"{{"id":"x","technologies":[],"photo":"{}"}}"#, "A".repeat(1_000_000));
    assert!(decode::<FlowResult>(raw(200, photo), None, &redactor).is_ok());
}

#[test]
fn does_not_redact_a_key_that_is_too_short() {
    for (key, shown) in [("a", "a message"), ("message", "a message"), ("a messag", "[API key]e")] {
        assert_eq!(Redactor::new(&ApiKey::new(key)).text("a message"), shown, "{key}");
    }
}

#[test]
fn decodes_a_final_result_and_reports_a_missing_field() {
    let redactor = Redactor::new(&ApiKey::new(KEY));
    let ok = raw(200, r#"{"id":"x","technologies":[{}],"status":"FINISHED"}"#);
    assert!(decode::<FlowResult>(ok, None, &redactor).unwrap().value.is_final());
    let bad = raw(200, r#"{"id":"x"}"#);
    let error = decode::<FlowResult>(bad, None, &redactor).unwrap_err();
    assert!(error.message().contains("`technologies` is missing"));
}

#[test]
fn rejects_the_result_of_another_session() {
    let redactor = Redactor::new(&ApiKey::new(KEY));
    let decode_for = |session_id: &str, id: &str| {
        let body = json!({ "id": id, "technologies": [], "status": "FINISHED", "flow_session_result": true });
        decode::<FlowResult>(raw(200, body.to_string()), Some(session_id), &redactor)
    };
    assert!(decode_for("3fa85f64-ab", "3FA85F64-AB").is_ok(), "the case of letters does not matter");
    for id in ["", "3fa85f64-a", "3fa85f64-abc", "00000000-ab"] {
        let error = decode_for("3fa85f64-ab", id).unwrap_err();
        assert_eq!((error.code(), error.is_retryable()), (Code::InvalidResponse, false));
        assert!(error.message().contains("`id` must be the id of the requested session"), "{error}");
    }
}
