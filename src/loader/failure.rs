//! Counts scripts that failed, and builds the errors that report them.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use super::dom::is_offline;
use super::error::{Code, Error};
use super::js::Text;
use super::slot::Slot;

/// The maximum number of failures to remember.
const MOST_FAILURES: usize = 64;

/// The sources of the attempts that have failed, with repetitions.
#[derive(Debug, Default)]
pub(crate) struct Failures(Slot<Vec<Text>>);

impl Failures {
    /// Counts a failed attempt.
    pub(crate) fn add(&self, source: &Text) {
        self.0.with(|failed| {
            if failed.len() >= MOST_FAILURES {
                failed.clear();
            }
            failed.push(source.clone());
        });
    }

    /// Returns how often the source has failed.
    pub(crate) fn count(&self, source: &Text) -> u32 {
        self.0.with(|failed| failed.iter().filter(|failed| *failed == source).map(|_| 1).sum())
    }
}

/// Returns the URL to request after a number of failures.
///
/// A browser evaluates a module URL once and remembers that it could not be fetched, so the URL must change after a
/// failure. The loader adds a query rather than a fragment: `WebKit` gives all fragments of a URL the same failed preload. URLs that
/// cannot have a query (`blob:`, `data:`) get a fragment.
pub(crate) fn url(source: &JsValue, failures: u32) -> Text {
    let url = Text::new("").and_value(source);
    if failures == 0 {
        return url;
    }
    let suffix = if !url.starts_with(&"http".into()) {
        "#"
    } else if url.includes(&"?".into()) {
        "&retry="
    } else {
        "?retry="
    };
    url.and(suffix).and_value(&failures.into())
}

/// Makes the error for a source that failed. `detail` replaces the code's default message.
#[cold]
pub(crate) fn error(source: &JsValue, code: Code, detail: Option<&Text>) -> Error {
    let mut text = Text::new("The widget's script ").and_value(source);
    text = match (detail, code) {
        (Some(detail), _) => text.and_value(detail),
        (None, Code::WidgetMissing) => text.and(
            " ran but did not define window.FlowWidget.startSession. Check `src` and the console.",
        ),
        (None, Code::ScriptTimeout) => {
            text.and(" did not arrive in time; try again.")
        }
        _ => text.and(
            " could not be loaded. Check the URL, the network, content blockers, and that the host sends CORS headers (or use `type: \"classic\"`).",
        ),
    };
    if is_offline() {
        text = text.and(" The browser is offline.");
    }
    Error::with(code, &text)
}
