//! The reader: numbers between blanks, with no words at all.

use super::{Case, NspProblem, Range};
use crate::families::lines::{Fault, MOST, MOST_DAYS, MOST_PEOPLE, MOST_TASKS, check_size};

/// The numbers of a file, one after another, with their lines.
struct Numbers<'a> {
    words: std::vec::IntoIter<(usize, &'a str)>,
    line: usize,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Self {
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let words = lines.flat_map(|(i, it)| it.split_whitespace().map(move |it| (i + 1, it)));
        Self { words: words.collect::<Vec<_>>().into_iter(), line: 0 }
    }

    fn next(&mut self, name: &str, most: usize) -> Result<i64, Fault> {
        let Some((line, word)) = self.words.next() else {
            return Err(Fault::new(
                self.line,
                format!("the file ends before a {name}"),
                "see the reference of the format",
            ));
        };
        self.line = line;
        let most = i64::try_from(most).unwrap_or(MOST);
        let number = word.parse::<i64>().ok().filter(|it| (0..=most).contains(it));
        number.ok_or_else(|| {
            Fault::new(
                line,
                format!("`{word}` is no {name}"),
                format!("give a whole number from 0 to {most}"),
            )
        })
    }

    fn count(&mut self, name: &str, most: usize) -> Result<usize, Fault> {
        let it = usize::try_from(self.next(name, most)?).unwrap_or(0);
        if it == 0 {
            Err(Fault::new(self.line, format!("0 is no {name}"), "give at least 1"))
        } else {
            Ok(it)
        }
    }

    fn range(&mut self, name: &str) -> Result<Range, Fault> {
        Ok((self.next(name, MOST_DAYS)?, self.next(name, MOST_DAYS)?))
    }

    fn end(mut self) -> Result<(), Fault> {
        match self.words.next() {
            None => Ok(()),
            Some((line, word)) => {
                Err(Fault::new(line, format!("`{word}` is beyond the end"), "take it out"))
            }
        }
    }
}

pub(super) fn read(problem: &str, case: &str) -> Result<NspProblem, (usize, Fault)> {
    let mut problem = read_problem(problem).map_err(|it| (0, it))?;
    problem.case = read_case(case, problem.days, problem.shifts + 1).map_err(|it| (1, it))?;
    Ok(problem)
}

fn read_problem(text: &str) -> Result<NspProblem, Fault> {
    let mut numbers = Numbers::new(text);
    let nurses = numbers.count("number of nurses", MOST_PEOPLE)?;
    let days = numbers.count("number of days", MOST_DAYS)?;
    let all = numbers.count("number of shifts", MOST_TASKS)?;
    if all < 2 {
        return Err(Fault::new(
            numbers.line,
            "only the free shift",
            "give at least one shift beside it",
        ));
    }
    check_size(nurses, days, all)?;
    let mut needs = Vec::new();
    for _ in 0..days {
        for shift in 0..all {
            let need = numbers.next("requirement", MOST_PEOPLE)?;
            if shift + 1 < all {
                needs.push(usize::try_from(need).unwrap_or(0));
            }
        }
    }
    let mut costs = Vec::new();
    for _ in 0..nurses * days * all {
        costs.push(i32::try_from(numbers.next("preference", 1_000_000)?).unwrap_or(0));
    }
    numbers.end()?;
    let case = Case { total: (0, 0), work: (0, 0), shifts: Vec::new() };
    let nurses = (0..nurses).map(|it| it.to_string()).collect();
    Ok(NspProblem { days, shifts: all - 1, nurses, needs, costs, case })
}

fn read_case(text: &str, days: usize, shifts: usize) -> Result<Case, Fault> {
    let mut numbers = Numbers::new(text);
    let own = (
        numbers.count("number of days", MOST_DAYS)?,
        numbers.count("number of shifts", MOST_TASKS)?,
    );
    if own != (days, shifts) {
        let what = format!(
            "the case is for {} days and {} shifts, the problem has {days} and {shifts}",
            own.0, own.1
        );
        return Err(Fault::new(numbers.line, what, "name a case for this problem"));
    }
    let total = numbers.range("number of assignments")?;
    let work = numbers.range("number of days in a row")?;
    let mut each = Vec::new();
    for _ in 0..shifts {
        each.push((numbers.range("number of days in a row")?, numbers.range("number of days")?));
    }
    numbers.end()?;
    Ok(Case { total, work, shifts: each })
}
