//! A roster of a published problem, judged by the rules of its family as they are written.

use std::path::Path;

use preceptor_rota::families::{Problem, Score};
use preceptor_rota::grid::Task;
use serde_json::{Value as Json, json};

use crate::exit::{Exit, Failure};
use crate::print;
use crate::rota::family::Which;
use crate::{open, say};

/// Judges a roster file, a line `person,day,task` for each worked day.
pub fn check(
    which: &Which,
    problem: &dyn Problem,
    rota: &Path,
    as_json: bool,
) -> Result<Exit, Failure> {
    let rows = rows(problem, &open::text_file(rota)?, rota)?;
    let score = problem.score(&rows);
    if as_json {
        print::json(&answer(&which.problem, &score))?;
    } else {
        print::out(&told(&score))?;
    }
    Ok(if score.hard.is_empty() { Exit::Yes } else { Exit::No })
}

fn answer(problem: &Path, score: &Score) -> Json {
    let breaches: Vec<Json> = score
        .hard
        .iter()
        .map(|it| json!({ "rule": "family", "class": "hard", "because": it }))
        .collect();
    let parts: serde_json::Map<String, Json> =
        score.parts.iter().map(|it| (it.0.to_owned(), json!(it.1))).collect();
    json!({
        "rota": problem.display().to_string(),
        "breaches": breaches,
        "parts": parts,
        "score": {
            "hard": score.hard.len(), "firm": 0, "unknown": 0, "unfilled": 0, "objective": score.total(),
        },
    })
}

fn told(score: &Score) -> String {
    let n = say::count(score.hard.len(), "hard rule is broken", "hard rules are broken");
    let mut text = format!("{n}; objective: {}\n", score.total());
    let parts = score.parts.iter().map(|it| format!("  {}: {}\n", it.0, it.1));
    let hard = score.hard.iter().map(|it| format!("- {it}\n"));
    text.extend(parts.chain(hard));
    text
}

/// The rows of a roster file, one after another.
fn rows(problem: &dyn Problem, text: &str, file: &Path) -> Result<Vec<Task>, Failure> {
    let (people, tasks, days) = (problem.people(), problem.tasks(), problem.days());
    let mut made: Vec<Task> = vec![0; people.len() * days];
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |what: &str, help: &str| {
            Failure::wrong(format!("{}:{number}: {what}", file.display()), help)
        };
        let mut parts = line.trim().splitn(3, ',');
        let (Some(person), Some(day), Some(task)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong(
                "this is no line of a roster",
                "write `person,day,task`, days counted from 0",
            ));
        };
        let Some(row) = people.iter().position(|it| *it == person) else {
            return Err(wrong(
                &format!("there is no person `{person}`"),
                "the problem names its people",
            ));
        };
        let Some(day) = day.parse::<usize>().ok().filter(|it| *it < days) else {
            return Err(wrong(&format!("`{day}` is no day of {days}"), "days are counted from 0"));
        };
        let number_of =
            tasks.iter().position(|it| it == task).and_then(|it| Task::try_from(it + 1).ok());
        let Some(task) = number_of else {
            return Err(wrong(
                &format!("there is no task `{task}`"),
                &format!("one of {}", tasks.join(" ")),
            ));
        };
        match made.get_mut(row * days + day) {
            Some(cell) if *cell == 0 => *cell = task,
            _ => {
                return Err(wrong(
                    &format!("`{person}` works twice on day {day}"),
                    "keep one line a day",
                ));
            }
        }
    }
    Ok(made)
}
