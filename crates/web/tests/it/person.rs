//! A person's record by its forms: what hostile input, missing tokens and other organisations come to, and that nothing of
//! it changes a record.

use preceptor_service::access::Role;
use preceptor_testkit::{OTHER, Served, TRUST, Visitor};

const WHO: &str = "p-000069";

fn of(rest: &str) -> String {
    format!("/o/{TRUST}/people/{WHO}{rest}")
}

/// What nobody of good will types.
const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE entry; --",
    "\"},{\"kind\":\"exam\",\"exam\":\"pane",
    "😀 \u{202e}txet desrever",
    "../../etc/passwd",
    "{{7*7}}",
];

/// How many facts the history of somebody has.
async fn n_facts(reader: &mut Visitor, who: &str) -> usize {
    let page = reader.get(&format!("/o/{TRUST}/people/{who}/history")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body.matches("class=\"app-reasons__what\"").count()
}

/// The first entry of the history, which was recorded last.
async fn newest(reader: &mut Visitor) -> String {
    let page = reader.get(&of("/history")).await.body;
    let list = page.split("app-history").nth(1).unwrap();
    list.split("<li id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_typed_is_shown_as_it_was_typed_and_runs_nowhere() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    lead.get(&of("/facts/add?kind=exam")).await;
    for text in HOSTILE {
        let form = of("/facts/add");
        let fields = [("kind", "registration"), ("register", "gmc-aapa"), ("number", text)];
        let answer = lead.post(&form, &fields).await;
        assert_eq!(answer.status, 303, "{text}: {}", answer.body);
        for page in ["", "/history", "/posts", "/supervision"] {
            let page = lead.get(&of(page)).await;
            assert_eq!(page.status, 200);
            let markup = ["<script>alert", "<img src=x"];
            assert!(markup.iter().all(|it| !page.body.contains(it)), "{text}");
        }
        // As a day it is told to be none, and stands where it was typed.
        let fields = [("kind", "training"), ("course", "care-certificate"), ("on", text)];
        let answer = lead.post(&form, &fields).await;
        assert_eq!(answer.status, 422, "{text}");
        assert!(
            answer.body.contains("href=\"#field-on\"") && !answer.body.contains("<script>alert")
        );
    }
    let wrong = [("kind", "no-such-kind"), ("x", "y")];
    assert_eq!(lead.post(&of("/facts/add"), &wrong).await.status, 404);
    let twice = [("kind", "exam"), ("exam", "pane"), ("exam", "para")];
    assert_eq!(lead.post(&of("/facts/add"), &twice).await.status, 400);
    let large = "x".repeat(10_000_000);
    let answer = lead.post(&of("/facts/add"), &[("kind", "exam"), ("exam", &large)]).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn whoever_comes_second_is_shown_both_values_and_chooses() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    lead.get(&of("/facts/add?kind=training")).await;
    let said = |course: &'static str| {
        [("kind", "training"), ("course", course), ("on", "2 November 2026")]
    };
    lead.post(&of("/facts/add"), &said("care-certificate")).await;
    let first = newest(&mut lead).await;
    let form = of(&format!("/facts/{first}/correct"));
    assert_eq!(lead.post(&form, &said("irmer-operator")).await.status, 303);
    let second = newest(&mut lead).await;
    let late = lead.post(&form, &said("irmer-referrer")).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("What stands now") && late.body.contains("What you wrote"));
    assert!(late.body.contains("irmer-referrer"), "what was typed is kept");
    let to = of(&format!("/facts/{second}/correct"));
    assert!(late.forms().contains(&to), "it may be written over what stands: {:?}", late.forms());
    assert_eq!(lead.post(&to, &said("irmer-referrer")).await.status, 303);
    let page = lead.get(&form).await;
    assert_eq!(page.status, 409, "the old form leads to what stands");
    assert!(!page.body.contains("What you wrote"));
}

#[tokio::test]
async fn nothing_changes_without_the_token_or_from_another_organisation() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let before = n_facts(&mut lead, WHO).await;
    let fact = newest(&mut lead).await;
    let forms = [
        ("/facts/add".to_owned(), vec![("kind", "exam"), ("exam", "pane"), ("outcome", "pass")]),
        (format!("/facts/{fact}/renew"), vec![("exam", "pane")]),
        (format!("/facts/{fact}/correct"), vec![("exam", "pane")]),
        (format!("/facts/{fact}/verify"), vec![("outcome", "confirmed"), ("how", "seen")]),
        (format!("/facts/{fact}/withdraw"), vec![("why", "because")]),
        ("/merge".to_owned(), vec![("with", "p-000070")]),
        ("/part".to_owned(), vec![("with", "p-000070")]),
    ];
    let mut stranger = served.stranger(Role::MapLead).await;
    stranger.get(&format!("/o/{OTHER}/home")).await;
    for (path, fields) in &forms {
        assert_eq!(lead.post_bare(&of(path), fields).await.status, 403, "{path} without the token");
        assert_eq!(stranger.post(&of(path), fields).await.status, 404, "{path} by a stranger");
        let there = format!("/o/{OTHER}/people/{WHO}{path}");
        assert_eq!(lead.post(&there, fields).await.status, 404, "{path} over there");
        assert_eq!(stranger.post(&there, fields).await.status, 404, "{path} of nobody");
    }
    let add = format!("/o/{TRUST}/people/add");
    assert_eq!(lead.post_bare(&add, &[("name", "X")]).await.status, 403);
    assert_eq!(stranger.post(&add, &[("name", "X")]).await.status, 404);
    assert_eq!(n_facts(&mut lead, WHO).await, before);
}

#[tokio::test]
async fn every_role_may_do_with_a_record_what_the_table_says_and_no_more() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let fact = newest(&mut lead).await;
    for role in Role::ALL {
        let mut reader = served.somebody(role).await;
        let (may_see, may_record) = match role {
            Role::MapLead | Role::Recruitment => (true, true),
            Role::Auditor => (true, false),
            _ => (false, false),
        };
        for page in ["/history", "/posts", "/supervision", "/evidence"] {
            let status = reader.get(&of(page)).await.status;
            assert_eq!(status, if may_see { 200 } else { 403 }, "{role:?} {page}");
        }
        for page in [
            "/facts/add".to_owned(),
            format!("/facts/{fact}/verify"),
            format!("/facts/{fact}/withdraw"),
        ] {
            let status = reader.get(&of(&page)).await.status;
            assert_eq!(status, if may_record { 200 } else { 403 }, "{role:?} {page}");
        }
        for page in ["add", "duplicates"] {
            let status = reader.get(&format!("/o/{TRUST}/people/{page}")).await.status;
            assert_eq!(status, if may_record { 200 } else { 403 }, "{role:?} {page}");
        }
        let fields = [("kind", "exam"), ("exam", "pane"), ("outcome", "pass")];
        let status = reader.post(&of("/facts/add"), &fields).await.status;
        assert_eq!(status, if may_record { 303 } else { 403 }, "{role:?}");
    }
}

#[tokio::test]
async fn a_file_is_kept_by_what_is_in_it_and_given_out_only_to_be_saved() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    let page = lead.get(&of("/evidence")).await.body;
    let token =
        page.split("name=\"_form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let multipart = |token: &str, name: &str, content: &[u8]| {
        let mut made = format!(
            "--b\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        )
        .into_bytes();
        made.extend_from_slice(content);
        made.extend_from_slice(b"\r\n--b--\r\n");
        made
    };
    let headers =
        [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    let pdf = b"%PDF-1.4\n%%EOF\n";
    for (body, expected) in [
        (multipart("x", "a.pdf", pdf), 403),
        (multipart(&token, "a.pdf", b"MZ\x90\x00 program"), 422),
        (multipart(&token, "a.html", b"<!doctype html><script>alert(1)</script>"), 422),
        (multipart(&token, "a.pdf", &vec![b'x'; 21_000_000]), 413),
        (b"--b\r\nnonsense".to_vec(), 400),
        (multipart(&token, "<script>alert(1)</script>.pdf", pdf), 303),
    ] {
        let answer = lead.ask("POST", &of("/evidence"), &headers, body).await;
        assert_eq!(answer.status, expected, "{}", answer.body);
    }
    let page = lead.get(&of("/evidence")).await;
    assert!(!page.body.contains("<script>alert"), "its name is text");
    let links = page.links();
    let file = links.iter().find(|it| it.contains("/evidence/")).unwrap();
    let answer = lead.get(file).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let mut stranger = served.stranger(Role::MapLead).await;
    assert_eq!(stranger.get(file).await.status, 404);
    let mut practitioner = served.somebody(Role::Practitioner).await;
    assert_eq!(practitioner.get(file).await.status, 403);
}

#[tokio::test]
async fn an_address_that_names_nobody_or_no_fact_is_not_there() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    for path in [
        "p-nobody",
        "p-nobody/history",
        "p-nobody/facts/add",
        "p-000069/facts/f-nope/verify",
        "p-000069/facts/f-nope/withdraw",
        "p-000069/evidence/nope",
        "p-000069/merge?with=p-nobody",
        "p-000069/merge?with=p-000069",
        "p-000069/part?with=p-000070",
        "%00",
        "%2e%2e%2fsecret",
    ] {
        let answer = lead.get(&format!("/o/{TRUST}/people/{path}")).await;
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
    }
    assert_eq!(lead.get(&of("?at=soon")).await.status, 400);
    assert_eq!(lead.get(&of("?at=2026-03-12&known-at=1+April+2026")).await.status, 200);
}
