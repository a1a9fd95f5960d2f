//! A role at a glance: the panel beside its page.

use maud::{Markup, html};
use preceptor_rulebook::role::Rung;
use preceptor_rulebook::vocabulary::Pay;
use preceptor_service::roles::{Portrait, from_memory, phrases};
use preceptor_service::say;

use crate::parts;
use crate::text::t;

/// Regulator, ladders, pay and numbers.
pub fn glance(it: &Portrait<'_>) -> Markup {
    let (role, book) = (it.role, it.frame.book);
    let settings: Vec<String> =
        role.settings.iter().map(|of| say::term(&book.vocabulary.settings, &of.value)).collect();
    let base: Vec<String> =
        role.base_professions.iter().map(|it| say::role(book, it.as_str())).collect();
    let ladders = [
        (t!("role.level"), &role.career_level, false),
        (t!("role.band"), &role.pay_band, true),
        (t!("role.academic"), &role.academic_level, false),
    ];
    html! {
        section class="app-panel app-aside" aria-labelledby="glance" {
            h2 class="app-h2" id="glance" { (t!("role.glance")) }
            dl class="app-pairs" {
                dt { (t!("role.regulator")) }
                dd { (phrases::regulators(it)) }
                @if !settings.is_empty() { dt { (t!("role.where")) } dd { (say::sentence(&settings.join(", "))) } }
                dt { (t!("role.base")) }
                dd { @if base.is_empty() { (t!("role.no-base")) } @else { (say::sentence(&base.join(", "))) } }
            }
            h3 class="app-h3" { (t!("role.ladders")) }
            table class="app-table app-ladders" {
                caption class="nhsuk-u-visually-hidden" { (t!("role.ladders.caption")) }
                tbody {
                    @for (name, ladder, is_band) in ladders {
                        tr { th scope="row" { (name) } td class="num" { (rungs(it, ladder, is_band)) } }
                    }
                }
            }
            (pay(it))
            @let numbers = &role.numbers;
            @if !numbers.is_empty() {
                details class="app-data" {
                    summary { (t!("role.numbers")) }
                    dl class="app-pairs" {
                        @for figure in numbers {
                            dt { (figure.what) @if let Some(when) = &figure.as_of { ", " (month(when)) } }
                            dd class="app-num" { (number(&figure.value)) " " (parts::confidence_tag(figure.confidence)) }
                        }
                    }
                }
            }
        }
    }
}

/// A month written as 2024-12 in words; anything else as it is.
fn month(text: &str) -> String {
    let first =
        preceptor_record::Day::parse(&format!("{text}-01")).map(preceptor_record::Day::in_words);
    first
        .ok()
        .and_then(|it| it.split_once(' ').map(|it| it.1.to_owned()))
        .unwrap_or_else(|| text.to_owned())
}

/// A whole number with commas; anything else as it is.
fn number(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |it| phrases::money(it, None))
}

fn rungs(it: &Portrait<'_>, ladder: &[Rung], is_band: bool) -> Markup {
    let rungs = it.rungs(ladder);
    html! {
        @if rungs.is_empty() { (t!("role.not-stated")) }
        @for rung in rungs {
            @let what = if is_band { rung.band.as_deref() } else { rung.level.as_deref() };
            @if let Some(what) = what {
                span class="app-rung" {
                    (what)
                    @if let Some(stage) = &rung.stage { " " small { (stage.as_str().replace('-', " ")) } }
                    @if from_memory(rung.confidence) { " " (parts::confidence_tag(rung.confidence)) }
                }
            }
        }
    }
}

/// What each band pays, by year.
fn pay(it: &Portrait<'_>) -> Markup {
    let rungs = it.rungs(&it.role.pay_band);
    let bands: Vec<&str> = rungs.iter().filter_map(|it| it.band.as_deref()).collect();
    let book = it.frame.book;
    let day = it.frame.day;
    let mut rows: Vec<&Pay> = book
        .vocabulary
        .pay
        .iter()
        .filter(|pay| bands.contains(&pay.band.as_str()))
        .filter(|pay| {
            let named = pay.jurisdiction.iter().map(|it| &it.value);
            book.holds_in(named, it.frame.jurisdiction.as_str())
        })
        .collect();
    rows.sort_by_key(|it| (std::cmp::Reverse(it.effective.period().from), it.entry));
    let (now, earlier): (Vec<&Pay>, Vec<&Pay>) =
        rows.into_iter().partition(|it| it.effective.period().holds(day));
    html! {
        h3 class="app-h3" { (t!("role.pay", place = say::place(book, &it.frame.jurisdiction))) }
        @if now.is_empty() { p { (t!("role.pay.unknown")) } }
        (paid(&now))
        @if !earlier.is_empty() {
            details class="app-data" { summary { (t!("role.pay.earlier")) } (paid(&earlier)) }
        }
    }
}

fn paid(rows: &[&Pay]) -> Markup {
    html! {
        dl class="app-pairs" {
            @for pay in rows {
                dt { (t!("role.pay.band", band = pay.band)) (phrases::since(&pay.effective)) }
                dd class="app-num" {
                    (t!("role.pay.range", entry = phrases::money(pay.entry, pay.currency.as_deref()), top = phrases::money(pay.top, pay.currency.as_deref())))
                    " " (parts::confidence_tag(pay.confidence))
                }
            }
        }
    }
}

/// Where one hears of changes.
pub fn follow(it: &Portrait<'_>, feed: &str) -> Markup {
    html! {
        section class="app-panel app-aside" aria-labelledby="follow" {
            h2 class="app-h2" id="follow" { (t!("role.follow")) }
            p { (t!("role.follow.what")) }
            p class="app-panel__more" { a href=(feed) { (t!("roles.changes.of", role = it.role.title)) } }
        }
    }
}
