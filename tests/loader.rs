//! The loader in a real page. Its JavaScript half is `loader.js` beside this file.
#![cfg(target_arch = "wasm32")]

use flow_widget_loader::loader::promise::{load_widget, open_session};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::AbortController;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/loader.js")]
extern "C" {
    #[wasm_bindgen(js_name = scriptUrl)]
    fn script_url(text: &str) -> String;
    fn reset();
    fn snapshot() -> String;
    fn calls() -> String;
    fn runs() -> u32;
    fn finish(detail: &JsValue);
    #[wasm_bindgen(js_name = plainFinish)]
    fn plain_finish();
    #[wasm_bindgen(catch)]
    fn evaluate(expression: &str) -> Result<JsValue, JsValue>;
    fn outcome(promise: &Promise) -> Promise;
    fn sleep(ms: u32) -> Promise;
    #[wasm_bindgen(js_name = countListeners)]
    fn count_listeners();
    fn attached() -> String;
}

/// A widget that notes its calls, draws itself, and waits.
const QUIET: &str = "window.runs++; window.FlowWidget = { startSession(config) {
    window.calls.push(config);
    document.querySelector(config.selector).append(document.createElement('canvas'));
} }";

/// One session of a test: what it was told of states, and how it ended.
struct Run {
    promise: Promise,
    states: Array,
    control: AbortController,
}

impl Run {
    /// Opens a session with a config written as JavaScript; `SRC` stands for the script's address.
    fn open(config: &str, script: &str) -> Self {
        let config = config.replace("SRC", &["src: '", &script_url(script), "', retries: 0"].concat());
        Self::with(&evaluate(&config).expect("a config"))
    }

    fn with(config: &JsValue) -> Self {
        let states = Array::new();
        let notify =
            Function::new_with_args("state, id", "this.push(id === undefined ? state : `${state} ${id}`)");
        let control = AbortController::new().expect("a controller");
        let promise = open_session(config, &control.signal(), &notify.bind0(&states));
        Self { promise, states, control }
    }

    async fn outcome(&self) -> String {
        settle(&self.promise).await
    }

    fn states(&self) -> String {
        String::from(self.states.join(", "))
    }

    /// Waits until the session has entered a state.
    async fn until(&self, state: &str) {
        for _ in 0..300 {
            if self.states().split([' ', ',']).any(|one| one == state) {
                return;
            }
            pause(10).await;
        }
        panic!("never {state}, but {}", self.states());
    }
}

async fn settle(promise: &Promise) -> String {
    JsFuture::from(outcome(promise)).await.expect("a text").as_string().expect("a text")
}

async fn pause(ms: u32) {
    JsFuture::from(sleep(ms)).await.expect("time");
}

#[wasm_bindgen_test]
async fn resolves_with_the_detail() {
    reset();
    let run = Run::open("{ id: 'one', selector: '#flow-widget', locale: 'ru', SRC }", QUIET);
    run.until("active").await;
    finish(&evaluate("({ session_id: 'one', passed: true })").unwrap());
    assert_eq!(run.outcome().await, r#"ok {"session_id":"one","passed":true}"#);
    assert_eq!(run.states(), "loading, starting one, active one, finished one");
}

#[wasm_bindgen_test]
async fn calls_the_widget_with_exactly_four_fields() {
    reset();
    let run =
        Run::open("{ session_id: 'two', selector: '#flow-widget', locale: 'kk-KZ', more: 1, SRC }", QUIET);
    run.until("active").await;
    assert_eq!(calls(), r##"[{"id":"two","session_id":"two","selector":"#flow-widget","locale":"kz"}]"##);
    run.control.abort();
    run.outcome().await;
}

#[wasm_bindgen_test]
async fn waits_for_id_and_script_in_parallel() {
    reset();
    let run = Run::open(
        "{ id: ({ signal }) => new Promise((resolve) => { window.asked = signal; window.answer = resolve; }),
           selector: '#flow-widget', SRC }",
        QUIET,
    );
    assert_eq!(evaluate("window.asked.aborted").unwrap(), JsValue::FALSE, "asked at once");
    for _ in 0..100 {
        if runs() == 1 {
            break;
        }
        pause(10).await;
    }
    assert_eq!(runs(), 1, "the script runs while the id is awaited");
    assert_eq!(run.states(), "loading");
    evaluate("window.answer('late')").unwrap();
    run.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn takes_a_promise_for_an_id() {
    reset();
    let run = Run::open("{ id: Promise.resolve('later'), selector: '#flow-widget', SRC }", QUIET);
    run.until("active").await;
    assert_eq!(run.states(), "loading, starting later, active later");
    finish(&JsValue::UNDEFINED);
    assert_eq!(run.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn a_failing_source_has_its_code() {
    for (source, expected) in [
        ("Promise.reject(new Error('no'))", "session-source-failed The session id could not be had"),
        ("() => { throw new Error('no') }", "session-source-failed The session id could not be had"),
        (
            "() => 7",
            "session-source-failed `id` must come to a session id, a string that is not empty; got 7.",
        ),
        ("async () => '  '", "session-source-failed `id` must come to a session id"),
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
async fn bad_fields_are_named() {
    for (config, expected) in [
        ("{ id: 1, selector: '#flow-widget' }", "`id` must be the session id"),
        ("{ id: 1, selector: '#flow-widget' }", "got 1."),
        ("{ id: '', selector: '#flow-widget' }", "got \"\"."),
        ("{ selector: '#flow-widget' }", "`id` is missing"),
        ("{ id: 'a', session_id: 'b', selector: '#flow-widget' }", "`id` and `session_id`"),
        ("{ id: 'a' }", "`selector` is missing"),
        ("{ id: 'a', selector: 5 }", "`selector` must be a string that is not empty; got 5."),
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
            "`retries` must be a whole number from 0 to 10; got 1.5.",
        ),
        ("{ id: 'a', selector: '#flow-widget', crossOrigin: 'maybe' }", "`crossOrigin` must be"),
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
async fn a_container_that_is_not_there() {
    for (config, expected) in [
        ("{ id: 'a', selector: '#nowhere' }", "`selector` \"#nowhere\" matches no element."),
        ("{ id: 'a', selector: 'flow-widget' }", "did you mean \"#flow-widget\"?"),
        ("{ id: 'a', container: document.createElement('div') }", "`container` is not in the document"),
    ] {
        reset();
        let before = snapshot();
        let outcome = Run::with(&evaluate(config).expect("a config")).outcome().await;
        assert!(outcome.starts_with("container-not-found "), "{config}: {outcome}");
        assert!(outcome.contains(expected), "{config}: {outcome}");
        assert_eq!(snapshot(), before);
    }
}

#[wasm_bindgen_test]
async fn a_container_without_an_id_gets_one_for_the_time() {
    reset();
    let config = "{ id: 'a', container: document.querySelector('#flow-widget p'), SRC }";
    let before = snapshot();
    let run = Run::open(config, QUIET);
    run.until("active").await;
    assert!(calls().contains(r##""selector":"#flow-widget-"##), "{}", calls());
    run.control.abort();
    run.outcome().await;
    let clean = |text: String| text.split("\"containers\"").nth(1).map(String::from);
    assert_eq!(clean(snapshot()), clean(before));
}

#[wasm_bindgen_test]
async fn a_container_with_another_ones_id_is_still_found() {
    reset();
    evaluate("document.querySelector('#flow-widget').insertAdjacentHTML('afterend', '<div data-test id=flow-widget></div>')")
        .unwrap();
    let run = Run::open("{ id: 'a', container: document.querySelectorAll('#flow-widget')[1], SRC }", QUIET);
    run.until("active").await;
    let drawn = evaluate("document.querySelectorAll('#flow-widget')[1].innerHTML").unwrap();
    assert_eq!(drawn, "<canvas></canvas>");
    run.control.abort();
    run.outcome().await;
    assert!(!snapshot().contains("data-flow-widget-container"));
}

#[wasm_bindgen_test]
async fn a_container_in_a_shadow_tree_is_refused() {
    reset();
    let config = evaluate(
        "(() => { const host = document.querySelector('#flow-widget').attachShadow({ mode: 'open' });
          host.innerHTML = '<div id=inner></div>'; return { id: 'a', container: host.firstChild } })()",
    );
    let outcome = Run::with(&config.unwrap()).outcome().await;
    assert!(outcome.starts_with("container-not-found ") && outcome.contains("shadow"), "{outcome}");
}

#[wasm_bindgen_test]
async fn a_script_that_is_not_there() {
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
async fn a_failed_load_can_be_tried_again() {
    reset();
    let failed = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", "throw new Error('not now')");
    assert!(failed.outcome().await.starts_with("widget-missing "));
    let again = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
    again.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(again.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn candidates_are_tried_in_their_order() {
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
async fn a_script_without_the_global() {
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
    let both = [load_widget(&options), load_widget(&options), load_widget(&options)];
    for one in &both {
        let widget = JsFuture::from(one.clone()).await.expect("a widget");
        assert_eq!(widget, evaluate("window.FlowWidget").unwrap());
    }
    assert_eq!(runs(), 1);
}

#[wasm_bindgen_test]
async fn a_widget_that_is_there_is_used() {
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
async fn a_load_that_is_aborted_leaves_nothing() {
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
async fn one_waiter_may_leave_without_the_others() {
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
async fn a_widget_that_throws_or_rejects() {
    for body in ["throw new Error('no camera')", "return Promise.reject(new Error('no camera'))"] {
        reset();
        let before = snapshot().split("containers").nth(1).map(String::from);
        let script = [
            "window.FlowWidget = { startSession({ selector }) { document.querySelector(selector).append('x'); ",
            body,
            " } }",
        ];
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", &script.concat());
        let outcome = run.outcome().await;
        assert!(
            outcome.starts_with("start-failed The widget's startSession failed: no camera."),
            "{outcome}"
        );
        assert_eq!(snapshot().split("containers").nth(1).map(String::from), before, "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_finish_before_start_returns() {
    reset();
    let script = "window.FlowWidget = { startSession({ id }) {
        window.dispatchEvent(new CustomEvent('finish', { detail: { session_id: id } })) } }";
    let run = Run::open("{ id: 'fast', selector: '#flow-widget', SRC }", script);
    assert_eq!(run.outcome().await, r#"ok {"session_id":"fast"}"#);
    assert_eq!(run.states(), "loading, starting fast, finished fast");
}

#[wasm_bindgen_test]
async fn foreign_events_are_left_alone() {
    reset();
    let run = Run::open("{ id: 'mine', selector: '#flow-widget', SRC }", QUIET);
    run.until("active").await;
    plain_finish();
    finish(&evaluate("({ session_id: 'his' })").unwrap());
    finish(&evaluate("({ id: 'hers' })").unwrap());
    pause(20).await;
    assert_eq!(run.states(), "loading, starting mine, active mine");
    finish(&evaluate("({ id: 'mine', mine: 1 })").unwrap());
    finish(&evaluate("({ id: 'mine', mine: 2 })").unwrap());
    assert_eq!(run.outcome().await, r#"ok {"id":"mine","mine":1}"#);
}

#[wasm_bindgen_test]
async fn any_detail_is_handed_on() {
    for detail in ["0", "'text'", "null", "[1, 2]", "{ id: 5 }", "{ id: 'of something else' }"] {
        reset();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
        run.until("active").await;
        let detail = evaluate(detail).unwrap();
        finish(&detail);
        assert_eq!(JsFuture::from(run.promise.clone()).await.unwrap(), detail, "the very value");
    }
}

#[wasm_bindgen_test]
async fn an_abort_rejects_with_its_reason_and_cleans_up() {
    for when in ["before", "loading", "active"] {
        reset();
        let run = Run::open(
            "{ id: () => new Promise((resolve) => { window.answer = resolve }), selector: '#flow-widget', SRC,
               signal: (window.control = new AbortController()).signal }",
            QUIET,
        );
        let before = snapshot().split("containers").nth(1).map(String::from);
        match when {
            "before" => {}
            "loading" => pause(30).await,
            _ => {
                evaluate("window.answer('a')").unwrap();
                run.until("active").await;
            }
        }
        evaluate("window.control.abort('enough')").unwrap();
        assert!(run.states().contains("cancelled"), "at once: {}", run.states());
        assert_eq!(run.outcome().await, "thrown enough", "{when}");
        assert_eq!(snapshot().split("containers").nth(1).map(String::from), before, "{when}");
        finish(&JsValue::NULL);
        evaluate("window.answer?.('too late')").unwrap();
        pause(20).await;
        assert_eq!(run.states().matches("finished").count(), 0);
    }
}

#[wasm_bindgen_test]
async fn an_aborted_signal_starts_nothing() {
    reset();
    let before = snapshot();
    let run =
        Run::open("{ id: 'a', selector: '#flow-widget', SRC, signal: AbortSignal.abort('never') }", QUIET);
    assert_eq!(run.outcome().await, "thrown never");
    assert_eq!((run.states(), runs(), snapshot()), (String::from("cancelled"), 0, before));
}

#[wasm_bindgen_test]
async fn limits_have_their_codes() {
    let hang = "new Promise(() => {})";
    for (config, script, code) in [
        (
            ["{ id: ", hang, ", selector: '#flow-widget', timeouts: { session: 40 }, SRC }"].concat(),
            QUIET,
            "session-timeout ",
        ),
        (
            String::from("{ id: 'a', selector: '#flow-widget', timeouts: { finish: 40 }, SRC }"),
            QUIET,
            "finish-timeout ",
        ),
    ] {
        reset();
        let before = snapshot().split("containers").nth(1).map(String::from);
        let outcome = Run::open(&config, script).outcome().await;
        assert!(outcome.starts_with(code), "{config}: {outcome}");
        assert_eq!(snapshot().split("containers").nth(1).map(String::from), before);
    }
}

#[wasm_bindgen_test]
async fn one_session_at_a_time() {
    reset();
    let first = Run::open("{ id: 'first', selector: '#flow-widget', SRC }", QUIET);
    first.until("active").await;
    let second = Run::open("{ id: 'second', selector: '#flow-widget', SRC }", QUIET);
    assert!(second.outcome().await.starts_with("session-active "));
    assert_eq!(first.states(), "loading, starting first, active first", "undisturbed");
    let third = Run::open("{ id: 'third', selector: '#flow-widget', conflict: 'replace', SRC }", QUIET);
    assert!(first.outcome().await.starts_with("thrown AbortError: Another session has replaced"));
    third.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(third.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn attributes_reach_the_script() {
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
async fn integrity_is_enforced() {
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

#[wasm_bindgen_test]
async fn nothing_stays_attached() {
    count_listeners();
    for end in ["finish", "cancel"] {
        reset();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
        run.until("active").await;
        if end == "finish" {
            finish(&JsValue::NULL);
        } else {
            run.control.abort();
        }
        run.outcome().await;
        assert_eq!(attached(), "", "after {end}");
    }
}

#[wasm_bindgen_test]
async fn a_page_may_cancel_from_inside_a_state() {
    reset();
    let config =
        ["({ id: 'a', selector: '#flow-widget', retries: 0, src: '", &script_url(QUIET), "' })"].concat();
    let control = AbortController::new().unwrap();
    let notify = Function::new_with_args(
        "state",
        "if (state === 'starting') this.abort('inside'); throw new Error('ignored')",
    );
    // A listener that throws is the page's own mistake; it is reported, and nothing else happens.
    evaluate("window.onerror = () => true").unwrap();
    let promise = open_session(&evaluate(&config).unwrap(), &control.signal(), &notify.bind0(&control));
    assert_eq!(settle(&promise).await, "thrown inside");
    assert!(!snapshot().contains("canvas"), "the widget that was called is taken out again");
    evaluate("window.onerror = null").unwrap();
}

#[wasm_bindgen_test]
async fn leaves_user_timing_marks() {
    reset();
    let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
    run.until("active").await;
    finish(&JsValue::NULL);
    run.outcome().await;
    let marks = "performance.getEntriesByType('mark').map((one) => one.name).filter((name) => name.startsWith('flow-widget:')).join()";
    let marks = evaluate(marks).unwrap().as_string().unwrap();
    for state in ["loading", "starting", "active", "finished"] {
        assert!(marks.contains(state), "{marks}");
    }
}
