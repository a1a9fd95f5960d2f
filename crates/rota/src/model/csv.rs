//! A rota in a file of its own: CSV with the header `duty,person,post,supervisor,from,until`, the last four optional.
//!
//! Its lines take the place of what the problem file says about the duties of the period. The problem's history, and
//! its work without a duty, stay; so does what only the problem file can say of a line: that it is pinned, what was
//! worked of it, and which breaches somebody accepted.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::file::{At, Fault, Faults, Place as Spot, Sources, nearest};
use preceptor_record::{Code, PersonId};

use super::compile::{Compiled, Handed, LineText, Making};
use super::problem::{DutyIx, Problem};
use super::rota::{Line, Rota};
use super::written::{Moment, ProblemFile};

/// The columns, in their usual order.
pub const COLUMNS: &[&str] = &["duty", "person", "post", "supervisor", "from", "until"];

/// Those that every rota has.
const NEEDED: &[&str] = &["duty", "person"];

/// Reads a rota for a problem; what is wrong with it goes to `faults`, each with its line.
pub fn read_rota(
    text: &str,
    name: &str,
    (file, handed, compiled): (&ProblemFile, &Handed, &Compiled),
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Rota> {
    let source = sources.add(name, text);
    let texts = Table { text, source }.lines(faults)?;
    let problem = &compiled.problem;
    let numbers: BTreeMap<Code, DutyIx> =
        problem.duties.iter().zip(0..).map(|(it, ix)| (it.id.clone(), DutyIx(ix))).collect();
    let mut making = Making::again(file, handed, problem, faults);
    let mut lines = Vec::with_capacity(texts.len());
    for it in &texts {
        lines.extend(making.line(it, &problem.people, &problem.duties, &numbers));
    }
    if faults.any_error() {
        return None;
    }
    Some(Rota::new(joined(lines, compiled)))
}

/// A rota as such a file: a line for everybody on a duty of the period, in order of time; times only of parts.
///
/// # Errors
///
/// Never in memory; the writer's own errors are passed on.
pub fn write_rota(problem: &Problem, rota: &Rota) -> Result<String, csv::Error> {
    let mut lines: Vec<(&Line, DutyIx)> = rota
        .lines
        .iter()
        .filter_map(|it| Some((it, it.duty?)))
        .filter(|it| is_of_period(problem, it.1))
        .collect();
    lines.sort_by_cached_key(|(line, duty)| {
        let of = problem.duty(*duty);
        (of.stretch, of.id.clone(), line.stretch, line.person)
    });
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for (line, duty) in lines {
        let of = problem.duty(duty);
        let person = problem.person(line.person);
        let post = line.post.and_then(|it| person.posts.get(it)).and_then(|it| it.id.as_ref());
        let supervisor = line.supervisor.map(|it| problem.person(it).id.as_str());
        let part = |minute: i64| {
            if line.stretch == of.stretch { String::new() } else { problem.clock.written(minute) }
        };
        writer.write_record([
            of.id.as_str(),
            person.id.as_str(),
            post.map_or("", Code::as_str),
            supervisor.unwrap_or_default(),
            &part(line.stretch.from),
            &part(line.stretch.until),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|it| csv::Error::from(it.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a duty begins within the period, so that a rota in a file of its own says who does it.
fn is_of_period(problem: &Problem, duty: DutyIx) -> bool {
    let begins = problem.duty(duty).stretch.from;
    problem.period.from <= begins && begins < problem.period.until
}

/// The lines read, with what stays of the problem's own.
fn joined(mut lines: Vec<Line>, compiled: &Compiled) -> Vec<Line> {
    let mut own: BTreeMap<_, Vec<&Line>> = BTreeMap::new();
    for it in &compiled.rota.lines {
        own.entry((it.person, it.duty)).or_default().push(it);
    }
    for line in &mut lines {
        let known = own.get(&(line.person, line.duty)).into_iter().flatten();
        // Of several parts of one duty the one at the same time is meant.
        if let Some(same) = known.clone().find(|it| it.stretch == line.stretch) {
            let (post, supervisor) = (line.post.or(same.post), line.supervisor.or(same.supervisor));
            *line = Line { post, supervisor, ..(*same).clone() };
        }
    }
    let is_taken = |it: &&Line| it.duty.is_some_and(|it| is_of_period(&compiled.problem, it));
    let key = |it: &Line| (it.person, it.duty, it.stretch);
    let there: BTreeSet<_> = lines.iter().map(key).collect();
    let is_there = |it: &&Line| there.contains(&key(it));
    let stays: Vec<Line> =
        compiled.rota.lines.iter().filter(|it| !is_taken(it) && !is_there(it)).cloned().collect();
    lines.extend(stays);
    lines
}

/// The text of a rota.
struct Table<'a> {
    text: &'a str,
    source: u32,
}

impl Table<'_> {
    /// Its lines; nothing where it has no sound header.
    fn lines(&self, faults: &mut Faults) -> Option<Vec<LineText>> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        let skipped = self.text.len() - text.len();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut columns: Option<Vec<String>> = None;
        let mut made = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(it) => it,
                Err(error) => {
                    let start = error.position().map_or(0, csv::Position::byte);
                    let place = self.place(usize::try_from(start).unwrap_or(0) + skipped);
                    faults.push(Fault::new(place, "this line is no CSV").help("check its quotes"));
                    return None;
                }
            };
            let start = record.position().map_or(0, csv::Position::byte);
            let place = self.place(usize::try_from(start).unwrap_or(0) + skipped);
            match &columns {
                None => columns = Some(header(&record, place, faults)?),
                Some(columns) => made.extend(line(&record, columns, place, faults)),
            }
        }
        if columns.is_none() {
            let fault = Fault::new(self.place(0), "the file is empty");
            faults.push(fault.help(format!("begin it with the header {}", COLUMNS.join(","))));
            return None;
        }
        Some(made)
    }

    /// The line that begins there.
    fn place(&self, start: usize) -> Spot {
        let rest = self.text.get(start..).unwrap_or_default();
        // A record begins where the one before ended, its line end included.
        let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let rest = self.text.get(start..).unwrap_or_default();
        let end = start + rest.find(['\r', '\n']).unwrap_or(rest.len());
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Spot { source: self.source, start: number(start), end: number(end) }
    }
}

fn header(record: &csv::StringRecord, place: Spot, faults: &mut Faults) -> Option<Vec<String>> {
    let names: Vec<String> = record.iter().map(str::to_owned).collect();
    let mut is_sound = true;
    for (index, name) in names.iter().enumerate() {
        let fault = if !COLUMNS.contains(&name.as_str()) {
            Fault::new(place, format!("unknown column `{name}`"))
        } else if names.iter().take(index).any(|it| it == name) {
            Fault::new(place, format!("the column `{name}` is there twice"))
        } else {
            continue;
        };
        is_sound = false;
        faults.push(match nearest(name, COLUMNS.iter().copied()).filter(|it| it != name) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => {
                fault.help(format!("the header is {}, the last four optional", COLUMNS.join(",")))
            }
        });
    }
    for name in NEEDED.iter().filter(|it| !names.iter().any(|name| name == *it)) {
        is_sound = false;
        let fault = Fault::new(place, format!("the header has no column `{name}`"));
        faults.push(
            fault.help(format!("the header is {}, the last four optional", COLUMNS.join(","))),
        );
    }
    is_sound.then_some(names)
}

fn line(
    record: &csv::StringRecord,
    columns: &[String],
    place: Spot,
    faults: &mut Faults,
) -> Option<LineText> {
    if record.len() != columns.len() {
        let message =
            format!("this line has {} fields and the header {}", record.len(), columns.len());
        faults.push(Fault::new(place, message).help("leave a field empty, with its comma"));
        return None;
    }
    let field = |name: &str| {
        let index = columns.iter().position(|it| it == name)?;
        record.get(index).filter(|it| !it.is_empty())
    };
    let Some(person) = field("person") else {
        faults.push(Fault::new(place, "this line names nobody").help("give the id of a person"));
        return None;
    };
    let mut moment = |name: &str| match field(name).map(Moment::parse) {
        None => Some(None),
        Some(Ok(value)) => Some(Some(At { value, place })),
        Some(Err(message)) => {
            faults.push(Fault::new(place, message));
            None
        }
    };
    let (from, until) = (moment("from"), moment("until"));
    let code = |name: &str| field(name).map(|it| At { value: Code::new(it), place });
    Some(LineText {
        place,
        duty: code("duty"),
        person: At { value: PersonId::new(person), place },
        post: code("post"),
        supervisor: field("supervisor").map(|it| At { value: PersonId::new(it), place }),
        from: from?,
        until: until?,
    })
}
