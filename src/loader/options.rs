//! A session's options, read once from the page's config and validated.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::dom::{self, AbortSignal, Document, HtmlElement, document};
use super::error::{Code, Error};
use super::js::{Text, each, get, is_text};
use super::lifecycle::{Goal, Phase};
use super::locale::Locale;
use super::reader::{Reader, invalid};
use super::script_options::ScriptOptions;

/// The longest delay that a browser's timer supports, in ms.
const LONGEST_TIMER: f64 = 2_147_483_647.0;

/// How long the container may be out of the document, in ms. A framework that moves an element inserts it again
/// immediately or with the next render.
const AWAY_LIMIT: f64 = 100.0;

/// The time limits, in ms; 0 for none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Timeouts {
    /// Until the session id is known. Default: 30,000.
    session: f64,
    /// Until the script has run, over all sources and attempts. Default: 60,000.
    script: f64,
    /// Until the widget has finished. Default: none, because users need different amounts of time.
    finish: f64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { session: 30_000.0, script: 60_000.0, finish: 0.0 }
    }
}

impl Timeouts {
    /// Returns the limit of a phase, in ms; 0 for none.
    pub(crate) const fn of(&self, phase: Phase) -> f64 {
        match phase {
            Phase::Session => self.session,
            Phase::Script => self.script,
            Phase::Finish => self.finish,
            Phase::Away => AWAY_LIMIT,
        }
    }
}

/// The options of a session, except those of its script.
#[derive(Debug)]
pub(crate) struct Options {
    /// Whether to run a session or only load the script.
    pub(crate) goal: Goal,
    /// The session id, a Promise of it, or a function that returns either and is called with `{ signal }`.
    pub(crate) id: JsValue,
    /// The widget's container: a CSS selector, or an element of the page.
    pub(crate) container: JsValue,
    /// The widget's language.
    pub(crate) locale: Locale,
    /// The config's signal, and that of the JavaScript session object. Each cancels the session with its reason when it
    /// is aborted.
    pub(crate) signals: [Option<AbortSignal>; 2],
    /// The time limits.
    pub(crate) timeouts: Timeouts,
    /// Whether a running session is cancelled for this one.
    pub(crate) replace: bool,
}

impl Options {
    /// Reads the page's config: all fields for a session, otherwise only those for loading the script. `container` is
    /// the element to use if the config names none. Returns the options of the session and of its script.
    ///
    /// # Errors
    /// `invalid-config` naming the field, what was given and what is expected; `unsupported-environment` if there is no
    /// document.
    pub(crate) fn read(
        config: &JsValue,
        goal: Goal,
        container: Option<JsValue>,
    ) -> Result<(Self, Rc<ScriptOptions>), Error> {
        let Some(document) = document() else {
            return Err(Error::new(
                Code::UnsupportedEnvironment,
                "There is no document; call this in a page.",
            ));
        };
        let mut reader = Reader::new(config);
        let mut script = ScriptOptions::from_reader(&mut reader, &document);
        let mut options = Self {
            goal,
            id: JsValue::UNDEFINED,
            container: JsValue::UNDEFINED,
            locale: Locale::En,
            signals: [None, None],
            timeouts: Timeouts::default(),
            replace: false,
        };
        if goal == Goal::Session {
            options.id = read_id(&mut reader);
            options.container = read_container(&mut reader, container);
            options.locale = read_locale(&mut reader, &document);
            let conflict = reader.word("conflict", ["reject", "replace"]);
            options.replace = conflict.is_some_and(|word| is_text(&word, "replace"));
        }
        if let Some(signal) = reader.get("signal") {
            match signal.dyn_into() {
                Ok(signal) => options.signals[0] = Some(signal),
                Err(other) => reader.wrong("signal", "an AbortSignal", &other),
            }
        }
        let timeouts = &mut options.timeouts;
        reader.within("timeouts", "timeouts.", "`timeouts`", |reader| {
            for (name, limit) in [
                ("session", &mut timeouts.session),
                ("script", &mut timeouts.script),
                ("finish", &mut timeouts.finish),
                ("attempt", &mut script.attempt),
            ] {
                let expected = "milliseconds, from 0 (no limit) to 2147483647";
                if let Some(given) = reader.number(name, LONGEST_TIMER, expected) {
                    *limit = given;
                }
            }
        });
        reader.finish((options, Rc::new(script)))
    }
}

fn read_id(reader: &mut Reader) -> JsValue {
    const EXPECTED: &str = "a session id, a Promise of it, or a function that returns it";
    let first = reader.get("id");
    let second = reader.get("session_id");
    if first.is_some() && second.is_some() && first != second {
        reader.fail(invalid(&Text::new("`id` and `session_id` differ; give one of them.")));
    }
    let name = if first.is_some() { "id" } else { "session_id" };
    let Some(value) = first.or(second) else {
        reader.missing("id", EXPECTED);
        return JsValue::UNDEFINED;
    };
    // Any thenable is accepted: the Promise may come from another realm or a library.
    let thenable = || get(&value, "then").is_ok_and(|then| then.is_function());
    if Text::of(&value).is_none() && !value.is_function() && !thenable() {
        reader.wrong(name, EXPECTED, &value);
    }
    value
}

fn read_container(reader: &mut Reader, container: Option<JsValue>) -> JsValue {
    if let Some(element) = reader.get("container") {
        if !element.is_instance_of::<HtmlElement>() {
            reader.wrong("container", "an HTML element of this page", &element);
        }
        return element;
    }
    let selector = reader.text("selector").or(container);
    if selector.is_none() {
        reader.missing(
            "selector",
            "a CSS selector such as \"#flow-widget\" (or give the element as `container`)",
        );
    }
    selector.unwrap_or_default()
}

fn read_locale(reader: &mut Reader, document: &Document) -> Locale {
    if let Some(tag) = reader.text("locale") {
        return Locale::of(&tag).unwrap_or(Locale::En);
    }
    let preferred = || each(&dom::languages()).find_map(|tag| Locale::of(&tag));
    Locale::of(&document.document_element().lang()).or_else(preferred).unwrap_or(Locale::En)
}
