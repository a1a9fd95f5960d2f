//! The first account, and choosing password and app.

use preceptor_ledger::OrgId;
use preceptor_service::accounts::events::{self, Event};
use preceptor_service::accounts::{AccountError, Fault, Field, Link};

use crate::world::{HERE, PASSWORD, World, at, org};

#[tokio::test]
async fn the_first_account_is_made_with_a_link_and_there_is_no_second() {
    let world = World::new().await;
    let old = world.accounts.setup_link(at(0)).await.unwrap().unwrap();
    let link = world.accounts.setup_link(at(1)).await.unwrap().unwrap();
    assert_eq!((old.len(), old == link), (32, false), "128 bits, and another at every start");
    assert!(!world.accounts.opens(Link::Setup, &old, at(1)).await.unwrap());
    assert!(world.accounts.opens(Link::Setup, &link, at(1)).await.unwrap());
    let begin = async |link: &str| {
        world.accounts.begin_setup(link, "Ada Moor", "ada@example.org", PASSWORD, at(2)).await
    };
    assert_eq!(begin(&old).await, Err(AccountError::Expired));
    // Two people have the link; the first to finish is the first account.
    let (one, other) = (begin(&link).await.unwrap(), begin(&link).await.unwrap());
    let (ada, done) = world.enrol(&one, at(60)).await;
    assert_eq!((done.link, done.recovery_codes.len()), (Some(Link::Setup), 10));
    let profile = world.accounts.profile(&ada.account).await.unwrap();
    assert_eq!(
        (profile.email.as_str(), profile.is_first, profile.n_codes),
        ("ada@example.org", true, 10)
    );
    let it = world.accounts.enrolling(&other, at(61)).await.unwrap();
    let app = totp_rs::Totp::from_url(&it.address).unwrap();
    let code = app.generate(u64::try_from(at(61).as_second()).unwrap()).to_string();
    let second = world.accounts.finish_enrolling(&other, &code, None, at(61)).await;
    assert_eq!(second, Err(AccountError::Expired));
    assert_eq!(world.ledger.n_accounts().await.unwrap(), 1);
    assert_eq!(world.accounts.setup_link(at(62)).await.unwrap(), None);
    assert!(!world.accounts.opens(Link::Setup, &link, at(62)).await.unwrap());
    let told = events::before(&world.ledger, &OrgId::installation(), i64::MAX, 9).await.unwrap();
    assert_eq!(told.iter().map(|it| it.event).collect::<Vec<_>>(), [Event::SetUp]);
}

#[tokio::test]
async fn every_fault_of_the_form_is_told_at_once() {
    let world = World::new().await;
    let link = world.accounts.setup_link(at(0)).await.unwrap().unwrap();
    let done = world.accounts.begin_setup(&link, " ", "ada", "short", at(0)).await.unwrap_err();
    assert_eq!(done.fault(Field::Name), Some(Fault::NameMissing));
    assert_eq!(done.fault(Field::Email), Some(Fault::EmailUnfit));
    assert_eq!(done.fault(Field::Password), Some(Fault::PasswordShort));
    assert_eq!(done.fault(Field::Code), None);
    assert!(
        world.accounts.opens(Link::Setup, &link, at(0)).await.unwrap(),
        "the link is still good"
    );
}

#[tokio::test]
async fn what_was_chosen_waits_half_an_hour_for_a_code() {
    let world = World::new().await;
    let link = world.accounts.setup_link(at(0)).await.unwrap().unwrap();
    let begun = world
        .accounts
        .begin_setup(&link, "Ada Moor", "ada@example.org", PASSWORD, at(0))
        .await
        .unwrap();
    let wrong = world.accounts.finish_enrolling(&begun, "000000", None, at(1)).await.unwrap_err();
    assert_eq!(wrong.fault(Field::Code), Some(Fault::CodeWrong));
    assert!(world.accounts.enrolling(&begun, at(1_799)).await.is_ok());
    assert_eq!(world.accounts.enrolling(&begun, at(1_800)).await, Err(AccountError::Expired));
    assert_eq!(world.ledger.n_accounts().await.unwrap(), 0, "nothing was made");
    let again =
        world.accounts.begin_setup(&link, "Ada Moor", "ada@example.org", PASSWORD, at(1_800)).await;
    world.enrol(&again.unwrap(), at(1_801)).await;
}

#[tokio::test]
async fn a_new_app_takes_the_place_of_the_old_and_ends_the_other_sessions() {
    let (world, ada) = World::with_administrator().await;
    let kept = world.session(&ada, "s-1", at(60)).await;
    world.session(&ada, "s-2", at(60)).await;
    let begun = world.accounts.begin_new_app(&ada.account, at(60)).await.unwrap();
    let it = world.accounts.enrolling(&begun, at(60)).await.unwrap();
    let app = totp_rs::Totp::from_url(&it.address).unwrap();
    let code = app.generate(u64::try_from(at(60).as_second()).unwrap()).to_string();
    let done = world.accounts.finish_enrolling(&begun, &code, Some(&kept), at(60)).await.unwrap();
    assert_eq!((done.link, done.recovery_codes.len()), (None, 0));
    assert_eq!(world.n_sessions(&ada).await, 1);
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(120)).await.unwrap();
    let with_old = world.accounts.sign_in_code(&half, &ada.code(at(120)), HERE, at(120)).await;
    assert_eq!(with_old, Err(AccountError::NotLetIn));
    let code = app.generate(u64::try_from(at(120).as_second()).unwrap()).to_string();
    assert!(world.accounts.sign_in_code(&half, &code, HERE, at(120)).await.is_ok());
    assert!(world.happened().await.contains(&(
        ada.account.clone(),
        ada.account.clone(),
        Event::AppChanged
    )));
}

#[tokio::test]
async fn only_the_first_account_sets_an_organisation_up_and_only_an_empty_one() {
    let (world, ada) = World::with_administrator().await;
    assert_eq!(
        world.accounts.found(&org(), &ada.account, at(1)).await,
        Err(AccountError::NotFound)
    );
    let link = world.invite(&ada, "bo@example.org", &["planner"], at(1)).await;
    let begun = world.accounts.begin_joining(&link, "Bo Fell", PASSWORD, at(2)).await.unwrap();
    let (bo, _) = world.enrol(&begun, at(2)).await;
    let other = OrgId::new("X98").unwrap();
    assert_eq!(world.accounts.found(&other, &bo.account, at(3)).await, Err(AccountError::NotFound));
    assert_eq!(world.accounts.found(&other, &ada.account, at(3)).await, Ok(()));
}
