use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{KEY, headers, passed, service};
use crate::contract::ApiKey;
use crate::server::{
    BodyFault, Claim, Cors, FlowCore, FlowEffect, FlowExchange, FlowInput, FlowSettings, Now,
    ServiceResponse, Tokens, TransportError,
};
use crate::testing::cases;

/// A token for the session `s-1` of `anna` that does not expire at 1,000 ms.
fn token() -> String {
    let claim = Claim { session_id: "s-1", user_id: "anna" };
    Tokens::new([KEY], &ApiKey::new(KEY)).issue(claim, 1_001)
}

fn core(cors: bool, path: bool) -> Arc<FlowCore> {
    let mut settings = FlowSettings::new(KEY);
    settings.cors = cors.then(|| Cors::new(["https://app.example"]));
    settings.path = path.then(|| "/api".to_owned());
    Arc::new(FlowCore::new(settings).unwrap())
}

#[derive(Clone, Debug)]
struct Given {
    method: Method,
    path: String,
    headers: HeaderMap,
}

fn request() -> impl Strategy<Value = Given> {
    let methods = ["GET", "GET", "GET", "POST", "POST", "OPTIONS", "PUT", "x"];
    let method = prop::sample::select(methods.to_vec()).prop_map(|name| name.parse().unwrap());
    let path = prop_oneof![
        4 => Just("/api/s-1".to_owned()),
        2 => Just("/api".to_owned()),
        1 => "/[a-z0-9%/._~-]{0,30}",
    ];
    let names = vec![
        "x-flow-token",
        "authorization",
        "origin",
        "host",
        "sec-fetch-site",
        "x-forwarded-host",
        "content-type",
        "content-length",
        "access-control-request-method",
    ];
    let meaningful = vec![
        token(),
        token(),
        format!("Bearer {}", token()),
        "https://app.example".into(),
        "same-origin".into(),
        "application/json".into(),
        "3".into(),
    ];
    (method, path, headers(names, meaningful), any::<bool>()).prop_map(
        |(method, path, mut headers, valid)| {
            if valid {
                headers.insert("x-flow-token", token().parse().unwrap());
            }
            Given { method, path, headers }
        },
    )
}

/// What a host reports after each effect.
#[derive(Clone, Debug)]
struct Script {
    user: Option<String>,
    body: &'static str,
    metadata: Option<Value>,
    responses: Vec<Result<ServiceResponse, TransportError>>,
    /// Times of the steps. At some steps the host fails or reports what does not belong to the effect.
    steps: Vec<(Now, Option<u8>)>,
}

fn script() -> impl Strategy<Value = Script> {
    let user = prop_oneof![
        4 => Just(Some("anna".to_owned())),
        1 => prop::option::of("boris|"),
    ];
    let body = prop::sample::select(vec!["", "{}", "{\"metadata\":{}}", "{", "[]", KEY]);
    let metadata = prop::sample::select(vec![
        Value::Null,
        json!({}),
        json!(KEY),
        json!({ "edocument": { "iin": { "value": 5, KEY: KEY } } }),
    ]);
    let responses = prop::collection::vec(service(), 1..4);
    let times = prop_oneof![8 => Just(1_000), 1 => Just(1_001), 1 => any::<u64>()];
    let step = (times, 0_u64..1_000, 0.0..1.0, prop::option::weighted(0.05, any::<u8>()));
    let steps =
        step.prop_map(|(unix_ms, monotonic_ms, random, odd)| (Now { unix_ms, monotonic_ms, random }, odd));
    (user, body, prop::option::of(metadata), responses, prop::collection::vec(steps, 20)).prop_map(
        |(user, body, metadata, responses, steps)| Script { user, body, metadata, responses, steps },
    )
}

impl Script {
    /// Returns what the host reports after an effect.
    fn input(&mut self, effect: &FlowEffect, odd: Option<u8>) -> FlowInput {
        match odd.map(|odd| odd % 9) {
            Some(0) => return FlowInput::Failed(format!("failed with {KEY}")),
            Some(1) => return FlowInput::Refused,
            Some(2) => return FlowInput::TimedOut,
            Some(3) => return FlowInput::Done,
            Some(4) => return FlowInput::Authorized(Some("anna".to_owned())),
            Some(5) => return FlowInput::Denied(Box::new(Response::new(Bytes::new()))),
            Some(6) => return FlowInput::Body(Err(BodyFault::Incomplete)),
            Some(7) => return FlowInput::Metadata(None),
            Some(_) => return FlowInput::Presented(Map::new()),
            None => {}
        }
        match effect {
            FlowEffect::Authorize => FlowInput::Authorized(self.user.clone()),
            FlowEffect::ReadBody(_) => FlowInput::Body(Ok(self.body.into())),
            FlowEffect::Metadata(_) => FlowInput::Metadata(self.metadata.clone()),
            FlowEffect::Send(_) => {
                self.responses.rotate_left(1);
                FlowInput::Response(self.responses[0].clone())
            }
            FlowEffect::Present(fields, _) => {
                let mut fields = fields.clone();
                fields.insert("more".to_owned(), KEY.into());
                FlowInput::Presented(fields)
            }
            _ => FlowInput::Done,
        }
    }
}

fn check_response(response: &Response<Bytes>) -> Result<Value, TestCaseError> {
    let text = format!("{:?} {:?}", response.headers(), String::from_utf8_lossy(response.body()));
    prop_assert!(!text.contains(KEY), "{}", text);
    prop_assert!(response.status().as_u16() >= 200);
    let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    prop_assert_eq!(
        body["error"].is_object(),
        response.status().as_u16() >= 400 && !response.body().is_empty()
    );
    Ok(body)
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// A user has passed only if the token was valid for the user, session and time, and the service has said so.
    #[test]
    fn in_doubt_nobody_has_passed(given in request(), [cors, path] in any::<[bool; 2]>(), mut script in script()) {
        let mut request = Request::builder().method(given.method.clone()).uri(&given.path).body(()).unwrap();
        *request.headers_mut() = given.headers.clone();
        let (head, ()) = request.into_parts();
        let (mut exchange, mut step) = FlowExchange::begin(core(cors, path), Arc::new(head));
        let (mut passes, mut authorized, mut announced) = (false, None, false);
        for (now, odd) in script.steps.clone() {
            if let FlowEffect::Respond(_) = step.effect {
                break;
            }
            let input = script.input(&step.effect, odd);
            if let (FlowEffect::Authorize, FlowInput::Authorized(user)) = (&step.effect, &input) {
                authorized = Some((user.clone().unwrap_or_default(), now.unix_ms));
            }
            if let (FlowEffect::Send(_), FlowInput::Response(Ok(response))) = (&step.effect, &input) {
                passes = response.body == passed() && response.status / 100 == 2 && !response.too_large;
            }
            announced |= matches!((&step.effect, &input), (FlowEffect::Final(..), FlowInput::Done));
            step = exchange.resume(input, now);
            for failure in exchange.take_failures() {
                let text = format!("{failure} {failure:?}");
                prop_assert!(!text.contains(KEY), "{}", text);
            }
        }
        if let FlowEffect::Send(_) = step.effect {
            prop_assert!(authorized.as_ref().is_some_and(|(user, _)| !user.is_empty()));
        }
        let fields = match step.effect {
            FlowEffect::Present(fields, _) => Value::Object(fields),
            FlowEffect::Respond(response) => check_response(&response)?,
            _ => Value::Null,
        };
        if fields["passed"] == true {
            prop_assert!(passes && announced);
            prop_assert_eq!(authorized, Some(("anna".to_owned(), 1_000)));
            prop_assert!(given.headers.values().any(|value| value.as_bytes().ends_with(token().as_bytes())));
        }
    }
}

/// Reads the verdict as the user `anna`, whose token is valid.
fn read(now: Now) -> (FlowExchange, Box<crate::server::ServiceRequest>) {
    let request = Request::get("/api/s-1").header("x-flow-token", token()).body(()).unwrap();
    let (mut exchange, _) = FlowExchange::begin(core(false, false), Arc::new(request.into_parts().0));
    match exchange.resume(FlowInput::Authorized(Some("anna".to_owned())), now).effect {
        FlowEffect::Send(request) => (exchange, request),
        effect => panic!("{effect:?}"),
    }
}

const START: Now = Now { unix_ms: 1_000, monotonic_ms: 0, random: 0.5 };

#[test]
fn a_pass_is_presented_after_the_application_knows_of_it() {
    let (mut exchange, request) = read(START);
    assert_eq!(request.request.uri().path(), "/api/v1/flows/session/result/");
    assert_eq!((request.max_body(200), request.max_body(500)), (32 * 1024 * 1024, 64 * 1024));
    let response = ServiceResponse { status: 200, body: passed().into(), ..ServiceResponse::default() };
    let step = exchange.resume(FlowInput::Response(Ok(response)), START);
    assert!(matches!(step.effect, FlowEffect::Final(..)));
    let step = exchange.resume(FlowInput::Done, START);
    assert!(matches!(&step.effect, FlowEffect::Present(fields, _) if fields["passed"] == true));
    match exchange.resume(FlowInput::Presented(Map::new()), START).effect {
        FlowEffect::Respond(response) => assert_eq!(response.body().as_ref(), b"{}"),
        effect => panic!("{effect:?}"),
    }
    match exchange.resume(FlowInput::Done, START).effect {
        FlowEffect::Respond(response) => assert_eq!(response.status(), 500, "after the end"),
        effect => panic!("{effect:?}"),
    }
}

#[test]
fn retries_share_one_time_limit() {
    let (mut exchange, _) = read(START);
    let unavailable = || {
        let response = ServiceResponse { status: 503, ..ServiceResponse::default() };
        FlowInput::Response(Ok(response))
    };
    let at = |monotonic_ms| Now { monotonic_ms, ..START };
    let step = exchange.resume(unavailable(), at(10_000));
    assert!(matches!(step.effect, FlowEffect::Sleep(300)), "{step:?}");
    assert_eq!(step.limit.unwrap().as_millis(), 15_000);
    let step = exchange.resume(FlowInput::Done, at(20_000));
    assert!(matches!(step.effect, FlowEffect::Send(_)));
    assert_eq!(step.limit.unwrap().as_millis(), 5_000);
    exchange.resume(unavailable(), at(20_000));
    exchange.resume(FlowInput::Done, at(20_000));
    match exchange.resume(unavailable(), at(20_000)).effect {
        FlowEffect::Respond(response) => assert_eq!(response.status(), 502),
        effect => panic!("{effect:?}"),
    }
}
