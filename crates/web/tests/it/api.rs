//! The API, as a program asks it.

use serde_json::Value as Json;

use crate::ask::{get, page};

fn json(target: &str) -> Json {
    serde_json::from_str(&page(target)).unwrap()
}

#[test]
fn the_roles_are_listed_and_told() {
    let list = json("/api/v1/roles?at=2026-11-20");
    assert_eq!(list["at"], "2026-11-20");
    let ids: Vec<&str> =
        list["roles"].as_array().unwrap().iter().map(|it| it["role"].as_str().unwrap()).collect();
    assert!(ids.contains(&"physician-associate"));
    for id in ids {
        let one = json(&format!("/api/v1/roles/{id}"));
        assert_eq!(one["role"], id);
        assert!(one["rulebook"]["digest"].as_str().unwrap().starts_with("sha256:"));
    }
}

#[test]
fn what_is_wrong_is_told_as_problem_details() {
    for (target, status) in [
        ("/api/v1/roles/nobody", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/roles?at=20+November+2026", 400),
        ("/api/v1/roles?jurisdiction=atlantis", 400),
        ("/api/v1/roles?day=2026-11-20", 400),
        ("/api/v1/routes", 400),
        ("/api/v1/routes?role=nobody", 400),
        ("/api/v1/routes?role=physician-associate&a=x", 400),
    ] {
        let answer = get(target);
        assert_eq!(answer.status, status, "{target}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{target}");
        let it: Json = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(it["status"], status, "{target}");
        assert!(it["title"].is_string() && it["detail"].is_string(), "{target}");
    }
}

#[test]
fn every_address_of_the_api_is_described() {
    let it = json("/api/openapi.json");
    assert!(it["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(it["info"]["title"], "Preceptor");
    let paths: Vec<&String> = it["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        [
            "/api/v1/decisions",
            "/api/v1/decisions/{number}",
            "/api/v1/people",
            "/api/v1/people/{id}",
            "/api/v1/people/{id}/facts",
            "/api/v1/people/{id}/standing",
            "/api/v1/roles",
            "/api/v1/roles/{role}",
            "/api/v1/routes",
        ]
    );
    for (path, item) in it["paths"].as_object().unwrap() {
        for (method, asked) in item.as_object().unwrap() {
            let said = asked["responses"].as_object().unwrap();
            assert!(said.keys().any(|it| it.starts_with('2')), "{method} {path}");
            assert!(said.keys().any(|it| it.starts_with('4')), "{method} {path}");
            // Whatever is about people needs a key, and says so.
            let is_public = path.contains("role") || path.contains("routes");
            assert_eq!(asked["security"].is_null(), is_public, "{method} {path}");
        }
    }
    assert_eq!(it["components"]["securitySchemes"]["key"]["scheme"], "bearer");
}

#[test]
fn a_route_that_opens_with_an_answer_is_closed_without_it() {
    let open = |answers: &str| {
        let it = json(&format!(
            "/api/v1/routes?role=consultant-clinical-scientist&at=2026-11-20{answers}"
        ));
        it["open"].as_bool().unwrap()
    };
    assert!(open("&a=registered.clinical-scientist"));
    assert!(!open("&a=registered.nurse") && !open("&a=registered.unknown") && !open(""));
}
