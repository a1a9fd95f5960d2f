//! The form of a fact: its fields as the kind has them, what was typed, and what is wrong with it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use preceptor_record::{Day, Fact, PersonId};
use preceptor_service::Wrong;
use preceptor_service::person::{Field, Takes};
use serde_json::{Map, Value as Json};

use crate::dates;
use crate::desk::OpenPosted;
use crate::problem::Problem;
use crate::text::t;

/// More people than this are not offered in a list: their name or number is typed.
const MOST_OFFERED: usize = 400;

/// What was typed, by field; of boxes, that they were ticked.
pub type Typed = BTreeMap<String, String>;

/// The fields of a kind as they were sent.
pub fn typed(fields: &[Field], form: &OpenPosted) -> Result<Typed, Problem> {
    let mut made = Typed::new();
    for it in fields {
        if let Some(text) = form.one(&it.name)? {
            made.insert(it.name.clone(), text.to_owned());
        }
    }
    Ok(made)
}

/// What a fact would be typed as.
pub fn typed_of(fields: &[Field], fact: &Fact, name_of: impl Fn(&str) -> Option<String>) -> Typed {
    let json = fact.to_json();
    let mut made = Typed::new();
    for it in fields {
        let Some(value) = json.get(&it.name) else { continue };
        let text = match value {
            Json::Array(all) => all.iter().map(as_text).collect::<Vec<_>>().join(", "),
            Json::Bool(it) => {
                if *it {
                    "yes".to_owned()
                } else {
                    continue;
                }
            }
            other => as_text(other),
        };
        let day = Day::parse(&text).ok();
        let shown = match (&it.takes, day) {
            (Takes::Day, Some(day)) => day.in_words(),
            (Takes::LastDay, Some(day)) => day.previous().in_words(),
            (Takes::Person, _) => match name_of(&text) {
                Some(name) => format!("{name} ({text})"),
                None => text,
            },
            _ => text,
        };
        made.insert(it.name.clone(), shown);
    }
    made
}

fn as_text(it: &Json) -> String {
    it.as_str().map_or_else(|| it.to_string(), ToOwned::to_owned)
}

/// What was typed, as files have it: days as dates, the last good day as the day after, people by their ids.
pub fn as_fields(
    fields: &[Field],
    typed: &Typed,
    person: impl Fn(&str) -> Result<PersonId, String>,
) -> (Map<String, Json>, Vec<Wrong>) {
    let (mut made, mut wrong) = (Map::new(), Vec::new());
    for it in fields {
        let Some(text) = typed.get(&it.name) else { continue };
        match value(it, text, &person) {
            Ok(value) => drop(made.insert(it.name.clone(), value)),
            Err(message) => wrong.push(Wrong::new(&it.name, message)),
        }
    }
    (made, wrong)
}

fn value(
    of: &Field,
    text: &str,
    person: impl Fn(&str) -> Result<PersonId, String>,
) -> Result<Json, String> {
    if of.is_several {
        let each = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        return Ok(each.map(|it| Json::from(offered(of, it))).collect());
    }
    Ok(match of.takes {
        Takes::Day => Json::from(day(text)?.to_string()),
        Takes::LastDay => Json::from(day(text)?.next().to_string()),
        Takes::YesNo => Json::from(text == "yes"),
        Takes::Person => Json::from(person(text)?.as_str()),
        Takes::Number => match text.parse::<f64>() {
            Ok(it) if it.is_finite() => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            _ => return Err(t!("form.number").to_owned()),
        },
        Takes::Offers(_) => Json::from(offered(of, text)),
        Takes::Choice(_) | Takes::Text => Json::from(text),
    })
}

fn day(text: &str) -> Result<Day, String> {
    dates::parse(text).ok_or_else(|| t!("form.day").to_owned())
}

/// The id of what is offered under that title, else what was typed.
fn offered(of: &Field, text: &str) -> String {
    let Takes::Offers(all) = &of.takes else { return text.to_owned() };
    let found = all.iter().find(|it| it.0 == text || it.1.eq_ignore_ascii_case(text));
    found.map_or_else(|| text.to_owned(), |it| it.0.clone())
}

/// All that is wrong, above everything else, each with the way to its field.
pub fn summary(wrong: &[Wrong]) -> Markup {
    html! {
        @if !wrong.is_empty() {
            div class="nhsuk-error-summary" data-module="nhsuk-error-summary" {
                div role="alert" {
                    h2 class="nhsuk-error-summary__title" { (t!("form.problem")) }
                    div class="nhsuk-error-summary__body" {
                        ul class="nhsuk-list nhsuk-error-summary__list" {
                            @for it in wrong { li { a href={ "#field-" (it.field) } { (it.message) } } }
                        }
                    }
                }
            }
        }
    }
}

/// A field with its label, what was typed in it and what is wrong with that.
pub fn field(it: &Field, typed: &Typed, wrong: &[Wrong], people: &[(PersonId, String)]) -> Markup {
    let id = format!("field-{}", it.name);
    let said = typed.get(&it.name).map_or("", String::as_str);
    let error = wrong.iter().find(|of| of.field == it.name).map(|it| it.message.as_str());
    let about = hint(it);
    let described = described(&id, !about.is_empty(), error.is_some());
    html! {
        div class={ "nhsuk-form-group app-form__row" @if error.is_some() { " nhsuk-form-group--error" } } {
            @if it.takes == Takes::YesNo {
                div class="nhsuk-checkboxes nhsuk-checkboxes--small" {
                    div class="nhsuk-checkboxes__item" {
                        input class="nhsuk-checkboxes__input" type="checkbox" id=(id) name=(it.name) value="yes" checked[said == "yes"] aria-describedby=[described];
                        label class="nhsuk-label nhsuk-checkboxes__label" for=(id) { (it.title) }
                    }
                }
                @if !about.is_empty() { p class="app-hint" id={ (id) "-hint" } { (about) } }
            } @else {
                label for=(id) { (it.title) @if !it.is_required { " " span class="app-optional" { (t!("form.optional")) } } }
                @if !about.is_empty() { p class="app-hint" id={ (id) "-hint" } { (about) } }
                (error_message(&id, error))
                @match &it.takes {
                    Takes::Choice(all) => {
                        select id=(id) name=(it.name) aria-describedby=[described] {
                            option value="" { (t!("form.choose")) }
                            @for (value, title) in all { option value=(value) selected[value == said] { (title) } }
                        }
                    }
                    Takes::Offers(all) => {
                        input type="text" id=(id) name=(it.name) value=(said) list={ (id) "-list" } autocomplete="off" aria-describedby=[described];
                        datalist id={ (id) "-list" } { @for (value, title) in all { option value=(value) { (title) } } }
                    }
                    Takes::Person => {
                        input type="text" id=(id) name=(it.name) value=(said) list={ (id) "-list" } autocomplete="off" aria-describedby=[described];
                        datalist id={ (id) "-list" } { @for (who, name) in people.iter().filter(|_| people.len() <= MOST_OFFERED) { option value={ (name) " (" (who) ")" } {} } }
                    }
                    _ => {
                        input type="text" id=(id) name=(it.name) value=(said) autocomplete="off"
                            inputmode=[(it.takes == Takes::Number).then_some("decimal")] aria-describedby=[described];
                    }
                }
            }
        }
    }
}

/// What is wrong with a field, beside it.
pub fn error_message(id: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            span class="nhsuk-error-message" id={ (id) "-error" } {
                span class="nhsuk-u-visually-hidden" { (t!("form.error")) } (error)
            }
        }
    }
}

/// What describes a field, by ids.
pub fn described(id: &str, hint: bool, error: bool) -> Option<String> {
    let hint = hint.then(|| format!("{id}-hint"));
    let error = error.then(|| format!("{id}-error"));
    let all: Vec<String> = hint.into_iter().chain(error).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn hint(it: &Field) -> String {
    let shape = match it.takes {
        Takes::Day => t!("form.day.hint"),
        Takes::LastDay => return t!("form.last-day.hint").to_owned(),
        Takes::Person => t!("form.person.hint"),
        _ if it.is_several => t!("form.several.hint"),
        _ => "",
    };
    if shape.is_empty() { format!("{}.", it.about) } else { format!("{}. {shape}", it.about) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, takes: Takes, is_several: bool) -> Field {
        Field {
            name: name.to_owned(),
            title: name.to_owned(),
            about: String::new(),
            takes,
            is_several,
            is_required: false,
        }
    }

    fn check(takes: Takes, is_several: bool, text: &str) -> Result<Json, String> {
        let fields = [of("x", takes, is_several)];
        let typed = Typed::from([("x".to_owned(), text.to_owned())]);
        let person =
            |it: &str| if it == "Wren" { Ok(PersonId::new("p-1")) } else { Err("?".into()) };
        let (made, wrong) = as_fields(&fields, &typed, person);
        match wrong.into_iter().next() {
            Some(it) => Err(it.message),
            None => Ok(made["x"].clone()),
        }
    }

    #[test]
    fn the_last_good_day_is_kept_as_the_day_after() {
        assert_eq!(check(Takes::LastDay, false, "30 January 2027"), Ok("2027-01-31".into()));
        assert_eq!(check(Takes::Day, false, "31/01/2027"), Ok("2027-01-31".into()));
        assert!(check(Takes::LastDay, false, "soon").is_err());
    }

    #[test]
    fn numbers_lists_titles_and_people_are_read_as_files_have_them() {
        assert_eq!(check(Takes::Number, false, "0.6"), Ok(serde_json::json!(0.6)));
        assert!(
            check(Takes::Number, false, "many").is_err()
                && check(Takes::Number, false, "NaN").is_err()
        );
        let offers = Takes::Offers(vec![("acute-medicine".into(), "Acute medicine".into())]);
        assert_eq!(check(offers.clone(), false, "acute Medicine"), Ok("acute-medicine".into()));
        assert_eq!(
            check(offers, true, "a, Acute medicine"),
            Ok(serde_json::json!(["a", "acute-medicine"]))
        );
        assert_eq!(check(Takes::Person, false, "Wren"), Ok("p-1".into()));
        assert!(check(Takes::Person, false, "Nobody").is_err());
    }
}
