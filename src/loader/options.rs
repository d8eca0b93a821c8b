//! A session's options, read from the page's config once and checked at the door.

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{
    NONE, Sequence, Text, call, call3, copy, document, each, get, is_a, is_list, make, named, object, query,
    read, set,
};
use super::lifecycle::{Goal, Phase};
use super::locale::Locale;
use super::reader::{Reader, invalid};
use super::tag::is_module;

/// Where the widget's script is served (guide, section 4.2: the text names the one file, the example the
/// other).
pub const DEFAULT_SOURCES: &str =
    "https://remote.biometric.kz/widget/flow-widget.umd.js https://remote.biometric.kz/widget/flow-widget.js";

/// The longest time that a browser's timer can wait, in ms.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// How long the container may be out of the document, in ms: a framework that moves it puts it back at once,
/// or with its next render.
const AWAY_LIMIT: f64 = 100.0;

/// The time limits, in ms; 0 means none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timeouts {
    /// Until the session id is there. Default: 30,000.
    pub session: f64,
    /// Until the script has run, all candidates and attempts together. Default: 60,000.
    pub script: f64,
    /// Until the widget has finished. Default: none, as a person may take their time.
    pub finish: f64,
    /// For one attempt at the script. Default: 30,000, as a megabyte takes 20 s on a slow line.
    pub attempt: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { session: 30_000.0, script: 60_000.0, finish: 0.0, attempt: 30_000.0 }
    }
}

impl Timeouts {
    /// The limit of a phase.
    pub const fn of(&self, phase: Phase) -> f64 {
        match phase {
            Phase::Session => self.session,
            Phase::Script => self.script,
            Phase::Finish => self.finish,
            Phase::Away => AWAY_LIMIT,
        }
    }
}

/// The properties of a tag in which one script can differ from another.
const DIFFERENCES: [&str; 4] = ["type", "integrity", "crossOrigin", "referrerPolicy"];

/// How the widget's script gets into the page.
#[derive(Clone, Debug)]
pub struct ScriptOptions {
    /// Absolute URLs, tried in their order: an array.
    pub sources: Sequence,
    /// What tells one list of sources from another. URLs hold no white space.
    pub key: JsValue,
    /// The tag's properties besides `src`: `type`, `nonce`, `integrity`, `crossOrigin`, `referrerPolicy`.
    pub properties: JsValue,
    /// Which of [`DIFFERENCES`] the page gave.
    pub given: [bool; 4],
    /// How often a candidate is tried again before the next one is. Default: 2.
    pub retries: u32,
    /// Whether to wait for the network where there is none, instead of failing. Default: false.
    pub wait_online: bool,
    /// The limit of one attempt, in ms; 0 means none.
    pub attempt: f64,
}

/// All that a session needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is wanted: a session, or the script alone.
    pub goal: Goal,
    /// The session id, a Promise of it, or a function that returns either when it is given `{ signal }`.
    pub id: JsValue,
    /// The widget's place: a CSS selector, or an element of the page.
    pub place: JsValue,
    /// The widget's language.
    pub locale: Locale,
    /// Each that there is ends the session when it is aborted, with its reason.
    pub signals: [JsValue; 2],
    /// The time limits.
    pub timeouts: Timeouts,
    /// Whether a session that is running already is cancelled for this one.
    pub replace: bool,
    /// The script.
    pub script: ScriptOptions,
}

impl Options {
    /// Reads the config that a page gave: all of it for a session, and for the script alone only what
    /// speaks of the script. `place` is an element for the widget if the config names none.
    ///
    /// # Errors
    /// `invalid-config` naming the field, what was given and what is expected;
    /// `unsupported-environment` outside a page.
    pub fn read(config: &JsValue, goal: Goal, place: Option<JsValue>) -> Result<Self, Error> {
        let Some(document) = document() else {
            return Err(Error::new(
                Code::UnsupportedEnvironment,
                "There is no document with a head here; call this in a page, not on a server or in a worker.",
            ));
        };
        let mut reader = Reader::new(config);
        let mut options = Self {
            goal,
            id: JsValue::UNDEFINED,
            place: JsValue::UNDEFINED,
            locale: Locale::En,
            signals: Default::default(),
            timeouts: Timeouts::default(),
            replace: false,
            script: ScriptOptions::from_reader(&mut reader, &document),
        };
        if goal == Goal::Session {
            options.id = read_id(&mut reader);
            options.place = read_place(&mut reader, place);
            options.locale = read_locale(&mut reader, &document);
            let conflict = reader.word("conflict", ["reject", "replace"]);
            options.replace = conflict.is_some_and(|word| word == JsValue::from_str("replace"));
        }
        if let Some(signal) = reader.get("signal") {
            if !is_a(&signal, "AbortSignal") {
                reader.wrong("signal", "an AbortSignal", &signal);
            }
            options.signals[0] = signal;
        }
        let timeouts = &mut options.timeouts;
        reader.within("timeouts", "timeouts.", "`timeouts`", |reader| {
            for (name, limit) in [
                ("session", &mut timeouts.session),
                ("script", &mut timeouts.script),
                ("finish", &mut timeouts.finish),
                ("attempt", &mut timeouts.attempt),
            ] {
                let expected = "milliseconds, from 0 (no limit) to 2147483647";
                if let Some(given) = reader.number(name, LONGEST_TIMER, expected) {
                    *limit = given;
                }
            }
        });
        options.script.attempt = options.timeouts.attempt;
        reader.finish(options)
    }
}

impl ScriptOptions {
    fn from_reader(reader: &mut Reader, document: &JsValue) -> Self {
        let properties = object();
        // A tag made by a script is asynchronous of itself, of whatever type.
        set(&properties, "type", &"module".into());
        let mut given = [false; 4];
        for (name, given) in DIFFERENCES.into_iter().zip(&mut given) {
            let value = match name {
                "type" => reader.word(name, ["module", "classic"]),
                "crossOrigin" => reader.word(name, ["anonymous", "use-credentials"]),
                _ => reader.text(name),
            };
            if let Some(value) = value {
                *given = true;
                // A classic script is one of no type.
                let value = if value == JsValue::from_str("classic") { "".into() } else { value };
                set(&properties, name, &value);
            }
        }
        if let Some(nonce) = reader.text("nonce").or_else(page_nonce) {
            set(&properties, "nonce", &nonce);
        }
        let offline = reader.word("offline", ["wait", "fail"]);
        let sources = read_sources(reader, document);
        let key = call(&sources, "join", &" ".into(), NONE);
        let wait_online = offline.is_some_and(|word| word == JsValue::from_str("wait"));
        Self { sources, key, properties, given, retries: read_retries(reader), wait_online, attempt: 0.0 }
    }

    /// The first option that was given and in which another script, a tag or other options, differs.
    pub fn differs(&self, other: &JsValue) -> Option<&'static str> {
        let given = DIFFERENCES.into_iter().zip(self.given).filter(|(_, given)| *given);
        given.map(|(name, _)| name).find(|name| match *name {
            // Of all other types, only classic scripts run.
            "type" => is_module(&self.properties) != is_module(other),
            name => read(&self.properties, name) != read(other, name),
        })
    }

    /// Whether the script is to run as a module.
    pub fn is_module(&self) -> bool {
        is_module(&self.properties)
    }

    /// Whether the script's bytes must match something.
    pub fn has_integrity(&self) -> bool {
        self.given[1]
    }

    /// Gives the properties to a tag.
    ///
    /// # Errors
    /// What the page's policy threw.
    pub fn apply(&self, tag: &JsValue) -> Result<JsValue, JsValue> {
        call3(&named("Object"), "assign", tag, &self.properties, NONE)
    }
}

fn read_id(reader: &mut Reader) -> JsValue {
    const EXPECTED: &str = "the session id that your backend got from the service (a string, a Promise of it, \
                            or a function that returns it)";
    let first = reader.get("id");
    let second = reader.get("session_id");
    if first.is_some() && second.is_some() && first != second {
        reader.fail(invalid(&Text::new(
            "`id` and `session_id` are two names of one field, but differ; give one of them.",
        )));
    }
    let name = if first.is_some() { "id" } else { "session_id" };
    let Some(value) = first.or(second) else {
        reader.missing("id", EXPECTED);
        return JsValue::UNDEFINED;
    };
    // A Promise of another realm or library counts as well.
    let thenable = || get(&value, "then").is_ok_and(|then| then.is_function());
    if Text::of(&value).is_none() && !value.is_function() && !thenable() {
        reader.wrong(name, EXPECTED, &value);
    }
    value
}

/// The nonce of a script that the page's policy has let through: what that script loads may run as well.
/// (The attribute is hidden from selectors' values, but its presence is not.)
fn page_nonce() -> Option<JsValue> {
    let script = query(&"script[nonce]".into()).ok()?;
    Some(read(&script, "nonce")).filter(|nonce| Text::of(nonce).is_some())
}

fn read_place(reader: &mut Reader, place: Option<JsValue>) -> JsValue {
    if let Some(element) = reader.get("container") {
        if !is_a(&element, "HTMLElement") {
            reader.wrong("container", "an HTML element of this page", &element);
        }
        return element;
    }
    let selector = reader.text("selector").or(place);
    if selector.is_none() {
        reader.missing(
            "selector",
            "the CSS selector of the widget's container, such as \"#flow-widget\" (or give the element as `container`)",
        );
    }
    selector.unwrap_or_default()
}

fn read_locale(reader: &mut Reader, document: &JsValue) -> Locale {
    if let Some(tag) = reader.text("locale") {
        return Locale::of(&tag).unwrap_or(Locale::En);
    }
    let page = read(&read(document, "documentElement"), "lang");
    let preferred = || each(&read(&named("navigator"), "languages")).find_map(|tag| Locale::of(&tag));
    Locale::of(&page).or_else(preferred).unwrap_or(Locale::En)
}

fn read_retries(reader: &mut Reader) -> u32 {
    const EXPECTED: &str = "a whole number from 0 to 10";
    let Some(given) = reader.number("retries", 10.0, EXPECTED) else {
        return 2;
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
    let retries = given as u32;
    // Cut to a whole number, it is less if it was none.
    if f64::from(retries) < given {
        reader.wrong("retries", EXPECTED, &given.into());
    }
    retries
}

/// The longest list of sources that is read.
const MOST_SOURCES: u32 = 16;

fn read_sources(reader: &mut Reader, document: &JsValue) -> Sequence {
    const EXPECTED: &str = "the URL of the widget's script, or a list of such URLs that are tried in order";
    let given = reader.get("src");
    let value = given.unwrap_or_else(|| call(&DEFAULT_SOURCES.into(), "split", &" ".into(), NONE));
    let list = if is_list(&value) {
        copy(&call(&value, "slice", &0.into(), &MOST_SOURCES.into()))
    } else {
        let one = object();
        set(&one, "0", &value);
        copy(&one)
    };
    let base = read(document, "baseURI");
    // A list that throws is one without sources.
    let Ok(sources) = list.or_else(|_| copy(&object())) else { return Text::new("").unchecked_into() };
    for index in 0..sources.length() {
        let source = sources.item(index);
        match Text::of(&source).map(|text| make("URL", text, &base)) {
            Some(Ok(url)) => {
                let _ = call3(&sources, "fill", &read(&url, "href"), &index.into(), &(index + 1).into());
            }
            _ => reader.wrong("src", EXPECTED, &source),
        }
    }
    if sources.length() == 0 {
        reader.wrong("src", EXPECTED, &value);
    }
    sources
}
