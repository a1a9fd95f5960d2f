//! `preceptor replay`: makes decisions that were given again, and says whether the answers are the same.

use std::sync::Arc;

use clap::Args;
use preceptor_rulebook::Rulebook;
use preceptor_service::decision::{Brief, Given, Judged, Outcome};
use preceptor_service::{Installation, OrgId, Refusal, say};
use serde_json::{Value as Json, json};

use super::place::{FromSystem, Place};
use super::waiting;
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::{open, print};

/// Which decisions.
#[derive(Debug, Args)]
pub struct Replay {
    #[command(flatten)]
    place: Place,
    /// That decision alone, by its number; left out, all of them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    decision: Option<i64>,
    /// In that organisation alone.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// So many decisions are read at once.
const TOGETHER: u32 = 200;

/// What came of it in one organisation.
struct Found {
    org: OrgId,
    n_same: usize,
    /// Those that are not the same, and the one that was asked for.
    told: Vec<Given>,
}

impl Replay {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book: &'static Rulebook = Box::leak(Box::new(open::rulebook("uk".as_ref())?));
        let found = waiting(async {
            let ledger = self.place.open().await?;
            let chance = Arc::new(FromSystem::new());
            let (installation, task) = Installation::new(ledger.clone(), chance, book, false);
            let mut found = Vec::new();
            for org in installation.organisations().await.map_err(told)? {
                if self.organisation.as_ref().is_none_or(|it| org.as_str() == it) {
                    found.extend(self.of(&installation, &org).await?);
                }
            }
            drop(installation);
            let _ = task.await;
            ledger.close().await;
            Ok(found)
        })?;
        if let (Some(number), true) = (self.decision, found.iter().all(|it| it.told.is_empty())) {
            return Err(Failure::wrong(
                format!("there is no decision {number}"),
                "the decision's page shows its number; name the organisation with --organisation",
            ));
        }
        if self.json {
            print::json(&in_json(&found))?
        } else {
            print::out(&in_words(&found))?
        }
        let differs = found.iter().flat_map(|it| &it.told).any(|it| it.outcome == Outcome::Differs);
        Ok(if differs { Exit::No } else { Exit::Yes })
    }

    async fn of(&self, of: &Installation, org: &OrgId) -> Result<Option<Found>, Failure> {
        let Some(employer) = of.employer(org).await.map_err(told)? else { return Ok(None) };
        let mut found = Found { org: org.clone(), n_same: 0, told: Vec::new() };
        let mut after = self.decision.map_or(0, |it| it - 1);
        loop {
            let most = if self.decision.is_some() { 1 } else { TOGETHER };
            let given = of.replay(&employer, after, most).await.map_err(told)?;
            let n_given = given.len();
            for it in given {
                after = it.number;
                let is_asked_for = self.decision == Some(it.number);
                found.n_same += usize::from(it.outcome == Outcome::Same);
                if is_asked_for || (self.decision.is_none() && it.outcome != Outcome::Same) {
                    found.told.push(it);
                }
            }
            if self.decision.is_some() || n_given < most as usize {
                return Ok(Some(found));
            }
        }
    }
}

/// How a refusal is told where nobody is refused anything: something did not work.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` hands over is consumed")]
fn told(it: Refusal) -> Failure {
    Failure::Broken(format!("error: {it}\n  = help: run `preceptor audit verify`\n"))
}

fn in_json(found: &[Found]) -> Json {
    let count =
        |of: Outcome| found.iter().flat_map(|it| &it.told).filter(|it| it.outcome == of).count();
    let each = found.iter().flat_map(|of| of.told.iter().map(move |it| (of, it)));
    json!({
        "same": found.iter().map(|it| it.n_same).sum::<usize>(),
        "differs": count(Outcome::Differs),
        "program_differs": count(Outcome::ProgramDiffers),
        "erased": count(Outcome::Erased),
        "decisions": each.map(|(of, it)| json!({
            "organisation": of.org.as_str(),
            "number": it.number,
            "given_at": it.at.to_string(),
            "question": it.kept.question.json(),
            "as_of": it.kept.seq,
            "outcome": it.outcome.word(),
            "program": it.kept.program,
            "then": it.kept.answer.json(),
            "now": it.again.as_ref().map(|it| Brief::of(&it.answer).json()),
        })).collect::<Vec<_>>(),
    })
}

fn in_words(found: &[Found]) -> String {
    let mut page = Page::new();
    for of in found {
        let n = of.n_same + of.told.iter().filter(|it| it.outcome != Outcome::Same).count();
        let same = say::count(of.n_same, "is the same", "are the same");
        page.para(
            0,
            &format!("{}: {} made again; {same}.", of.org, say::count(n, "decision", "decisions")),
        );
        for it in &of.told {
            page.item(2, &line(it));
        }
    }
    if found.is_empty() {
        page.para(0, "Nothing has been recorded yet.");
    }
    page.text()
}

fn line(it: &Given) -> String {
    let was = it.kept.answer.decision.as_str();
    let now = it.again.as_ref().map(|it: &Judged| it.answer.decision.as_str());
    let reasons = |of: &Brief| {
        of.reasons.iter().map(|it| it.provision.to_string()).collect::<Vec<_>>().join(", ")
    };
    match (it.outcome, &it.again) {
        (Outcome::Same, _) => format!("{}: same, {was}.", it.number),
        (Outcome::Erased, _) => format!("{}: erased; it was {was}.", it.number),
        (outcome, again) => format!(
            "{}: {}. Then {was} ({}), by version {}; now {} ({}).",
            it.number,
            outcome.word(),
            reasons(&it.kept.answer),
            it.kept.program,
            now.unwrap_or("no answer"),
            again.as_ref().map(|it| reasons(&Brief::of(&it.answer))).unwrap_or_default(),
        ),
    }
}
