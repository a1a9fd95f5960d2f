//! `preceptor rulebook lint`: all that is wrong with a rulebook, at once, each with its line.

use clap::Args;
use preceptor_record::file::{Fault, Faults, Sources};
use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

use super::{Which, count};
use crate::exit::{Exit, Failure};
use crate::{open, print};

/// Which rulebook, and how strictly.
#[derive(Debug, Args)]
pub struct Lint {
    #[command(flatten)]
    which: Which,
    /// Count warnings as errors.
    #[arg(long)]
    strict: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Lint {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut loaded = open::load(self.which.path())?;
        let meaning = preceptor_rulebook::lint(&loaded);
        loaded.faults.append(meaning);
        let (faults, sources) = (&loaded.faults, &loaded.sources);
        if self.json {
            print::json(&in_json(faults, sources))?;
        } else {
            let mut text = faults.render(sources);
            text.push_str(&summary(faults, loaded.rulebook.as_ref(), loaded.cases.len()));
            print::out(&text)?;
        }
        let bad = faults.any_error() || (self.strict && !faults.is_empty());
        Ok(if bad { Exit::No } else { Exit::Yes })
    }
}

fn summary(faults: &Faults, book: Option<&Rulebook>, n_cases: usize) -> String {
    let found = match (faults.n_errors(), faults.n_warnings()) {
        (0, 0) => "No faults".to_owned(),
        (0, warnings) => format!("No errors, {}", count(warnings, "warning")),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    let within = book.map_or(String::new(), |it| {
        format!(
            " in `{}` {}: {}, {}, {}, {}",
            it.header.id,
            it.header.version,
            count(it.roles.len(), "role"),
            count(it.header.sets.len(), "set"),
            count(it.provisions.len(), "provision"),
            count(n_cases, "case"),
        )
    });
    format!("{found}{within}.\n")
}

fn in_json(faults: &Faults, sources: &Sources) -> Json {
    let one = |it: &Fault| {
        let place = |place| match sources.locate(place) {
            Some((file, line, column)) => json!({ "file": file, "line": line, "column": column }),
            None => Json::Null,
        };
        json!({
            "weight": if it.is_error() { "error" } else { "warning" },
            "message": it.message,
            "place": it.place.map_or(Json::Null, place),
            "label": it.label,
            "beside": it.beside.as_ref().map_or(Json::Null, |(at, label)| json!({ "place": place(*at), "label": label })),
            "help": it.help,
        })
    };
    json!({
        "errors": faults.n_errors(),
        "warnings": faults.n_warnings(),
        "faults": faults.list().iter().map(one).collect::<Vec<_>>(),
    })
}
