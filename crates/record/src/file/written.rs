//! Writing: a value in the shape it is read from, as JSON.

use std::fmt::{Display, Write as _};

use serde_json::Value as Json;

/// Something that can be written into a file in the shape it is read from.
pub trait Written {
    /// Whether it stands for a key left out.
    fn is_left_out(&self) -> bool {
        false
    }

    /// Writes its value as JSON.
    fn write(&self, out: &mut String);

    /// Its value.
    fn to_json(&self) -> Json {
        let mut out = String::new();
        self.write(&mut out);
        // INVARIANT: what is written is JSON; a test reads every kind of it back.
        serde_json::from_str(&out).unwrap_or_default()
    }
}

impl<T: Written> Written for Option<T> {
    fn is_left_out(&self) -> bool {
        self.as_ref().is_none_or(Written::is_left_out)
    }
    fn write(&self, out: &mut String) {
        match self {
            Some(it) => it.write(out),
            None => out.push_str("null"),
        }
    }
}

/// An empty list is left out.
impl<T: Written> Written for Vec<T> {
    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
    fn write(&self, out: &mut String) {
        write_list(self, out);
    }
}

/// Writes a list, its values with commas between.
pub(crate) fn write_list<T: Written>(items: impl IntoIterator<Item = T>, out: &mut String) {
    out.push('[');
    for (index, it) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        it.write(out);
    }
    out.push(']');
}

impl<T: Written> Written for &T {
    fn is_left_out(&self) -> bool {
        (*self).is_left_out()
    }
    fn write(&self, out: &mut String) {
        (*self).write(out);
    }
}

impl Written for str {
    fn write(&self, out: &mut String) {
        write_text(self, out);
    }
}

impl Written for String {
    fn write(&self, out: &mut String) {
        write_text(self, out);
    }
}

/// A no is what a key left out stands for.
impl Written for bool {
    fn is_left_out(&self) -> bool {
        !self
    }
    fn write(&self, out: &mut String) {
        write_bare(self, out);
    }
}

impl Written for u8 {
    fn write(&self, out: &mut String) {
        write_bare(self, out);
    }
}

impl Written for u32 {
    fn write(&self, out: &mut String) {
        write_bare(self, out);
    }
}

/// Writes what needs no quotes.
pub(crate) fn write_bare(it: impl Display, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{it}");
}

/// Writes what has nothing in it that needs an escape, between quotes.
pub(crate) fn write_plain(it: impl Display, out: &mut String) {
    let _ = write!(out, "\"{it}\"");
}

fn write_text(text: &str, out: &mut String) {
    if text.bytes().any(|it| it < b' ' || matches!(it, b'"' | b'\\')) {
        out.push_str(&Json::from(text).to_string());
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// A mapping being written.
pub(crate) struct Mapping<'a> {
    out: &'a mut String,
    n_keys: usize,
}

impl<'a> Mapping<'a> {
    /// Begins it.
    pub(crate) fn begin(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, n_keys: 0 }
    }

    /// Writes a key and its value, unless it is left out.
    pub(crate) fn put<T: Written + ?Sized>(&mut self, key: &str, value: &T) {
        if !value.is_left_out() {
            value.write(self.key(key));
        }
    }

    /// Writes a key; what is to be written next is its value.
    pub(crate) fn key(&mut self, key: &str) -> &mut String {
        if self.n_keys > 0 {
            self.out.push(',');
        }
        self.n_keys += 1;
        write_text(key, self.out);
        self.out.push(':');
        self.out
    }

    /// Ends it.
    pub(crate) fn end(self) {
        self.out.push('}');
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
            pub(crate) fn write_into(&self, map: &mut $crate::file::Mapping<'_>) {
                $(map.put($crate::file::bare(stringify!($field)), &self.$field);)*
            }
        }

        impl $crate::file::Written for $name {
            fn write(&self, out: &mut String) {
                let mut map = $crate::file::Mapping::begin(out);
                self.write_into(&mut map);
                map.end();
            }
        }
    };
}
pub(crate) use fact;
