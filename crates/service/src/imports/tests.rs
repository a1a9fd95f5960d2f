use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use preceptor_exchange::staff::{Kind, Mapping};
use preceptor_ledger::{Append, Ledger, MasterKey, NewEntry, Options, OrgId, Stream};
use preceptor_record::{Body, KnownAt, PersonId, Record};

use super::batch::A_PART;
use super::*;
use crate::access::{Role, Viewer};
use crate::employer::Employer;
use crate::fixture::{Counting, book, now, viewer};
use crate::installation::Installation;
use crate::refusal::Refusal;
use crate::register::Register;

const HEADER: &str = "Employee Number,Name,Date of Birth,Email,Role,Post From,FTE,Registration Body,Registration Number,Registration Expiry,Named Supervisor";

struct World {
    installation: Installation,
    employer: Arc<Employer>,
    lead: Viewer,
}

impl World {
    async fn begin() -> Self {
        let chance = Counting::new();
        let master = MasterKey::of(&[7; 32]).unwrap();
        let options = Options::new("sqlite::memory:", master, chance.clone());
        let ledger = Ledger::open(options).await.unwrap();
        let org = OrgId::new("X91").unwrap();
        let people = preceptor_sample::people_as_of(20, 3, now().day);
        Register::new(ledger.clone(), org.clone()).take_in(people, "u-1", now().at).await.unwrap();
        let (installation, _) = Installation::new(ledger, chance, book(), false);
        let employer = installation.employer(&org).await.unwrap().unwrap();
        Self { installation, employer, lead: viewer("u-lead", &[Role::MapLead]) }
    }

    async fn bring(&self, rows: &[&str]) -> Batch {
        self.bring_text(&format!("{HEADER}\n{}\n", rows.join("\n"))).await
    }

    async fn bring_text(&self, text: &str) -> Batch {
        let file = Incoming { name: "staff.csv".to_owned(), content: text.as_bytes().to_vec() };
        self.employer.bring_file(&self.installation, &self.lead, file, now()).await.unwrap()
    }

    async fn work(&self) -> usize {
        self.installation.work("w-1", &now).await.unwrap()
    }

    /// A file that was checked.
    async fn checked(&self, rows: &[&str]) -> Batch {
        let batch = self.bring(rows).await;
        self.check(batch).await
    }

    async fn check(&self, batch: Batch) -> Batch {
        let (id, mapping) = (batch.id, batch.mapping);
        let it = &self.employer;
        it.map_import(&self.installation, &self.lead, &id, mapping, now()).await.unwrap();
        assert_eq!(self.work().await, 1);
        let made = it.import_of(&self.lead, &id).await.unwrap();
        assert_eq!((made.state, made.n_done), (State::Checked, made.n_rows));
        made
    }

    async fn begin_import(&self, batch: &Batch, keep: Keep) -> Result<Batch, Refusal> {
        self.employer.begin_import(&self.installation, &self.lead, &batch.id, keep, now()).await
    }

    /// A file of which the good rows are imported.
    async fn imported(&self, rows: &[&str]) -> Batch {
        let batch = self.checked(rows).await;
        self.begin_import(&batch, Keep::Good).await.unwrap();
        assert_eq!(self.work().await, 1);
        let made = self.employer.import_of(&self.lead, &batch.id).await.unwrap();
        assert_eq!(made.state, State::Done);
        made
    }

    async fn outcomes(&self, batch: &Batch) -> Vec<Outcome> {
        self.employer.outcomes(batch, None, 0, 10_000).await.unwrap().0
    }

    async fn head(&self) -> i64 {
        self.employer.register.ledger().head(self.employer.org()).await.unwrap().seq
    }

    async fn n_people(&self) -> usize {
        self.employer.register.everybody().await.unwrap().people.len()
    }

    /// What counts on the record of whoever a row is of.
    async fn bodies(&self, of: &Outcome) -> Vec<Body> {
        let found = self.employer.register.person(of.person.as_ref().unwrap()).await.unwrap();
        let person = found.unwrap().person;
        let record = Record::known_at(&person, KnownAt::EVERYTHING);
        assert!(record.facts.iter().all(|it| !it.verified), "a file claims");
        record.facts.iter().map(|it| it.fact.body.clone()).collect()
    }

    async fn kinds(&self, rows: &[&str]) -> Vec<Vec<Kind>> {
        let batch = self.checked(rows).await;
        let outcomes = self.outcomes(&batch).await;
        outcomes.iter().map(|it| it.faults.iter().map(|it| it.kind).collect()).collect()
    }
}

const WREN: &str = "77001,Wren Sallowfield,03/04/1990,wren@example.org,Physician Associate,13/01/2025,1.0,General Medical Council,A9997701,31/12/2026,";

#[tokio::test]
async fn a_check_changes_nothing_and_an_import_records_what_it_said() {
    let it = World::begin().await;
    let batch = it.checked(&[WREN]).await;
    // Nothing but the mapping was written down.
    let (head, n_people) = (it.head().await, it.n_people().await);
    assert_eq!((batch.checked.n_new, batch.checked.n_wrong), (1, 0));
    let tried = it.outcomes(&batch).await;
    assert_eq!(tried[0].effect, Effect::New);
    assert!(tried[0].says.iter().any(|it| it.contains("3 April 1990")), "{:?}", tried[0].says);
    assert!(
        it.employer.register.person(tried[0].person.as_ref().unwrap()).await.unwrap().is_none()
    );
    it.begin_import(&batch, Keep::All).await.unwrap();
    assert_eq!(it.work().await, 1);
    let done = it.employer.import_of(&it.lead, &batch.id).await.unwrap();
    assert_eq!((done.state, done.imported), (State::Done, batch.checked));
    assert_eq!(it.outcomes(&done).await, tried);
    assert_eq!((it.head().await, it.n_people().await), (head + 3, n_people + 1));
    let bodies = it.bodies(&tried[0]).await;
    assert!(matches!(bodies.as_slice(), [Body::Details(_), Body::Post(_), Body::Registration(_)]));
}

#[tokio::test]
async fn yesterdays_file_dropped_again_changes_nothing() {
    let it = World::begin().await;
    it.imported(&[WREN]).await;
    let head = it.head().await;
    let again = it.imported(&[WREN]).await;
    assert_eq!((again.imported.n_same, it.head().await), (1, head));
}

#[tokio::test]
async fn people_are_found_by_each_number_and_by_no_name() {
    let it = World::begin().await;
    let first = it.imported(&[WREN]).await;
    let who = it.outcomes(&first).await[0].person.clone();
    for row in [
        "77001,,,,,,,,,,",
        ",,,WREN@example.org,,,,,,,",
        ",,,,Physician Associate,13/01/2025,,General Medical Council,a 9997701,,",
    ] {
        let batch = it.checked(&[row]).await;
        let found = it.outcomes(&batch).await.remove(0);
        assert_eq!((found.effect, found.person), (Effect::Same, who.clone()), "{row}");
    }
    let batch = it.checked(&["77009,Wren Sallowfield,,,,,,,,,"]).await;
    assert_eq!(batch.checked.n_new, 1, "the same name is not the same person");
}

#[tokio::test]
async fn a_registration_that_goes_on_is_renewed_and_a_shorter_one_corrects() {
    let it = World::begin().await;
    it.imported(&[WREN]).await;
    let periods = |bodies: &[Body]| -> Vec<(String, String)> {
        let of = bodies.iter().filter_map(|it| match it {
            Body::Registration(_) => Some(it.period()),
            _ => None,
        });
        of.map(|it| (it.from.to_string(), it.until.to_string())).collect()
    };
    let later = it.imported(&[&WREN.replace("31/12/2026", "31/12/2027")]).await;
    let row = &it.outcomes(&later).await[0];
    assert_eq!(row.effect, Effect::Changed);
    assert_eq!(
        periods(&it.bodies(row).await),
        [
            ("always".to_owned(), "2027-01-01".to_owned()),
            ("2027-01-01".to_owned(), "2028-01-01".to_owned())
        ]
    );
    let earlier = it.imported(&[&WREN.replace("31/12/2026", "30/06/2027")]).await;
    let row = &it.outcomes(&earlier).await[0];
    assert_eq!(
        periods(&it.bodies(row).await),
        [
            ("always".to_owned(), "2027-01-01".to_owned()),
            ("2027-01-01".to_owned(), "2027-07-01".to_owned())
        ]
    );
}

#[tokio::test]
async fn what_a_file_does_not_say_stays() {
    let it = World::begin().await;
    it.imported(&[WREN]).await;
    let moved = it
        .imported(&["77001,Wren Harrow-Sallowfield,,,Physician Associate,13/01/2025,0.6,,,,"])
        .await;
    let row = &it.outcomes(&moved).await[0];
    assert_eq!(row.says.len(), 2, "a name and a part of full time: {:?}", row.says);
    let bodies = it.bodies(row).await;
    assert_eq!(bodies.len(), 3, "corrected, and not added");
    let details = bodies.iter().find_map(|it| match it {
        Body::Details(it) => Some(it),
        _ => None,
    });
    let details = details.unwrap();
    assert_eq!(details.name.as_deref(), Some("Wren Harrow-Sallowfield"));
    assert_eq!(details.email.as_deref(), Some("wren@example.org"));
}

#[tokio::test]
async fn two_posts_of_one_person_are_two_rows() {
    let it = World::begin().await;
    let bank = "77001,Wren Sallowfield,,,Physician Associate,01/06/2025,0,,,,";
    let done = it.imported(&[WREN, bank]).await;
    let rows = it.outcomes(&done).await;
    assert_eq!((rows[0].effect, rows[1].effect), (Effect::New, Effect::Changed));
    assert_eq!(rows[0].person, rows[1].person);
    assert!(rows[1].notes.iter().any(|it| it.contains("bank")), "{:?}", rows[1].notes);
    let posts = it.bodies(&rows[0]).await.iter().filter(|it| matches!(it, Body::Post(_))).count();
    assert_eq!(posts, 2);
}

#[tokio::test]
async fn a_supervisor_is_named_by_a_number_of_the_register_or_of_the_file() {
    let it = World::begin().await;
    let boss = "77100,Ash Boss,,boss@example.org,consultant,01/01/2020,1,,,,";
    let wren = format!("{WREN}77100");
    // Whoever comes first in the file does not matter.
    let done = it.imported(&[&wren, boss]).await;
    let rows = it.outcomes(&done).await;
    let bodies = it.bodies(&rows[0]).await;
    let supervisor = bodies.iter().find_map(|it| match it {
        Body::Supervision(it) => Some(it.supervisor.clone()),
        _ => None,
    });
    assert_eq!(supervisor, rows[1].person);
    assert_eq!(it.checked(&[&wren]).await.checked.n_same, 1);
}

#[tokio::test]
async fn every_doubt_about_whose_a_row_is_refuses_it() {
    let it = World::begin().await;
    let other = "77002,Ash Moor,01/02/1985,ash@example.org,Physician Associate,13/01/2025,1,General Medical Council,A9997702,,";
    it.imported(&[WREN, other]).await;
    let of = |row: &'static str| {
        let it = &it;
        async move { it.kinds(&[row]).await.remove(0) }
    };
    assert_eq!(of("77001,Wren Sallowfield,,ash@example.org,,,,,,,").await, [Kind::TwoPeople]);
    assert_eq!(of("77001,Quite Another,,,,,,,,,").await, [Kind::TwoPeople]);
    assert_eq!(of("77555,,,,,,,,,,").await, [Kind::NobodyWithoutName]);
    assert_eq!(of("77001,,04/04/1990,,,,,,,,").await, [Kind::OtherBirth]);
    assert_eq!(
        of("77001,,,,Physician Associate,13/01/2025,,General Medical Council,A9997799,,").await,
        [Kind::OtherNumber]
    );
    assert_eq!(of("77001,,,,,,,,,,77999").await, [Kind::UnknownSupervisor]);
    assert_eq!(of("77001,,,,,,,,,,77001").await, [Kind::OwnSupervisor]);
    let rows = ["77003,Fern Vale,01/01/1990,,,,,,,,", "77003,Fern Vale,02/01/1990,,,,,,,,"];
    assert_eq!(it.kinds(&rows).await, [vec![], vec![Kind::RowsDisagree]]);
    // Somebody else is added with the number of the first, so that it is nobody's alone.
    let stream = Stream::person("p-double").unwrap();
    let fact = r#"{"id":"f-1","kind":"details","name":"Wren Double","employee_number":"77001"}"#;
    let entry = NewEntry::new(&stream, "f-1", "details", "u-1").body(fact);
    let ledger = it.employer.register.ledger();
    ledger.append(Append::new(it.employer.org(), now().at).entry(entry)).await.unwrap();
    assert_eq!(of("77001,Wren Sallowfield,,,,,,,,,").await, [Kind::SeveralPeople]);
}

#[tokio::test]
async fn a_row_that_rests_on_a_wrong_one_is_wrong_as_well() {
    let it = World::begin().await;
    let rows = [
        "77001,Wren Sallowfield,,,Physician Associate,13/01/2025,1,,,,77100",
        "77100,Ash Boss,,,consultant,01/01/2020,1,,,,77101",
        "77101,Top Boss,,,consultant,01/01/2020,1,,,,77999",
        "77002,Fern Vale,,,Physician Associate,13/01/2025,1,,,,",
    ];
    let kinds = it.kinds(&rows).await;
    let unknown = vec![Kind::UnknownSupervisor];
    assert_eq!(kinds, [unknown.clone(), unknown.clone(), unknown, vec![]]);
}

#[tokio::test]
async fn all_or_nothing_is_nothing_where_a_row_is_wrong_and_good_rows_are_kept_where_that_is_chosen()
 {
    let it = World::begin().await;
    let batch = it.checked(&[WREN, "1E+05,Ash Moor,,,,,,,,,"]).await;
    assert_eq!((batch.checked.n_new, batch.checked.n_wrong), (1, 1));
    assert!(matches!(it.begin_import(&batch, Keep::All).await, Err(Refusal::Wrong(_))));
    assert_eq!(it.work().await, 0);
    let csv = String::from_utf8(it.employer.import_faults(&batch).await.unwrap()).unwrap();
    let row = csv.lines().nth(1).unwrap();
    assert!(row.starts_with("3,Employee Number,1E+05,power-of-ten,"), "{row}");
    it.begin_import(&batch, Keep::Good).await.unwrap();
    assert!(
        matches!(it.begin_import(&batch, Keep::Good).await, Err(Refusal::Conflict)),
        "one job at a time"
    );
    it.work().await;
    let done = it.employer.import_of(&it.lead, &batch.id).await.unwrap();
    assert_eq!((done.imported.n_new, done.imported.n_wrong), (1, 1));
}

#[tokio::test]
async fn a_mapping_is_remembered_by_its_header() {
    let it = World::begin().await;
    let text = "Nr,Wer,Was\n77001,Wren Sallowfield,Doctor's helper\n";
    let batch = it.bring_text(text).await;
    assert!(!batch.is_remembered && batch.mapping.columns.is_empty());
    let faults = it
        .employer
        .map_import(&it.installation, &it.lead, &batch.id, batch.mapping.clone(), now())
        .await;
    assert!(matches!(faults, Err(Refusal::Wrong(_))), "nothing tells whose a row is");
    let mapping = Mapping::read(
        "m",
        "{columns: [{column: Nr, is: employee-number}, {column: Wer, is: name}, {column: Was, is: role}], always: [{is: post-from, value: 01/01/2025}]}",
    )
    .unwrap();
    let mut mapped = batch.clone();
    mapped.mapping = mapping.clone();
    let unknown = it.employer.unknown_words(it.installation.book, &mapped).await.unwrap();
    assert_eq!(
        (unknown.len(), unknown[0].value.as_str(), unknown[0].n_rows),
        (1, "Doctor's helper", 1)
    );
    let checked = it.check(mapped).await;
    assert_eq!(checked.checked.n_wrong, 1);
    let again = it.bring_text(text).await;
    assert!(again.is_remembered && again.mapping == mapping);
    let other = it.bring_text("Nr,Wer,Wo\n1,Wren Sallowfield,x\n").await;
    assert!(!other.is_remembered);
}

#[tokio::test]
async fn whoever_may_not_import_is_refused_and_what_is_gone_is_gone() {
    let it = World::begin().await;
    let batch = it.bring(&[WREN]).await;
    for role in [Role::Practitioner, Role::Supervisor, Role::Auditor, Role::Administrator] {
        let other = viewer("u-other", &[role]);
        assert!(matches!(it.employer.imports(&other).await, Err(Refusal::Denied(_))), "{role:?}");
        assert!(matches!(it.employer.import_of(&other, &batch.id).await, Err(Refusal::Denied(_))));
    }
    it.employer.drop_import(&it.lead, &batch.id).await.unwrap();
    assert!(matches!(it.employer.import_of(&it.lead, &batch.id).await, Err(Refusal::NotFound)));
    let file = Incoming { name: "x.csv".to_owned(), content: b"%PDF-1.7".to_vec() };
    let done = it.employer.bring_file(&it.installation, &it.lead, file, now()).await;
    assert!(matches!(done, Err(Refusal::Wrong(_))));
}

/// Goes on three times: once for the register, and for two parts.
struct Killer(AtomicUsize);

impl Alive for Killer {
    fn goes_on(&self) -> GoesOn<'_> {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        let killed = || Refusal::Broken("killed".to_owned());
        Box::pin(async move { if n > 2 { Err(killed()) } else { Ok(true) } })
    }
}

fn many(n: usize) -> Vec<String> {
    (0..n)
        .map(|i| {
            format!(
                "8{i:05},Person Number{}x,,p{i}@example.org,Physician Associate,13/01/2025,1,,,,",
                "abc".repeat(i % 3)
            )
        })
        .collect()
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on_and_records_nothing_twice() {
    let it = World::begin().await;
    let rows = many(A_PART * 2 + 50);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let batch = it.checked(&rows).await;
    let (head, n_people) = (it.head().await, it.n_people().await);
    it.begin_import(&batch, Keep::All).await.unwrap();
    // Killed after the first part was written down, and after the second was recorded and not yet written down.
    let stops = Killer(AtomicUsize::new(0));
    let running = Running { clock: &now, alive: &stops };
    let killed = it.employer.import_batch(it.installation.book, &batch.id, running).await;
    assert!(killed.is_err());
    let half = it.employer.import_of(&it.lead, &batch.id).await.unwrap();
    assert!(half.n_done > 0 && half.n_done < batch.n_rows, "{}", half.n_done);
    // What the dead process had recorded beyond what it wrote down: the head is put back to before the last part.
    let mut before = half.clone();
    before.n_done -= A_PART;
    before.imported = Tally { n_new: before.n_done, ..Tally::default() };
    it.employer.keep_batch(&before, now().at).await.unwrap();
    assert_eq!(it.work().await, 1);
    let done = it.employer.import_of(&it.lead, &batch.id).await.unwrap();
    assert_eq!(
        (done.state, done.imported.n_new, done.imported.n_same),
        (State::Done, batch.n_rows, 0)
    );
    assert_eq!(it.n_people().await, n_people + rows.len());
    // Two facts each, and not one more.
    let n_entries = it.head().await - head;
    assert_eq!(usize::try_from(n_entries).unwrap(), rows.len() * 2);
    assert!(it.outcomes(&done).await.iter().all(|it| it.effect == Effect::New));
}

#[tokio::test]
async fn a_record_that_changes_between_check_and_import_is_judged_anew() {
    let it = World::begin().await;
    it.imported(&[WREN]).await;
    let batch = it.checked(&[&WREN.replace("1.0", "0.6")]).await;
    assert_eq!(batch.checked.n_changed, 1);
    // Somebody else brings the same meanwhile.
    it.imported(&[&WREN.replace("1.0", "0.6")]).await;
    it.begin_import(&batch, Keep::All).await.unwrap();
    it.work().await;
    let done = it.employer.import_of(&it.lead, &batch.id).await.unwrap();
    assert_eq!((done.imported.n_same, done.imported.n_changed), (1, 0));
}

#[tokio::test]
async fn who_was_erased_is_not_brought_back() {
    let it = World::begin().await;
    let batch = it.checked(&[WREN]).await;
    let who: PersonId = it.outcomes(&batch).await[0].person.clone().unwrap();
    // The files on their way in go with whoever is erased.
    let ledger = it.employer.register.ledger();
    let first = it.imported(&["77002,Ash Moor,,,,,,,,,"]).await;
    let other = it.outcomes(&first).await[0].person.clone().unwrap();
    ledger.erase(it.employer.org(), other.as_str(), "u-1", now().at).await.unwrap();
    assert!(matches!(it.employer.import_of(&it.lead, &batch.id).await, Err(Refusal::NotFound)));
    assert!(it.employer.register.person(&who).await.unwrap().is_none());
}
