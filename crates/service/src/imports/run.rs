//! The two jobs: what would become of each row, and recording those that are good.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use preceptor_exchange::staff::{Drafted, Kind, Reader, RowFault};
use preceptor_exchange::table::{Row, Table};
use preceptor_ledger::{Append, Conflict, NewLine, StoreError, Stream, Trail};
use preceptor_record::{Code, PersonId};
use preceptor_rulebook::Rulebook;
use serde_json::{Value as Json, json};

use super::batch::{A_PART, Batch, Keep, State, Tally, row_of_json};
use super::known::{Ids, Register};
use super::row::{Effect, Judge, Outcome, coming};
use super::staging::words;
use crate::employer::Employer;
use crate::now::Now;
use crate::refusal::Refusal;
use crate::register::{came_with, entry_of};

/// The kind of the job that checks a file.
pub const CHECK: &str = "import-check";
/// The kind of the job that imports one.
pub const IMPORT: &str = "import";

/// The list of the rows of a file.
pub(super) const ROWS: &str = "rows";
/// The list of what would become of them.
pub(super) const CHECKED: &str = "checked";
/// The list of what became of them.
pub(super) const DONE: &str = "done";

/// How often a part is judged anew because somebody changed a record of it meanwhile.
const MOST_TRIES: usize = 8;

/// Whether a job goes on: a question that takes time.
pub(crate) type GoesOn<'a> = Pin<Box<dyn Future<Output = Result<bool, Refusal>> + Send + 'a>>;

/// Who knows whether a job goes on.
pub(crate) trait Alive: Sync {
    /// False where somebody else has the job, or nobody wants it any longer.
    fn goes_on(&self) -> GoesOn<'_>;
}

/// Whoever runs a job: the clock, and whether to go on.
#[derive(Clone, Copy)]
pub(crate) struct Running<'a> {
    /// The moment.
    pub clock: &'a (dyn Fn() -> Now + Sync),
    /// Whether to go on.
    pub alive: &'a dyn Alive,
}

/// The rows of a file, read, and the register they speak of.
struct Loaded {
    rows: Vec<Result<Drafted, Vec<RowFault>>>,
    lines: Vec<usize>,
    register: Register,
    coming: BTreeMap<String, PersonId>,
    ids: Ids,
    own: Code,
}

impl Employer {
    /// Says what would become of each row, and changes nothing. False where it was stopped.
    pub(crate) async fn check_batch(
        &self,
        book: &Rulebook,
        id: &str,
        running: Running<'_>,
    ) -> Result<bool, Refusal> {
        let Some(mut batch) = self.batch(id).await? else { return Ok(false) };
        let Some(mut loaded) = self.loaded(book, &batch, running).await? else { return Ok(false) };
        let now = (running.clock)();
        let mut judge = loaded.judge(book, &batch, now);
        let mut outcomes = Vec::with_capacity(loaded.rows.len());
        let mut rests = Vec::new();
        for (at, (row, line)) in loaded.rows.iter().zip(&loaded.lines).enumerate() {
            match row {
                Err(faults) => outcomes.push(Outcome::wrong(*line, String::new(), faults.clone())),
                Ok(row) => {
                    let judged = judge.row(&loaded.register, row);
                    if let Some(held) = judged.held {
                        loaded.register.put(held);
                    }
                    if !judged.rests_on.is_empty() {
                        rests.push((at, judged.rests_on));
                    }
                    outcomes.push(judged.outcome);
                }
            }
            if at % A_PART == A_PART - 1 {
                // Others on this thread get their turn, and the lease is kept.
                batch.n_done = at + 1;
                self.keep_batch(&batch, (running.clock)().at).await?;
                if !running.alive.goes_on().await? {
                    return Ok(false);
                }
            }
        }
        without_whom_they_rest_on(&mut outcomes, &rests);
        let mut tally = Tally::default();
        for it in &outcomes {
            tally.count(it.effect);
        }
        for (n, part) in outcomes.chunks(A_PART).enumerate() {
            let list: Vec<Json> = part.iter().map(Outcome::to_json).collect();
            self.keep_part(id, CHECKED, n, &list, (running.clock)().at).await?;
        }
        (batch.state, batch.checked, batch.n_done) = (State::Checked, tally, batch.n_rows);
        self.keep_batch(&batch, (running.clock)().at).await?;
        Ok(true)
    }

    /// Records the rows that were found good, part by part; what is recorded already is not recorded again. False where it
    /// was stopped.
    pub(crate) async fn import_batch(
        &self,
        book: &Rulebook,
        id: &str,
        running: Running<'_>,
    ) -> Result<bool, Refusal> {
        let Some(mut batch) = self.batch(id).await? else { return Ok(false) };
        if batch.state != State::Importing || (batch.keep == Keep::All && batch.checked.n_wrong > 0)
        {
            return Ok(false);
        }
        let n_done = batch.n_done;
        let Some(mut loaded) = self.loaded(book, &batch, running).await? else { return Ok(false) };
        for n in n_done / A_PART..batch.n_parts() {
            if !running.alive.goes_on().await? {
                return Ok(false);
            }
            let checked = self.part(id, CHECKED, n).await?;
            let checked: Vec<Outcome> = checked.iter().filter_map(Outcome::of_json).collect();
            let outcomes =
                self.import_part(book, &batch, &mut loaded, n, &checked, running).await?;
            for it in &outcomes {
                batch.imported.count(it.effect);
            }
            let list: Vec<Json> = outcomes.iter().map(Outcome::to_json).collect();
            let at = (running.clock)().at;
            self.keep_part(id, DONE, n, &list, at).await?;
            batch.n_done = ((n + 1) * A_PART).min(batch.n_rows);
            self.keep_batch(&batch, at).await?;
        }
        let now = (running.clock)();
        batch.state = State::Done;
        let said = json!({
            "imported": id, "new": batch.imported.n_new, "changed": batch.imported.n_changed,
            "same": batch.imported.n_same, "wrong": batch.imported.n_wrong,
        });
        let line = NewLine::new(now.at, batch.by.clone(), said.to_string());
        self.register.ledger().write_line(self.org(), Trail::Access, line).await?;
        self.keep_batch(&batch, now.at).await?;
        Ok(true)
    }

    /// One part: all of its good rows are stored together or not at all.
    async fn import_part(
        &self,
        book: &Rulebook,
        batch: &Batch,
        loaded: &mut Loaded,
        n: usize,
        checked: &[Outcome],
        running: Running<'_>,
    ) -> Result<Vec<Outcome>, Refusal> {
        let mut erased: BTreeSet<PersonId> = BTreeSet::new();
        for _ in 0..MOST_TRIES {
            let now = (running.clock)();
            let (mut outcomes, mut append) = (Vec::new(), Append::new(self.org(), now.at));
            let mut touched: BTreeMap<PersonId, i64> = BTreeMap::new();
            let mut owners: Vec<PersonId> = Vec::new();
            let mut judge = loaded.judge(book, batch, now);
            for (row, before) in loaded.rows.iter().skip(n * A_PART).zip(checked) {
                let (Ok(row), true) = (row, before.effect != Effect::Wrong) else {
                    outcomes.push(before.clone());
                    continue;
                };
                let judged = judge.row(&loaded.register, row);
                let mut outcome = judged.outcome;
                if let (Some(held), Some(who)) = (judged.held, &outcome.person) {
                    if erased.contains(who) {
                        outcomes.push(was_erased(row.line));
                        continue;
                    }
                    if !judged.facts.is_empty() {
                        touched.entry(who.clone()).or_insert(held.as_of);
                    }
                    let stream = Stream::person(who.as_str())?;
                    for fact in &judged.facts {
                        let mut entry = entry_of(&stream, fact, &batch.by);
                        // What came with a joined record has no entry of its own; the record stands as it was read.
                        if fact.refers_to().any(|it| came_with(it, &held.merged)) {
                            (entry.supersedes, entry.about) = (None, None);
                        }
                        append = append.entry(entry);
                        owners.push(who.clone());
                    }
                    outcome.line = row.line;
                    loaded.register.put(held);
                }
                outcomes.push(outcome);
            }
            if append.entries.is_empty() {
                return Ok(outcomes);
            }
            for (who, as_of) in &touched {
                append = append.based_on(&Stream::person(who.as_str())?, *as_of);
            }
            match self.register.ledger().append(append).await {
                Ok(receipt) => {
                    for (who, seq) in owners.into_iter().zip(receipt.first..) {
                        loaded.register.stands_at(&who, seq);
                    }
                    return Ok(outcomes);
                }
                Err(StoreError::Conflict(conflict)) => {
                    if let Conflict::Erased { person } = conflict {
                        erased.insert(PersonId::new(person));
                    }
                    // Somebody changed a record meanwhile: these are read anew, and the part is judged anew.
                    for who in touched.keys() {
                        match self.register.person(who).await? {
                            Some(it) => loaded.register.put(it.into()),
                            None => loaded.register.forget(who),
                        }
                    }
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(Refusal::Conflict)
    }

    /// Everything of a batch; none where it was stopped meanwhile.
    async fn loaded(
        &self,
        book: &Rulebook,
        batch: &Batch,
        running: Running<'_>,
    ) -> Result<Option<Loaded>, Refusal> {
        let mut rows: Vec<Row> = Vec::with_capacity(batch.n_rows);
        for n in 0..batch.n_parts() {
            let part = self.part(&batch.id, ROWS, n).await?;
            rows.extend(part.iter().filter_map(row_of_json));
        }
        let organisations = self.register.organisations().await?;
        let words = words(book, organisations.values());
        let now = (running.clock)();
        let table = Table {
            written: batch.written.clone(),
            header: batch.header.clone(),
            rows: Vec::new(),
            n_above: 0,
        };
        let reader = Reader::new(&table, &batch.mapping, &words, now.day);
        let lines = rows.iter().map(|it| it.line).collect();
        let read: Vec<Result<Drafted, Vec<RowFault>>> =
            rows.iter().map(|it| reader.read(it)).collect();
        drop(rows);
        let good = || read.iter().filter_map(|it| it.as_ref().ok());
        let wanted: BTreeSet<String> = good().flat_map(|it| it.keys.texts()).collect();
        let Some(register) = Register::read(self, &wanted, running.alive).await? else {
            return Ok(None);
        };
        let ids = Ids::of(&batch.id);
        let coming = coming(&register, &ids, good().map(|it| (it.line, &it.keys)));
        let own = Code::new(self.org().as_str());
        Ok(Some(Loaded { rows: read, lines, register, coming, ids, own }))
    }
}

impl Loaded {
    fn judge<'a>(&self, book: &'a Rulebook, batch: &Batch, now: Now) -> Judge<'a> {
        Judge {
            book,
            own: self.own.clone(),
            ids: self.ids.clone(),
            actor: batch.by.clone(),
            now,
            coming: self.coming.clone(),
            said: BTreeMap::new(),
        }
    }
}

fn was_erased(line: usize) -> Outcome {
    let remedy = "leave the row out: nothing may be recorded of them again";
    let fault = RowFault::of_row(line, Kind::Erased, "the person was erased", remedy);
    Outcome::wrong(line, String::new(), vec![fault])
}

/// A row that rests on somebody whom the file was to bring and does not, because their own row is wrong, is wrong as well,
/// and so on.
fn without_whom_they_rest_on(outcomes: &mut [Outcome], rests: &[(usize, Vec<PersonId>)]) {
    loop {
        let coming = outcomes.iter().filter(|it| it.effect == Effect::New);
        let coming: BTreeSet<PersonId> = coming.filter_map(|it| it.person.clone()).collect();
        let mut is_changed = false;
        for (at, on) in rests {
            let Some(it) = outcomes.get_mut(*at) else { continue };
            if it.effect == Effect::Wrong || on.iter().all(|who| coming.contains(who)) {
                continue;
            }
            let message = "the supervisor or manager is of this file, and their own row is wrong";
            let remedy = "put their row right first";
            let fault = RowFault::of_row(it.line, Kind::UnknownSupervisor, message, remedy);
            *it = Outcome::wrong(it.line, std::mem::take(&mut it.name), vec![fault]);
            is_changed = true;
        }
        if !is_changed {
            return;
        }
    }
}
