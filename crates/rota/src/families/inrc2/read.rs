//! The reader of the competition's text files.

use std::collections::BTreeSet;

use super::{Contract, Files, History, Inrc2Problem, Need, Nurse, Request, Shift};
use crate::families::lines::{Fault, Line, MOST, MOST_PEOPLE, MOST_TASKS, check_size};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MOST_WEEKS: i64 = 52;

pub(super) fn files(name: &str) -> Result<Files, Fault> {
    let wrong = || {
        Fault::new(
            0,
            format!("`{name}` is no instance"),
            "write it as n030w4_1_6-2-9-1: data set, history, weeks",
        )
    };
    let mut parts = name.split('_');
    let (Some(set), Some(history), Some(weeks), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let is_plain = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric());
    if !is_plain(set) || !is_plain(history) || !weeks.split('-').all(is_plain) {
        return Err(wrong());
    }
    Ok(Files {
        set: set.to_owned(),
        scenario: format!("Sc-{set}.txt"),
        history: format!("H0-{set}-{history}.txt"),
        weeks: weeks.split('-').map(|it| format!("WD-{set}-{it}.txt")).collect(),
    })
}

pub(super) fn read(
    scenario: &str,
    history: &str,
    weeks: &[&str],
) -> Result<Inrc2Problem, (usize, Fault)> {
    let mut problem = read_scenario(scenario).map_err(|it| (0, it))?;
    if weeks.len() != problem.weeks {
        let what =
            format!("{} weeks are named and the scenario has {}", weeks.len(), problem.weeks);
        return Err((0, Fault::new(0, what, "name as many week files as the scenario has weeks")));
    }
    read_history(&mut problem, history).map_err(|it| (1, it))?;
    let needs = 7 * weeks.len() * problem.shifts.len() * problem.skills.len();
    problem.needs = vec![Need { least: 0, optimal: 0 }; needs];
    for (i, text) in weeks.iter().enumerate() {
        read_week(&mut problem, 7 * i, text).map_err(|it| (2 + i, it))?;
    }
    Ok(problem)
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines.map(|(i, it)| Line::at_blanks(i + 1, it)).filter(|it| !it.rest(0).is_empty())
}

fn read_scenario(text: &str) -> Result<Inrc2Problem, Fault> {
    let mut problem = Inrc2Problem {
        weeks: 0,
        skills: Vec::new(),
        shifts: Vec::new(),
        contracts: Vec::new(),
        nurses: Vec::new(),
        needs: Vec::new(),
        requests: Vec::new(),
    };
    let mut part = "";
    // How many lines each part says that it has.
    let mut said: Vec<(Line<'_>, usize)> = Vec::new();
    for line in lines(text) {
        let head = line.text(0, "word")?;
        match head {
            "SCENARIO" => {}
            "WEEKS" => problem.weeks = line.number(2, "number of weeks", MOST_WEEKS)?,
            "SKILLS"
            | "SHIFT_TYPES"
            | "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"
            | "CONTRACTS"
            | "NURSES" => {
                part = head;
                if head != "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS" {
                    let count = line.number(2, "number of lines", MOST)?;
                    said.push((line, count));
                }
            }
            _ => match part {
                "SKILLS" => problem.skills.push(head.to_owned()),
                "SHIFT_TYPES" => {
                    let run = line.pair(1, "limits of a run")?;
                    problem.shifts.push(Shift { id: head.to_owned(), run, not_before: Vec::new() });
                }
                "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS" => {
                    let shift = shift_of(&problem, &line, head)?;
                    let next = line
                        .rest(2)
                        .iter()
                        .map(|it| shift_of(&problem, &line, it))
                        .collect::<Result<_, _>>()?;
                    if let Some(it) = problem.shifts.get_mut(shift) {
                        it.not_before = next;
                    }
                }
                "CONTRACTS" => problem.contracts.push(Contract {
                    id: head.to_owned(),
                    total: line.pair(1, "limits of assignments")?,
                    work: line.pair(2, "limits of worked days")?,
                    off: line.pair(3, "limits of days off")?,
                    weekends: line.number(4, "number of weekends", MOST)?,
                    is_complete: line.number::<i64>(5, "0 or 1", 1)? == 1,
                }),
                "NURSES" => {
                    let contracts = problem.contracts.iter().map(|it| it.id.as_str());
                    let contract = line.known(line.text(1, "contract")?, "contract", contracts)?;
                    let known = || problem.skills.iter().map(String::as_str);
                    let skills = line.rest(3).iter().map(|it| line.known(it, "skill", known()));
                    let skills = skills.collect::<Result<_, _>>()?;
                    let history = History::default();
                    problem.nurses.push(Nurse { id: head.to_owned(), contract, skills, history });
                }
                _ => {
                    return Err(line.fault(
                        format!("`{head}` is no section"),
                        "see the reference of the format",
                    ));
                }
            },
        }
    }
    check_scenario(&problem, &said)?;
    Ok(problem)
}

/// Whether all is there that the scenario says, once, and small enough; `said` has the counts it gives.
fn check_scenario(problem: &Inrc2Problem, said: &[(Line<'_>, usize)]) -> Result<(), Fault> {
    for &(ref line, count) in said {
        let head = line.text(0, "word")?;
        let found = match head {
            "SKILLS" => problem.skills.len(),
            "SHIFT_TYPES" => problem.shifts.len(),
            "CONTRACTS" => problem.contracts.len(),
            _ => problem.nurses.len(),
        };
        if found != count {
            let what = format!("{head} says {count} and {found} follow");
            return Err(line.fault(what, "give as many lines as it says"));
        }
    }
    if problem.weeks == 0
        || problem.nurses.is_empty()
        || problem.shifts.is_empty()
        || problem.skills.is_empty()
    {
        return Err(Fault::new(
            0,
            "no weeks, shifts, skills or nurses",
            "give WEEKS, SHIFT_TYPES, SKILLS and NURSES",
        ));
    }
    if problem.nurses.len() > MOST_PEOPLE
        || problem.shifts.len() * problem.skills.len() > MOST_TASKS
    {
        let help = format!(
            "at most {MOST_PEOPLE} nurses and {MOST_TASKS} pairs of shift and skill are read"
        );
        return Err(Fault::new(0, "too many nurses, shifts or skills", help));
    }
    check_size(
        problem.nurses.len(),
        7 * problem.weeks,
        problem.shifts.len() * problem.skills.len(),
    )?;
    let mut names = BTreeSet::new();
    if let Some(it) = problem.nurses.iter().find(|it| !names.insert(&it.id)) {
        return Err(Fault::new(0, format!("nurse `{}` is there twice", it.id), "keep one line"));
    }
    Ok(())
}

fn shift_of(problem: &Inrc2Problem, line: &Line<'_>, id: &str) -> Result<usize, Fault> {
    line.known(id, "shift", problem.shifts.iter().map(|it| it.id.as_str()))
}

fn nurse_of(problem: &Inrc2Problem, line: &Line<'_>) -> Result<usize, Fault> {
    line.known(line.text(0, "nurse")?, "nurse", problem.nurses.iter().map(|it| it.id.as_str()))
}

fn read_history(problem: &mut Inrc2Problem, text: &str) -> Result<(), Fault> {
    let mut known = vec![false; problem.nurses.len()];
    // Three lines of heading: HISTORY, the week and scenario, NURSE_HISTORY.
    for line in lines(text).skip(3) {
        let nurse = nurse_of(problem, &line)?;
        let last = line.text(3, "shift or None")?;
        let last = if last == "None" { None } else { Some(shift_of(problem, &line, last)?) };
        let days = |at: usize| line.number(at, "number of days", 1_000);
        let history = History {
            total: line.number(1, "number of assignments", MOST)?,
            weekends: line.number(2, "number of weekends", MOST)?,
            last,
            shift: days(4)?,
            work: days(5)?,
            off: days(6)?,
        };
        if known.get_mut(nurse).is_some_and(|it| std::mem::replace(it, true)) {
            return Err(line.fault("this nurse has a history already", "keep one line"));
        }
        if let Some(it) = problem.nurses.get_mut(nurse) {
            it.history = history;
        }
    }
    if let Some(it) = problem.nurses.iter().zip(&known).find(|it| !it.1) {
        let what = format!("nurse `{}` has no history", it.0.id);
        return Err(Fault::new(0, what, "give a line for each nurse"));
    }
    Ok(())
}

fn read_week(problem: &mut Inrc2Problem, first: usize, text: &str) -> Result<(), Fault> {
    let (mut part, mut requests) = ("", None);
    let mut needed = vec![false; problem.shifts.len() * problem.skills.len()];
    let asked = problem.requests.len();
    // Two lines of heading: WEEK_DATA and the scenario.
    for line in lines(text).skip(2) {
        let head = line.text(0, "word")?;
        if matches!(head, "REQUIREMENTS" | "SHIFT_OFF_REQUESTS") {
            part = head;
            if head == "SHIFT_OFF_REQUESTS" {
                let count: usize = line.number(2, "number of lines", MOST)?;
                requests = Some((line, count));
            }
            continue;
        }
        if part == "REQUIREMENTS" {
            let shift = shift_of(problem, &line, head)?;
            let skill = line.known(
                line.text(1, "skill")?,
                "skill",
                problem.skills.iter().map(String::as_str),
            )?;
            let task = problem.task(shift, skill);
            if needed.get_mut(task).is_some_and(|it| std::mem::replace(it, true)) {
                return Err(line.fault("this shift and skill have their line already", "keep one"));
            }
            for day in 0..7 {
                let (least, optimal) = line.pair(2 + day, "requirement")?;
                let at = (first + day) * problem.shifts.len() * problem.skills.len() + task;
                let count = |it: i64| usize::try_from(it).unwrap_or(0);
                if let Some(it) = problem.needs.get_mut(at) {
                    *it = Need { least: count(least), optimal: count(optimal) };
                }
            }
        } else if part == "SHIFT_OFF_REQUESTS" {
            let nurse = nurse_of(problem, &line)?;
            let shift = line.text(1, "shift or Any")?;
            let shift = if shift == "Any" { None } else { Some(shift_of(problem, &line, shift)?) };
            let day = first + line.known(line.text(2, "day")?, "day", WEEKDAYS.into_iter())?;
            problem.requests.push(Request { nurse, day, shift });
        } else {
            return Err(line.fault(
                format!("`{head}` is no section"),
                "write REQUIREMENTS or SHIFT_OFF_REQUESTS",
            ));
        }
    }
    if let Some(task) = needed.iter().position(|it| !it) {
        let n = problem.skills.len();
        let name = |id: Option<&String>| id.cloned().unwrap_or_default();
        let shift = name(problem.shifts.get(task / n).map(|it| &it.id));
        let skill = name(problem.skills.get(task % n));
        let what = format!("no requirement for shift `{shift}` and skill `{skill}`");
        return Err(Fault::new(0, what, "give a line for each shift and skill"));
    }
    let found = problem.requests.len() - asked;
    match requests {
        Some((line, count)) if found != count => Err(line.fault(
            format!("SHIFT_OFF_REQUESTS says {count} and {found} follow"),
            "give as many lines as it says",
        )),
        Some(_) => Ok(()),
        None => Err(Fault::new(
            0,
            "the file has no SHIFT_OFF_REQUESTS",
            "give it, with 0 where nobody asks",
        )),
    }
}
