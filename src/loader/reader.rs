//! Reads a page's config field by field. Each field may be missing, have a wrong type, or throw when it is read.

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{Object, Text, describe, get, is_finite, is_text, read};

/// Reads a config object and keeps the first error. After an error every field reads as missing, so callers read all
/// fields and check for an error once, in [`finish`](Self::finish).
#[derive(Debug)]
pub(crate) struct Reader {
    object: JsValue,
    /// Precedes each field's name in messages.
    prefix: &'static str,
    error: Option<Error>,
}

impl Reader {
    /// Makes a reader of the config.
    pub(crate) fn new(config: &JsValue) -> Self {
        let mut reader = Self { object: config.clone(), prefix: "", error: None };
        reader.check_object("The config");
        reader
    }

    fn check_object(&mut self, name: &str) {
        if !self.object.is_object() {
            let got = describe(&self.object);
            self.fail(invalid(&Text::new(name).and(" must be an object; got ").and_value(&got).and(".")));
        }
    }

    /// Reads the fields of a nested object; `title` names it in the message if it is not an object.
    pub(crate) fn within(
        &mut self,
        name: &str,
        prefix: &'static str,
        title: &str,
        read: impl FnOnce(&mut Self),
    ) {
        if let Some(inner) = self.get(name) {
            let outer = core::mem::replace(&mut self.object, inner);
            self.prefix = prefix;
            self.check_object(title);
            read(self);
            self.object = outer;
            self.prefix = "";
        }
    }

    /// Returns `read` if every field was valid.
    ///
    /// # Errors
    /// `invalid-config`, naming the first wrong field, what was given and what is expected.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }

    /// Reads a field; `undefined` and `null` both mean that it is missing.
    pub(crate) fn get(&mut self, name: &str) -> Option<JsValue> {
        if self.error.is_some() {
            return None;
        }
        match get(&self.object, name) {
            // A polluted `Object.prototype` gives nothing.
            Ok(value) => Some(value)
                .filter(|value| !value.is_null_or_undefined() && *value != read(&Object::new(), name)),
            Err(thrown) => {
                let text = self.name("Reading `", name).and("` threw an error; see `cause`.");
                self.fail(invalid(&text).because(&thrown));
                None
            }
        }
    }

    /// Reads a string that is not blank.
    pub(crate) fn text(&mut self, name: &str) -> Option<JsValue> {
        let value = self.get(name)?;
        if Text::of(&value).is_none() {
            self.wrong(name, "a non-empty string", &value);
        }
        Some(value)
    }

    /// Reads a string that must be one of two words.
    pub(crate) fn word(&mut self, name: &str, words: [&str; 2]) -> Option<JsValue> {
        let value = self.get(name)?;
        if !words.iter().any(|word| is_text(&value, word)) {
            let expected = Text::new("\"").and(words[0]).and("\" or \"").and(words[1]).and("\"");
            self.wrong_text(name, &expected, &value);
        }
        Some(value)
    }

    /// Reads a number from 0 to `max`.
    pub(crate) fn number(&mut self, name: &str, max: f64, expected: &str) -> Option<f64> {
        let value = self.get(name)?;
        // Only a number is converted: the conversion of other values may throw.
        let number = if is_finite(&value) { value.unchecked_into_f64() } else { -1.0 };
        if !(0.0..=max).contains(&number) {
            self.wrong(name, expected, &value);
        }
        Some(number)
    }

    /// Reports a field that has a wrong value.
    #[cold]
    pub(crate) fn wrong(&mut self, name: &str, expected: &str, given: &JsValue) {
        self.wrong_text(name, &Text::new(expected), given);
    }

    #[cold]
    fn wrong_text(&mut self, name: &str, expected: &Text, given: &JsValue) {
        let text = self.name("`", name).and("` must be ").and_value(expected);
        self.fail(invalid(&text.and("; got ").and_value(&describe(given)).and(".")));
    }

    /// Reports a required field that is missing.
    #[cold]
    pub(crate) fn missing(&mut self, name: &str, expected: &str) {
        let text = self.name("`", name).and("` is missing: it must be ").and(expected).and(".");
        self.fail(invalid(&text));
    }

    /// Keeps the error if it is the first.
    #[cold]
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn name(&self, before: &str, name: &str) -> Text {
        Text::new(before).and(self.prefix).and(name)
    }
}

/// Makes an `invalid-config` error.
pub(crate) fn invalid(message: &Text) -> Error {
    Error::with(Code::InvalidConfig, message)
}
