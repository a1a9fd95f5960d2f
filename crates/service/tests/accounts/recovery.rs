//! Recovery codes, a forgotten password, the operator's link.

use preceptor_service::accounts::events::{Event, OPERATOR};
use preceptor_service::accounts::{AccountError, Fault, Field, Link};

use crate::world::{HERE, PASSWORD, World, at};

const ANOTHER: &str = "quiet copper windmills";

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_app_once() {
    let (world, ada) = World::with_administrator().await;
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await.unwrap();
    let typed = ada.codes[3].to_uppercase().replace('-', " ");
    let done = world.accounts.sign_in_code(&half, &typed, HERE, at(60)).await.unwrap();
    assert!(done.with_recovery_code);
    assert_eq!(world.accounts.profile(&ada.account).await.unwrap().n_codes, 9);
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(90)).await.unwrap();
    let again = world.accounts.sign_in_code(&half, &ada.codes[3], HERE, at(90)).await;
    assert_eq!(again, Err(AccountError::NotLetIn));
    assert!(world.happened().await.iter().any(|it| it.2 == Event::SignedInWithCode));
}

#[tokio::test]
async fn new_codes_take_the_place_of_the_old() {
    let (world, ada) = World::with_administrator().await;
    let codes = world.accounts.new_recovery_codes(&ada.account, at(60)).await.unwrap();
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|it| !ada.codes.contains(it)));
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await.unwrap();
    let old = world.accounts.sign_in_code(&half, &ada.codes[0], HERE, at(60)).await;
    assert_eq!(old, Err(AccountError::NotLetIn));
    assert!(world.accounts.sign_in_code(&half, &codes[9], HERE, at(61)).await.is_ok());
}

#[tokio::test]
async fn a_forgotten_password_takes_a_recovery_code_and_the_app() {
    let (world, ada) = World::with_administrator().await;
    world.session(&ada, "s-1", at(50)).await;
    let shown = world.accounts.forgotten(&ada.email, &ada.codes[0], HERE, at(60)).await.unwrap();
    let weak = world.accounts.new_password_after(&shown, "password1234", at(61)).await.unwrap_err();
    assert_eq!(weak.fault(Field::Password), Some(Fault::PasswordCommon));
    let half = world.accounts.new_password_after(&shown, ANOTHER, at(61)).await.unwrap();
    assert!(
        world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(62)).await.is_ok(),
        "nothing has changed yet"
    );
    assert_eq!(world.n_sessions(&ada).await, 1);
    let same = world.accounts.sign_in_code(&half, &ada.codes[0], HERE, at(62)).await;
    assert_eq!(same, Err(AccountError::NotLetIn), "the code shown first is used up");
    world.accounts.sign_in_code(&half, &ada.code(at(62)), HERE, at(62)).await.unwrap();
    assert_eq!(world.n_sessions(&ada).await, 0);
    assert_eq!(
        world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(63)).await,
        Err(AccountError::NotLetIn)
    );
    assert!(world.accounts.sign_in(&ada.email, ANOTHER, HERE, at(64)).await.is_ok());
    assert!(world.happened().await.iter().any(|it| it.2 == Event::PasswordChanged));
}

#[tokio::test]
async fn a_password_is_chosen_within_a_quarter_of_an_hour_and_once() {
    let (world, ada) = World::with_administrator().await;
    let shown = world.accounts.forgotten(&ada.email, &ada.codes[0], HERE, at(0)).await.unwrap();
    assert!(world.accounts.may_choose(&shown, at(899)).await.unwrap());
    assert!(!world.accounts.may_choose(&shown, at(900)).await.unwrap());
    let late = world.accounts.new_password_after(&shown, ANOTHER, at(900)).await;
    assert_eq!(late, Err(AccountError::Expired));
    assert!(world.accounts.new_password_after(&shown, ANOTHER, at(899)).await.is_ok());
    let again = world.accounts.new_password_after(&shown, ANOTHER, at(899)).await;
    assert_eq!(again, Err(AccountError::Expired));
}

#[tokio::test]
async fn a_code_of_somebody_else_or_of_nobody_is_told_the_same() {
    let (world, ada) = World::with_administrator().await;
    for n in 0..5 {
        let wrong = world.accounts.forgotten(&ada.email, "aaaa-bbbb-cccc-dddd", HERE, at(n)).await;
        let unknown =
            world.accounts.forgotten("nobody@example.org", &ada.codes[0], HERE, at(n)).await;
        assert_eq!(
            (&wrong, &unknown),
            (&Err(AccountError::NotLetIn), &Err(AccountError::NotLetIn))
        );
    }
    let wrong = world.accounts.forgotten(&ada.email, &ada.codes[0], HERE, at(5)).await;
    let unknown = world.accounts.forgotten("nobody@example.org", &ada.codes[0], HERE, at(5)).await;
    assert_eq!(wrong, Err(AccountError::Wait { until: at(64) }));
    assert_eq!(wrong, unknown);
    assert!(
        world.accounts.forgotten(&ada.email, &ada.codes[0], HERE, at(64)).await.is_ok(),
        "it was not used up"
    );
}

#[tokio::test]
async fn the_operators_link_stands_in_for_both_for_a_day_and_once() {
    let (world, ada) = World::with_administrator().await;
    world.session(&ada, "s-1", at(0)).await;
    let none = world.accounts.recovery_link("nobody@example.org", at(0)).await;
    assert_eq!(none, Err(AccountError::NotFound));
    let old = world.accounts.recovery_link(&ada.email, at(0)).await.unwrap();
    let link = world.accounts.recovery_link(&ada.email, at(1)).await.unwrap();
    assert!(!world.accounts.opens(Link::Recovery, &old, at(2)).await.unwrap());
    let day = 24 * 3_600;
    assert!(world.accounts.opens(Link::Recovery, &link, at(day)).await.unwrap());
    assert!(!world.accounts.opens(Link::Recovery, &link, at(day + 1)).await.unwrap());
    assert!(
        !world.accounts.opens(Link::Invitation, &link, at(2)).await.unwrap(),
        "a link of another kind"
    );
    // Locked out as she is, the link lets her in again.
    for n in 10..15 {
        world.accounts.sign_in(&ada.email, "not her password", HERE, at(n)).await.unwrap_err();
    }
    let begun = world.accounts.begin_recovery(&link, ANOTHER, at(20)).await.unwrap();
    assert_eq!(world.n_sessions(&ada).await, 1);
    let (anew, done) = world.enrol(&begun, at(30)).await;
    assert_eq!((anew.account.as_str(), done.recovery_codes.len()), (ada.account.as_str(), 10));
    assert_eq!(world.n_sessions(&ada).await, 0);
    assert!(!world.accounts.opens(Link::Recovery, &link, at(31)).await.unwrap());
    let half = world.accounts.sign_in(&ada.email, ANOTHER, HERE, at(60)).await.unwrap();
    assert!(
        world.accounts.sign_in_code(&half, &ada.code(at(60)), HERE, at(60)).await.is_err(),
        "the old app"
    );
    assert!(world.accounts.sign_in_code(&half, &anew.code(at(60)), HERE, at(60)).await.is_ok());
    let told = world.happened().await;
    assert!(told.contains(&(OPERATOR.to_owned(), ada.account.clone(), Event::RecoveryLink)));
    assert!(told.contains(&(ada.account.clone(), ada.account.clone(), Event::Recovered)));
}

#[tokio::test]
async fn the_operator_ends_sessions() {
    let (world, ada) = World::with_administrator().await;
    world.session(&ada, "s-1", at(0)).await;
    world.session(&ada, "s-2", at(0)).await;
    assert_eq!(
        world.accounts.end_sessions_of("nobody@example.org", at(1)).await,
        Err(AccountError::NotFound)
    );
    assert_eq!(world.accounts.end_sessions_of("Ada@example.org", at(1)).await, Ok(2));
    assert_eq!(world.n_sessions(&ada).await, 0);
    let told = world.happened().await;
    assert_eq!(
        told.last(),
        Some(&(OPERATOR.to_owned(), ada.account.clone(), Event::SessionsEnded))
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (world, ada) = World::with_administrator().await;
    let kept = world.session(&ada, "s-1", at(0)).await;
    world.session(&ada, "s-2", at(0)).await;
    let own = world
        .accounts
        .change_password(&ada.account, "ada@example.org", &kept, at(1))
        .await
        .unwrap_err();
    assert_eq!(own.fault(Field::Password), Some(Fault::PasswordOwn));
    world.accounts.change_password(&ada.account, ANOTHER, &kept, at(1)).await.unwrap();
    assert_eq!(world.n_sessions(&ada).await, 1);
    assert!(world.accounts.sign_in(&ada.email, ANOTHER, HERE, at(2)).await.is_ok());
    world.accounts.change_name(&ada.account, " Ada Moor-Fell ").await.unwrap();
    assert_eq!(world.accounts.profile(&ada.account).await.unwrap().name, "Ada Moor-Fell");
}
