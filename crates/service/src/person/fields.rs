//! What a form asks of each kind of fact: read off the shapes that people files are read with, so that a new kind of fact
//! has its form without anybody writing one.

use std::collections::BTreeMap;

use preceptor_record::file::{Schemas, Shape as _};
use preceptor_record::{Body, Code, Organisation};
use preceptor_rulebook::Rulebook;
use serde_json::Value as Json;

use crate::say;

/// What may stand in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// One of these: what is kept, and what is shown.
    Choice(Vec<(String, String)>),
    /// Anything; these are offered.
    Offers(Vec<(String, String)>),
    /// Somebody of the register.
    Person,
    /// A day.
    Day,
    /// The last good day, which is kept as the day after.
    LastDay,
    /// Yes or no.
    YesNo,
    /// A number.
    Number,
    /// A line of text.
    Text,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in files.
    pub name: String,
    /// Its label.
    pub title: String,
    /// A word of help.
    pub about: String,
    /// What may stand in it.
    pub takes: Takes,
    /// Whether several may, apart by commas.
    pub is_several: bool,
    /// Whether it must be filled in.
    pub is_required: bool,
}

/// The kinds of fact that a form may record, in the order of files. What is said of other facts is no fact of its own.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Body::KEYS.iter().copied().filter(|it| !matches!(*it, "verification" | "withdrawal"))
}

/// The fields of a kind, in the order of files; none where there is no such kind.
pub fn fields(
    book: &Rulebook,
    organisations: &BTreeMap<Code, Organisation>,
    kind: &str,
) -> Option<Vec<Field>> {
    kinds().find(|it| *it == kind)?;
    let mut schemas = Schemas::default();
    Body::schema(&mut schemas);
    let options = schemas.0.get("Body")?.get("oneOf")?.as_array()?;
    let reference = options.iter().find_map(|it| it.get("properties")?.get(kind)?.get("$ref"))?;
    let shape = schemas.0.get(reference.as_str()?.rsplit('/').next()?)?;
    let required = required(shape);
    let mut made: Vec<Field> = Vec::new();
    let mut before: Option<&Json> = None;
    for (name, property) in shape.get("properties")?.as_object()? {
        // A second name for the same field follows it and is described alike.
        let is_alias = before == Some(property);
        before = Some(property);
        if !is_alias {
            made.push(field(book, organisations, kind, name, property, &required));
        }
    }
    Some(made)
}

/// The names that must stand, of several for the same the first.
fn required(shape: &Json) -> Vec<&str> {
    let mut made: Vec<&str> = Vec::new();
    let own = shape.get("required").and_then(Json::as_array).into_iter().flatten();
    made.extend(own.filter_map(Json::as_str));
    for either in shape.get("allOf").and_then(Json::as_array).into_iter().flatten() {
        let mut ways = either.get("oneOf").and_then(Json::as_array).into_iter().flatten();
        let first = ways.find_map(|it| it.get("required")?.as_array()?.first()?.as_str());
        made.extend(first);
    }
    made
}

fn field(
    book: &Rulebook,
    organisations: &BTreeMap<Code, Organisation>,
    kind: &str,
    name: &str,
    property: &Json,
    required: &[&str],
) -> Field {
    let about = property.get("description").and_then(Json::as_str).unwrap_or_default();
    let several = property.get("anyOf").and_then(Json::as_array).and_then(|it| {
        it.iter().any(|it| it.get("type") == Some(&"array".into())).then(|| it.first()).flatten()
    });
    let takes = takes(book, organisations, kind, name, several.unwrap_or(property));
    Field {
        name: name.to_owned(),
        title: title(name, &takes),
        about: about.trim_end_matches('.').to_owned(),
        takes,
        is_several: several.is_some(),
        is_required: required.contains(&name),
    }
}

fn title(name: &str, takes: &Takes) -> String {
    match (name, takes) {
        ("from", _) => "First day".to_owned(),
        (_, Takes::LastDay) => "Last good day".to_owned(),
        ("on", _) => "Day".to_owned(),
        ("level", Takes::Choice(_)) => "How close the supervisor must be".to_owned(),
        ("fte", _) => "Part of full time".to_owned(),
        ("cpd_kind" | "check_kind", _) => "Which kind".to_owned(),
        _ => say::sentence(&name.replace('_', " ")),
    }
}

fn takes(
    book: &Rulebook,
    organisations: &BTreeMap<Code, Organisation>,
    kind: &str,
    name: &str,
    property: &Json,
) -> Takes {
    if let Some(words) = property.get("enum").and_then(Json::as_array) {
        let each = words.iter().filter_map(Json::as_str);
        return Takes::Choice(each.map(|it| (it.to_owned(), word(name, it))).collect());
    }
    let is = |what: &str| property.get("type") == Some(&what.into());
    let is_day =
        property.get("pattern").and_then(Json::as_str).is_some_and(|it| it.contains("\\d{4}"));
    if is_day {
        return if name == "until" { Takes::LastDay } else { Takes::Day };
    }
    if is("boolean") {
        return Takes::YesNo;
    }
    if is("integer") || is("number") {
        return Takes::Number;
    }
    // Ids are bounded; a text is not.
    if property.get("maxLength").is_none() {
        return Takes::Text;
    }
    vocabulary(book, organisations, kind, name)
}

/// A word of a closed list as a form shows it.
fn word(name: &str, it: &str) -> String {
    match (name, it) {
        ("level" | "supervision", "direct") => "Direct (in the room)".to_owned(),
        ("level" | "supervision", "on-site") => "On site (can attend)".to_owned(),
        ("level" | "supervision", "available") => "Available (can be reached)".to_owned(),
        ("level" | "supervision", "independent") => "Independent (alone)".to_owned(),
        _ => say::sentence(&it.replace('-', " ")),
    }
}

/// What an id of that field may be: a word of the rulebook's lists, or somebody.
fn vocabulary(
    book: &Rulebook,
    organisations: &BTreeMap<Code, Organisation>,
    kind: &str,
    name: &str,
) -> Takes {
    let lists = &book.vocabulary;
    let titled = |id: &Code, title: &str| (id.to_string(), say::sentence(title));
    let terms = |list: &[preceptor_rulebook::vocabulary::Term]| -> Vec<(String, String)> {
        list.iter().map(|it| titled(&it.id.value, &it.title)).collect()
    };
    match name {
        "supervisor" | "assessor" | "delegator" | "manager" | "appraiser" => Takes::Person,
        "register" => Takes::Choice(
            lists.registers.iter().map(|it| titled(&it.id.value, &it.title)).collect(),
        ),
        "annotation" => {
            let mut all: Vec<&Code> =
                lists.registers.iter().flat_map(|it| &it.annotations).collect();
            all.sort();
            all.dedup();
            Takes::Choice(
                all.into_iter().map(|it| titled(it, &it.as_str().replace('-', " "))).collect(),
            )
        }
        "part" => {
            let mut all: Vec<(String, String)> =
                lists.registers.iter().flat_map(|it| terms(&it.parts)).collect();
            all.sort();
            all.dedup();
            Takes::Offers(all)
        }
        "role" | "base_profession" => {
            let roles = book.roles.values().map(|it| titled(&it.id.value, &it.title));
            let others = lists.professions.iter().map(|it| titled(&it.id.value, &it.title));
            let mut all: Vec<(String, String)> = roles.chain(others).collect();
            all.sort_by(|a, b| a.1.cmp(&b.1));
            all.dedup();
            Takes::Choice(all)
        }
        "activity" => {
            let mut all: Vec<(String, String)> =
                lists.activities.iter().map(|it| titled(&it.id.value, &it.title)).collect();
            all.sort_by(|a, b| a.1.cmp(&b.1));
            if kind == "restriction" {
                all.insert(0, ("all".to_owned(), "Everything".to_owned()));
            }
            Takes::Choice(all)
        }
        "qualification" => Takes::Choice(
            lists.qualifications.iter().map(|it| titled(&it.id.value, &it.title)).collect(),
        ),
        "programme" => Takes::Offers(
            lists
                .programmes
                .iter()
                .map(|it| titled(&it.id.value, it.title.as_deref().unwrap_or(&it.provider)))
                .collect(),
        ),
        "exam" => {
            Takes::Choice(lists.exams.iter().map(|it| titled(&it.id.value, &it.title)).collect())
        }
        "course" => {
            Takes::Offers(lists.courses.iter().map(|it| titled(&it.id.value, &it.title)).collect())
        }
        "check" => {
            Takes::Choice(lists.checks.iter().map(|it| titled(&it.id.value, &it.title)).collect())
        }
        "setting" => Takes::Choice(terms(&lists.settings)),
        "specialty" => Takes::Offers(terms(&lists.specialties)),
        "subject" => Takes::Offers(terms(&lists.subjects)),
        "jurisdiction" => Takes::Choice(
            book.header.jurisdictions.iter().map(|it| titled(&it.id.value, &it.title)).collect(),
        ),
        "organisation" => Takes::Offers(
            organisations
                .values()
                .map(|it| {
                    let name = it.name.clone().unwrap_or_else(|| it.organisation.to_string());
                    (it.organisation.to_string(), name)
                })
                .collect(),
        ),
        _ => Takes::Text,
    }
}
