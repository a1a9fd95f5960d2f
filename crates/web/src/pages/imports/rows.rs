//! What becomes, or became, of each row of a file.

use maud::{Markup, html};
use preceptor_service::imports::{Batch, Effect, Outcome, State};

use crate::ask::{Ask, address};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::text::t;

/// Rows a page.
const A_PAGE: usize = 50;

/// The tally and a page of rows; nothing before the file was checked.
pub async fn shown(desk: &Desk, batch: &Batch, ask: &Ask) -> Result<Markup, Problem> {
    let is_checked = !matches!(batch.state, State::Mapping | State::Checking);
    if !is_checked {
        return Ok(html! {});
    }
    let effect = match ask.one("effect")? {
        None => None,
        Some(word) => Some(Effect::from_word(word).ok_or(Problem::NotFound)?),
    };
    let page = match ask.one("page")? {
        None => 1,
        Some(it) => {
            let page: Option<usize> = it.parse().ok().filter(|it| (1..=100_000).contains(it));
            page.ok_or(Problem::NotFound)?
        }
    };
    let (rows, n_found) = desk.employer.outcomes(batch, effect, page - 1, A_PAGE).await?;
    let own = desk.at(&format!("/imports/{}", batch.id));
    let is_done = batch.state == State::Done;
    let tally = if is_done { batch.imported } else { batch.checked };
    let n_pages = n_found.div_ceil(A_PAGE);
    let to = |page: usize| {
        let mut pairs = Vec::new();
        let (word, page) = (effect.map(Effect::as_str), page.to_string());
        pairs.extend(word.map(|it| ("effect", it)));
        pairs.push(("page", page.as_str()));
        address(&own, pairs)
    };
    Ok(html! {
        nav class="app-local" aria-label=(t!("imports.effects")) {
            ul {
                li { a href=(own) aria-current=[effect.is_none().then_some("page")] { (t!("imports.effect.all", n = batch.n_rows)) } }
                @for it in [Effect::New, Effect::Changed, Effect::Same, Effect::Wrong] {
                    li {
                        a href=(address(&own, [("effect", it.as_str())])) aria-current=[(effect == Some(it)).then_some("page")] {
                            (counted(it, tally.of(it), is_done))
                        }
                    }
                }
            }
        }
        @if tally.n_wrong > 0 { p { a href={ (own) "/faults.csv" } { (t!("imports.faults", n = tally.n_wrong)) } } }
        @if rows.is_empty() {
            p { (t!("imports.none")) }
        } @else {
            section class="app-panel app-panel--table" aria-label=(t!("imports.rows")) {
                table class="app-table app-stackable" {
                    caption class="nhsuk-u-visually-hidden" { (t!("imports.rows")) }
                    thead {
                        tr {
                            th scope="col" { (t!("imports.line")) }
                            th scope="col" { (t!("imports.who")) }
                            th scope="col" { (t!("imports.effect")) }
                            th scope="col" { (t!("imports.what")) }
                        }
                    }
                    tbody { @for it in &rows { (row(desk, batch, it)) } }
                }
            }
            @if n_pages > 1 {
                nav class="nhsuk-pagination" aria-label=(t!("imports.pages")) {
                    p { (t!("people.page-of", page = page, n = n_pages)) }
                    ul class="nhsuk-list app-pages" {
                        @if page > 1 { li { a href=(to(page - 1)) rel="prev" { (t!("imports.previous")) } } }
                        @if page < n_pages { li { a href=(to(page + 1)) rel="next" { (t!("imports.next")) } } }
                    }
                }
            }
        }
    })
}

fn counted(it: Effect, n: usize, is_done: bool) -> String {
    match (it, is_done) {
        (Effect::New, false) => t!("imports.effect.new", n = n),
        (Effect::New, true) => t!("imports.effect.was-new", n = n),
        (Effect::Changed, false) => t!("imports.effect.changed", n = n),
        (Effect::Changed, true) => t!("imports.effect.was-changed", n = n),
        (Effect::Same, _) => t!("imports.effect.same", n = n),
        (Effect::Wrong, _) => t!("imports.effect.wrong", n = n),
    }
}

fn row(desk: &Desk, batch: &Batch, it: &Outcome) -> Markup {
    let is_there = it.effect != Effect::New || batch.state == State::Done;
    let name = if it.name.is_empty() { t!("imports.nobody") } else { &it.name };
    html! {
        tr {
            th scope="row" class="num" { (t!("imports.line-n", n = it.line)) }
            td data-label=(t!("imports.who")) {
                @match it.person.as_ref().filter(|_| is_there) {
                    Some(id) => a href=(desk.at(&format!("/people/{id}"))) { (name) },
                    None => (name),
                }
            }
            td data-label=(t!("imports.effect")) { (tag(it.effect)) }
            td {
                @if it.says.is_empty() && it.faults.is_empty() && it.notes.is_empty() { (t!("imports.nothing")) }
                @if !it.says.is_empty() || !it.notes.is_empty() {
                    ul class="nhsuk-list nhsuk-list--bullet" {
                        @for said in &it.says { li { (said) } }
                        @for note in &it.notes { li { (t!("imports.note", note = note)) } }
                    }
                }
                @for fault in &it.faults {
                    p {
                        @if !fault.column.is_empty() {
                            strong { (fault.column) @if !fault.value.is_empty() { ": " span class="app-break" { (fault.value) } } }
                            " – "
                        }
                        (preceptor_service::say::stopped(&preceptor_service::say::sentence(&fault.message)))
                        " "
                        (preceptor_service::say::stopped(&preceptor_service::say::sentence(&fault.remedy)))
                    }
                }
            }
        }
    }
}

fn tag(it: Effect) -> Markup {
    let (class, words) = match it {
        Effect::New => ("app-tag", t!("imports.tag.new")),
        Effect::Changed => ("app-tag app-tag--soon", t!("imports.tag.changed")),
        Effect::Same => ("app-tag app-tag--reported", t!("imports.tag.same")),
        Effect::Wrong => ("app-tag app-tag--no", t!("imports.tag.wrong")),
    };
    html! { span class=(class) { (words) } }
}
