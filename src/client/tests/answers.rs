use serde_json::{Value, json};

use crate::client::answer::{Reply, read};
use crate::client::redact::Redactor;
use crate::client::{Code, Error, Received};
use crate::contract::{ApiKey, FlowResult, Session};

pub(super) const KEY: &str = "TTpme201NiUMBA-this_is_the_secret_of_a_flow_0123456789";

fn reply(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply { status, content_type: "application/json".to_owned(), body: body.into(), ..Reply::default() }
}

fn session(reply: Reply) -> Result<Received<Session>, Error> {
    read(reply, &Redactor::new(&ApiKey::new(KEY)))
}

fn refused(status: u16, body: &Value) -> Error {
    session(reply(status, body.to_string())).unwrap_err()
}

#[test]
fn a_session_comes_with_its_own_text() {
    let text = r#"{ "session_id":"x","technologies":["LDHP"],"big":9007199254740993,"f":1.10 }"#;
    let received = session(reply(201, text)).unwrap();
    assert_eq!(received.value.technologies, ["LDHP"]);
    assert_eq!(received.text, text);
}

#[test]
fn a_byte_order_mark_and_broken_utf8_are_read_as_fetch_reads_them() {
    let text = "\u{feff}{\"session_id\":\"x\",\"technologies\":[]}";
    assert!(session(reply(200, text)).is_ok());
    let mut bytes = br#"{"session_id":"x_","technologies":[]}"#.to_vec();
    bytes[16] = 0xff;
    assert_eq!(session(reply(200, bytes)).unwrap().value.session_id, "x\u{fffd}");
}

#[test]
fn an_agreement_that_is_none_says_what_it_is() {
    let deep = "[".repeat(100_000);
    for (body, what) in [
        ("", "an empty body"),
        (" \n", "an empty body"),
        ("<!doctype html><p>hi", "a web page"),
        (r#"{"session_id": "x", "techn"#, "ends too early"),
        (r#"{"session_id": x}"#, "broken or too deeply nested"),
        (&deep, "broken or too deeply nested"),
        ("OK", "something else than JSON"),
        ("[]", "`session_id` is missing"),
        (r#"{"session_id": 5, "technologies": []}"#, "`session_id` must be a string, not a number"),
    ] {
        let error = session(reply(200, body)).unwrap_err();
        assert_eq!(error.code(), Code::InvalidResponse);
        assert_eq!(error.status(), Some(200));
        assert!(error.message().contains(what), "{}", error.message());
        assert!(!error.is_retryable());
    }
    let html = Reply { content_type: "text/html".to_owned(), ..reply(200, "Sign in") };
    assert!(session(html).unwrap_err().message().contains("a web page"));
    let long = Reply { too_long: true, ..reply(200, "{") };
    assert!(session(long).unwrap_err().message().contains("too long"));
}

#[test]
fn a_refusal_is_heard_whichever_way_it_is_said() {
    for (body, said) in [
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
        let error = refused(400, &body);
        assert_eq!(error.code(), Code::Http);
        assert_eq!(error.message(), format!("The service answered 400: {said}"));
        assert_eq!(error.body(), Some(&body));
    }
}

#[test]
fn a_refusal_without_words_is_explained_by_its_status() {
    for (status, body, said) in [
        (401, json!({}), "The service answered 401, as if the API key were wrong."),
        (404, json!([]), "The service answered 404: no such session, or not of this flow."),
        (418, json!(null), "The service answered 418."),
        (503, json!({ "detail": 5 }), "The service answered 503: it is out of order."),
    ] {
        assert_eq!(refused(status, &body).message(), said);
    }
    let page = session(reply(502, "<html>Bad gateway</html>")).unwrap_err();
    assert_eq!(page.message(), "The service answered 502: it is out of order.");
    assert_eq!(page.body(), Some(&json!("<html>Bad gateway</html>")));
    let text = session(reply(500, "upstream\ttimed\r\n\u{1b}[31mout")).unwrap_err();
    assert_eq!(text.message(), "The service answered 500: upstream timed [31mout");
    assert_eq!(session(reply(500, "")).unwrap_err().body(), None);
}

#[test]
fn a_refusal_is_kept_short() {
    let error = refused(400, &json!({ "detail": "x".repeat(10_000) }));
    assert!(error.message().chars().count() < 400);
    let page = session(reply(500, "é".repeat(10_000))).unwrap_err();
    assert_eq!(page.body().unwrap().as_str().unwrap().chars().count(), 2_001);
    let many: Value = (0..1000).map(|n| (n.to_string(), json!(["Bad."]))).collect();
    assert!(refused(400, &many).message().chars().count() < 400);
}

#[test]
fn what_may_be_tried_again() {
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
        assert_eq!(refused(status, &json!({})).is_retryable(), retryable, "{status}");
    }
}

#[test]
fn a_redirection_is_not_followed() {
    for status in [0, 301, 302, 307, 308] {
        let error = session(reply(status, "")).unwrap_err();
        assert_eq!((error.code(), error.status()), (Code::Http, Some(status)));
        assert!(error.message().contains("baseUrl"), "{}", error.message());
    }
}

#[test]
fn the_key_is_not_repeated_even_when_the_service_does() {
    let body = json!({
        "detail": format!("No flow has the key {KEY}."),
        "request": { "url": format!("/result/?flow_api_key={KEY}&x=1"), KEY: [KEY, 1] },
    });
    for status in [400, 403, 500] {
        let error = refused(status, &body);
        let seen = format!("{error} {error:?} {:?}", error.body());
        assert!(!seen.contains(KEY), "{seen}");
        assert!(seen.contains("[API key]"), "{seen}");
    }
    let page = session(reply(502, format!("<html>{KEY}</html>"))).unwrap_err();
    assert!(!format!("{:?}", page.body()).contains(KEY));
    let odd = format!(r#"{{"session_id": 1, "technologies": 2, "{KEY}": "{KEY}"}}"#);
    let error = session(reply(200, odd)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(KEY));
    assert!(!format!("{:?}", ApiKey::new(KEY)).contains(KEY));
}

#[test]
fn the_key_is_not_repeated_in_another_spelling() {
    let key = "a key/with+odd=\"signs\"é and 47 characters or so";
    let redactor = Redactor::new(&ApiKey::new(key));
    for spelling in [
        key.to_owned(),
        "a+key%2Fwith%2Bodd%3D%22signs%22%C3%A9+and+47+characters+or+so".to_owned(),
        "a%20key%2fwith%2bodd%3d%22signs%22%c3%a9%20and%2047%20characters%20or%20so".to_owned(),
        serde_json::to_string(key).unwrap(),
    ] {
        let clean = redactor.text(&format!("https://x/?k={spelling}&y"));
        assert!(!clean.contains("signs"), "{clean}");
    }
}

#[test]
fn what_is_too_short_for_a_key_garbles_no_message() {
    let redactor = Redactor::new(&ApiKey::new("a"));
    assert_eq!(redactor.text("a message"), "a message");
}

#[test]
fn a_result_is_read_with_the_same_care() {
    let redactor = Redactor::new(&ApiKey::new(KEY));
    let ok = reply(200, r#"{"id":"x","technologies":[{}],"status":"FINISHED"}"#);
    assert!(read::<FlowResult>(ok, &redactor).unwrap().value.is_final());
    let bad = reply(200, r#"{"id":"x"}"#);
    let error = read::<FlowResult>(bad, &redactor).unwrap_err();
    assert!(error.message().contains("`technologies` is missing"));
}
