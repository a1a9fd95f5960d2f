//! The API with keys: who gets in, what each scope opens, and what hostile input comes to.

use preceptor_service::access::Role;
use preceptor_service::programs::Scope;
use preceptor_testkit::{Answer, OTHER, Served, TRUST, Visitor};
use serde_json::{Value as Json, json};

/// A program with a key of that organisation.
struct Program {
    visitor: Visitor,
    secret: String,
}

impl Program {
    async fn new(served: &Served, org: &str, scopes: &[Scope]) -> Self {
        let org = preceptor_service::OrgId::new(org).unwrap();
        let employer = served.installation.employer(&org).await.unwrap().unwrap();
        let account = preceptor_testkit::account(org.as_str(), Role::Administrator);
        let secret =
            served.installation.begin_session(&account, "test", served.now()).await.unwrap();
        let session = served.installation.session(&secret, served.now()).await.unwrap().unwrap();
        let viewer = served.installation.viewer(&session, Some(&org)).await.unwrap().unwrap();
        let secret =
            served.installation.make_key(&employer, &viewer, served.now(), "Test", scopes).await;
        Self { visitor: served.visitor(), secret: secret.unwrap() }
    }

    async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let key = format!("Bearer {}", self.secret);
        let mut all = vec![("authorization", key.as_str())];
        all.extend(headers);
        self.visitor.ask(method, path, &all, body.as_bytes().to_vec()).await
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    async fn post(&mut self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("content-type", "application/json")], body).await
    }
}

fn json_of(answer: &Answer) -> Json {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", answer.body))
}

const FACT: &str = r#"{"kind": "training", "course": "care-certificate", "on": "2026-11-01"}"#;

#[tokio::test]
async fn nobody_gets_in_without_a_key_and_a_cookie_is_none() {
    let served = Served::begin().await;
    let mut lead = served.somebody(Role::MapLead).await;
    for path in ["/api/v1/people", "/api/v1/people/p-000003/standing", "/api/v1/decisions/1"] {
        let answer = lead.get(path).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let mut program = Program::new(&served, TRUST, &Scope::ALL).await;
    assert_eq!(program.get("/api/v1/people").await.status, 200);
    for wrong in ["", "pcp_", "pcp_x", "pcp_<script>", &"x".repeat(300), "' OR 1=1 --"] {
        program.secret = wrong.to_owned();
        assert_eq!(program.get("/api/v1/people").await.status, 401, "{wrong}");
    }
}

#[tokio::test]
async fn a_program_reads_writes_and_asks_and_what_it_wrote_is_there_at_once() {
    let served = Served::begin().await;
    let mut program = Program::new(&served, TRUST, &Scope::ALL).await;
    let first = json_of(&program.get("/api/v1/people?limit=2").await);
    assert_eq!(first["people"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = json_of(&program.get(&format!("/api/v1/people?limit=2&after={next}")).await);
    assert_ne!(first["people"], second["people"]);
    let id = first["people"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/people/{id}/facts");
    let before = json_of(&program.get(&path).await)["facts"].as_array().unwrap().len();
    let key = [("content-type", "application/json"), ("idempotency-key", "one")];
    let made = program.ask("POST", &path, &key, FACT).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = program.ask("POST", &path, &key, FACT).await;
    assert_eq!((again.status, again.body.as_str()), (200, made.body.as_str()));
    let other = program.ask("POST", &path, &key, &FACT.replace("11-01", "11-02")).await;
    assert_eq!(other.status, 409);
    let facts = json_of(&program.get(&path).await);
    assert_eq!(facts["facts"].as_array().unwrap().len(), before + 1);
    let standing = json_of(&program.get(&format!("/api/v1/people/{id}/standing")).await);
    assert_eq!(standing["people"][0]["person"], json!(id));
    let asked = json!({ "person": id, "activity": "take-history" }).to_string();
    let decision = program.post("/api/v1/decisions", &asked).await;
    assert_eq!(decision.status, 201, "{}", decision.body);
    let decision = json_of(&decision);
    assert_eq!(json_of(&program.post("/api/v1/decisions", &asked).await), decision);
    let seen = json_of(&program.get(&format!("/api/v1/decisions/{}", decision["number"])).await);
    assert_eq!((&seen["replay"], &seen["answer"]), (&json!("same"), &decision["answer"]));
}

#[tokio::test]
async fn a_key_opens_its_scopes_and_its_organisation_alone() {
    let served = Served::begin().await;
    let mut reader = Program::new(&served, TRUST, &[Scope::Read]).await;
    let mut writer = Program::new(&served, TRUST, &[Scope::Write]).await;
    let mut stranger = Program::new(&served, OTHER, &Scope::ALL).await;
    let facts = "/api/v1/people/p-000003/facts";
    assert_eq!(reader.post(facts, FACT).await.status, 403);
    assert_eq!(writer.post(facts, FACT).await.status, 201);
    assert_eq!(writer.get(facts).await.status, 403);
    let asked = json!({ "person": "p-000003", "activity": "take-history" }).to_string();
    assert_eq!(reader.post("/api/v1/decisions", &asked).await.status, 403);
    // Nobody of another organisation is there, and no decision of it.
    for path in [facts, "/api/v1/people/p-000003", "/api/v1/people/p-000003/standing"] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
    }
    assert_eq!(stranger.post(facts, FACT).await.status, 404);
    assert_eq!(stranger.post("/api/v1/decisions", &asked).await.status, 404);
    let mut decider = Program::new(&served, TRUST, &[Scope::Decide]).await;
    let number = json_of(&decider.post("/api/v1/decisions", &asked).await)["number"].clone();
    assert_eq!(decider.get(&format!("/api/v1/decisions/{number}")).await.status, 200);
    assert_eq!(stranger.get(&format!("/api/v1/decisions/{number}")).await.status, 404);
    // Whoever may see no decision is not told that there is one.
    assert_eq!(reader.get(&format!("/api/v1/decisions/{number}")).await.status, 404);
}

#[tokio::test]
async fn whatever_is_sent_is_taken_or_refused_cleanly_and_nothing_is_half_done() {
    let served = Served::begin().await;
    let mut program = Program::new(&served, TRUST, &Scope::ALL).await;
    let facts = "/api/v1/people/p-000003/facts";
    let before = program.get(facts).await.body;
    let large = format!("{{\"kind\": \"{}\"}}", "x".repeat(10 * 1024 * 1024));
    for body in [
        "",
        "null",
        "[]",
        "{",
        "<script>alert(1)</script>",
        "'; DROP TABLE entry; --",
        "\u{202e}😀",
        r#"{"kind": "training"}"#,
        r#"{"person": 1}"#,
        &large,
        &"[".repeat(10_000),
    ] {
        for path in [facts, "/api/v1/decisions"] {
            let answer = program.post(path, body).await;
            assert!(
                matches!(answer.status, 400 | 404 | 413),
                "{path}: {}: {}",
                answer.status,
                answer.body
            );
            assert_eq!(answer.header("content-type"), "application/problem+json");
            json_of(&answer);
        }
    }
    for path in [
        "/api/v1/people/%00",
        "/api/v1/people/%ff",
        "/api/v1/people/..%2f..",
        "/api/v1/people/'%20OR%201=1",
        "/api/v1/people/%3Cscript%3E/standing",
        "/api/v1/decisions/-1",
        "/api/v1/decisions/99999999999999999999",
        "/api/v1/people?limit=-1",
        "/api/v1/people?limit=x",
        "/api/v1/people?other=1",
        "/api/v1/people/p-000003/standing?at=tomorrow",
        "/api/v1/people/p-000003/standing?known_at=%00",
    ] {
        let answer = program.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
    let wrong = program.ask("POST", facts, &[("content-type", "text/plain")], FACT).await;
    assert_eq!(wrong.status, 400);
    let long = "k".repeat(201);
    for key in ["", long.as_str()] {
        let kinds = [("content-type", "application/json"), ("idempotency-key", key)];
        assert_eq!(program.ask("POST", facts, &kinds, FACT).await.status, 400);
    }
    assert_eq!(program.get(facts).await.body, before);
}

#[tokio::test]
async fn an_administrator_makes_a_key_on_a_page_sees_it_once_and_ends_it() {
    let served = Served::begin().await;
    let path = format!("/o/{TRUST}/programs");
    let mut admin = served.somebody(Role::Administrator).await;
    assert_eq!(admin.get(&path).await.status, 200);
    let made = admin.post(&path, &[("name", "<b>Rota</b>"), ("scope", "read")]).await;
    let secret = made.body.split("pcp_").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(secret.len() > 40);
    let page = admin.get(&path).await;
    assert!(!page.body.contains(&secret) && page.body.contains("&lt;b&gt;Rota"));
    let mut program = Program { visitor: served.visitor(), secret: format!("pcp_{secret}") };
    assert_eq!(program.get("/api/v1/people").await.status, 200);
    let id = page.body.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let ended = admin.post(&format!("{path}/end"), &[("key", id)]).await;
    assert_eq!(ended.leads_to(), path);
    assert_eq!(program.get("/api/v1/people").await.status, 401);
    // Half an hour after signing in they have to say once more who they are.
    served.pass(jiff::SignedDuration::from_mins(15));
    admin.get(&path).await;
    assert_eq!(admin.post(&path, &[("name", "Later"), ("scope", "read")]).await.status, 403);
    let mut lead = served.somebody(Role::MapLead).await;
    assert_eq!(lead.get(&path).await.status, 403);
    let mut stranger = served.stranger(Role::Administrator).await;
    assert_eq!(stranger.get(&path).await.status, 404);
}
