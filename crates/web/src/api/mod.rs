//! The JSON API, `/api/v1`: what the command line prints with `--json`, asked over HTTP. Documented at `/api/openapi.json`.
//! What is public is here; what needs a key is in [`records`] and [`decisions`].

mod decisions;
mod program;
mod records;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use preceptor_rulebook::Role;
use preceptor_service::roles::{Frame, Portrait, json};
use preceptor_service::{Entry, Refusal, edition};
use serde_json::{Value as Json, json as value};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::ask::Ask;
use crate::pages::routes::Journey;
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// Every address of the API.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/roles", get(roles))
        .route("/api/v1/roles/{role}", get(role))
        .route("/api/v1/routes", get(routes))
        .route("/api/openapi.json", get(openapi))
        .merge(records::router())
        .merge(decisions::router())
}

/// What went wrong, for programs.
pub struct Refused(Problem);

impl From<Problem> for Refused {
    fn from(it: Problem) -> Self {
        Self(it)
    }
}

impl From<Refusal> for Refused {
    fn from(it: Refusal) -> Self {
        Self(it.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        self.0.for_programs()
    }
}

/// A question of a program: every key of it is one we know.
struct Query(Ask);

impl FromRequestParts<Arc<Site>> for Query {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, _: &Arc<Site>) -> Result<Self, Refused> {
        let ask = Ask::parse(parts.uri.query().unwrap_or_default())?;
        if let Some(key) = ask.stranger(&["at", "jurisdiction", "role", "a"]) {
            return Err(Refused(Problem::wrong(t!("api.stranger", key = key))));
        }
        Ok(Self(ask))
    }
}

impl Query {
    fn frame<'a>(&self, site: &'a Site) -> Result<Frame<'a>, Refused> {
        // Programs write a day in one way.
        if let Some(at) = self.0.one("at")?
            && preceptor_record::Day::parse(at).is_err()
        {
            return Err(Refused(Problem::wrong(t!("api.day"))));
        }
        Ok(Frame {
            book: site.book,
            adoption: &site.adoption,
            jurisdiction: self.0.place("jurisdiction", site)?,
            day: self.0.day("at", site)?,
        })
    }
}

fn answer(it: &Json) -> Response {
    ([(CONTENT_TYPE, "application/json")], format!("{it}\n")).into_response()
}

/// Every role in brief.
#[utoipa::path(
    get, path = "/api/v1/roles", tag = "roles",
    params(
        ("at" = Option<String>, Query, description = "The day, as 2026-11-20; left out, today in the United Kingdom", format = "date"),
        ("jurisdiction" = Option<String>, Query, description = "Where; left out, the rulebook's home"),
    ),
    responses(
        (status = 200, description = "The roles, as `preceptor roles --json` gives them", body = Object),
        (status = 400, description = "The question was wrong", content_type = "application/problem+json", body = Object),
    )
)]
async fn roles(State(site): State<Arc<Site>>, query: Query) -> Result<Response, Refused> {
    let frame = query.frame(&site)?;
    let each: Vec<Json> =
        site.book.roles.values().map(|it| json::brief(&Portrait::new(&frame, it))).collect();
    Ok(answer(&value!({
        "at": frame.day.to_string(),
        "jurisdiction": frame.jurisdiction.as_str(),
        "roles": each,
        "rulebook": edition(site.book),
    })))
}

/// One role in full.
#[utoipa::path(
    get, path = "/api/v1/roles/{role}", tag = "roles",
    params(
        ("role" = String, Path, description = "The role's id"),
        ("at" = Option<String>, Query, description = "The day, as 2026-11-20; left out, today in the United Kingdom", format = "date"),
        ("jurisdiction" = Option<String>, Query, description = "Where; left out, the rulebook's home"),
    ),
    responses(
        (status = 200, description = "The role, as `preceptor roles ROLE --json` gives it", body = Object),
        (status = 400, description = "The question was wrong", content_type = "application/problem+json", body = Object),
        (status = 404, description = "The rulebook knows no such role", content_type = "application/problem+json", body = Object),
    )
)]
async fn role(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, Refused> {
    let frame = query.frame(&site)?;
    let role: &Role = site.book.roles.get(id.as_str()).ok_or(Refused(Problem::NotFound))?;
    Ok(answer(&json::whole(&Portrait::new(&frame, role))))
}

/// The routes into a role for whoever gives these answers; nothing is stored.
#[utoipa::path(
    get, path = "/api/v1/routes", tag = "routes",
    params(
        ("role" = String, Query, description = "The role to enter"),
        ("a" = Option<Vec<String>>, Query, description = "Answers, each a question and what is answered, such as `registered.nurse`"),
        ("at" = Option<String>, Query, description = "The day, as 2026-11-20; left out, today in the United Kingdom", format = "date"),
        ("jurisdiction" = Option<String>, Query, description = "Where; left out, as answered, else the rulebook's home"),
    ),
    responses(
        (status = 200, description = "The routes, as `preceptor routes --json` gives them for a record of these answers", body = Object),
        (status = 400, description = "The question was wrong", content_type = "application/problem+json", body = Object),
    )
)]
async fn routes(State(site): State<Arc<Site>>, query: Query) -> Result<Response, Refused> {
    let frame = query.frame(&site)?;
    let Some(role) = query.0.one("role")? else {
        return Err(Refused(Problem::wrong(t!("api.no-role"))));
    };
    let journey = Journey::read_on(&site, &query.0, frame.day)?;
    let stated = query.0.one("jurisdiction")?.map(|_| frame.jurisdiction.clone());
    let place = stated.or_else(|| journey.answers.place());
    let found = journey
        .finder
        .found_in(&journey.answers, place.as_ref())
        .map_err(|it| Problem::wrong(it.message))?;
    let routes = found.first().map_or(&[][..], |it| it.routes.as_slice());
    let person = journey.finder.person(&journey.answers);
    let entry = Entry {
        book: site.book,
        person: (journey.answers.n_given() > 0).then_some(&person.id),
        role: &preceptor_record::Code::new(role),
        jurisdiction: place.as_ref().unwrap_or(&site.book.header.home.value),
        jurisdiction_assumed: place.is_none(),
        day: frame.day,
        routes,
    };
    Ok(answer(&entry.json()))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Preceptor",
        description = "Roles, rules and routes for everybody; people, standing, facts and decisions for programs with a key. The rulebook is information, not legal advice.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        roles, role, routes, records::people, records::person, records::facts, records::standing, records::add_fact,
        decisions::decide, decisions::decision
    ),
    modifiers(&Keys)
)]
struct Document;

/// How a program says who it is.
struct Keys;

impl utoipa::Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A key of the organisation, made by its administrator. It begins with `pcp_`.",
            ))
            .build();
        let parts = document.components.get_or_insert_default();
        parts.add_security_scheme("key", SecurityScheme::Http(key));
    }
}

async fn openapi() -> Response {
    match Document::openapi().to_json() {
        Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_) => Problem::ours().for_programs(),
    }
}
