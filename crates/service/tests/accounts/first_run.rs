//! Setting an organisation up, and what administrators may.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use preceptor_ledger::{Chance, Stream};
use preceptor_record::Code;
use preceptor_rulebook::{Rulebook, Set};
use preceptor_service::access::Role;
use preceptor_service::accounts::{AccountError, Fault, Invitation};
use preceptor_service::first_run::{Founding, code_of, optional_sets};
use preceptor_service::{Installation, Now, Refusal, Viewer};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::world::{HERE, PASSWORD, Seeded, Somebody, World, at, org};

fn book() -> &'static Rulebook {
    let files = preceptor_rulebook::builtin("uk").unwrap();
    Box::leak(Box::new(preceptor_rulebook::load_rules(&files).rulebook.unwrap()))
}

fn installation(world: &World) -> Installation {
    let chance: Arc<dyn Chance> = Arc::new(Seeded(Mutex::new(ChaCha12Rng::seed_from_u64(2))));
    Installation::new(world.ledger.clone(), chance, book(), false).0
}

fn now(seconds: i64) -> Now {
    Now::of(at(seconds))
}

fn founding(code: &str) -> Founding {
    let name = "St Imaginary's".to_owned();
    Founding { code: code.to_owned(), name, jurisdiction: Code::from("england") }
}

async fn first(world: &World) -> Somebody {
    let link = world.accounts.setup_link(at(0)).await.unwrap().unwrap();
    let begun =
        world.accounts.begin_setup(&link, "Ada Moor", "ada@example.org", PASSWORD, at(0)).await;
    world.enrol(&begun.unwrap(), at(0)).await.0
}

async fn viewer(of: &Installation, who: &str, seconds: i64) -> Viewer {
    let secret = of.begin_session(who, "a browser", now(seconds)).await.unwrap();
    let session = of.session(&secret, now(seconds)).await.unwrap().unwrap();
    of.viewer(&session, None).await.unwrap().unwrap()
}

#[test]
fn a_name_makes_a_code() {
    assert_eq!(code_of("  St Imaginary's Hospital (North) "), "st-imaginary-s-hospital-north");
    assert_eq!(code_of("病院"), "");
    assert!(code_of(&"very long name ".repeat(20)).len() <= 48);
}

#[tokio::test]
async fn the_first_account_sets_its_organisation_up_and_chooses_its_sets() {
    let world = World::new().await;
    let ada = first(&world).await;
    let of = installation(&world);
    for code in ["", "a b", "-", "../x", &"x".repeat(65)] {
        let done = of.set_up(&ada.account, &founding(code), now(1)).await;
        assert!(matches!(done, Err(Refusal::Wrong(it)) if it[0].field == "code"), "`{code}`");
    }
    let nowhere = Founding { jurisdiction: Code::from("atlantis"), ..founding("X99") };
    assert!(matches!(of.set_up(&ada.account, &nowhere, now(1)).await, Err(Refusal::Wrong(_))));
    assert!(matches!(
        of.set_up("a-nobody", &founding("X99"), now(1)).await,
        Err(Refusal::NotFound)
    ));
    assert_eq!(of.set_up(&ada.account, &founding("X99"), now(1)).await.unwrap(), org());
    let again = of.set_up(&ada.account, &founding("X99"), now(2)).await;
    assert!(matches!(again, Err(Refusal::Wrong(it)) if it[0].field == "code"), "taken");
    let employer = of.employer(&org()).await.unwrap().unwrap();
    assert_eq!(employer.title().await.unwrap(), "St Imaginary's");
    let ada = viewer(&of, &ada.account, 3).await;
    assert_eq!(ada.roles, BTreeSet::from([Role::MapLead, Role::Administrator]));
    let todo = of.to_do(&ada).await.unwrap();
    assert_eq!(
        (todo.has_adopted, todo.has_people, todo.has_members, todo.is_done()),
        (false, false, false, false)
    );

    let offered = optional_sets(book());
    let (default, other): (Vec<&Set>, Vec<&Set>) =
        offered.iter().copied().partition(|it| it.default_for.is_some());
    assert!(!default.is_empty() && !other.is_empty());
    let chosen = [default[0].id.value.to_string(), other[0].id.value.to_string()];
    let strange = of.adopt_first(&ada, &["no-such-set".to_owned()], now(4)).await;
    assert!(matches!(strange, Err(Refusal::NotFound)));
    of.adopt_first(&ada, &chosen, now(4)).await.unwrap();
    let stream = Stream::organisation("adoptions").unwrap();
    let entries = world.ledger.entries(&org(), &stream, i64::MAX).await.unwrap();
    let text = entries[0].body.text().unwrap();
    assert!(text.contains(&chosen[1]) && text.contains(default[1].id.value.as_str()), "{text}");
    assert!(!text.contains(&chosen[0]), "one that is taken anyway is not named: {text}");
    // It is an adoption that decisions can be made under.
    of.rules(&employer, now(5)).await.unwrap();
    let twice = of.adopt_first(&ada, &chosen, now(6)).await;
    assert!(matches!(twice, Err(Refusal::Conflict)), "{twice:?}");
    assert!(of.to_do(&ada).await.unwrap().has_adopted);
}

#[tokio::test]
async fn who_is_invited_is_nobody_before_accepting() {
    let (world, ada) = World::with_administrator().await;
    let of = installation(&world);
    world.invite(&ada, "bo@example.org", &["administrator"], at(1)).await;
    let bo = world.accounts.members(&org(), at(1)).await.unwrap().remove(1).account;
    let secret = of.begin_session(&bo, "", now(2)).await.unwrap();
    let session = of.session(&secret, now(2)).await.unwrap().unwrap();
    assert!(of.viewer(&session, Some(&org())).await.unwrap().is_none());
}

#[tokio::test]
async fn administering_takes_the_role_and_a_fresh_proof() {
    let (world, ada) = World::with_administrator().await;
    let of = installation(&world);
    let it = Invitation {
        email: "bo@example.org".to_owned(),
        name: "Bo Fell".to_owned(),
        roles: vec!["planner".to_owned()],
        person: None,
    };
    let admin = viewer(&of, &ada.account, 0).await;
    assert!(of.invite(&admin, &it, now(599)).await.unwrap().is_ok());
    assert!(matches!(of.invite(&admin, &it, now(600)).await, Err(Refusal::StepUp)), "ten minutes");
    for refused in [
        Invitation { roles: vec!["emperor".to_owned()], ..it.clone() },
        Invitation { person: Some("p-nobody".to_owned()), ..it.clone() },
    ] {
        assert!(matches!(of.invite(&admin, &refused, now(1)).await, Err(Refusal::NotFound)));
    }
    let twice = Invitation { email: "ada@example.org".to_owned(), ..it.clone() };
    let done = of.invite(&admin, &twice, now(1)).await.unwrap();
    assert_eq!(done, Err(AccountError::Faults(vec![Fault::EmailMember])));
    for role in Role::ALL.into_iter().filter(|it| *it != Role::Administrator) {
        let other = Viewer { roles: BTreeSet::from([role]), ..admin.clone() };
        assert!(
            matches!(of.invite(&other, &it, now(1)).await, Err(Refusal::Denied(_))),
            "{role:?}"
        );
        let roles = of.change_roles(&other, &ada.account, &[Role::Planner], now(1)).await;
        assert!(matches!(roles, Err(Refusal::Denied(_))), "{role:?}");
        assert!(matches!(
            of.end_member(&other, &ada.account, now(1)).await,
            Err(Refusal::Denied(_))
        ));
        let may_see = role == Role::Auditor;
        assert_eq!(of.members(&other, now(1)).await.is_ok(), may_see, "{role:?}");
        assert_eq!(of.happened(&other).await.is_ok(), may_see, "{role:?}");
    }
    // Of another organisation there is nobody.
    let elsewhere = Viewer { org: preceptor_ledger::OrgId::new("X98").unwrap(), ..admin.clone() };
    assert_eq!(of.members(&elsewhere, now(1)).await.unwrap(), []);
    let done = of.end_member(&elsewhere, &ada.account, now(1)).await.unwrap();
    assert_eq!(done, Err(AccountError::NotFound));
    let told = of.happened(&admin).await.unwrap();
    assert_eq!(told[0].by.as_deref(), Some("Ada Moor"));
    assert_eq!(
        (told[0].to.as_str(), told[0].is_own, told[0].roles.as_slice()),
        ("Bo Fell", false, [Role::Planner].as_slice())
    );
}

#[tokio::test]
async fn the_person_sees_who_looked_each_day_once() {
    let (world, ada) = World::with_administrator().await;
    let of = installation(&world);
    let admin = viewer(&of, &ada.account, 0).await;
    let employer_less = of.looks_at(&admin, &"p-1".into(), now(1)).await;
    assert!(matches!(employer_less, Err(Refusal::Denied(_))), "not an administrator's to see");
    let own = Viewer { person: Some("p-1".into()), ..admin.clone() };
    for (seconds, page) in
        [(0, "person"), (1_000, "person"), (2_000, "history"), (90_000, "person")]
    {
        let body = format!("{{\"looked_at\":\"{page}\",\"times\":2}}");
        let line =
            preceptor_ledger::NewLine::new(at(seconds), ada.account.as_str(), body).about("p-1");
        world.ledger.write_line(&org(), preceptor_ledger::Trail::Access, line).await.unwrap();
    }
    let seen = of.looks_at(&own, &"p-1".into(), now(90_001)).await.unwrap();
    let seen: Vec<_> = seen.iter().map(|it| (it.page.as_str(), it.times, it.at)).collect();
    assert_eq!(
        seen,
        [("person", 2, at(90_000)), ("history", 2, at(2_000)), ("person", 4, at(1_000))]
    );
    let done = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await;
    assert!(done.is_ok(), "and signing in is no look");
}
