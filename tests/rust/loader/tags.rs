//! Scripts that the page put in itself, and options that do not fit what is there.

use flow_widget_loader::loader::promise::load_widget;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

/// Puts a tag of the page's own into the page.
fn insert_tag(src: &str, kind: &str) {
    let text = "(() => { const tag = document.createElement('script');
        Object.assign(tag, { src: 'SRC', type: 'KIND' }); tag.dataset.page = ''; document.head.append(tag); })()";
    evaluate(&text.replace("SRC", src).replace("KIND", kind)).unwrap();
}

fn options(src: &str, more: &str) -> JsValue {
    evaluate(&["({ retries: 0, src: '", src, "', ", more, " })"].concat()).unwrap()
}

#[wasm_bindgen_test]
async fn the_pages_own_tag_is_waited_for_and_runs_once() {
    for kind in ["module", ""] {
        reset();
        let src = script_url(QUIET);
        insert_tag(&src, kind);
        let more = if kind.is_empty() { "type: 'classic'" } else { "" };
        JsFuture::from(load_widget(&options(&src, more))).await.expect("a widget");
        assert_eq!(runs(), 1, "type {kind:?}");
        assert_eq!(snapshot().matches(&src).count(), 1, "only the page's own tag: {}", snapshot());
    }
}

#[wasm_bindgen_test]
async fn the_pages_own_tag_that_failed_does_not_hold_us_up() {
    for kind in ["module", ""] {
        reset();
        // Its first run fails, each later one does not: as a server that was down for a moment.
        let script = ["if (!window.down) { window.down = true; throw new Error('down') } ", QUIET].concat();
        evaluate("(window.down = false, window.onerror = () => true)").unwrap();
        let src = script_url(&script);
        insert_tag(&src, kind);
        for _ in 0..300 {
            if evaluate("window.down").unwrap().is_truthy() {
                break;
            }
            pause(10).await;
        }
        assert_eq!(evaluate("window.down").unwrap(), JsValue::TRUE, "it has failed before we come");
        let more = if kind.is_empty() { "type: 'classic'" } else { "" };
        let first = settle(&load_widget(&options(&src, more))).await;
        // A module that threw is remembered for good under its address: the first call learns of it.
        if first.starts_with("widget-missing") {
            JsFuture::from(load_widget(&options(&src, more))).await.expect("a widget");
        }
        assert_eq!(runs(), 1, "type {kind:?}: {first}");
        evaluate("window.onerror = null").unwrap();
    }
}

#[wasm_bindgen_test]
async fn other_options_for_a_script_that_is_there_are_told() {
    reset();
    evaluate(
        "(window.warned = [], window.warn = console.warn, console.warn = (text) => window.warned.push(text))",
    )
    .unwrap();
    let src = script_url(QUIET);
    let first = load_widget(&options(&src, "referrerPolicy: 'origin'"));
    let second = load_widget(&options(&src, "referrerPolicy: 'no-referrer'"));
    for load in [first, second, load_widget(&options(&src, "referrerPolicy: 'origin'"))] {
        JsFuture::from(load).await.expect("a widget");
    }
    let warned = evaluate("window.warned.join('\\n')").unwrap().as_string().unwrap();
    assert_eq!(warned.matches("flow-widget-loader: The script ").count(), 1, "{warned}");
    assert!(warned.contains("another `referrerPolicy`"), "{warned}");
    JsFuture::from(load_widget(&options(&script_url(QUIET), ""))).await.expect("the same widget");
    let warned = evaluate("window.warned.join('\\n')").unwrap().as_string().unwrap();
    assert!(warned.contains("from another URL"), "{warned}");
    evaluate("console.warn = window.warn").unwrap();
}
