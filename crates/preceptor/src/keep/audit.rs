//! `preceptor audit verify`: proof that the log was not changed.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use preceptor_ledger::{Anchor, OrgId, Trail, Verified};
use preceptor_service::say;
use serde_json::{Value as Json, json};

use super::place::Place;
use super::{told, waiting};
use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::print;

/// What may be proved.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Verify the log of every organisation from its first entry to its last; 3 where something was changed.
    Verify(Verify),
}

impl Audit {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        match self {
            Self::Verify(it) => it.run(),
        }
    }
}

/// Which data, and against what.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// What `audit verify --json` or `backup --json` printed earlier and somebody kept elsewhere: shows whether the log
    /// was cut short or made anew since. May be given several times.
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    fn run(&self) -> Result<Exit, Failure> {
        let anchors = self.anchors()?;
        let found = waiting(async {
            let ledger = self.place.open().await?;
            let mut orgs = ledger.organisations().await.map_err(told)?;
            // One whose whole log is gone is known from what was kept elsewhere alone.
            orgs.extend(anchors.iter().map(|it| it.org.clone()));
            // What happened to accounts of no organisation is in a trail of the installation's own.
            let own = OrgId::installation();
            let trail = ledger.verify_trail(&own, Trail::Access).await.map_err(told)?;
            if trail.n_entries > 0 || !trail.faults.is_empty() {
                orgs.push(own);
            }
            orgs.sort();
            orgs.dedup();
            let mut found = Vec::new();
            for org in &orgs {
                let log = ledger.verify(org, &anchors).await.map_err(told)?;
                let mut trails = Vec::new();
                for trail in Trail::ALL {
                    trails.push((trail, ledger.verify_trail(org, trail).await.map_err(told)?));
                }
                found.push(Found { log, trails });
            }
            ledger.close().await;
            Ok(found)
        })?;
        let is_well = found.iter().all(Found::is_well);
        if self.json {
            print::json(&json!({
                "verified": is_well,
                "organisations": found.iter().map(in_json).collect::<Vec<_>>(),
            }))?;
        } else {
            let mut page = Page::new();
            if found.is_empty() {
                page.para(0, "Nothing has been recorded yet.");
            }
            for it in &found {
                faults_told(&mut page, &it.log);
                it.trails.iter().for_each(|(trail, it)| trail_told(&mut page, *trail, it));
            }
            print::out(&page.text())?;
        }
        Ok(if is_well { Exit::Yes } else { Exit::No })
    }

    fn anchors(&self) -> Result<Vec<Anchor>, Failure> {
        let mut anchors = Vec::new();
        for path in &self.against {
            let ill = |why: &str| {
                Failure::wrong(
                    format!("`{}` {why}", path.display()),
                    "give what `preceptor audit verify --json` or `preceptor backup --json` printed",
                )
            };
            let text = std::fs::read_to_string(path)
                .map_err(|it| ill(&format!("cannot be read: {it}")))?;
            let it: Json =
                serde_json::from_str(&text).map_err(|it| ill(&format!("is no JSON: {it}")))?;
            anchors.extend(anchors_of(&it).ok_or_else(|| ill("names no ends of logs"))?);
        }
        Ok(anchors)
    }
}

/// What was found of one organisation.
struct Found {
    log: Verified,
    trails: Vec<(Trail, Verified)>,
}

impl Found {
    fn is_well(&self) -> bool {
        self.log.faults.is_empty() && self.trails.iter().all(|(_, it)| it.faults.is_empty())
    }
}

/// The ends named in what either command printed.
fn anchors_of(it: &Json) -> Option<Vec<Anchor>> {
    let anchor = |org: &str, seq: &Json, hash: &Json| {
        let (org, seq, hash) = (OrgId::new(org).ok()?, seq.as_i64()?, hash.as_str()?.to_owned());
        Some(Anchor { org, seq, hash })
    };
    if let Some(heads) = it.get("heads").and_then(Json::as_object) {
        return heads
            .iter()
            .map(|(org, it)| anchor(org, it.get("seq")?, it.get("hash")?))
            .collect();
    }
    let list = it.get("organisations")?.as_array()?;
    list.iter()
        // One without entries has no end.
        .filter(|it| it.get("entries").and_then(Json::as_i64) != Some(0))
        .map(|it| anchor(it.get("organisation")?.as_str()?, it.get("entries")?, it.get("head")?))
        .collect()
}

fn in_json(found: &Found) -> Json {
    let it = &found.log;
    let fault = |it: &preceptor_ledger::ChainFault| {
        let (id, stream) = it.entry.clone().unzip();
        json!({ "entry": it.seq, "id": id, "stream": stream, "what": it.what })
    };
    json!({
        "organisation": it.org.as_str(),
        "entries": it.n_entries,
        "head": it.head,
        "faults": it.faults.iter().map(fault).collect::<Vec<_>>(),
        "trails": found.trails.iter().map(|(trail, it)| trail_in_json(*trail, it)).collect::<Vec<_>>(),
    })
}

fn trail_in_json(trail: Trail, it: &Verified) -> Json {
    let fault = |it: &preceptor_ledger::ChainFault| json!({ "line": it.seq, "what": it.what });
    json!({
        "trail": trail.word(),
        "lines": it.n_entries,
        "head": it.head,
        "faults": it.faults.iter().map(fault).collect::<Vec<_>>(),
    })
}

fn trail_told(page: &mut Page, trail: Trail, it: &Verified) {
    let what = match trail {
        Trail::Decisions => "decisions given",
        Trail::Access => "who looked at whom",
    };
    let lines = say::count(usize::try_from(it.n_entries).unwrap_or(usize::MAX), "line", "lines");
    if it.faults.is_empty() {
        page.item(2, &format!("{what}: verified, {lines}"));
        return;
    }
    page.item(2, &format!("{what}: does not verify, {lines}"));
    for fault in &it.faults {
        page.item(4, &format!("line {}: {}", fault.seq, fault.what));
    }
}

/// What came of one organisation's log.
pub fn faults_told(page: &mut Page, it: &Verified) {
    let n_entries = usize::try_from(it.n_entries).unwrap_or(usize::MAX);
    let entries = say::count(n_entries, "entry", "entries");
    let org = if it.org == OrgId::installation() { "the installation" } else { it.org.as_str() };
    if it.faults.is_empty() {
        page.para(0, &format!("{org}: verified, {entries}. The last hash is {}.", it.head));
        return;
    }
    page.para(0, &format!("{org}: does not verify, {entries}."));
    for fault in &it.faults {
        let named = match &fault.entry {
            Some((id, stream)) => format!(" (`{id}` of `{stream}`)"),
            None => String::new(),
        };
        page.item(2, &format!("entry {}{named}: {}", fault.seq, fault.what));
    }
}
