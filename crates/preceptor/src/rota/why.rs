//! `preceptor rota why`: why somebody is on a duty and not somebody else, what a person got, what a rota costs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use preceptor_rota::fill::{Against, Filling, Ground, Instead, against, instead};
use preceptor_rota::model::{DutyIx, PersonIx, Problem, Rota, Want};
use preceptor_rota::verify::diary::Diary;
use preceptor_rota::verify::score::is_met;
use preceptor_rota::verify::{Findings, check, json as told};
use serde_json::{Value as Json, json};

use super::own::Opened;
use super::repair::person;
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::print;

/// The question: with a duty and a person, why that person; with a person alone, what they got; else the rota.
#[derive(Debug, Args)]
pub struct Why {
    /// The problem file: YAML or JSON.
    #[arg(value_name = "PROBLEM")]
    problem: PathBuf,
    /// The rota as CSV; left out, the assignments of the problem file.
    #[arg(value_name = "ROTA")]
    rota: Option<PathBuf>,
    /// About whom.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// About which duty of theirs.
    #[arg(long, value_name = "ID", requires = "person")]
    duty: Option<String>,
    /// And not whom; left out, everybody else.
    #[arg(long, value_name = "ID", requires = "duty")]
    not: Option<String>,
    /// A rulebook folder, or the name of a built-in one: uk, netherlands, ontario.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Say it in JSON.
    #[arg(long)]
    json: bool,
}

/// So many others are told in words; in JSON everybody is.
const TOLD: usize = 12;

impl Why {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut opened = Opened::open(&self.problem, &self.rulebook)?;
        let rota = opened.rota(self.rota.as_deref())?;
        opened.judge_all(&rota)?;
        let problem = &opened.compiled.problem;
        let who = self.person.as_deref().map(|it| person(problem, it)).transpose()?;
        let (answer, text) = match (who, &self.duty) {
            (Some(who), Some(duty)) => {
                let Some(duty) = problem.find_duty(duty) else {
                    let help = "give the id of one under `duties`";
                    return Err(Failure::wrong(format!("there is no duty `{duty}`"), help));
                };
                let not = self.not.as_deref().map(|it| person(problem, it)).transpose()?;
                assignment(problem, &rota, (who, duty), not)?
            }
            (Some(who), None) => of_person(problem, &rota, who),
            (None, _) => of_rota(problem, &check(problem, &rota)),
        };
        if self.json {
            print::json(&answer)?;
        } else {
            print::out(&text)?;
        }
        Ok(Exit::Yes)
    }
}

fn reasons(all: &[Against]) -> Vec<Json> {
    let one = |it: &Against| json!({ "rule": it.rule, "class": it.class.as_str(), "because": it.because });
    all.iter().map(one).collect()
}

/// Why somebody is on a duty and not somebody else; or, of somebody who is not, what is against it.
fn assignment(
    problem: &Problem,
    rota: &Rota,
    (who, duty): (PersonIx, DutyIx),
    not: Option<PersonIx>,
) -> Result<(Json, String), Failure> {
    let ground = Ground::new(problem, rota);
    let mut filling = Filling::new(&ground);
    filling.begin(rota);
    let (id, name) = (&problem.duty(duty).id, &problem.person(who).id);
    let mut page = Page::new();
    let stays = rota.lines.iter().any(|it| it.person == who && it.duty == Some(duty));
    if !filling.on(duty.0).contains(&who.0) {
        if stays {
            let what = format!(
                "`{name}` on `{id}` stays as it is: pinned, accepted, a part of the duty, or broken"
            );
            return Err(Failure::wrong(what, "ask about a line that is free"));
        }
        let (all, points) = against(&mut filling, who.0, duty.0);
        let nothing = format!(", and nothing stands against it: {points:+} points.");
        let rest = if all.is_empty() { nothing.as_str() } else { ":" };
        page.para(0, &format!("{name} is not on {id}{rest}"));
        all.iter().for_each(|it| page.item(0, &reason(it)));
        let answer = json!({
            "duty": id.as_str(), "person": name.as_str(), "on": false,
            "against": reasons(&all), "points": points,
        });
        return Ok((answer, page.text()));
    }
    let mut all = instead(&mut filling, who.0, duty.0);
    all.retain(|it| not.is_none_or(|not| it.person == not));
    let could = all.iter().filter(|it| it.against.is_empty()).count();
    page.para(
        0,
        &format!("{name} is on {id}. Of {} others {could} could do it instead:", all.len()),
    );
    for it in all.iter().take(TOLD) {
        page.item(0, &other(problem, it));
    }
    if all.len() > TOLD {
        page.item(0, &format!("and {} more, whom more keeps from it", all.len() - TOLD));
    }
    let others = all.iter().map(|it| {
        json!({
            "person": problem.person(it.person).id.as_str(), "against": reasons(&it.against),
            "unfilled": it.worse.0, "points": it.worse.1,
        })
    });
    let others: Vec<Json> = others.collect();
    let answer =
        json!({ "duty": id.as_str(), "person": name.as_str(), "on": true, "instead": others });
    Ok((answer, page.text()))
}

fn reason(it: &Against) -> String {
    format!("{}: {}", it.rule, it.because)
}

fn other(problem: &Problem, it: &Instead) -> String {
    let who = &problem.person(it.person).id;
    let points = it.worse.1;
    if it.against.is_empty() {
        let how = match it.worse {
            (0, 0) => "as good".to_owned(),
            (0, _) if points < 0 => format!("{} points better", -points),
            (0, _) => format!("{points} points worse"),
            (unfilled, _) => format!("{unfilled} more unfilled, {points:+} points"),
        };
        return format!("{who}: could, {how}");
    }
    let why: Vec<String> = it.against.iter().map(reason).collect();
    format!("{who}: {}", why.join("; "))
}

/// What a person asked for and got, and how their shares compare.
fn of_person(problem: &Problem, rota: &Rota, who: PersonIx) -> (Json, String) {
    let lines = rota.lines.iter().filter(|it| it.person == who).collect();
    let diary = Diary::new(problem, who, lines);
    let name = &problem.person(who).id;
    let mut page = Page::new();
    let period = problem.period;
    let minutes = diary.worked(period);
    page.para(
        0,
        &format!(
            "{name} works {} h {:02} min in {} days.",
            minutes / 60,
            minutes % 60,
            problem.days.until.0 - problem.days.from.0
        ),
    );
    let ours = problem.requests.iter().filter(|it| it.person == who && it.stretch.meets(period));
    let mut requests = Vec::new();
    for it in ours {
        let met = is_met(&diary, it);
        let want = match it.want {
            Want::Off => "off",
            Want::On => "on",
            Want::Kind(kind) => problem.kind(kind).as_str(),
        };
        let day = |minute| problem.clock.local(minute, "%Y-%m-%d");
        requests.push(json!({
            "want": want, "from": problem.clock.written(it.stretch.from),
            "until": problem.clock.written(it.stretch.until), "weight": it.weight, "met": met,
        }));
        let got = if met { "met" } else { "not met" };
        page.item(
            0,
            &format!(
                "asked for {want} from {} until {}: {got}",
                day(it.stretch.from),
                day(it.stretch.until)
            ),
        );
    }
    let found = check(problem, rota);
    let mut shares = Vec::new();
    for it in &found.fairness {
        let Some(share) = it.people.iter().find(|it| it.person == who) else { continue };
        let fair = it.fair(share);
        // By thousandths of a fair share each, so that part-timers compare with others.
        let of =
            |it: &preceptor_rota::verify::fairness::Share| (it.had * 1_000_000) / it.weight.max(1);
        let more = it.people.iter().filter(|other| of(other) > of(share)).count();
        shares.push(json!({
            "of": it.shared.as_str(), "had": share.had, "fair_hundredths": fair,
            "people": it.people.len(), "with_more": more,
        }));
        page.item(0, &format!(
            "{}: {} (a fair share is {}.{:02}); {more} of {} have more for their part of full time",
            it.shared.as_str(),
            share.had,
            fair / 100,
            fair % 100,
            it.people.len()
        ));
    }
    let answer = json!({
        "person": name.as_str(), "minutes": minutes, "requests": requests, "shares": shares,
    });
    (answer, page.text())
}

/// What each rule and weight cost a rota.
fn of_rota(problem: &Problem, found: &Findings) -> (Json, String) {
    let mut page = Page::new();
    let mut rules: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for it in found.breaches.iter().filter(|it| it.counts()) {
        *rules.entry((told::rule_id(problem, it.rule), it.weight.as_str())).or_default() += 1;
    }
    page.para(
        0,
        &format!(
            "The rota costs {} points, and leaves {} unfilled.",
            found.score.objective, found.score.unfilled
        ),
    );
    for (weight, points) in &found.parts {
        page.item(0, &format!("{weight}: {points} points"));
    }
    for ((rule, class), n) in &rules {
        page.item(0, &format!("{rule} ({class}): broken {n} times"));
    }
    let rules =
        rules.iter().map(|((rule, class), n)| json!({ "rule": rule, "class": class, "times": n }));
    let answer = json!({
        "rota": problem.id, "objective": found.score.objective, "parts": told::parts(found),
        "unfilled": found.score.unfilled, "rules": rules.collect::<Vec<_>>(),
    });
    (answer, page.text())
}
