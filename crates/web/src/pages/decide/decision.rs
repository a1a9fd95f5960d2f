//! A decision that was given: the answer first, then what would change it, why, what was asked, and what it rests on.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use preceptor_rulebook::provision::Due;
use preceptor_service::decision::{
    Asked, Given, Helper, Judged, OpenKey, Outcome, Shown, Takes, supervisors,
};
use preceptor_service::{say, source};
use preceptor_standing::Decision;

use super::ask::again;
use super::typed::{fields, stated_field};
use super::words;
use crate::desk::{Desk, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// So many who might help are tried beside those the record names.
const MOST_TRIED: usize = 40;

pub async fn page(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let number: i64 = number.parse().map_err(|_| Problem::NotFound)?;
    let given = desk.installation.decision(&desk.employer, &desk.viewer, desk.now, number).await?;
    let Some(judged) = &given.again else {
        return Ok(gone(&desk, &given).into_response());
    };
    let shown = judged.shown();
    let helpers = if shown.decision == Decision::NeedsSupervision {
        let rules = desk.installation.rules(&desk.employer, desk.now).await?;
        let seen = desk.employer.everybody(rules, desk.now).await?;
        let near = supervisors(&seen.everybody, &judged.question.person, MOST_TRIED);
        judged.helpers(&desk.employer, &near).await?
    } else {
        Vec::new()
    };
    let title = t!("decision.page", answer = words::headline(&shown), number = given.number);
    let body = html! {
        (super::trail(&desk, &[(t!("decisions.title"), &desk.at("/decisions"))]))
        @if given.outcome != Outcome::Same { (differs(&given, &shown)) }
        (parts::answer(
            parts::state_of(shown.decision),
            &words::question(&desk, &shown),
            &words::headline(&shown),
            &words::meaning(&shown),
        ))
        div class="app-cols" {
            div class="app-stack" {
                @if shown.decision == Decision::CannotTell { (needed(&desk, &given.kept.question, &shown)) }
                @if shown.decision == Decision::Permit { (obligations(&shown)) }
                @else { (ways(&shown, &helpers)) }
                (why(judged, &shown))
                @if shown.decision != Decision::Permit { (obligations(&shown)) }
            }
            div class="app-stack" {
                (asked(&desk, &given, &shown))
                section class="app-panel" aria-labelledby="holds" {
                    h2 class="app-h2" id="holds" { (t!("decision.holds")) }
                    @for it in words::holds(&shown) { p { (it) } }
                }
                (on_record(&desk, &given, judged))
                p class="app-small app-muted" {
                    @if shown.unverified { (t!("decision.unverified")) " " }
                    (source::NOT_ADVICE)
                }
            }
        }
    };
    Ok(desk.page(&title, Section::Decide, body).into_response())
}

/// A decision of which nothing can be told any longer but that it was given.
fn gone(desk: &Desk, given: &Given) -> Markup {
    let decision = given.kept.answer.decision.as_str().replace('-', " ");
    let body = html! {
        (super::trail(desk, &[(t!("decisions.title"), &desk.at("/decisions"))]))
        (parts::heading(Some(&t!("decision.number", number = given.number)), t!("decision.gone"), None))
        p { (t!("decision.gone.what", when = words::moment(given.at), answer = decision)) }
    };
    let title = t!("decision.page", answer = t!("decision.gone"), number = given.number);
    desk.page(&title, Section::Decide, body).narrow().html()
}

/// What is said above an answer that is not what it was.
fn differs(given: &Given, shown: &Shown) -> Markup {
    let was = given.kept.answer.decision.as_str().replace('-', " ");
    let now = say::lower(parts::decision_word(shown.decision));
    html! {
        div class="app-note" {
            @match given.outcome {
                Outcome::Erased => p { (t!("decision.rests-on-erased", was = was)) },
                Outcome::ProgramDiffers => p { (t!("decision.program-differs", was = was, now = now, version = given.kept.program)) },
                _ => p { strong { (t!("decision.differs", was = was, now = now)) } },
            }
        }
    }
}

/// What is to be known next, as a form that asks again.
fn needed(desk: &Desk, asked: &Asked, it: &Shown) -> Markup {
    html! {
        section class="app-panel" aria-labelledby="needed" {
            h2 class="app-h2" id="needed" { (t!("decision.needed")) }
            @if !it.missing.is_empty() {
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for it in &it.missing { li { (say::stopped(&say::sentence(it))) } }
                }
            }
            @if !it.open.is_empty() {
                form method="post" action=(desk.at("/decide")) class="app-form" {
                    (desk.token())
                    @for (key, value) in fields(asked) { input type="hidden" name=(key) value=(value); }
                    @for key in &it.open { (open_field(key)) }
                    button class="nhsuk-button" type="submit" { (t!("decision.ask-again")) }
                }
            }
        }
    }
}

fn open_field(it: &OpenKey) -> Markup {
    let key = stated_field(&it.key);
    let id = format!("open-{}", it.key);
    html! {
        div class="app-form__row" {
            label for=(id) { (it.question) }
            @if let Some(help) = &it.help { p class="app-hint" id={ (id) "-hint" } { (help) } }
            @match &it.takes {
                Takes::Choice(all) => {
                    select id=(id) name=(key) aria-describedby=[it.help.as_ref().map(|_| format!("{id}-hint"))] {
                        option value="" { (t!("decide.not-stated")) }
                        @for (value, title) in all { option value=(value) { (title) } }
                    }
                }
                Takes::Number { .. } => {
                    input id=(id) name=(key) type="text" inputmode="numeric" autocomplete="off" aria-describedby=[it.help.as_ref().map(|_| format!("{id}-hint"))];
                }
            }
        }
    }
}

/// The smallest sets of things that would change it, and who could help.
fn ways(it: &Shown, helpers: &[Helper]) -> Markup {
    let each: Vec<Markup> = it
        .ways
        .iter()
        .map(|way| {
            html! {
                @for (n, it) in way.iter().enumerate() {
                    p { @if n > 0 { (t!("decision.and")) " " } strong { (it) } }
                }
            }
        })
        .collect();
    html! {
        section class="app-panel" aria-labelledby="ways" {
            h2 class="app-h2" id="ways" { (t!("decision.ways")) }
            @for (_, says) in &it.fixed { p { (t!("decision.fixed", says = say::stopped(says))) } }
            @if !helpers.is_empty() {
                p { (t!("decision.helpers")) }
                (parts::ways(&helpers.iter().map(helper).collect::<Vec<_>>()))
            }
            @if each.is_empty() {
                @if it.fixed.is_empty() && helpers.is_empty() { p { (t!("decision.no-way")) } }
            } @else if helpers.is_empty() {
                @if each.len() > 1 { p { (t!("decision.any-way")) } }
                (parts::ways(&each))
            } @else {
                details class="app-data" {
                    summary { (t!("decision.in-general")) }
                    (parts::ways(&each))
                }
            }
        }
    }
}

fn helper(it: &Helper) -> Markup {
    html! {
        p { strong { (t!("decision.helper", who = it.who.name, near = words::near_meaning(it.level))) } }
        p class="app-muted" {
            @match it.minutes.filter(|n| *n > 0) {
                Some(n) => (t!("decision.helper.within", n = n)),
                None => (t!("decision.helper.qualifies")),
            }
            @if let Some(phone) = &it.phone {
                " " a href={ "tel:" (phone.replace(' ', "")) } { (t!("decision.call", phone = phone)) }
            }
        }
    }
}

fn why(judged: &Judged, it: &Shown) -> Markup {
    let book = judged.rules.book;
    html! {
        section class="app-panel" aria-labelledby="why" {
            h2 class="app-h2" id="why" { (t!("decision.why")) }
            (parts::reasons(book, &it.deciding))
            @if !it.further.is_empty() {
                details class="app-data" {
                    summary { (parts::count(it.further.len(), t!("decision.further.one"), |n| t!("decision.further", n = n))) }
                    (parts::reasons(book, &it.further))
                }
            }
        }
    }
}

fn obligations(it: &Shown) -> Markup {
    let when = |due: Due| match due {
        Due::Before => t!("due.before"),
        Due::During => t!("due.during"),
        Due::After => t!("due.after"),
        Due::SameDay => t!("due.same-day"),
    };
    html! {
        @if !it.obligations.is_empty() {
            section class="app-panel" aria-labelledby="duties" {
                h2 class="app-h2" id="duties" {
                    @if it.decision == Decision::Permit { (t!("decision.duties.permit")) } @else { (t!("decision.duties")) }
                }
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for it in &it.obligations {
                        li {
                            (say::sentence(when(it.when))) ": " (say::stopped(&it.text))
                            @if it.advised { " " span class="app-muted" { (t!("decision.advised")) } }
                        }
                    }
                }
            }
        }
    }
}

fn asked(desk: &Desk, given: &Given, it: &Shown) -> Markup {
    html! {
        section class="app-panel" aria-labelledby="asked" {
            h2 class="app-h2" id="asked" { (t!("decision.asked")) }
            dl class="app-pairs" {
                dt { (t!("decision.post")) } dd { (say::sentence(&it.acting)) }
                @for (key, value) in &it.stated { dt { (key) } dd { (value) } }
                @if !it.present.is_empty() {
                    dt { (t!("decision.present")) }
                    @for (who, present) in &it.present { dd { (who.name) ", " (words::there(present)) } }
                }
                @if let Some(known) = &given.kept.question.known_at { dt { (t!("decision.known-at")) } dd { (known) } }
            }
            p class="app-panel__more" { a href=(again(desk, &given.kept.question)) { (t!("decision.change")) } }
        }
    }
}

fn on_record(desk: &Desk, given: &Given, judged: &Judged) -> Markup {
    let header = &judged.rules.book.header;
    let address =
        format!("{}{}", desk.site.public_url, desk.at(&format!("/decisions/{}", given.number)));
    let short: String = given.kept.rulebook.trim_start_matches("sha256:").chars().take(8).collect();
    html! {
        section class="app-panel" aria-labelledby="record" {
            h2 class="app-h2" id="record" { (t!("decision.record")) }
            dl class="app-pairs" {
                dt { (t!("decision.number-label")) } dd { (t!("decision.number", number = given.number)) ", " (words::moment(given.at)) }
                dt { (t!("decision.adopted")) } dd { (adoption(desk, judged)) }
                dt { (t!("decision.rulebook")) } dd { (header.id) " " (header.version) " " span class="app-code" { (short) } }
                dt { (t!("decision.as-of")) } dd { (t!("decision.entry", n = given.kept.seq)) }
            }
            div class="app-actions app-actions--after app-screen" {
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" data-does="copy" data-done=(t!("result.copied")) data-failed=(t!("result.not-copied")) hidden { (t!("decision.copy")) }
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="button" data-does="print" hidden { (t!("decision.print")) }
            }
            p class="app-small app-muted app-break" { (t!("decision.address")) " " (address) }
        }
    }
}

/// Whose choice of rules it was given under.
fn adoption(desk: &Desk, judged: &Judged) -> String {
    let it = &judged.rules.adoption;
    match &it.approved {
        Some(approved) => {
            t!(
                "decision.adopted.by",
                who = desk.title,
                by = say::and(&approved.by),
                on = approved.on.in_words()
            )
        }
        None if it.organisation.is_some() => t!("decision.adopted.unapproved", who = desk.title),
        None => t!("decision.adopted.default", n = judged.answer.adopted.len()),
    }
}
