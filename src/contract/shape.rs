//! The types of the metadata's fields, as the guide's tables give them (section 3).
//!
//! Serde could refuse a wrong type as well, but its message repeats the value, names no path and
//! stops at the first. Here all are found, and none is repeated.

use serde_json::Value;

use super::Issue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Object,
    Text,
    Boolean,
    List,
}

/// Every field that the guide names; the first is the metadata as a whole.
const METADATA: [(&str, Kind); 13] = [
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

/// Every field of `metadata` whose type is not the guide's. `null` counts as not given.
pub(super) fn of_metadata(metadata: &Value) -> Vec<Issue> {
    let wrong = METADATA.iter().filter_map(|&(path, kind)| {
        let value =
            path.split('.').filter(|step| !step.is_empty()).try_fold(metadata, |at, step| at.get(step))?;
        (!value.is_null() && !kind.holds(value)).then(|| {
            let path = if path.is_empty() { "metadata".to_owned() } else { format!("metadata.{path}") };
            Issue::error(path, format!("must be {}, not {}", kind.name(), name_of(value)))
        })
    });
    wrong.collect()
}

/// Whether the guide names this field.
pub(super) fn is_known(path: &str) -> bool {
    METADATA.iter().any(|&(known, _)| known == path)
}

impl Kind {
    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Text => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::List => value.is_array(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Text => "a string",
            Self::Boolean => "true or false",
            Self::List => "an array",
        }
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
