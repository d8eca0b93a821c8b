//! From a browser's language tags to the three names that the widget knows (guide, section 4.3).

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
    /// The name that the widget takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Kz => "kz",
        }
    }

    /// The language that a tag stands for, if the widget has it: `kk-KZ` and `kz` are Kazakh, `ru-RU` is
    /// Russian. Letter case, regions and scripts do not matter; `_` is taken for `-`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let is = |name: &str| primary.eq_ignore_ascii_case(name);
        if is("ru") || is("rus") {
            Some(Self::Ru)
        } else if is("kk") || is("kz") || is("kaz") {
            Some(Self::Kz)
        } else if is("en") || is("eng") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The first of the tags that the widget has; English where it has none.
    pub fn negotiate<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::from_tag).unwrap_or(Self::En)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The same table is run against the TypeScript twin in `tests/unit/locale.test.mjs`.
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
