//! The element that the widget renders into.

use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

#[wasm_bindgen_test]
async fn rejects_with_container_not_found_outside_the_document() {
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
async fn gives_a_container_without_an_id_one_for_the_session() {
    reset();
    let config = "{ id: 'a', container: document.querySelector('#flow-widget p'), SRC }";
    let before = snapshot();
    let run = Run::open(config, QUIET);
    run.until("active").await;
    assert!(calls().contains(r##""selector":"#flow-widget-"##), "{}", calls());
    run.control.abort();
    run.outcome().await;
    let containers = |text: String| text.split("\"containers\"").nth(1).map(String::from);
    assert_eq!(containers(snapshot()), containers(before));
}

#[wasm_bindgen_test]
async fn finds_a_container_whose_id_is_not_unique() {
    reset();
    evaluate("document.querySelector('#flow-widget').insertAdjacentHTML('afterend', '<div data-test id=flow-widget></div>')")
        .unwrap();
    let run = Run::open("{ id: 'a', container: document.querySelectorAll('#flow-widget')[1], SRC }", QUIET);
    run.until("active").await;
    let rendered = evaluate("document.querySelectorAll('#flow-widget')[1].innerHTML").unwrap();
    assert_eq!(rendered, "<canvas></canvas>");
    run.control.abort();
    run.outcome().await;
    assert!(!snapshot().contains("data-flow-widget-container"));
}

#[wasm_bindgen_test]
async fn rejects_a_container_in_a_shadow_tree() {
    reset();
    let config = evaluate(
        "(() => { const host = document.querySelector('#flow-widget').attachShadow({ mode: 'open' });
          host.innerHTML = '<div id=inner></div>'; return { id: 'a', container: host.firstChild } })()",
    );
    let outcome = Run::with(&config.unwrap()).outcome().await;
    assert!(outcome.starts_with("container-not-found ") && outcome.contains("shadow"), "{outcome}");
}

/// Opens a session and waits until its widget is running. `container` is the config field, written as JavaScript.
async fn active(container: &str) -> Run {
    reset();
    let run = Run::open(&["{ id: 'a', ", container, ", SRC }"].concat(), QUIET);
    run.until("active").await;
    run
}

const SELECTOR: &str = "selector: '#flow-widget'";
const ELEMENT: &str = "container: document.querySelector('#flow-widget')";

#[wasm_bindgen_test]
async fn removing_the_container_cancels_the_session() {
    for container in [SELECTOR, ELEMENT] {
        let run = active(container).await;
        evaluate("document.querySelector('#flow-widget').remove()").unwrap();
        let outcome = run.outcome().await;
        assert!(
            outcome.starts_with("thrown AbortError: ") && outcome.contains("container was removed"),
            "{outcome}"
        );
        assert!(run.states().ends_with("cancelled a"), "{}", run.states());
    }
}

#[wasm_bindgen_test]
async fn moving_the_container_keeps_the_session() {
    for (container, later) in [(SELECTOR, "now"), (ELEMENT, "now"), (SELECTOR, "later"), (ELEMENT, "later")] {
        let run = active(container).await;
        evaluate("(window.moved = document.querySelector('#flow-widget'), moved.remove())").unwrap();
        if later == "later" {
            assert!(wait_for(|| running_timers() == 1).await, "the loader has seen it");
        }
        evaluate(
            "(() => { const parent = document.createElement('section'); parent.dataset.test = '';
            document.body.append(parent); parent.append(moved); })()",
        )
        .unwrap();
        quiet().await;
        assert!(run.states().ends_with("active a"), "{container}, {later}: {}", run.states());
        finish(&JsValue::NULL);
        assert_eq!(run.outcome().await, "ok null");
    }
}

#[wasm_bindgen_test]
async fn finds_a_container_that_was_replaced_while_loading() {
    reset();
    let run = Run::open(
        "{ id: new Promise((resolve) => { window.answer = resolve }), selector: '#flow-widget', SRC }",
        QUIET,
    );
    evaluate("document.querySelector('#flow-widget').outerHTML = '<div id=flow-widget data-test>new</div>'")
        .unwrap();
    evaluate("window.answer('a')").unwrap();
    run.until("active").await;
    assert_eq!(evaluate("document.querySelector('#flow-widget').innerHTML").unwrap(), "new<canvas></canvas>");
    run.control.abort();
    run.outcome().await;
    assert_eq!(evaluate("document.querySelector('#flow-widget').innerHTML").unwrap(), "new");
}

#[wasm_bindgen_test]
async fn keeps_the_session_when_the_widget_replaces_the_container() {
    let run = active(SELECTOR).await;
    evaluate("document.querySelector('#flow-widget').outerHTML = '<div id=flow-widget data-test><b>rendered</b></div>'")
        .unwrap();
    quiet().await;
    assert!(run.states().ends_with("active a"), "{}", run.states());
    run.control.abort();
    run.outcome().await;
    assert_eq!(evaluate("document.querySelector('#flow-widget').innerHTML").unwrap(), "");
}

#[wasm_bindgen_test]
async fn replaces_a_running_session_in_the_same_container() {
    reset();
    let first = active(ELEMENT).await;
    let config = "{ id: 'b', container: document.querySelector('#flow-widget'), conflict: 'replace', SRC }";
    let second = Run::open(config, QUIET);
    assert!(first.outcome().await.starts_with("thrown AbortError: Another session has replaced"));
    second.until("active").await;
    assert_eq!(evaluate("document.querySelector('#flow-widget').childNodes.length").unwrap(), 2);
    second.control.abort();
    second.outcome().await;
}
