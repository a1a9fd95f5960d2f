//! Somebody new; people who may be the same, side by side; joining their records, and parting them again.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_record::PersonId;
use preceptor_service::access::{Act, Relation};
use preceptor_service::person::{Alike, Change, Field, Glance, Pair, fields};
use preceptor_service::{Refusal, Wrong, say};

use super::asked::person_id;
use super::form::{self, Typed, as_fields};
use crate::ask::{Ask, address};
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

fn may_add(desk: &Desk) -> Result<(), Problem> {
    let may = desk.viewer.can(Act::AddPeople, Relation::Any);
    if may { Ok(()) } else { Err(Problem::Denied(t!("new.denied").to_owned())) }
}

fn may_join(desk: &Desk) -> Result<(), Problem> {
    let may = desk.viewer.can(Act::MergePeople, Relation::Any);
    if may { Ok(()) } else { Err(Problem::Denied(t!("joining.denied").to_owned())) }
}

/// What is asked of somebody new: who they are, as a fact says it, of which the name must stand.
fn of_details(desk: &Desk) -> Result<Vec<Field>, Problem> {
    let all = fields(desk.installation.book, &std::collections::BTreeMap::new(), "details");
    let mut all = all.ok_or(Problem::NotFound)?;
    all.retain(|it| it.name != "from");
    for it in &mut all {
        it.is_required = it.name == "name";
    }
    Ok(all)
}

/// Somebody new.
pub async fn add(desk: Desk) -> Result<Response, Problem> {
    may_add(&desk)?;
    let fields = of_details(&desk)?;
    Ok(add_page(&desk, &fields, &Typed::new(), &[], &[]))
}

fn add_page(
    desk: &Desk,
    fields: &[Field],
    typed: &Typed,
    wrong: &[Wrong],
    same: &[Glance],
) -> Response {
    let heading = t!("new.title");
    let title =
        if wrong.is_empty() { heading.to_owned() } else { t!("form.error.title", title = heading) };
    let body = html! {
        (form::summary(wrong))
        (parts::trail(&[(t!("desk.people"), &desk.at("/people"))]))
        (parts::heading(None, heading, Some(t!("new.lede"))))
        @if !same.is_empty() {
            div class="nhsuk-inset-text" {
                p { strong { (t!("new.same")) } }
                ul { @for it in same { li { a href=(desk.at(&format!("/people/{}", it.id))) { (it.name) } " " (known_by(it)) } } }
            }
        }
        form class="app-form app-panel" method="post" action=(desk.at("/people/add")) {
            (desk.token())
            @for it in fields { (form::field(it, typed, wrong, &[])) }
            @if !same.is_empty() {
                div class="nhsuk-checkboxes nhsuk-checkboxes--small app-form__row" {
                    div class="nhsuk-checkboxes__item" {
                        input class="nhsuk-checkboxes__input" type="checkbox" id="else" name="else" value="yes";
                        label class="nhsuk-label nhsuk-checkboxes__label" for="else" { (t!("new.else")) }
                    }
                }
            }
            button class="nhsuk-button" type="submit" { (t!("form.save")) }
        }
    };
    let is_well = wrong.is_empty() && same.is_empty();
    let status = if is_well { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, desk.page(&title, Section::People, body).narrow().html()).into_response()
}

fn known_by(it: &Glance) -> String {
    let born = it.born.map(|it| t!("new.born", day = it.in_words()));
    let numbers = it.numbers.iter().map(|it| it.1.clone());
    born.into_iter().chain(numbers).chain(it.emails.iter().cloned()).collect::<Vec<_>>().join(", ")
}

/// Puts them on the register.
pub async fn post_add(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    may_add(&desk)?;
    let fields = of_details(&desk)?;
    let typed = form::typed(&fields, &form)?;
    let (said, mut wrong) = as_fields(&fields, &typed, |_| Err(String::new()));
    let name = typed.get("name").cloned().unwrap_or_default();
    let id = PersonId::new(desk.installation.fresh_id("p")?);
    if wrong.is_empty() {
        let change = Change {
            installation: &desk.installation,
            viewer: &desk.viewer,
            person: &id,
            now: desk.now,
        };
        let is_else = form.one("else")? == Some("yes");
        match desk.employer.add_person(change, &fields, said, is_else).await {
            Ok(same) if same.is_empty() => {
                let to = desk.at(&format!("/people/{id}"));
                return desk.done(&to, t!("new.done", name = name), None).await;
            }
            Ok(same) => return Ok(add_page(&desk, &fields, &typed, &[], &same)),
            Err(Refusal::Wrong(all)) => wrong = all,
            Err(other) => return Err(other.into()),
        }
    }
    Ok(add_page(&desk, &fields, &typed, &wrong, &[]))
}

/// People who may be the same.
pub async fn duplicates(desk: Desk) -> Result<Response, Problem> {
    may_join(&desk)?;
    let pairs = desk.employer.duplicates(&desk.viewer).await?;
    let title = t!("duplicates.title");
    let lede = parts::count(pairs.len(), t!("duplicates.one"), |n| t!("duplicates.many", n = n));
    let body = html! {
        (parts::trail(&[(t!("desk.people"), &desk.at("/people"))]))
        (parts::heading(None, title, Some(if pairs.is_empty() { t!("duplicates.none") } else { &lede })))
        @for (i, it) in pairs.iter().enumerate() {
            section class="app-panel" aria-labelledby={ "pair-" (i) } {
                h2 class="app-h2" id={ "pair-" (i) } { (it.kept.name) @if it.kept.name != it.other.name { " · " (it.other.name) } }
                p { (why(it)) }
                (beside(&desk, it))
                p class="app-actions app-actions--after" {
                    a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href=(merge_address(&desk, it)) {
                        (t!("duplicates.join")) span class="nhsuk-u-visually-hidden" { ": " (it.kept.name) }
                    }
                }
            }
        }
    };
    Ok(desk.page(title, Section::People, body).html().into_response())
}

fn merge_address(desk: &Desk, it: &Pair) -> String {
    let path = desk.at(&format!("/people/{}/merge", it.kept.id));
    address(&path, [("with", it.other.id.as_str())])
}

fn why(it: &Pair) -> String {
    let words = it.why.iter().map(|it| match it {
        Alike::Number => t!("duplicates.number"),
        Alike::BirthAndName => t!("duplicates.birth"),
        Alike::Email => t!("duplicates.email"),
    });
    let words: Vec<String> = words.map(ToOwned::to_owned).collect();
    say::stopped(&say::sentence(&say::and(&words)))
}

/// What is compared, and what is to be said of it.
type Row<'a> = (&'a str, &'a dyn Fn(&Glance) -> String);

/// Two people in two columns.
fn beside(desk: &Desk, it: &Pair) -> Markup {
    let book = desk.installation.book;
    let list = |of: &mut dyn Iterator<Item = String>| of.collect::<Vec<_>>().join(", ");
    let rows: [Row<'_>; 6] = [
        (t!("duplicates.born"), &|it| {
            it.born.map_or(String::new(), preceptor_record::Day::in_words)
        }),
        (t!("duplicates.emails"), &|it| list(&mut it.emails.iter().cloned())),
        (t!("duplicates.numbers"), &|it| {
            list(&mut it.numbers.iter().map(|(register, number)| {
                let title = book.register(register).map_or(register.as_str(), |it| &it.title);
                format!("{number} ({title})")
            }))
        }),
        (t!("duplicates.employee"), &|it| list(&mut it.employee_numbers.iter().cloned())),
        (t!("duplicates.roles"), &|it| list(&mut it.roles.iter().map(|it| say::role(book, it)))),
        (t!("duplicates.facts"), &|it| it.n_facts.to_string()),
    ];
    let table = html! {
        table class="app-table" {
            caption class="nhsuk-u-visually-hidden" { (it.kept.name) " · " (it.other.name) }
            thead {
                tr {
                    td {}
                    @for of in [&it.kept, &it.other] {
                        th scope="col" { a href=(desk.at(&format!("/people/{}", of.id))) { (of.name) } " " span class="app-muted" { (of.id) } }
                    }
                }
            }
            tbody {
                @for (title, of) in rows {
                    tr { th scope="row" { (title) } td { (of(&it.kept)) } td { (of(&it.other)) } }
                }
            }
        }
    };
    let both = format!("{} · {}", it.kept.id, it.other.id);
    parts::scroll(&t!("time.table.label", what = both), &table)
}

/// What follows where two records are joined.
pub async fn merge(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    may_join(&desk)?;
    let (kept, other) = (person_id(&id)?, person_id(ask.one("with")?.unwrap_or_default())?);
    let pair = desk.employer.both(&desk.viewer, &kept, &other).await?;
    let title = t!("merge.title");
    let body = html! {
        (parts::trail(&[(t!("desk.people"), &desk.at("/people")), (t!("duplicates.title"), &desk.at("/people/duplicates"))]))
        (parts::heading(None, title, None))
        section class="app-panel" { (beside(&desk, &pair)) }
        p { (t!("merge.what", kept = pair.kept.name, id = pair.kept.id)) }
        form class="app-form" method="post" action=(desk.at(&format!("/people/{kept}/merge"))) {
            (desk.token())
            input type="hidden" name="with" value=(other);
            button class="nhsuk-button" type="submit" { (t!("merge.go")) }
        }
    };
    Ok(desk.page(title, Section::People, body).html().into_response())
}

/// Joins them.
pub async fn post_merge(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    may_join(&desk)?;
    let (kept, other) = (person_id(&id)?, person_id(form.one("with")?.unwrap_or_default())?);
    let change = change(&desk, &kept);
    desk.employer.merge_people(change, &other).await?;
    let own = desk.at(&format!("/people/{kept}"));
    let undo = address(&format!("{own}/part"), [("with", other.as_str())]);
    desk.done(&own, t!("merge.done"), Some((undo, t!("history.undo").to_owned()))).await
}

/// What follows where they are parted.
pub async fn part(
    desk: Desk,
    Path((_, id)): Path<(String, String)>,
    ask: Ask,
) -> Result<Response, Problem> {
    may_join(&desk)?;
    let opened = super::Opened::whole(&desk, &id, "merge", &Ask::default()).await?;
    let other = person_id(ask.one("with")?.unwrap_or_default())?;
    if !opened.read.merged.contains(&other) {
        return Err(Problem::NotFound);
    }
    let title = t!("part.title");
    let body = html! {
        (super::head::head(&desk, &opened, super::head::Local::Form)?)
        h1 class="app-h1" { (title) }
        p { (t!("part.what", id = other)) }
        form class="app-form" method="post" action=(desk.at(&format!("/people/{}/part", opened.read.id))) {
            (desk.token())
            input type="hidden" name="with" value=(other);
            button class="nhsuk-button" type="submit" { (t!("part.go")) }
        }
    };
    Ok(desk.page(title, Section::People, body).narrow().html().into_response())
}

/// Parts them.
pub async fn post_part(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    may_join(&desk)?;
    let (kept, other) = (person_id(&id)?, person_id(form.one("with")?.unwrap_or_default())?);
    let change = change(&desk, &kept);
    desk.employer.part_people(change, &other).await?;
    let to = desk.at(&format!("/people/{kept}"));
    desk.done(&to, t!("part.done"), None).await
}

fn change<'a>(desk: &'a Desk, person: &'a PersonId) -> Change<'a> {
    Change { installation: &desk.installation, viewer: &desk.viewer, person, now: desk.now }
}
