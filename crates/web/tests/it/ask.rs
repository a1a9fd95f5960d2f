//! One site for a test, and what it answers.

use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use preceptor_record::Day;
use preceptor_web::Site;
use tower::ServiceExt;

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no header {name}")).to_str().unwrap()
    }
}

/// One site for all tests.
pub fn site() -> Router {
    static SITE: OnceLock<Router> = OnceLock::new();
    SITE.get_or_init(|| {
        let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
        let book = preceptor_rulebook::load_rules(&files).rulebook.unwrap();
        let today = Day::parse("2026-11-20").unwrap();
        let now =
            preceptor_service::Now { at: "2026-11-20T09:00:00Z".parse().unwrap(), day: today };
        preceptor_web::router(Site::new(
            Box::leak(Box::new(book)),
            "http://localhost:8080",
            move || now,
        ))
    })
    .clone()
}

/// Asks with a method.
pub fn ask(method: &str, target: &str) -> Answer {
    let request = Request::builder().method(method).uri(target);
    let request = request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let response = site().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    })
}

/// Asks for a page.
pub fn get(target: &str) -> Answer {
    ask("GET", target)
}

/// Asks for a page that is there.
#[track_caller]
pub fn page(target: &str) -> String {
    let answer = get(target);
    assert_eq!(answer.status, StatusCode::OK, "{target}: {}", answer.body);
    answer.body
}
