//! Pages of whoever is signed in that belong to nobody else's part: home, the search, signing out.

mod find;
mod home;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::desk::{Desk, House, Posted, see_other};
use crate::problem::Problem;
use crate::site::Site;

/// The addresses. The short forms, without the organisation, lead to the reader's own.
pub fn router() -> Router<Arc<Site>> {
    let mut made = Router::new()
        .route("/o/{org}/home", get(home::page))
        .route("/o/{org}/find", get(find::page))
        .route("/o/{org}/rulebook", get(rulebook))
        .route("/o/{org}/tips", post(tips))
        .route("/o/{org}/sign-out", post(sign_out));
    for short in ["/home", "/people", "/decide", "/decisions", "/account"] {
        made = made.route(short, get(to_own));
        made = made.route(&format!("{short}/{{*rest}}"), get(to_own));
    }
    made
}

async fn to_own(desk: Desk, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/home", |it| it.as_str());
    see_other(&desk.at(path))
}

async fn rulebook(_: Desk) -> Response {
    see_other("/rules")
}

/// Puts the things to try away for as long as the session lasts.
async fn tips(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    desk.put_tips_away().await?;
    Ok(see_other(&desk.at("/home")))
}

async fn sign_out(posted: Posted) -> Result<Response, Problem> {
    let Posted { desk, .. } = posted;
    desk.installation.end_session(&desk.viewer.account, &desk.viewer.session).await?;
    let house = if desk.installation.is_demonstration { House::Demonstration } else { House::Real };
    let cookie = house.set(None, desk.site.is_https());
    Ok(([cookie], see_other("/")).into_response())
}
