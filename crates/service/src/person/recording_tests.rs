//! Recording against a store: who may, what counts afterwards, and what is told where it cannot be taken.

use std::sync::Arc;

use preceptor_record::{Code, Registration, SupervisionKind};
use preceptor_standing::Engine;
use serde_json::json;

use super::*;
use crate::access::Role;
use crate::fixture::{now, trust, viewer};
use crate::person::fields;

/// A trust, and somebody of it whom somebody else supervises.
struct Scene {
    installation: Installation,
    employer: Arc<Employer>,
    engine: &'static Engine<'static>,
    who: PersonId,
    supervisor: PersonId,
}

impl Scene {
    async fn new() -> Self {
        let (installation, employer, engine) = trust().await;
        let people = employer.register.everybody().await.unwrap();
        let named = |it: &Person| {
            it.facts.iter().find_map(|fact| match &fact.body {
                Body::Supervision(of)
                    if of.supervision == SupervisionKind::Named
                        && fact.body.period().holds(now().day) =>
                {
                    Some(of.supervisor.clone())
                }
                _ => None,
            })
        };
        let (who, supervisor) =
            people.people.values().find_map(|it| Some((it.id.clone(), named(it)?))).unwrap();
        Self { installation, employer, engine, who, supervisor }
    }

    fn viewer(&self, role: Role, person: Option<&PersonId>) -> Viewer {
        Viewer { person: person.cloned(), ..viewer(role.word(), &[role]) }
    }

    fn change<'a>(&'a self, viewer: &'a Viewer) -> Change<'a> {
        Change { installation: &self.installation, viewer, person: &self.who, now: now() }
    }

    async fn record(
        &self,
        viewer: &Viewer,
        kind: &str,
        said: Json,
        corrects: Option<&FactId>,
    ) -> Result<FactId, Refusal> {
        let organisations = self.employer.register.organisations().await.unwrap();
        let fields = fields(self.engine.book, &organisations, kind).unwrap();
        let Json::Object(said) = said else { panic!("a mapping") };
        let drafted = Drafted {
            kind: kind.to_owned(),
            fields: said,
            corrects: corrects.cloned(),
            ..Drafted::default()
        };
        self.employer.record_fact(self.change(viewer), &fields, &drafted).await
    }

    async fn person(&self) -> Person {
        self.employer.register.person(&self.who).await.unwrap().unwrap().person
    }

    /// Whether a fact counts, and whether it is verified.
    async fn counts(&self, id: &FactId) -> Option<bool> {
        let person = self.person().await;
        let record = Record::known_at(&person, KnownAt::EVERYTHING);
        record.facts.iter().find(|it| it.fact.id == *id).map(|it| it.verified)
    }
}

fn training() -> Json {
    json!({ "course": "care-certificate", "on": "2026-11-01", "until": "2027-11-01" })
}

fn seen() -> Checked {
    Checked { outcome: Outcome::Confirmed, how: "saw the certificate".to_owned() }
}

fn is_denied<T>(it: &Result<T, Refusal>) -> bool {
    matches!(it, Err(Refusal::Denied(_)))
}

#[tokio::test]
async fn what_is_recorded_is_claimed_until_somebody_else_verifies_it() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let id = scene.record(&lead, "training", training(), None).await.unwrap();
    assert_eq!(scene.counts(&id).await, Some(false));
    let fact = scene.person().await.fact(&id).unwrap().clone();
    assert_eq!(fact.entry.recorded, Some(Instant(now().at)));
    assert_eq!(fact.entry.recorded_by, Some(PersonId::new("map-lead")));
    scene.employer.verify_fact(scene.change(&lead), &id, &seen()).await.unwrap();
    assert_eq!(scene.counts(&id).await, Some(true));
    let refuted = Checked { outcome: Outcome::Refuted, ..seen() };
    let later = Now::of("2026-11-20T09:00:01Z".parse().unwrap());
    let change = Change { now: later, ..scene.change(&lead) };
    scene.employer.verify_fact(change, &id, &refuted).await.unwrap();
    assert_eq!(scene.counts(&id).await, Some(false), "what was refuted later is not verified");
    let silent = Checked { how: " ".to_owned(), ..seen() };
    let it = scene.employer.verify_fact(scene.change(&lead), &id, &silent).await;
    assert!(matches!(it, Err(Refusal::Wrong(_))));
}

#[tokio::test]
async fn nobody_verifies_about_themselves_or_what_they_stated_as_assessor() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let signed = json!({ "activity": "ecg", "level": "direct", "assessor": scene.supervisor.as_str(), "on": "2026-11-02" });
    let id = scene.record(&lead, "sign-off", signed, None).await.unwrap();
    let themselves = scene.viewer(Role::MapLead, Some(&scene.who));
    let assessor = scene.viewer(Role::Supervisor, Some(&scene.supervisor));
    let practitioner = scene.viewer(Role::Practitioner, Some(&scene.who));
    for it in [&themselves, &assessor, &practitioner] {
        assert!(is_denied(&scene.employer.verify_fact(scene.change(it), &id, &seen()).await));
    }
    assert_eq!(scene.counts(&id).await, Some(false));
    let trained = scene.record(&lead, "training", training(), None).await.unwrap();
    scene.employer.verify_fact(scene.change(&assessor), &trained, &seen()).await.unwrap();
    assert_eq!(
        scene.counts(&trained).await,
        Some(true),
        "a supervisor vouches for what others stated"
    );
}

#[tokio::test]
async fn a_correction_takes_the_place_of_a_fact_once() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let first = scene.record(&lead, "training", training(), None).await.unwrap();
    let second = scene.record(&lead, "training", training(), Some(&first)).await.unwrap();
    assert_eq!((scene.counts(&first).await, scene.counts(&second).await), (None, Some(false)));
    let again = scene.record(&lead, "training", training(), Some(&first)).await;
    assert!(matches!(again, Err(Refusal::Conflict)), "{again:?}");
    let other = json!({ "exam": "pane", "on": "2026-11-01" });
    let other = scene.record(&lead, "exam", other, Some(&second)).await;
    assert!(matches!(other, Err(Refusal::Wrong(_))), "of another kind");
}

#[tokio::test]
async fn what_was_taken_back_does_not_count_until_that_is_undone() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let id = scene.record(&lead, "training", training(), None).await.unwrap();
    let taken =
        scene.employer.withdraw_fact(scene.change(&lead), &id, Some("a slip")).await.unwrap();
    assert_eq!(scene.counts(&id).await, None);
    let twice = scene.employer.withdraw_fact(scene.change(&lead), &id, None).await;
    assert!(matches!(twice, Err(Refusal::Conflict)));
    scene.employer.withdraw_fact(scene.change(&lead), &taken, None).await.unwrap();
    assert_eq!(scene.counts(&id).await, Some(false));
    let twice = scene.employer.withdraw_fact(scene.change(&lead), &taken, None).await;
    assert!(matches!(twice, Err(Refusal::Conflict)));
}

#[tokio::test]
async fn people_change_of_their_own_record_what_they_claimed_themselves() {
    let scene = Scene::new().await;
    let own = scene.viewer(Role::Practitioner, Some(&scene.who));
    let lead = scene.viewer(Role::MapLead, None);
    let claimed = scene.record(&own, "training", training(), None).await.unwrap();
    let of_lead = scene.record(&lead, "training", training(), None).await.unwrap();
    assert!(is_denied(&scene.record(&own, "training", training(), Some(&of_lead)).await));
    assert!(is_denied(&scene.employer.withdraw_fact(scene.change(&own), &of_lead, None).await));
    scene.employer.verify_fact(scene.change(&lead), &claimed, &seen()).await.unwrap();
    assert!(is_denied(&scene.employer.withdraw_fact(scene.change(&own), &claimed, None).await));
    let fresh = scene.record(&own, "training", training(), None).await.unwrap();
    scene.employer.withdraw_fact(scene.change(&own), &fresh, None).await.unwrap();
}

#[tokio::test]
async fn who_has_no_business_there_changes_nothing() {
    let scene = Scene::new().await;
    let stranger = PersonId::new("p-nobody");
    for it in [
        scene.viewer(Role::Auditor, None),
        scene.viewer(Role::Administrator, None),
        scene.viewer(Role::RotaCoordinator, None),
        scene.viewer(Role::Supervisor, Some(&stranger)),
        scene.viewer(Role::Practitioner, Some(&stranger)),
    ] {
        assert!(
            is_denied(&scene.record(&it, "training", training(), None).await),
            "{:?}",
            it.roles
        );
    }
    let supervisor = scene.viewer(Role::Supervisor, Some(&scene.supervisor));
    assert!(scene.record(&supervisor, "training", training(), None).await.is_ok());
}

#[tokio::test]
async fn every_field_that_cannot_be_taken_is_told_at_once() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let wrong = |it: Result<FactId, Refusal>| match it {
        Err(Refusal::Wrong(all)) => all.into_iter().map(|it| it.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let said = json!({ "register": "no-such", "status": "fine", "from": "2026-02-30" });
    assert_eq!(
        wrong(scene.record(&lead, "registration", said, None).await),
        ["register", "status", "from"]
    );
    assert_eq!(wrong(scene.record(&lead, "training", json!({}), None).await), ["course"]);
    let backwards =
        json!({ "course": "care-certificate", "on": "2026-11-01", "until": "2026-11-01" });
    assert_eq!(wrong(scene.record(&lead, "training", backwards, None).await), ["until"]);
    let strange = json!({ "course": "care-certificate", "id": "f-1" });
    assert_eq!(wrong(scene.record(&lead, "training", strange, None).await), ["id"]);
    let nobody = json!({ "supervision": "named", "supervisor": "p-nobody" });
    assert_eq!(wrong(scene.record(&lead, "supervision", nobody, None).await), ["supervisor"]);
    let own = json!({ "supervision": "named", "supervisor": scene.who.as_str() });
    assert_eq!(wrong(scene.record(&lead, "supervision", own, None).await), ["supervisor"]);
}

#[tokio::test]
async fn what_is_typed_is_text_and_nothing_more() {
    let scene = Scene::new().await;
    let lead = scene.viewer(Role::MapLead, None);
    let odd =
        "<script>alert(1)</script>'; DROP TABLE entry; -- \u{202e}\u{1f600} \"},{\"kind\":\"exam";
    let said = json!({ "register": "gmc-aapa", "number": odd, "from": "2026-11-01" });
    let id = scene.record(&lead, "registration", said, None).await.unwrap();
    let person = scene.person().await;
    let Body::Registration(Registration { number, .. }) = &person.fact(&id).unwrap().body else {
        panic!("a registration")
    };
    assert_eq!(number.as_deref(), Some(odd));
    let long = json!({ "register": "gmc-aapa", "number": "x".repeat(20_001) });
    let it = scene.record(&lead, "registration", long, None).await;
    assert!(matches!(it, Err(Refusal::Wrong(_))));
}

#[test]
fn every_kind_of_fact_has_a_form_of_its_own_fields() {
    let organisations = std::collections::BTreeMap::<Code, preceptor_record::Organisation>::new();
    let book = crate::fixture::book();
    for kind in crate::person::kinds() {
        let of = fields(book, &organisations, kind).unwrap();
        let names: Vec<&str> = of.iter().map(|it| it.name.as_str()).collect();
        assert!(!names.is_empty(), "{kind}");
        // The second names of a field are not asked for again.
        assert!(
            !names.contains(&"by") && !names.contains(&"award") && !names.contains(&"profession")
        );
        assert!(of.iter().all(|it| !it.title.is_empty()), "{kind}");
    }
    let of = fields(book, &organisations, "sign-off").unwrap();
    let asked: Vec<(&str, bool)> = of.iter().map(|it| (it.name.as_str(), it.is_required)).collect();
    assert_eq!(
        asked,
        [
            ("activity", true),
            ("level", false),
            ("assessor", false),
            ("on", false),
            ("until", false),
            ("role", false),
            ("setting", false),
            ("limits", false)
        ]
    );
    assert_eq!(of[4].takes, Takes::LastDay);
    assert_eq!(of[2].takes, Takes::Person);
    let qualification = fields(book, &organisations, "qualification").unwrap();
    assert!(qualification[0].is_required && qualification[0].name == "qualification");
    assert!(qualification.iter().any(|it| it.name == "subject" && it.is_several));
    assert!(fields(book, &organisations, "verification").is_none());
}
