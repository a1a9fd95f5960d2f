//! Which entries a list shows.

use preceptor_record::Day;
use preceptor_rulebook::Selector;
use preceptor_standing::engine::PRACTISE;
use serde_json::Value as Json;

use crate::rulebook::rows::{Home, rows};
use crate::rulebook::written::{Entry, Written};

/// Whether an entry is about a role, on that day or ever.
pub fn about_role(written: &Written, it: &Entry, role: Option<&str>, at: Option<Day>) -> bool {
    let Some(role) = role else { return true };
    let book = &written.book;
    let selects = |list: &preceptor_rulebook::selector::Selectors| match at {
        Some(day) => book.selects_role(list, role, day),
        None => list.iter().any(|it| match &it.value {
            Selector::Any => true,
            Selector::One(id) => *id == *role,
            Selector::Group(group) => {
                let groups = book.vocabulary.role_groups.iter().filter(|it| it.id.value == *group);
                groups.flat_map(|it| &it.members).any(|it| it.role.value == *role)
            }
        }),
    };
    match it.kind {
        "provisions" => book.provision(&it.id).is_some_and(|it| selects(&it.provision.role)),
        "rows" => rows(book).into_iter().filter(|(_, row)| row.id.value == *it.id.as_str()).any(
            |(home, row)| match home {
                Home::Standing(of) | Home::Clearance(of) | Home::Entry { role: of, .. } => {
                    *of == *role
                }
                Home::SharedClearance => selects(&row.role),
                Home::Eligibility(_) => row.part.iter().any(|it| it.value == *role),
            },
        ),
        "roles" | "professions" => it.id == role,
        "routes" => it.text("into") == Some(role),
        _ => ["role", "roles", "for_role", "own_to", "members"]
            .iter()
            .filter_map(|key| it.fields.get(*key))
            .any(|it| names(it, role)),
    }
}

/// Whether a value is that word, or holds it.
fn names(value: &Json, word: &str) -> bool {
    match value {
        Json::String(it) => it == word,
        Json::Array(list) => list.iter().any(|it| names(it, word)),
        Json::Object(map) => map.get("role").is_some_and(|it| names(it, word)),
        _ => false,
    }
}

/// Whether a provision counts for an activity, whatever the role; other entries are about none.
pub fn about_activity(written: &Written, it: &Entry, activity: Option<&str>) -> bool {
    let Some(activity) = activity else { return true };
    if it.kind == "activities" {
        return it.id == activity;
    }
    let Some(placed) = written.book.provision(&it.id).filter(|_| it.kind == "provisions") else {
        return false;
    };
    let groups = written.book.activity(activity).map(|it| it.groups.as_slice()).unwrap_or_default();
    placed.provision.activity.iter().any(|it| match &it.value {
        Selector::Any => activity != PRACTISE,
        Selector::One(id) => *id == *activity,
        Selector::Group(group) => groups.iter().any(|it| it.value == *group),
    })
}

/// Whether an entry is in force on that day; one without dates always is.
pub fn in_force(it: &Entry, day: Day) -> bool {
    let Some(effective) = it.fields.get("effective") else { return true };
    let from = effective.get("from").and_then(Json::as_str).and_then(first_day);
    let until = effective.get("until").and_then(Json::as_str).and_then(first_day);
    from.is_none_or(|it| it <= day) && until.is_none_or(|it| day < it)
}

/// A day, a month or a year as the day on which it begins.
fn first_day(text: &str) -> Option<Day> {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    Day::parse(&full).ok()
}

/// Whether an entry holds every one of these words, anywhere.
pub fn holds(it: &Entry, words: &str) -> bool {
    let text = format!("{} {}", it.id, Json::Object(it.fields.clone())).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
