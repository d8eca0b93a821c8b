//! A session's options, read from the page's config once and checked at the door.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Document, HtmlElement, Window};

use super::error::Error;
use super::js::{items, page};
use super::locale::Locale;
use super::reader::{Reader, invalid};

/// Where the widget's script is served (guide, section 4.2: the text names the one file, the example the
/// other).
pub const DEFAULT_SOURCES: [&str; 2] = [
    "https://remote.biometric.kz/widget/flow-widget.umd.js",
    "https://remote.biometric.kz/widget/flow-widget.js",
];

/// The longest time that a browser's timer can wait, in ms.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// Where the session id comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// It is known.
    Id(String),
    /// It is on its way.
    Promise(Promise),
    /// It is made when asked for, by `function({ signal })`.
    Function(Function),
}

/// Where the widget is to be shown.
#[derive(Clone, Debug)]
pub enum Target {
    /// A CSS selector.
    Selector(String),
    /// An element of the page.
    Element(HtmlElement),
}

/// How the browser is to run the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptType {
    /// `<script type="module">`, as the guide has it.
    Module,
    /// A classic script: for a host that sends no CORS headers.
    Classic,
}

/// What to do when another session is running in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The new one fails with `session-active`.
    Reject,
    /// The running one is cancelled.
    Replace,
}

/// The time limits, in ms; 0 means none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeouts {
    /// Until the session id is there. Default: 30,000.
    pub session: f64,
    /// Until the script has run, all candidates and attempts together. Default: 60,000.
    pub script: f64,
    /// Until the widget has finished. Default: none, as a person may take their time.
    pub finish: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { session: 30_000.0, script: 60_000.0, finish: 0.0 }
    }
}

/// How the widget's script gets into the page.
#[derive(Clone, Debug)]
pub struct ScriptOptions {
    /// Absolute URLs, tried in their order.
    pub sources: Vec<String>,
    /// Module or classic.
    pub kind: ScriptType,
    /// For a Content-Security-Policy with nonces.
    pub nonce: Option<String>,
    /// Subresource Integrity.
    pub integrity: Option<String>,
    /// `anonymous` or `use-credentials`.
    pub cross_origin: Option<&'static str>,
    /// The script request's referrer policy.
    pub referrer_policy: Option<String>,
    /// How often a candidate is tried again before the next one is. Default: 2.
    pub retries: u32,
}

/// All that a session needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// The session id, or who makes it.
    pub source: Source,
    /// The widget's place.
    pub target: Target,
    /// The widget's language.
    pub locale: Locale,
    /// Each ends the session when it is aborted, with its reason.
    pub signals: Vec<AbortSignal>,
    /// The time limits.
    pub timeouts: Timeouts,
    /// What to do about a session that is running already.
    pub conflict: Conflict,
    /// The script.
    pub script: ScriptOptions,
}

impl Options {
    /// Reads the config that a page gave to `startSession` or `openSession`.
    ///
    /// # Errors
    /// `invalid-config` naming the field, what was given and what is expected;
    /// `unsupported-environment` outside a page.
    pub fn read(config: &JsValue) -> Result<Self, Error> {
        let (window, document) = page()?;
        let reader = Reader::new(config, "")?;
        Ok(Self {
            source: read_source(&reader)?,
            target: read_target(&reader)?,
            locale: read_locale(&reader, &window, &document)?,
            signals: read_signal(&reader)?.into_iter().collect(),
            timeouts: read_timeouts(&reader)?,
            conflict: reader
                .word("conflict", &[("reject", Conflict::Reject), ("replace", Conflict::Replace)])?
                .unwrap_or(Conflict::Reject),
            script: ScriptOptions::from_reader(&reader, &document)?,
        })
    }
}

impl ScriptOptions {
    /// Reads the options that a page gave to `loadWidget`; `undefined` means all defaults.
    ///
    /// # Errors
    /// As [`Options::read`].
    pub fn read(options: &JsValue) -> Result<(Self, Timeouts, Option<AbortSignal>), Error> {
        let (_, document) = page()?;
        let none = js_sys::Object::new();
        let options = if options.is_undefined() { none.as_ref() } else { options };
        let reader = Reader::new(options, "")?;
        Ok((Self::from_reader(&reader, &document)?, read_timeouts(&reader)?, read_signal(&reader)?))
    }

    fn from_reader(reader: &Reader, document: &Document) -> Result<Self, Error> {
        Ok(Self {
            sources: read_sources(reader, document)?,
            kind: reader
                .word("type", &[("module", ScriptType::Module), ("classic", ScriptType::Classic)])?
                .unwrap_or(ScriptType::Module),
            nonce: reader.text("nonce")?,
            integrity: reader.text("integrity")?,
            cross_origin: reader
                .word("crossOrigin", &[("anonymous", "anonymous"), ("use-credentials", "use-credentials")])?,
            referrer_policy: reader.text("referrerPolicy")?,
            retries: read_retries(reader)?,
        })
    }
}

fn read_source(reader: &Reader) -> Result<Source, Error> {
    const EXPECTED: &str = "the session id that your backend got from the service (a string, a Promise of it, \
                            or a function that returns it)";
    let first = reader.get("id")?;
    let second = reader.get("session_id")?;
    let (name, value) = match (first, second) {
        (Some(id), Some(alias)) if id.as_string() != alias.as_string() => {
            return Err(invalid(&[
                "`id` and `session_id` are two names of one field, but differ; give one of them.",
            ]));
        }
        (Some(id), _) => ("id", id),
        (None, Some(alias)) => ("session_id", alias),
        (None, None) => return Err(reader.missing("id", EXPECTED)),
    };
    if let Some(id) = value.as_string() {
        return if id.trim().is_empty() {
            Err(reader.wrong(name, EXPECTED, &value))
        } else {
            Ok(Source::Id(id))
        };
    }
    match value.dyn_into::<Function>() {
        Ok(function) => Ok(Source::Function(function)),
        Err(value) if is_thenable(&value) => Ok(Source::Promise(Promise::resolve(&value))),
        Err(value) => Err(reader.wrong(name, EXPECTED, &value)),
    }
}

/// A Promise of another realm or library counts as well.
fn is_thenable(value: &JsValue) -> bool {
    value.is_object() && Reflect::get(value, &"then".into()).is_ok_and(|then| then.is_function())
}

fn read_target(reader: &Reader) -> Result<Target, Error> {
    if let Some(value) = reader.get("container")? {
        return match value.dyn_into::<HtmlElement>() {
            Ok(element) => Ok(Target::Element(element)),
            Err(value) => Err(reader.wrong("container", "an HTML element of this page", &value)),
        };
    }
    match reader.text("selector")? {
        Some(selector) => Ok(Target::Selector(selector)),
        None => Err(reader.missing(
            "selector",
            "the CSS selector of the widget's container, such as \"#flow-widget\" (or give the element as `container`)",
        )),
    }
}

fn read_locale(reader: &Reader, window: &Window, document: &Document) -> Result<Locale, Error> {
    if let Some(tag) = reader.text("locale")? {
        return Ok(Locale::negotiate([tag.as_str()]));
    }
    let page = document.document_element().and_then(|html| html.get_attribute("lang"));
    let preferred = window.navigator().languages();
    let preferred: Vec<String> = preferred.iter().filter_map(|tag| tag.as_string()).collect();
    Ok(Locale::negotiate(page.iter().chain(&preferred).map(String::as_str)))
}

fn read_signal(reader: &Reader) -> Result<Option<AbortSignal>, Error> {
    let Some(value) = reader.get("signal")? else {
        return Ok(None);
    };
    match value.dyn_into::<AbortSignal>() {
        Ok(signal) => Ok(Some(signal)),
        Err(value) => Err(reader.wrong("signal", "an AbortSignal", &value)),
    }
}

fn read_timeouts(reader: &Reader) -> Result<Timeouts, Error> {
    let mut timeouts = Timeouts::default();
    if let Some(value) = reader.get("timeouts")? {
        let inner = Reader::new(&value, "timeouts.")?;
        let read = |name: &str, default: f64| {
            let limit = inner.number(name, LONGEST_TIMER, "milliseconds, from 0 (no limit) to 2147483647");
            limit.map(|limit| limit.unwrap_or(default))
        };
        timeouts.session = read("session", timeouts.session)?;
        timeouts.script = read("script", timeouts.script)?;
        timeouts.finish = read("finish", timeouts.finish)?;
    }
    Ok(timeouts)
}

fn read_retries(reader: &Reader) -> Result<u32, Error> {
    let retries = reader.number("retries", 10.0, "a whole number from 0 to 10")?;
    match retries {
        Some(number) if number.fract() != 0.0 => {
            Err(reader.wrong("retries", "a whole number from 0 to 10", &number.into()))
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
        Some(number) => Ok(number as u32),
        None => Ok(2),
    }
}

fn read_sources(reader: &Reader, document: &Document) -> Result<Vec<String>, Error> {
    const EXPECTED: &str = "the URL of the widget's script, or a list of such URLs that are tried in order";
    let Some(value) = reader.get("src")? else {
        return Ok(DEFAULT_SOURCES.map(String::from).to_vec());
    };
    let given = items(&value, 16).map_err(|thrown| reader.wrong("src", EXPECTED, &value).because(thrown))?;
    let given = given.unwrap_or_else(|| vec![value.clone()]);
    if given.is_empty() {
        return Err(reader.wrong("src", EXPECTED, &value));
    }
    let base = document.base_uri().ok().flatten().unwrap_or_default();
    given
        .iter()
        .map(|one| {
            let text = one.as_string().filter(|text| !text.trim().is_empty());
            let url = text.and_then(|text| web_sys::Url::new_with_base(&text, &base).ok());
            match url {
                Some(url) => Ok(url.href()),
                None => Err(reader.wrong("src", EXPECTED, one)),
            }
        })
        .collect()
}
