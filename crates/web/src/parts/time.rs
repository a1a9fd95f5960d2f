//! The standing timeline: what must hold as bars over the years, with today as a line through all of them.
//!
//! Positions are in per cent, so it fits any width and type never shrinks. Every bar reads out its periods, and a table
//! with what was found in each follows.

use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::person::{Bar, Held, Window};
use preceptor_service::say;

use super::mark::{State, shape};
use crate::dates::short;
use crate::text::t;

/// A lapse nearer than this many days is soon.
pub const SOON: i32 = 90;

/// What a timeline shows.
pub struct Timeline<'a> {
    /// The days it is drawn over.
    pub window: Window,
    /// What tells its ids from those of another on the page.
    pub id: &'a str,
    /// Everything together; none where there is no such thing.
    pub sum: Option<&'a Bar>,
    /// What the sum is of, in a grey line.
    pub sum_of: &'a str,
    /// The requirements.
    pub bars: &'a [Bar],
    /// Grants that single activities need.
    pub single: &'a [Bar],
    /// What the table is called.
    pub caption: &'a str,
}

/// The state of a bar on the day asked about.
fn state_of(bar: &Bar, day: Day) -> State {
    match bar.now {
        Held::Met if is_soon(bar, day) => State::Soon,
        Held::Met => State::Met,
        Held::Unmet => State::No,
        Held::Unknown | Held::NotAsked => State::Unknown,
    }
}

fn is_soon(bar: &Bar, day: Day) -> bool {
    bar.lapses().is_some_and(|it| it.0.saturating_sub(day.0) <= SOON)
}

/// How a bar stands, in words.
fn state_in_words(bar: &Bar) -> String {
    let last = bar.until.map(|it| it.previous().in_words());
    let from = bar.until.map(Day::in_words);
    match (bar.now, bar.then, last, from) {
        (Held::Met, Some(Held::NotAsked), Some(last), _) => t!("time.asked-until", day = last),
        (Held::Met, _, Some(last), _) => t!("time.until", day = last),
        (Held::Met, ..) => t!("time.no-end").to_owned(),
        (Held::Unmet, Some(Held::Met), _, Some(from)) => t!("time.met-from", day = from),
        (Held::Unmet, ..) => t!("time.not-met").to_owned(),
        (Held::Unknown, ..) => t!("time.not-known").to_owned(),
        (Held::NotAsked, _, _, Some(from)) => t!("time.asked-from", day = from),
        (Held::NotAsked, ..) => t!("time.not-asked").to_owned(),
    }
}

/// The timeline with its legend and its table.
pub fn time(it: &Timeline<'_>) -> Markup {
    let single_begins = it.bars.len();
    html! {
        ul class="app-time app-time--person" {
            (axis(it.window))
            @if let Some(sum) = it.sum {
                (line(it.window, &format!("{}-sum", it.id), sum, t!("time.good"), Some(it.sum_of), true))
            }
            @for (i, bar) in it.bars.iter().enumerate() {
                @let note = (!bar.decides).then(|| t!("time.usual"));
                (line(it.window, &format!("{}-{i}", it.id), bar, &bar.title, bar.detail.as_deref().or(note), false))
            }
            @if !it.single.is_empty() && !it.bars.is_empty() {
                li class="app-time__group" { (t!("time.single")) }
            }
            @for (i, bar) in it.single.iter().enumerate() {
                (line(it.window, &format!("{}-{}", it.id, single_begins + i), bar, &bar.title, bar.detail.as_deref(), false))
            }
        }
        (legend())
        details class="app-data" {
            summary { (t!("time.table")) }
            (super::scroll(&t!("time.table.label", what = it.caption), &table(it)))
        }
    }
}

fn at(per_cent: f64) -> String {
    format!("{per_cent:.2}%")
}

fn axis(window: Window) -> Markup {
    let now = window.per_cent(window.day);
    html! {
        li class="app-time__axis" {
            span {}
            span class="app-time__bar" {
                svg class="app-svg" width="100%" height="24" aria-hidden="true" focusable="false" {
                    @for (year, day) in window.years() {
                        @let share = window.per_cent(day);
                        // A year under the word for the day asked about would not be read.
                        @if share < 94.0 && !(now - 23.0..now).contains(&share) {
                            text x=(at(share)) y="14" dx="4" class="t t-m" { (year) }
                        }
                    }
                    text x=(at(now)) y="14" dx="-4" text-anchor="end" class="t t-b" {
                        @if window.day == window.known_until { (t!("time.today")) } @else { (short(window.day)) }
                    }
                }
            }
            span {}
        }
    }
}

fn line(
    window: Window,
    id: &str,
    bar: &Bar,
    title: &str,
    detail: Option<&str>,
    is_sum: bool,
) -> Markup {
    let (height, row) = if is_sum { (52, "b-sum") } else { (42, "b-row") };
    let known = window.per_cent(window.known_until.max(window.day));
    let now = window.per_cent(window.day);
    html! {
        li class=[is_sum.then_some("app-time__sum")] {
            span class="app-time__what" {
                (title)
                @if let Some(it) = detail { small { (it) } }
                @if let Some(fix) = bar.fix.as_ref().filter(|_| matches!(bar.now, Held::Unmet | Held::Unknown)) { small { (fix) } }
            }
            span class="app-time__bar" {
                svg class="app-svg" width="100%" height=(height) role="img" aria-labelledby=(id) {
                    title id=(id) { (title) ": " (periods(bar)) }
                    @for it in &bar.stretches {
                        @let (from, until) = (window.per_cent(it.days.from), window.per_cent(it.days.until));
                        @match it.held {
                            Held::Met => {
                                @if from < known {
                                    (block(from, until.min(known), &format!("{row} f-met"), None))
                                }
                                @if until > known {
                                    (block(from.max(known), until, &format!("{row} s-met"), Some("url(#p-future)")))
                                }
                            }
                            Held::Unmet => (block(from, until, row, Some("url(#p-no)"))),
                            Held::Unknown => (block(from, until, row, Some("url(#p-unknown)"))),
                            Held::NotAsked => {}
                        }
                    }
                    @for (_, day) in window.years() {
                        line x1=(at(window.per_cent(day))) x2=(at(window.per_cent(day))) y1="0" y2="100%" class="s-line" {}
                    }
                    line x1=(at(now)) x2=(at(now)) y1="0" y2="100%" class="s-ink" {}
                }
            }
            span class="app-mark app-mark--plain" {
                (shape(state_of(bar, window.day)))
                span { (state_in_words(bar)) }
            }
        }
    }
}

fn block(from: f64, until: f64, class: &str, fill: Option<&str>) -> Markup {
    // A stretch of a day would be narrower than anybody sees.
    let width = (until - from).max(0.25);
    html! {
        rect x=(at(from)) y="13" width=(at(width)) height="16" class=(class) fill=[fill] {}
    }
}

fn word(held: Held) -> &'static str {
    match held {
        Held::Met => t!("time.word.met"),
        Held::Unmet => t!("time.word.unmet"),
        Held::Unknown => t!("time.word.unknown"),
        Held::NotAsked => t!("time.word.not-asked"),
    }
}

/// The periods of a bar, for who cannot see it.
fn periods(bar: &Bar) -> String {
    let each = bar.stretches.iter().map(|it| {
        let (from, last) = (short(it.days.from), short(it.days.until.previous()));
        t!("time.period", how = word(it.held), from = from, last = last)
    });
    each.collect::<Vec<_>>().join("; ")
}

fn legend() -> Markup {
    let key = |class: &str, fill: Option<&str>, word: &str| {
        html! {
            li {
                svg width="22" height="14" aria-hidden="true" focusable="false" {
                    rect x="1" y="1" width="20" height="12" class=(class) fill=[fill] {}
                }
                (word)
            }
        }
    };
    html! {
        ul class="app-legend" {
            (key("f-met", None, t!("time.legend.met")))
            (key("s-met", Some("url(#p-future)"), t!("time.legend.future")))
            (key("s-no", Some("url(#p-no)"), t!("time.legend.unmet")))
            (key("s-unknown", Some("url(#p-unknown)"), t!("time.legend.unknown")))
        }
    }
}

fn table(it: &Timeline<'_>) -> Markup {
    let sum = it.sum.iter().map(|sum| (t!("time.good"), *sum));
    let rest = it.bars.iter().chain(it.single).map(|bar| (bar.title.as_str(), bar));
    html! {
        table class="app-table" {
            caption { (it.caption) }
            thead {
                tr {
                    th scope="col" { (t!("time.table.what")) }
                    th scope="col" { (t!("time.table.days")) }
                    th scope="col" { (t!("time.table.state")) }
                    th scope="col" { (t!("time.table.found")) }
                }
            }
            @for (title, bar) in sum.chain(rest) {
                tbody {
                    @for (i, stretch) in bar.stretches.iter().enumerate() {
                        tr {
                            @if i == 0 { th scope="rowgroup" rowspan=(bar.stretches.len()) { (title) } }
                            td { (short(stretch.days.from)) " " (t!("time.to")) " " (short(stretch.days.until.previous())) }
                            td { (say::sentence(word(stretch.held))) }
                            td { @for it in &stretch.because { p { (it) } } }
                        }
                    }
                }
            }
        }
    }
}
