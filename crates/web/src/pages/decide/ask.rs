//! Asking: who, what, then only what the answer depends on, and who is there only where that could matter.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::{Closeness, Code, Day, PersonId};
use preceptor_service::access::{Act, Relation};
use preceptor_service::decision::{Judged, OpenKey, Takes, presence_matters, supervisors};
use preceptor_service::people::{self, Everybody};
use preceptor_service::{Refusal, Wrong, say};

use super::typed::{Part, Typed, fields, stated_field};
use super::words;
use crate::ask::{Ask, address};
use crate::desk::{Desk, Posted, Section, see_other};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// So many matches are offered.
const MOST_MATCHES: usize = 12;
/// So many people who might be there are offered beside those the record names.
const MOST_TRIED: usize = 40;

pub async fn page(desk: Desk, ask: Ask) -> Result<Response, Problem> {
    let typed: Typed = ask.pairs().collect();
    show(&desk, &typed, Vec::new()).await
}

pub async fn decide(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, form } = posted;
    let typed: Typed = form.fields().collect();
    let (Some(person), Some(activity)) = (typed.one("person"), typed.one("activity")) else {
        return show(&desk, &typed, Vec::new()).await;
    };
    let asked = match typed.asked(&PersonId::new(person), &Code::new(activity)) {
        Ok(it) => it,
        Err(wrong) => return show(&desk, &typed, wrong).await,
    };
    match desk.installation.decide(&desk.employer, &desk.viewer, desk.now, &asked).await {
        Ok((number, _)) => Ok(see_other(&desk.at(&format!("/decisions/{number}")))),
        Err(Refusal::Wrong(wrong)) => show(&desk, &typed, wrong).await,
        Err(other) => Err(other.into()),
    }
}

/// Somebody or something to be chosen: what was chosen, or what the words that were typed may mean.
struct Pick {
    chosen: Option<(String, String)>,
    text: String,
    matches: Vec<(String, String, String)>,
}

async fn show(desk: &Desk, typed: &Typed, mut wrong: Vec<Wrong>) -> Result<Response, Problem> {
    let viewer = &desk.viewer;
    viewer.may(Act::Decide, Relation::Any)?;
    let is_only_own = !viewer.can(Act::Decide, Relation::Other);
    let rules = desk.installation.rules(&desk.employer, desk.now).await?;
    let seen = desk.employer.everybody(rules, desk.now).await?;
    let everybody = &seen.everybody;
    let who = if is_only_own { own(desk)? } else { person(everybody, typed, desk.now.day) };
    let what = activity(desk, typed);
    let mut rest = None;
    if let (Some(who), Some(what)) = (&who.chosen, &what.chosen) {
        let (person, activity) = (PersonId::new(who.0.as_str()), Code::new(what.0.as_str()));
        rest = Some(open(desk, typed, &person, &activity, everybody, &mut wrong).await?);
    } else {
        // What was typed and found nothing is said at its field.
        for (key, pick) in [("who", &who), ("what", &what)] {
            if !pick.text.is_empty() && pick.chosen.is_none() && pick.matches.is_empty() {
                wrong.push(Wrong::new(key, t!("decide.nothing-found", text = pick.text)));
            }
        }
    }
    let title = if wrong.is_empty() {
        t!("decide.title").to_owned()
    } else {
        t!("form.error.title", title = t!("decide.title"))
    };
    let body = html! {
        @if !wrong.is_empty() { (summary(&wrong)) }
        (parts::heading(None, t!("decide.title"), Some(t!("decide.lede"))))
        (first(desk, typed, &who, &what, is_only_own, &wrong))
        @if let Some(it) = &rest { (it) }
    };
    Ok(desk.page(&title, Section::Decide, body).narrow().into_response())
}

/// Whoever may ask about themselves alone is not asked about whom.
fn own(desk: &Desk) -> Result<Pick, Problem> {
    let Some(person) = &desk.viewer.person else { return Err(Refusal::NotFound.into()) };
    let chosen = Some((person.to_string(), desk.viewer.name.clone()));
    Ok(Pick { chosen, text: String::new(), matches: Vec::new() })
}

fn person(everybody: &Everybody, typed: &Typed, day: Day) -> Pick {
    let text = typed.one("who").unwrap_or_default().to_owned();
    let named = |id: &str| {
        let row = everybody.rows.get(&PersonId::new(id));
        (id.to_owned(), row.map_or_else(|| id.to_owned(), |it| it.name.clone()))
    };
    if let Some(id) = typed.one("person") {
        return Pick { chosen: Some(named(id)), text, matches: Vec::new() };
    }
    let found = found(everybody, &text, day);
    match found.as_slice() {
        [only] => Pick { chosen: Some(named(&only.0)), text, matches: Vec::new() },
        _ => Pick { chosen: None, text, matches: found },
    }
}

/// People whom words may mean, with what they do.
fn found(everybody: &Everybody, text: &str, day: Day) -> Vec<(String, String, String)> {
    if text.is_empty() {
        return Vec::new();
    }
    let wanted = people::Wanted {
        text: Some(text.to_owned()),
        order: people::Order::Name,
        ..people::Wanted::default()
    };
    let rows = everybody.wanted(&wanted, day);
    let each = rows.into_iter().take(MOST_MATCHES).map(|row| {
        let posts = row.posts.iter().map(|it| it.title.clone());
        let others = row.works_as.iter().map(|it| it.as_str().replace('-', " "));
        let does: Vec<String> = posts.chain(others).collect();
        (row.person.to_string(), row.name.clone(), say::sentence(&does.join(", ")))
    });
    each.collect()
}

fn activity(desk: &Desk, typed: &Typed) -> Pick {
    let all = &desk.site.book.vocabulary.activities;
    let title = |id: &str| say::sentence(&say::words(desk.site.book).activity(&Code::new(id)));
    let text = typed.one("what").unwrap_or_default().to_owned();
    if let Some(id) = typed.one("activity").filter(|id| all.iter().any(|it| it.id.as_str() == *id))
    {
        return Pick { chosen: Some((id.to_owned(), title(id))), text, matches: Vec::new() };
    }
    let folded = text.to_lowercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut matches = Vec::new();
    for it in all.iter().filter(|_| !words.is_empty()) {
        let name = it.title.to_lowercase();
        if name == folded {
            let id = it.id.to_string();
            return Pick { chosen: Some((id.clone(), title(&id))), text, matches: Vec::new() };
        }
        if words.iter().all(|word| name.contains(word) || it.id.as_str().contains(word)) {
            matches.push((it.id.to_string(), it.title.clone(), String::new()));
        }
    }
    if let [only] = matches.as_slice() {
        return Pick { chosen: Some((only.0.clone(), title(&only.0))), text, matches: Vec::new() };
    }
    matches.truncate(MOST_MATCHES);
    Pick { chosen: None, text, matches }
}

fn summary(wrong: &[Wrong]) -> Markup {
    html! {
        div class="nhsuk-error-summary" data-module="nhsuk-error-summary" {
            div role="alert" {
                h2 class="nhsuk-error-summary__title" { (t!("form.problem")) }
                div class="nhsuk-error-summary__body" {
                    ul class="nhsuk-list nhsuk-error-summary__list" {
                        @for it in wrong { li { a href={ "#" (field_id(&it.field)) } { (it.message) } } }
                    }
                }
            }
        }
    }
}

/// The id of a field in the page: what its name is made of and an id may have.
fn field_id(field: &str) -> String {
    format!("f-{}", field.replace(|it: char| !it.is_ascii_alphanumeric(), "-"))
}

fn error(field: &str, wrong: &[Wrong]) -> Markup {
    html! {
        @if let Some(it) = wrong.iter().find(|it| it.field == field) {
            span class="nhsuk-error-message" id={ (field_id(field)) "-error" } {
                span class="nhsuk-u-visually-hidden" { (t!("form.error")) " " } (it.message)
            }
        }
    }
}

/// Who and what.
fn first(
    desk: &Desk,
    typed: &Typed,
    who: &Pick,
    what: &Pick,
    is_only_own: bool,
    wrong: &[Wrong],
) -> Markup {
    let is_chosen = who.chosen.is_some() && what.chosen.is_some();
    html! {
        form method="get" action=(desk.at("/decide")) class="app-panel app-form" aria-label=(t!("decide.whom-and-what")) {
            @if let (true, Some(who)) = (is_only_own, &who.chosen) {
                div class="app-form__row" {
                    p class="app-decide__chosen" { strong { (who.1) } }
                }
            } @else {
                (pick("who", "person", t!("decide.who"), t!("decide.who.hint"), who, wrong, None))
            }
            (pick("what", "activity", t!("decide.what"), t!("decide.what.hint"), what, wrong, Some(desk)))
            @for (key, value) in typed.kept() { input type="hidden" name=(key) value=(value); }
            button class={ "nhsuk-button" @if is_chosen { " nhsuk-button--secondary nhsuk-button--small" } } type="submit" {
                @if is_chosen { (t!("decide.change")) } @else { (t!("decide.continue")) }
            }
        }
    }
}

fn pick(
    text_key: &str,
    key: &str,
    label: &str,
    hint: &str,
    it: &Pick,
    wrong: &[Wrong],
    suggests: Option<&Desk>,
) -> Markup {
    let id = field_id(text_key);
    let list = format!("{id}-list");
    let shown = it.chosen.as_ref().map_or(it.text.as_str(), |it| it.1.as_str());
    html! {
        div class={ "app-form__row" @if wrong.iter().any(|it| it.field == text_key) { " nhsuk-form-group--error" } } {
            @if it.matches.is_empty() {
                label for=(id) { (label) }
                p class="app-hint" id={ (id) "-hint" } { (hint) }
                (error(text_key, wrong))
                input id=(id) name=(text_key) type="text" value=(shown) autocomplete="off" aria-describedby={ (id) "-hint" }
                    list=[suggests.map(|_| &list)];
                @if let Some(desk) = suggests {
                    datalist id=(list) {
                        @for it in &desk.site.book.vocabulary.activities { option value=(it.title) {} }
                    }
                }
            } @else {
                fieldset class="nhsuk-fieldset" {
                    legend class="app-decide__legend" { (t!("decide.which", text = it.text)) }
                    div class="nhsuk-radios nhsuk-radios--small" data-module="nhsuk-radios" {
                        @for (n, (value, title, about)) in it.matches.iter().enumerate() {
                            div class="nhsuk-radios__item" {
                                input class="nhsuk-radios__input" type="radio" id={ (id) "-" (n) } name=(key) value=(value);
                                label class="nhsuk-label nhsuk-radios__label" for={ (id) "-" (n) } {
                                    (title) @if !about.is_empty() { " " span class="app-muted" { (about) } }
                                }
                            }
                        }
                    }
                }
                label class="app-decide__again" for=(id) { (t!("decide.or-search")) }
                input id=(id) name=(text_key) type="text" value="" autocomplete="off";
            }
        }
    }
}

/// What is still to be asked, and the button that gives the answer.
async fn open(
    desk: &Desk,
    typed: &Typed,
    person: &PersonId,
    activity: &Code,
    everybody: &Everybody,
    wrong: &mut Vec<Wrong>,
) -> Result<Markup, Problem> {
    let day = typed.one("at").and_then(crate::dates::parse).unwrap_or(desk.now.day);
    let posts = desk.installation.posts(&desk.employer, &desk.viewer, person, day).await?;
    let must_choose = posts.len() > 1 && typed.one("post").is_none();
    let judged = match typed.asked(person, activity) {
        _ if must_choose => None,
        Err(more) => {
            wrong.extend(more.into_iter().filter(|it| !wrong.contains(it)).collect::<Vec<_>>());
            None
        }
        Ok(asked) => {
            match desk.installation.consider(&desk.employer, &desk.viewer, desk.now, &asked).await {
                Ok(it) => Some(it),
                Err(Refusal::Wrong(more)) => {
                    wrong.extend(
                        more.into_iter().filter(|it| !wrong.contains(it)).collect::<Vec<_>>(),
                    );
                    None
                }
                Err(other) => return Err(other.into()),
            }
        }
    };
    let keys = match &judged {
        Some(it) => keys(desk, it),
        None => Vec::new(),
    };
    let there = match &judged {
        Some(it) if presence_matters(&it.answer) || !it.question.present.is_empty() => {
            there(desk, typed, it, everybody).await?
        }
        _ => Vec::new(),
    };
    let found = match typed.one("also") {
        Some(text) if !there.is_empty() => found(everybody, text, desk.now.day),
        _ => Vec::new(),
    };
    Ok(html! {
        form method=(if must_choose { "get" } else { "post" }) action=(desk.at("/decide")) class="app-panel app-form" aria-label=(t!("decide.rest")) {
            // An address never holds what a form of ours is known by.
            @if !must_choose { (desk.token()) }
            input type="hidden" name="person" value=(person);
            input type="hidden" name="activity" value=(activity);
            div class="app-decide__two" {
                (field("at", t!("decide.day"), None, typed.one("at").unwrap_or(&desk.now.day.in_words()), wrong))
                @if posts.len() > 1 || wrong.iter().any(|it| it.field == "post") { (post(&posts, typed, wrong)) }
            }
            @for key in &keys { (stated(key, typed, wrong)) }
            @if !there.is_empty() { (presence(&there, typed, wrong)) }
            @if must_choose {
                button class="nhsuk-button" type="submit" { (t!("decide.continue")) }
            } @else {
                button class="nhsuk-button" type="submit" { (t!("decide.get")) }
            }
            p class="app-small app-muted app-decide__note" { (t!("decide.note")) }
        }
        @if !there.is_empty() { (somebody_else(desk, typed, person, activity, &found)) }
    })
}

/// What was stated, and what the answer still depends on.
fn keys(desk: &Desk, judged: &Judged) -> Vec<OpenKey> {
    let book = desk.site.book;
    let stated = judged.question.context.keys().map(|key| OpenKey::stated(book, key));
    stated.chain(OpenKey::of(book, &judged.answer)).collect()
}

/// Who may be there: those who were named, then those with whom the answer would be yes.
async fn there(
    desk: &Desk,
    typed: &Typed,
    judged: &Judged,
    everybody: &Everybody,
) -> Result<Vec<(PersonId, String, String)>, Problem> {
    let near = supervisors(everybody, &judged.question.person, MOST_TRIED);
    let mut ids = typed.there();
    for it in judged.helpers(&desk.employer, &near).await? {
        if !ids.contains(&it.who.id) {
            ids.push(it.who.id);
        }
    }
    // Where nobody would do alone, those whom the record names are offered.
    if ids.is_empty() {
        let own = &judged.question.person;
        ids.extend(judged.circle.people.keys().filter(|it| *it != own).take(5).cloned());
    }
    let row = |id: PersonId| {
        let row = everybody.rows.get(&id);
        let name = row.map_or_else(|| id.to_string(), |it| it.name.clone());
        let does = row.map(|it| {
            it.works_as.iter().map(|it| it.as_str().replace('-', " ")).collect::<Vec<_>>()
        });
        (id, name, does.map(|it| it.join(", ")).unwrap_or_default())
    };
    Ok(ids.into_iter().map(row).collect())
}

fn field(key: &str, label: &str, hint: Option<&str>, value: &str, wrong: &[Wrong]) -> Markup {
    let id = field_id(key);
    let described = hint.map(|_| format!("{id}-hint"));
    html! {
        div class={ "app-form__row" @if wrong.iter().any(|it| it.field == key) { " nhsuk-form-group--error" } } {
            label for=(id) { (label) }
            @if let Some(hint) = hint { p class="app-hint" id={ (id) "-hint" } { (hint) } }
            (error(key, wrong))
            input id=(id) name=(key) type="text" value=(value) autocomplete="off" aria-describedby=[described];
        }
    }
}

fn select(
    key: &str,
    label: &str,
    hint: Option<&str>,
    options: &[(String, String)],
    chosen: &str,
    none: &str,
    wrong: &[Wrong],
) -> Markup {
    let id = field_id(key);
    let described = hint.map(|_| format!("{id}-hint"));
    html! {
        div class={ "app-form__row" @if wrong.iter().any(|it| it.field == key) { " nhsuk-form-group--error" } } {
            label for=(id) { (label) }
            @if let Some(hint) = hint { p class="app-hint" id={ (id) "-hint" } { (hint) } }
            (error(key, wrong))
            select id=(id) name=(key) aria-describedby=[described] {
                option value="" { (none) }
                @for (value, title) in options { option value=(value) selected[value == chosen] { (title) } }
            }
        }
    }
}

fn post(posts: &[(Code, String)], typed: &Typed, wrong: &[Wrong]) -> Markup {
    let options: Vec<(String, String)> =
        posts.iter().map(|it| (it.0.to_string(), say::sentence(&it.1))).collect();
    let chosen = typed.one("post").unwrap_or_default();
    select(
        "post",
        t!("decide.post"),
        Some(t!("decide.post.hint")),
        &options,
        chosen,
        t!("decide.post.none"),
        wrong,
    )
}

fn stated(it: &OpenKey, typed: &Typed, wrong: &[Wrong]) -> Markup {
    let key = stated_field(&it.key);
    let value = typed.stated(&it.key).unwrap_or_default();
    match &it.takes {
        Takes::Choice(all) => select(
            &key,
            &it.question,
            it.help.as_deref(),
            all,
            value,
            t!("decide.not-stated"),
            wrong,
        ),
        Takes::Number { unit, .. } => {
            let help = match (&it.help, unit) {
                (Some(help), _) => Some(help.clone()),
                (None, Some(unit)) => Some(t!("decide.in-unit", unit = unit)),
                (None, None) => None,
            };
            field(&key, &it.question, help.as_deref(), value, wrong)
        }
    }
}

fn presence(all: &[(PersonId, String, String)], typed: &Typed, wrong: &[Wrong]) -> Markup {
    let levels = [Closeness::Direct, Closeness::OnSite, Closeness::Available];
    html! {
        fieldset class="nhsuk-fieldset app-decide__there" {
            legend class="app-decide__legend" { (t!("decide.there")) }
            p class="app-hint" { (t!("decide.there.hint")) }
            @for (id, name, does) in all {
                @let near = Part::Near.field(id);
                @let covering = Part::Covering.field(id);
                @let minutes = Part::Minutes.field(id);
                div class="app-decide__person" {
                    p { strong { (name) } @if !does.is_empty() { " " span class="app-muted" { (does) } } }
                    div class="app-decide__three" {
                        div {
                            label for=(field_id(&near)) { (t!("decide.how-close")) span class="nhsuk-u-visually-hidden" { ": " (name) } }
                            (error(&near, wrong))
                            select id=(field_id(&near)) name=(near) {
                                option value="" { (t!("decide.not-there")) }
                                @for it in levels {
                                    option value=(it.as_str()) selected[typed.of(Part::Near, id) == Some(it.as_str())] { (words::near(it)) }
                                }
                            }
                        }
                        div {
                            label for=(field_id(&covering)) { (t!("decide.covering")) span class="nhsuk-u-visually-hidden" { ": " (name) } }
                            (error(&covering, wrong))
                            input id=(field_id(&covering)) name=(covering) type="text" inputmode="numeric" autocomplete="off" value=(typed.of(Part::Covering, id).unwrap_or_default());
                        }
                        div {
                            label for=(field_id(&minutes)) { (t!("decide.minutes")) span class="nhsuk-u-visually-hidden" { ": " (name) } }
                            (error(&minutes, wrong))
                            input id=(field_id(&minutes)) name=(minutes) type="text" inputmode="numeric" autocomplete="off" value=(typed.of(Part::Minutes, id).unwrap_or_default());
                        }
                    }
                }
            }
        }
    }
}

/// Somebody else of the register who is there: found by name, and added to those offered.
fn somebody_else(
    desk: &Desk,
    typed: &Typed,
    person: &PersonId,
    activity: &Code,
    found: &[(String, String, String)],
) -> Markup {
    let mut kept: Vec<(String, String)> =
        typed.kept().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
    kept.push(("person".to_owned(), person.to_string()));
    kept.push(("activity".to_owned(), activity.to_string()));
    html! {
        form method="get" action=(desk.at("/decide")) class="app-panel app-form" aria-label=(t!("decide.somebody-else")) {
            @for (key, value) in &kept { input type="hidden" name=(key) value=(value); }
            (field("also", t!("decide.somebody-else"), None, typed.one("also").unwrap_or_default(), &[]))
            button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("desk.find")) }
            @if typed.one("also").is_some() && found.is_empty() { p { (t!("decide.nobody-found")) } }
            @if !found.is_empty() {
                ul class="nhsuk-list" {
                    @for (id, name, does) in found {
                        @let pairs = kept.iter().map(|it| (it.0.as_str(), it.1.as_str())).chain([("there", id.as_str())]);
                        li { a href=(address(&desk.at("/decide"), pairs)) { (t!("decide.add", name = name)) } " " span class="app-muted" { (does) } }
                    }
                }
            }
        }
    }
}

/// The address that asks a question again.
pub fn again(desk: &Desk, of: &preceptor_service::decision::Asked) -> String {
    let fields = fields(of);
    address(&desk.at("/decide"), fields.iter().map(|it| (it.0.as_str(), it.1.as_str())))
}
