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
/// A browser evaluates a module URL once, older ones remember that it could not be fetched, and `integrity` is checked only
/// when it is fetched. So the URL changes after a failure, and `integrity` is a part of it.
///
/// After a failure the loader adds a query rather than a fragment: `WebKit` gives all fragments of a URL the same failed
/// preload. URLs that cannot have a query (`blob:`, `data:`) get a fragment. So does every other attempt with a URL that has
/// a query, because another query is an error if the URL is signed.
pub(crate) fn url(source: &JsValue, failures: u32, integrity: Option<&JsValue>) -> Text {
    let mut url = Text::new("").and_value(source);
    if failures > 0 {
        let has_query = url.includes(&"?".into());
        let suffix = if !url.starts_with(&"http".into()) || has_query && failures & 1 == 0 {
            "#"
        } else if has_query {
            "&retry="
        } else {
            "?retry="
        };
        url = url.and(suffix).and_value(&failures.into());
    }
    match integrity {
        Some(integrity) => url.and("#").and_value(integrity),
        None => url,
    }
}

/// Makes the error for a source that failed. `detail` replaces the code's default message.
#[cold]
pub(crate) fn error(source: &JsValue, code: Code, detail: Option<&Text>) -> Error {
    let mut text = Text::new("The widget's script ").and_value(source);
    text = match (detail, code) {
        (Some(detail), _) => text.and_value(detail),
        (None, Code::WidgetMissing) => text.and(
            " ran but did not define window.FlowWidget.startSession. Check `src` and the console. With an AMD or CommonJS loader (RequireJS, Electron), use the ES module file.",
        ),
        (None, Code::ScriptTimeout) => {
            text.and(" did not arrive in time; try again.")
        }
        _ => text.and(
            " could not be loaded. Check the URL, the network, content blockers, and CORS headers (or use `type: \"classic\"`).",
        ),
    };
    if is_offline() {
        text = text.and(" The browser is offline.");
    }
    Error::with(code, &text)
}
