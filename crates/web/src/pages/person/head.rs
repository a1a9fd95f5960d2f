//! The head of every page of a person: their name, what they are, what can be done, and the way to their other pages.

use maud::{Markup, html};
use preceptor_record::{Body, Day, Person, Record};
use preceptor_rulebook::Rulebook;
use preceptor_service::access::Act;
use preceptor_service::say;

use super::asked::Opened;
use crate::desk::Desk;
use crate::parts;
use crate::problem::Problem;
use crate::text::t;

/// Which page of a person it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// Standing and scope.
    Standing,
    /// Who supervises them, and whom they supervise.
    Supervision,
    /// Evidence files.
    Evidence,
    /// Posts, checks and everything else on the record.
    Posts,
    /// Who recorded what, and when.
    History,
    /// A form of theirs, which is none of these.
    Form,
}

const LOCAL: [Local; 5] =
    [Local::Standing, Local::Supervision, Local::Evidence, Local::Posts, Local::History];

impl Local {
    fn name(self) -> &'static str {
        match self {
            Self::Standing | Self::Form => t!("person.local.standing"),
            Self::Supervision => t!("person.local.supervision"),
            Self::Evidence => t!("person.local.evidence"),
            Self::Posts => t!("person.local.posts"),
            Self::History => t!("person.local.history"),
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Standing | Self::Form => "",
            Self::Supervision => "/supervision",
            Self::Evidence => "/evidence",
            Self::Posts => "/posts",
            Self::History => "/history",
        }
    }
}

/// The head of a page of theirs.
pub fn head(desk: &Desk, it: &Opened, local: Local) -> Result<Markup, Problem> {
    let person = it.read.person()?;
    let people = desk.at("/people");
    let own = desk.at(&format!("/people/{}", person.id));
    let can_list = crate::desk::is_shown(crate::desk::Section::People, &desk.viewer);
    let can_ask = desk.viewer.can(Act::Decide, it.read.relation);
    let can_add = desk.viewer.can(Act::RecordFacts, it.read.relation);
    Ok(html! {
        @if can_list { (parts::trail(&[(t!("desk.people"), &people)])) }
        div class="app-head" {
            div {
                @if local == Local::Standing {
                    h1 class="app-h1" { (person.display_name()) }
                } @else {
                    p class="app-h1" { a class="app-plain" href=(own) { (person.display_name()) } }
                }
                p class="app-over" { (what_they_are(it.engine.book, it, person)) }
            }
            @if local == Local::Standing {
                div class="app-actions" {
                    @if can_ask { a class="nhsuk-button nhsuk-button--small" href=(crate::ask::address(&desk.at("/decide"), [("person", person.id.as_str())])) { (t!("person.ask")) } }
                    @if can_add {
                        a class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" href=(desk.at(&format!("/people/{}/facts/add", person.id))) { (t!("person.add-fact")) }
                    }
                    @if desk.viewer.can(Act::SeeCard, it.read.relation) {
                        a href=(format!("{own}/card")) { (t!("card.title")) }
                    }
                    @if desk.viewer.can(Act::ExportRecord, it.read.relation) {
                        a href=(format!("{own}/archive")) { (t!("archive.link")) }
                    }
                }
            }
        }
        @if it.read.is_whole {
            nav class="app-local" aria-label=(person.display_name()) {
                ul {
                    @for page in LOCAL {
                        li { a href=(it.at(desk, page.path())) aria-current=[(page == local).then_some("page")] { (page.name()) } }
                    }
                }
            }
        }
    })
}

/// The posts of the day in a line: role, specialty, place, how much, since when.
fn what_they_are(book: &Rulebook, it: &Opened, person: &Person) -> String {
    let record = Record::known_at(person, it.days.known_at());
    let posts = record.facts.iter().filter_map(|known| match &known.fact.body {
        Body::Post(post) if known.fact.body.period().holds(it.days.at) => {
            let mut made = say::sentence(&say::role(book, post.role.as_str()));
            if let Some(of) = &post.specialty {
                made.push_str(&format!(", {}", say::term(&book.vocabulary.specialties, of)));
            }
            if let Some(code) = &post.organisation {
                let place = it.read.people.organisations.get(code);
                let name = place.and_then(|it| it.name.clone()).unwrap_or_else(|| code.to_string());
                made.push_str(&format!(" · {name}"));
            }
            match post.fte.map(|it| it.0) {
                Some(1000) => made.push_str(&format!(" · {}", t!("person.full-time"))),
                Some(part) => {
                    made.push_str(&format!(
                        " · {}",
                        t!("person.fte", fte = f64::from(part) / 1000.0)
                    ));
                }
                None => {}
            }
            let from = known.fact.body.period().from;
            if from != Day::ALWAYS {
                made.push_str(&format!(" {}", t!("person.since", day = from.in_words())));
            }
            Some(made)
        }
        _ => None,
    });
    let posts: Vec<String> = posts.collect();
    if posts.is_empty() { t!("person.no-post").to_owned() } else { posts.join("; ") }
}
