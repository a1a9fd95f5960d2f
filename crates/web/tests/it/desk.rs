//! Signed-in pages: who gets in, what they may see, and that every link leads somewhere.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use preceptor_service::access::Role;
use preceptor_testkit::{OTHER, Served, TRUST};

/// A page of ours must hold at least this many links to be worth following.
const FEWEST: usize = 5;
/// No role has more kinds of page to go to than this.
const MOST: usize = 400;

/// The kind of page an address is: ids of people, numbers and queries left out.
fn kind(link: &str) -> String {
    let path = link.split('?').next().unwrap();
    let parts = path.split('/').map(|it| {
        if it.starts_with("p-")
            || it.bytes().any(|it| it.is_ascii_digit()) && it != "v1" && !it.starts_with('X')
        {
            "*"
        } else {
            it
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_link_of_every_role_leads_somewhere() {
    let served = Served::begin().await;
    for role in Role::ALL {
        let mut reader = served.somebody(role).await;
        let mut next = vec![format!("/o/{TRUST}/home")];
        let mut seen: BTreeSet<String> = next.iter().map(|it| kind(it)).collect();
        while let Some(path) = next.pop() {
            let answer = reader.get(&path).await;
            let is_there = matches!(answer.status, 200 | 303 | 304);
            assert!(is_there, "{role:?}: {path} answers {}\n{}", answer.status, answer.body);
            assert!(!answer.body.contains("{}"), "{path}");
            let mut links = answer.links();
            links.push(answer.header("location").to_owned());
            for link in links {
                // Public pages have a test of their own.
                if link.starts_with("/o/") && seen.insert(kind(&link)) {
                    next.push(link);
                }
            }
            assert!(seen.len() < MOST, "{role:?}: {seen:?}");
        }
        assert!(seen.len() >= FEWEST, "{role:?}: {seen:?}");
    }
}

#[tokio::test]
async fn nobody_gets_in_unasked_and_whoever_signs_in_goes_on_where_they_were() {
    let served = Served::begin().await;
    let mut visitor = served.visitor();
    let answer = visitor.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
    let to = format!("/sign-in?then=%2Fo%2F{TRUST}%2Fpeople%3Frole%3Dphysician-associate");
    assert_eq!(answer.leads_to(), to);
    visitor.keep("preceptor", "not-a-secret");
    assert!(visitor.get(&format!("/o/{TRUST}/home")).await.leads_to().starts_with("/sign-in"));
}

#[tokio::test]
async fn another_organisation_is_not_there() {
    let served = Served::begin().await;
    for role in Role::ALL {
        let mut reader = served.somebody(role).await;
        for path in ["home", "people", "people.csv", "find?q=a", "account"] {
            let answer = reader.get(&format!("/o/{OTHER}/{path}")).await;
            assert_eq!(answer.status, 404, "{role:?}: {path}\n{}", answer.body);
            assert!(!answer.body.contains("Elsewhere"));
        }
        let mut stranger = served.stranger(role).await;
        let answer = stranger.get(&format!("/o/{OTHER}/home")).await;
        assert!(matches!(answer.status, 200 | 303), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_when_it_is_old_and_when_its_owner_leaves() {
    let served = Served::begin().await;
    let home = format!("/o/{TRUST}/home");
    let mut reader = served.somebody(Role::MapLead).await;
    served.pass(SignedDuration::from_mins(29));
    assert_eq!(reader.get(&home).await.status, 200);
    served.pass(SignedDuration::from_mins(29));
    assert_eq!(reader.get(&home).await.status, 200, "it was used in between");
    served.pass(SignedDuration::from_mins(31));
    assert_eq!(reader.get(&home).await.status, 303, "idle for too long");

    let mut reader = served.somebody(Role::MapLead).await;
    for _ in 0..12 * 60 / 20 - 1 {
        served.pass(SignedDuration::from_mins(20));
        assert_eq!(reader.get(&home).await.status, 200);
    }
    served.pass(SignedDuration::from_mins(20));
    assert_eq!(reader.get(&home).await.status, 303, "twelve hours old");

    let mut reader = served.somebody(Role::MapLead).await;
    assert_eq!(reader.get(&home).await.status, 200);
    let before = reader.clone();
    assert_eq!(reader.post(&format!("/o/{TRUST}/sign-out"), &[]).await.leads_to(), "/");
    assert!(reader.cookie("preceptor").is_none());
    let mut thief = before;
    assert_eq!(thief.get(&home).await.status, 303, "the cookie opens nothing any longer");
}

#[tokio::test]
async fn only_our_own_pages_send_forms() {
    let served = Served::begin().await;
    let to = format!("/o/{TRUST}/people/views");
    let mut reader = served.somebody(Role::MapLead).await;
    reader.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
    let fields = [("name", "Mine"), ("query", "role=physician-associate")];
    assert_eq!(reader.post_bare(&to, &fields).await.status, 403, "without the hidden field");
    let forged = [fields[0], fields[1], ("_form", "x")];
    assert_eq!(reader.post_bare(&to, &forged).await.status, 403, "with another");
    let mut other = served.somebody(Role::Auditor).await;
    other.get(&format!("/o/{TRUST}/people")).await;
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let bodies = [
        vec![kind, ("sec-fetch-site", "cross-site")],
        vec![kind, ("sec-fetch-site", "same-site")],
        vec![kind, ("origin", "https://evil.example")],
        vec![kind, ("origin", "null")],
        vec![kind],
    ];
    for headers in bodies {
        let answer = reader.ask("POST", &to, &headers, b"name=x&query=y".to_vec()).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    assert_eq!(reader.post(&to, &fields).await.status, 303);
    let page = reader.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
    assert!(page.body.contains("is saved among your views"), "what was done is said");
    let page = reader.get(&format!("/o/{TRUST}/people")).await;
    assert!(!page.body.contains("is saved among your views"), "and only once");
    assert!(page.body.contains(">Mine</a>"));
}

/// What nobody of good will types.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE entry; --",
    "{{7*7}}",
    "😀 \u{202e}txet desrever",
    "../../etc/passwd",
    "=HYPERLINK(\"http://evil.example\")",
    "%00%0d%0aSet-Cookie: a=b",
];

#[tokio::test]
async fn hostile_words_are_taken_for_words() {
    let served = Served::begin().await;
    let mut reader = served.somebody(Role::MapLead).await;
    for text in HOSTILE {
        let query: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("q", text).finish();
        for path in ["people", "people.csv", "find"] {
            let answer = reader.get(&format!("/o/{TRUST}/{path}?{query}")).await;
            assert!(matches!(answer.status, 200 | 400), "{path} {text}: {}", answer.status);
            assert!(
                !answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"),
                "{path} {text}"
            );
        }
        reader.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
        let to = format!("/o/{TRUST}/people/views");
        let answer = reader.post(&to, &[("name", text), ("query", "role=x")]).await;
        assert!(matches!(answer.status, 303 | 400), "{text}: {}", answer.status);
        let page = reader.get(&format!("/o/{TRUST}/people")).await;
        assert!(
            !page.body.contains("<script>alert") && !page.body.contains("<img src=x"),
            "{text}"
        );
    }
    let long = "x".repeat(10_000_000);
    reader.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
    let answer = reader.post(&format!("/o/{TRUST}/people/views"), &[("name", &long)]).await;
    assert_eq!(answer.status, 413);
    for ill in [
        "sort=up",
        "page=0",
        "page=-1",
        "page=x",
        "lapses=0",
        "lapses=1e9",
        "standing=ill",
        "role=a&role=b",
    ] {
        assert_eq!(reader.get(&format!("/o/{TRUST}/people?{ill}")).await.status, 400, "{ill}");
    }
    assert_eq!(reader.get(&format!("/o/{TRUST}/people?page=999999999999")).await.status, 200);
}

#[tokio::test]
async fn an_export_is_for_those_who_may_and_is_written_down() {
    let served = Served::begin().await;
    let path = format!("/o/{TRUST}/people.csv?role=physician-associate");
    for role in Role::ALL {
        let mut reader = served.somebody(role).await;
        let answer = reader.get(&path).await;
        let may = matches!(role, Role::MapLead | Role::Recruitment | Role::Auditor);
        assert_eq!(answer.status, if may { 200 } else { 403 }, "{role:?}");
        if may {
            assert!(answer.header("content-disposition").starts_with("attachment"));
            assert!(answer.body.starts_with("id,name,role,unit,standing,"), "{}", answer.body);
            assert!(answer.body.lines().count() > 10);
        }
    }
}

#[tokio::test]
async fn the_same_is_recorded_of_everybody_who_was_chosen_and_of_nobody_else() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let list = lead.get(&format!("/o/{TRUST}/people?role=physician-associate")).await;
    let ids: Vec<String> = list
        .body
        .split("name=\"who\" value=\"")
        .skip(1)
        .take(3)
        .map(|it| it.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 3);
    let to = format!("/o/{TRUST}/people/chosen/training");
    let who: Vec<(&str, &str)> = ids.iter().map(|it| ("who", it.as_str())).collect();
    let nobody = lead.post(&to, &[]).await;
    assert_eq!(nobody.status, 400, "{}", nobody.body);
    let asked = lead.post(&to, &who).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("of 3 people"));
    let mut fields = who.clone();
    fields.extend([("confirmed", "1"), ("kind", "training")]);
    let empty = lead.post(&to, &fields).await;
    assert_eq!(empty.status, 422, "what is wrong is said before anything is recorded");
    assert!(empty.body.contains("nhsuk-error-summary"));
    fields.extend([("course", "irmer-referrer"), ("on", "2 November 2026")]);
    let before =
        served.ledger.head(&preceptor_service::OrgId::new(TRUST).unwrap()).await.unwrap().seq;
    let done = lead.post(&to, &fields).await;
    assert_eq!(done.leads_to(), format!("/o/{TRUST}/people"), "{}", done.body);
    let after =
        served.ledger.head(&preceptor_service::OrgId::new(TRUST).unwrap()).await.unwrap().seq;
    assert_eq!(after - before, 3);
    for id in &ids {
        let page = lead.get(&format!("/o/{TRUST}/people/{id}/history")).await;
        assert!(page.body.contains("2 November 2026"), "{id}");
    }
    let mut with_stranger = who.clone();
    with_stranger.push(("who", "p-000001-x92"));
    assert_eq!(lead.post(&to, &with_stranger).await.status, 404);
    let mut auditor = served.somebody(Role::Auditor).await;
    auditor.get(&format!("/o/{TRUST}/people")).await;
    assert_eq!(auditor.post(&to, &fields).await.status, 403);
    let csv = auditor.post(&format!("/o/{TRUST}/people/chosen/csv"), &who).await;
    assert_eq!(csv.body.lines().count(), 4, "{}", csv.body);
}
