//! Objects of which no field is certain.
//!
//! A named field is taken when it has the expected type. Everything else, a named field of another type
//! included, stays in `other` as it came: one surprise does not spoil the whole.

use serde_json::Value;

use super::Other;

/// Declares such an object, with its way from and to JSON. Its fields are personal data: `Debug` says
/// nothing but the name.
macro_rules! lenient_object {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident $(as $wire:literal)?: $take:ident -> $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[$field_meta])* #[serde($(rename = $wire,)? skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// All other fields.
            #[serde(flatten)]
            pub other: $crate::contract::Other,
        }

        impl From<$crate::contract::Other> for $name {
            #[allow(unused_mut, reason = "an object without named fields takes nothing out")]
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

fn take<T>(from: &mut Other, field: &str, read: impl FnOnce(&mut Value) -> Option<T>) -> Option<T> {
    let taken = read(from.get_mut(field)?)?;
    from.shift_remove(field);
    Some(taken)
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
