//! Declarations: [`shape!`](crate::shape) of a mapping with closed keys, [`words!`](crate::words) of a closed list of
//! words, [`choice!`](crate::choice) of a mapping with exactly one key out of several. One declaration is the type,
//! the reader and the schema, so the three cannot drift apart.

/// Declares a mapping with closed keys: the type, its reader and its schema.
///
/// A field whose type may be absent ([`Option`], [`Vec`], maps) may be left out, as may one with a default after `=`.
/// `| name` gives a second key that is read as the field. `private(a, b)` after the name keeps the content of those
/// fields out of `Debug`, for what must not reach a log.
#[macro_export]
macro_rules! shape {
    ($(#[doc = $doc:literal])* pub struct $name:ident $(private($($private:ident),* $(,)?))? {
        $($(#[doc = $fdoc:literal])* pub $field:ident $(| $alias:ident)* : $ty:ty $(= $default:expr)?),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq)]
        pub struct $name { $($(#[doc = $fdoc])* pub $field: $ty,)* }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let private: &[&str] = &[$($(stringify!($private)),*)?];
                let mut shown = f.debug_struct(stringify!($name));
                $(if private.contains(&stringify!($field)) {
                    shown.field(stringify!($field), &::std::format_args!("_"));
                } else {
                    shown.field(stringify!($field), &self.$field);
                })*
                shown.finish()
            }
        }

        impl $name {
            /// The keys it may be written with.
            pub const KEYS: &'static [&'static str] =
                &[$($crate::file::bare(stringify!($field)), $(stringify!($alias),)*)*];
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                Self::read_shared(node, &|_| true, faults)
            }
            fn read_shared(
                node: &$crate::file::Node,
                mine: &dyn Fn(&str) -> bool,
                faults: &mut $crate::file::Faults,
            ) -> Option<Self> {
                let mut fields =
                    $crate::file::Fields::open_shared(node, "", Self::KEYS, mine, faults)?;
                $(let $field: Option<$ty> =
                    $crate::shape!(@take fields, faults, [$crate::file::bare(stringify!($field)) $(, stringify!($alias))*], $ty $(, $default)?);)*
                let made = Self { $($field: $field?,)* };
                fields.sound().then_some(made)
            }
            fn schema(schemas: &mut $crate::file::Schemas) -> ::serde_json::Value {
                schemas.named(stringify!($name), |schemas| {
                    let mut properties = ::serde_json::Map::new();
                    let mut required: Vec<&str> = Vec::new();
                    let mut either: Vec<::serde_json::Value> = Vec::new();
                    $(
                        let mut field = <$ty as $crate::file::Shape>::schema(schemas);
                        let text = [$($fdoc.trim()),*].join(" ");
                        if let ::serde_json::Value::Object(it) = &mut field {
                            it.insert("description".to_owned(), text.into());
                        }
                        let names = [$crate::file::bare(stringify!($field)) $(, stringify!($alias))*];
                        for name in names {
                            properties.insert(name.to_owned(), field.clone());
                        }
                        if $crate::shape!(@required $ty $(, $default)?) {
                            match names.as_slice() {
                                [only] => required.push(only),
                                several => either.push($crate::file::one_of_keys(several)),
                            }
                        }
                    )*
                    let about = [$($doc.trim()),*].join(" ");
                    let mut made = ::serde_json::json!({
                        "type": "object",
                        "description": about,
                        "properties": properties,
                        "required": required,
                        "additionalProperties": false,
                    });
                    if let (false, ::serde_json::Value::Object(it)) = (either.is_empty(), &mut made) {
                        it.insert("allOf".to_owned(), either.into());
                    }
                    made
                })
            }
        }
    };
    (@take $fields:ident, $faults:ident, $names:expr, $ty:ty) => { $fields.take::<$ty>(&$names, $faults) };
    (@take $fields:ident, $faults:ident, $names:expr, $ty:ty, $default:expr) => {
        $fields.take_or::<$ty>(&$names, $default, $faults)
    };
    (@required $ty:ty) => { <$ty as $crate::file::Shape>::absent().is_none() };
    (@required $ty:ty, $default:expr) => { false };
}

/// Declares a closed list of words: the type, its reader and its schema.
#[macro_export]
macro_rules! words {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $vdoc:literal])* $variant:ident = $word:literal),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $vdoc])* $variant,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word it is written with.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
            /// The value written with that word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::file::Written for $name {
            fn write(&self, out: &mut String) {
                self.as_str().write(out);
            }
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                let found = node.text().and_then(Self::from_word);
                if found.is_none() {
                    let words = [$($word),*];
                    let fault = $crate::file::expected(node, &format!("one of {}", words.join(", ")));
                    let near = node.text().and_then(|it| $crate::file::nearest(it, words));
                    faults.push(match near {
                        Some(near) => fault.help(format!("did you mean `{near}`?")),
                        None => fault,
                    });
                }
                found
            }
            fn schema(_: &mut $crate::file::Schemas) -> ::serde_json::Value {
                ::serde_json::json!({ "enum": [$($word),*] })
            }
        }
    };
}

/// Declares a mapping with exactly one key out of several: the type, its reader and its schema.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $vdoc:literal])* $variant:ident($ty:ty) = $word:literal),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $($(#[doc = $vdoc])* $variant($ty),)* }

        impl $name {
            /// The keys it may be written with.
            pub const KEYS: &'static [&'static str] = &[$($word),*];
            /// The key it is written with.
            pub fn key(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)* }
            }
            /// Reads what stands under one of its keys.
            pub fn read_as(
                key: &str,
                node: &$crate::file::Node,
                faults: &mut $crate::file::Faults,
            ) -> Option<Self> {
                Self::read_as_shared(key, node, &|_| true, faults)
            }
            /// The same where the mapping is shared with another shape, of the keys only those that are `mine`.
            pub fn read_as_shared(
                key: &str,
                node: &$crate::file::Node,
                mine: &dyn Fn(&str) -> bool,
                faults: &mut $crate::file::Faults,
            ) -> Option<Self> {
                match key {
                    $($word => <$ty as $crate::file::Shape>::read_shared(node, mine, faults).map(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::file::Shape for $name {
            fn read(node: &$crate::file::Node, faults: &mut $crate::file::Faults) -> Option<Self> {
                let fields = $crate::file::Fields::open(node, "", Self::KEYS, faults)?;
                let (key, value) = fields.only(faults)?;
                Self::read_as(key, value, faults)
            }
            fn schema(schemas: &mut $crate::file::Schemas) -> ::serde_json::Value {
                schemas.named(stringify!($name), |schemas| {
                    let options = [$({
                        let inner = <$ty as $crate::file::Shape>::schema(schemas);
                        ::serde_json::json!({
                            "type": "object",
                            "description": concat!($($vdoc),*),
                            "properties": { $word: inner },
                            "required": [$word],
                            "additionalProperties": false,
                        })
                    }),*];
                    ::serde_json::json!({ "oneOf": options })
                })
            }
        }
    };
}
