//! Maps language tags to the widget's three languages (the service's guide, section 4.3).

/// A language of the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// Russian.
    Ru,
    /// English.
    En,
    /// Kazakh: `kz` to the widget, `kk` to browsers (BCP 47).
    Kz,
}

impl Locale {
    /// Returns the widget's name for the language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Kz => "kz",
        }
    }

    /// Returns the language of a tag if the widget supports it: `kk-KZ` and `kz` are Kazakh, `ru-RU` is Russian. Ignores
    /// letter case, regions and scripts, and accepts `_` for `-`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::from_characters(tag.trim().chars().map(|letter| u8::try_from(letter).unwrap_or(u8::MAX)))
    }

    /// Returns the language of a JavaScript value if it is the tag of a supported language.
    pub(crate) fn of(tag: &wasm_bindgen::JsValue) -> Option<Self> {
        let tag = super::js::Text::of(tag)?.trim();
        Self::from_characters((0..).map(|index| u8::try_from(tag.code_unit(index)).unwrap_or(u8::MAX)))
    }

    /// Compares the language subtag, which has two or three letters and ends at `-`, `_` or 0 (the end of the string).
    fn from_characters(characters: impl Iterator<Item = u8>) -> Option<Self> {
        let subtag = characters.take(4).take_while(|character| !matches!(character, 0 | b'-' | b'_'));
        let letters = subtag.fold(0, |letters, letter| letters << 8 | u32::from(letter.to_ascii_lowercase()));
        match letters.to_be_bytes() {
            [0, 0, b'r', b'u'] | [0, b'r', b'u', b's'] => Some(Self::Ru),
            [0, 0, b'k', b'k' | b'z'] | [0, b'k', b'a', b'z'] => Some(Self::Kz),
            [0, 0, b'e', b'n'] | [0, b'e', b'n', b'g'] => Some(Self::En),
            _ => None,
        }
    }

    /// Returns the language of the first tag that the widget supports; English if it supports none of them.
    pub fn negotiate<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::from_tag).unwrap_or(Self::En)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The TypeScript implementation is tested against the same table in `tests/node/unit/locale.test.mjs`.
    #[test]
    fn agrees_with_the_shared_table() {
        let table: Vec<(Vec<String>, String)> =
            serde_json::from_str(include_str!("../../tests/fixtures/locales.json")).expect("a table");
        assert!(table.len() > 20);
        for (tags, expected) in table {
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            assert_eq!(Locale::negotiate(tags.iter().copied()).name(), expected, "{tags:?}");
        }
    }
}
