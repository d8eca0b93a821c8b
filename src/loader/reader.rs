//! Reads a page's config field by field: each may be missing, of a wrong type, or throw when touched.

use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::{Text, describe, get, is_finite};

/// A config object. What is wrong first is kept; from then on every field reads as if it were not given, so
/// that a config is read in one go and asked once whether it was right.
#[derive(Debug)]
pub struct Reader {
    object: JsValue,
    /// What stands before each field's name in messages.
    prefix: &'static str,
    error: Option<Error>,
}

impl Reader {
    /// A reader of the config itself.
    pub fn new(config: &JsValue) -> Self {
        let mut reader = Self { object: config.clone(), prefix: "", error: None };
        reader.check("The config");
        reader
    }

    fn check(&mut self, name: &str) {
        if !self.object.is_object() {
            let got = describe(&self.object);
            self.fail(invalid(&Text::new(name).and(" must be an object; got ").and_value(&got).and(".")));
        }
    }

    /// Reads the fields of a field, which is an object; `title` is what it is called if it is none.
    pub fn within(&mut self, name: &str, prefix: &'static str, title: &str, read: impl FnOnce(&mut Self)) {
        if let Some(inner) = self.get(name) {
            let outer = core::mem::replace(&mut self.object, inner);
            self.prefix = prefix;
            self.check(title);
            read(self);
            self.object = outer;
            self.prefix = "";
        }
    }

    /// What was read, if nothing was wrong.
    ///
    /// # Errors
    /// `invalid-config`, naming the field, what was given and what is expected.
    pub fn finish<T>(self, read: T) -> Result<T, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(read),
        }
    }

    /// A field's value; `undefined` and `null` both mean that it is not given.
    pub fn get(&mut self, name: &str) -> Option<JsValue> {
        if self.error.is_some() {
            return None;
        }
        match get(&self.object, name) {
            Ok(value) => (!value.is_null_or_undefined()).then_some(value),
            Err(thrown) => {
                let text = self.name("Reading `", name).and("` threw an error; see `cause`.");
                self.fail(invalid(&text).because(&thrown));
                None
            }
        }
    }

    /// A text that is not empty.
    pub fn text(&mut self, name: &str) -> Option<JsValue> {
        let value = self.get(name)?;
        if Text::of(&value).is_none() {
            self.wrong(name, "a string that is not empty", &value);
        }
        Some(value)
    }

    /// One of two words.
    pub fn word(&mut self, name: &str, words: [&str; 2]) -> Option<JsValue> {
        let value = self.get(name)?;
        if !words.iter().any(|word| value == JsValue::from_str(word)) {
            let expected = Text::new("\"").and(words[0]).and("\" or \"").and(words[1]).and("\"");
            self.wrong_text(name, &expected, &value);
        }
        Some(value)
    }

    /// A number from 0 up to `most`.
    pub fn number(&mut self, name: &str, most: f64, expected: &str) -> Option<f64> {
        let value = self.get(name)?;
        // Only a number is one without a conversion, which may throw.
        let number = if is_finite(&value) { value.unchecked_into_f64() } else { -1.0 };
        if !(0.0..=most).contains(&number) {
            self.wrong(name, expected, &value);
        }
        Some(number)
    }

    /// A field is given but is not what is expected.
    #[cold]
    pub fn wrong(&mut self, name: &str, expected: &str, given: &JsValue) {
        self.wrong_text(name, &Text::new(expected), given);
    }

    #[cold]
    fn wrong_text(&mut self, name: &str, expected: &Text, given: &JsValue) {
        let text = self.name("`", name).and("` must be ").and_value(expected);
        self.fail(invalid(&text.and("; got ").and_value(&describe(given)).and(".")));
    }

    /// A field is needed and not given.
    #[cold]
    pub fn missing(&mut self, name: &str, expected: &str) {
        let text = self.name("`", name).and("` is missing: it must be ").and(expected).and(".");
        self.fail(invalid(&text));
    }

    /// Keeps the first error.
    #[cold]
    pub fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn name(&self, before: &str, name: &str) -> Text {
        Text::new(before).and(self.prefix).and(name)
    }
}

pub fn invalid(message: &Text) -> Error {
    Error::with(Code::InvalidConfig, message)
}
