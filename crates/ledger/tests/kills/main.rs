//! A process that records, corrects, uploads and decides is killed at random moments: nothing that it was told is stored is
//! lost, nothing is half-written, and every chain verifies.
//!
//! This very test program is the process: started again with [`child::FOLDER`] set, it writes until it is killed. A few
//! rounds run with the other tests; `cargo xtask soak kills` runs 50. In some rounds a backup is taken while the
//! process writes, restored, and verified.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod child;
mod place;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use preceptor_ledger::{Ledger, Stream, Trail};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use place::{now, open, org};

/// What the process was told is stored.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Fact { person: String, id: String },
    File { person: String, id: String },
    Line { number: i64, body: String },
}

impl Told {
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        Some(match words.as_slice() {
            ["fact", person, id] => Self::Fact { person: (*person).into(), id: (*id).into() },
            ["file", person, id] => Self::File { person: (*person).into(), id: (*id).into() },
            ["line", number, body] => {
                Self::Line { number: number.parse().ok()?, body: (*body).into() }
            }
            _ => return None,
        })
    }
}

/// So many kills on one database; then on a new one, or every look would take longer than the one before.
const ROUNDS_ON_ONE: usize = 10;

fn number_of(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_written() {
    let (n_rounds, seed) = (number_of("KILLS", 4), number_of("KILLS_SEED", 1));
    let mut chance = ChaCha12Rng::seed_from_u64(seed);
    for begin in (0..n_rounds).step_by(ROUNDS_ON_ONE) {
        let folder = tempfile::tempdir().unwrap();
        let url = place::empty_database(folder.path());
        let mut told = BTreeSet::new();
        for round in begin..n_rounds.min(begin + ROUNDS_ON_ONE as u64) {
            let patience = Duration::from_millis(30 + chance.next_u64() % 400);
            let in_round = write_until_killed(folder.path(), &url, round, patience);
            println!("round {round}: killed after {patience:?}, {} told", in_round.len());
            told.extend(in_round);
            place::wait(check(folder.path(), &url, round, &told));
        }
    }
}

/// Starts the process, and kills it after that time counted from the first thing it was told; what it was told by then.
fn write_until_killed(folder: &Path, url: &str, round: u64, patience: Duration) -> Vec<Told> {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child::writes_until_it_is_killed", "--nocapture", "--test-threads", "1"])
        .env(child::FOLDER, folder)
        .env(child::DATABASE, url)
        .env(child::ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let (first, begun) = std::sync::mpsc::channel();
    // What stood in the pipe when it was killed was told as well.
    let reading = std::thread::spawn(move || {
        let mut told = Vec::new();
        for line in lines {
            // The last line may be cut.
            let Ok(line) = line else { break };
            let Some(it) = Told::read(line.strip_suffix('.').unwrap_or("")) else { continue };
            told.push(it);
            let _ = first.send(());
        }
        told
    });
    begun.recv_timeout(Duration::from_mins(1)).unwrap();
    if round % 8 == 1 {
        place::wait(back_up_meanwhile(folder, url, round));
    }
    std::thread::sleep(patience);
    // On Unix this is SIGKILL: the process has no say in it.
    process.kill().unwrap();
    process.wait().unwrap();
    reading.join().unwrap()
}

/// A backup taken by another process while the first one writes is one moment of it.
async fn back_up_meanwhile(folder: &Path, url: &str, round: u64) {
    let ledger = open(folder, url, 1_000 + round).await;
    let file = folder.join(format!("{round}.backup"));
    let manifest = ledger.backup(&file, "kills", now()).await.unwrap();
    let to = folder.join(format!("restored-{round}"));
    std::fs::create_dir(&to).unwrap();
    let options = place::options(&to, &place::empty_database(&to), 2_000 + round);
    let restored = Ledger::restore(&file, options, &[], "u", now()).await.unwrap();
    assert_eq!(restored.ledger.head(&org()).await.unwrap(), *manifest.heads.get("X99").unwrap());
    assert!(restored.ledger.check_files(&org()).await.unwrap().1.is_empty());
    restored.ledger.close().await;
    ledger.close().await;
}

async fn check(folder: &Path, url: &str, round: u64, told: &BTreeSet<Told>) {
    let ledger = open(folder, url, 3_000 + round).await;
    assert_eq!(ledger.verify(&org(), &[]).await.unwrap().faults, [], "round {round}");
    for trail in Trail::ALL {
        assert_eq!(ledger.verify_trail(&org(), trail).await.unwrap().faults, [], "round {round}");
    }
    let mut there: BTreeSet<(String, String)> = BTreeSet::new();
    for person in 0..child::N_PEOPLE {
        let person = child::person(person);
        let entries =
            ledger.entries(&org(), &Stream::person(&person).unwrap(), i64::MAX).await.unwrap();
        let ids: BTreeSet<&str> = entries.iter().map(|it| it.id.as_str()).collect();
        // Every entry opens, and what belongs together is there together.
        for it in &entries {
            assert!(it.body.text().is_some_and(|it| it.ends_with('}')), "{it:?}");
        }
        for it in ids.iter().filter_map(|it| it.strip_suffix("-a")) {
            assert!(ids.contains(format!("{it}-b").as_str()), "{it}-a without {it}-b");
        }
        if let Some(record) = ledger.record(&org(), &person).await.unwrap() {
            assert_eq!(record.entries, entries);
        }
        there.extend(ids.into_iter().map(|it| (person.clone(), it.to_owned())));
        let files = ledger.files_of(&org(), &person).await.unwrap();
        there.extend(files.into_iter().map(|it| (person.clone(), it.id)));
    }
    for it in told {
        match it {
            Told::Fact { person, id } | Told::File { person, id } => {
                assert!(there.contains(&(person.clone(), id.clone())), "{it:?} is lost");
            }
            Told::Line { number, body } => {
                let line = ledger.line(&org(), Trail::Decisions, *number).await.unwrap();
                assert_eq!(line.map(|it| it.body).as_ref(), Some(body));
            }
        }
    }
    // The files that entries name are there, each what it was when it was put there.
    assert!(ledger.check_files(&org()).await.unwrap().1.is_empty());
    ledger.close().await;
}
