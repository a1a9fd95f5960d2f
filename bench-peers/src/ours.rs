//! The workload written as a rulebook and records of Preceptor, and asked through its evaluator.

use std::collections::BTreeMap;
use std::fmt::Write;

use preceptor_record::people::People;
use preceptor_record::person::{Body, Entry, Verified};
use preceptor_record::facts::{Annotation, Entitlement, Qualification, Registration, SignOff, Status, Training};
use preceptor_record::{Closeness, Code, Day, Fact, FactId, KnownAt, Period, Person, PersonId, Post, Record};
use preceptor_rulebook::{Adoption, ContextValue, Rulebook};
use preceptor_standing::{Acting, Bystander, Engine, Lookup, Subject};

use crate::workload::{self, FOREVER, KEY_SIGN_OFF, KEY_SITE, KEY_SUPERVISOR, KEY_TRAINING, N_ACTIVITIES, N_ROLES, N_SITES};

/// 1 January 2000.
const EPOCH: i32 = 10_957;

/// The day of a day of the workload.
pub fn day(t: i32) -> Day {
    if t >= FOREVER { Day::NEVER } else { Day(t + EPOCH) }
}

fn closeness(level: u8) -> Closeness {
    match level {
        3 => Closeness::Direct,
        2 => Closeness::OnSite,
        1 => Closeness::Available,
        _ => Closeness::Independent,
    }
}

/// The leaf that asks for a key.
fn leaf(key: u8) -> String {
    match key {
        0..KEY_TRAINING => format!("{{registered: {{register: k{key}}}}}"),
        KEY_TRAINING..KEY_SIGN_OFF => format!("{{trained: {{course: k{key}}}}}"),
        KEY_SIGN_OFF..KEY_SITE => format!("{{signed_off: {{activity: k{key}}}}}"),
        _ => format!("{{entitled: {{duty: k{key}}}}}"),
    }
}

/// At the site asked about: one branch a site.
fn at_site() -> String {
    let branches: Vec<String> = (0..N_SITES)
        .map(|s| format!("{{all: [{{context: {{site: s{s}}}}}, {}]}}", leaf(KEY_SITE + s as u8)))
        .collect();
    format!("{{any: [{}]}}", branches.join(", "))
}

/// The rulebook as files; `at_own_site`: nobody is asked about a site that is not theirs, as in the batch.
pub fn files(rb: &workload::Rulebook, at_own_site: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("rulebook.yaml".into(), "id: wl\ntitle: scope-v1\nversion: \"1\"\nhome: here\njurisdictions: [{id: here, title: Here}]\nsets: [{id: all, title: All, authority: {name: Bench, kind: statute}, adopted: always}]\nsources: [{id: WL, title: Workload, publisher: Bench}]\n".into());
    let mut activities = String::from("activities:\n");
    for a in 0..N_ACTIVITIES {
        let _ = writeln!(activities, "  - {{id: a{a}, title: Activity {a}}}");
    }
    for k in KEY_SIGN_OFF..KEY_SITE {
        let _ = writeln!(activities, "  - {{id: k{k}, title: Key {k}}}");
    }
    files.insert("vocabulary/activities.yaml".into(), activities);
    let mut professions = String::from("professions:\n");
    for r in 0..N_ROLES {
        let _ = writeln!(professions, "  - {{id: r{r}, title: Role {r}}}");
    }
    files.insert("vocabulary/professions.yaml".into(), professions);
    let mut registers = String::from("registers:\n");
    for k in 0..KEY_TRAINING {
        let _ = writeln!(registers, "  - {{id: k{k}, title: Register {k}, kind: statutory}}");
    }
    files.insert("vocabulary/registers.yaml".into(), registers);
    let mut courses = String::from("courses:\n");
    for k in KEY_TRAINING..KEY_SIGN_OFF {
        let _ = writeln!(courses, "  - {{id: k{k}, title: Course {k}}}");
    }
    files.insert("vocabulary/courses.yaml".into(), courses);
    files.insert("vocabulary/qualifications.yaml".into(), "qualifications:\n  - {id: q, title: Qualified}\n".into());
    let sites: Vec<String> = (0..N_SITES).map(|s| format!("{{value: s{s}}}")).collect();
    files.insert(
        "vocabulary/context.yaml".into(),
        format!("context:\n  - {{id: site, title: Site, kind: choice, values: [{}]}}\n", sites.join(", ")),
    );
    let mut scope = String::from("set: all\nprovisions:\n");
    let tail = "effective: {from: always}, source: [{id: WL}], confidence: V";
    for (r, keys) in rb.standing.iter().enumerate() {
        let leaves: Vec<String> = keys.iter().map(|k| leaf(*k)).collect();
        let _ = writeln!(scope, "  - {{id: wl.all.standing.r{r}, says: Standing., role: r{r}, activity: any, effect: limit, requires: {{all: [{}]}}, {tail}}}", leaves.join(", "));
    }
    if !at_own_site {
        let _ = writeln!(scope, "  - {{id: wl.all.site, says: At the site., role: any, activity: any, effect: limit, requires: {}, {tail}}}", at_site());
    }
    for x in &rb.rules {
        let until = if x.to >= FOREVER { String::new() } else { format!(", until: {}", day(x.to)) };
        let dates = format!("effective: {{from: {}{until}}}, source: [{{id: WL}}], confidence: V", day(x.from));
        if x.forbid {
            let _ = writeln!(scope, "  - {{id: wl.all.x{}, says: Excluded by rule {}., role: r{}, activity: a{}, effect: forbid, context: {{site: s{}}}, {dates}}}", x.id, x.id, x.role, x.act, x.site);
            continue;
        }
        let mut leaves: Vec<String> = x.reqs.iter().map(|k| leaf(*k)).collect();
        leaves.push(format!("{{since: {{qualification: q, at_least: {} days}}}}", x.min_days));
        let clause = if x.sup_level == 0 {
            String::new()
        } else {
            let mut by: Vec<String> = Vec::new();
            if x.sup_grade > 0 {
                let grades: Vec<String> = (x.sup_grade..6).map(|g| format!("g{g}")).collect();
                by.push(format!("{{annotated: {{annotation: [{}]}}}}", grades.join(", ")));
            }
            if x.sup_cred {
                by.push(leaf(KEY_SUPERVISOR));
                by.push(at_site());
            }
            let by = if by.is_empty() { String::new() } else { format!(", by: {{all: [{}]}}", by.join(", ")) };
            format!("supervision: {{level: {}{by}}}, ", closeness(x.sup_level))
        };
        let _ = writeln!(scope, "  - {{id: wl.all.x{}, says: Permitted by rule {}., role: r{}, activity: a{}, effect: permit, requires: {{all: [{}]}}, {clause}{dates}}}", x.id, x.id, x.role, x.act, leaves.join(", "));
    }
    files.insert("scope/all.yaml".into(), scope);
    files
}

/// The rulebook read from its files.
pub fn book(rb: &workload::Rulebook, at_own_site: bool) -> Rulebook {
    let loaded = preceptor_rulebook::load::load(&files(rb, at_own_site));
    if let Some(it) = loaded.sound() {
        return it.clone();
    }
    panic!("{}", loaded.faults.render(&loaded.sources));
}

fn fact(n: usize, body: Body) -> Fact {
    let entry = Entry { id: None, recorded: None, recorded_by: None, verified: Verified::ByAuthor, evidence: vec![], supersedes: None, note: None };
    Fact { id: FactId::new(format!("f{n}")), entry, body }
}

/// A person of the workload as a record.
pub fn person(i: usize, p: &workload::Person) -> Person {
    let mut bodies = vec![
        Body::Post(Post {
            role: Code::new(format!("r{}", p.role)),
            base_profession: None,
            organisation: None,
            site: None,
            unit: None,
            manager: None,
            jurisdiction: None,
            specialty: None,
            setting: None,
            modality: None,
            from: None,
            until: None,
            fte: None,
            band: None,
            contract: None,
        }),
        Body::Annotation(Annotation { register: None, annotation: Code::new(format!("g{}", p.grade)), from: None, until: None }),
        Body::Qualification(Qualification {
            qualification: Code::new("q"),
            level: None,
            subject: vec![],
            class: None,
            programme: None,
            country: None,
            on: Some(day(p.qualified)),
        }),
    ];
    for f in &p.facts {
        let code = Code::new(format!("k{}", f.key));
        let (from, until) = (Some(day(f.from)), (f.to < FOREVER).then(|| day(f.to)));
        bodies.push(match f.key {
            0..KEY_TRAINING => Body::Registration(Registration {
                register: code,
                part: None,
                number: None,
                status: Status::Registered,
                modality: None,
                from,
                until,
            }),
            KEY_TRAINING..KEY_SIGN_OFF => Body::Training(Training { course: code, on: from, until }),
            KEY_SIGN_OFF..KEY_SITE => Body::SignOff(SignOff {
                activity: code,
                level: Closeness::Independent,
                assessor: None,
                on: from,
                until,
                role: None,
                setting: None,
                limits: None,
            }),
            _ => Body::Entitlement(Entitlement { activity: None, duty: Some(code), organisation: None, from, until }),
        });
    }
    let facts = bodies.into_iter().enumerate().map(|(n, body)| fact(n, body)).collect();
    Person { id: PersonId::new(format!("p{i}")), name: None, details: None, former_names: vec![], facts }
}

/// The post somebody of the workload acts in.
pub fn acting(p: &workload::Person) -> Acting {
    Acting {
        fact: Some(FactId::new("f0")),
        sure: preceptor_standing::Truth::Met,
        role: Code::new(format!("r{}", p.role)),
        organisation: None,
        jurisdiction: Code::new("here"),
        jurisdiction_assumed: true,
        setting: None,
        specialty: None,
        base: preceptor_standing::acting::BaseProfession::None,
    }
}

/// An engine under the default adoption.
pub fn engine(book: &Rulebook) -> Engine<'_> {
    Engine::new(book, &Adoption::by_default())
}

/// Everybody made ready, as one who asks and as one who is there.
pub fn ready(engine: &Engine<'_>, people: &[workload::Person]) -> Vec<(Subject, Bystander)> {
    let mut register = People::default();
    for (i, p) in people.iter().enumerate() {
        let it = person(i, p);
        register.people.insert(it.id.clone(), it);
    }
    let lookup = Lookup::new(engine.book, &register, KnownAt::EVERYTHING);
    people
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let id = PersonId::new(format!("p{i}"));
            let record = Record::known_at(&register.people[&id], KnownAt::EVERYTHING);
            (engine.subject(&lookup, &record, &acting(p)), engine.bystander(&lookup, &id, None))
        })
        .collect()
}

/// The value of a site.
pub fn site(s: u8) -> ContextValue {
    ContextValue::Word(format!("s{s}"))
}

/// Every day there is.
pub const ALWAYS: Period = Period::ALL;
