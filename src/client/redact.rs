//! Removes the API key from text that may be logged, because the service may repeat it in a response.
//!
//! `js/server/redact.ts` does the same for the handlers' responses. Both are tested with the spellings in
//! `tests/fixtures/redaction.json`.

use serde_json::Value;

use crate::contract::ApiKey;

/// Replacement for the key.
const PLACEHOLDER: &str = "[API key]";
/// Minimum length of a spelling that is redacted, in characters.
///
/// A shorter string is not a real key (see [`MIN_KEY_LENGTH`](crate::contract::MIN_KEY_LENGTH)), and
/// replacing it would garble unrelated words.
const MIN_LENGTH: usize = 8;
/// Maximum number of repetitions within an escape sequence, which nested encodings cause: `\\\\u002b`, `%25252b`.
const MAX_REPEATS: usize = 8;
/// Maximum length of an escaped character, in bytes: `&amp;…` with a numeric character reference.
const MAX_ESCAPE: usize = 4 * MAX_REPEATS + MAX_REPEATS + 12;
/// Maximum number of digits in a character reference of HTML.
const MAX_DIGITS: usize = 15;
/// Maximum length of an indentation after a line break, in bytes.
const MAX_INDENTATION: usize = 32;
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Named character references of HTML for characters that a key may contain.
const NAMES: [(char, &str); 9] = [
    ('&', "amp;"),
    ('<', "lt;"),
    ('>', "gt;"),
    ('"', "quot;"),
    ('\'', "apos;"),
    ('+', "plus;"),
    ('/', "sol;"),
    ('=', "equals;"),
    ('_', "lowbar;"),
];

/// Replaces a key in every spelling that a response or an error may contain: plain, in base64 or hexadecimal, also with
/// line breaks, and with any character escaped as in a URL, in JSON or in HTML.
#[derive(Debug)]
pub(crate) struct Redactor(Vec<Spelling>);

/// Form of the key.
#[derive(Debug)]
struct Spelling {
    characters: Vec<char>,
    /// Whether lines may be broken within it, as in base64 (RFC 2045, section 6.8).
    wraps: bool,
}

impl Spelling {
    fn encoded(characters: Vec<char>) -> Self {
        Self { characters, wraps: true }
    }
}

impl Redactor {
    pub(crate) fn new(key: &ApiKey) -> Self {
        let key = key.reveal();
        let mut plain = key.chars().collect::<Vec<_>>();
        // A run of backslashes matches a single one, because JSON doubles them.
        plain.dedup_by(|a, b| *a == '\\' && *b == '\\');
        let hex = key.bytes().flat_map(|byte| format!("{byte:02x}").chars().collect::<Vec<_>>()).collect();
        let mut spellings = vec![Spelling { characters: plain, wraps: false }, Spelling::encoded(hex)];
        spellings.extend((0..3).map(|offset| Spelling::encoded(base64_core(key.as_bytes(), offset))));
        spellings.retain(|Spelling { characters, .. }| {
            key.chars().count() >= MIN_LENGTH && characters.len() >= MIN_LENGTH
        });
        Self(spellings)
    }

    /// Returns the text with the key replaced.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(length) =
                self.0.iter().find_map(|spelling| match_spelling(rest, &spelling.characters, spelling.wraps))
            {
                redacted.push_str(PLACEHOLDER);
                rest = &rest[length..];
            } else {
                redacted.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        redacted
    }

    /// Returns the beginning of a longer text with the key replaced, without the end that may be a part of the key.
    pub(crate) fn beginning(&self, text: &str) -> String {
        let mut redacted = self.text(text);
        let longest = self.0.iter().map(|Spelling { characters, .. }| characters.len()).max();
        // A carriage return, a line feed and an indentation may precede each character.
        let most = (3 * MAX_ESCAPE + MAX_INDENTATION) * longest.unwrap_or_default();
        let mut end = redacted.len().saturating_sub(most);
        while !redacted.is_char_boundary(end) {
            end -= 1;
        }
        redacted.truncate(end);
        redacted
    }

    /// Returns the JSON value with the key replaced, in field names as well.
    pub(crate) fn value(&self, value: Value) -> Value {
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

/// Returns the characters that base64 always contains if the bytes begin at `offset` in a group of three.
fn base64_core(bytes: &[u8], offset: usize) -> Vec<char> {
    let padded = [&vec![0; offset], bytes].concat();
    let encoded = padded.chunks(3).flat_map(|group| {
        let bits =
            (0..3).fold(0_usize, |bits, index| bits << 8 | usize::from(*group.get(index).unwrap_or(&0)));
        (0..4).map(move |index| char::from(BASE64[bits >> (18 - 6 * index) & 63]))
    });
    // The first and the last character also depend on the neighbours of the bytes.
    let first = (offset * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    encoded.take(last).skip(first).collect()
}

/// Returns the length of the spelling at the beginning of the text, in bytes.
fn match_spelling(text: &str, spelling: &[char], wraps: bool) -> Option<usize> {
    let Some((&character, others)) = spelling.split_first() else { return Some(0) };
    let follow = |length: usize| {
        let wrapped = wraps && !others.is_empty();
        let length = if wrapped { length + line_break(&text[length..]) } else { length };
        Some(length + match_spelling(&text[length..], others, wraps)?)
    };
    // `%2541` is `%41` encoded once or `A` encoded twice.
    if character == '%' && text.starts_with('%') {
        let lengths = (0..=MAX_REPEATS).rev().map(|repeats| 1 + 2 * repeats);
        return lengths.filter(|&length| is_percent(text.get(1..length))).find_map(follow);
    }
    follow(match_character(text, character)?)
}

/// Returns the length of the character at the beginning of the text, escaped or not, in bytes.
fn match_character(text: &str, character: char) -> Option<usize> {
    match text.as_bytes().first()? {
        b'\\' => match_json(text, character),
        b'%' => match_percent(text, character),
        b'&' => match_html(text, character),
        _ => match_plain(text, character),
    }
}

/// Returns the length of the line break at the beginning of the text and of the indentation after it, escaped or not, in
/// bytes.
fn line_break(text: &str) -> usize {
    let start = ['\r', '\n']
        .iter()
        .fold(0, |length, &character| length + match_character(&text[length..], character).unwrap_or(0));
    let mut length = start;
    while start > 0
        && let Some(next) = indentation(&text[length..])
        && length + next - start <= MAX_INDENTATION
    {
        length += next;
    }
    length
}

/// Returns the length of the tab or space at the beginning of the text, escaped or not, in bytes. A `+`, which may replace
/// a space, is a part of base64.
fn indentation(text: &str) -> Option<usize> {
    if text.starts_with('+') {
        return None;
    }
    match_character(text, '\t').or_else(|| match_character(text, ' '))
}

/// In base64, `-` and `_` may replace `+` and `/`. In a query, `+` may replace a space.
fn match_plain(text: &str, character: char) -> Option<usize> {
    let found = text.chars().next()?;
    let equal = found.eq_ignore_ascii_case(&character)
        || matches!((character, found), ('+', '-') | ('/', '_') | (' ', '+'));
    equal.then(|| found.len_utf8())
}

/// Returns the number of backslashes at the beginning that an escape sequence may have.
fn count_slashes(text: &str) -> usize {
    text.bytes().take(2 * MAX_REPEATS).take_while(|&byte| byte == b'\\').count()
}

fn match_json(text: &str, character: char) -> Option<usize> {
    let slashes = count_slashes(text);
    let rest = &text[slashes..];
    if let Some(length) = match_unicode_escapes(rest, character) {
        return Some(slashes + length);
    }
    match character {
        '\\' => Some(slashes),
        '\r' => rest.starts_with('r').then_some(slashes + 1),
        '\n' => rest.starts_with('n').then_some(slashes + 1),
        '\t' => rest.starts_with('t').then_some(slashes + 1),
        _ => match_plain(rest, character).map(|length| slashes + length),
    }
}

/// Matches `uXXXX`, or for a surrogate pair `uXXXX\uXXXX`.
fn match_unicode_escapes(text: &str, character: char) -> Option<usize> {
    let mut rest = text;
    for (index, unit) in character.encode_utf16(&mut [0; 2]).iter().enumerate() {
        if index > 0 {
            rest = &rest[count_slashes(rest)..];
        }
        rest = rest.strip_prefix(['u', 'U'])?;
        let digits = rest.get(..4)?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        rest = &rest[4..];
    }
    Some(text.len() - rest.len())
}

/// Matches the bytes of UTF-8, each as `%XX`, or as `%25XX` if encoded repeatedly. Not for `%` itself.
fn match_percent(text: &str, character: char) -> Option<usize> {
    let mut rest = text;
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        rest = rest.strip_prefix('%')?;
        let mut repeats = 0;
        while repeats < MAX_REPEATS && rest.starts_with("25") {
            rest = &rest[2..];
            repeats += 1;
        }
        if u8::from_str_radix(rest.get(..2)?, 16) != Ok(byte) {
            return None;
        }
        rest = &rest[2..];
    }
    Some(text.len() - rest.len())
}

/// Returns whether the text is any number of `25`.
fn is_percent(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.as_bytes().chunks(2).all(|digits| digits == b"25"))
}

/// Matches a character reference, such as `&amp;` or `&#43;`. Browsers also decode a number without the semicolon.
fn match_html(text: &str, character: char) -> Option<usize> {
    let mut rest = text.strip_prefix('&')?;
    let mut repeats = 0;
    while repeats < MAX_REPEATS && rest.starts_with("amp;") {
        rest = &rest[4..];
        repeats += 1;
    }
    let after = |rest: &str| Some(text.len() - rest.len());
    let named = NAMES.iter().find(|(named, _)| *named == character);
    if let Some(rest) = named.and_then(|(_, name)| rest.strip_prefix(name)) {
        return after(rest);
    }
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
        let end = digits.bytes().take(MAX_DIGITS).take_while(is_digit).count();
        if u32::from_str_radix(&digits[..end], radix) == Ok(u32::from(character)) {
            let rest = &digits[end..];
            return after(rest.strip_prefix(';').unwrap_or(rest));
        }
    }
    if character == '&' { after(rest) } else { None }
}
