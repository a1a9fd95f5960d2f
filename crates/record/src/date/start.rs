//! The day something begins, and how exactly that day is known.

use serde_json::Value as Json;

use super::day::Day;
use super::period::Period;
use crate::file::{Fault, Faults, Node, Schemas, Shape, expected, scalar_schema};

crate::words! {
    /// How exactly a date is known.
    pub enum DatePrecision {
        /// To the day.
        Day = "day",
        /// Only the month: it is taken to begin on its first day.
        Month = "month",
        /// Only the year: it is taken to begin on 1 January.
        Year = "year",
    }
}

/// The day something begins, and how exactly that day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The first day; [`Day::ALWAYS`] where nobody knows the start.
    pub day: Day,
    /// How exactly it is known.
    pub precision: DatePrecision,
}

impl Shape for Start {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().unwrap_or_default();
        let (full, precision) = match text.len() {
            _ if text == "always" => {
                return Some(Self { day: Day::ALWAYS, precision: DatePrecision::Day });
            }
            4 => (format!("{text}-01-01"), DatePrecision::Year),
            7 => (format!("{text}-01"), DatePrecision::Month),
            _ => (text.to_owned(), DatePrecision::Day),
        };
        match Day::parse(&full) {
            Ok(day) => Some(Self { day, precision }),
            Err(message) => {
                let what = "a day, a month (2024-12), a year or `always`";
                faults.push(match precision {
                    DatePrecision::Day => Fault::new(node.place, message).help(what),
                    DatePrecision::Month | DatePrecision::Year => expected(node, what),
                });
                None
            }
        }
    }
    fn schema(_: &mut Schemas) -> Json {
        scalar_schema("a date, a month, a year or `always`", r"^(\d{4}(-\d{2}(-\d{2})?)?|always)$")
    }
}

crate::shape! {
    /// From when until when a rule is in force.
    pub struct Effective {
        /// The first day.
        pub from: Start,
        /// The first day no longer in force.
        pub until: Option<Day>,
    }
}

impl Effective {
    /// In force on every day.
    pub const ALWAYS: Self =
        Self { from: Start { day: Day::ALWAYS, precision: DatePrecision::Day }, until: None };

    /// The days it covers.
    pub fn period(&self) -> Period {
        Period::new(Some(self.from.day), self.until)
    }
}
