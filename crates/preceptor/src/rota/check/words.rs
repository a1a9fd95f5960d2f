//! The answer for people: whether the rota stands, then what it breaks, day by day.

use preceptor_limits::Length;
use preceptor_record::Day;
use preceptor_rota::model::Problem;
use preceptor_rota::model::clock::Stretch;
use preceptor_rota::verify::findings::Average;
use preceptor_rota::verify::json::rule_id;
use preceptor_rota::verify::{Breach, Broken, Findings, Unit, Weight};
use preceptor_standing::words::listed;

use crate::page::Page;
use crate::say::{count, sentence, stopped};

/// The answer.
pub fn answer(problem: &Problem, found: &Findings) -> String {
    let mut page = Page::new();
    page.para(0, &verdict(problem, found));
    let (notices, breaches): (Vec<&Breach>, Vec<&Breach>) =
        found.breaches.iter().partition(|it| it.weight == Weight::Notice);
    by_day(&mut page, problem, &breaches);
    if !notices.is_empty() {
        page.head("Soon");
        for it in notices {
            page.item(
                0,
                &format!("{}: {} ({} days left)", people(problem, it), it.because, it.found),
            );
        }
    }
    if !found.owed.is_empty() {
        page.head("Rest owed");
        for it in &found.owed {
            let (who, rule) = (&problem.person(it.person).id, &problem.rule(it.rule).id);
            page.item(0, &format!("{who}: {} ({rule})", Length(it.minutes)));
        }
    }
    averages(&mut page, problem, found);
    if !found.supervision.is_empty() {
        page.head("Who covers whom");
        for it in &found.supervision {
            let (who, by) = (&problem.person(it.person).id, &problem.person(it.supervisor).id);
            let duty = &problem.duty(it.duty).id;
            page.item(0, &format!("{who} on {duty}, {}: {by}", when(problem, it.stretch, true)));
        }
    }
    page.text()
}

fn verdict(problem: &Problem, found: &Findings) -> String {
    let score = found.score;
    let n = |it: i64| usize::try_from(it).unwrap_or(usize::MAX);
    let mut parts = Vec::new();
    for (of, what) in [(score.hard, "hard"), (score.firm, "firm")] {
        if of > 0 {
            parts.push(count(n(of), &format!("{what} breach"), &format!("{what} breaches")));
        }
    }
    if score.unfilled > 0 {
        parts.push(count(n(score.unfilled), "place unfilled", "places unfilled"));
    }
    if score.unknown > 0 {
        parts.push(format!("{} that cannot be told", score.unknown));
    }
    let accepted = found.breaches.iter().filter(|it| it.accepted.is_some()).count();
    if accepted > 0 {
        parts.push(format!("{accepted} accepted"));
    }
    let stands = if score.hard > 0 || score.firm > 0 || score.unfilled > 0 {
        "does not stand"
    } else if score.unknown > 0 {
        "cannot be judged whole"
    } else {
        "stands"
    };
    let last = problem.days.until.previous();
    let span = format!("{} to {}", problem.days.from.in_words(), last.in_words());
    let why = if parts.is_empty() { "nothing is broken".to_owned() } else { listed(&parts, "and") };
    format!(
        "The rota {} ({span}) {stands}: {why}. Points for what is wanted and not had: {}.",
        problem.id, score.objective
    )
}

fn by_day(page: &mut Page, problem: &Problem, breaches: &[&Breach]) {
    let mut last: Option<Day> = None;
    for it in breaches {
        let day = problem.clock.day_of(it.stretch.from);
        if last != Some(day) {
            page.head(&problem.clock.local(it.stretch.from, "%A %-d %B %Y"));
            last = Some(day);
        }
        page.item(0, &breach(problem, it));
    }
}

fn breach(problem: &Problem, it: &Breach) -> String {
    let who = people(problem, it);
    let duties: Vec<String> = it.duties.iter().map(|it| problem.duty(*it).id.to_string()).collect();
    let on =
        if duties.is_empty() { String::new() } else { format!(" ({})", listed(&duties, "and")) };
    // That there is no supervisor is said in words; a number would only say it again.
    let is_about_one =
        it.unit == Unit::People && it.limit == 1 && it.found == 0 && !it.people.is_empty();
    let amount = if is_about_one { String::new() } else { format!("{}. ", amount(it)) };
    let mut told = format!(
        "{}{on}, {}: {amount}{} Rule {}, {}",
        if who.is_empty() { "Nobody named".to_owned() } else { who },
        when(problem, it.stretch, false),
        stopped(&sentence(&it.because)),
        rule_id(problem, it.rule),
        it.weight,
    );
    if let Some(accepted) = &it.accepted {
        told.push_str(&format!(". Accepted by {}: {}", accepted.by, accepted.because));
    }
    stopped(&told)
}

fn people(problem: &Problem, it: &Breach) -> String {
    let ids: Vec<String> = it.people.iter().map(|it| problem.person(*it).id.to_string()).collect();
    listed(&ids, "and")
}

/// What was found beside what the rule says.
fn amount(it: &Breach) -> String {
    let side = if it.found > it.limit { "at most" } else { "at least" };
    let of = |n: i64| match it.unit {
        Unit::Minutes => Length(n).to_string(),
        Unit::MinutesAWeek => format!("{} a week", Length(n)),
        Unit::MinutesADay => format!("{} a day", Length(n)),
        unit => {
            let word = unit.as_str();
            let one = match unit {
                Unit::People => "person",
                other => other.as_str().strip_suffix('s').unwrap_or(word),
            };
            count(usize::try_from(n).unwrap_or(0), one, word)
        }
    };
    match it.rule {
        Broken::Own(_) if it.limit == 0 => of(it.found),
        _ => format!("{} where {side} {} is the rule", of(it.found), of(it.limit)),
    }
}

/// A stretch in local time; the day of its end only where that is another, and of its beginning where asked for.
fn when(problem: &Problem, stretch: Stretch, with_day: bool) -> String {
    let clock = &problem.clock;
    let same = clock.day_of(stretch.from) == clock.day_of(stretch.until);
    let from = clock.local(stretch.from, if with_day { "%a %-d %b %H:%M" } else { "%H:%M" });
    let until = clock.local(stretch.until, if same { "%H:%M" } else { "%a %-d %b %H:%M" });
    format!("{from} to {until}")
}

/// The averages that are known whole, one a line; the others only in number, since they say little yet.
fn averages(page: &mut Page, problem: &Problem, found: &Findings) {
    let (whole, partly): (Vec<&Average>, Vec<&Average>) =
        found.averages.iter().partition(|it| it.is_whole);
    if whole.is_empty() && partly.is_empty() {
        return;
    }
    page.head("Averages, the highest of each");
    for it in &whole {
        page.item(0, &average(problem, it));
    }
    if !partly.is_empty() {
        let n = count(partly.len(), "average reaches", "averages reach");
        page.item(0, &format!("{n} beyond what is known, so that only the excess of known work can break the rule."));
    }
}

fn average(problem: &Problem, it: &Average) -> String {
    let per = if it.rest_day_in == 0 { "a week" } else { "a day" };
    format!(
        "{}: {} {per}, at most {} ({}, {} to {}, {})",
        problem.person(it.person).id,
        Length(it.minutes()),
        Length(it.limit / 1000),
        problem.rule(it.rule).id,
        it.from.in_words(),
        it.until.previous().in_words(),
        it.method,
    )
}
