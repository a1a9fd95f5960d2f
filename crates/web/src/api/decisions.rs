//! Decisions, for programs.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use preceptor_service::decision::{Asked, Judged};
use serde_json::json as value;

use super::program::Program;
use super::records::Sent;
use super::{Refused, answer};
use crate::problem::Problem;
use crate::site::Site;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/v1/decisions", post(decide))
        .route("/api/v1/decisions/{number}", get(decision))
}

/// Asks whether somebody may do something, and keeps the decision.
#[utoipa::path(
    post, path = "/api/v1/decisions", tag = "decisions", security(("key" = [])),
    request_body(content = Object, description = "`{person, activity, at, known_at, post, context: {key: value}, present: [\"ID@CLOSENESS[:COVERING[:MINUTES]]\"]}`; all but the first two may be left out", content_type = "application/json"),
    responses(
        (status = 201, description = "`{number, as_of, answer}`: the answer as `preceptor decide --json` gives it, and the entry of the log it rests on. The same question at the same entry is one decision with one number", body = Object),
        (status = 400, description = "The question was wrong: every fault, with what to do", content_type = "application/problem+json", body = Object),
        (status = 404, description = "There is nobody of that id", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn decide(program: Program, Sent(text): Sent) -> Result<Response, Refused> {
    let asked = Asked::read(&text).map_err(Problem::wrong)?;
    let Program { now, installation, employer, viewer, .. } = &program;
    let (number, judged) = installation.decide(employer, viewer, *now, &asked).await?;
    let said = value!({ "number": number, "as_of": judged.circle.as_of, "answer": judged.json() });
    Ok((StatusCode::CREATED, answer(&said)).into_response())
}

/// A decision that this program asked for, made again.
#[utoipa::path(
    get, path = "/api/v1/decisions/{number}", tag = "decisions", security(("key" = [])),
    params(("number" = i64, Path, description = "The decision's number")),
    responses(
        (status = 200, description = "`{number, given_at, as_of, question, program, replay, answer}`: `replay` is `same`, `differs`, `program differs` or `erased`", body = Object),
        (status = 404, description = "This program asked for no decision of that number", content_type = "application/problem+json", body = Object),
    )
)]
pub async fn decision(program: Program, Path(number): Path<String>) -> Result<Response, Refused> {
    let number: i64 = number.parse().map_err(|_| Problem::NotFound)?;
    let Program { now, installation, employer, viewer, .. } = &program;
    let given = installation.decision(employer, viewer, *now, number).await?;
    Ok(answer(&value!({
        "number": given.number,
        "given_at": given.at.to_string(),
        "as_of": given.kept.seq,
        "question": given.kept.question.json(),
        "program": given.kept.program,
        "decision": given.kept.answer.decision.as_str(),
        "replay": given.outcome.word(),
        "answer": given.again.as_ref().map(Judged::json),
    })))
}
