//! Blocks that several homes share.

use maud::{Markup, html};
use preceptor_record::Day;
use preceptor_service::access::{Act, Relation, Role};
use preceptor_service::people::{Lapsing, State};

use crate::desk::Desk;
use crate::pages::people::words;
use crate::parts::{self, mark};
use crate::text::t;

/// Something that needs the reader: its mark, what, why, and one thing to do about it.
pub struct Work {
    /// How grave.
    pub mark: mark::State,
    /// What, in a sentence.
    pub what: String,
    /// Why, or what follows.
    pub why: String,
    /// Where it is put right, and what the link says.
    pub act: (String, String),
}

/// A list of work, the gravest first.
pub fn work(all: &[Work], more: Option<(String, String)>) -> Markup {
    html! {
        section class="app-panel" aria-labelledby="work" {
            h2 class="nhsuk-u-visually-hidden" id="work" { (t!("home.work")) }
            ol class="app-work" {
                @for it in all {
                    li {
                        (mark::shape(it.mark))
                        div {
                            p class="app-work__what" { (it.what) }
                            p class="app-work__why" { (it.why) }
                        }
                        a class="app-work__do" href=(it.act.0) {
                            (it.act.1)
                            span class="nhsuk-u-visually-hidden" { ": " (it.what) }
                        }
                    }
                }
            }
            @if let Some((to, says)) = more { p class="app-panel__more" { a href=(to) { (says) } } }
        }
    }
}

/// The question everybody has: can this person do that?
pub fn ask(desk: &Desk) -> Markup {
    html! {
        @if desk.viewer.can(Act::Decide, Relation::Any) {
            section class="app-panel app-form" aria-labelledby="ask" {
                h2 class="app-h2" id="ask" { (t!("home.ask")) }
                form method="get" action=(desk.at("/decide")) {
                    @if desk.viewer.can(Act::Decide, Relation::Other) {
                        div class="app-form__row" {
                            label for="ask-who" { (t!("home.ask.who")) }
                            input id="ask-who" name="who" type="text" autocomplete="off";
                        }
                    }
                    div class="app-form__row" {
                        label for="ask-what" { (t!("home.ask.what")) }
                        input id="ask-what" name="what" type="text" autocomplete="off";
                    }
                    button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { (t!("home.ask.go")) }
                }
            }
        }
    }
}

/// Three things to try in the demonstration, until they are put away.
pub fn tips(desk: &Desk) -> Markup {
    let own = desk.viewer.person.as_ref().map(|it| desk.at(&format!("/people/{it}")));
    let own = own.unwrap_or_else(|| desk.at("/account"));
    let role = |it: Role| desk.viewer.is(it);
    let all: [(&'static str, String); 3] = if role(Role::MapLead) {
        [
            (t!("tips.lapsed"), format!("{}?standing=lapsed", desk.at("/people"))),
            (t!("tips.ask"), desk.at("/decide")),
            (t!("tips.soon"), format!("{}?lapses=30", desk.at("/people"))),
        ]
    } else if role(Role::Recruitment) {
        [
            (t!("tips.claimed"), format!("{}?claimed=1", desk.at("/people"))),
            (t!("tips.add"), desk.at("/people/add")),
            (t!("tips.twice"), desk.at("/people/duplicates")),
        ]
    } else if role(Role::Supervisor) {
        [
            (t!("tips.mine"), desk.at("/people")),
            (t!("tips.ask"), desk.at("/decide")),
            (t!("tips.own"), own),
        ]
    } else if role(Role::Practitioner) {
        [
            (t!("tips.own"), own.clone()),
            (t!("tips.ask-own"), desk.at("/decide")),
            (t!("tips.card"), format!("{own}/card")),
        ]
    } else if role(Role::Auditor) {
        [
            (t!("tips.decisions"), desk.at("/decisions")),
            (t!("tips.export"), desk.at("/people")),
            (t!("tips.rules"), "/rules".to_owned()),
        ]
    } else {
        [
            (t!("tips.members"), desk.at("/admin/members")),
            (t!("tips.people"), desk.at("/people")),
            (t!("tips.rules"), "/rules".to_owned()),
        ]
    };
    html! {
        @if desk.shows_tips() {
            section class="app-panel app-tips" aria-labelledby="tips" {
                h2 class="app-h2" id="tips" { (t!("tips.title")) }
                ol { @for (says, to) in all { li { a href=(to) { (says) } } } }
                form method="post" action=(desk.at("/tips")) class="app-inline" {
                    (desk.token())
                    button class="app-button-link" type="submit" { (t!("tips.away")) }
                }
            }
        }
    }
}

/// How many stand how: a bar, and a table whose numbers lead to the people.
pub fn standing(desk: &Desk, tally: &[(State, usize)]) -> Markup {
    let counted: Vec<(State, usize)> =
        tally.iter().rev().copied().filter(|it| it.0 != State::NoRole).collect();
    let n_all: usize = counted.iter().map(|it| it.1).sum();
    let described = counted.iter().map(|(it, n)| format!("{n}: {}", words::state(*it)));
    let described = described.collect::<Vec<_>>().join(". ");
    let mut before = 0;
    let mut segments = Vec::new();
    for (state, n) in &counted {
        segments.push((*state, share(before, n_all), share(*n, n_all)));
        before += n;
    }
    html! {
        section class="app-panel" aria-labelledby="standing" {
            h2 class="app-h2" id="standing" { (t!("home.standing", n = n_all)) }
            @if n_all > 0 {
                figure class="app-figure" {
                    svg class="app-svg" width="100%" height="34" role="img" aria-labelledby="standing-title standing-words" {
                        title id="standing-title" { (t!("home.standing.title")) }
                        desc id="standing-words" { (described) }
                        @for (state, at, wide) in segments {
                            @let (class, fill) = fill(state);
                            rect x=(per_cent(at)) y="4" width=(per_cent(wide)) height="26" class=[class] fill=[fill] {}
                            @if at > 0.0 { rect x=(per_cent(at)) y="4" width="2" height="26" class="f-paper" {} }
                        }
                    }
                }
            }
            table class="app-table" {
                caption class="nhsuk-u-visually-hidden" { (t!("home.standing.title")) }
                tbody {
                    @for (state, n) in &counted {
                        tr {
                            th scope="row" {
                                @if let Some(shape) = words::shape(*state) { (parts::mark(shape, words::state(*state))) }
                            }
                            td class="num" {
                                a href=(format!("{}?standing={}", desk.at("/people"), state.word())) {
                                    (n) span class="nhsuk-u-visually-hidden" { " " (t!("home.people")) ": " (words::state(*state)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn fill(state: State) -> (Option<&'static str>, Option<&'static str>) {
    match state {
        State::Good => (Some("f-met"), None),
        State::Soon => (Some("f-soon"), None),
        State::Unknown => (None, Some("url(#p-unknown)")),
        State::No | State::NoRole => (None, Some("url(#p-no)")),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of people on a picture")]
fn share(n: usize, of: usize) -> f64 {
    n as f64 * 100.0 / of as f64
}

fn per_cent(it: f64) -> String {
    format!("{it:.2}%")
}

/// A kind of fact as the picture names it.
fn about(kind: &str) -> &'static str {
    match kind {
        "registered" | "annotated" => t!("about.registered"),
        "holds" | "passed" | "enrolled" => t!("about.holds"),
        "supervised" => t!("about.supervised"),
        "signed_off" | "entitled" | "delegated" => t!("about.signed-off"),
        "trained" => t!("about.trained"),
        "checked" => t!("about.checked"),
        "declared" => t!("about.declared"),
        "appraised" => t!("about.appraised"),
        "cpd" => t!("about.cpd"),
        "assessed" | "capable" => t!("about.assessed"),
        "law" => t!("about.law"),
        _ => t!("about.other"),
    }
}

/// A last good day, how many people it is of, and whether it keeps any from their post.
type Point = (Day, usize, bool);
/// A kind of fact and its points.
type Line = (&'static str, Vec<Point>);

/// How many days the picture of what lapses spans.
const SPAN: i64 = 90;

/// What lapses in the next ninety days: a line for each kind, a mark for each day, and the table of both.
pub fn lapses(desk: &Desk, lapsing: &Lapsing) -> Markup {
    let day = desk.now.day;
    let mut rows: Vec<Line> = Vec::new();
    for (kind, days) in lapsing {
        let title = about(kind);
        let points = days.iter().map(|(on, (n, must))| (*on, *n, *must));
        match rows.iter_mut().find(|it| it.0 == title) {
            Some(row) => row.1.extend(points),
            None => rows.push((title, points.collect())),
        }
    }
    for row in &mut rows {
        row.1.sort();
    }
    // What keeps people from their post comes first, then what comes first.
    rows.sort_by_key(|it| (!it.1.iter().any(|it| it.2), it.1.first().map(|it| it.0)));
    html! {
        section class="app-panel" aria-labelledby="lapses" {
            h2 class="app-h2" id="lapses" { (t!("home.lapses")) }
            @if rows.is_empty() {
                p { (t!("home.lapses.none")) }
            } @else {
                (picture(day, &rows))
                details class="app-data" {
                    summary { (t!("chart.table")) }
                    div class="app-scroll" tabindex="0" role="region" aria-label=(t!("home.lapses.table")) {
                        table class="app-table" {
                            caption class="nhsuk-u-visually-hidden" { (t!("home.lapses")) }
                            thead {
                                tr {
                                    th scope="col" { (t!("home.lapses.what")) }
                                    th scope="col" { (t!("home.lapses.last")) }
                                    th scope="col" class="num" { (t!("home.lapses.people")) }
                                    th scope="col" { (t!("home.lapses.then")) }
                                }
                            }
                            tbody {
                                @for (title, points) in &rows {
                                    @for (on, n, must) in points {
                                        tr {
                                            th scope="row" { (title) }
                                            td { (on.in_words()) }
                                            td class="num" { (n) }
                                            td { @if *must { (t!("home.lapses.must")) } @else { (t!("home.lapses.may")) } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                p class="app-panel__more" { a href=(format!("{}?lapses=90", desk.at("/people"))) { (t!("home.lapses.who")) } }
            }
        }
    }
}

fn picture(day: Day, rows: &[Line]) -> Markup {
    let at = |on: Day| position(day, on);
    let months = firsts(day);
    html! {
        ul class="app-time app-time--home" {
            li class="app-time__axis" aria-hidden="true" {
                span {}
                span class="app-time__bar" {
                    svg class="app-svg" width="100%" height="24" focusable="false" {
                        text x="0" y="12" class="t t-s t-m" { (t!("chart.today")) }
                        @for (on, word) in &months {
                            text x=(per_cent(at(*on))) y="12" text-anchor="middle" class="t t-s t-m" { (word) }
                        }
                    }
                }
                span {}
            }
            @for (i, (title, points)) in rows.iter().enumerate() {
                @let n: usize = points.iter().map(|it| it.1).sum();
                li {
                    span class="app-time__what" { (title) }
                    span class="app-time__bar" {
                        svg class="app-svg" width="100%" height="42" role="img" aria-labelledby=(format!("lapse-{i}")) {
                            title id=(format!("lapse-{i}")) { (read(title, points)) }
                            @for (on, _) in &months { line x1=(per_cent(at(*on))) x2=(per_cent(at(*on))) y1="0" y2="42" class="s-grid" {} }
                            line x1="0" x2="100%" y1="21" y2="21" class="s-line" {}
                            @for (on, n, must) in points {
                                @let x = per_cent(at(*on));
                                @if *must {
                                    rect x=(x) y="10" width="22" height="22" rx="3" transform="translate(-11 0)" class="f-no" {}
                                    text x=(x) y="25.5" text-anchor="middle" class="t t-b t-w" { (n) }
                                } @else {
                                    circle cx=(x) cy="21" r="11" class="f-soon s-soon" {}
                                    text x=(x) y="25.5" text-anchor="middle" class="t t-b" { (n) }
                                }
                            }
                        }
                    }
                    span class="app-num" { (parts::count(n, t!("home.lapses.one"), |n| t!("home.lapses.many", n = n))) }
                }
            }
        }
        ul class="app-key" {
            li { svg width="16" height="16" aria-hidden="true" focusable="false" { rect width="16" height="16" rx="3" class="f-no" {} } (t!("home.lapses.must")) }
            li { svg width="16" height="16" aria-hidden="true" focusable="false" { circle cx="8" cy="8" r="7" class="f-soon s-soon" {} } (t!("home.lapses.may")) }
        }
    }
}

/// Where a last good day lies on the picture, in per cent, far enough from its ends for its mark.
fn position(day: Day, on: Day) -> f64 {
    let days = u32::try_from(words::days_between(day, on).clamp(0, SPAN)).unwrap_or(0);
    2.0 + 96.0 * f64::from(days) / 90.0
}

/// The first days of the months on the picture.
fn firsts(day: Day) -> Vec<(Day, String)> {
    let Some(mut on) = day.date() else { return Vec::new() };
    let mut found = Vec::new();
    while let Ok(next) = on.last_of_month().tomorrow() {
        let days = words::days_between(day, Day::from_date(next));
        if days > SPAN {
            break;
        }
        // One beside the word for today would lie on it.
        if days > 16 {
            found.push((Day::from_date(next), next.strftime("%-d %b").to_string()));
        }
        on = next;
    }
    found
}

fn read(title: &str, points: &[Point]) -> String {
    let each = points.iter().map(|(on, n, _)| t!("home.lapses.point", n = n, day = on.in_words()));
    format!("{title}: {}", each.collect::<Vec<_>>().join(", "))
}
