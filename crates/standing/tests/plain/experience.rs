//! The leaf `experience`: posts and work done, counted by the calendar or in parts of full time.

use preceptor_record::facts::{Experience, Fte, Post};
use preceptor_record::{Body, Code, Day, Period, Span};
use preceptor_rulebook::When;
use preceptor_rulebook::requirement::{Counted, Experienced};
use preceptor_standing::Truth;

use super::awards::is_country;
use super::scene::Scene;
use super::sets::{Candidate, agreed, all, among};
use super::when::since;

/// Work done, and at which part of full time in thousandths.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    period: Period,
    fte: u64,
}

/// What the leaf looks at: work, and the awards from which it counts.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Work(Stretch),
    Award(Day),
}

/// Whether so much work was done before the day.
pub fn experience(scene: &Scene, leaf: &Experienced) -> Truth {
    let pieces: Vec<Candidate<Piece>> = scene
        .facts()
        .iter()
        .filter_map(|it| {
            let (what, matches) = match &it.fact.body {
                Body::Post(post) => {
                    (work(post.from, post.until, post.fte), post_matches(scene, leaf, post))
                }
                Body::Experience(done) => {
                    (work(done.from, done.until, done.fte), work_matches(scene, leaf, done))
                }
                Body::Qualification(award) => {
                    let asked = leaf.after_award.iter().any(|it| it.value == award.qualification);
                    (Piece::Award(since(award.on)), asked.into())
                }
                _ => return None,
            };
            Some(Candidate { what, verified: it.verified, matches })
        })
        .collect();
    agreed(&pieces, |pieces| counted(pieces, leaf, scene.day))
}

fn work(from: Option<Day>, until: Option<Day>, fte: Option<Fte>) -> Piece {
    // A part that is not written is full time.
    Piece::Work(Stretch {
        period: Period::new(from, until),
        fte: u64::from(fte.unwrap_or(Fte::FULL).0),
    })
}

fn post_matches(scene: &Scene, leaf: &Experienced, post: &Post) -> Truth {
    let country = post
        .jurisdiction
        .clone()
        .unwrap_or_else(|| of_organisation(scene, post.organisation.as_ref()));
    all([
        among(leaf.role.iter().map(|it| &it.value), Some(&post.role)),
        among(leaf.setting.iter().map(|it| &it.value), post.setting.as_ref()),
        among(&leaf.specialty, post.specialty.as_ref()),
        in_country(leaf, Some(&country)),
    ])
}

fn work_matches(scene: &Scene, leaf: &Experienced, done: &Experience) -> Truth {
    let country = match (&done.country, &done.organisation) {
        (Some(own), _) => Some(own.clone()),
        (None, Some(organisation)) => Some(of_organisation(scene, Some(organisation))),
        (None, None) => None,
    };
    all([
        among(leaf.role.iter().map(|it| &it.value), done.role.as_ref()),
        among(leaf.setting.iter().map(|it| &it.value), done.setting.as_ref()),
        among(&leaf.specialty, done.specialty.as_ref()),
        in_country(leaf, country.as_ref()),
    ])
}

/// The jurisdiction of an organisation, else home.
fn of_organisation(scene: &Scene, organisation: Option<&Code>) -> Code {
    organisation
        .and_then(|it| scene.register.organisation(it))
        .and_then(|it| it.jurisdiction.clone())
        .unwrap_or_else(|| scene.book.header.home.value.clone())
}

fn in_country(leaf: &Experienced, country: Option<&Code>) -> Truth {
    match country {
        _ if leaf.country.is_empty() => Truth::Met,
        Some(country) => leaf.country.iter().any(|asked| is_country(asked, country)).into(),
        None => Truth::Unknown,
    }
}

fn counted(pieces: &[Piece], leaf: &Experienced, day: Day) -> Truth {
    let stretches = cut(pieces, leaf);
    let calendar = by_calendar(&stretches, leaf, day);
    let fte = by_fte(&stretches, leaf, day);
    match leaf.counted {
        Counted::Calendar => calendar.into(),
        Counted::Fte => fte.into(),
        Counted::Both if calendar == fte => calendar.into(),
        Counted::Both => Truth::Unknown,
    }
}

/// The stretches, cut to what the leaf lets count whatever the day.
fn cut(pieces: &[Piece], leaf: &Experienced) -> Vec<Stretch> {
    let mut bounds = Period::new(leaf.from, None);
    if !leaf.after_award.is_empty() {
        let first = pieces.iter().filter_map(|it| match it {
            Piece::Award(day) => Some(*day),
            Piece::Work(_) => None,
        });
        let Some(first) = first.min() else { return Vec::new() };
        bounds.from = bounds.from.max(first);
    }
    match leaf.when {
        When::Before(x) => bounds.until = x,
        // READ AS: only what lies on or after `X` counts.
        When::OnOrAfter(x) => bounds.from = bounds.from.max(x),
        When::Now | When::Ever | When::Within(_) => {}
    }
    pieces
        .iter()
        .filter_map(|it| match it {
            Piece::Work(it) => Some(Stretch { period: it.period.overlap(bounds), fte: it.fte }),
            Piece::Award(_) => None,
        })
        .filter(|it| !it.period.is_empty())
        .collect()
}

/// The days before `day` among which alone is counted, where the leaf names a span.
// READ AS: `when: {within: P}` is the same as `within: P`.
fn window(leaf: &Experienced, day: Day) -> Option<Period> {
    let of_when = match leaf.when {
        When::Within(span) => Some(span),
        When::Now | When::Ever | When::Before(_) | When::OnOrAfter(_) => None,
    };
    let starts = [leaf.within, of_when].into_iter().flatten().map(|it| day.minus(it));
    starts.max().map(|from| Period { from, until: day })
}

fn by_calendar(stretches: &[Stretch], leaf: &Experienced, day: Day) -> bool {
    if let Some(window) = window(leaf, day) {
        return reaches(
            thousandths(window, |on| {
                if stretches.iter().any(|it| it.period.holds(on)) { 1000 } else { 0 }
            }),
            leaf.at_least,
        );
    }
    used_up(stretches, leaf.at_least).is_some_and(|it| it <= day)
}

fn by_fte(stretches: &[Stretch], leaf: &Experienced, day: Day) -> bool {
    let worked = |on: Day| {
        stretches.iter().filter(|it| it.period.holds(on)).map(|it| it.fte).sum::<u64>().min(1000)
    };
    if let Some(window) = window(leaf, day) {
        return reaches(thousandths(window, worked), leaf.at_least);
    }
    // READ AS: every stretch that counts on any day, not only those begun by this one.
    if stretches.iter().all(|it| it.fte >= 1000) {
        return by_calendar(stretches, leaf, day);
    }
    let starts = stretches.iter().filter(|it| it.fte > 0).map(|it| it.period.from);
    match starts.min() {
        None => false,
        // Work without a known start has gone on for more days than any span asks for.
        Some(Day::ALWAYS) => true,
        // READ AS: the days counted on a day are those before it, as for `calendar`.
        Some(from) => reaches(thousandths(Period { from, until: day }, worked), leaf.at_least),
    }
}

/// The sum over the days of a period.
fn thousandths(period: Period, of_day: impl Fn(Day) -> u64) -> u64 {
    let mut sum = 0;
    let mut day = period.from;
    while day < period.until {
        sum += of_day(day);
        day = day.next();
    }
    sum
}

/// Whether so many thousandths of a day are the span, a month being 365.25 / 12 days: doubled, so that all is whole.
fn reaches(thousandths: u64, span: Span) -> bool {
    let asked = i64::from(span.months) * 60_875 + i64::from(span.days) * 2_000;
    i64::try_from(thousandths * 2).is_ok_and(|it| it >= asked)
}

/// The day on which the span is used up, taking whole months and then days off it, stretch by stretch.
fn used_up(stretches: &[Stretch], span: Span) -> Option<Day> {
    let mut rest = span;
    for stretch in joined(stretches) {
        let end = stretch.from.plus(rest);
        if end <= stretch.until {
            return Some(end);
        }
        let mut months = 0;
        while months < rest.months
            && stretch.from.plus(Span::of_months(months + 1)) <= stretch.until
        {
            months += 1;
        }
        rest.months -= months;
        rest.days -= stretch.until.0 - stretch.from.plus(Span::of_months(months)).0;
        while rest.days < 0 && rest.months > 0 {
            rest.months -= 1;
            rest.days += 30;
        }
        if rest.months == 0 && rest.days <= 0 {
            return Some(stretch.until);
        }
    }
    None
}

/// The stretches in order of time, those that overlap made one.
// READ AS: stretches that touch, the one ending where the next begins, are made one too.
fn joined(stretches: &[Stretch]) -> Vec<Period> {
    let mut periods: Vec<Period> = stretches.iter().map(|it| it.period).collect();
    periods.sort_unstable();
    let mut made: Vec<Period> = Vec::new();
    for it in periods {
        match made.last_mut() {
            Some(last) if it.from <= last.until => last.until = last.until.max(it.until),
            _ => made.push(it),
        }
    }
    made
}
