//! The options for loading the widget's script: the part of the config that `loadWidget` also accepts.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use super::dom::{Document, ScriptElement, resolve_url};
use super::js::{Object, Sequence, Text, each, is_list, is_text, read, set};
use super::reader::Reader;

/// The maximum number of sources; further ones are ignored.
const MOST_SOURCES: u32 = 16;

/// The options for loading the widget's script.
#[derive(Debug)]
pub(crate) struct ScriptOptions {
    /// The absolute URLs of the script, in the order in which they are tried.
    pub(crate) sources: Vec<Text>,
    /// The `<script>`'s properties besides `src`: `type`, `nonce`, `integrity`, `crossOrigin`, `referrerPolicy`.
    pub(crate) properties: Object,
    /// How often a source is retried before the next one is tried. Default: 2.
    pub(crate) retries: u32,
    /// Whether to wait for the network while the browser is offline, instead of failing. Default: false.
    pub(crate) wait_online: bool,
    /// The time limit of one attempt, in ms; 0 for none. Default: 30,000, as a megabyte takes 20 s on a slow connection.
    pub(crate) attempt: f64,
}

impl ScriptOptions {
    /// Reads the options except `attempt`, which is read with the other time limits.
    pub(crate) fn from_reader(reader: &mut Reader, document: &Document) -> Self {
        let properties = Object::new();
        // Otherwise a polluted `Object.prototype` would set the properties that are absent.
        set(&properties, "__proto__", &JsValue::NULL);
        // `async` need not be set: a script that another script inserts is asynchronous, whatever its type.
        set(&properties, "type", &"module".into());
        for name in ["type", "integrity", "crossOrigin", "referrerPolicy"] {
            let value = match name {
                "type" => reader.word(name, ["module", "classic"]),
                "integrity" => read_integrity(reader),
                "crossOrigin" => reader.word(name, ["anonymous", "use-credentials"]),
                _ => reader.text(name),
            };
            if let Some(value) = value {
                // The `type` of a classic script is empty.
                let value = if is_text(&value, "classic") { "".into() } else { value };
                set(&properties, name, &value);
            }
        }
        if let Some(nonce) = reader.text("nonce").or_else(|| page_nonce(document)) {
            set(&properties, "nonce", &nonce);
        }
        let wait_online = reader.word("offline", ["wait", "fail"]).is_some_and(|word| is_text(&word, "wait"));
        let sources = read_sources(reader, document);
        Self { sources, properties, retries: read_retries(reader), wait_online, attempt: 30_000.0 }
    }

    /// Returns whether a `<script>`, or an object of its properties, has the config's `integrity`, if there is one.
    pub(crate) fn accepts(&self, script: &JsValue) -> bool {
        self.integrity().is_none_or(|integrity| read(script, "integrity") == integrity)
    }

    /// Returns whether the script runs as a module.
    pub(crate) fn is_module(&self) -> bool {
        is_module(&self.properties)
    }

    /// Returns the config's Subresource Integrity metadata.
    pub(crate) fn integrity(&self) -> Option<JsValue> {
        Some(read(&self.properties, "integrity")).filter(JsValue::is_string)
    }

    /// Copies the properties to a `<script>`.
    pub(crate) fn apply(&self, script: &ScriptElement) {
        Object::assign(script, &self.properties);
    }
}

/// Returns whether a `<script>`, or an object of its properties, is a module.
pub(crate) fn is_module(script: &JsValue) -> bool {
    is_text(&read(script, "type"), "module")
}

/// Returns the nonce of a script in the page. The page's policy allowed that script, so it allows others with the same
/// nonce.
fn page_nonce(document: &Document) -> Option<JsValue> {
    each(&document.scripts())
        .map(|script| script.unchecked_ref::<ScriptElement>().nonce())
        .find(|nonce| Text::of(nonce).is_some())
}

/// Reads metadata that has at least one valid hash. A browser ignores other metadata, and would run any script
/// ([Subresource Integrity](https://www.w3.org/TR/SRI/#parse-metadata), section 3.3.3).
fn read_integrity(reader: &mut Reader) -> Option<JsValue> {
    /// A hash in base64 between ASCII whitespace; options may follow a question mark.
    const HASH: &str = "(^|[ \t-\r])sha(256-[\\w+/-]{43}=|384-[\\w+/-]{64}|512-[\\w+/-]{86}==)([? \t-\r]|$)";
    let value = reader.get("integrity")?;
    if Text::of(&value).is_none_or(|text| text.search(HASH) < 0) {
        reader.wrong("integrity", "\"sha384-\" and a hash in base64", &value);
    }
    Some(value)
}

fn read_retries(reader: &mut Reader) -> u32 {
    const EXPECTED: &str = "an integer from 0 to 10";
    let Some(given) = reader.number("retries", 10.0, EXPECTED) else {
        return 2;
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
    let retries = given as u32;
    // The cast truncated a fraction.
    if f64::from(retries) < given {
        reader.wrong("retries", EXPECTED, &given.into());
    }
    retries
}

/// The URLs of the widget's script (the service's guide, section 4.2: the text names the first file, the example the
/// second).
const DEFAULT_SOURCES: [&str; 2] = [
    "https://remote.biometric.kz/widget/flow-widget.umd.js",
    "https://remote.biometric.kz/widget/flow-widget.js",
];

fn read_sources(reader: &mut Reader, document: &Document) -> Vec<Text> {
    const EXPECTED: &str = "the URL of the widget's script, or a list of URLs to try in order";
    let Some(given) = reader.get("src") else {
        return DEFAULT_SOURCES.map(Text::new).into();
    };
    let list = if is_list(&given) {
        // The page's list may be too long to copy. A list that throws when it is read counts as empty.
        given.unchecked_ref::<Sequence>().slice(0, MOST_SOURCES).unwrap_or_default()
    } else {
        let list = Object::new();
        set(&list, "0", &given);
        list.unchecked_into()
    };
    let mut sources = Vec::new();
    for source in each(&list) {
        match Text::of(&source).and_then(|text| resolve_url(text, document)) {
            Some(url) => sources.push(url),
            None => reader.wrong("src", EXPECTED, &source),
        }
    }
    if sources.is_empty() {
        reader.wrong("src", EXPECTED, &given);
    }
    sources
}
