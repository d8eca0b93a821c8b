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
    /// Returns the name that the widget takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Kz => "kz",
        }
    }

    /// Returns the language of a tag if the widget has it: `kk-KZ` and `kz` are Kazakh, `ru-RU` is Russian. Ignores
    /// letter case, regions and scripts, and accepts `_` for `-`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut start = [0; 4];
        for (slot, letter) in start.iter_mut().zip(tag.trim().chars()) {
            *slot = u8::try_from(letter).unwrap_or(u8::MAX);
        }
        Self::from_start(start)
    }

    /// Returns the language of a JavaScript value, if that is a tag of a known language.
    pub(crate) fn of(tag: &wasm_bindgen::JsValue) -> Option<Self> {
        let tag = super::js::Text::of(tag)?.trim();
        let mut start = [0; 4];
        for (index, slot) in (0..).zip(&mut start) {
            *slot = u8::try_from(tag.code_unit(index)).unwrap_or(u8::MAX);
        }
        Self::from_start(start)
    }

    /// A language subtag has two or three letters, so the first four characters suffice; 0 stands for the end.
    fn from_start(start: [u8; 4]) -> Option<Self> {
        let ends = |unit: u8| matches!(unit, 0 | b'-' | b'_');
        match start.map(|unit| unit.to_ascii_lowercase()) {
            [b'r', b'u', end, _] | [b'r', b'u', b's', end] if ends(end) => Some(Self::Ru),
            [b'k', b'k' | b'z', end, _] | [b'k', b'a', b'z', end] if ends(end) => Some(Self::Kz),
            [b'e', b'n', end, _] | [b'e', b'n', b'g', end] if ends(end) => Some(Self::En),
            _ => None,
        }
    }

    /// Returns the first of the tags' languages that the widget has; English if it has none of them.
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
