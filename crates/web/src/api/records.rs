//! People, their facts and their standing, for programs.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Path, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use preceptor_record::{Day, KnownAt, PersonId};
use preceptor_service::programs::A_PAGE;
use serde_json::{Value as Json, json as value};

use super::program::Program;
use super::{Refused, answer};
use crate::ask::Ask;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/people", get(people))
        .route("/api/v1/people/{id}", get(person))
        .route("/api/v1/people/{id}/standing", get(standing))
        .route("/api/v1/people/{id}/facts", get(facts).post(add_fact))
}

/// The most that a program sends, in bytes.
const LARGEST: usize = 64 * 1024;
/// The longest key of a request, in bytes.
const LONGEST_KEY: usize = 200;

/// What a program sent, as JSON in UTF-8.
pub struct Sent(pub String);

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &Arc<Site>) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !kind.is_some_and(|it| it.starts_with("application/json")) {
            return Err(Problem::wrong(t!("api.not-json")).into());
        }
        let body: Bytes =
            to_bytes(request.into_body(), LARGEST).await.map_err(|_| Problem::TooLarge)?;
        let text =
            String::from_utf8(body.into()).map_err(|_| Problem::wrong(t!("api.not-json")))?;
        Ok(Self(text))
    }
}

/// The query of a program: every key of it is one we know.
pub fn known(query: Option<&str>, keys: &[&str]) -> Result<Ask, Refused> {
    let ask = Ask::parse(query.unwrap_or_default())?;
    match ask.stranger(keys) {
        Some(key) => Err(Problem::wrong(t!("api.stranger", key = key)).into()),
        None => Ok(ask),
    }
}

/// People in the order of their ids, page by page.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "people", security(("key" = [])),
    params(
        ("after" = Option<String>, Query, description = "The cursor a page before gave as `next`"),
        ("limit" = Option<u32>, Query, description = "How many: 100 where it is left out, 500 at most"),
    ),
    responses(
        (status = 200, description = "`{people: [{id, name}], next}`; `next` is null on the last page", body = Object),
        (status = 401, description = "No key that opens anything", content_type = "application/problem+json", body = Object),
        (status = 403, description = "The key does not let a program read", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn people(
    program: Program,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Refused> {
    let ask = known(query.as_deref(), &["after", "limit"])?;
    let after = ask.one("after")?.map(PersonId::new);
    let most = match ask.one("limit")? {
        None => A_PAGE,
        Some(it) => it.parse().map_err(|_| Problem::wrong(t!("api.limit")))?,
    };
    let page = program.employer.people_after(&program.viewer, after.as_ref(), most).await?;
    let each: Vec<Json> =
        page.people.iter().map(|it| value!({ "id": it.id.as_str(), "name": it.name })).collect();
    Ok(answer(&value!({ "people": each, "next": page.next.as_ref().map(PersonId::as_str) })))
}

/// Who somebody is.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "people", security(("key" = [])),
    params(("id" = String, Path, description = "The person's id")),
    responses(
        (status = 200, description = "`{id, name, n_facts, as_of}`: `as_of` is the number of the last entry about them", body = Object),
        (status = 404, description = "There is nobody of that id", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn person(program: Program, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = PersonId::new(id);
    let found = program.employer.record_of(&program.viewer, program.now, &id, "api/person").await?;
    Ok(answer(&value!({
        "id": id.as_str(),
        "name": found.person.name,
        "n_facts": found.person.facts.len(),
        "as_of": found.as_of,
    })))
}

/// Everything recorded about somebody.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/facts", tag = "people", security(("key" = [])),
    params(("id" = String, Path, description = "The person's id")),
    responses(
        (status = 200, description = "`{person, as_of, facts}`, each fact as a people file has it", body = Object),
        (status = 404, description = "There is nobody of that id", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn facts(program: Program, Path(id): Path<String>) -> Result<Response, Refused> {
    let id = PersonId::new(id);
    let found = program.employer.record_of(&program.viewer, program.now, &id, "api/facts").await?;
    let facts: Vec<Json> = found.person.facts.iter().map(preceptor_record::Fact::to_json).collect();
    Ok(answer(&value!({ "person": id.as_str(), "as_of": found.as_of, "facts": facts })))
}

/// How somebody stands in every post they hold.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/standing", tag = "people", security(("key" = [])),
    params(
        ("id" = String, Path, description = "The person's id"),
        ("at" = Option<String>, Query, description = "The day, as 2026-11-20; left out, today in the United Kingdom", format = "date"),
        ("known_at" = Option<String>, Query, description = "Count only what had been recorded by then: a day, that day included, or an instant"),
    ),
    responses(
        (status = 200, description = "The standing, as `preceptor standing --person ID --json` gives it", body = Object),
        (status = 404, description = "There is nobody of that id", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn standing(
    program: Program,
    Path(id): Path<String>,
    axum::extract::RawQuery(query): axum::extract::RawQuery,
) -> Result<Response, Refused> {
    let ask = known(query.as_deref(), &["at", "known_at"])?;
    let day = match ask.one("at")? {
        None => program.now.day,
        Some(it) => Day::parse(it).map_err(|_| Problem::wrong(t!("api.day")))?,
    };
    let known_at = match ask.one("known_at")? {
        None => KnownAt::EVERYTHING,
        Some(it) => KnownAt::parse(it).map_err(Problem::wrong)?,
    };
    let Program { now, installation, employer, viewer, head } = &program;
    let id = PersonId::new(id);
    let said = installation.standing_of(employer, viewer, *now, &id, day, known_at, *head).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], said + "\n").into_response())
}

/// Adds a fact, which is claimed until a person verifies it.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/facts", tag = "people", security(("key" = [])),
    params(
        ("id" = String, Path, description = "The person's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same fact is the same request, whatever became of the first answer"),
    ),
    request_body(content = Object, description = "One fact, as a people file has it", content_type = "application/json"),
    responses(
        (status = 201, description = "`{person, id}`: on the disk and in the chain", body = Object),
        (status = 200, description = "The same request had been made before", body = Object),
        (status = 400, description = "The fact cannot be taken: every fault, with what to do", content_type = "application/problem+json", body = Object),
        (status = 409, description = "The key was used for another fact", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn add_fact(
    program: Program,
    Path(id): Path<String>,
    headers: HeaderMap,
    Sent(text): Sent,
) -> Result<Response, Refused> {
    let key = match headers.get("idempotency-key").map(|it| it.to_str()) {
        None => None,
        Some(Ok(it)) if !it.is_empty() && it.len() <= LONGEST_KEY => Some(it),
        Some(_) => return Err(Problem::wrong(t!("api.idempotency")).into()),
    };
    let Program { now, installation, employer, viewer, .. } = &program;
    let id = PersonId::new(id);
    let fresh = installation.fresh_id("f")?;
    let taken = employer.take_fact(viewer, *now, &id, &text, key, &fresh).await?;
    let status = if taken.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, answer(&value!({ "person": id.as_str(), "id": taken.id.as_str() })))
        .into_response())
}
