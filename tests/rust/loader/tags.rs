//! Scripts that the page inserted itself, or that an earlier call has loaded with other options.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::*;

/// Inserts a `<script>` that the loader does not own, as a page does.
fn insert_tag(src: &str, kind: &str) {
    let text = "(() => { const tag = document.createElement('script');
        Object.assign(tag, { src: 'SRC', type: 'KIND' }); tag.dataset.page = ''; document.head.append(tag); })()";
    evaluate(&text.replace("SRC", src).replace("KIND", kind)).unwrap();
}

fn options(src: &str, more: &str) -> JsValue {
    evaluate(&["({ retries: 0, src: '", src, "', ", more, " })"].concat()).unwrap()
}

#[wasm_bindgen_test]
async fn waits_for_the_pages_own_script_without_inserting_another() {
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
async fn loads_the_script_again_if_the_pages_own_one_failed() {
    for kind in ["module", ""] {
        reset();
        // Only the first run fails.
        let script = ["if (!window.down) { window.down = true; throw new Error('down') } ", QUIET].concat();
        evaluate("(window.down = false, window.onerror = () => true)").unwrap();
        let src = script_url(&script);
        insert_tag(&src, kind);
        let down = || evaluate("window.down").unwrap().is_truthy();
        assert!(wait_for(down).await, "the page's script has failed before the call");
        let more = if kind.is_empty() { "type: 'classic'" } else { "" };
        let first = settle(&load_widget(&options(&src, more))).await;
        // A browser does not re-evaluate a module that threw: the first call fails, and the second one changes the URL.
        if first.starts_with("widget-missing") {
            JsFuture::from(load_widget(&options(&src, more))).await.expect("a widget");
        }
        assert_eq!(runs(), 1, "type {kind:?}: {first}");
    }
}

#[wasm_bindgen_test]
async fn refuses_a_widget_that_was_loaded_without_the_integrity() {
    reset();
    let src = script_url(QUIET);
    let wrong = format!("integrity: 'sha256-{}='", "A".repeat(43));
    JsFuture::from(load_widget(&options(&src, "referrerPolicy: 'origin'"))).await.expect("a widget");
    JsFuture::from(load_widget(&options(&src, "referrerPolicy: 'no-referrer'")))
        .await
        .expect("the same widget");
    let refused = settle(&load_widget(&options(&src, &wrong))).await;
    assert!(refused.starts_with("script-blocked"), "{refused}");
    JsFuture::from(load_widget(&options(&script_url(QUIET), ""))).await.expect("the same widget");
    assert_eq!(runs(), 1);
}
