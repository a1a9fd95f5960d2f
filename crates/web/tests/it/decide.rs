//! Asking on pages: only what the answer depends on is asked, a decision is posted, and a look makes none.

use preceptor_service::access::Role;
use preceptor_testkit::{Answer, Served, TRUST, Visitor, book};

fn ask(rest: &str) -> String {
    format!("/o/{TRUST}/decide{rest}")
}

/// The names of the fields of a page that state something.
fn stated(answer: &Answer) -> Vec<String> {
    let names = answer.body.split("name=\"c.").skip(1);
    names.filter_map(|it| Some(it.split('"').next()?.to_owned())).collect()
}

async fn n_decisions(reader: &mut Visitor) -> usize {
    let log = reader.get(&format!("/o/{TRUST}/decisions.csv")).await;
    log.body.lines().count() - 1
}

#[tokio::test]
async fn a_decision_is_given_kept_and_shown_again_under_its_number() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let form = lead.get(&ask("?person=p-000003&activity=take-history")).await;
    assert_eq!(form.status, 200);
    let fields = [("person", "p-000003"), ("activity", "take-history"), ("at", "20 November 2026")];
    let given = lead.post(&ask(""), &fields).await;
    let to = given.leads_to().to_owned();
    assert!(to.starts_with(&format!("/o/{TRUST}/decisions/")), "{to}");
    assert_eq!(lead.post(&ask(""), &fields).await.leads_to(), to);
    let page = lead.get(&to).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("id=\"answer\"") && page.body.contains("not legal advice"));
    let log = lead.get(&format!("/o/{TRUST}/decisions")).await;
    assert!(log.body.contains(&to));
    // What the page offers to change asks the same again.
    let again = page.links().into_iter().find(|it| it.contains("/decide?person=")).unwrap();
    assert!(again.contains("activity=take-history") && again.contains("at=2026-11-20"));
    assert_eq!(lead.get(&again).await.status, 200);
}

#[tokio::test]
async fn looking_gives_no_decision_and_a_form_without_its_token_none_either() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    for _ in 0..3 {
        lead.get(&ask("?person=p-000003&activity=take-history&c.age=40")).await;
    }
    let fields = [("person", "p-000003"), ("activity", "take-history")];
    assert_eq!(lead.post_bare(&ask(""), &fields).await.status, 403);
    assert_eq!(n_decisions(&mut lead).await, 0);
    lead.post(&ask(""), &fields).await;
    assert_eq!(n_decisions(&mut lead).await, 1);
    lead.get(&format!("/o/{TRUST}/decisions/1")).await;
    assert_eq!(n_decisions(&mut lead).await, 1);
}

#[tokio::test]
async fn no_more_is_asked_than_the_answer_depends_on() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let org = preceptor_service::OrgId::new(TRUST).unwrap();
    let employer = served.installation.employer(&org).await.unwrap().unwrap();
    let rules = served.installation.rules(&employer, served.now()).await.unwrap();
    let people = employer.register.everybody().await.unwrap();
    // Every activity of a hundred people is asked of the rules alone; here the pages are held to them.
    for (person, activity) in
        people.people.keys().step_by(3).zip(book().vocabulary.activities.iter().cycle().step_by(7))
    {
        let asked =
            preceptor_service::decision::Asked::new(person.clone(), activity.id.value.clone());
        let question = asked.question(served.now().day).unwrap();
        let Ok(answer) = preceptor_standing::decide(rules, &people, &question) else { continue };
        let page =
            lead.get(&ask(&format!("?person={person}&activity={}", activity.id.value))).await;
        let expected: Vec<String> = answer.depends_on.iter().map(|it| it.key.to_string()).collect();
        assert_eq!(stated(&page), expected, "{person} {}", activity.id.value);
        let may_need = preceptor_service::decision::presence_matters(&answer);
        assert_eq!(page.body.contains("name=\"near."), may_need, "{person} {}", activity.id.value);
    }
}

#[tokio::test]
async fn somebody_who_is_there_makes_it_yes() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    for person in 1..150 {
        let person = format!("p-{person:06}");
        let form = lead.get(&ask(&format!("?person={person}&activity=surgical-assist"))).await;
        let Some(field) =
            form.body.split("name=\"near.").nth(1).and_then(|it| it.split('"').next())
        else {
            continue;
        };
        let near = format!("near.{field}");
        let fields = [("person", person.as_str()), ("activity", "surgical-assist")];
        let without = lead.post(&ask(""), &fields).await.leads_to().to_owned();
        let with = [fields[0], fields[1], (near.as_str(), "direct")];
        let with = lead.post(&ask(""), &with).await.leads_to().to_owned();
        let (without, with) = (lead.get(&without).await, lead.get(&with).await);
        if without.body.contains("What would change the answer")
            && without.body.contains("app-answer--sup")
        {
            assert!(with.body.contains("app-answer--permit"), "{person}: {}", with.body);
            return;
        }
    }
    panic!("nobody of the demonstration assists under supervision");
}

#[tokio::test]
async fn whoever_may_ask_about_themselves_alone_is_asked_what_and_not_whom() {
    let served = Served::begin().await;
    let mut own = served.somebody(Role::Practitioner).await;
    let page = own.get(&ask("")).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("name=\"who\"") && page.body.contains("name=\"what\""));
    let other = own.post(&ask(""), &[("person", "p-000003"), ("activity", "take-history")]).await;
    assert_eq!(other.status, 403);
    let mut auditor = served.somebody(Role::Auditor).await;
    assert_eq!(auditor.get(&ask("")).await.status, 403);
    assert_eq!(auditor.get(&format!("/o/{TRUST}/decisions")).await.status, 200);
}

#[tokio::test]
async fn whatever_is_typed_is_answered_cleanly() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    lead.get(&ask("?person=p-000003&activity=take-history")).await;
    let long = "x".repeat(200_000);
    for odd in [
        "<script>alert(1)</script>",
        "'; DROP TABLE trail; --",
        "\u{202e}\u{1f600}",
        "p 1",
        long.as_str(),
    ] {
        for key in [
            "person",
            "activity",
            "at",
            "post",
            "known-at",
            "c.asa",
            "c.<script>",
            "near.p-1",
            "near.<b>",
            "covering.p-1",
        ] {
            let mut fields =
                vec![("person", "p-000003"), ("activity", "take-history"), ("near.p-1", "direct")];
            fields.retain(|it| it.0 != key);
            fields.push((key, odd));
            let answer = lead.post(&ask(""), &fields).await;
            assert!(
                matches!(answer.status, 200 | 303 | 400 | 404),
                "{key}={:.20}: {}",
                odd,
                answer.status
            );
            assert!(!answer.body.contains("<script>alert"), "{key}");
        }
    }
    let large = "x".repeat(10 * 1024 * 1024);
    assert_eq!(lead.post(&ask(""), &[("person", &large)]).await.status, 413);
    for path in [
        "/decisions/0",
        "/decisions/-1",
        "/decisions/x",
        "/decisions/%00",
        "/decisions/99999999999999999999",
    ] {
        let answer = lead.get(&format!("/o/{TRUST}{path}")).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
    let mut stranger = served.stranger(Role::MapLead).await;
    lead.post(&ask(""), &[("person", "p-000003"), ("activity", "take-history")]).await;
    for path in ["/decide", "/decisions", "/decisions/1", "/decisions.csv"] {
        assert_eq!(stranger.get(&format!("/o/{TRUST}{path}")).await.status, 404, "{path}");
    }
    let mine = stranger.get("/o/X92/decisions/1").await;
    assert_eq!(mine.status, 404);
}
