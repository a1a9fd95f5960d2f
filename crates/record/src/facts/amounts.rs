//! Parts of full time and amounts of development, kept as whole numbers so that sums are exact.

/// A part of full time, kept in thousandths so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fte(pub u16);

impl Fte {
    /// Full time.
    pub const FULL: Self = Self(1000);
}

/// An amount of credits or hours, kept in hundredths so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub u32);

macro_rules! decimals {
    ($($name:ident, $scale:literal, $most:literal, $what:literal;)*) => { $(
        impl crate::file::Shape for $name {
            fn read(node: &crate::file::Node, faults: &mut crate::file::Faults) -> Option<Self> {
                let number = node.text().and_then(|it| it.parse::<f64>().ok());
                match number {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
                    Some(it) if (0.0..=$most).contains(&it) => Some(Self((it * $scale).round() as _)),
                    _ => {
                        faults.push(crate::file::expected(node, $what));
                        None
                    }
                }
            }
            fn schema(_: &mut crate::file::Schemas) -> serde_json::Value {
                serde_json::json!({ "type": "number", "minimum": 0, "maximum": $most })
            }
        }

        impl crate::file::Written for $name {
            fn write(&self, out: &mut String) {
                crate::file::write_bare(self, out);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&(f64::from(self.0) / $scale).to_string())
            }
        }
    )* };
}

decimals! {
    Fte, 1000.0, 2.0, "a part of full time between 0 and 2, such as 0.6";
    Amount, 100.0, 100_000.0, "a number of credits or hours";
}
