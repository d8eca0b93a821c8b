//! Removes the API key from text that may be logged, because the service may repeat it in a response.

use serde_json::Value;

use crate::contract::ApiKey;

/// Replacement for the key.
const PLACEHOLDER: &str = "[API key]";
/// Minimum length of a key that is redacted, in bytes.
///
/// A shorter string is not a real key (see [`MIN_KEY_LENGTH`](crate::contract::MIN_KEY_LENGTH)), and
/// replacing it would garble unrelated words.
const MIN_LENGTH: usize = 8;

/// Replaces a key in every variant that a response or an error may contain: plain, percent-encoded or escaped
/// as JSON.
#[derive(Debug)]
pub(super) struct Redactor(Vec<String>);

impl Redactor {
    pub(super) fn new(key: &ApiKey) -> Self {
        let key = key.reveal();
        let mut variants = vec![key.to_owned()];
        for (space, upper) in [("+", true), ("%20", true), ("%20", false)] {
            variants.push(percent_encoded(key, space, upper));
        }
        let json = Value::from(key).to_string();
        variants.push(json[1..json.len() - 1].to_owned());
        variants.retain(|variant| variant.len() >= MIN_LENGTH);
        variants.dedup();
        // Longest first, because one variant may be part of another.
        variants.sort_by_key(|variant| std::cmp::Reverse(variant.len()));
        Self(variants)
    }

    /// Returns the text with the key replaced.
    pub(super) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, variant| {
            if text.contains(variant.as_str()) { text.replace(variant.as_str(), PLACEHOLDER) } else { text }
        })
    }

    /// Returns the JSON value with the key replaced, in field names as well.
    pub(super) fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                fields.into_iter().map(|(name, field)| (self.text(&name), self.value(field))).collect()
            }
            other => other,
        }
    }
}

/// Encodes text as in a query string: every byte except letters, digits and `*-._` becomes `%XX`.
///
/// A space becomes `space`; `upper` selects upper-case hexadecimal digits.
fn percent_encoded(text: &str, space: &str, upper: bool) -> String {
    let digits = if upper { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let digit = |value: u8| char::from(digits[usize::from(value)]);
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push_str(space),
            b'*' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]),
        }
    }
    encoded
}
