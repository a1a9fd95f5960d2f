//! A server is killed at random moments while a program records, corrects and asks and somebody uploads: whatever was
//! acknowledged is there, nothing is half-written, the chains verify, and every decision comes out the same again.
//!
//! A round or two run with the other tests; `cargo xtask soak kills` runs 50.
#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use preceptor_service::Now;
use preceptor_testkit::{Prepared, TRUST, prepare};
use serde_json::Value as Json;

use crate::data::{ran, runs};

/// Whose record is written to.
const PERSON: &str = "p-000048";

/// What was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Fact(String),
    Decision(i64, String),
    File(String),
}

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // On Unix this is SIGKILL: the process has no say in it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data", folder.to_str().unwrap()])
            .env_remove("PRECEPTOR_KEY")
            .env_remove("PRECEPTOR_DATABASE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.split("localhost:").nth(1).unwrap_or_else(|| panic!("{line:?}"));
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        Self { child, port: digits.parse().unwrap() }
    }
}

/// Asks; none where the server is gone before it has answered whole.
fn ask(port: u16, method: &str, path: &str, headers: &str, body: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

fn as_program(prepared: &Prepared) -> String {
    format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", prepared.key)
}

/// Records a fact, corrects it, and so on, until the server is gone.
fn records(port: u16, prepared: &Prepared, round: u64, told: &Mutex<Vec<Told>>) {
    let headers = as_program(prepared);
    let path = format!("/api/v1/people/{PERSON}/facts");
    let mut before: Option<String> = None;
    for n in 0_u64.. {
        let note = format!("round {round}, {n}");
        let mut fact = serde_json::json!({
            "kind": "training", "course": "irmer-referrer", "on": "2026-11-02", "note": note,
        });
        if let Some(id) = &before {
            fact["supersedes"] = id.as_str().into();
        }
        let Some((status, body)) = ask(port, "POST", &path, &headers, fact.to_string().as_bytes())
        else {
            return;
        };
        assert_eq!(status, 201, "{body}");
        let said: Json = serde_json::from_str(&body).unwrap();
        let id = said["id"].as_str().unwrap().to_owned();
        told.lock().unwrap().push(Told::Fact(id.clone()));
        before = (n % 3 != 2).then_some(id);
    }
}

/// Asks, until the server is gone.
fn decides(port: u16, prepared: &Prepared, told: &Mutex<Vec<Told>>) {
    let headers = as_program(prepared);
    let activities = ["physical-examination", "request-ionising-imaging", "take-history", "triage"];
    for activity in activities.iter().cycle() {
        let question = serde_json::json!({ "person": PERSON, "activity": activity }).to_string();
        let Some((status, body)) =
            ask(port, "POST", "/api/v1/decisions", &headers, question.as_bytes())
        else {
            return;
        };
        assert_eq!(status, 201, "{body}");
        let said: Json = serde_json::from_str(&body).unwrap();
        let decision = said["answer"]["decision"].as_str().unwrap().to_owned();
        told.lock().unwrap().push(Told::Decision(said["number"].as_i64().unwrap(), decision));
    }
}

/// Uploads, until the server is gone.
fn uploads(port: u16, prepared: &Prepared, round: u64, told: &Mutex<Vec<Told>>) {
    let path = format!("/o/{TRUST}/people/{PERSON}/evidence");
    let cookie = format!("Cookie: preceptor={}\r\n", prepared.session);
    let Some((status, page)) = ask(port, "GET", &path, &cookie, b"") else { return };
    assert_eq!(status, 200, "{page}");
    let token = page.split("name=\"_form\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    for n in 0_u64.. {
        let name = format!("certificate-{round}-{n}.pdf");
        let mut body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n"
        )
        .into_bytes();
        body.extend(vec![b'.'; 30_000]);
        body.extend(format!("{name}\r\n--b--\r\n").into_bytes());
        let headers = format!(
            "{cookie}Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        );
        let Some((status, said)) = ask(port, "POST", &path, &headers, &body) else { return };
        assert_eq!(status, 303, "{said}");
        told.lock().unwrap().push(Told::File(name));
    }
}

/// A number that follows from a seed and a round, to spread the moments of the kills.
fn spread(seed: u64, round: u64) -> u64 {
    let mut it = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ round.wrapping_add(1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it ^= it >> 31;
    it.wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
}

fn number_of(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[test]
fn a_server_that_is_killed_has_kept_all_it_acknowledged() {
    let (n_rounds, seed) = (number_of("KILLS", 2), number_of("KILLS_SEED", 1));
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("data");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let prepared = Arc::new(runtime.block_on(prepare(&folder, Now::of(right_now()))));
    let mut told = BTreeSet::new();
    for round in 0..n_rounds {
        let patience = Duration::from_millis(100 + spread(seed, round) % 1_400);
        let in_round = write_until_killed(&folder, &prepared, round, patience, above.path());
        println!("round {round}: killed after {patience:?}, {} told", in_round.len());
        check(&folder, &prepared, &in_round);
        told.extend(in_round);
    }
    assert!(!told.is_empty(), "nothing was acknowledged in any round");
    // And what was there after one kill is there after all of them.
    check(&folder, &prepared, &told);
}

/// The system's clock: sessions and keys must be of the time the server runs in.
#[expect(clippy::disallowed_methods, reason = "the server that is started reads the clock as well")]
fn right_now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn write_until_killed(
    folder: &Path,
    prepared: &Arc<Prepared>,
    round: u64,
    patience: Duration,
    above: &Path,
) -> BTreeSet<Told> {
    let server = Server::start(folder);
    let (port, told) = (server.port, Arc::new(Mutex::new(Vec::new())));
    let begin = |work: fn(u16, &Prepared, u64, &Mutex<Vec<Told>>)| {
        let (prepared, told) = (Arc::clone(prepared), Arc::clone(&told));
        std::thread::spawn(move || work(port, &prepared, round, &told))
    };
    let threads = [
        begin(records),
        begin(|port, prepared, _, told| decides(port, prepared, told)),
        begin(uploads),
    ];
    if round == 0 {
        // A backup taken under load is one moment of it.
        std::thread::sleep(Duration::from_millis(300));
        restores(folder, above);
    }
    std::thread::sleep(patience);
    drop(server);
    for it in threads {
        it.join().unwrap();
    }
    told.lock().unwrap().drain(..).collect()
}

fn restores(folder: &Path, above: &Path) {
    let (file, to): (PathBuf, PathBuf) = (above.join("under-load.backup"), above.join("restored"));
    let path = |it: &Path| it.to_str().unwrap().to_owned();
    let key = path(&folder.join("keys").join("master.key"));
    let done = runs(&["backup", &path(&file), "--data", &path(folder)]);
    assert_eq!(done.code, 0, "{done:?}");
    let done = runs(&["restore", &path(&file), "--data", &path(&to), "--key", &key]);
    assert_eq!(done.code, 0, "{done:?}");
    let done = runs(&["audit", "verify", "--data", &path(&to), "--key", &key]);
    assert_eq!(done.code, 0, "{done:?}");
}

fn check(folder: &Path, prepared: &Prepared, told: &BTreeSet<Told>) {
    let data = folder.to_str().unwrap();
    let verified = ran(&["audit", "verify", "--data", data, "--json"], 0);
    assert!(verified["organisations"][0]["entries"].as_i64().unwrap() > 0);
    let replayed = runs(&["replay", "--data", data]);
    assert_eq!(replayed.code, 0, "{replayed:?}");
    let server = Server::start(folder);
    let headers = as_program(prepared);
    let get = |path: &str, headers: &str| {
        let (status, body) = ask(server.port, "GET", path, headers, b"").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        body
    };
    let facts = get(&format!("/api/v1/people/{PERSON}/facts"), &headers);
    let cookie = format!("Cookie: preceptor={}\r\n", prepared.session);
    let files = get(&format!("/o/{TRUST}/people/{PERSON}/evidence"), &cookie);
    let history = get(&format!("/o/{TRUST}/people/{PERSON}/history"), &cookie);
    for it in told {
        match it {
            Told::Fact(id) => {
                assert!(
                    facts.contains(id.as_str()) || history.contains(id.as_str()),
                    "{id} is lost"
                );
            }
            Told::File(name) => assert!(files.contains(name.as_str()), "{name} is lost"),
            Told::Decision(number, decision) => {
                let said = get(&format!("/api/v1/decisions/{number}"), &headers);
                let said: Json = serde_json::from_str(&said).unwrap();
                assert_eq!(said["decision"].as_str(), Some(decision.as_str()), "{said}");
                assert_eq!(said["replay"], "same", "{said}");
            }
        }
    }
}
