//! Objects whose fields are all optional and may have unexpected types.
//!
//! A documented field is moved into the struct if it has the expected type. All other fields, including
//! documented fields of another type, stay in `other` unchanged, so one unexpected value does not make the
//! whole object unreadable.

use serde_json::Value;

use super::Other;

/// Declares a struct whose fields are all optional and may have unexpected types. Implements `From<Other>`,
/// `Serialize`, `Deserialize` and `Debug` for it.
///
/// Each field names the function of this module that extracts it: `text`, `boolean`, `object` or `objects`.
/// Fields may be personal data, so `Debug` prints only the name of the struct.
macro_rules! lenient_object {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident $(as $wire:literal)?: $take:ident -> $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[$field_meta])* #[serde($(rename = $wire,)? skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// Undocumented fields, and documented ones with an unexpected type.
            #[serde(flatten)]
            pub other: $crate::contract::Other,
        }

        impl From<$crate::contract::Other> for $name {
            #[allow(unused_mut, reason = "not mutated in a struct without documented fields")]
            fn from(mut other: $crate::contract::Other) -> Self {
                Self { $($field: $crate::contract::lenient::$take(&mut other, lenient_object!(@wire $field $($wire)?)),)* other }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::contract::Other::deserialize(deserializer).map(Self::from)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
    (@wire $field:ident $wire:literal) => { $wire };
    (@wire $field:ident) => { stringify!($field) };
}
pub(super) use lenient_object;

/// Converts a field with `convert` and removes it from the object. If `convert` returns `None`, the field
/// stays.
fn take<T>(from: &mut Other, field: &str, convert: impl FnOnce(&mut Value) -> Option<T>) -> Option<T> {
    let converted = convert(from.get_mut(field)?)?;
    from.shift_remove(field);
    Some(converted)
}

pub(super) fn text(from: &mut Other, field: &str) -> Option<String> {
    take(from, field, |value| match value {
        Value::String(text) => Some(std::mem::take(text)),
        _ => None,
    })
}

pub(super) fn boolean(from: &mut Other, field: &str) -> Option<bool> {
    take(from, field, |value| value.as_bool())
}

pub(super) fn object<T: From<Other>>(from: &mut Other, field: &str) -> Option<T> {
    take(from, field, |value| value.as_object_mut().map(std::mem::take).map(T::from))
}

pub(super) fn objects<T: From<Other>>(from: &mut Other, field: &str) -> Option<Vec<T>> {
    take(from, field, |value| {
        let list = value.as_array_mut().filter(|list| list.iter().all(Value::is_object))?;
        Some(
            list.iter_mut()
                .filter_map(|item| item.as_object_mut().map(std::mem::take).map(T::from))
                .collect(),
        )
    })
}
