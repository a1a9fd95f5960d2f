//! The pieces mappings are written from.

use preceptor_record::Day;
use proptest::prelude::*;

/// A mapping or a part of it, written out.
pub type Text = BoxedStrategy<String>;

/// A field, written `key: value`, that may be left out.
pub type Field = BoxedStrategy<Option<String>>;

/// The days that are written, in order: ends of months, a leap day, and days next to each other.
pub const DAYS: [&str; 14] = [
    "2022-09-01",
    "2023-01-31",
    "2023-02-28",
    "2023-08-31",
    "2024-01-01",
    "2024-02-29",
    "2024-03-01",
    "2024-06-30",
    "2024-07-01",
    "2025-01-06",
    "2025-02-28",
    "2025-03-01",
    "2025-08-31",
    "2026-01-06",
];

/// Lengths of time.
pub const SPANS: [&str; 7] =
    ["1 days", "30 days", "1 months", "6 months", "1 years", "15 months", "2 years"];

/// One of these words; an early one more often.
pub fn one(words: &'static [&'static str]) -> Text {
    let weights: Vec<(u32, BoxedStrategy<String>)> = words
        .iter()
        .enumerate()
        .map(|(i, it)| (if i == 0 { 3 } else { 1 }, Just((*it).to_owned()).boxed()))
        .collect();
    proptest::strategy::Union::new_weighted(weights).boxed()
}

/// One or two of these words, as a list.
pub fn some(words: &'static [&'static str]) -> Text {
    prop_oneof![
        3 => one(words),
        1 => (one(words), one(words)).prop_map(|(a, b)| format!("[{a}, {b}]")),
    ]
    .boxed()
}

/// A field that is always written.
pub fn must(key: &'static str, value: Text) -> Field {
    value.prop_map(move |it| Some(format!("{key}: {it}"))).boxed()
}

/// A field that is written with that probability.
pub fn may(probability: f64, key: &'static str, value: Text) -> Field {
    if probability == 0.0 {
        return Just(None).boxed();
    }
    prop::option::weighted(probability, value.prop_map(move |it| format!("{key}: {it}"))).boxed()
}

/// A mapping of those fields.
pub fn mapping(fields: Vec<Field>) -> Text {
    fields
        .prop_map(|it| format!("{{{}}}", it.into_iter().flatten().collect::<Vec<_>>().join(", ")))
        .boxed()
}

/// Fields beside each other, without brackets.
pub fn beside(fields: Vec<Field>) -> Text {
    fields.prop_map(|it| it.into_iter().flatten().collect::<Vec<_>>().join(", ")).boxed()
}

/// A day as it is written.
pub fn a_day() -> Text {
    prop::sample::select(DAYS.to_vec()).prop_map(str::to_owned).boxed()
}

/// A length of time.
pub fn a_span() -> Text {
    one(&SPANS)
}

/// `from` and `until`, the latter after the former.
pub fn period(first: &'static str) -> Field {
    let ends = (0..DAYS.len() - 1).prop_flat_map(|from| (Just(from), from + 1..DAYS.len()));
    prop_oneof![
        6 => (0..DAYS.len() - 4).prop_map(move |it| Some(format!("{first}: {}", DAYS[it]))),
        4 => ends.prop_map(move |(from, until)| Some(format!("{first}: {}, until: {}", DAYS[from], DAYS[until]))),
        1 => a_day().prop_map(|it| Some(format!("until: {it}"))),
        1 => Just(None),
    ]
    .boxed()
}

/// A day that is written, the one before or the one after.
pub fn near_a_day() -> BoxedStrategy<Day> {
    let day = prop_oneof![3 => 8..DAYS.len(), 1 => 0..DAYS.len()];
    (day, -1..2).prop_map(|(it, by)| Day(Day::parse(DAYS[it]).unwrap().0 + by)).boxed()
}
