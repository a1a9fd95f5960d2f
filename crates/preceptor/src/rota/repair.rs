//! `preceptor rota repair`: the least change that puts right what has happened to a rota.

use std::path::PathBuf;

use clap::Args;
use preceptor_record::{Code, Day};
use preceptor_rota::fill;
use preceptor_rota::model::clock::Stretch;
use preceptor_rota::model::csv::write_rota;
use preceptor_rota::model::written::Moment;
use preceptor_rota::model::{DutyIx, PersonIx, Problem, Rota};
use preceptor_rota::verify::{Breach, Findings, Score, check, json as told};
use serde_json::{Value as Json, json};

use super::check::exit;
use super::own::Opened;
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::print;
use crate::say::count;

/// What happened to which rota.
#[derive(Debug, Args)]
pub struct Repair {
    /// The problem file: YAML or JSON.
    #[arg(value_name = "PROBLEM")]
    problem: PathBuf,
    /// The rota, as CSV.
    #[arg(value_name = "ROTA")]
    rota: PathBuf,
    /// Somebody is away: days or times, the second the first not away.
    #[arg(long, value_name = "PERSON:FROM:UNTIL")]
    absent: Vec<String>,
    /// Somebody may no longer do a kind of duty, from that day on.
    #[arg(long, value_name = "PERSON:KIND:FROM")]
    revoke: Vec<String>,
    /// Duties more: a file with a list as under `duties`.
    #[arg(long, value_name = "FILE")]
    add: Option<PathBuf>,
    /// How many ways to repair it are told.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=20))]
    alternatives: u8,
    /// The file to write the best repaired rota to.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Say it in JSON.
    #[arg(long)]
    json: bool,
}

/// A repaired rota and what the verifier says of it.
struct Way {
    repair: fill::Repair,
    found: Findings,
}

impl Repair {
    /// Repairs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut opened = Opened::with(&self.problem, &self.rulebook, self.add.as_deref())?;
        let rota = opened.rota(Some(&self.rota))?;
        opened.judge_all(&rota)?;
        let problem = &mut opened.compiled.problem;
        let planned = check(problem, &rota);
        for it in &self.absent {
            absent(problem, it)?;
        }
        for it in &self.revoke {
            revoke(problem, it)?;
        }
        let before = check(problem, &rota);
        let found = fill::repair(problem, &rota, usize::from(self.alternatives));
        let ways: Vec<Way> = found
            .into_iter()
            .map(|repair| Way { found: check(problem, &repair.rota), repair })
            .collect();
        let best = ways.first().map_or(before.score, |it| it.found.score);
        if let (Some(path), Some(way)) = (&self.out, ways.first()) {
            self.write(path, problem, &way.repair.rota)?;
        }
        if self.json {
            print::json(&answer(problem, &planned, &before, &ways))?;
        } else {
            print::out(&words(problem, &planned, &before, &ways))?;
        }
        Ok(exit(best))
    }

    fn write(&self, path: &PathBuf, problem: &Problem, rota: &Rota) -> Result<(), Failure> {
        let broken = |it: &dyn std::fmt::Display| {
            Failure::Broken(format!("error: `{}` cannot be written: {it}\n", path.display()))
        };
        let text = write_rota(problem, rota).map_err(|it| broken(&it))?;
        std::fs::write(path, text).map_err(|it| broken(&it))
    }
}

/// Somebody of the problem.
pub fn person(problem: &Problem, id: &str) -> Result<PersonIx, Failure> {
    problem.find_person(id).ok_or_else(|| {
        Failure::wrong(format!("there is no person `{id}`"), "give the id of one under `people`")
    })
}

/// `PERSON:FROM:UNTIL`, where both may be days or times with colons of their own.
fn absent(problem: &mut Problem, text: &str) -> Result<(), Failure> {
    let help = "write --absent PERSON:FROM:UNTIL, such as p1:2026-12-07:2026-12-09 or p1:2026-12-07T06:30:2026-12-07T18:00";
    let wrong =
        || Failure::wrong(format!("`{text}` says not who is away from when until when"), help);
    let (id, times) = text.split_once(':').ok_or_else(wrong)?;
    let who = person(problem, id)?;
    let parts = times.match_indices(':').filter_map(|(at, _)| {
        let (from, until) = times.split_at(at);
        Some((Moment::parse(from).ok()?, Moment::parse(until.get(1..)?).ok()?))
    });
    let (from, until) = { parts }.next().ok_or_else(wrong)?;
    let instant = |it: Moment| {
        problem
            .instant(it)
            .map_err(|(what, help)| Failure::wrong(format!("`{text}`: {what}"), help))
    };
    let stretch = Stretch { from: instant(from)?, until: instant(until)? };
    if stretch.is_empty() {
        return Err(Failure::wrong(format!("`{text}` ends before it begins"), help));
    }
    problem.is_away(who, stretch, Code::new("absent"));
    Ok(())
}

/// `PERSON:KIND:FROM`.
fn revoke(problem: &mut Problem, text: &str) -> Result<(), Failure> {
    let help = "write --revoke PERSON:KIND:FROM, such as p1:theatre-list:2026-12-07";
    let parts: Vec<&str> = text.split(':').collect();
    let [id, kind, from] = parts.as_slice() else {
        return Err(Failure::wrong(format!("`{text}` says not who may no longer do what"), help));
    };
    let who = person(problem, id)?;
    let Some(kind) = problem.find_kind(kind) else {
        let known: Vec<&str> = problem.kinds.iter().map(Code::as_str).collect();
        let help = format!("there are {}", known.join(", "));
        return Err(Failure::wrong(format!("there is no kind of duty `{kind}`"), help));
    };
    let from = Day::parse(from).map_err(|it| Failure::wrong(format!("`{text}`: {it}"), help))?;
    problem.revoke(who, kind, from);
    Ok(())
}

/// The breaches that count against a rota and were not there before.
fn new<'a>(before: &Findings, found: &'a Findings) -> Vec<&'a Breach> {
    let known = |it: &Breach| {
        before
            .breaches
            .iter()
            .any(|had| (had.rule, &had.people, had.stretch) == (it.rule, &it.people, it.stretch))
    };
    found.breaches.iter().filter(|it| it.counts() && !known(it)).collect()
}

fn score(it: Score) -> Json {
    json!({
        "hard": it.hard, "firm": it.firm, "unknown": it.unknown,
        "unfilled": it.unfilled, "objective": it.objective,
    })
}

fn answer(problem: &Problem, planned: &Findings, before: &Findings, ways: &[Way]) -> Json {
    let line = |it: &(DutyIx, PersonIx)| json!({ "duty": problem.duty(it.0).id.as_str(), "person": problem.person(it.1).id.as_str() });
    let breaches = |known: &Findings, found: &Findings| {
        let all = new(known, found);
        all.into_iter().map(|it| told::breach(problem, it)).collect::<Vec<_>>()
    };
    let ways = ways.iter().map(|it| {
        let asked = it.repair.asked();
        json!({
            "score": score(it.found.score),
            "off": it.repair.off.iter().map(line).collect::<Vec<_>>(),
            "on": it.repair.on.iter().map(line).collect::<Vec<_>>(),
            "asked": asked.iter().map(|it| problem.person(*it).id.as_str()).collect::<Vec<_>>(),
            "breaches": breaches(planned, &it.found),
        })
    });
    json!({
        "rota": problem.id,
        "planned": score(planned.score),
        "before": { "score": score(before.score), "breaches": breaches(planned, before) },
        "alternatives": ways.collect::<Vec<_>>(),
    })
}

fn words(problem: &Problem, planned: &Findings, before: &Findings, ways: &[Way]) -> String {
    let mut page = Page::new();
    let broken = new(planned, before);
    page.para(
        0,
        &match broken.len() {
            0 => "What has happened breaks nothing in the rota.".to_owned(),
            n => format!("What has happened breaks the rota: {}.", count(n, "breach", "breaches")),
        },
    );
    for it in broken {
        breach(&mut page, problem, it);
    }
    for (number, way) in (1..).zip(ways) {
        let found = way.found.score;
        let left = count(usize::try_from(found.unfilled).unwrap_or(0), "place", "places");
        let asked = way.repair.asked();
        let asked: Vec<String> =
            asked.iter().map(|it| problem.person(*it).id.to_string()).collect();
        page.head(&format!("Way {number}"));
        let more = found.objective - planned.score.objective;
        page.para(
            0,
            &format!(
                "{left} unfilled ({} planned), {more:+} points. Ask: {}.",
                planned.score.unfilled,
                if asked.is_empty() { "nobody".to_owned() } else { asked.join(", ") }
            ),
        );
        for (what, all) in [("comes off", &way.repair.off), ("takes", &way.repair.on)] {
            for (duty, who) in all {
                let duty = problem.duty(*duty);
                let when = problem.clock.local(duty.stretch.from, "%a %-d %b %H:%M");
                page.item(0, &format!("{} {what} {} ({when})", problem.person(*who).id, duty.id));
            }
        }
        for it in new(planned, &way.found) {
            breach(&mut page, problem, it);
        }
    }
    page.text()
}

fn breach(page: &mut Page, problem: &Problem, it: &Breach) {
    let people: Vec<&str> = it.people.iter().map(|it| problem.person(*it).id.as_str()).collect();
    let duties: Vec<&str> = it.duties.iter().map(|it| problem.duty(*it).id.as_str()).collect();
    let rule = told::rule_id(problem, it.rule);
    let who = if people.is_empty() { "nobody".to_owned() } else { people.join(", ") };
    page.item(0, &format!("breaks {rule}: {who} on {}: {}", duties.join(", "), it.because));
}
