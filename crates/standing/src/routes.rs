//! Routes into a role: which are open, what is missing, and how long each takes.
//!
//! Here a claimed fact counts as what would hold, with a caution: somebody exploring a career has nothing verified.

use std::cmp::Reverse;

use preceptor_record::person::Verified;
use preceptor_record::{Code, Day, Fact, Period, Person, Record};
use preceptor_rulebook::Row;
use preceptor_rulebook::role::{Months, Route, Step, Weight};

use crate::acting::{Acting, supposed_post};
use crate::adopted::adopted_sets;
use crate::engine::Engine;
use crate::explain::Remedy;
use crate::lookup::Lookup;
use crate::question::WrongQuestion;
use crate::rows::{Judged, fits, judge, ways};
use crate::truth::{Timeline, Truth};

/// A step of a plan with the days it would take.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What.
    pub step: String,
    /// How long.
    pub months: Option<Months>,
    /// What one has afterwards.
    pub gives: Option<String>,
    /// From which day at the earliest.
    pub from: Option<Day>,
    /// Until which day at the earliest.
    pub until: Option<Day>,
}

/// A route as it stands for somebody.
#[derive(Debug, Clone)]
pub struct RouteFor {
    /// The route.
    pub route: Route,
    /// Whether one may start on it.
    pub open: bool,
    /// What must hold before applying and does not.
    pub missing: Vec<Judged>,
    /// For each of those, the smallest sets of things that would put it right.
    pub remedies: Vec<Vec<Vec<Remedy>>>,
    /// Why nobody can start on it, or nobody on that day or in that place.
    pub closed: Option<String>,
    /// What usually holds and does not, and what rests on claims.
    pub cautions: Vec<String>,
    /// What must hold and does.
    pub met: Vec<Judged>,
    /// What is still to be arranged.
    pub arrange: Vec<String>,
    /// Months the route itself takes.
    pub months: Option<Months>,
    /// The steps, with dates.
    pub plan: Vec<Planned>,
}

/// The routes into a role for somebody, open ones first, the shortest first.
///
/// # Errors
///
/// Where the rulebook knows no such role.
pub fn routes(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    person: &Person,
    role: &Code,
    jurisdiction: Option<&Code>,
    day: Day,
) -> Result<Vec<RouteFor>, WrongQuestion> {
    let book = engine.book;
    let Some(full) = book.roles.get(role) else {
        let known: Vec<&str> = book.roles.keys().map(Code::as_str).collect();
        let near = preceptor_record::file::nearest(role.as_str(), known.iter().copied());
        return Err(WrongQuestion {
            message: format!("the rulebook knows no role `{role}`"),
            help: near.map_or(format!("one of {}", known.join(", ")), |it| {
                format!("did you mean `{it}`?")
            }),
        });
    };
    let stated = as_stated(person);
    let record = Record::known_at(&stated, lookup.known_at);
    let acting = supposed_post(book, &record, role, jurisdiction, day);
    let mut made: Vec<RouteFor> = full
        .routes
        .iter()
        .map(|it| one(engine, lookup, person, &record, &acting, it, day))
        .collect();
    // Open ones first, the shortest first and those without a fixed length before it; what does not exist comes last.
    made.sort_by_key(|it| {
        (
            Reverse(it.open),
            it.route.closed.is_some(),
            it.missing.len(),
            it.months.map_or(0, |it| it.min),
        )
    });
    Ok(made)
}

/// The same person with every claim taken at its word; what was refuted stays refuted.
fn as_stated(person: &Person) -> Person {
    let refuted = |fact: &Fact| {
        person.facts.iter().any(|it| match &it.body {
            preceptor_record::Body::Verification(check) => {
                check.of == fact.id && check.outcome == preceptor_record::facts::Outcome::Refuted
            }
            _ => false,
        })
    };
    let mut stated = person.clone();
    for fact in &mut stated.facts {
        if fact.entry.verified == Verified::No && !refuted(fact) {
            fact.entry.verified = Verified::ByAuthor;
        }
    }
    stated
}

fn one(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    person: &Person,
    stated: &Record<'_>,
    acting: &Acting,
    route: &Route,
    day: Day,
) -> RouteFor {
    let book = engine.book;
    let rows = entry_rows(engine, acting, route, day);
    let claimed = Record::known_at(person, lookup.known_at);
    let (mut missing, mut met, mut cautions, mut remedies) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut on_claims = Vec::new();
    for row in rows {
        let judged = judge(lookup, stated, acting, row, day);
        match (judged.truth, row.kind) {
            (Truth::Met, _) => {
                if judge(lookup, &claimed, acting, row, day).truth != Truth::Met {
                    on_claims.push(row.says.clone());
                }
                met.push(judged);
            }
            (_, Weight::Must) => {
                remedies.push(ways(lookup, stated, acting, row, day));
                missing.push(judged);
            }
            (_, Weight::Usual) => cautions.push(format!("usually asked for: {}", row.says)),
            (_, Weight::Helps) => {}
        }
    }
    if !on_claims.is_empty() {
        cautions
            .push(format!("rests on what is stated and not yet verified: {}", on_claims.join(" ")));
    }
    let closed = closed(book, route, acting, day);
    let months = total(&route.steps);
    let begins = begins(&missing, route, day);
    RouteFor {
        open: missing.is_empty() && closed.is_none(),
        missing,
        remedies,
        cautions,
        met,
        arrange: route.arrange.clone(),
        months,
        plan: plan(
            &route.steps,
            begins.filter(|_| route.closed.is_none() && here(book, route, acting)),
        ),
        closed,
        route: route.clone(),
    }
}

/// What must hold before applying, as far as it counts for the post and on the day.
pub fn entry_rows<'r>(
    engine: &Engine<'_>,
    acting: &Acting,
    route: &'r Route,
    day: Day,
) -> Vec<&'r Row> {
    let (role, place) = (acting.role.as_str(), acting.jurisdiction.as_str());
    let adopted = adopted_sets(engine.book, &engine.adoption, role, place);
    let counts = |it: &&Row| fits(engine.book, it, &adopted, acting) && it.is_in_force(day);
    route.entry.iter().filter(counts).collect()
}

/// Why nobody can start on a route, or nobody on that day or in that place; none where they can.
pub fn closed(
    book: &preceptor_rulebook::Rulebook,
    route: &Route,
    acting: &Acting,
    day: Day,
) -> Option<String> {
    if let Some(it) = &route.closed {
        return Some(it.clone());
    }
    let period = route.effective.period();
    if day < period.from {
        return Some(format!("it opens on {}", period.from.in_words()));
    }
    if day >= period.until {
        return Some(format!(
            "it closed to new starters after {}",
            period.until.previous().in_words()
        ));
    }
    let title = || {
        let known = book.header.jurisdictions.iter().find(|it| it.id.value == acting.jurisdiction);
        known.map_or(acting.jurisdiction.to_string(), |it| it.title.clone())
    };
    (!here(book, route, acting)).then(|| format!("it is not offered in {}", title()))
}

fn here(book: &preceptor_rulebook::Rulebook, route: &Route, acting: &Acting) -> bool {
    book.holds_in(route.jurisdiction.iter().map(|it| &it.value), acting.jurisdiction.as_str())
}

/// The first day on which one may start with nobody doing anything: everything missing is met by then together, and
/// the route takes starters. None where waiting alone does not bring it.
fn begins(missing: &[Judged], route: &Route, day: Day) -> Option<Day> {
    let lines: Vec<&Timeline> = missing.iter().map(|it| &it.timeline).collect();
    let together = Timeline::join(&lines, |of| of.min().unwrap_or(Truth::Met));
    let period = route.effective.period();
    let from = day.max(period.from);
    let stretches = together.stretches().filter(|(_, truth)| *truth == Truth::Met);
    let first = stretches
        .map(|(it, _)| it.overlap(Period { from, until: period.until }))
        .find(|it| !it.is_empty());
    first.map(|it| it.from)
}

/// Months of all steps; none where no step has a fixed length.
fn total(steps: &[Step]) -> Option<Months> {
    let timed: Vec<Months> = steps.iter().filter_map(|it| it.months).collect();
    (!timed.is_empty()).then(|| Months {
        min: timed.iter().map(|it| it.min).sum(),
        max: timed.iter().map(|it| it.max).sum(),
    })
}

/// The steps one after the other from the first day on which one may begin; undated where that is not known.
fn plan(steps: &[Step], begins: Option<Day>) -> Vec<Planned> {
    let mut day = begins;
    steps
        .iter()
        .map(|it| {
            let from = day;
            let length = it.months.and_then(|it| i32::try_from(it.min).ok());
            let until = from
                .and_then(|from| length.map(|it| from.plus(preceptor_record::Span::of_months(it))));
            // What follows a step of no fixed length has no date.
            day = until;
            Planned {
                step: it.step.clone(),
                months: it.months,
                gives: it.gives.clone(),
                from,
                until,
            }
        })
        .collect()
}
