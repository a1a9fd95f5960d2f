//! Accounts, credentials, tokens and memberships.

use jiff::{SignedDuration, Timestamp};
use preceptor_ledger::{Conflict, Credential, Member, NewLine, NewToken, OrgId, StoreError, Trail};

use crate::records::AllBodies;
use crate::store::{Store, fact, now, open, org};

fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn an_account_is_found_by_its_address_whatever_its_case() {
    let store = Store::new().await;
    assert_eq!(store.n_accounts().await.unwrap(), 0);
    store
        .make_account("a-1", "Amara.Okafor@example.org", "invited", "{\"name\":\"Amara\"}", now())
        .await
        .unwrap();
    let found = store.account_by_email(" amara.okafor@EXAMPLE.org ").await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.state.as_str(), found.made_at), ("a-1", "invited", now()));
    assert_eq!(found.body, "{\"name\":\"Amara\"}");
    assert_eq!(store.account("a-1").await.unwrap(), Some(found));
    assert_eq!(store.account("a-2").await.unwrap(), None);
    for taken in [("a-2", "AMARA.okafor@example.org"), ("a-1", "other@example.org")] {
        let done = store.make_account(taken.0, taken.1, "invited", "{}", now()).await;
        assert!(matches!(done, Err(StoreError::Conflict(Conflict::Taken { .. }))), "{done:?}");
    }
    assert_eq!(store.n_accounts().await.unwrap(), 1);
    store.change_account("a-1", "new@example.org", "active", "{}").await.unwrap();
    assert_eq!(store.account_by_email("amara.okafor@example.org").await.unwrap(), None);
    assert_eq!(store.account_by_email("new@example.org").await.unwrap().unwrap().state, "active");
    let none = store.change_account("a-9", "x@example.org", "active", "{}").await;
    assert!(matches!(none, Err(StoreError::Conflict(Conflict::Unknown { .. }))));
}

#[tokio::test]
async fn the_database_holds_neither_address_nor_secret() {
    let store = Store::new().await;
    store
        .make_account("a-1", "amara@example.org", "active", "amara@example.org", now())
        .await
        .unwrap();
    let token = NewToken {
        kind: "session",
        owner: "a-1",
        org: None,
        person: None,
        body: "s3cret",
        at: now(),
        expires_at: None,
    };
    store.make_token("s3cret", &token).await.unwrap();
    for text in [
        "SELECT COUNT(*) FROM account WHERE email_look LIKE '%amara%' OR body LIKE '%amara%'",
        "SELECT COUNT(*) FROM token WHERE look LIKE '%s3cret%' OR body LIKE '%s3cret%'",
    ] {
        assert_eq!(store.count(text).await, 0);
    }
}

#[tokio::test]
async fn failures_are_counted_and_forgotten() {
    let store = Store::new().await;
    store.make_account("a-1", "a@example.org", "active", "{}", now()).await.unwrap();
    assert_eq!(store.count_failure("a-1", None).await.unwrap(), 1);
    assert_eq!(store.count_failure("a-1", Some(after(5))).await.unwrap(), 2);
    assert_eq!(store.account("a-1").await.unwrap().unwrap().locked_until, Some(after(5)));
    store.forget_failures("a-1").await.unwrap();
    let account = store.account("a-1").await.unwrap().unwrap();
    assert_eq!((account.n_failures, account.locked_until), (0, None));
}

#[tokio::test]
async fn a_code_is_good_once() {
    let store = Store::new().await;
    let totp = Credential {
        id: "c-1".to_owned(),
        kind: "totp".to_owned(),
        body: "JBSWY3DP".to_owned(),
        counter: 100,
        made_at: now(),
        used_at: None,
    };
    store.put_credential("a-1", &totp).await.unwrap();
    let password = Credential {
        id: "c-0".to_owned(),
        kind: "password".to_owned(),
        made_at: after(1),
        ..totp.clone()
    };
    store.put_credential("a-1", &password).await.unwrap();
    assert_eq!(store.credentials("a-1").await.unwrap(), [totp.clone(), password]);
    assert!(
        !store.use_credential("a-1", "c-1", 100, now()).await.unwrap(),
        "the step of when it was made"
    );
    assert!(store.use_credential("a-1", "c-1", 101, after(1)).await.unwrap());
    assert!(
        !store.use_credential("a-1", "c-1", 101, after(1)).await.unwrap(),
        "the same step again"
    );
    assert!(!store.use_credential("a-1", "c-1", 99, after(1)).await.unwrap());
    assert!(!store.use_credential("a-2", "c-1", 102, after(1)).await.unwrap(), "somebody else's");
    assert_eq!(store.credentials("a-1").await.unwrap()[0].used_at, Some(after(1)));
    assert!(
        store.drop_credential("a-1", "c-1").await.unwrap()
            && !store.drop_credential("a-1", "c-1").await.unwrap()
    );
}

fn session<'a>(owner: &'a str, body: &'a str, minutes: i64) -> NewToken<'a> {
    let (at, expires_at) = (now(), Some(after(minutes)));
    NewToken { kind: "session", owner, org: None, person: None, body, at, expires_at }
}

#[tokio::test]
async fn a_token_opens_until_it_runs_out_and_no_other_kind() {
    let store = Store::new().await;
    let id = store.make_token("secret-1", &session("a-1", "x", 30)).await.unwrap();
    let found = store.token("session", "secret-1", after(29)).await.unwrap().unwrap();
    assert_eq!(
        (found.id.as_str(), found.owner.as_str(), found.body.as_str()),
        (id.as_str(), "a-1", "x")
    );
    assert_eq!(store.token("session", "secret-1", after(30)).await.unwrap(), None);
    assert_eq!(store.token("api-key", "secret-1", now()).await.unwrap(), None);
    assert_eq!(store.token("session", &id, now()).await.unwrap(), None, "its id opens nothing");
    let mut kept = found;
    (kept.seen_at, kept.expires_at, kept.body) = (after(20), Some(after(50)), "y".to_owned());
    assert!(store.keep_token(&kept).await.unwrap());
    assert_eq!(store.token("session", "secret-1", after(40)).await.unwrap(), Some(kept.clone()));
    assert!(store.end_token("session", "a-1", &id).await.unwrap());
    assert!(!store.keep_token(&kept).await.unwrap(), "an ended session stays ended");
    assert_eq!(store.token("session", "secret-1", now()).await.unwrap(), None);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let store = Store::new().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(store.make_token(&format!("s-{n}"), &session("a-1", "x", 30)).await.unwrap());
    }
    let other = store.make_token("s-9", &session("a-2", "x", 30)).await.unwrap();
    assert_eq!(store.tokens_of("session", "a-1").await.unwrap().len(), 3);
    assert!(!store.end_token("session", "a-1", &other).await.unwrap(), "somebody else's");
    assert_eq!(store.end_tokens("session", "a-1", Some(&ids[1])).await.unwrap(), 2);
    assert!(store.token("session", "s-1", now()).await.unwrap().is_some());
    assert!(store.token("session", "s-9", now()).await.unwrap().is_some());
    assert_eq!(store.end_tokens("session", "a-1", None).await.unwrap(), 1);
    assert_eq!(store.prune_tokens(after(31)).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_good_once_opens_for_one_of_many() {
    let store = Store::new().await;
    let other = open(&store.url, 2).await.unwrap();
    store
        .make_token("code", &NewToken { kind: "recovery-code", ..session("a-1", "", 30) })
        .await
        .unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|n| {
            let ledger = if n % 2 == 0 { store.ledger.clone() } else { other.clone() };
            tokio::spawn(async move {
                ledger.use_token("recovery-code", "code", now()).await.unwrap().is_some()
            })
        })
        .collect();
    let mut n_opened = 0;
    for it in tasks {
        n_opened += i32::from(it.await.unwrap());
    }
    assert_eq!(n_opened, 1);
    assert_eq!(store.tokens_of("recovery-code", "a-1").await.unwrap()[0].used_at, Some(now()));
}

#[tokio::test]
async fn roles_are_held_in_an_organisation_and_replaced() {
    let store = Store::new().await;
    let member = |account: &str, org: &str, roles: &[&str]| Member {
        account: account.to_owned(),
        org: OrgId::new(org).unwrap(),
        person: Some("p-1".to_owned()),
        roles: roles.iter().map(|it| (*it).to_owned()).collect(),
        granted_by: "a-0".to_owned(),
        granted_at: now(),
    };
    for it in [
        member("a-1", "X99", &["auditor", "planner"]),
        member("a-1", "X98", &["practitioner"]),
        member("a-2", "X99", &["auditor"]),
    ] {
        store.set_member(&it).await.unwrap();
    }
    assert_eq!(
        store.memberships("a-1").await.unwrap(),
        [member("a-1", "X98", &["practitioner"]), member("a-1", "X99", &["auditor", "planner"])]
    );
    store.set_member(&member("a-1", "X99", &["planner"])).await.unwrap();
    assert_eq!(
        store.members(&org()).await.unwrap(),
        [member("a-1", "X99", &["planner"]), member("a-2", "X99", &["auditor"])]
    );
    store.set_member(&member("a-1", "X99", &[])).await.unwrap();
    assert_eq!(store.members(&org()).await.unwrap().len(), 1);
    assert!(store.set_member(&member("a-1", "X99", &["a b"])).await.is_err());
}

#[tokio::test]
async fn views_are_kept_for_one_account_in_one_organisation() {
    let store = Store::new().await;
    store.save_view(&org(), "a-1", "v-1", "lapsing").await.unwrap();
    store.save_view(&org(), "a-1", "v-1", "lapsing soon").await.unwrap();
    store.save_view(&org(), "a-1", "v-2", "mine").await.unwrap();
    store.save_view(&org(), "a-2", "v-1", "other").await.unwrap();
    let is = |id: &str, body: &str| (id.to_owned(), body.to_owned());
    assert_eq!(
        store.saved_views(&org(), "a-1").await.unwrap(),
        [is("v-1", "lapsing soon"), is("v-2", "mine")]
    );
    store.save_view(&org(), "a-1", "v-1", "").await.unwrap();
    assert_eq!(store.saved_views(&org(), "a-1").await.unwrap(), [is("v-2", "mine")]);
    assert_eq!(store.saved_views(&OrgId::new("X98").unwrap(), "a-1").await.unwrap(), []);
}

#[tokio::test]
async fn scope_cards_and_memberships_go_with_their_person() {
    let store = Store::new().await;
    let org = org();
    let card = NewToken {
        kind: "scope-card",
        org: Some(&org),
        person: Some("p-1"),
        ..session("a-1", "", 30)
    };
    store.make_token("card", &card).await.unwrap();
    let member = Member {
        account: "a-1".to_owned(),
        org: org.clone(),
        person: Some("p-1".to_owned()),
        roles: vec!["practitioner".to_owned()],
        granted_by: "a-0".to_owned(),
        granted_at: now(),
    };
    store.set_member(&member).await.unwrap();
    store.erase(&OrgId::new("X98").unwrap(), "p-1", "u", now()).await.unwrap();
    assert!(
        store.token("scope-card", "card", now()).await.unwrap().is_some(),
        "somebody of that id elsewhere"
    );
    store.erase(&org, "p-1", "u", now()).await.unwrap();
    assert_eq!(store.token("scope-card", "card", now()).await.unwrap(), None);
    assert_eq!(store.memberships("a-1").await.unwrap(), []);
}

#[tokio::test]
async fn accounts_and_trails_are_in_a_backup_and_sessions_end_with_a_restore() {
    let store = Store::new().await;
    store
        .append(preceptor_ledger::Append::new(&org(), now()).entry(fact("p-1", "f-1").body("x")))
        .await
        .unwrap();
    store.make_account("a-1", "a@example.org", "active", "{}", now()).await.unwrap();
    store.make_token("s", &session("a-1", "x", 30)).await.unwrap();
    store
        .make_token("key", &NewToken { kind: "api-key", ..session("a-1", "x", 30) })
        .await
        .unwrap();
    store.write_line(&org(), Trail::Decisions, NewLine::new(now(), "a-1", "{}")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.backup");
    store.backup(&path, "1", now()).await.unwrap();
    let options = preceptor_ledger::Options::new(
        crate::store::empty_database(&folder).await,
        crate::store::master(),
        crate::store::Seeded::new(3),
    );
    let restored =
        preceptor_ledger::Ledger::restore(&path, options, &[], "u", now()).await.unwrap().ledger;
    assert!(restored.account_by_email("a@example.org").await.unwrap().is_some());
    assert!(restored.token("api-key", "key", now()).await.unwrap().is_some());
    assert_eq!(restored.token("session", "s", now()).await.unwrap(), None);
    assert_eq!(restored.verify_trail(&org(), Trail::Decisions).await.unwrap().n_entries, 1);
    assert_eq!(
        restored.digest(&org(), &AllBodies).await.unwrap(),
        store.digest(&org(), &AllBodies).await.unwrap()
    );
}
