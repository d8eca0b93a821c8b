//! Sessions, from `open_session` to their end.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::support::*;

#[wasm_bindgen_test]
async fn resolves_with_the_detail_of_finish() {
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
async fn rejects_with_start_failed_when_the_widget_throws_or_rejects() {
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
async fn accepts_a_finish_event_before_start_session_returns() {
    reset();
    let script = "window.FlowWidget = { startSession({ id }) {
        window.dispatchEvent(new CustomEvent('finish', { detail: { session_id: id } })) } }";
    let run = Run::open("{ id: 'fast', selector: '#flow-widget', SRC }", script);
    assert_eq!(run.outcome().await, r#"ok {"session_id":"fast"}"#);
    assert_eq!(run.states(), "loading, starting fast, finished fast");
}

#[wasm_bindgen_test]
async fn ignores_finish_events_of_other_sessions() {
    reset();
    let run = Run::open("{ id: 'mine', selector: '#flow-widget', SRC }", QUIET);
    run.until("active").await;
    plain_finish();
    finish(&evaluate("({ session_id: 'other' })").unwrap());
    finish(&evaluate("({ sessionId: 'other', session_id: 'mine' })").unwrap());
    assert_eq!(run.states(), "loading, starting mine, active mine");
    finish(&evaluate("({ session_id: 'mine', sessionId: 'mine', mine: 1 })").unwrap());
    finish(&evaluate("({ session_id: 'mine', mine: 2 })").unwrap());
    assert_eq!(run.outcome().await, r#"ok {"session_id":"mine","sessionId":"mine","mine":1}"#);
}

#[wasm_bindgen_test]
async fn accepts_a_finish_event_whose_detail_has_any_id() {
    for detail in ["{ id: 'else' }", "{ id: '00000000-0000-4000-8000-000000000000' }", "{ session_id: 5 }"] {
        reset();
        let id = "11111111-1111-4111-8111-111111111111";
        let config = ["{ id: '", id, "', selector: '#flow-widget', SRC }"].concat();
        let run = Run::open(&config, QUIET);
        run.until("active").await;
        finish(&evaluate(&["(", detail, ")"].concat()).unwrap());
        assert!(run.outcome().await.starts_with("ok "), "{detail}");
    }
}

#[wasm_bindgen_test]
async fn accepts_a_finish_event_from_the_window_the_document_or_the_container() {
    for target in [
        "window",
        "document",
        "document.querySelector('#flow-widget')",
        "document.querySelector('#flow-widget canvas')",
        "(() => {
            const host = document.createElement('div');
            document.querySelector('#flow-widget').append(host);
            return host.attachShadow({ mode: 'closed' }).appendChild(document.createElement('p'));
        })()",
    ] {
        reset();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
        run.until("active").await;
        bubbling_finish(target);
        assert_eq!(run.outcome().await, "ok 1", "{target}");
    }
}

#[wasm_bindgen_test]
async fn ignores_a_finish_event_that_bubbles_from_another_part_of_the_page() {
    for target in [
        "document.documentElement",
        "document.body",
        "document.body.appendChild(document.createElement('p'))",
    ] {
        reset();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
        run.until("active").await;
        bubbling_finish(target);
        assert_eq!(run.states(), "loading, starting a, active a", "{target}");
        finish(&JsValue::from(2));
        assert_eq!(run.outcome().await, "ok 2", "{target}");
    }
}

/// Fires a bubbling, composed `finish` event with the detail 1 at the result of an expression.
fn bubbling_finish(target: &str) {
    let event = "new CustomEvent('finish', { detail: 1, bubbles: true, composed: true })";
    evaluate(&["(", target, ").dispatchEvent(", event, ")"].concat()).unwrap();
}

#[wasm_bindgen_test]
async fn resolves_with_any_detail_unchanged() {
    for detail in ["0", "'text'", "null", "[1, 2]", "{ id: 5 }", "{ id: 'of something else' }"] {
        reset();
        let run = Run::open("{ id: 'a', selector: '#flow-widget', SRC }", QUIET);
        run.until("active").await;
        let detail = evaluate(detail).unwrap();
        finish(&detail);
        assert_eq!(JsFuture::from(run.promise.clone()).await.unwrap(), detail, "the same value");
    }
}

#[wasm_bindgen_test]
async fn aborting_rejects_with_the_reason_and_cleans_up() {
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
            "loading" => assert!(wait_for(|| runs() == 1).await, "the script has run"),
            _ => {
                evaluate("window.answer('a')").unwrap();
                run.until("active").await;
            }
        }
        evaluate("window.control.abort('enough')").unwrap();
        assert!(run.states().contains("cancelled"), "immediately: {}", run.states());
        assert_eq!(run.outcome().await, "thrown enough", "{when}");
        assert_eq!(snapshot().split("containers").nth(1).map(String::from), before, "{when}");
        finish(&JsValue::NULL);
        evaluate("window.answer?.('too late')").unwrap();
        turn().await;
        assert_eq!(run.states().matches("finished").count(), 0);
    }
}

#[wasm_bindgen_test]
async fn an_already_aborted_signal_starts_nothing() {
    reset();
    let before = snapshot();
    let run =
        Run::open("{ id: 'a', selector: '#flow-widget', SRC, signal: AbortSignal.abort('never') }", QUIET);
    assert_eq!(run.outcome().await, "thrown never");
    assert_eq!((run.states(), runs(), snapshot()), (String::from("cancelled"), 0, before));
}

#[wasm_bindgen_test]
async fn timeouts_reject_with_their_codes() {
    let hang = "new Promise(() => {})";
    for (config, script, code) in [
        (
            ["{ id: ", hang, ", selector: '#flow-widget', timeouts: { session: 40 }, SRC }"].concat(),
            QUIET,
            "session-timeout The session id did not arrive within `timeouts.session` (40 ms).",
        ),
        (
            String::from("{ id: 'a', selector: '#flow-widget', timeouts: { finish: 40 }, SRC }"),
            QUIET,
            "finish-timeout The widget did not finish within `timeouts.finish` (40 ms).",
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
async fn allows_one_session_at_a_time() {
    reset();
    let first = Run::open("{ id: 'first', selector: '#flow-widget', SRC }", QUIET);
    first.until("active").await;
    let second = Run::open("{ id: 'second', selector: '#flow-widget', SRC }", QUIET);
    assert!(second.outcome().await.starts_with("session-active "));
    assert_eq!(first.states(), "loading, starting first, active first", "the first session is unchanged");
    let third = Run::open("{ id: 'third', selector: '#flow-widget', conflict: 'replace', SRC }", QUIET);
    assert!(first.outcome().await.starts_with("thrown AbortError: Another session has replaced"));
    third.until("active").await;
    finish(&JsValue::NULL);
    assert_eq!(third.outcome().await, "ok null");
}

#[wasm_bindgen_test]
async fn no_listener_remains_after_the_end() {
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
        assert_eq!(attached("finish|load|error"), "", "after {end}");
    }
}

#[wasm_bindgen_test]
async fn does_not_call_the_widget_if_the_page_cancels_when_notified_of_starting() {
    reset();
    let config =
        ["({ id: 'a', selector: '#flow-widget', retries: 0, src: '", &script_url(QUIET), "' })"].concat();
    let control = AbortController::new().unwrap();
    let notify = Function::new_with_args(
        "state",
        "if (state === 'starting') this.abort('inside'); throw new Error('ignored')",
    );
    // The exception that `notify` throws fires the page's `error` event and has no other effect.
    evaluate("window.onerror = () => true").unwrap();
    let promise = open_session(&evaluate(&config).unwrap(), &control.signal(), &notify.bind0(&control));
    assert_eq!(settle(&promise).await, "thrown inside");
    assert_eq!(calls(), "[]", "the widget was not called, so the session id is not used up");
}

#[wasm_bindgen_test]
async fn adds_a_user_timing_mark_for_each_state() {
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

#[wasm_bindgen_test]
async fn the_sessions_of_a_page_share_its_registry() {
    use flow_widget_loader::loader::promise;
    reset();
    let config =
        evaluate(&["({ id: 'a', selector: '#flow-widget', src: '", &script_url(QUIET), "' })"].concat());
    let config = config.unwrap();
    let control = AbortController::new().unwrap();
    let ignore = Function::new_no_args("");
    let first = promise::open_session(&config, &control.signal(), &ignore);
    let second = promise::open_session(&config, &AbortController::new().unwrap().signal(), &ignore);
    assert!(settle(&second).await.starts_with("session-active "));
    let widget = JsFuture::from(promise::load_widget(&config)).await.unwrap();
    assert_eq!(widget, evaluate("window.FlowWidget").unwrap());
    assert_eq!(runs(), 1, "the load is shared");
    control.abort();
    assert!(settle(&first).await.starts_with("thrown AbortError"));
}
