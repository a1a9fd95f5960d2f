//! The demonstration: choose who you are, and start it afresh.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use preceptor_service::demonstration::{Demonstration, PERSONAS};

use crate::ask::Ask;
use crate::desk::{House, OpenPosted, see_other};
use crate::layout::{Page, Section};
use crate::parts::{self, Choice, Choices};
use crate::problem::Problem;
use crate::site::Site;
use crate::text::t;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/demonstration", get(choose).post(enter))
        .route("/demonstration/afresh", post(afresh))
}

fn demonstration(site: &Site) -> Result<&Arc<Demonstration>, Problem> {
    site.demonstration().ok_or(Problem::NotFound)
}

async fn choose(State(site): State<Arc<Site>>, _: Ask) -> Result<Markup, Problem> {
    demonstration(&site)?;
    Ok(page(None))
}

fn page(error: Option<&str>) -> Markup {
    let offers: Vec<Choice> = PERSONAS
        .iter()
        .map(|it| {
            let (title, hint) = words(it.account);
            Choice {
                value: it.account.to_owned(),
                title: title.to_owned(),
                hint: Some(hint.to_owned()),
                is_chosen: false,
                is_apart: false,
            }
        })
        .collect();
    let choices = Choices {
        name: "who",
        question: t!("demo.who"),
        hint: Some(t!("demo.lede")),
        offers: &offers,
        is_several: false,
        error,
    };
    let body = html! {
        @if let Some(error) = error { (parts::error_summary(error, "choice-0")) }
        p class="app-over" { (t!("demo.title")) }
        form method="post" action="/demonstration" {
            (parts::choices(&choices))
            button class="nhsuk-button" type="submit" { (t!("demo.go")) }
        }
        form method="post" action="/demonstration/afresh" {
            p { (t!("demo.afresh.help")) }
            button class="nhsuk-button nhsuk-button--secondary" type="submit" { (t!("demo.afresh")) }
        }
    };
    let title = if error.is_some() {
        t!("form.error.title", title = t!("demo.who"))
    } else {
        t!("demo.who").to_owned()
    };
    Page::new(&title, Section::None, body).html()
}

fn words(account: &str) -> (&'static str, &'static str) {
    match account {
        "map-lead" => (t!("demo.map-lead"), t!("demo.map-lead.hint")),
        "supervisor" => (t!("demo.supervisor"), t!("demo.supervisor.hint")),
        "practitioner" => (t!("demo.practitioner"), t!("demo.practitioner.hint")),
        "recruitment" => (t!("demo.recruitment"), t!("demo.recruitment.hint")),
        "auditor" => (t!("demo.auditor"), t!("demo.auditor.hint")),
        _ => (t!("demo.administrator"), t!("demo.administrator.hint")),
    }
}

async fn enter(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    form: OpenPosted,
) -> Result<Response, Problem> {
    let demonstration = demonstration(&site)?;
    let who = form.one("who")?;
    let Some(persona) = PERSONAS.iter().find(|it| Some(it.account) == who) else {
        return Ok(page(Some(t!("demo.who.none"))).into_response());
    };
    let now = site.now();
    let installation = demonstration.running(now).await?;
    let agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let secret = installation.begin_session(persona.account, agent, now).await?;
    let cookie = House::Demonstration.set(Some(&secret), site.is_https());
    let org = installation.organisations().await?.into_iter().next().ok_or(Problem::NotFound)?;
    Ok(([cookie], see_other(&format!("/o/{org}/home"))).into_response())
}

async fn afresh(State(site): State<Arc<Site>>, _: OpenPosted) -> Result<Response, Problem> {
    demonstration(&site)?.afresh(site.now()).await?;
    let cookie = House::Demonstration.set(None, site.is_https());
    Ok(([cookie], see_other("/demonstration")).into_response())
}
