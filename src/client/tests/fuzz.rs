//! Property tests with random and malformed responses. `PROPTEST_CASES` sets the number of cases.

use proptest::prelude::*;
use serde_json::json;

use crate::client::Code;
use crate::client::redact::Redactor;
use crate::client::response::{Decode, RawResponse, decode};
use crate::contract::{ApiKey, FlowResult, Session};

use super::responses::KEY;

/// Decodes a response and checks the invariants of every outcome.
fn check<T: Decode>(response: &RawResponse) -> Result<(), TestCaseError> {
    let redactor = Redactor::new(&ApiKey::new(KEY));
    match decode::<T>(response.clone(), None, &redactor) {
        Ok(received) => {
            prop_assert!((200..300).contains(&response.status));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&received.text).is_ok());
        }
        Err(error) => {
            prop_assert!(matches!(error.code(), Code::Http | Code::InvalidResponse));
            prop_assert!(error.message().chars().count() < 1_000);
            prop_assert!(!error.message().chars().any(char::is_control));
            let seen =
                format!("{error} {error:?} {}", error.body().map(ToString::to_string).unwrap_or_default());
            prop_assert!(!seen.contains(KEY));
        }
    }
    Ok(())
}

fn valid() -> Vec<u8> {
    let result = json!({
        "id": "x",
        "technologies": [{ "name": "Liveness", "code": "LDHP", KEY: KEY }],
        "session_id": "y",
        "status": "PROGRESS",
        "detail": { "message": [KEY, "\u{1f600}", 1e300, -1] },
        "liveness_result": { "result": true },
    });
    result.to_string().into_bytes()
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200), Just(400), any::<u16>()]
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edits =
        prop::collection::vec((any::<prop::sample::Index>(), any::<Option<u8>>(), any::<bool>()), 0..12);
    (edits, any::<prop::sample::Index>()).prop_map(|(edits, end)| {
        let mut body = valid();
        for (index, byte, insert) in edits {
            let at = index.index(body.len());
            match byte {
                Some(byte) if insert => body.insert(at, byte),
                Some(byte) => body[at] = byte,
                None => drop(body.remove(at)),
            }
        }
        let end = end.index(body.len() * 2);
        body.truncate(end.max(1));
        body
    })
}

/// Sequences of JSON tokens, which reach more of the decoder than random bytes do.
fn tokens() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"id\"",
        "\"technologies\"",
        "\"session_id\"",
        "\"detail\"",
        "null",
        "true",
        "1e999",
        "-0",
        "\\u0000",
        "\\ud800",
        "\"\\ud83d\\ude00\"",
        " ",
        "\u{feff}",
        "<html>",
        KEY,
        "[[[[[[[[",
        "\u{7f}",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat().into_bytes())
}

proptest! {
    #[test]
    fn any_response_is_decoded_or_reported(
        status in status(),
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), mutated(), tokens()],
        content_type in prop_oneof![Just(String::new()), Just("text/html".to_owned()), any::<String>()],
        too_large in any::<bool>(),
    ) {
        let response = RawResponse { status, content_type, body, too_large, retry_after_ms: None };
        check::<Session>(&response)?;
        check::<FlowResult>(&response)?;
    }
}
