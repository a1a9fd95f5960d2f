//! Where one is signed in, and ending it there.

use axum::response::{IntoResponse, Response};
use maud::html;

use super::own::local;
use crate::ask::Ask;
use crate::dates::moment;
use crate::desk::{Desk, Posted, Section};
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

pub async fn page(desk: Desk, _: Ask) -> Result<Response, Problem> {
    let all = desk.installation.sessions_of(&desk.viewer.account, desk.now).await?;
    let here = desk.at("/account/sessions");
    let body = html! {
        (local(&desk, "/account/sessions"))
        (parts::heading(None, &parts::count(all.len(), t!("sessions.one"), |n| t!("sessions.title", n = n)), Some(t!("sessions.lede"))))
        table class="app-table app-stackable" {
            caption class="nhsuk-u-visually-hidden" { (t!("sessions.link")) }
            thead {
                tr {
                    th scope="col" { (t!("sessions.where")) }
                    th scope="col" { (t!("sessions.since")) }
                    th scope="col" { (t!("sessions.seen")) }
                    th scope="col" { span class="nhsuk-u-visually-hidden" { (t!("sessions.end")) } }
                }
            }
            tbody {
                @for it in &all {
                    tr {
                        th scope="row" { (browser(it.agent())) }
                        td data-label=(t!("sessions.since")) { (moment(it.begun_at())) }
                        td data-label=(t!("sessions.seen")) { (moment(it.seen_at())) }
                        td {
                            @if it.id() == desk.viewer.session { (t!("sessions.this")) } @else {
                                form method="post" action=(here) class="app-inline" {
                                    (desk.token())
                                    input type="hidden" name="session" value=(it.id());
                                    button class="app-button-link" type="submit" {
                                        (t!("sessions.end"))
                                        span class="nhsuk-u-visually-hidden" { ": " (browser(it.agent())) ", " (moment(it.begun_at())) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if all.len() > 1 {
            form method="post" action={ (here) "/others" } {
                (desk.token())
                button class="nhsuk-button nhsuk-button--secondary" type="submit" { (t!("sessions.end-others")) }
            }
        }
    };
    Ok(desk.page(t!("sessions.link"), Section::None, body).narrow().into_response())
}

pub async fn end(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let id = form.one("session")?.ok_or(Problem::NotFound)?;
    // One's own only: an id of somebody else is not there.
    if !desk.installation.end_session(&desk.viewer.account, id).await? {
        return Err(Problem::NotFound);
    }
    desk.done(&desk.at("/account/sessions"), t!("sessions.ended"), None).await
}

pub async fn end_others(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, .. } = posted;
    let n =
        desk.installation.end_sessions(&desk.viewer.account, Some(&desk.viewer.session)).await?;
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    let said = parts::count(n, t!("sessions.ended"), |n| t!("sessions.ended-others", n = n));
    desk.done(&desk.at("/account/sessions"), said, None).await
}

/// Which browser on what, as far as it says so.
fn browser(agent: &str) -> String {
    let first =
        |of: &[(&str, &'static str)]| of.iter().find(|it| agent.contains(it.0)).map(|it| it.1);
    let program = first(&[
        ("Firefox", "Firefox"),
        ("Edg", "Edge"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Macintosh", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => t!("sessions.browser", program = program, system = system),
        (Some(it), None) | (None, Some(it)) => it.to_owned(),
        (None, None) => t!("sessions.unknown").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_people_know_it() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(browser(edge), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
        assert_eq!(browser(phone), "Safari on iPhone");
        assert_eq!(browser("curl/8"), t!("sessions.unknown"));
        assert_eq!(browser("<script>"), t!("sessions.unknown"));
    }
}
