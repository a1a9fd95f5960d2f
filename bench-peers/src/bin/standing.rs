//! `cargo xtask bench standing`: everybody at once, many dates, one fact or one rule changed, memory. Every figure is
//! beside the hand-written reference in the same run, and every answer is compared before any time is told.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use bench_peers::measure::{Report, in_turn};
use bench_peers::{hand, ours, workload};
use preceptor_record::people::People;
use preceptor_record::{KnownAt, Record};
use preceptor_standing::sweep::{ReadyValue, Roster, Sheet, StatedContext};
use preceptor_standing::{Engine, Lookup};

const DAY: i32 = 9_500;

/// People made ready for the reference and for us.
struct Crowd {
    columns: hand::People,
    homes: Vec<i16>,
    roster: Roster,
}

fn crowd(engine: &Engine<'_>, n: usize) -> Crowd {
    let nobody = People::default();
    let lookup = Lookup::new(engine.book, &nobody, KnownAt::EVERYTHING);
    let mut chance = workload::Chance(2);
    let (mut columns, mut roster) = (hand::People::default(), Roster::new());
    for i in 0..n {
        let p = workload::person(&mut chance);
        columns.push(&p);
        let it = ours::person(i, &p);
        roster.push(engine, &lookup, &Record::known_at(&it, KnownAt::EVERYTHING), &ours::acting(&p));
    }
    let homes = (0..n).map(|p| columns.home(p)).collect();
    Crowd { columns, homes, roster }
}

fn sheets(engine: &Engine<'_>, t: i32, names: &[&str]) -> Vec<Sheet> {
    (0..workload::N_ROLES)
        .map(|r| engine.sheet(&format!("r{r}"), "here", ours::day(t), names).expect("a role with few enough atoms"))
        .collect()
}

fn ready_sites(engine: &Engine<'_>) -> Vec<(usize, ReadyValue)> {
    (0..workload::N_SITES as u8)
        .map(|s| StatedContext::ready(engine, "site", &ours::site(s)).expect("a key of the rulebook"))
        .collect()
}

fn main() {
    let mut report = Report::default();
    let rb = workload::rulebook(1);
    let book = hand::Book::new(&rb);
    let rulebook = ours::book(&rb, true);
    let engine = ours::engine(&rulebook);
    let names: Vec<String> = (0..workload::N_ACTIVITIES).map(|a| format!("a{a}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sites = ready_sites(&engine);

    let small = crowd(&engine, 10_000);
    let hundred = crowd(&engine, 100_000);
    let in_force = hand::InForce::new(&book, DAY);
    let own = sheets(&engine, DAY, &names);
    let today = ours::day(DAY);
    let mut context = StatedContext::new(&engine);

    let hand_row = |c: &Crowd, p: usize, t: i32, rules: &hand::InForce| {
        rules.row(&book, c.columns.role[p] as usize, c.columns.mask_at(p, t), t, c.columns.qual[p], c.homes[p])
    };
    let mut stated = context.clone();
    let mut our_row = |c: &Crowd, p: usize| {
        let sheet = &own[c.columns.role[p] as usize];
        stated.put(&sites[c.homes[p] as usize]);
        sheet.row(sheet.held(&c.roster, p, today), &stated.for_sheet()).open
    };
    for p in 0..hundred.columns.len() {
        assert_eq!(u128::from(hand_row(&hundred, p, DAY, &in_force)), our_row(&hundred, p), "person {p}");
    }

    let n = hundred.columns.len();
    let (mut out, mut out2) = (vec![0u64; n], vec![0u128; n]);
    let times = in_turn(
        9,
        &mut [
            &mut || (0..n).for_each(|p| out[p] = hand_row(&hundred, p, DAY, &in_force)),
            &mut || (0..n).for_each(|p| out2[p] = our_row(&hundred, p)),
        ],
    );
    black_box((&out, &out2));
    report.ratio("batch_100k_vs_hand", times[1] * 1e3, times[0] * 1e3, "ms", times[1] / times[0]);
    openfisca(&mut report, &rb, &out2, times[1]);

    // Many dates: each person once, her stretches walked along.
    sweep(&mut report, &rb, &book, &engine, &names, &sites, &small);
    one_fact(&mut report, &rb, &book, &engine, &own, &sites, &small);
    one_rule(&mut report, &rb, &engine, &names, &sites, &hundred);

    // Memory: facts and stretches of a person, made ready for questions.
    let some = workload::people(2_000, 2);
    let ready = ours::ready(&engine, &some);
    let ours_bytes: usize = ready.iter().map(|it| it.0.bytes()).sum::<usize>() / some.len() + hundred.roster.bytes() / n;
    let mut columns = hand::People::default();
    some.iter().for_each(|p| columns.push(p));
    let hand_bytes = (columns.bytes() + hand::Timelines::new(&columns).bytes()) / some.len();
    report.ratio("memory_vs_hand", ours_bytes as f64, hand_bytes as f64, "bytes a person", ours_bytes as f64 / hand_bytes as f64);

    drop((out, out2));
    if !std::env::args().any(|it| it == "--without-million") {
        let million = crowd(&engine, 1_000_000);
        let (mut out, mut out2) = (vec![0u128; 1_000_000], vec![0u128; 100_000]);
        let mut other = context.clone();
        let row = |c: &Crowd, p: usize, context: &mut StatedContext| {
            let sheet = &own[c.columns.role[p] as usize];
            context.put(&sites[c.homes[p] as usize]);
            sheet.row(sheet.held(&c.roster, p, today), &context.for_sheet()).open
        };
        let times = in_turn(
            5,
            &mut [
                &mut || (0..1_000_000).for_each(|p| out[p] = row(&million, p, &mut context)),
                &mut || (0..100_000).for_each(|p| out2[p] = row(&hundred, p, &mut other)),
            ],
        );
        report.ratio("batch_1m_vs_100k", times[0] * 1e3, times[1] * 1e3, "ms", times[0] / times[1]);
        // One fact of somebody changed: her row is made again. Everybody in turn, in no order the memory could guess.
        let mut a = 0u128;
        let mut b = 0u128;
        let jump = |i: usize, n: usize| (i * 7_919 + 13) % n;
        let times = in_turn(
            5,
            &mut [
                &mut || (0..10_000).for_each(|i| a ^= row(&million, jump(i, 1_000_000), &mut context)),
                &mut || (0..10_000).for_each(|i| b ^= row(&small, jump(i, 10_000), &mut other)),
            ],
        );
        black_box((a, b));
        report.ratio("delta_fact_1m_vs_10k", times[0] * 1e5, times[1] * 1e5, "ns", times[0] / times[1]);
    }
    report.tell();
}

fn sweep(
    report: &mut Report,
    rb: &workload::Rulebook,
    book: &hand::Book,
    engine: &Engine<'_>,
    names: &[&str],
    sites: &[(usize, ReadyValue)],
    c: &Crowd,
) {
    let _ = rb;
    let dates: Vec<i32> = (0..120).map(|i| 7_000 + i * 30).collect();
    let in_force: Vec<hand::InForce> = dates.iter().map(|t| hand::InForce::new(book, *t)).collect();
    let timelines = hand::Timelines::new(&c.columns);
    let days: Vec<_> = dates.iter().map(|t| ours::day(*t)).collect();
    let sheets: Vec<Vec<Sheet>> = (0..workload::N_ROLES)
        .map(|r| engine.sheets(&format!("r{r}"), "here", &days, names).expect("a role with few enough atoms"))
        .collect();
    let strips: Vec<_> =
        (0..c.columns.len()).map(|p| sheets[c.columns.role[p] as usize][0].strip(&c.roster, p)).collect();
    let n = c.columns.len();
    let mut hand_count = 0u64;
    let mut our_count = 0u64;
    let mut context = StatedContext::new(engine);
    let times = in_turn(
        3,
        &mut [
            &mut || {
                hand_count = 0;
                for p in 0..n {
                    let (steps, masks) = timelines.steps(p);
                    let (mut i, mut m) = (0, 0u128);
                    for (d, t) in dates.iter().enumerate() {
                        while i < steps.len() && steps[i] <= *t {
                            m = masks[i];
                            i += 1;
                        }
                        let row = in_force[d].row(book, c.columns.role[p] as usize, m, *t, c.columns.qual[p], c.homes[p]);
                        hand_count += u64::from(row.count_ones());
                    }
                }
            },
            &mut || {
                our_count = 0;
                for p in 0..n {
                    context.put(&sites[c.homes[p] as usize]);
                    let role = c.columns.role[p] as usize;
                    let ready = context.for_sheet();
                    strips[p].along(&days, |d, held| {
                        our_count += u64::from(sheets[role][d].row(held, &ready).open.count_ones());
                    });
                }
            },
        ],
    );
    assert_eq!(hand_count, our_count);
    report.ratio("sweep_120_vs_hand", times[1] * 1e3, times[0] * 1e3, "ms", times[1] / times[0]);
}

/// One fact of one person changed: her row is made again, whoever else there is.
fn one_fact(
    report: &mut Report,
    rb: &workload::Rulebook,
    book: &hand::Book,
    engine: &Engine<'_>,
    own: &[Sheet],
    sites: &[(usize, ReadyValue)],
    c: &Crowd,
) {
    let _ = rb;
    let in_force = hand::InForce::new(book, DAY);
    let mut context = StatedContext::new(engine);
    let today = ours::day(DAY);
    let n = c.columns.len();
    let (mut a, mut b) = (0u64, 0u128);
    let times = in_turn(
        9,
        &mut [
            &mut || {
                for p in 0..n {
                    a ^= in_force.row(book, c.columns.role[p] as usize, c.columns.mask_at(p, DAY), DAY, c.columns.qual[p], c.homes[p]);
                }
            },
            &mut || {
                for p in 0..n {
                    let sheet = &own[c.columns.role[p] as usize];
                    context.put(&sites[c.homes[p] as usize]);
                    b ^= sheet.row(sheet.held(&c.roster, p, today), &context.for_sheet()).open;
                }
            },
        ],
    );
    black_box((a, b));
    let per = |it: f64| it / n as f64 * 1e9;
    report.ratio("delta_fact_row", per(times[1]), per(times[0]), "ns", times[1] / times[0]);
}

/// One rule of one role changed: a sheet is made again and the people of the role are asked.
fn one_rule(
    report: &mut Report,
    rb: &workload::Rulebook,
    engine: &Engine<'_>,
    names: &[&str],
    sites: &[(usize, ReadyValue)],
    c: &Crowd,
) {
    let role = 3;
    let rule = rb.rules.iter().find(|x| usize::from(x.role) == role && !x.forbid && x.from <= DAY && DAY < x.to).expect("a rule");
    let of_role: Vec<usize> = (0..c.columns.len()).filter(|p| usize::from(c.columns.role[*p]) == role).collect();
    let standing = rb.standing[role].iter().fold(0u128, |m, k| m | 1 << k);
    let req = rule.reqs.iter().fold(0u128, |m, k| m | 1 << k);
    let masks: Vec<u128> = of_role.iter().map(|p| c.columns.mask_at(*p, DAY)).collect();
    let name = names[usize::from(rule.act)];
    let today = ours::day(DAY);
    let mut context = StatedContext::new(engine);
    let sheet = engine.sheet(&format!("r{role}"), "here", today, &[name]).expect("a sheet");
    let reads_context = sheet.reads_context();
    let held: Vec<(u128, u128)> = of_role.iter().map(|p| sheet.held(&c.roster, *p, today)).collect();
    let (mut a, mut b) = (0u64, 0u64);
    let times = in_turn(
        9,
        &mut [
            &mut || {
                for (i, p) in of_role.iter().enumerate() {
                    let m = masks[i];
                    a += u64::from((req & !m == 0) & (DAY - c.columns.qual[*p] >= rule.min_days) & (standing & !m == 0));
                }
            },
            &mut || {
                // A sheet that reads nothing stated is told nothing.
                if reads_context {
                    for (held, p) in held.iter().zip(&of_role) {
                        context.put(&sites[c.homes[*p] as usize]);
                        b += sheet.row(*held, &context.for_sheet()).open as u64;
                    }
                } else {
                    let nothing = context.for_sheet();
                    b += held.iter().map(|held| sheet.row(*held, &nothing).open as u64).sum::<u64>();
                }
            },
        ],
    );
    assert_eq!(a, b);
    report.ratio("delta_rule_vs_hand", times[1] * 1e6, times[0] * 1e6, "us", times[1] / times[0]);
}

/// OpenFisca-core on the same people, in a Python of its own.
fn openfisca(report: &mut Report, rb: &workload::Rulebook, ours: &[u128], seconds: f64) {
    let folder = std::env::temp_dir().join("preceptor-bench-openfisca");
    let python = folder.join("venv/bin/python");
    let run = |command: &mut Command| command.output().map(|it| it.status.success()).unwrap_or(false);
    if !python.exists() {
        eprintln!("installing OpenFisca-core into {}", folder.display());
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))
            && run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "OpenFisca-core==43.*", "numpy"]));
        if !made {
            eprintln!("not measured: batch_100k_vs_openfisca (OpenFisca-core could not be installed)");
            return;
        }
    }
    let people = workload::people(ours.len(), 2);
    let written = std::fs::write(folder.join("rulebook.json"), serde_json::to_string(rb).expect("a rulebook"))
        .and_then(|()| std::fs::write(folder.join("people.json"), serde_json::to_string(&people).expect("people")));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/openfisca.py");
    let output = Command::new(&python).arg(script).arg(&folder).arg(ours.len().to_string()).output();
    let told = output.ok().filter(|it| it.status.success() && written.is_ok());
    let Some(told) = told.and_then(|it| serde_json::from_slice::<serde_json::Value>(&it.stdout).ok()) else {
        eprintln!("not measured: batch_100k_vs_openfisca (the script failed)");
        return;
    };
    let allowed: u64 = ours.iter().map(|it| u64::from(it.count_ones())).sum();
    assert_eq!(told["allowed"].as_u64(), Some(allowed), "OpenFisca-core gives other answers");
    let theirs = told["seconds"].as_f64().unwrap_or(f64::NAN);
    report.ratio("batch_100k_vs_openfisca", seconds * 1e3, theirs * 1e3, "ms", theirs / seconds);
}
