//! Password, code, and what happens after too many that are wrong.

use preceptor_service::accounts::AccountError;
use preceptor_service::accounts::events::Event;

use crate::world::{HERE, PASSWORD, World, at};

#[tokio::test]
async fn password_and_code_let_in_whatever_the_case_of_the_address() {
    let (world, ada) = World::with_administrator().await;
    let half = world.accounts.sign_in(" ADA@example.org", PASSWORD, HERE, at(60)).await.unwrap();
    let done = world.accounts.sign_in_code(&half, &ada.code(at(60)), HERE, at(60)).await.unwrap();
    assert_eq!(
        (done.account.as_str(), done.name.as_str(), done.with_recovery_code),
        (ada.account.as_str(), "Ada Moor", false)
    );
    let again = world.accounts.sign_in_code(&half, &ada.code(at(120)), HERE, at(120)).await;
    assert_eq!(again, Err(AccountError::Expired), "the first half is good once");
    assert!(world.happened().await.contains(&(ada.account.clone(), ada.account, Event::SignedIn)));
}

#[tokio::test]
async fn a_code_is_never_taken_twice() {
    let (world, ada) = World::with_administrator().await;
    // The code that the app was set up with is used up as well.
    assert_eq!(world.sign_in(&ada, at(0)).await, Err(AccountError::NotLetIn));
    world.sign_in(&ada, at(30)).await.unwrap();
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(40)).await.unwrap();
    let same = world.accounts.sign_in_code(&half, &ada.code(at(30)), HERE, at(40)).await;
    assert_eq!(same, Err(AccountError::NotLetIn));
    let next = world.accounts.sign_in_code(&half, &ada.code(at(60)), HERE, at(40)).await;
    assert!(next.is_ok(), "the one after it, of a clock that is fast");
}

#[tokio::test]
async fn the_first_half_is_good_for_five_minutes() {
    let (world, ada) = World::with_administrator().await;
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await.unwrap();
    let late = world.accounts.sign_in_code(&half, &ada.code(at(360)), HERE, at(360)).await;
    assert_eq!(late, Err(AccountError::Expired));
    let in_time = world.accounts.sign_in_code(&half, &ada.code(at(359)), HERE, at(359)).await;
    assert!(in_time.is_ok());
}

#[tokio::test]
async fn an_unknown_account_is_told_the_same_as_a_wrong_password() {
    let (world, ada) = World::with_administrator().await;
    let tell = async |email: &str, seconds: i64| {
        world.accounts.sign_in(email, "not her password", HERE, at(seconds)).await
    };
    for n in 0..8 {
        let (known, unknown) = (tell(&ada.email, n).await, tell("nobody@example.org", n).await);
        assert_eq!(known, unknown, "attempt {n}");
        let waits = n >= 5;
        let expected = AccountError::Wait { until: at(64) };
        assert_eq!(
            known,
            Err(if waits { expected } else { AccountError::NotLetIn }),
            "attempt {n}"
        );
    }
    // The sixth that counts, a minute after the fifth.
    for (seconds, expected) in
        [(63, Some(at(64))), (64, None), (65, Some(at(184))), (183, Some(at(184))), (184, None)]
    {
        let (known, unknown) =
            (tell(&ada.email, seconds).await, tell("Nobody@example.org ", seconds).await);
        assert_eq!(known, unknown, "after {seconds}");
        let expected =
            expected.map_or(AccountError::NotLetIn, |until| AccountError::Wait { until });
        assert_eq!(known, Err(expected), "after {seconds}");
    }
}

#[tokio::test]
async fn the_fifth_failure_locks_out_even_who_knows_the_password_and_success_forgets() {
    let (world, ada) = World::with_administrator().await;
    for n in 0..4 {
        let done = world.accounts.sign_in(&ada.email, "not her password", HERE, at(n)).await;
        assert_eq!(done, Err(AccountError::NotLetIn));
    }
    world.sign_in(&ada, at(60)).await.unwrap();
    for n in 70..75 {
        let done = world.accounts.sign_in(&ada.email, "not her password", HERE, at(n)).await;
        assert_eq!(done, Err(AccountError::NotLetIn), "counted from the beginning");
    }
    let until = at(134);
    assert_eq!(world.sign_in(&ada, at(133)).await, Err(AccountError::Wait { until }));
    world.sign_in(&ada, at(134)).await.unwrap();
    let locked = world.happened().await.into_iter().filter(|it| it.2 == Event::Locked);
    assert_eq!(locked.map(|it| it.0).collect::<Vec<_>>(), ["nobody"]);
}

#[tokio::test]
async fn wrong_codes_count_like_wrong_passwords() {
    let (world, ada) = World::with_administrator().await;
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await.unwrap();
    for n in 60..65 {
        let done = world.accounts.sign_in_code(&half, "000000", HERE, at(n)).await;
        assert_eq!(done, Err(AccountError::NotLetIn));
    }
    let right = ada.code(at(65));
    let done = world.accounts.sign_in_code(&half, &right, HERE, at(65)).await;
    assert_eq!(done, Err(AccountError::Wait { until: at(124) }));
    let password = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(66)).await;
    assert_eq!(password, Err(AccountError::Wait { until: at(124) }));
}

#[tokio::test]
async fn a_password_that_is_right_does_not_forget_codes_that_were_wrong() {
    let (world, ada) = World::with_administrator().await;
    for n in 60..65 {
        let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(n)).await.unwrap();
        world.accounts.sign_in_code(&half, "000000", HERE, at(n)).await.unwrap_err();
    }
    let done = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(65)).await;
    assert_eq!(done, Err(AccountError::Wait { until: at(124) }));
}

#[tokio::test]
async fn many_guesses_at_once_count_as_many() {
    let (world, ada) = World::with_administrator().await;
    let half = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await.unwrap();
    let guess = |n: u32| {
        let (world, half) = (&world, &half);
        async move { world.accounts.sign_in_code(half, &format!("{n:06}"), HERE, at(60)).await }
    };
    let all: [_; 7] =
        tokio::join!(guess(1), guess(2), guess(3), guess(4), guess(5), guess(6), guess(7)).into();
    assert_eq!(all.iter().filter(|it| **it == Err(AccountError::NotLetIn)).count(), 5);
    assert_eq!(
        all.iter().filter(|it| **it == Err(AccountError::Wait { until: at(120) })).count(),
        2
    );
}

#[tokio::test]
async fn an_address_of_the_network_waits_after_very_many_whatever_the_account() {
    let (world, ada) = World::with_administrator().await;
    for n in 0..60 {
        let half = format!("{n:032x}");
        let email = format!("nobody-{n}@example.org");
        assert_eq!(
            world.accounts.sign_in(&email, "x", HERE, at(n)).await,
            Err(AccountError::NotLetIn)
        );
        assert!(world.accounts.sign_in_code(&half, "000000", "192.0.2.8", at(n)).await.is_err());
    }
    let done = world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(60)).await;
    assert_eq!(done, Err(AccountError::Wait { until: at(900) }));
    assert!(world.accounts.sign_in(&ada.email, PASSWORD, "192.0.2.9", at(60)).await.is_ok());
    assert!(world.accounts.sign_in(&ada.email, PASSWORD, HERE, at(900)).await.is_ok());
}

#[tokio::test]
async fn proving_it_again_takes_the_password_or_a_fresh_code() {
    let (world, ada) = World::with_administrator().await;
    let prove = async |answer: &str, seconds: i64| {
        world.accounts.prove(&ada.account, answer, HERE, at(seconds)).await
    };
    assert_eq!(prove(PASSWORD, 60).await, Ok(()));
    assert_eq!(prove(&ada.code(at(60)), 60).await, Ok(()));
    assert_eq!(prove(&ada.code(at(60)), 61).await, Err(AccountError::NotLetIn), "used");
    assert_eq!(
        prove(&ada.codes[0], 62).await,
        Err(AccountError::NotLetIn),
        "that is for getting back in"
    );
    for n in 63..66 {
        assert_eq!(prove("not her password", n).await, Err(AccountError::NotLetIn));
    }
    assert_eq!(prove(PASSWORD, 66).await, Err(AccountError::Wait { until: at(125) }));
    assert_eq!(prove(PASSWORD, 125).await, Ok(()));
}
