//! `preceptor rulebook impact`: who gains and who loses what, and from when, where one rulebook or adoption takes the
//! place of another.

mod people;
mod tally;
mod told;

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use preceptor_record::date::Effective;
use preceptor_record::{Day, KnownAt, Period, Span};
use preceptor_rulebook::{Adoption, Rulebook, builtin};
use preceptor_standing::Engine;
use preceptor_standing::impact::{Impact as Sides, Judge, Window};
use serde_json::{Value as Json, json};

use crate::exit::{Exit, Failure};
use crate::in_order::in_order;
use crate::page::plain;
use crate::{clock, open, print};
use people::{Batch, Crowd};
use tally::Tally;

/// How far ahead the two are compared.
const AHEAD: Span = Span::of_months(120);

/// The two sides and the people.
#[derive(Debug, Args)]
pub struct Impact {
    /// The rulebook before: a folder, a built-in one, or an adoption file over --rulebook.
    a: PathBuf,
    /// The rulebook after, likewise.
    b: PathBuf,
    /// A people file: YAML, JSON, or one JSON object a line (.jsonl), which is read without holding it.
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// From which day on [default: today].
    #[arg(long, value_name = "DATE", value_parser = Day::parse)]
    at: Option<Day>,
    /// The rulebook that adoption files are taken over.
    #[arg(long, value_name = "DIR", default_value = "uk")]
    rulebook: PathBuf,
    /// Leave out what changes for each person.
    #[arg(long)]
    summary: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A rulebook, by its number among those read, under an adoption.
struct Side {
    book: usize,
    adoption: Adoption,
    /// What was named on the command line.
    shown: String,
}

impl Impact {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut books: Vec<Rulebook> = Vec::new();
        let sides = [self.side(&self.a, &mut books)?, self.side(&self.b, &mut books)?];
        let [Some(a), Some(b)] = [0, 1].map(|at| {
            let side = sides.get(at)?;
            Some(Engine::new(books.get(side.book)?, &side.adoption))
        }) else {
            return Err(Failure::Broken("error: a rulebook was lost\n".to_owned()));
        };
        let window = self.window(&sides)?;
        let crowd = Crowd::open(&self.people)?;
        let impact = Sides::new(&a, &b);
        let head = head(&sides, &books, window);
        self.judge(&impact, &crowd, window, &head)?;
        Ok(Exit::Yes)
    }

    /// A rulebook folder or name is taken by default; a file is an adoption.
    fn side(&self, path: &Path, books: &mut Vec<Rulebook>) -> Result<Side, Failure> {
        let is_adoption = path.is_file() && path.to_str().and_then(builtin).is_none();
        let book = open::rulebook(if is_adoption { &self.rulebook } else { path })?;
        let adoption =
            if is_adoption { open::adoption(path, &book)?.0 } else { Adoption::by_default() };
        // The same rulebook is kept once: then nothing of it has to be compared.
        let known = books.iter().position(|it| it.digest == book.digest);
        let at = known.unwrap_or_else(|| {
            books.push(book);
            books.len() - 1
        });
        Ok(Side { book: at, adoption, shown: path.display().to_string() })
    }

    /// The days looked at: ten years from the day asked about, as far as both adoptions are in force.
    fn window(&self, sides: &[Side; 2]) -> Result<Window, Failure> {
        let asked = self.at.unwrap_or_else(clock::today);
        let periods = sides.iter().filter_map(|it| it.adoption.effective.as_ref());
        let both = periods.map(Effective::period).fold(Period::ALL, Period::overlap);
        // What is adopted later changes nothing before.
        let at = asked.max(both.from);
        let period = both.overlap(Period { from: at, until: at.plus(AHEAD) });
        if period.is_empty() {
            return Err(Failure::wrong(
                format!(
                    "the two adoptions are not both in force at any time from {} on",
                    asked.in_words()
                ),
                "name another day with --at, or another adoption",
            ));
        }
        Ok(Window { at: period.from, until: period.until })
    }

    fn judge(
        &self,
        impact: &Sides<'_>,
        crowd: &Crowd,
        window: Window,
        head: &Head,
    ) -> Result<(), Failure> {
        let mut tally = Tally::new(impact.replaced());
        let bar = ProgressBar::new(crowd.len() as u64);
        print::out(&if self.json { head.json_opening() } else { head.words.clone() })?;
        let mut any = false;
        let worker = || {
            let mut judge = Judge::new(impact, crowd, KnownAt::EVERYTHING);
            move |batch: Batch| {
                let mut made = Vec::new();
                crowd.each(batch, |person| {
                    let posts = judge.person(person, window);
                    let text = match (self.summary, self.json) {
                        (true, _) => String::new(),
                        (_, true) => {
                            told::in_json(person, &posts).map_or(String::new(), |it| it.to_string())
                        }
                        (_, false) => plain(&told::in_words(person, &posts)),
                    };
                    made.push((posts, text));
                });
                made
            }
        };
        in_order(crowd.batches()?, worker, |made| {
            bar.inc(made.len() as u64);
            let mut out = String::new();
            for (posts, text) in &made {
                tally.add(posts);
                if text.is_empty() {
                    continue;
                }
                match (self.json, any) {
                    (true, true) => out.push_str(",\n    "),
                    (true, false) => out.push_str("\n    "),
                    (false, _) => {}
                }
                any = true;
                out.push_str(text);
                if !self.json {
                    out.push('\n');
                }
            }
            print::out(&out)
        })?;
        bar.finish_and_clear();
        print::out(&if self.json { json_closing(any, &tally) } else { tally.in_words() })
    }
}

/// What is compared, told before anybody is looked at.
struct Head {
    words: String,
    json: Json,
}

impl Head {
    /// The object up to the list of people, which follows one by one.
    fn json_opening(&self) -> String {
        let text = format!("{:#}", self.json);
        format!("{},\n  \"people\": [", text.trim_end().trim_end_matches('}').trim_end())
    }
}

fn json_closing(any: bool, tally: &Tally) -> String {
    let summary = format!("{:#}", tally.in_json()).replace('\n', "\n  ");
    format!("{}],\n  \"summary\": {summary}\n}}\n", if any { "\n  " } else { "" })
}

fn head(sides: &[Side; 2], books: &[Rulebook], window: Window) -> Head {
    let one = |it: &Side| {
        let book = books.get(it.book);
        json!({
            "named": it.shown,
            "rulebook": book.map(|it| json!({ "id": it.header.id.as_str(), "version": it.header.version, "digest": it.digest })),
            "organisation": it.adoption.organisation.as_ref().map(|it| it.as_str().to_owned()),
        })
    };
    let [a, b] = sides;
    let words = format!(
        "From `{}` to `{}`, from {} up to {}.\n\n",
        a.shown,
        b.shown,
        window.at.in_words(),
        window.until.previous().in_words(),
    );
    let json = json!({ "a": one(a), "b": one(b), "at": window.at.to_string(), "until": window.until.to_string() });
    Head { words, json }
}
