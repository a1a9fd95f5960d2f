//! The process that is killed: it writes all it can, and says what it was told is stored.

use std::io::Write as _;
use std::path::PathBuf;

use preceptor_ledger::{Append, Ledger, NewEntry, NewLine, Stream, Trail, Upload};

use crate::place::{now, open, org, wait};

/// Names the folder of the data; without it the test below has nothing to do.
pub const FOLDER: &str = "KILLS_FOLDER";
/// Names the database.
pub const DATABASE: &str = "KILLS_DATABASE";
/// Says which time it is.
pub const ROUND: &str = "KILLS_ROUND";

pub const N_PEOPLE: u64 = 5;

pub fn person(n: u64) -> String {
    format!("p-{}", n % N_PEOPLE)
}

#[test]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let (url, round) =
        (std::env::var(DATABASE).unwrap(), std::env::var(ROUND).unwrap().parse().unwrap());
    wait(async {
        let ledger = open(&folder, &url, round).await;
        let mut tasks = Vec::new();
        for task in 0..6 {
            tasks.push(tokio::spawn(write(ledger.clone(), round, task)));
        }
        for it in tasks {
            it.await.unwrap();
        }
    });
}

/// Says it in one write, with a mark at its end: a line that was cut by the kill is none.
fn say(what: &str) {
    let line = format!("{what}.\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).unwrap();
}

async fn write(ledger: Ledger, round: u64, task: u64) {
    for n in 0_u64.. {
        let (person, id) = (person(n + task), format!("f-{round}-{task}-{n}"));
        let record = Stream::person(&person).unwrap();
        let fact = |id: &str| {
            NewEntry::new(&record, id, "training", "u").body("{\"course\":\"care-certificate\"}")
        };
        // A fact and its correction, together.
        let both = Append::new(&org(), now())
            .entry(fact(&format!("{id}-a")))
            .entry(fact(&format!("{id}-b")).supersedes(format!("{id}-a")));
        ledger.append(both).await.unwrap();
        say(&format!("fact {person} {id}-a"));
        say(&format!("fact {person} {id}-b"));
        if n % 4 == 0 {
            let body = format!("{{\"asked\":\"{id}\"}}");
            let line = NewLine::new(now(), "u", body.clone()).about(&person).once(&[&id]);
            let told = ledger.write_line(&org(), Trail::Decisions, line).await.unwrap();
            say(&format!("line {} {body}", told.number));
        }
        if n % 8 == task {
            let mut content = b"%PDF-1.7\n".to_vec();
            content.resize(usize::try_from(2_000 + n % 50 * 400).unwrap(), b'.');
            let upload = Upload {
                org: org(),
                person: person.clone(),
                name: "certificate.pdf".to_owned(),
                declared: None,
                content,
                actor: "u".to_owned(),
                at: now(),
            };
            let kept = ledger.keep_file(upload).await.unwrap();
            say(&format!("file {person} {}", kept.id));
        }
    }
}
