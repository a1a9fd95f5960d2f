//! Writing: a value in the shape it is read from.

use serde_json::{Map, Value as Json};

/// Something that can be written into a file in the shape it is read from.
pub trait Written {
    /// Its value; nothing where the key is left out.
    fn written(&self) -> Option<Json>;
}

impl<T: Written> Written for Option<T> {
    fn written(&self) -> Option<Json> {
        self.as_ref().and_then(Written::written)
    }
}

/// An empty list is left out.
impl<T: Written> Written for Vec<T> {
    fn written(&self) -> Option<Json> {
        let items: Vec<Json> = self.iter().filter_map(Written::written).collect();
        (!items.is_empty()).then(|| items.into())
    }
}

impl Written for String {
    fn written(&self) -> Option<Json> {
        Some(self.as_str().into())
    }
}

/// A no is what a key left out stands for.
impl Written for bool {
    fn written(&self) -> Option<Json> {
        self.then(|| true.into())
    }
}

impl Written for u8 {
    fn written(&self) -> Option<Json> {
        Some((*self).into())
    }
}

impl Written for u32 {
    fn written(&self) -> Option<Json> {
        Some((*self).into())
    }
}

/// Puts a value under a key, unless it is left out.
pub(crate) fn put(map: &mut Map<String, Json>, key: &str, value: &impl Written) {
    if let Some(value) = value.written() {
        map.insert(key.to_owned(), value);
    }
}

/// Declares a [`shape!`](crate::shape) that can also be written.
macro_rules! fact {
    ($(#[doc = $doc:literal])* pub struct $name:ident $(private($($private:ident),* $(,)?))? {
        $($(#[doc = $fdoc:literal])* pub $field:ident $(| $alias:ident)* : $ty:ty $(= $default:expr)?),* $(,)?
    }) => {
        $crate::shape! {
            $(#[doc = $doc])*
            pub struct $name $(private($($private),*))? {
                $($(#[doc = $fdoc])* pub $field $(| $alias)* : $ty $(= $default)?),*
            }
        }

        impl $name {
            /// Writes its fields into a mapping, those apart that are left out.
            pub(crate) fn write_into(&self, map: &mut ::serde_json::Map<String, ::serde_json::Value>) {
                $($crate::file::put(map, $crate::file::bare(stringify!($field)), &self.$field);)*
            }
        }

        impl $crate::file::Written for $name {
            fn written(&self) -> Option<::serde_json::Value> {
                let mut map = ::serde_json::Map::new();
                self.write_into(&mut map);
                Some(map.into())
            }
        }
    };
}
pub(crate) use fact;
