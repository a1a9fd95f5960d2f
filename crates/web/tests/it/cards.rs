//! Scope cards and page feedback: who agrees, what the public page says, and what a visitor may send.

use preceptor_service::access::Role;
use preceptor_testkit::{Served, TRUST};

/// What stands on the page of a card that is not current.
const NOT_CURRENT: &str = "This card is not current";

#[tokio::test]
async fn a_card_is_agreed_to_checked_by_anybody_and_ended() {
    let served = Served::begin().await;
    let mut own = served.somebody(Role::Practitioner).await;
    let home = own.get(&format!("/o/{TRUST}/home")).await;
    let card = home.links().into_iter().find(|it| it.ends_with("/card")).unwrap();
    let before = own.get(&card).await;
    assert_eq!((before.status, before.header("cache-control")), (200, "no-store"));
    assert!(!before.body.contains("/verify/"));
    assert_eq!(own.post(&format!("{card}/agree"), &[]).await.leads_to(), card);
    let shown = own.get(&card).await;
    let token = shown.body.split("/verify/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(token.len(), 22);
    let mut anybody = served.visitor();
    let checked = anybody.get(&format!("/verify/{token}")).await;
    assert_eq!((checked.status, checked.header("cache-control")), (200, "no-store"));
    assert_eq!(checked.header("x-robots-tag"), "noindex");
    assert!(checked.body.contains("content=\"noindex\""));
    let is_current = checked.body.contains("This card is current");
    assert!(is_current || checked.body.contains(NOT_CURRENT));
    let unknown = anybody.get("/verify/AAAAAAAAAAAAAAAAAAAAAA").await;
    assert!(unknown.body.contains(NOT_CURRENT));
    assert_eq!(own.post(&format!("{card}/end"), &[]).await.leads_to(), card);
    let ended = anybody.get(&format!("/verify/{token}")).await;
    // Ended and never there are told in the same words, to the letter.
    assert_eq!(ended.body, unknown.body);
    for odd in ["%3Cscript%3E", "x", &"a".repeat(500), "..%2f..", "%00", "%ff"] {
        let answer = anybody.get(&format!("/verify/{odd}")).await;
        assert!(matches!(answer.status, 200 | 400 | 404), "{odd}: {}", answer.status);
        assert!(
            !answer.body.contains("<script>alert") && !answer.body.contains("is current"),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn nobody_agrees_to_the_card_of_another_and_another_organisation_sees_none() {
    let served = Served::begin().await;
    let card = format!("/o/{TRUST}/people/p-000003/card");
    let mut lead = served.somebody(Role::MapLead).await;
    assert_eq!(lead.get(&card).await.status, 200);
    assert_eq!(lead.post(&format!("{card}/agree"), &[]).await.status, 403);
    assert_eq!(lead.post_bare(&format!("{card}/end"), &[]).await.status, 403);
    let mut own = served.somebody(Role::Practitioner).await;
    own.get(&format!("/o/{TRUST}/home")).await;
    assert_eq!(own.post(&format!("{card}/agree"), &[]).await.status, 403);
    let mut stranger = served.stranger(Role::MapLead).await;
    assert_eq!(stranger.get(&card).await.status, 404);
    assert_eq!(stranger.get("/o/X92/people/p-000003/card").await.status, 404);
}

#[tokio::test]
async fn checking_without_end_is_slowed_down() {
    let served = Served::begin().await;
    let mut anybody = served.visitor();
    let mut last = 200;
    for _ in 0..130 {
        last = anybody.get("/verify/AAAAAAAAAAAAAAAAAAAAAA").await.status;
    }
    assert_eq!(last, 429);
    served.pass(jiff::SignedDuration::from_mins(1));
    assert_eq!(anybody.get("/verify/AAAAAAAAAAAAAAAAAAAAAA").await.status, 200);
}

#[tokio::test]
async fn what_a_visitor_says_reaches_an_administrator_as_text() {
    let served = Served::begin().await;
    let mut visitor = served.visitor();
    assert_eq!(visitor.get("/feedback?page=/roles").await.status, 200);
    let text = "<script>alert(1)</script> \u{202e}\u{1f600} '; DROP TABLE token; --";
    let sent = visitor.post_bare("/feedback", &[("page", "/roles"), ("text", text)]).await;
    assert_eq!(sent.leads_to(), "/feedback?sent=yes");
    assert_eq!(visitor.get("/feedback?sent=yes").await.status, 200);
    let empty = visitor.post_bare("/feedback", &[("page", "/roles"), ("text", " ")]).await;
    assert!(empty.body.contains("There is a problem") && empty.body.contains("<title>Error: "));
    let long = "x".repeat(2_001);
    assert!(
        visitor
            .post_bare("/feedback", &[("text", &long)])
            .await
            .body
            .contains("There is a problem")
    );
    let huge = "x".repeat(10 * 1024 * 1024);
    assert_eq!(visitor.post_bare("/feedback", &[("text", &huge)]).await.status, 413);
    let foreign =
        visitor.ask("POST", "/feedback", &[("sec-fetch-site", "cross-site")], Vec::new()).await;
    assert_eq!(foreign.status, 403);
    let list = format!("/o/{TRUST}/admin/feedback");
    let mut admin = served.somebody(Role::Administrator).await;
    let said = admin.get(&list).await;
    assert!(said.body.contains("&lt;script&gt;alert(1)") && !said.body.contains("<script>alert"));
    let id = said.body.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(admin.post(&format!("{list}/done"), &[("id", id)]).await.leads_to(), list);
    assert!(!admin.get(&list).await.body.contains("alert(1)"));
    let mut lead = served.somebody(Role::MapLead).await;
    assert_eq!(lead.get(&list).await.status, 403);
    for _ in 0..20 {
        visitor.post_bare("/feedback", &[("text", "again")]).await;
    }
    assert_eq!(visitor.post_bare("/feedback", &[("text", "again")]).await.status, 429);
}
