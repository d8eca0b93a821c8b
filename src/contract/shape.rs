//! Types of fields, checked by table.
//!
//! Serde could refuse a wrong type as well, but its message repeats the value, which may be a secret or
//! personal data; it names no path, and it stops at the first. Here all are found, and none is repeated.

use serde_json::Value;

use super::Issue;

/// What a field must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object.
    Object,
    /// A string.
    Text,
    /// A boolean.
    Boolean,
    /// An array.
    List,
    /// A whole number from 0 to 2^32-1.
    #[cfg_attr(not(feature = "client"), allow(dead_code, reason = "only the client's options have numbers"))]
    Whole,
}

/// Fields by path from the root; the path of the root is empty.
pub(crate) type Table = [(&'static str, Kind)];

/// The metadata's fields, as the guide's tables give them (section 3).
pub(super) const METADATA: [(&str, Kind); 13] = [
    ("", Kind::Object),
    ("face2face", Kind::Object),
    ("face2face.photo1", Kind::Text),
    ("edocument", Kind::Object),
    ("edocument.iin", Kind::Object),
    ("edocument.iin.value", Kind::Text),
    ("edocument.iin.changeable", Kind::Boolean),
    ("edocument.phone", Kind::Object),
    ("edocument.phone.value", Kind::Text),
    ("edocument.phone.changeable", Kind::Boolean),
    ("edocument.skip_input", Kind::Boolean),
    ("general", Kind::Object),
    ("general.interchangeable_tech", Kind::List),
];

/// Every field of `value` whose type is not the table's. `null` counts as not given. `root` is what the
/// value is called in a path; it may be empty.
pub(crate) fn check(table: &Table, root: &str, value: &Value) -> Vec<Issue> {
    let wrong = table.iter().filter_map(|&(path, kind)| {
        let found = steps(path).try_fold(value, |at, step| at.get(step))?;
        (!found.is_null() && !kind.holds(found)).then(|| {
            let message = format!("must be {}, not {}", kind.name(), name_of(found));
            Issue::error(join(root, path), message)
        })
    });
    wrong.collect()
}

/// A finding that a required field is not there, or is not what it must be; `None` if all is well.
pub(super) fn required(value: Option<&Value>, kind: Kind, path: &str) -> Option<Issue> {
    match value {
        None | Some(Value::Null) => Some(Issue::error(path, "is missing")),
        Some(found) if kind.holds(found) => None,
        Some(found) => Some(Issue::error(path, format!("must be {}, not {}", kind.name(), name_of(found)))),
    }
}

fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').filter(|step| !step.is_empty())
}

/// Joins two paths, either of which may be empty.
pub(super) fn join(root: &str, path: &str) -> String {
    match (root, path) {
        ("", path) | (path, "") => path.to_owned(),
        (root, path) => format!("{root}.{path}"),
    }
}

impl Kind {
    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Text => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Whole => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Text => "a string",
            Self::Boolean => "true or false",
            Self::List => "an array",
            Self::Whole => "a whole number from 0 to 4294967295",
        }
    }
}

fn name_of(value: &Value) -> &'static str {
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
