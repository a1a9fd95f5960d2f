//! `preceptor import`: a file of staff, tried or recorded.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use preceptor_exchange::staff::{Column, Mapping, RowFault};
use preceptor_service::imports::{Batch, Effect, Incoming, Keep, Outcome, State};
use serde_json::{Value as Json, json};

use super::{Opened, in_organisation, now, refused};
use crate::exit::{Exit, Failure};
use crate::keep::Place;
use crate::print;

/// How often it is looked how far the work is.
const LOOKED_AT: Duration = Duration::from_millis(200);
/// Faults that are shown to a person.
const SHOWN: usize = 40;

/// Which file, and what to do with it.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: CSV in any common encoding with commas, semicolons or tabs, an Excel workbook (.xlsx), or an archive that
    /// `preceptor export person` or `organisation` made.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The organisation; left out, the only one there is.
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// Which column is what, in YAML or JSON; left out, the mapping of the last file with the same header, or what the
    /// names of the columns tell.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Say what would become of each row, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Import the rows that are good and leave the others out; without it, nothing is imported unless every row is good.
    #[arg(long)]
    only_good: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

impl Import {
    /// Runs it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let content = std::fs::read(&self.file).map_err(|it| unreadable(&self.file, &it))?;
        let mapping = self.mapping.as_deref().map(read_mapping).transpose()?;
        let name = self.file.file_name().map_or_else(String::new, |it| it.display().to_string());
        if preceptor_exchange::archive::is_one(&content) {
            return self.archive(content);
        }
        in_organisation(&self.place, self.organisation.as_deref(), async |opened| {
            self.go(opened, Incoming { name, content }, mapping).await
        })
    }

    /// Takes an archive in; there is nothing to map, and nothing to try: what is here already stays as it is.
    fn archive(&self, content: Vec<u8>) -> Result<Exit, Failure> {
        if self.dry_run || self.only_good || self.mapping.is_some() {
            return Err(Failure::wrong(
                "an archive is taken whole: --dry-run, --only-good and --mapping are for tables",
                "leave them out",
            ));
        }
        let it = in_organisation(&self.place, self.organisation.as_deref(), async |opened| {
            opened.employer.take_archive(&opened.viewer, content, now()).await.map_err(refused)
        })?;
        if self.json {
            print::json(&json!({
                "person": it.person.as_ref().map(preceptor_record::PersonId::as_str),
                "from": it.from, "key": it.key, "trusted": it.is_trusted, "people": it.n_people,
                "facts": it.n_facts, "here": it.n_here, "files": it.n_files, "not_kept": it.not_kept,
            }))?;
            return Ok(Exit::Yes);
        }
        let who = it.person.map_or_else(|| format!("{} people", it.n_people), |it| it.to_string());
        let how = if it.is_trusted {
            "whose signature is trusted: what they had verified is verified here"
        } else {
            "whose signature is not trusted: every fact is claimed"
        };
        print::out(&format!(
            "{who} from {}, {how}.\n{} facts and {} files came; {} facts were here already.\n",
            it.from, it.n_facts, it.n_files, it.n_here
        ))?;
        Ok(Exit::Yes)
    }

    async fn go(
        &self,
        opened: &Opened,
        file: Incoming,
        mapping: Option<Mapping>,
    ) -> Result<Exit, Failure> {
        let Opened { installation, employer, viewer, .. } = opened;
        let brought = employer.bring_file(installation, viewer, file, now()).await;
        let brought = brought.map_err(refused)?;
        let mapping = mapping.unwrap_or_else(|| brought.mapping.clone());
        let id = brought.id.clone();
        let taken = employer.map_import(installation, viewer, &id, mapping, now()).await;
        if let Err(it) = taken {
            employer.drop_import(viewer, &id).await.map_err(refused)?;
            return Err(refused(it));
        }
        let checked = worked_off(opened, &id, "Checking").await?;
        let (wrong, _) = employer
            .outcomes(&checked, Some(Effect::Wrong), 0, usize::MAX)
            .await
            .map_err(refused)?;
        let is_refused = !self.only_good && !wrong.is_empty();
        if self.dry_run || is_refused {
            let all = employer.outcomes(&checked, None, 0, usize::MAX).await.map_err(refused)?;
            employer.drop_import(viewer, &id).await.map_err(refused)?;
            self.told(&checked, &wrong, self.dry_run.then_some(all.0.as_slice()))?;
            return Ok(if wrong.is_empty() { Exit::Yes } else { Exit::No });
        }
        let keep = if self.only_good { Keep::Good } else { Keep::All };
        let begun = employer.begin_import(installation, viewer, &id, keep, now()).await;
        begun.map_err(refused)?;
        let done = worked_off(opened, &id, "Importing").await?;
        let (wrong, _) =
            employer.outcomes(&done, Some(Effect::Wrong), 0, usize::MAX).await.map_err(refused)?;
        self.told(&done, &wrong, None)?;
        employer.drop_import(viewer, &id).await.map_err(refused)?;
        Ok(Exit::Yes)
    }

    fn told(
        &self,
        batch: &Batch,
        wrong: &[Outcome],
        rows: Option<&[Outcome]>,
    ) -> Result<(), Failure> {
        let tally = if batch.state == State::Done { batch.imported } else { batch.checked };
        let faults: Vec<&RowFault> = wrong.iter().flat_map(|it| &it.faults).collect();
        if self.json {
            return print::json(&json!({
                "file": batch.file, "written": batch.written, "rows": batch.n_rows,
                "imported": batch.state == State::Done,
                "mapping": batch.mapping.to_json(),
                "new": tally.n_new, "changed": tally.n_changed, "same": tally.n_same,
                "wrong": tally.n_wrong,
                "faults": faults.iter().map(|it| fault(it)).collect::<Vec<_>>(),
                "effects": rows.map(|it| it.iter().map(effect).collect::<Vec<_>>()),
            }));
        }
        let mut made = format!("{}: {} rows ({}).\n", batch.file, batch.n_rows, batch.written);
        let verb = if batch.state == State::Done { "" } else { "would be " };
        made.push_str(&format!("  {:>7} {verb}new\n", tally.n_new));
        made.push_str(&format!("  {:>7} {verb}changed\n", tally.n_changed));
        made.push_str(&format!("  {:>7} say what is on the record already\n", tally.n_same));
        made.push_str(&format!("  {:>7} are wrong\n", tally.n_wrong));
        for it in
            rows.unwrap_or_default().iter().filter(|it| it.effect != Effect::Wrong).take(SHOWN)
        {
            made.push_str(&format!(
                "\nline {}, {}: {}\n",
                it.line,
                it.name,
                effect_word(it.effect)
            ));
            for said in it.says.iter().chain(&it.notes) {
                made.push_str(&format!("  - {said}\n"));
            }
        }
        for it in faults.iter().take(SHOWN) {
            let column =
                if it.column.is_empty() { String::new() } else { format!(", {}", it.column) };
            let value =
                if it.value.is_empty() { String::new() } else { format!(", `{}`", it.value) };
            made.push_str(&format!(
                "\nline {}{column}{value}: {}\n  = help: {}\n",
                it.line, it.message, it.remedy
            ));
        }
        if faults.len() > SHOWN {
            made.push_str(&format!(
                "\nand {} more; --json tells all of them\n",
                faults.len() - SHOWN
            ));
        }
        if batch.state != State::Done && !wrong.is_empty() && !self.dry_run {
            made.push_str("\nNothing was imported. Put the rows right, or import the good ones with --only-good.\n");
        }
        print::out(&made)
    }
}

/// Does what is due until a file is checked or imported, and shows how far it is.
async fn worked_off(opened: &Opened, id: &str, what: &'static str) -> Result<Batch, Failure> {
    let Opened { installation, employer, viewer, .. } = opened;
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {pos} of {len} rows {wide_bar}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    let worker = format!("c-{}", std::process::id());
    loop {
        let working = installation.work(&worker, &now);
        tokio::pin!(working);
        let mut is_done = false;
        while !is_done {
            tokio::select! {
                done = &mut working => {
                    done.map_err(refused)?;
                    is_done = true;
                }
                () = tokio::time::sleep(LOOKED_AT) => {}
            }
            let batch = employer.import_of(viewer, id).await.map_err(refused)?;
            bar.set_length(batch.n_rows as u64);
            bar.set_position(batch.n_done as u64);
            // What failed once would be tried again later; whoever waits here is told at once.
            if !batch.is_running() || batch.why.is_some() {
                bar.finish_and_clear();
                return match batch.why {
                    Some(why) => {
                        employer.drop_import(viewer, id).await.map_err(refused)?;
                        Err(Failure::Broken(format!("error: {what} stopped: {why}\n")))
                    }
                    None => Ok(batch),
                };
            }
        }
        // Another process has the job: a server over the same data.
        tokio::time::sleep(LOOKED_AT).await;
    }
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(|it| unreadable(path, &it))?;
    Mapping::read(&path.display().to_string(), &text).map_err(|faults| {
        let columns: Vec<&str> = Column::ALL.iter().map(|it| it.as_str()).collect();
        Failure::Wrong(format!("{faults}  = help: a column may be {}\n", columns.join(", ")))
    })
}

fn unreadable(path: &Path, it: &std::io::Error) -> Failure {
    Failure::wrong(
        format!("`{}` cannot be read: {it}", path.display()),
        "name a file that is there and that you may read",
    )
}

fn effect_word(it: Effect) -> &'static str {
    match it {
        Effect::New => "new",
        Effect::Changed => "changed",
        Effect::Same => "nothing to do",
        Effect::Wrong => "wrong",
    }
}

fn fault(it: &RowFault) -> Json {
    json!({
        "line": it.line, "column": it.column, "value": it.value, "kind": it.kind.as_str(),
        "message": it.message, "remedy": it.remedy,
    })
}

fn effect(it: &Outcome) -> Json {
    json!({
        "line": it.line, "effect": it.effect.as_str(),
        "person": it.person.as_ref().map(preceptor_record::PersonId::as_str), "name": it.name,
        "says": it.says, "notes": it.notes,
    })
}
