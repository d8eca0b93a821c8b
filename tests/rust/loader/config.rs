//! Valid and invalid configs.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

#[wasm_bindgen_test]
async fn rejects_an_invalid_config_and_names_the_field() {
    for (config, expected) in [
        ("{ id: 1, selector: '#flow-widget' }", "`id` must be a session id"),
        ("{ id: 1, selector: '#flow-widget' }", "got 1."),
        ("{ id: '', selector: '#flow-widget' }", "got \"\"."),
        ("{ selector: '#flow-widget' }", "`id` is missing"),
        ("{ id: 'a', session_id: 'b', selector: '#flow-widget' }", "`id` and `session_id`"),
        ("{ id: 'a' }", "`selector` is missing"),
        ("{ id: 'a', selector: 5 }", "`selector` must be a non-empty string; got 5."),
        ("{ id: 'a', selector: '##' }", "`selector` \"##\" is not a valid CSS selector."),
        ("{ id: 'a', container: {} }", "`container` must be an HTML element of this page; got an object."),
        ("{ id: 'a', selector: '#flow-widget', locale: 1n }", "`locale` must be"),
        ("{ id: 'a', selector: '#flow-widget', signal: {} }", "`signal` must be an AbortSignal"),
        ("{ id: 'a', selector: '#flow-widget', src: [] }", "`src` must be"),
        ("{ id: 'a', selector: '#flow-widget', src: ['x', 5] }", "`src` must be"),
        ("{ id: 'a', selector: '#flow-widget', src: 'http://[' }", "`src` must be"),
        (
            "{ id: 'a', selector: '#flow-widget', type: 'text' }",
            "`type` must be \"module\" or \"classic\"; got \"text\".",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', conflict: 'x' }",
            "`conflict` must be \"reject\" or \"replace\"",
        ),
        ("{ id: 'a', selector: '#flow-widget', timeouts: 5 }", "`timeouts` must be an object; got 5."),
        (
            "{ id: 'a', selector: '#flow-widget', timeouts: { script: -1 } }",
            "`timeouts.script` must be milliseconds",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', timeouts: { script: NaN } }",
            "`timeouts.script` must be milliseconds",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', retries: 1.5 }",
            "`retries` must be an integer from 0 to 10; got 1.5.",
        ),
        ("{ id: 'a', selector: '#flow-widget', crossOrigin: 'maybe' }", "`crossOrigin` must be"),
        ("{ id: 'a', selector: '#flow-widget', integrity: 'foo' }", "`integrity` must be"),
        ("{ id: 'a', selector: '#flow-widget', integrity: 5 }", "`integrity` must be"),
        ("{ id: 'a', selector: '#flow-widget', integrity: 'sha384-' }", "`integrity` must be"),
        (
            "{ id: 'a', selector: '#flow-widget', integrity: 'SHA384-' + 'A'.repeat(64) }",
            "`integrity` must be",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', integrity: 'sha384-' + 'A'.repeat(63) }",
            "`integrity` must be",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', integrity: 'xsha384-' + 'A'.repeat(64) }",
            "`integrity` must be",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', integrity: 'sha256-' + 'A'.repeat(64) }",
            "`integrity` must be",
        ),
        (
            "{ id: 'a', selector: '#flow-widget', get nonce() { throw new Error('no') } }",
            "Reading `nonce` threw",
        ),
        ("null", "The config must be an object; got null."),
        ("Symbol('x')", "The config must be an object; got Symbol(x)."),
    ] {
        reset();
        let before = snapshot();
        let run = Run::with(&evaluate(config).expect("a config"));
        let outcome = run.outcome().await;
        assert!(outcome.starts_with("invalid-config "), "{config}: {outcome}");
        assert!(outcome.contains(expected), "{config}: {outcome}");
        assert_eq!(snapshot(), before, "{config}");
        assert_eq!(run.states(), "failed");
    }
}

#[wasm_bindgen_test]
async fn accepts_integrity_with_at_least_one_valid_hash() {
    for integrity in [
        "'sha256-' + 'A'.repeat(43) + '='",
        "'sha384-' + 'A'.repeat(64) + '?option'",
        "'md5-x\\tsha512-' + 'A'.repeat(86) + '== foo'",
    ] {
        reset();
        let run = Run::open(
            &format!("{{ id: 'a', selector: '#flow-widget', SRC, integrity: {integrity} }}"),
            QUIET,
        );
        let outcome = run.outcome().await;
        assert!(outcome.starts_with("script-blocked "), "{integrity}: {outcome}");
    }
}

#[wasm_bindgen_test]
async fn accepts_a_promise_for_the_id() {
    reset();
    let run = Run::open("{ id: Promise.resolve('later'), selector: '#flow-widget', SRC }", QUIET);
    run.until("active").await;
    assert_eq!(run.states(), "loading, starting later, active later");
    finish(&JsValue::UNDEFINED);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn rejects_with_session_source_failed_when_the_source_fails() {
    for (source, expected) in [
        ("Promise.reject(new Error('no'))", "session-source-failed Could not get the session id"),
        ("() => { throw new Error('no') }", "session-source-failed Could not get the session id"),
        ("() => 7", "session-source-failed `id` must resolve to a session id, a non-empty string; got 7."),
        ("async () => '  '", "session-source-failed `id` must resolve to a session id"),
    ] {
        reset();
        let before = snapshot();
        let run = Run::open(&["{ selector: '#flow-widget', SRC, id: ", source, " }"].concat(), QUIET);
        let outcome = run.outcome().await;
        assert!(outcome.starts_with(expected), "{source}: {outcome}");
        assert_eq!(snapshot(), before, "{source}");
        assert!(run.states().ends_with("failed"), "{}", run.states());
    }
}

#[wasm_bindgen_test]
async fn gets_the_id_and_the_script_in_parallel() {
    reset();
    let run = Run::open(
        "{ id: ({ signal }) => new Promise((resolve) => { window.asked = signal; window.answer = resolve; }),
           selector: '#flow-widget', SRC }",
        QUIET,
    );
    assert_eq!(evaluate("window.asked.aborted").unwrap(), JsValue::FALSE, "called immediately");
    assert!(wait_for(|| runs() == 1).await, "the script runs while the id is awaited");
    assert_eq!(run.states(), "loading");
    evaluate("window.answer('late')").unwrap();
    run.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn rejects_with_session_source_failed_when_a_thenable_throws() {
    for source in [
        "Object.defineProperty(Promise.resolve('a'), 'constructor', { get() { throw new Error('no') } })",
        "Object.assign(Promise.resolve('a'), { then() { throw new Error('no') } })",
        "({ then() { throw new Error('no') } })",
    ] {
        reset();
        let config = ["{ selector: '#flow-widget', SRC, id: ", source, " }"].concat();
        let outcome = Run::open(&config, QUIET).outcome().await;
        assert!(outcome.starts_with("session-source-failed "), "{source}: {outcome}");
    }
}
