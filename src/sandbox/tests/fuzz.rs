//! Property tests with random and malformed requests.

use proptest::prelude::*;

use super::{Request, Service, header};

fn request() -> impl Strategy<Value = Request> {
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "", "get"]);
    let piece = prop_oneof![
        prop::sample::select(vec![
            "/",
            "api/v1/flows/session/",
            "create/",
            "result/",
            "sandbox/session/",
            "start",
            "finish",
            "end",
            "technology",
            "flow/",
            "fault/",
            "api-cut/",
            "api-truncated-once/",
            "?fault=",
            "api-wrong-types",
            "?session_id=",
            "&flow_api_key=",
            "%",
            "#",
            "widget/flow-widget.js",
            "00000000-0000-4000-bfff-ffffffffffff",
            "SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_",
        ])
        .prop_map(str::to_owned),
        ".{0,4}",
    ];
    let origin = prop_oneof![Just("http://x".to_owned()), Just(String::new()), ".{0,6}://.{0,6}"];
    let url =
        (origin, prop::collection::vec(piece, 0..6)).prop_map(|(origin, path)| origin + "/" + &path.concat());
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        prop::sample::select(vec![
            r#"{"api_key":"SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_","metadata":{"edocument":{"iin":null}}}"#,
            r#"{"outcome":"completed","technologies":{"F2F":{"passed":false}},"failure":{"type":5}}"#,
            r#"{"outcome":"failed"}"#,
            r#"{"outcome":"failed","technology":"F2F","reason":{"type":"TIMEOUT"}}"#,
            r#"{"code":"LDHP","passed":true}"#,
            r#"{"api_key":"SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_+failed","metadata":{"sandbox":{"outcome":"cancelled","after":18446744073709551615}}}"#,
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let headers = prop::collection::vec((".{0,3}", ".{0,3}"), 0..2);
    (method, url, headers, body).prop_map(|(method, url, headers, body)| Request {
        method: method.to_owned(),
        url,
        headers,
        body,
    })
}

proptest! {
    #[test]
    fn every_request_gets_a_response(requests in prop::collection::vec(request(), 1..20)) {
        let mut service = Service::new();
        for request in requests {
            service.environment.now_ms += 700;
            let response = service.sandbox.handle(&request, &mut service.environment);
            prop_assert!((200..600).contains(&response.status));
            prop_assert_eq!(header(&response, "access-control-allow-origin"), Some("*"));
            prop_assert!(response.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
        }
    }
}
