//! Network state, nonces, a global that is set late, and the causes of errors.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

/// Sets `navigator.onLine`.
fn set_online(online: bool) {
    let text = "(Object.defineProperty(navigator, 'onLine', { value: ONLINE, configurable: true }),
        ONLINE && window.dispatchEvent(new Event('online')))";
    evaluate(&text.replace("ONLINE", if online { "true" } else { "false" })).unwrap();
}

#[wasm_bindgen_test]
async fn waits_for_the_network_with_offline_wait() {
    reset();
    let before = snapshot();
    set_online(false);
    let run = Run::open("{ id: 'a', selector: '#flow-widget', offline: 'wait', SRC }", QUIET);
    assert!(wait_for(|| !attached("^window online").is_empty()).await, "it waits for the event");
    turn().await;
    assert_eq!((run.states().as_str(), snapshot()), ("loading", before), "no tag while offline");
    set_online(true);
    run.until("active").await;
    run.control.abort();
    run.outcome().await;
}

#[wasm_bindgen_test]
async fn the_script_timeout_limits_the_wait_for_the_network() {
    reset();
    set_online(false);
    let config = "{ id: 'a', selector: '#flow-widget', offline: 'wait', timeouts: { script: 80 }, SRC }";
    let outcome = Run::open(config, QUIET).outcome().await;
    assert!(
        outcome.starts_with(
            "script-timeout The widget's script did not arrive within `timeouts.script` (80 ms). URL: blob:http"
        ),
        "{outcome}"
    );
}

#[wasm_bindgen_test]
async fn the_error_says_that_the_browser_is_offline() {
    reset();
    set_online(false);
    let config = "({ id: 'a', selector: '#flow-widget', retries: 0, src: '/nowhere.js' })";
    let outcome = Run::with(&evaluate(config).unwrap()).outcome().await;
    assert!(outcome.starts_with("script-load-failed ") && outcome.ends_with("is offline."), "{outcome}");
}

#[wasm_bindgen_test]
async fn uses_the_nonce_of_the_page() {
    for (given, expected) in [("", "of-the-page"), ("nonce: 'given',", "given")] {
        reset();
        evaluate(
            "(() => { const tag = document.createElement('script'); tag.nonce = 'of-the-page';
              tag.setAttribute('nonce', 'of-the-page'); tag.dataset.page = ''; document.head.prepend(tag); })()",
        )
        .unwrap();
        let config = ["{ id: 'a', selector: '#flow-widget', ", given, " SRC }"].concat();
        let run = Run::open(&config, QUIET);
        let nonce = evaluate("document.querySelector('script[src^=\"blob:\"]').nonce").unwrap();
        assert_eq!(nonce, expected);
        run.control.abort();
        run.outcome().await;
    }
}

#[wasm_bindgen_test]
async fn waits_for_a_global_that_is_set_after_the_load_event() {
    reset();
    let script = ["await new Promise((done) => setTimeout(done, 60)); ", QUIET].concat();
    let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", &script);
    run.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn the_cause_of_an_error_is_the_error_of_the_previous_source() {
    reset();
    let empty = script_url("'nothing here'");
    let config =
        ["({ id: 'a', selector: '#flow-widget', retries: 0, src: ['/nowhere.js', '", &empty, "'] })"]
            .concat();
    let run = Run::with(&evaluate(&config).unwrap());
    let error = wasm_bindgen_futures::JsFuture::from(run.promise.clone()).await.unwrap_err();
    let field = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).unwrap();
    assert_eq!(field(&error, "code"), "widget-missing");
    assert_eq!(field(&field(&error, "cause"), "code"), "script-load-failed");
}
