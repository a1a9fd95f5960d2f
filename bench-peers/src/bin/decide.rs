//! `cargo xtask bench decide`: one decision, with reasons and in words, beside the hand-written evaluator, SQLite and
//! other engines. Answers are compared with the oracle before any time is told.

use std::hint::black_box;

use bench_peers::measure::{Report, in_turn};
use bench_peers::{hand, ours, workload};
use preceptor_record::Code;
use preceptor_standing::{Asked, Decision, Present, Ruling};

const PEOPLE: usize = 10_000;
const QUERIES: usize = 20_000;

fn main() {
    if let Some(n) = std::env::args().skip_while(|it| it != "--only").nth(1) {
        return only(n.parse().expect("how many decisions"));
    }
    let mut report = Report::default();
    run(&mut report, "", false, false);
    run(&mut report, "_several_stretches", true, false);
    run(&mut report, "_a_third_allowed", false, true);
    instructions(&mut report);
    report.tell();
}

/// So many decisions and nothing else, for counting instructions.
fn only(n: usize) {
    let rb = workload::rulebook(1);
    let people = workload::people(400, 2);
    let queries = workload::queries(2_000, &people, &rb, 3, false);
    let rulebook = ours::book(&rb, false);
    let engine = ours::engine(&rulebook);
    let ready = ours::ready(&engine, &people);
    let asked = asked(&engine, &queries, &ready);
    let mut ruling = Ruling::default();
    for (p, it) in asked.iter().cycle().take(n) {
        engine.rule(&ready[*p].0, it, &mut ruling);
        black_box(&ruling);
    }
}

/// Instructions of one decision with reasons, counted by valgrind where it is installed.
fn instructions(report: &mut Report) {
    let count = |n: usize| -> Option<f64> {
        let itself = std::env::current_exe().ok()?;
        let told = std::process::Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(itself)
            .args(["--only", &n.to_string()])
            .output()
            .ok()?;
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        let line = told.lines().find(|it| it.contains("Collected"))?;
        line.rsplit(' ').next()?.parse().ok()
    };
    // The first thousands make the tables ready and are counted in both.
    match (count(4_000), count(24_000)) {
        (Some(few), Some(many)) => report.value("decide_instructions", (many - few) / 20_000.0, "a decision"),
        _ => eprintln!("not measured: decide_instructions (install valgrind)"),
    }
}

/// The questions made ready.
fn asked<'a>(
    engine: &preceptor_standing::Engine<'_>,
    queries: &[workload::Query],
    ready: &'a [(preceptor_standing::Subject, preceptor_standing::Bystander)],
) -> Vec<(usize, Asked<'a>)> {
    use preceptor_record::Closeness;
    let key = Code::new("site");
    let sites: Vec<_> = (0..workload::N_SITES as u8).map(ours::site).collect();
    let levels = [Closeness::Independent, Closeness::Available, Closeness::OnSite, Closeness::Direct];
    queries
        .iter()
        .map(|q| {
            let (subject, bystander) = &ready[q.sup as usize];
            let present = Present { person: subject.person.clone(), level: levels[q.level as usize], covering: 0, minutes: None };
            let context = [(&key, &sites[q.site as usize])];
            let it = engine.ask(&format!("a{}", q.act), ours::day(q.t), context, vec![(present, bystander)]);
            (q.person as usize, it.expect("a known activity"))
        })
        .collect()
}

fn run(report: &mut Report, variant: &str, several: bool, able: bool) {
    let rb = workload::rulebook(1);
    let mut people = workload::people(PEOPLE, 2);
    if several {
        workload::in_several_stretches(&mut people, 4);
    }
    let queries = workload::queries(QUERIES, &people, &rb, 3, able);
    let want: Vec<bool> = queries.iter().map(|q| workload::oracle(&rb, &people, q)).collect();
    let allowed = want.iter().filter(|it| **it).count() as f64 / want.len() as f64;
    assert!(!able || allowed >= 0.3, "the able variant allows {allowed}");

    let book = hand::Book::new(&rb);
    let mut columns = hand::People::default();
    people.iter().for_each(|p| columns.push(p));
    let timelines = hand::Timelines::new(&columns);

    let rulebook = ours::book(&rb, false);
    let engine = ours::engine(&rulebook);
    let ready = ours::ready(&engine, &people);
    let asked = asked(&engine, &queries, &ready);

    // Every answer is right before any time is told.
    let mut ruling = Ruling::default();
    for (((p, it), want), q) in asked.iter().zip(&want).zip(&queries) {
        assert!(engine.rule(&ready[*p].0, it, &mut ruling));
        assert_eq!(ruling.decision == Decision::Permit, *want, "{q:?} {:?} {ruling:?} {:?}", people[*p], rb.rules.iter().filter(|x| x.role == people[*p].role && x.act == q.act).collect::<Vec<_>>());
    }
    for (q, want) in queries.iter().zip(&want) {
        let why = hand::explain(&book, &columns, timelines.at(q.person as usize, q.t), timelines.at(q.sup as usize, q.t), q);
        assert_eq!(why.allowed, *want);
    }

    let mut hand_text = String::new();
    let mut our_text = String::new();
    let mut second = Ruling::default();
    let times = in_turn(
        15,
        &mut [
            &mut || {
                for q in &queries {
                    black_box(hand::explain(&book, &columns, timelines.at(q.person as usize, q.t), timelines.at(q.sup as usize, q.t), q));
                }
            },
            &mut || {
                for (p, it) in &asked {
                    engine.rule(&ready[*p].0, it, &mut ruling);
                    black_box(&ruling);
                }
            },
            &mut || {
                for q in &queries {
                    let why = hand::explain(&book, &columns, timelines.at(q.person as usize, q.t), timelines.at(q.sup as usize, q.t), q);
                    hand::render(&why, q, &mut hand_text);
                    black_box(&hand_text);
                }
            },
            &mut || {
                for (p, it) in &asked {
                    engine.rule(&ready[*p].0, it, &mut second);
                    engine.tell(&ready[*p].0, it, &second, &mut our_text);
                    black_box(&our_text);
                }
            },
        ],
    );
    let per = |it: f64| it / QUERIES as f64 * 1e9;
    report.value(&format!("allowed{variant}"), allowed, "of all");
    report.ratio(&format!("decide_reasons_vs_hand{variant}"), per(times[1]), per(times[0]), "ns", times[1] / times[0]);
    report.ratio(&format!("decide_text_vs_hand{variant}"), per(times[3]), per(times[2]), "ns", times[3] / times[2]);
    if !variant.is_empty() {
        return;
    }

    // Other engines, on fewer questions and in the same run. Ratios say how many times faster ours is.
    const FEW: usize = 2_000;
    let times = in_turn(
        15,
        &mut [&mut || {
            for (p, it) in &asked[..FEW] {
                engine.rule(&ready[*p].0, it, &mut ruling);
                black_box(&ruling);
            }
        }],
    );
    let few = |it: f64| it / FEW as f64 * 1e9;
    sqlite(report, &rb, &people, &queries[..FEW], &want[..FEW], few(times[0]));
    engines(report, &rb, &people, &queries[..FEW], &want, few(times[0]));
    full(report);
}

/// Python's SQLite on the same questions.
fn sqlite(report: &mut Report, rb: &workload::Rulebook, people: &[workload::Person], queries: &[workload::Query], want: &[bool], ours: f64) {
    let folder = std::env::temp_dir().join("preceptor-bench-sqlite");
    let write = |name: &str, text: serde_json::Result<String>| {
        text.map_err(std::io::Error::other).and_then(|it| std::fs::write(folder.join(name), it))
    };
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| write("rulebook.json", serde_json::to_string(rb)))
        .and_then(|()| write("people.json", serde_json::to_string(people)))
        .and_then(|()| write("queries.json", serde_json::to_string(queries)))
        .and_then(|()| write("answers.json", serde_json::to_string(want)));
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/sqlite.py");
    let told = std::process::Command::new("python3").arg(script).arg(&folder).output();
    let told = told.ok().filter(|it| it.status.success() && written.is_ok());
    let Some(told) = told.and_then(|it| serde_json::from_slice::<serde_json::Value>(&it.stdout).ok()) else {
        eprintln!("not measured: decide_reasons_vs_sqlite (install python3)");
        return;
    };
    assert_eq!(told["differ"].as_u64(), Some(0), "SQLite gives other answers");
    eprintln!("SQLite {} through Python", told["version"].as_str().unwrap_or_default());
    let theirs = told["seconds"].as_f64().unwrap_or(f64::NAN) * 1e9;
    report.ratio("decide_reasons_vs_sqlite", ours, theirs, "ns", theirs / ours);
}

#[cfg(feature = "engines")]
fn engines(report: &mut Report, rb: &workload::Rulebook, people: &[workload::Person], queries: &[workload::Query], want: &[bool], ours: f64) {
    use bench_peers::engines::{Cedar, Rego};
    let cedar = Cedar::new(rb, people);
    let requests: Vec<_> = queries.iter().map(|q| cedar.request(people, q)).collect();
    let mut rego = Rego::new(rb, people);
    let inputs: Vec<_> = queries.iter().map(|q| rego.input(q)).collect();
    for (i, q) in queries.iter().enumerate() {
        assert_eq!(cedar.decide(&requests[i], q.act), want[i], "Cedar");
        assert_eq!(rego.decide(&inputs[i]), want[i], "Rego");
    }
    let times = in_turn(
        3,
        &mut [
            &mut || {
                for (q, it) in queries.iter().zip(&requests) {
                    black_box(cedar.decide(it, q.act));
                }
            },
            &mut || {
                for it in &inputs {
                    black_box(rego.decide(it));
                }
            },
        ],
    );
    let per = |it: f64| it / queries.len() as f64 * 1e9;
    report.ratio("decide_vs_cedar", ours, per(times[0]), "ns", per(times[0]) / ours);
    report.ratio("decide_vs_regorus", ours, per(times[1]), "ns", per(times[1]) / ours);
}

#[cfg(not(feature = "engines"))]
fn engines(_: &mut Report, _: &workload::Rulebook, _: &[workload::Person], _: &[workload::Query], _: &[bool], _: f64) {
    eprintln!("not measured: decide_vs_cedar, decide_vs_regorus (build with --features engines)");
}

/// The whole answer over the real rulebook: what was found, what would change it, on what it depends and when.
fn full(report: &mut Report) {
    use preceptor_record::{KnownAt, PersonId, people::People};
    use preceptor_rulebook::{Adoption, ContextValue};
    use preceptor_standing::{Engine, Question};
    let loaded = preceptor_rulebook::load::load(&preceptor_rulebook::builtin::builtin_files());
    let book = loaded.rulebook.expect("the built-in rulebook");
    let engine = Engine::new(&book, &Adoption::by_default());
    let text = TEAM;
    let mut faults = preceptor_record::file::Faults::default();
    let people = People::from_yaml(text, 0, &mut faults);
    let context = std::collections::BTreeMap::from([(Code::new("presentation"), ContextValue::Word("triaged".into()))]);
    let question = Question {
        person: PersonId::new("p-017"),
        activity: Code::new("take-history"),
        at: preceptor_record::Day::parse("2026-11-20").expect("a day"),
        known_at: KnownAt::EVERYTHING,
        post: None,
        context,
        present: vec![Present::parse("p-100@on-site").expect("present")],
    };
    let times = in_turn(9, &mut [&mut || {
        black_box(preceptor_standing::decide(&engine, &people, &question).expect("an answer"));
    }]);
    report.value("decide_full_us", times[0] * 1e6, "us");
}

/// Somebody to ask about, and her supervisor.
const TEAM: &str = "
- id: p-017
  facts:
    - {kind: registration, register: gmc-aapa, part: physician-associate, from: 2025-01-06, verified: true}
    - {kind: qualification, qualification: pa-studies, programme: birmingham-pa, on: 2024-07-12, verified: true}
    - {kind: exam, exam: pane, on: 2024-06-01, verified: true}
    - {kind: post, role: physician-associate, organisation: X99, specialty: acute-medicine, setting: secondary-care, jurisdiction: england, from: 2025-01-13, fte: 1.0, verified: true}
    - {kind: supervision, supervision: named, supervisor: p-100, from: 2025-01-13, verified: true}
    - {kind: sign-off, activity: take-history, level: on-site, assessor: p-100, on: 2025-03-01, verified: true}
- id: p-100
  facts:
    - {kind: registration, register: gmc, part: specialist, from: 2010-08-04, verified: true}
    - {kind: post, role: consultant, organisation: X99, specialty: acute-medicine, setting: secondary-care, from: 2012-02-01, verified: true}
";
