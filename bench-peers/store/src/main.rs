//! `cargo xtask bench store`: reading and writing through the ledger beside a plain SQLite on the same disk.
//!
//! The reference reads one row by its key from a connection of each thread, and writes rows in groups with one fsync,
//! nothing sealed and nothing chained. What is read is compared before any time is told. `--people N` sets the size.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use bench_peers::measure::Report;
use preceptor_ledger::{Append, Chance, Derive, Entry, Ledger, MasterKey, NewEntry, NoChance, Options, OrgId, Stream, sqlite_url};
use ring::rand::{SecureRandom as _, SystemRandom};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

/// Who asks at the same time.
const CLIENTS: usize = 32;
const READS: usize = 40_000;
const WRITES: usize = 6_400;
const ROUNDS: usize = 3;
const FACTS_EACH: usize = 3;
const BODY: &str = r#"{"kind":"sign-off","activity":"K31","level":"available","assessor":"p-778","on":"2026-01-05","until":"2028-01-05","note":"observed five procedures"}"#;

struct FromSystem(SystemRandom);

impl Chance for FromSystem {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoChance> {
        self.0.fill(bytes).map_err(|_| NoChance)
    }
}

struct Nothing;

impl Derive for Nothing {
    fn search_row(&self, _: &str, _: &[Entry]) -> Option<String> {
        None
    }
}

fn main() {
    let n_people = std::env::args().skip_while(|it| it != "--people").nth(1).map_or(20_000, |it| it.parse().expect("how many people"));
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut report = Report::default();
    runtime.block_on(async {
        let plain = Arc::new(Plain::open(&folder.path().join("plain.db"), n_people));
        let ledger = filled(&folder.path().join("ledger.db"), n_people).await;
        agree(&plain, &ledger).await;
        let mut rates: [Vec<f64>; 6] = Default::default();
        for _ in 0..ROUNDS {
            for (i, rate) in [
                read_plain(&plain, n_people).await,
                read_last(&ledger, n_people).await,
                read_record(&ledger, n_people).await,
                read_entries(&ledger, n_people).await,
                write_plain(&plain).await,
                write_ledger(&ledger, n_people).await,
            ]
            .into_iter()
            .enumerate()
            {
                rates[i].push(rate);
            }
        }
        let [plain_read, last, record, entries, plain_write, write] = rates.map(median);
        report.ratio("store_read_last_vs_row", last, plain_read, "a second", last / plain_read);
        report.ratio("store_read_record_vs_row", record, plain_read, "a second", record / plain_read);
        report.ratio("store_read_entries_vs_row", entries, plain_read, "a second", entries / plain_read);
        report.ratio("store_append_vs_group_commit", write, plain_write, "a second", write / plain_write);
        let verified = ledger.verify(&org(), &[]).await.expect("a chain");
        assert!(verified.faults.is_empty(), "the chain does not verify");
        sweep(&ledger, n_people, &mut report).await;
    });
    report.tell();
}

fn median(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    v[v.len() / 2]
}

fn org() -> OrgId {
    OrgId::new("X99").expect("an organisation")
}

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn record(n: usize) -> Stream {
    Stream::person(&format!("p-{n}")).expect("a person")
}

/// People in an order that no cache likes.
fn nth(client: usize, i: usize, n_people: usize) -> usize {
    (client * 7_919 + i * 104_729) % n_people
}

async fn filled(path: &Path, n_people: usize) -> Ledger {
    let master = MasterKey::of(&[7; 32]).expect("a key");
    let options = Options::new(sqlite_url(path), master, Arc::new(FromSystem(SystemRandom::new())));
    let ledger = Ledger::open(options).await.expect("a ledger");
    for begin in (0..n_people).step_by(100) {
        let mut append = Append::new(&org(), now());
        for n in begin..n_people.min(begin + 100) {
            for m in 0..FACTS_EACH {
                append = append.entry(NewEntry::new(&record(n), format!("f-{m}"), "sign-off", "u-1").body(BODY));
            }
        }
        ledger.append(append).await.expect("an append");
    }
    ledger.refresh(&org(), &Nothing, u32::MAX).await.expect("records");
    ledger
}

/// The plain one: a table of rows by number, and a thread that writes in groups.
struct Plain {
    path: std::path::PathBuf,
    writer: mpsc::Sender<oneshot::Sender<()>>,
}

thread_local! {
    static READING: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

fn connect(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("SQLite");
    let pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456";
    connection.execute_batch(pragmas).expect("pragmas");
    connection
}

impl Plain {
    fn open(path: &Path, n_rows: usize) -> Self {
        let mut connection = connect(path);
        let tables = "CREATE TABLE rec(id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE ev(id INTEGER PRIMARY KEY, body TEXT)";
        connection.execute_batch(tables).expect("tables");
        let filling = connection.transaction().expect("a transaction");
        for n in 0..n_rows {
            filling.execute("INSERT INTO rec VALUES (?, ?)", (i64::try_from(n).expect("a number"), BODY.repeat(2))).expect("a row");
        }
        filling.commit().expect("rows");
        let (writer, mut inbox) = mpsc::channel::<oneshot::Sender<()>>(1024);
        std::thread::spawn(move || {
            while let Some(first) = inbox.blocking_recv() {
                let mut group = vec![first];
                while group.len() < 256 {
                    let Ok(next) = inbox.try_recv() else { break };
                    group.push(next);
                }
                let writing = connection.transaction().expect("a transaction");
                for _ in &group {
                    let mut statement = writing.prepare_cached("INSERT INTO ev(body) VALUES (?)").expect("a statement");
                    statement.execute([BODY]).expect("a row");
                }
                writing.commit().expect("rows");
                group.into_iter().for_each(|it| it.send(()).unwrap_or(()));
            }
        });
        Self { path: path.to_owned(), writer }
    }

    fn read(&self, n: usize) -> String {
        READING.with(|it| {
            let mut it = it.borrow_mut();
            let connection = it.get_or_insert_with(|| connect(&self.path));
            let mut statement = connection.prepare_cached("SELECT body FROM rec WHERE id = ?").expect("a statement");
            statement.query_row([i64::try_from(n).expect("a number")], |row| row.get(0)).expect("a row")
        })
    }

    async fn write(&self) {
        let (answer, answered) = oneshot::channel();
        self.writer.send(answer).await.expect("the writer");
        answered.await.expect("an answer");
    }
}

/// Both hold what was written.
async fn agree(plain: &Plain, ledger: &Ledger) {
    assert_eq!(plain.read(7), BODY.repeat(2));
    let entries = ledger.entries(&org(), &record(7), i64::MAX).await.expect("entries");
    assert_eq!(entries.len(), FACTS_EACH);
    assert!(entries.iter().all(|it| it.body.text() == Some(BODY)));
    let whole = ledger.record(&org(), "p-7").await.expect("a record").expect("somebody");
    assert_eq!(whole.entries, entries);
}

/// Runs the clients at the same time, and gives how many of all they did in a second.
async fn rate<F>(n: usize, client: impl Fn(usize) -> F) -> f64
where
    F: Future<Output = ()> + Send + 'static,
{
    let began = Instant::now();
    let clients: Vec<_> = (0..CLIENTS).map(|it| tokio::spawn(client(it))).collect();
    for it in clients {
        it.await.expect("a client");
    }
    n as f64 / began.elapsed().as_secs_f64()
}

async fn read_plain(plain: &Arc<Plain>, n_people: usize) -> f64 {
    rate(READS, |client| {
        let plain = plain.clone();
        async move {
            for i in 0..READS / CLIENTS {
                assert!(!plain.read(nth(client, i, n_people)).is_empty());
                tokio::task::yield_now().await;
            }
        }
    })
    .await
}

async fn read_last(ledger: &Ledger, n_people: usize) -> f64 {
    rate(READS, |client| {
        let ledger = ledger.clone();
        async move {
            for i in 0..READS / CLIENTS {
                let last = ledger.last_of(&org(), &record(nth(client, i, n_people))).await;
                assert!(last.expect("a number") > 0);
            }
        }
    })
    .await
}

async fn read_record(ledger: &Ledger, n_people: usize) -> f64 {
    rate(READS, |client| {
        let ledger = ledger.clone();
        async move {
            for i in 0..READS / CLIENTS {
                let person = format!("p-{}", nth(client, i, n_people));
                let found = ledger.record(&org(), &person).await.expect("a record").expect("somebody");
                assert!(found.entries.len() >= FACTS_EACH);
            }
        }
    })
    .await
}

async fn read_entries(ledger: &Ledger, n_people: usize) -> f64 {
    rate(READS, |client| {
        let ledger = ledger.clone();
        async move {
            for i in 0..READS / CLIENTS {
                let found = ledger.entries(&org(), &record(nth(client, i, n_people)), i64::MAX).await;
                assert!(found.expect("entries").len() >= FACTS_EACH);
            }
        }
    })
    .await
}

async fn write_plain(plain: &Arc<Plain>) -> f64 {
    rate(WRITES, |_| {
        let plain = plain.clone();
        async move {
            for _ in 0..WRITES / CLIENTS {
                plain.write().await;
            }
        }
    })
    .await
}

async fn write_ledger(ledger: &Ledger, n_people: usize) -> f64 {
    let round = ledger.head(&org()).await.expect("a head").seq;
    rate(WRITES, |client| {
        let ledger = ledger.clone();
        async move {
            for i in 0..WRITES / CLIENTS {
                let person = record(nth(client, i, n_people));
                let entry = NewEntry::new(&person, format!("n-{round}-{client}-{i}"), "training", "u-1").body(BODY);
                ledger.append(Append::new(&org(), now()).entry(entry)).await.expect("an append");
            }
        }
    })
    .await
}

/// The way through everybody, and proving the chain.
async fn sweep(ledger: &Ledger, n_people: usize, report: &mut Report) {
    let began = Instant::now();
    let (mut n_seen, mut after) = (0, String::new());
    loop {
        let page = ledger.records(&org(), &after, 500).await.expect("records");
        let Some(last) = page.last() else { break };
        after.clone_from(&last.person);
        n_seen += page.len();
    }
    assert_eq!(n_seen, n_people);
    report.value("store_sweep", n_seen as f64 / began.elapsed().as_secs_f64(), "people a second");
    let began = Instant::now();
    let verified = ledger.verify(&org(), &[]).await.expect("a chain");
    report.value("store_verify", verified.n_entries as f64 / began.elapsed().as_secs_f64(), "entries a second");
}
