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
/// Maximum length of an escaped character, in bytes: four bytes of UTF-8, each as `\\xXX` or `%25XX`.
const MAX_ESCAPE: usize = 4 * (2 * MAX_REPEATS + 3);
/// Maximum number of separators between two bytes in hexadecimal.
const MAX_SEPARATORS: usize = 8;
/// Maximum number of digits in a character reference of HTML.
const MAX_DIGITS: usize = 15;
/// Maximum length of an indentation after a line break, in bytes.
const MAX_INDENTATION: usize = 32;
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Named character references of HTML for ASCII characters, and for tab and line feed.
const NAMES: [(char, &str); 40] = [
    ('&', "amp;"),
    ('<', "lt;"),
    ('>', "gt;"),
    ('"', "quot;"),
    ('\'', "apos;"),
    ('+', "plus;"),
    ('/', "sol;"),
    ('=', "equals;"),
    ('_', "lowbar;"),
    ('_', "UnderBar;"),
    ('!', "excl;"),
    ('#', "num;"),
    ('$', "dollar;"),
    ('%', "percnt;"),
    ('(', "lpar;"),
    (')', "rpar;"),
    ('*', "ast;"),
    ('*', "midast;"),
    (',', "comma;"),
    ('.', "period;"),
    (':', "colon;"),
    (';', "semi;"),
    ('?', "quest;"),
    ('@', "commat;"),
    ('[', "lsqb;"),
    ('[', "lbrack;"),
    ('\\', "bsol;"),
    (']', "rsqb;"),
    (']', "rbrack;"),
    ('^', "Hat;"),
    ('`', "grave;"),
    ('{', "lcub;"),
    ('{', "lbrace;"),
    ('|', "verbar;"),
    ('|', "vert;"),
    ('|', "VerticalLine;"),
    ('}', "rcub;"),
    ('}', "rbrace;"),
    ('\t', "Tab;"),
    ('\n', "NewLine;"),
];

/// Replaces a key in every spelling that a response or an error may contain: plain, in base64, also of the key as in a URL, or
/// in hexadecimal, also with separators; with line breaks, and with any character escaped as in a URL, in JSON, in JavaScript or
/// in HTML.
#[derive(Debug)]
pub(crate) struct Redactor(Vec<Spelling>);

/// Form of the key.
#[derive(Debug)]
struct Spelling {
    characters: Vec<char>,
    /// Whether it is hexadecimal, whose bytes may be separated, as in `6b:2b` and `0x6b, 0x2b`.
    separated: bool,
}

impl Spelling {
    fn of(characters: Vec<char>) -> Self {
        Self { characters, separated: false }
    }
}

impl Redactor {
    pub(crate) fn new(key: &ApiKey) -> Self {
        let key = key.reveal();
        let mut plain = key.chars().collect::<Vec<_>>();
        // A run of backslashes matches a single one, because JSON doubles them.
        plain.dedup_by(|a, b| *a == '\\' && *b == '\\');
        let hex = key.bytes().flat_map(|byte| format!("{byte:02x}").chars().collect::<Vec<_>>()).collect();
        let mut spellings = vec![Spelling::of(plain), Spelling { characters: hex, separated: true }];
        let mut sources = vec![key.to_owned(), percent_encoded(key, "-_.!~*'()"), form_encoded(key)];
        sources.dedup();
        for source in sources {
            spellings.extend((0..3).map(|offset| Spelling::of(base64_core(source.as_bytes(), offset))));
        }
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
            if let Some(length) = self.0.iter().find_map(|spelling| match_spelling(rest, spelling, 0)) {
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
        // A carriage return, a line feed and an indentation may precede each character, and separators each other one.
        let most = (4 * MAX_ESCAPE + MAX_INDENTATION) * longest.unwrap_or_default();
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

/// Encodes a text as in a URL, except for ASCII letters, digits and `kept`.
fn percent_encoded(text: &str, kept: &str) -> String {
    let mut encoded = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || kept.contains(character) {
            encoded.push(character);
            continue;
        }
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            encoded.push('%');
            encoded.extend(
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
            );
        }
    }
    encoded
}

/// Encodes a text as in a form (`application/x-www-form-urlencoded`).
fn form_encoded(text: &str) -> String {
    percent_encoded(text, "-_.* ").replace(' ', "+")
}

/// Returns the length of the spelling at the beginning of the text, in bytes, from the character at `index` on.
fn match_spelling(text: &str, spelling: &Spelling, index: usize) -> Option<usize> {
    let Some(&character) = spelling.characters.get(index) else { return Some(0) };
    let skipped = if index > 0 { gap(text, spelling, index, character) } else { 0 };
    let text = &text[skipped..];
    let follow =
        |length: usize| Some(skipped + length + match_spelling(&text[length..], spelling, index + 1)?);
    // `%2541` is `%41` encoded once or `A` encoded twice.
    if character == '%' && text.starts_with('%') {
        if let Some(length) = match_percent_units(text, character) {
            return follow(length);
        }
        let lengths = (0..=MAX_REPEATS).rev().map(|repeats| 1 + 2 * repeats);
        return lengths.filter(|&length| is_percent(text.get(1..length))).find_map(follow);
    }
    follow(match_character(text, character)?)
}

/// Returns the length of what may precede a character that is not the first, in bytes: a line break, if the character follows
/// it, and separators between bytes.
fn gap(text: &str, spelling: &Spelling, index: usize, character: char) -> usize {
    let length = line_break(text);
    let rest = &text[length..];
    let follows = (character == '%' && rest.starts_with('%')) || match_character(rest, character).is_some();
    let is_broken = length > 0 && follows;
    let length = if is_broken { length } else { 0 };
    if spelling.separated && index.is_multiple_of(2) { length + separators(&text[length..]) } else { length }
}

/// Returns the length of the separators at the beginning of the text, in bytes.
fn separators(text: &str) -> usize {
    let mut rest = text;
    for _ in 0..MAX_SEPARATORS {
        let Some(length) = separator(rest) else { break };
        rest = &rest[length..];
    }
    text.len() - rest.len()
}

/// Returns the length of a separator: `0x`, `\x`, white space that is escaped, or a character that is not a letter or digit.
fn separator(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let slashes = count_slashes(text);
    let is_letter = |at: usize, letters: &[u8]| bytes.get(at).is_some_and(|byte| letters.contains(byte));
    if slashes > 0 {
        return Some(slashes + usize::from(is_letter(slashes, b"xXnrt")));
    }
    if text.starts_with('0') && is_letter(1, b"xX") {
        return Some(2);
    }
    if let Some(length) =
        [' ', ':', '-', ',', '\n', '\r'].iter().find_map(|&character| match_percent(text, character))
    {
        return Some(length);
    }
    text.chars().next().filter(|character| !character.is_ascii_alphanumeric()).map(char::len_utf8)
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
    let escaped = match_unicode_escapes(rest, character).or_else(|| match_hex_escapes(rest, character));
    if let Some(length) = escaped {
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

/// Matches `uXXXX`, or for a surrogate pair `uXXXX\uXXXX`; and `u{X}`, as in JavaScript.
fn match_unicode_escapes(text: &str, character: char) -> Option<usize> {
    let mut rest = text;
    for (index, unit) in character.encode_utf16(&mut [0; 2]).iter().enumerate() {
        if index > 0 {
            rest = &rest[count_slashes(rest)..];
        }
        rest = rest.strip_prefix(['u', 'U'])?;
        if index == 0
            && let Some(braced) = rest.strip_prefix('{')
        {
            let end = braced.bytes().take(MAX_DIGITS).take_while(u8::is_ascii_hexdigit).count();
            let after = braced[end..].strip_prefix('}')?;
            let is_equal = u32::from_str_radix(&braced[..end], 16) == Ok(u32::from(character));
            return is_equal.then(|| text.len() - after.len());
        }
        let digits = rest.get(..4)?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        rest = &rest[4..];
    }
    Some(text.len() - rest.len())
}

/// Matches the bytes of UTF-8, each as `xXX` after a backslash.
fn match_hex_escapes(text: &str, character: char) -> Option<usize> {
    let mut rest = text;
    for (index, byte) in character.encode_utf8(&mut [0; 4]).bytes().enumerate() {
        if index > 0 {
            rest = &rest[count_slashes(rest)..];
        }
        rest = rest.strip_prefix(['x', 'X'])?;
        if u8::from_str_radix(rest.get(..2)?, 16) != Ok(byte) {
            return None;
        }
        rest = &rest[2..];
    }
    Some(text.len() - rest.len())
}

/// Matches the bytes of UTF-8, each as `%XX`, or as `%25XX` if encoded repeatedly, or `%uXXXX` for each UTF-16 code unit. Not
/// for `%` itself.
fn match_percent(text: &str, character: char) -> Option<usize> {
    if let Some(length) = match_percent_units(text, character) {
        return Some(length);
    }
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

fn match_percent_units(text: &str, character: char) -> Option<usize> {
    let mut rest = text;
    for unit in character.encode_utf16(&mut [0; 2]).iter() {
        rest = rest.strip_prefix('%')?;
        let mut repeats = 0;
        while repeats < MAX_REPEATS && rest.starts_with("25") {
            rest = &rest[2..];
            repeats += 1;
        }
        rest = rest.strip_prefix(['u', 'U'])?;
        if u16::from_str_radix(rest.get(..4)?, 16) != Ok(*unit) {
            return None;
        }
        rest = &rest[4..];
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
    let mut named = NAMES.iter().filter(|(named, _)| *named == character);
    if let Some(rest) = named.find_map(|(_, name)| rest.strip_prefix(name)) {
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
