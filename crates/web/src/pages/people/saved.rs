//! Keeping a view of the list under a name, and taking it away.

use axum::extract::Path;
use axum::response::Response;

use crate::desk::{Posted, see_other};
use crate::problem::Problem;
use crate::text::t;

pub async fn save(posted: Posted) -> Result<Response, Problem> {
    let Posted { mut desk, form } = posted;
    let name = form.one("name")?.unwrap_or_default().to_owned();
    // It becomes part of an address again: only what an address of ours may hold is kept.
    let ask = crate::ask::Ask::parse(form.one("query")?.unwrap_or_default())?;
    let query = crate::ask::address("", ask.pairs());
    let query = query.trim_start_matches('?').to_owned();
    let to = format!("{}?{query}", desk.at("/people"));
    desk.employer.save_view(&desk.installation, &desk.viewer, &name, &query).await?;
    desk.done(&to, t!("people.view.kept", name = name), None).await
}

pub async fn remove(
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { desk, .. } = posted;
    desk.employer.drop_view(&desk.viewer, &id).await?;
    Ok(see_other(&desk.at("/people")))
}
