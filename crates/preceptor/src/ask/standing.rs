//! `preceptor standing`: how people stand in the roles they hold, and what lapses next.
//!
//! A team is never held in memory: its people are read, judged and written in the order of the file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use indicatif::ProgressBar;
use preceptor_record::people::{People, PersonLine, ReadError};
use preceptor_record::{Day, KnownAt, Person};
use preceptor_rulebook::Rulebook;
use preceptor_service::standing::{self, Post, judged};
use preceptor_standing::{Engine, Lookup, Standing as State};

use super::{Known, When};
use crate::exit::{Exit, Failure};
use crate::in_order::in_order;
use crate::open::{self, PeopleFile, Under};
use crate::page::{Page, plain};
use crate::{print, say, source};

mod words;

/// The question.
#[derive(Debug, Args)]
pub struct Standing {
    /// The people file: YAML, JSON, or one JSON object a line, of any length; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// One person alone, by id, in full.
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    under: Under,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// People that are handed over together.
const TOGETHER: usize = 128;

impl Standing {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = self.under.book()?;
        let day = self.when.day();
        let adoption = self.under.adopted_on(&book, day)?;
        let engine = Engine::new(&book, &adoption);
        let mut file = open::people_file(&self.people)?;
        match &self.person {
            Some(id) => self.one(&engine, &mut file, id, day),
            None => self.team(&engine, &mut file, day),
        }
    }

    fn one(
        &self,
        engine: &Engine<'_>,
        file: &mut PeopleFile,
        id: &str,
        day: Day,
    ) -> Result<Exit, Failure> {
        let id = super::somebody(file, id)?;
        let people = file.people_of(std::slice::from_ref(&id))?;
        let person = super::person(&people, &id)?;
        let lookup = Lookup::new(engine.book, &*people, self.known.at());
        let posts = judged(engine, &lookup, &*people, person, self.known.at(), day);
        if self.json {
            let person = json(engine.book, person, &posts, day);
            let end = end(engine.book, day);
            print::out(&format!("{{\n  \"people\": [\n{person}\n{end}"))?;
        } else {
            print::out(&words::one(engine.book, &people, person, &posts, day))?;
        }
        Ok(match posts.iter().map(|it| it.standing.standing).min() {
            Some(State::Lapsed) => Exit::No,
            Some(State::Unknown) => Exit::Depends,
            Some(State::Good) | None => Exit::Yes,
        })
    }

    fn team(&self, engine: &Engine<'_>, file: &mut PeopleFile, day: Day) -> Result<Exit, Failure> {
        let named = file.named()?;
        check(file, &self.people)?;
        let known_at = self.known.at();
        let bar = bar(file, "judging");
        let mut tally = Tally::default();
        let mut first = true;
        write(&bar, if self.json { "{\n  \"people\": [\n" } else { "" })?;
        let worker = || {
            let (named, mut judge) =
                (&*named, Judge::new(engine, &named, known_at, day, self.json));
            move |batch: Vec<PersonLine>| judge.all(named, batch)
        };
        let produce = batches(file)?;
        in_order(produce, worker, |told: Result<Vec<Told>, ReadError>| {
            let mut text = String::new();
            for it in told? {
                bar.inc(1);
                tally.add(&it);
                if self.json && !first && !it.text.is_empty() {
                    text.push_str(",\n");
                }
                first &= it.text.is_empty();
                text.push_str(&it.text);
            }
            write(&bar, &text)
        })?;
        bar.finish_and_clear();
        if self.json {
            print::out(&format!("{}{}", if first { "" } else { "\n" }, end(engine.book, day)))?;
        } else {
            print::out(&tally.words(day))?;
        }
        Ok(Exit::Yes)
    }
}

/// One person, as a line of the list `people`.
fn json(book: &Rulebook, person: &Person, posts: &[Post], day: Day) -> String {
    format!("    {}", standing::json(book, person, posts, day))
}

/// The end of the document.
fn end(book: &Rulebook, day: Day) -> String {
    format!("  ],\n  \"at\": \"{day}\",\n  \"rulebook\": {}\n}}\n", super::edition(book))
}

/// Writes; a reader that has gone ends the work.
fn write(bar: &ProgressBar, text: &str) -> Result<(), Failure> {
    if bar.suspend(|| print::more(text))? { Ok(()) } else { Err(Failure::Broken(String::new())) }
}

/// A bar on a terminal, nothing elsewhere.
fn bar(file: &PeopleFile, what: &'static str) -> ProgressBar {
    let style = indicatif::ProgressStyle::with_template(
        "{msg} {bar:40} {human_pos} of {human_len} people, {eta} left",
    );
    let bar = ProgressBar::new(file.n_people() as u64).with_message(what);
    match style {
        Ok(it) => bar.with_style(it),
        Err(_) => bar,
    }
}

/// The people of a file, some at a time.
fn batches(
    file: &mut PeopleFile,
) -> Result<impl FnMut() -> Result<Option<Vec<PersonLine>>, Failure> + '_, Failure> {
    let mut lines = file.lines()?;
    Ok(move || {
        let some: Result<Vec<PersonLine>, ReadError> = lines.by_ref().take(TOGETHER).collect();
        let some = some?;
        Ok((!some.is_empty()).then_some(some))
    })
}

/// Reads everybody once, so that a fault in the last line is told before anything is written.
fn check(file: &mut PeopleFile, path: &Path) -> Result<(), Failure> {
    let bar = bar(file, "reading");
    let mut faults = String::new();
    let mut n_faulty = 0;
    let worker = || {
        |batch: Vec<PersonLine>| -> Vec<Result<(), ReadError>> {
            batch.into_iter().map(|it| it.read().map(|_| ())).collect()
        }
    };
    let produce = batches(file)?;
    in_order(produce, worker, |read: Vec<Result<(), ReadError>>| {
        for it in read {
            bar.inc(1);
            match it {
                Ok(()) => {}
                Err(ReadError::Faulty(it)) => {
                    n_faulty += 1;
                    if n_faulty <= SHOWN {
                        faults.push_str(&it.render());
                    }
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    if n_faulty > SHOWN {
        faults.push_str(&format!(
            "... and {} more people with faults in `{}`\n",
            n_faulty - SHOWN,
            path.display()
        ));
    }
    if n_faulty > 0 { Err(Failure::Wrong(faults)) } else { Ok(()) }
}

/// A file with more faults than this has one cause.
const SHOWN: usize = 50;

/// What is said of one person.
struct Told {
    text: String,
    states: Vec<State>,
}

/// Judges people one after another; what was found out about their supervisors is kept.
struct Judge<'a> {
    engine: &'a Engine<'a>,
    lookup: Lookup<'a>,
    known_at: KnownAt,
    day: Day,
    json: bool,
}

impl<'a> Judge<'a> {
    fn new(
        engine: &'a Engine<'a>,
        named: &'a Arc<People>,
        known_at: KnownAt,
        day: Day,
        json: bool,
    ) -> Self {
        Self { engine, lookup: Lookup::new(engine.book, &**named, known_at), known_at, day, json }
    }

    fn all(&mut self, named: &People, batch: Vec<PersonLine>) -> Result<Vec<Told>, ReadError> {
        batch.into_iter().map(|it| Ok(self.one(named, &it.read()?))).collect()
    }

    fn one(&self, named: &People, person: &Person) -> Told {
        let posts: Vec<Post> =
            judged(self.engine, &self.lookup, named, person, self.known_at, self.day);
        let mut text = String::new();
        if self.json {
            text = json(self.engine.book, person, &posts, self.day);
        } else {
            for it in &posts {
                text.push_str(&plain(&words::line(self.engine.book, person, it, self.day)));
                text.push('\n');
            }
        }
        Told { text, states: posts.iter().map(|it| it.standing.standing).collect() }
    }
}

/// How many stand how: people, and posts.
#[derive(Default)]
struct Tally {
    people: usize,
    without: usize,
    good: usize,
    lapsed: usize,
    unknown: usize,
}

impl Tally {
    fn add(&mut self, it: &Told) {
        self.people += 1;
        self.without += usize::from(it.states.is_empty());
        for state in &it.states {
            match state {
                State::Good => self.good += 1,
                State::Lapsed => self.lapsed += 1,
                State::Unknown => self.unknown += 1,
            }
        }
    }

    fn words(&self, day: Day) -> String {
        let mut page = Page::new();
        let n_posts = self.good + self.lapsed + self.unknown;
        let people = say::count(self.people, "person", "people");
        let posts = say::count(n_posts, "post", "posts");
        let on = day.in_words();
        if n_posts > 0 {
            page.para(0, "");
        }
        page.para(0, &format!(
            "{people} on {on}: {posts} in roles of the rulebook, {} good, {} lapsed, {} unknown; {} without such a post.",
            self.good, self.lapsed, self.unknown, self.without
        ));
        page.para(0, source::NOT_ADVICE);
        page.text()
    }
}
