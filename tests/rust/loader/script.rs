//! Script loading: attempts, sources, concurrent callers.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

#[wasm_bindgen_test]
async fn rejects_with_script_load_failed_for_a_404() {
    reset();
    let before = snapshot();
    let run = Run::with(
        &evaluate("({ id: 'a', selector: '#flow-widget', src: '/nowhere.js', retries: 1 })").unwrap(),
    );
    let outcome = run.outcome().await;
    assert!(outcome.starts_with("script-load-failed "), "{outcome}");
    assert!(outcome.contains("/nowhere.js"), "{outcome}");
    assert_eq!(snapshot(), before);
}

#[wasm_bindgen_test]
async fn a_later_call_loads_the_script_again_after_a_failure() {
    reset();
    let failed = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", "throw new Error('not now')");
    assert!(failed.outcome().await.starts_with("widget-missing "));
    let again = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
    again.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(again.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn tries_the_sources_in_order() {
    reset();
    let good = script_url(QUIET);
    let empty = script_url("'nothing here'");
    let config = [
        "({ id: 'a', selector: '#flow-widget', retries: 0, src: ['/nowhere.js', '",
        &empty,
        "', '",
        &good,
        "'] })",
    ];
    let run = Run::with(&evaluate(&config.concat()).unwrap());
    run.until("active").await;
    assert!(!snapshot().contains("nowhere") && !snapshot().contains(&empty), "{}", snapshot());
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn uses_the_exports_of_a_module_that_sets_no_global() {
    for exports in [
        "export function startSession(config) { window.calls.push(config) }",
        "export default { startSession(config) { window.calls.push(config) } }",
        "export const FlowWidget = { startSession(config) { window.calls.push(config) } }",
    ] {
        reset();
        let script = ["window.runs++; ", exports].concat();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", &script);
        run.until("active").await;
        finish(&JsValue::from(1));
        assert_eq!(run.outcome().await, "ok 1", "{exports}");
        assert_eq!(runs(), 1, "the module ran once");
        assert!(calls().contains("\"session_id\":\"a\""), "{}", calls());
    }
}

#[wasm_bindgen_test]
async fn waits_for_the_evaluation_of_a_module() {
    reset();
    let late = "await new Promise((resolve) => setTimeout(resolve, 600)); export function startSession() {}";
    let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", late);
    run.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn a_second_session_uses_the_exports_again() {
    reset();
    let url = script_url("window.runs++; export function startSession() {}");
    let config = ["({ id: 'a', selector: '#flow-widget', src: '", &url, "' })"].concat();
    let mut tags = Vec::new();
    for _ in 0..3 {
        let run = Run::with(&evaluate(&config).unwrap());
        run.until("active").await;
        finish(&JsValue::NULL);
        assert_eq!(run.outcome().await, "ok null");
        tags.push(snapshot());
    }
    assert_eq!(runs(), 1);
    assert_eq!(tags[0], tags[2], "no tag is left by a later session");
}

#[wasm_bindgen_test]
async fn rejects_with_widget_missing_when_the_script_does_not_define_start_session() {
    for text in ["window.Other = {}", "window.FlowWidget = {}", "window.FlowWidget = 5", "syntax error here"]
    {
        for kind in ["module", "classic"] {
            reset();
            let before = snapshot();
            let config = ["{ id: 'a', selector: '#flow-widget', type: '", kind, "', SRC }"].concat();
            let outcome = Run::open(&config, text).outcome().await;
            assert!(outcome.starts_with("widget-missing "), "{kind} {text}: {outcome}");
            assert_eq!(snapshot(), before, "{kind} {text}");
        }
    }
}

#[wasm_bindgen_test]
async fn concurrent_loads_share_one_script() {
    reset();
    let options =
        evaluate(&["({ src: '", &script_url(&[QUIET, "/* shared */"].concat()), "' })"].concat()).unwrap();
    let loads = [load_widget(&options), load_widget(&options), load_widget(&options)];
    for load in &loads {
        let widget = JsFuture::from(load.clone()).await.expect("a widget");
        assert_eq!(widget, evaluate("window.FlowWidget").unwrap());
    }
    assert_eq!(runs(), 1);
}

#[wasm_bindgen_test]
async fn uses_a_widget_that_is_already_in_the_page() {
    reset();
    evaluate("window.FlowWidget = { startSession(config) { window.calls.push(config) } }").unwrap();
    let before = snapshot();
    let run = Run::with(&evaluate("({ id: 'a', selector: '#flow-widget', src: '/nowhere.js' })").unwrap());
    run.until("active").await;
    assert_eq!(snapshot(), before, "no script was added");
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn an_aborted_load_leaves_nothing_in_the_page() {
    reset();
    let before = snapshot();
    let config =
        ["({ src: '", &script_url(QUIET), "', signal: (window.control = new AbortController()).signal })"];
    let load = load_widget(&evaluate(&config.concat()).unwrap());
    assert_ne!(snapshot(), before, "the tag is in the page");
    evaluate("window.control.abort('gone')").unwrap();
    assert_eq!(snapshot(), before);
    assert_eq!(settle(&load).await, "thrown gone");
}

#[wasm_bindgen_test]
async fn aborting_one_caller_keeps_the_load_of_the_others() {
    reset();
    let text = [QUIET, "; await new Promise((done) => setTimeout(done, 80)); /* two */"].concat();
    let src = script_url(&text);
    let leaving = evaluate(&["({ src: '", &src, "', signal: AbortSignal.abort('gone') })"].concat()).unwrap();
    let staying = evaluate(&["({ src: '", &src, "' })"].concat()).unwrap();
    let stays = load_widget(&staying);
    let leaves = load_widget(&leaving);
    assert_eq!(settle(&leaves).await, "thrown gone");
    assert!(JsFuture::from(stays).await.is_ok());
    assert_eq!(runs(), 1);
}

#[wasm_bindgen_test]
async fn sets_the_script_attributes_from_the_config() {
    reset();
    let run = Run::open(
        "{ id: 'a', selector: '#flow-widget', nonce: 'n0nce', crossOrigin: 'anonymous', referrerPolicy: 'no-referrer', SRC }",
        QUIET,
    );
    let tag = evaluate(
        "(() => { const tag = [...document.querySelectorAll('head script')].at(-1);
          return [tag.type, tag.nonce, tag.crossOrigin, tag.referrerPolicy, tag.async].join() })()",
    );
    assert_eq!(tag.unwrap(), "module,n0nce,anonymous,no-referrer,true");
    run.until("active").await;
    finish(&JsValue::NULL);
    run.outcome().await;
}

#[wasm_bindgen_test]
async fn rejects_a_script_that_does_not_match_integrity() {
    reset();
    let before = snapshot();
    let run = Run::open(
        "{ id: 'a', selector: '#flow-widget', integrity: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', SRC }",
        QUIET,
    );
    let outcome = run.outcome().await;
    assert!(outcome.starts_with("script-"), "{outcome}");
    assert_eq!((runs(), snapshot()), (0, before));
}
