//! `preceptor rulebook cover`: what of a rulebook no worked case shows, and the case to write for it.
//!
//! Every provision and every row that must hold is named by a case; every day on which a rule begins or ends has a
//! case on the day before and on the day; every route is named. Whether the cases pass is for `test` to say.

mod advice;
mod asked;
mod gaps;

use std::fmt::Write as _;

use clap::Args;
use preceptor_rulebook::{Loaded, Rulebook};
use serde_json::{Value as Json, json};

use super::{Which, count};
use crate::exit::{Exit, Failure};
use crate::page::plain;
use crate::print;
use gaps::{Count, Gap, Gaps, gaps};

/// Which rulebook.
#[derive(Debug, Args)]
pub struct Cover {
    #[command(flatten)]
    which: Which,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Cover {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let loaded = self.which.sound()?;
        let Some(book) = &loaded.rulebook else {
            return Err(Failure::wrong(
                "there is no rulebook",
                "a rulebook folder has a rulebook.yaml",
            ));
        };
        let found = gaps(book, &loaded);
        if self.json {
            print::json(&in_json(book, &loaded, &found))?;
        } else {
            print::out(&plain(&in_words(book, &loaded, &found)))?;
        }
        Ok(if found.any() { Exit::No } else { Exit::Yes })
    }
}

/// The heading of each group, its count and what it is called in JSON.
fn groups(found: &Gaps) -> [(&'static str, &'static str, &'static str, &Count); 4] {
    [
        (
            "provisions",
            "provisions named by a case",
            "Provisions that no case names",
            &found.provisions,
        ),
        (
            "boundaries",
            "days a rule begins or ends with a case on either side",
            "Days on which a rule begins or ends, without a case on the day before and on the day",
            &found.boundaries,
        ),
        (
            "rows",
            "rows that must hold named by a case",
            "Rows that no case names as unmet",
            &found.rows,
        ),
        ("routes", "routes named by a case", "Routes that no case names", &found.routes),
    ]
}

fn in_words(book: &Rulebook, loaded: &Loaded, found: &Gaps) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let cases = count(loaded.cases.len(), "case");
    let _ = writeln!(out, "`{}` {}: {cases}", book.header.id, book.header.version);
    for (_, what, _, it) in groups(found) {
        let _ = writeln!(out, "  {what}: {} of {}", it.shown(), it.total);
    }
    for (_, _, heading, it) in groups(found) {
        if it.missing.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{heading} ({})", it.missing.len());
        for gap in &it.missing {
            let _ = match gap.boundary {
                Some(day) => writeln!(out, "\n  {day}  {}", gap.id),
                None => writeln!(out, "\n  {}", gap.id),
            };
            let _ = writeln!(out, "    {}", gap.says);
            if let Some((file, line, _)) = loaded.sources.locate(gap.place) {
                let _ = writeln!(out, "    --> {file}:{line}");
            }
            for write in &gap.write {
                let _ = writeln!(out, "    write: {}", write.in_words());
            }
        }
    }
    if !found.any() {
        out.push_str("Every rule has its case.\n");
    }
    out
}

fn in_json(book: &Rulebook, loaded: &Loaded, found: &Gaps) -> Json {
    let gap = |it: &Gap| {
        let place = loaded.sources.locate(it.place);
        json!({
            "id": it.id.as_str(),
            "says": it.says,
            "file": place.map(|it| it.0),
            "line": place.map(|it| it.1),
            "boundary": it.boundary.map(|it| it.to_string()),
            "write": it.write.iter().map(advice::Write::in_json).collect::<Vec<_>>(),
        })
    };
    let mut made = json!({
        "rulebook": { "id": book.header.id.as_str(), "version": book.header.version, "digest": book.digest },
        "cases": loaded.cases.len(),
    });
    for (key, _, _, it) in groups(found) {
        if let Json::Object(made) = &mut made {
            let missing: Vec<Json> = it.missing.iter().map(gap).collect();
            made.insert(
                key.to_owned(),
                json!({ "total": it.total, "shown": it.shown(), "missing": missing }),
            );
        }
    }
    made
}
