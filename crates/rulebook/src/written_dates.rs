//! Ends written by month or year: the format takes them wherever it takes a date, and they mean the first day.
//!
//! The reader of a period knows only whole days as its end, since a record never ends by the month; so the end of a
//! rule is completed here, before it is read. How exactly it is known is kept for the start alone.

use preceptor_record::file::{Node, Value};

/// Completes every `until` of an `effective` that names only a month or a year.
pub(crate) fn complete_ends(node: &mut Node) {
    match &mut node.value {
        Value::Null | Value::Scalar { .. } => {}
        Value::List(items) => items.iter_mut().for_each(complete_ends),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                if key.text() == Some("effective") {
                    complete_end(value);
                } else {
                    complete_ends(value);
                }
            }
        }
    }
}

fn complete_end(effective: &mut Node) {
    let Value::Map(pairs) = &mut effective.value else { return };
    for (key, value) in pairs {
        if key.text() == Some("until")
            && let Value::Scalar { text, .. } = &mut value.value
        {
            match text.len() {
                4 => text.push_str("-01-01"),
                7 => text.push_str("-01"),
                _ => {}
            }
        }
    }
}
