//! Keeps the API key out of everything that may be logged, even when the service repeats it.

use serde_json::Value;

use crate::contract::ApiKey;

/// What stands in the key's place.
const MARK: &str = "[API key]";
/// A shorter text is no key (a real one has 47 characters), and may be part of any word, in bytes.
const SHORTEST: usize = 8;

/// The spellings of a key that must not be seen.
#[derive(Debug)]
pub(super) struct Redactor(Vec<String>);

impl Redactor {
    pub(super) fn new(key: &ApiKey) -> Self {
        let key = key.reveal();
        let mut spellings = vec![key.to_owned()];
        for (space, upper) in [("+", true), ("%20", true), ("%20", false)] {
            spellings.push(percent_encoded(key, space, upper));
        }
        let json = Value::from(key).to_string();
        spellings.push(json[1..json.len() - 1].to_owned());
        spellings.retain(|spelling| spelling.len() >= SHORTEST);
        spellings.dedup();
        // The longer first: one spelling may be a part of another.
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        Self(spellings)
    }

    pub(super) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, spelling| {
            if text.contains(spelling.as_str()) { text.replace(spelling.as_str(), MARK) } else { text }
        })
    }

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

/// As a query has it: all but letters, digits and `*-._` as `%XX`.
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
