//! Inviting, joining, roles, ending.

use preceptor_ledger::{OrgId, Trail};
use preceptor_service::accounts::events::Event;
use preceptor_service::accounts::{AccountError, Fault, Field, Invitation, Link, MemberState};

use crate::world::{HERE, PASSWORD, World, at, org};

const WEEK: i64 = 7 * 24 * 3_600;

#[tokio::test]
async fn somebody_is_invited_accepts_and_is_a_member() {
    let (world, ada) = World::with_administrator().await;
    let it = Invitation {
        email: "bo@example.org".to_owned(),
        name: "Bo Fell".to_owned(),
        roles: vec!["planner".to_owned(), "auditor".to_owned()],
        person: Some("p-7".to_owned()),
    };
    let link = world.accounts.invite(&org(), &ada.account, &it, at(0)).await.unwrap();
    let (of, name, email, is_there) = world.accounts.invited(&link, at(1)).await.unwrap();
    assert_eq!(
        (of, name.as_str(), email.as_str(), is_there),
        (org(), "Bo Fell", "bo@example.org", false)
    );
    let rows = world.accounts.members(&org(), at(1)).await.unwrap();
    assert_eq!(rows.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Ada Moor", "Bo Fell"]);
    assert_eq!(
        (rows[1].state, &rows[1].roles),
        (MemberState::Invited { until: at(WEEK) }, &it.roles)
    );
    assert_eq!(
        world.accounts.memberships(&rows[1].account).await.unwrap(),
        [],
        "nothing before it is accepted"
    );
    let signed = world.accounts.sign_in("bo@example.org", PASSWORD, HERE, at(1)).await;
    assert_eq!(signed, Err(AccountError::NotLetIn));
    let begun = world.accounts.begin_joining(&link, "Bo Fell-Moor", PASSWORD, at(2)).await.unwrap();
    let (bo, done) = world.enrol(&begun, at(2)).await;
    assert_eq!((done.link, done.org), (Some(Link::Invitation), Some(org())));
    let of = world.accounts.memberships(&bo.account).await.unwrap();
    assert_eq!(
        (of[0].roles.as_slice(), of[0].person.as_deref()),
        (it.roles.as_slice(), Some("p-7"))
    );
    let rows = world.accounts.members(&org(), at(3)).await.unwrap();
    assert_eq!((rows[1].name.as_str(), rows[1].state), ("Bo Fell-Moor", MemberState::Joined));
    assert!(!world.accounts.opens(Link::Invitation, &link, at(3)).await.unwrap());
    world.sign_in(&bo, at(60)).await.unwrap();
    let told = world.happened().await;
    assert!(told.contains(&(ada.account, bo.account.clone(), Event::Invited)));
    assert!(told.contains(&(bo.account.clone(), bo.account, Event::Joined)));
}

#[tokio::test]
async fn an_invitation_is_good_for_seven_days_and_the_last_one_counts() {
    let (world, ada) = World::with_administrator().await;
    let old = world.invite(&ada, "bo@example.org", &["planner"], at(0)).await;
    let link = world.invite(&ada, "BO@example.org", &["auditor"], at(1)).await;
    assert!(!world.accounts.opens(Link::Invitation, &old, at(2)).await.unwrap());
    assert!(world.accounts.opens(Link::Invitation, &link, at(WEEK)).await.unwrap());
    assert!(!world.accounts.opens(Link::Invitation, &link, at(WEEK + 1)).await.unwrap());
    let rows = world.accounts.members(&org(), at(WEEK + 1)).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[1].state, rows[1].roles.as_slice()),
        (MemberState::NotAccepted, ["auditor".to_owned()].as_slice())
    );
    let anew = world.invite(&ada, "bo@example.org", &["planner"], at(WEEK + 2)).await;
    assert!(world.accounts.opens(Link::Invitation, &anew, at(WEEK + 3)).await.unwrap());
}

#[tokio::test]
async fn what_cannot_be_invited_is_told() {
    let (world, ada) = World::with_administrator().await;
    let mut it = Invitation { email: "x".into(), name: String::new(), roles: vec![], person: None };
    let done = world.accounts.invite(&org(), &ada.account, &it, at(0)).await.unwrap_err();
    for (field, fault) in [
        (Field::Email, Fault::EmailUnfit),
        (Field::Name, Fault::NameMissing),
        (Field::Roles, Fault::RolesMissing),
    ] {
        assert_eq!(done.fault(field), Some(fault));
    }
    (it.email, it.name, it.roles) =
        ("ADA@example.org".into(), "Ada".into(), vec!["planner".into()]);
    let done = world.accounts.invite(&org(), &ada.account, &it, at(0)).await.unwrap_err();
    assert_eq!(done.fault(Field::Email), Some(Fault::EmailMember));
}

#[tokio::test]
async fn whoever_has_an_account_accepts_signed_in_and_nobody_for_them() {
    let (world, ada) = World::with_administrator().await;
    let other = OrgId::new("X98").unwrap();
    world.accounts.found(&other, &ada.account, at(1)).await.unwrap();
    let link = world.invite(&ada, "bo@example.org", &["planner"], at(1)).await;
    let begun = world.accounts.begin_joining(&link, "Bo Fell", PASSWORD, at(2)).await.unwrap();
    let (bo, _) = world.enrol(&begun, at(2)).await;
    let it = Invitation {
        email: bo.email.clone(),
        name: "Bo".into(),
        roles: vec!["auditor".into()],
        person: None,
    };
    let link = world.accounts.invite(&other, &ada.account, &it, at(3)).await.unwrap();
    assert!(world.accounts.invited(&link, at(4)).await.unwrap().3);
    let anew = world.accounts.begin_joining(&link, "Mallory", "another long password", at(4)).await;
    assert_eq!(anew, Err(AccountError::SignInFirst), "a link alone changes no account");
    assert_eq!(world.accounts.accept(&link, &ada.account, at(4)).await, Err(AccountError::Expired));
    assert_eq!(world.accounts.accept(&link, &bo.account, at(4)).await, Ok(other.clone()));
    assert_eq!(
        world.accounts.accept(&link, &bo.account, at(4)).await,
        Err(AccountError::Expired),
        "once"
    );
    let of = world.accounts.memberships(&bo.account).await.unwrap();
    assert_eq!(of.iter().map(|it| it.org.as_str()).collect::<Vec<_>>(), ["X98", "X99"]);
    // Signing in is told in both.
    world.sign_in(&bo, at(60)).await.unwrap();
    for org in [&other, &org()] {
        let lines = world.ledger.lines_about_nobody(org, Trail::Access, i64::MAX, 1).await.unwrap();
        assert!(lines[0].body.contains("signed-in"));
    }
}

#[tokio::test]
async fn roles_change_and_one_administrator_always_stays() {
    let (world, ada) = World::with_administrator().await;
    let link = world.invite(&ada, "bo@example.org", &["planner"], at(1)).await;
    let begun = world.accounts.begin_joining(&link, "Bo Fell", PASSWORD, at(2)).await.unwrap();
    let (bo, _) = world.enrol(&begun, at(2)).await;
    let roles = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let change = async |who: &str, to: &[&str]| {
        world.accounts.change_roles(&org(), &ada.account, who, &roles(to), at(5)).await
    };
    assert_eq!(change(&ada.account, &["planner"]).await, Err(AccountError::LastAdministrator));
    let last = world.accounts.end_member(&org(), &ada.account, &ada.account, at(5)).await;
    assert_eq!(last, Err(AccountError::LastAdministrator));
    assert_eq!(
        change(&bo.account, &[]).await,
        Err(AccountError::Faults(vec![Fault::RolesMissing]))
    );
    assert_eq!(change("a-nobody", &["planner"]).await, Err(AccountError::NotFound));
    assert_eq!(change(&bo.account, &["administrator", "planner"]).await, Ok(()));
    assert_eq!(change(&ada.account, &["planner"]).await, Ok(()), "there is another now");
    let of = world.accounts.memberships(&bo.account).await.unwrap();
    assert_eq!(of[0].roles, roles(&["administrator", "planner"]));
    let told = world.happened().await;
    assert_eq!(told.iter().filter(|it| it.2 == Event::RolesChanged).count(), 2);
}

#[tokio::test]
async fn who_is_ended_is_nothing_there_any_longer() {
    let (world, ada) = World::with_administrator().await;
    let link = world.invite(&ada, "bo@example.org", &["planner"], at(1)).await;
    let begun = world.accounts.begin_joining(&link, "Bo Fell", PASSWORD, at(2)).await.unwrap();
    let (bo, _) = world.enrol(&begun, at(2)).await;
    world.session(&bo, "s-1", at(3)).await;
    world.accounts.end_member(&org(), &ada.account, &bo.account, at(4)).await.unwrap();
    assert_eq!(world.accounts.memberships(&bo.account).await.unwrap(), []);
    assert_eq!(world.n_sessions(&bo).await, 0);
    let again = world.accounts.end_member(&org(), &ada.account, &bo.account, at(5)).await;
    assert_eq!(again, Err(AccountError::NotFound));
    // An invitation that nobody accepted is ended the same way.
    let link = world.invite(&ada, "cy@example.org", &["planner"], at(6)).await;
    let cy = world.accounts.members(&org(), at(6)).await.unwrap().remove(1).account;
    world.accounts.end_member(&org(), &ada.account, &cy, at(7)).await.unwrap();
    assert!(!world.accounts.opens(Link::Invitation, &link, at(8)).await.unwrap());
    assert_eq!(world.accounts.members(&org(), at(8)).await.unwrap().len(), 1);
}
