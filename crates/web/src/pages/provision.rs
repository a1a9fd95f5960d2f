//! One provision: what it says, about whom, when it holds, what it asks, and where it was read.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, html};
use preceptor_rulebook::provision::{ClauseLevel, Due, Supervision};
use preceptor_rulebook::selector::Selector;
use preceptor_rulebook::{Effect, Provision, Rulebook};
use preceptor_service::roles::phrases;
use preceptor_service::say;

use super::provision_address;
use crate::ask::Ask;
use crate::layout::{Page, Section};
use crate::parts::{self, State as Mark};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

pub async fn page(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Markup, Problem> {
    let book = site.book;
    let placed = book.provision(&id).ok_or(Problem::NotFound)?;
    let it = &placed.provision;
    let set = book.set(placed.set.as_str()).ok_or(Problem::NotFound)?;
    let day = ask.day("on", &site)?;
    let period = it.effective.period();
    let (state, holds) = if day < period.from {
        (Mark::Soon, t!("provision.not-yet", day = day.in_words(), from = period.from.in_words()))
    } else if day >= period.until {
        (
            Mark::No,
            t!(
                "provision.no-longer",
                day = day.in_words(),
                until = period.until.previous().in_words()
            ),
        )
    } else {
        (Mark::Met, t!("provision.in-force", day = day.in_words()))
    };
    let related: Vec<&Provision> = book
        .provisions
        .iter()
        .map(|it| &it.provision)
        .filter(|other| other.id.value != it.id.value && about_the_same(other, it))
        .collect();
    let body = html! {
        (parts::trail(&[(t!("nav.rules"), "/rules"), (&set.title, &format!("/rules/{}", set.id.value))]))
        (parts::heading(Some(t!("provision.over")), &it.says, None))
        p class="app-provision__state" { (parts::mark(state, &holds)) }
        div class="app-cols app-cols--public" {
            div {
                section class="app-panel app-aside" aria-labelledby="facts" {
                    h2 class="app-h2" id="facts" { (t!("role.glance")) }
                    dl class="app-pairs" {
                        dt { (t!("provision.effect")) } dd { (effect(it.effect)) }
                        dt { (t!("provision.authority")) } dd { (set.authority.name) " " (parts::authority_tag(set.authority.kind)) }
                        dt { (t!("provision.when")) } dd { @let when = say::sentence(phrases::since(&it.effective).trim_start_matches(", ")); @if when.is_empty() { (t!("always")) } @else { (when) } }
                        @if !it.jurisdiction.is_empty() {
                            dt { (t!("role.title.where")) }
                            dd { (it.jurisdiction.iter().map(|it| say::place(book, &it.value)).collect::<Vec<_>>().join(", ")) }
                        }
                        dt { (t!("provision.sure")) }
                        dd {
                            @let tag = parts::confidence_tag(it.confidence);
                            @if tag.0.is_empty() { (t!("provision.stated")) } @else { (tag) }
                            @if it.disputed { " " span class="app-tag app-tag--reported" { (t!("disputed")) } }
                        }
                        dt { (t!("provision.id")) } dd class="app-code app-break" { (it.id.value) }
                    }
                    form method="get" class="app-form" {
                        label for="on" { (t!("provision.on")) }
                        input id="on" name="on" type="text" value=(day.in_words()) autocomplete="off";
                        button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("frame.show")) }
                    }
                }
            }
            div {
                h2 class="nhsuk-heading-m" { (t!("provision.about")) }
                dl class="app-pairs app-pairs--wide app-panel" {
                    dt { (t!("provision.roles")) } dd { (roles(book, it)) }
                    dt { (t!("provision.activities")) } dd { (activities(book, it)) }
                    (asks(book, it))
                }
                @if let Some(clause) = &it.supervision { (supervision(book, clause)) }
                @if !it.obligations.is_empty() {
                    h2 class="nhsuk-heading-m" { (t!("provision.obligations")) }
                    ul class="nhsuk-list nhsuk-list--bullet" {
                        @for it in &it.obligations {
                            li { (say::stopped(&say::sentence(&it.text))) " " span class="app-muted" { (due(it.when)) @if it.advised { ", " (t!("provision.advised")) } } }
                        }
                    }
                }
                @if let Some(note) = &it.note { p class="app-note" { (note) } }
                h2 class="nhsuk-heading-m" { (t!("provision.read")) }
                (parts::sources(book, &it.source))
                @if !related.is_empty() {
                    h2 class="nhsuk-heading-m" { (t!("provision.related")) }
                    ul class="app-reasons app-panel" {
                        @for other in related {
                            li {
                                (parts::shape(mark(other.effect)))
                                div {
                                    p class="app-reasons__what" {
                                        span class="nhsuk-u-visually-hidden" { (effect(other.effect)) ": " }
                                        a class="app-plain" href=(provision_address(other.id.as_str())) { (other.says) }
                                    }
                                    p class="app-reasons__src" { span { (book.provision(other.id.as_str()).map_or_else(String::new, |placed| parts::since(book, &placed.set, other))) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new(&it.says, Section::Rules, body).html())
}

/// Whether two provisions name the same single activity for the same role: what other authorities, or other days, say.
fn about_the_same(a: &Provision, b: &Provision) -> bool {
    let single = |it: &Provision| -> Vec<String> {
        it.activity
            .iter()
            .filter_map(|it| match &it.value {
                Selector::One(id) => Some(id.to_string()),
                _ => None,
            })
            .collect()
    };
    let (mine, theirs) = (single(a), single(b));
    mine.iter().any(|it| theirs.contains(it))
        && a.role.iter().any(|it| b.role.iter().any(|of| of.value == it.value))
}

fn asks(book: &Rulebook, it: &Provision) -> Markup {
    let words = say::words(book);
    html! {
        @if let Some(requires) = &it.requires {
            dt { (t!("provision.requires")) } dd { (say::stopped(&say::sentence(&words.requirement(requires)))) }
        }
        @if !it.context.is_empty() {
            dt { (t!("provision.context")) }
            dd {
                ul class="app-needs" { @for (key, spec) in &it.context { li { (say::sentence(&words.wish(key, spec))) } } }
            }
        }
        @if let Some(unless) = &it.unless {
            dt { (t!("provision.unless")) } dd { (say::stopped(&say::sentence(&words.requirement(unless)))) }
        }
    }
}

fn supervision(book: &Rulebook, it: &Supervision) -> Markup {
    let level = match it.level {
        ClauseLevel::Fixed(level) => say::closeness(level).to_owned(),
        ClauseLevel::AsSignedOff => t!("provision.as-signed-off").to_owned(),
    };
    html! {
        h2 class="nhsuk-heading-m" { (t!("provision.supervision")) }
        dl class="app-pairs app-pairs--wide app-panel" {
            dt { (t!("provision.closeness")) }
            dd { (say::sentence(&level)) @if let Some(code) = &it.code { " (" (code) ")" } }
            @if let Some(never) = it.never_looser { dt { (t!("provision.never-looser")) } dd { (say::sentence(say::closeness(never))) } }
            @if let Some(by) = &it.by { dt { (t!("provision.by")) } dd { (say::sentence(&say::words(book).by(by))) } }
            @if let Some(minutes) = it.attend_within { dt { (t!("provision.attend")) } dd { (t!("provision.minutes", n = minutes.0)) } }
            @if let Some(n) = it.covers_at_most { dt { (t!("provision.covers")) } dd class="app-num" { (n) } }
        }
    }
}

/// What a provision does, in words.
pub fn effect(it: Effect) -> &'static str {
    match it {
        Effect::Permit => t!("effect.permit"),
        Effect::Forbid => t!("effect.forbid"),
        Effect::Limit => t!("effect.limit"),
    }
}

/// The mark of an effect.
pub fn mark(it: Effect) -> Mark {
    match it {
        Effect::Permit => Mark::Met,
        Effect::Limit => Mark::Supervised,
        Effect::Forbid => Mark::No,
    }
}

fn due(it: Due) -> &'static str {
    match it {
        Due::Before => t!("due.before"),
        Due::During => t!("due.during"),
        Due::After => t!("due.after"),
        Due::SameDay => t!("due.same-day"),
    }
}

/// The roles a provision is about.
pub fn roles(book: &Rulebook, it: &Provision) -> String {
    let each = it.role.iter().map(|it| match &it.value {
        Selector::Any => t!("provision.any-role").to_owned(),
        Selector::One(id) => book.role_title(id.as_str()).to_owned(),
        Selector::Group(id) => {
            let group = book.vocabulary.role_groups.iter().find(|it| it.id.value == *id);
            group.map_or_else(|| id.to_string(), |it| it.title.clone())
        }
    });
    each.collect::<Vec<_>>().join(", ")
}

fn activities(book: &Rulebook, it: &Provision) -> String {
    let each = it.activity.iter().map(|it| match &it.value {
        Selector::Any => t!("provision.any-activity").to_owned(),
        Selector::One(id) => say::sentence(book.activity_title(id.as_str())),
        Selector::Group(id) => {
            let group = book.vocabulary.activity_groups.iter().find(|it| it.id.value == *id);
            group.map_or_else(|| id.to_string(), |it| it.title.clone())
        }
    });
    each.collect::<Vec<_>>().join(", ")
}
