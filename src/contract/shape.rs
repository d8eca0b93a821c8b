//! Table-driven type checks for JSON fields.
//!
//! Serde's own type errors are not suitable: they quote the value, which may be a secret or personal data,
//! they do not name the path, and serde stops at the first one.

use serde_json::Value;

use super::Issue;

/// JSON type that a field must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object.
    Object,
    /// A string.
    String,
    /// A boolean.
    Boolean,
    /// An array.
    Array,
    /// An integer from 0 to 2^32-1.
    #[cfg_attr(
        not(feature = "client-core"),
        allow(dead_code, reason = "only the client's options have numbers")
    )]
    U32,
}

/// Fields and their types. Paths are relative to the root, whose own path is empty.
pub(crate) type Table = [(&'static str, Kind)];

/// Documented metadata fields (service's guide, section 3).
pub(super) const METADATA: [(&str, Kind); 13] = [
    ("", Kind::Object),
    ("face2face", Kind::Object),
    ("face2face.photo1", Kind::String),
    ("edocument", Kind::Object),
    ("edocument.iin", Kind::Object),
    ("edocument.iin.value", Kind::String),
    ("edocument.iin.changeable", Kind::Boolean),
    ("edocument.phone", Kind::Object),
    ("edocument.phone.value", Kind::String),
    ("edocument.phone.changeable", Kind::Boolean),
    ("edocument.skip_input", Kind::Boolean),
    ("general", Kind::Object),
    ("general.interchangeable_tech", Kind::Array),
];

/// Returns an error for each field of `value` that does not have the type in the table.
///
/// Missing fields and `null` are allowed. `root` is the name of the value in paths; it may be empty.
pub(crate) fn check(table: &Table, root: &str, value: &Value) -> Vec<Issue> {
    let errors = table.iter().filter_map(|&(path, kind)| {
        let found = segments(path).try_fold(value, |parent, segment| parent.get(segment))?;
        (!found.is_null() && !kind.matches(found)).then(|| {
            let message = format!("must be {}, not {}", kind.name(), type_name(found));
            Issue::error(join(root, path), message)
        })
    });
    errors.collect()
}

/// Returns an error if a required field is missing or has the wrong type.
pub(super) fn required(value: Option<&Value>, kind: Kind, path: &str) -> Option<Issue> {
    match value {
        None | Some(Value::Null) => Some(Issue::error(path, "is missing")),
        Some(found) if kind.matches(found) => None,
        Some(found) => Some(Issue::error(path, format!("must be {}, not {}", kind.name(), type_name(found)))),
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|segment| !segment.is_empty())
}

/// Joins two paths with a dot; either may be empty.
pub(super) fn join(root: &str, path: &str) -> String {
    match (root, path) {
        ("", path) | (path, "") => path.to_owned(),
        (root, path) => format!("{root}.{path}"),
    }
}

impl Kind {
    fn matches(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::U32 => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::String => "a string",
            Self::Boolean => "a boolean",
            Self::Array => "an array",
            Self::U32 => "an integer from 0 to 4294967295",
        }
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_u64() => "a number",
        Value::Number(_) => "a fraction or a negative number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
