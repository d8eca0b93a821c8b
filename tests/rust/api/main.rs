//! Browser tests of the API for Rust front ends.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic fails the test")]

use flow_widget_loader::api::{
    Conflict, ErrorCode, ScriptBuilder, Session, SessionBuilder, SessionError, SessionSource, SessionState,
    load_widget,
};
use futures_util::StreamExt;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/rust/loader/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = scriptUrl)]
    fn script_url(text: &str) -> String;
    fn reset();
    fn snapshot() -> String;
    fn calls() -> String;
    fn finish(detail: &JsValue);
    #[wasm_bindgen(catch)]
    fn evaluate(expression: &str) -> Result<JsValue, JsValue>;
}

const WIDGET: &str = "window.FlowWidget = { startSession(config) {
    window.calls.push(config);
    document.querySelector(config.selector).append(document.createElement('canvas'));
} }";

fn builder(source: impl Into<SessionSource>) -> SessionBuilder {
    let script = ScriptBuilder::new().src([script_url(WIDGET).as_str()]).retries(0);
    Session::builder(source).script(&script).selector("#flow-widget").locale("kk")
}

async fn ready_id(id: &'static str) -> Result<String, JsValue> {
    Ok(id.to_owned())
}

#[wasm_bindgen_test]
async fn reports_the_states_and_returns_the_detail() {
    #[derive(Deserialize, Debug, PartialEq)]
    struct Detail {
        session_id: String,
        score: f64,
    }
    reset();
    let mut session = builder(SessionSource::future(ready_id("one"))).open();
    let states = session.states();
    session.started().await.expect("the session starts");
    assert_eq!((session.state(), session.id().as_deref()), (SessionState::Active, Some("one")));
    assert_eq!(calls(), r##"[{"id":"one","session_id":"one","selector":"#flow-widget","locale":"kz"}]"##);
    finish(&evaluate("({ session_id: 'one', score: 0.5 })").unwrap());
    let detail: Detail = session.finished_as().await.expect("the session finishes");
    assert_eq!(detail, Detail { session_id: "one".to_owned(), score: 0.5 });
    assert!(session.finished().await.is_ok(), "the detail can be read again");
    let states: Vec<_> = states.map(SessionState::name).collect().await;
    assert_eq!(states, ["loading", "starting", "active", "finished"]);
}

#[wasm_bindgen_test]
async fn finished_as_fails_if_the_detail_has_another_type() {
    reset();
    let mut session = builder("one").open();
    session.started().await.expect("the session starts");
    finish(&JsValue::from_str("text"));
    let error = session.finished_as::<Vec<u8>>().await.unwrap_err();
    assert!(error.to_string().contains("Could not deserialize"), "{error}");
}

#[wasm_bindgen_test]
async fn errors_have_a_code_and_a_cause() {
    reset();
    let failure: Result<String, JsValue> = Err("no".into());
    let mut session = builder(SessionSource::future(async { failure })).open();
    let error = session.finished().await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (Some(ErrorCode::SessionSourceFailed), true));
    let SessionError::Failed { cause, .. } = error else { panic!("expected `Failed`") };
    assert_eq!(cause, "no");

    let mut session = Session::builder("").selector("#flow-widget").open();
    assert_eq!(session.state(), SessionState::Failed);
    let error = session.finished().await.unwrap_err();
    assert!(error.to_string().starts_with("invalid-config: `id` must be"), "{error}");
    assert!(session.started().await.is_err());

    let script = ScriptBuilder::new().src(["/nowhere.js"]).retries(0);
    assert_eq!(load_widget(&script).await.unwrap_err().code(), Some(ErrorCode::ScriptLoadFailed));
}

#[wasm_bindgen_test]
async fn dropping_a_session_cancels_it() {
    reset();
    let before = snapshot().split("containers").nth(1).map(String::from);
    let mut session = builder("one").open();
    session.started().await.expect("the session starts");
    let states = session.states();
    drop(session);
    assert_eq!(states.map(SessionState::name).collect::<Vec<_>>().await, ["active", "cancelled"]);
    assert_eq!(snapshot().split("containers").nth(1).map(String::from), before);
}

#[wasm_bindgen_test]
async fn conflict_replace_cancels_the_running_session() {
    reset();
    let mut first = builder("one").open();
    first.started().await.expect("the session starts");
    let error = builder("two").open().finished().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::SessionActive));
    let mut second = builder("three").conflict(Conflict::Replace).open();
    assert!(matches!(first.finished().await.unwrap_err(), SessionError::Cancelled(_)));
    second.started().await.expect("the session starts");
    second.cancel_with("enough".into());
    let SessionError::Cancelled(reason) = second.finished().await.unwrap_err() else {
        panic!("expected `Cancelled`")
    };
    assert_eq!(reason, "enough");
}
