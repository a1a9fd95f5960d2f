//! The steps of a route on a time axis that all routes of a page share. Positions are in per cent, so it fits any width.

use maud::{Markup, html};
use preceptor_record::{Day, Span};
use preceptor_service::say;
use preceptor_standing::RouteFor;
use preceptor_standing::routes::Planned;

use crate::text::t;

/// The axis: months from a day, to a whole number of years.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    from: Day,
    n_months: u32,
}

impl Axis {
    /// The axis on which all of these fit.
    pub fn over<'a>(from: Day, routes: impl IntoIterator<Item = &'a RouteFor>) -> Self {
        let longest = routes
            .into_iter()
            .map(|it| months_to_begin(it, from) + it.months.map_or(0, |it| it.max))
            .max()
            .unwrap_or(0);
        Self { from, n_months: longest.div_ceil(12).max(1) * 12 }
    }

    fn share(self, month: u32) -> f64 {
        f64::from(month) * 100.0 / f64::from(self.n_months)
    }

    fn marks(self) -> Vec<(f64, String)> {
        let every = if self.n_months > 72 { 24 } else { 12 };
        let n = self.n_months / every;
        (0..n)
            .map(|it| (self.share(it * every), it * every))
            .map(|(at, month)| {
                let day = self.from.plus(Span::of_months(i32::try_from(month).unwrap_or(0)));
                (at, month_and_year(day))
            })
            .collect()
    }
}

/// A day as a tick of the axis has it: Nov 2026.
fn month_and_year(day: Day) -> String {
    let words = day.in_words();
    let mut parts = words.split(' ').skip(1);
    match (parts.next(), parts.next()) {
        (Some(month), Some(year)) => format!("{} {year}", month.get(..3).unwrap_or(month)),
        _ => words,
    }
}

/// Months that pass before the first step may begin, where waiting alone brings it.
fn months_to_begin(route: &RouteFor, from: Day) -> u32 {
    let Some(begins) = route.plan.first().and_then(|it| it.from) else { return 0 };
    (0..600_u16)
        .find(|it| from.plus(Span::of_months(i32::from(*it))) >= begins)
        .map_or(0, u32::from)
}

fn at(share: f64) -> String {
    format!("{share:.2}%")
}

/// The steps of a route, one a line, drawn where they would lie at the earliest.
pub fn steps(axis: Axis, route: &RouteFor, id: &str) -> Markup {
    let waits = months_to_begin(route, axis.from);
    let marks = axis.marks();
    let mut earliest = waits;
    let mut spans = Vec::new();
    for step in &route.plan {
        let (min, max) = step.months.map_or((0, 0), |it| (it.min, it.max));
        spans.push((earliest, earliest + min, earliest + max));
        earliest += min;
    }
    html! {
        ol class="app-steps" {
            li class="app-steps__axis" {
                span {}
                svg class="app-svg" width="100%" height="22" aria-hidden="true" focusable="false" {
                    @for (i, (share, year)) in marks.iter().enumerate() {
                        text x=(at(*share)) y="14" class={ "t t-m" @if i % 2 == 1 { " t-second" } } { (year) }
                    }
                }
            }
            @if waits > 0 {
                (line(axis, &marks, &format!("{id}-wait"), t!("route.wait"), None, (0, waits, waits), true))
            }
            @for (i, (step, span)) in route.plan.iter().zip(&spans).enumerate() {
                (line(axis, &marks, &format!("{id}-{i}"), &step.step, Some(step), *span, false))
            }
        }
    }
}

/// One line: what it is, and its bar; a step without length of its own is a point.
fn line(
    axis: Axis,
    marks: &[(f64, String)],
    id: &str,
    what: &str,
    step: Option<&Planned>,
    (begins, ends, latest): (u32, u32, u32),
    is_wait: bool,
) -> Markup {
    let length = match step.map(|it| it.months) {
        Some(None) => t!("route.no-length").to_owned(),
        Some(Some(months)) if months.max == 0 => t!("route.then").to_owned(),
        Some(Some(months)) => say::months(months),
        None => say::count((ends - begins) as usize, t!("route.month"), t!("route.months")),
    };
    let (from, to, far) = (axis.share(begins), axis.share(ends), axis.share(latest));
    let is_point = begins == ends && begins == latest;
    // A length stands after its bar where there is room for it on a phone; else within it, else before it.
    let is_late = far > 60.0;
    let is_inside = is_late && to - from > 34.0;
    html! {
        li {
            span {
                (what)
                @if let Some(gives) = step.and_then(|it| it.gives.as_ref()).filter(|it| it.contains(' ')) {
                    small { (t!("route.gives", what = gives)) }
                }
            }
            svg class="app-svg" width="100%" height="50" role="img" aria-labelledby=(id) {
                title id=(id) { (what) ": " (length) }
                @for (share, _) in marks {
                    line x1=(at(*share)) x2=(at(*share)) y1="0" y2="50" class="s-line" {}
                }
                @if is_point {
                    circle cx=(at(from)) cy="25" r="8" class=(if step.is_some_and(|it| it.months.is_none()) { "f-paper s-sup1 s-dash" } else { "f-met" }) {}
                    @if is_late {
                        text x=(at(from)) dx="-14" y="29.5" text-anchor="end" class="t" { (length) }
                    } @else {
                        text x=(at(from)) dx="14" y="29.5" class="t" { (length) }
                    }
                } @else {
                    @if latest > ends {
                        rect x=(at(to)) y="15" width=(at(far - to)) height="20" class="f-paper s-sup1 s-dash" {}
                    }
                    rect x=(at(from)) y="15" width=(at(to - from)) height="20" rx="3" class=(if is_wait { "f-sup-3 s-sup1" } else { "f-sup" }) {}
                    @if is_inside {
                        text x=(at(from)) dx="8" y="29.5" class={ "t t-b" @if !is_wait { " t-w" } } { (length) }
                    } @else if is_late {
                        text x=(at(from)) dx="-8" y="29.5" text-anchor="end" class="t" { (length) }
                    } @else {
                        text x=(at(far)) dx="8" y="29.5" class="t" { (length) }
                    }
                }
            }
        }
    }
}
