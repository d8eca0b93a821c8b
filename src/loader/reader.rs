//! Reads a page's config field by field: each may be missing, of a wrong type, or throw when touched.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::error::{Code, Error};
use super::js::describe;

/// A config object under a name that its error messages use.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    object: &'a JsValue,
    prefix: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader of `object`; `prefix` stands before each field's name in messages.
    ///
    /// # Errors
    /// `invalid-config` if the value is no object.
    pub fn new(object: &'a JsValue, prefix: &'a str) -> Result<Self, Error> {
        if object.is_object() {
            Ok(Self { object, prefix })
        } else {
            let name = if prefix.is_empty() { "The config" } else { prefix };
            Err(invalid(&[name, " must be an object; got ", &describe(object), "."]))
        }
    }

    /// A field's value; `undefined` and `null` both mean that it is not given.
    pub fn get(&self, name: &str) -> Result<Option<JsValue>, Error> {
        match Reflect::get(self.object, &name.into()) {
            Ok(value) if value.is_undefined() || value.is_null() => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(thrown) => {
                Err(invalid(&["Reading `", self.prefix, name, "` threw an error; see `cause`."])
                    .because(thrown))
            }
        }
    }

    /// A text that is not empty.
    pub fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.get(name)? else {
            return Ok(None);
        };
        match value.as_string() {
            Some(text) if !text.trim().is_empty() => Ok(Some(text)),
            _ => Err(self.wrong(name, "a string that is not empty", &value)),
        }
    }

    /// One of a few words.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Error> {
        let Some(value) = self.get(name)? else {
            return Ok(None);
        };
        let given = value.as_string();
        for (word, meaning) in words {
            if given.as_deref() == Some(*word) {
                return Ok(Some(*meaning));
            }
        }
        let quoted: Vec<String> = words.iter().map(|(word, _)| ["\"", word, "\""].concat()).collect();
        Err(self.wrong(name, &quoted.join(" or "), &value))
    }

    /// A number from 0 up to `most`.
    pub fn number(&self, name: &str, most: f64, unit: &str) -> Result<Option<f64>, Error> {
        let Some(value) = self.get(name)? else {
            return Ok(None);
        };
        match value.as_f64() {
            Some(number) if (0.0..=most).contains(&number) => Ok(Some(number)),
            _ => Err(self.wrong(name, unit, &value)),
        }
    }

    /// The error for a field that is given but is not what is expected.
    pub fn wrong(&self, name: &str, expected: &str, given: &JsValue) -> Error {
        invalid(&["`", self.prefix, name, "` must be ", expected, "; got ", &describe(given), "."])
    }

    /// The error for a field that is needed and not given.
    pub fn missing(&self, name: &str, expected: &str) -> Error {
        invalid(&["`", self.prefix, name, "` is missing: it must be ", expected, "."])
    }
}

pub fn invalid(pieces: &[&str]) -> Error {
    Error::new(Code::InvalidConfig, pieces)
}
