//! What went wrong, as a page for people and as problem details (RFC 9457) for programs. One place maps it to HTTP.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::html;
use preceptor_service::Refusal;
use serde_json::json;

use crate::layout::{Page, Section};
use crate::text::t;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing at that address.
    NotFound,
    /// The question itself was wrong: what to do about it, in a sentence.
    Wrong(String),
    /// The address is longer than any of ours.
    TooLong,
    /// The address is there, and cannot be asked in that way.
    Method,
    /// They may know of it, and may not do this.
    Denied(String),
    /// A form that did not come from a page of ours.
    ForeignForm,
    /// A form of a session that is over, or of nobody's.
    StaleForm,
    /// More was sent than any form of ours sends.
    TooLarge,
    /// Too often in too short a time.
    TooOften,
    /// Somebody changed it in the meantime.
    Conflict,
    /// They have to say once more that it is they.
    StepUp,
    /// Something of ours did not work; the reference joins what is said and what is logged.
    Ours(String),
}

impl Problem {
    /// The question was wrong.
    pub fn wrong(message: impl Into<String>) -> Self {
        Self::Wrong(message.into())
    }

    /// Something of ours did not work: a fresh reference for it.
    pub fn ours() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        Self::Ours(format!("P{}-{n}", std::process::id()))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Wrong(_) => StatusCode::BAD_REQUEST,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Denied(_) | Self::ForeignForm | Self::StaleForm | Self::StepUp => {
                StatusCode::FORBIDDEN
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NotFound => t!("problem.not-found"),
            Self::Wrong(_) => t!("problem.wrong"),
            Self::TooLong => t!("problem.too-long"),
            Self::Method => t!("problem.method"),
            Self::Denied(_) => t!("problem.denied"),
            Self::ForeignForm => t!("problem.foreign-form"),
            Self::StaleForm => t!("problem.stale-form"),
            Self::TooLarge => t!("problem.too-large"),
            Self::TooOften => t!("problem.too-often"),
            Self::Conflict => t!("problem.conflict"),
            Self::StepUp => t!("problem.step-up"),
            Self::Ours(_) => t!("problem.ours"),
        }
    }

    fn help(&self) -> String {
        match self {
            Self::NotFound => t!("problem.not-found.help").to_owned(),
            Self::Wrong(message) | Self::Denied(message) => message.clone(),
            Self::ForeignForm => t!("problem.foreign-form.help").to_owned(),
            Self::StaleForm => t!("problem.stale-form.help").to_owned(),
            Self::TooLarge => t!("problem.too-large.help").to_owned(),
            Self::TooOften => t!("problem.too-often.help").to_owned(),
            Self::Conflict => t!("problem.conflict.help").to_owned(),
            Self::StepUp => t!("problem.step-up.help").to_owned(),
            Self::TooLong => t!("problem.too-long.help").to_owned(),
            Self::Method => t!("problem.method.help").to_owned(),
            Self::Ours(reference) => t!("problem.ours.help", reference = reference),
        }
    }

    /// For programs.
    pub fn for_programs(&self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.title(),
            "status": self.status().as_u16(),
            "detail": self.help(),
        });
        let kind = [(CONTENT_TYPE, "application/problem+json")];
        (self.status(), kind, format!("{body}\n")).into_response()
    }
}

impl From<Refusal> for Problem {
    fn from(it: Refusal) -> Self {
        match it {
            Refusal::NotFound => Self::NotFound,
            Refusal::Denied(_) => Self::Denied(t!("problem.denied.help").to_owned()),
            Refusal::StepUp => Self::StepUp,
            Refusal::Wrong(all) => {
                Self::Wrong(all.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "))
            }
            Refusal::Conflict => Self::Conflict,
            Refusal::TooOften => Self::TooOften,
            Refusal::Broken(why) => {
                let made = Self::ours();
                if let Self::Ours(reference) = &made {
                    tracing::error!(reference, why, "a request could not be answered");
                }
                made
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = html! {
            h1 class="app-h1" { (self.title()) }
            p class="app-lede" { (self.help()) }
            @if self == Problem::StepUp { p { a class="nhsuk-button" role="button" draggable="false" href="/account/step-up" { (t!("problem.step-up.go")) } } }
            ul class="nhsuk-list" {
                li { a href="/roles" { (t!("nav.roles")) } }
                li { a href="/routes" { (t!("nav.routes")) } }
                li { a href="/rules" { (t!("nav.rules")) } }
            }
        };
        (self.status(), Page::new(self.title(), Section::None, body).html()).into_response()
    }
}

/// The page, or the problem details, of an address that is not there.
pub async fn not_found(uri: Uri) -> Response {
    for_whom(&uri, &Problem::NotFound)
}

/// The same for an address that cannot be asked in that way.
pub async fn not_so(uri: Uri) -> Response {
    for_whom(&uri, &Problem::Method)
}

fn for_whom(uri: &Uri, problem: &Problem) -> Response {
    if uri.path().starts_with("/api/") {
        problem.for_programs()
    } else {
        problem.clone().into_response()
    }
}

/// The page after a panic: nothing of what went wrong reaches it.
pub fn of_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    let problem = Problem::ours();
    if let Problem::Ours(reference) = &problem {
        tracing::error!(reference, "a request could not be answered");
    }
    problem.into_response()
}
