//! `cargo xtask bench http`: the real server with a register, a key with its checks on and the access trail on, beside a
//! plain axum over a plain SQLite that reads one row and writes in groups with one fsync.
//!
//! Both are asked by the same clients on the same machine. Answers are compared with the command line's before any time is
//! told, and a difference ends the run. Everybody is read once before the rounds begin, and how quick that is is told as
//! well (`first_read`): a server that has run for a while has read everybody. `--people N` sets the size; the register of a
//! size is made once and kept below `target/bench-http`. `--only read` (or `write`, `decide`) leaves the others out.

mod clients;
mod plain;
mod register;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bench_peers::measure::Report;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use clients::{Asked, Load, answer, each, run};

/// Where the two listen.
const OURS: u16 = 18_470;
const PLAIN: u16 = 18_471;
/// How long each is asked in a round, and how many rounds there are.
const SECONDS: u64 = 4;
const ROUNDS: usize = 3;
/// Whose answers are compared with the command line's.
const COMPARED: usize = 3;
/// The day everything is asked about.
const DAY: &str = "2026-11-20";
const ACTIVITY: &str = "take-history";
const ACTIVITIES: [&str; 12] = [
    "take-history",
    "physical-examination",
    "triage",
    "vital-signs",
    "home-visit",
    "ward-round",
    "admit-decision",
    "discharge-decision",
    "refer-specialty",
    "prescribe-medicine",
    "propose-medicine",
    "administer-medicine",
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--plain") {
        let database = arguments.next().expect("a database");
        return runtime.block_on(plain::serve(&database, PLAIN));
    }
    runtime.block_on(bench()).tell();
}

/// What stands behind an option.
fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|it| it != name).nth(1)
}

fn n_people() -> usize {
    option("--people").map_or(100_000, |it| it.parse().expect("how many people"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the repository").to_owned()
}

/// The program as it is released, or the one that `--program` names.
fn program() -> PathBuf {
    if let Some(named) = option("--program") {
        return named.into();
    }
    let root = root();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--release", "-p", "preceptor"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", &target)
        .status();
    assert!(built.expect("cargo").success(), "the program cannot be built");
    target.join("release").join("preceptor")
}

async fn bench() -> Report {
    let program = program();
    let folder = root().join("target").join("bench-http").join(n_people().to_string());
    register::make(&folder, n_people()).await;
    let key = std::fs::read_to_string(folder.join("key.txt")).expect("the key");
    let session = register::session(&folder).await;
    let mut report = Report::default();

    let began = Instant::now();
    let mut ours = tokio::process::Command::new(&program)
        .args(["serve", "--listen", &format!("127.0.0.1:{OURS}"), "--data"])
        .arg(&folder)
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the server");
    let mut told = BufReader::new(ours.stdout.take().expect("its output")).lines();
    told.next_line().await.expect("its output").expect("a line");
    let first = answer(OURS, &Asked::get("/")).await;
    assert_eq!(first.status, 200);
    report.value("start_ms", began.elapsed().as_secs_f64() * 1000.0, "ms");
    let database = folder.join("plain.db");
    let mut plain = tokio::process::Command::new(std::env::current_exe().expect("this program"))
        .arg("--plain")
        .arg(&database)
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the reference");
    let mut told = BufReader::new(plain.stdout.take().expect("its output")).lines();
    told.next_line().await.expect("its output").expect("a line");

    let people = people(&key).await;
    compare(&program, &folder, &key, &people).await;
    let deciding = deciding(&key, &people).await;
    pages(&mut report, &session, &people).await;
    times(&mut report, &key, &people, &deciding).await;
    let _ = ours.kill().await;
    let _ = plain.kill().await;
    report
}

/// The ids of the register, page by page.
async fn people(key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = "/api/v1/people?limit=500".to_owned();
    loop {
        let said = answer(OURS, &Asked::get(&path).with_key(key)).await;
        assert_eq!(said.status, 200, "{}", said.body);
        let page: Json = serde_json::from_str(&said.body).expect("JSON");
        let ids = page["people"].as_array().expect("people").iter();
        found.extend(ids.map(|it| it["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/people?limit=500&after={next}"),
            None => return found,
        }
    }
}

/// A question about somebody.
fn question(id: &str) -> String {
    json!({ "person": id, "activity": ACTIVITY, "at": DAY }).to_string()
}

/// Whether nothing is ever written about them: those are compared.
fn is_kept(n: usize) -> bool {
    n % 10 == 0
}

/// Answers must be those of the command line.
async fn compare(program: &Path, folder: &Path, key: &str, people: &[String]) {
    let file = folder.join("people.jsonl");
    let said = |arguments: &[&str]| -> Json {
        let done = Command::new(program).args(arguments).arg("--people").arg(&file).output().expect("the program");
        serde_json::from_slice(&done.stdout).expect("JSON of the program")
    };
    let step = (people.len() / COMPARED / 10 * 10).max(10);
    for id in people.iter().enumerate().filter(|it| is_kept(it.0)).map(|it| it.1).step_by(step / 10).take(COMPARED) {
        let path = format!("/api/v1/people/{id}/standing?at={DAY}");
        let ours = answer(OURS, &Asked::get(&path).with_key(key)).await;
        let ours: Json = serde_json::from_str(&ours.body).expect("JSON");
        let theirs = said(&["standing", "--json", "--person", id, "--at", DAY]);
        assert_eq!(ours, theirs, "the standing of {id} is not what the command says");
        let ours = answer(OURS, &Asked::post("/api/v1/decisions", question(id)).with_key(key)).await;
        if ours.status == 201 {
            let ours: Json = serde_json::from_str(&ours.body).expect("JSON");
            let theirs = said(&["decide", "--json", "--person", id, "--activity", ACTIVITY, "--at", DAY]);
            assert_eq!(ours["answer"], theirs, "the decision about {id} is not what the command says");
        }
    }
}

/// Some of those who hold one post and may be asked about.
async fn deciding(key: &str, people: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for id in people.iter().step_by((people.len() / 600).max(1)) {
        let said = answer(OURS, &Asked::post("/api/v1/decisions", question(id)).with_key(key)).await;
        if said.status == 201 {
            found.push(id.clone());
        }
    }
    assert!(!found.is_empty(), "nobody may be asked about");
    found
}

async fn times(report: &mut Report, key: &str, people: &[String], deciding: &[String]) {
    let written: Vec<&String> = people.iter().enumerate().filter(|it| !is_kept(it.0)).map(|it| it.1).collect();
    let read = |n: usize| Asked::get(&format!("/api/v1/people/{}/standing", people[n % people.len()])).with_key(key);
    let write = |n: usize| {
        let fact = json!({ "kind": "training", "course": "care-certificate", "on": DAY }).to_string();
        Asked::post(&format!("/api/v1/people/{}/facts", written[n % written.len()]), fact).with_key(key)
    };
    // Each question is another, so that each is a decision of its own.
    let decide = |n: usize| {
        let activity = ACTIVITIES[n / deciding.len() % ACTIVITIES.len()];
        let question = json!({ "person": deciding[n % deciding.len()], "activity": activity, "at": DAY });
        Asked::post("/api/v1/decisions", question.to_string()).with_key(key)
    };
    let row = |n: usize| Asked::get(&format!("/read/{}", n % 100_000));
    let group = |_: usize| Asked::post("/group", String::new());
    let time = Duration::from_secs(SECONDS);
    let only = option("--only");
    let is_asked = |name: &str| only.as_deref().is_none_or(|it| it == name);
    if is_asked("read") {
        let each_once = |n: usize| Asked::get(&format!("/api/v1/people/{}/standing", people[n])).with_key(key);
        let rate = each(OURS, people.len(), &each_once).await;
        report.value("first_read", rate, "a second");
    }
    type Make<'a> = &'a dyn Fn(usize) -> Asked;
    let all: [(&str, Make<'_>, Make<'_>); 3] =
        [("read", &read, &row), ("write", &write, &group), ("decide", &decide, &group)];
    let asked: Vec<_> = all.iter().filter(|it| is_asked(it.0)).collect();
    let mut loads: Vec<(Vec<Load>, Vec<Load>)> = vec![Default::default(); asked.len()];
    for round in 0..ROUNDS {
        for ((_, ours, theirs), loads) in asked.iter().zip(&mut loads) {
            loads.1.push(run(PLAIN, time, round, theirs).await);
            loads.0.push(run(OURS, time, round, ours).await);
        }
    }
    for ((name, ..), (ours, theirs)) in asked.iter().zip(loads) {
        let (ours, theirs) = (Load::median(ours), Load::median(theirs));
        let (rate, p99) = (ours.rate / theirs.rate, ours.p99_ms / theirs.p99_ms);
        report.ratio(&format!("{name}_vs_reference"), ours.rate, theirs.rate, "a second", rate);
        report.ratio(&format!("p99_{name}_vs_reference"), ours.p99_ms, theirs.p99_ms, "ms", p99);
    }
}

/// Pages of somebody signed in: the middle of several times, once everything was read.
async fn pages(report: &mut Report, session: &str, people: &[String]) {
    let page = async |path: String| -> f64 {
        let mut times = Vec::new();
        for _ in 0..15 {
            let began = Instant::now();
            let said = answer(OURS, &Asked::get(&path).with_cookie(session)).await;
            assert_eq!(said.status, 200, "{path}: {}", said.body);
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let org = register::ORGANISATION;
    let list = format!("/o/{org}/people");
    // The first who asks for a list waits until everybody was looked at once.
    let began = Instant::now();
    while answer(OURS, &Asked::get(&list).with_cookie(session)).await.body.contains("http-equiv=\"refresh\"") {
        assert!(began.elapsed() < Duration::from_secs(1_800), "the register is never ready");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    report.value("register_ready_s", began.elapsed().as_secs_f64(), "s");
    report.value("page_register_ms", page(list).await, "ms");
    let id = &people[people.len() / 2];
    report.value("page_person_ms", page(format!("/o/{org}/people/{id}")).await, "ms");
    report.value("page_decide_ms", page(format!("/o/{org}/decide?person={id}&activity={ACTIVITY}")).await, "ms");
}
