use std::sync::Arc;

use http::Request;
use proptest::prelude::*;
use serde_json::json;

use super::{KEY, now, passed, service};
use crate::server::{
    Delivery, DeliveryEffect, DeliveryInput, Event, Now, ServiceResponse, WebhookCore, WebhookSettings,
};

fn begin(name: &str) -> (Delivery, DeliveryEffect, Arc<WebhookCore>) {
    let core = Arc::new(WebhookCore::new(WebhookSettings::without_secret(KEY)).unwrap());
    let (head, ()) = Request::post("/").body(()).unwrap().into_parts();
    let body = json!({ "id": "e-1", "event": name, "session_id": "s-1", "success": true }).to_string();
    let event: Event = core.event(&head, Some(Ok(body.into()))).unwrap();
    let (delivery, step) = Delivery::begin(Arc::clone(&core), Arc::new(event));
    (delivery, step.effect, core)
}

fn input() -> impl Strategy<Value = DeliveryInput> {
    prop_oneof![
        3 => any::<bool>().prop_map(DeliveryInput::Seen),
        6 => service().prop_map(DeliveryInput::Response),
        4 => Just(()).prop_map(|()| DeliveryInput::Done),
        1 => Just(()).prop_map(|()| DeliveryInput::Failed(KEY.to_owned())),
        1 => Just(()).prop_map(|()| DeliveryInput::TimedOut),
    ]
}

proptest! {
    /// Neither the event nor a confused host makes a pass: only the service's own response does.
    #[test]
    fn only_the_service_says_who_has_passed(
        end: bool,
        inputs in prop::collection::vec((input(), now()), 0..30),
    ) {
        let (mut delivery, mut effect, core) = begin(if end { "flow.end" } else { "flow.start" });
        let mut passes = false;
        for (input, now) in inputs {
            if let DeliveryEffect::End(outcome) = effect {
                let response = core.respond(outcome);
                prop_assert!(!String::from_utf8_lossy(response.body()).contains(KEY));
                break;
            }
            if let (DeliveryEffect::Send(_), DeliveryInput::Response(Ok(response))) = (&effect, &input) {
                passes = response.body == passed() && response.status / 100 == 2 && !response.too_large;
            }
            effect = delivery.resume(input, now).effect;
            for failure in delivery.take_failures() {
                let text = format!("{failure} {failure:?}");
                prop_assert!(!text.contains(KEY), "{}", text);
            }
            if let DeliveryEffect::Result(verdict, _) = &effect {
                prop_assert!(end && verdict.is_final());
                prop_assert!(verdict.passed != Some(true) || passes);
            }
        }
    }
}

#[test]
fn reads_a_result_at_most_eight_times() {
    let (mut delivery, _, core) = begin("flow.end");
    let now = Now { unix_ms: 0, monotonic_ms: 0, random: 0.0 };
    let mut effect = delivery.resume(DeliveryInput::Seen(false), now).effect;
    let mut delays = Vec::new();
    for _ in 0..8 {
        assert!(matches!(effect, DeliveryEffect::Send(_)), "{effect:?}");
        let body = json!({ "id": "s-1", "technologies": [], "status": "PROGRESS" }).to_string();
        let response = ServiceResponse { status: 200, body: body.into(), ..ServiceResponse::default() };
        effect = delivery.resume(DeliveryInput::Response(Ok(response)), now).effect;
        if let DeliveryEffect::Sleep(ms) = effect {
            delays.push(ms);
            effect = delivery.resume(DeliveryInput::Done, now).effect;
        }
    }
    assert_eq!(delays, [750, 1125, 1687, 2531, 3750, 3750, 3750]);
    let DeliveryEffect::End(outcome) = effect else { panic!("{effect:?}") };
    let response = core.respond(outcome);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["retry-after"]),
        (503, &"10".parse().unwrap())
    );
}
