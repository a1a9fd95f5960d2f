//! `preceptor routes`: the ways into a role, open or closed, what is missing and how long each takes.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use preceptor_record::people::People;
use preceptor_record::{Code, Person, PersonId};
use preceptor_service::Entry;
use preceptor_service::names::{Names, named};
use preceptor_standing::routes::Planned;
use preceptor_standing::{Engine, Lookup, RouteFor, routes};

use super::{Known, When, Whom};
use crate::exit::{Exit, Failure};
use crate::open::Under;
use crate::page::Page;
use crate::{print, say, source};

/// The question.
#[derive(Debug, Args)]
pub struct Routes {
    /// The people file; left out, the routes of somebody of whom nothing is known.
    #[arg(long, value_name = "FILE", requires = "person")]
    people: Option<PathBuf>,
    /// Whom the question is about, by id.
    #[arg(long, value_name = "ID", requires = "people")]
    person: Option<String>,
    /// The role to enter.
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// In which jurisdiction; left out, the rulebook's home.
    #[arg(long, value_name = "JURISDICTION")]
    jurisdiction: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    under: Under,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Routes {
    /// Answers it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let book = self.under.book()?;
        let day = self.when.day();
        let adoption = self.under.adopted_on(&book, day)?;
        let (people, id) = match (&self.people, &self.person) {
            (Some(people), Some(person)) => {
                let whom = Whom { people: people.clone(), person: person.clone() };
                whom.open(&[])?
            }
            _ => (Arc::default(), PersonId::new("nobody")),
        };
        let nobody = nobody();
        let person = people.people.get(&id).unwrap_or(&nobody);
        let engine = Engine::new(&book, &adoption);
        let lookup = Lookup::new(&book, &*people, self.known.at());
        let role = Code::new(self.role.as_str());
        let jurisdiction = super::jurisdiction(&book, self.jurisdiction.as_deref())?;
        let found = routes(&engine, &lookup, person, &role, jurisdiction.as_ref(), day)?;
        let entry = Entry {
            book: &book,
            person: self.person.is_some().then_some(&person.id),
            role: &role,
            jurisdiction: jurisdiction.as_ref().unwrap_or(&book.header.home.value),
            jurisdiction_assumed: jurisdiction.is_none(),
            day,
            routes: &found,
        };
        if self.json {
            print::json(&entry.json())?;
        } else {
            let person = self.person.is_some().then_some(person);
            print::out(&Told { entry: &entry, people: &people, person }.words())?;
        }
        Ok(if found.iter().any(|it| it.open) { Exit::Yes } else { Exit::No })
    }
}

/// Somebody of whom nothing is known.
fn nobody() -> Person {
    Person {
        id: PersonId::new("nobody"),
        name: None,
        details: None,
        former_names: Vec::new(),
        facts: Vec::new(),
    }
}

struct Told<'a> {
    entry: &'a Entry<'a>,
    people: &'a People,
    person: Option<&'a Person>,
}

impl Told<'_> {
    fn words(&self) -> String {
        let mut page = Page::new();
        let role = say::a(&say::role(self.entry.book, self.entry.role.as_str()));
        let n_open = self.entry.routes.iter().filter(|it| it.open).count();
        let place = say::place(self.entry.book, self.entry.jurisdiction);
        let on = self.entry.day.in_words();
        let to = match self.person {
            Some(it) => format!(" to {}", named(it)),
            None => " to somebody of whom nothing is known".to_owned(),
        };
        page.para(0, &match n_open {
            0 => format!("NO. No way of becoming {role} in {place} is open{to} on {on}."),
            1 => format!("YES. One way of becoming {role} in {place} is open{to} on {on}."),
            n => format!("YES. {n} ways of becoming {role} in {place} are open{to} on {on}, the shortest first."),
        });
        let can_be_opened = |it: &&RouteFor| !it.open && it.closed.is_none();
        let groups: [(&str, Vec<&RouteFor>); 3] = [
            ("Open", self.entry.routes.iter().filter(|it| it.open).collect()),
            (
                "Not open: something is missing",
                self.entry.routes.iter().filter(can_be_opened).collect(),
            ),
            ("Closed", self.entry.routes.iter().filter(|it| it.closed.is_some()).collect()),
        ];
        for (head, of) in groups {
            if of.is_empty() {
                continue;
            }
            page.head(&format!("{head} ({})", of.len()));
            for (i, it) in of.into_iter().enumerate() {
                if i > 0 {
                    page.gap();
                }
                self.told(&mut page, it);
            }
        }
        page.gap();
        page.para(0, "Months count the steps of the route alone; courses and employers set their own dates and may ask for more.");
        page.para(0, source::NOT_ADVICE);
        page.text()
    }

    fn told(&self, page: &mut Page, it: &RouteFor) {
        let route = &it.route;
        let months = it.months.map_or("no fixed length".to_owned(), say::months);
        page.item(2, &format!("{}: {months}", route.title));
        if let Some(summary) = &route.summary {
            page.para(4, summary);
        }
        if let Some(closed) = &it.closed {
            page.entry(4, "Closed", &say::stopped(closed));
        }
        let names = self.person.map(|it| Names::of(self.people, it, []));
        let put = |text: &str| names.as_ref().map_or_else(|| text.to_owned(), |it| it.put_in(text));
        for (judged, ways) in it.missing.iter().zip(&it.remedies) {
            page.entry(4, "Missing", &say::stopped(&judged.says));
            for found in &judged.because {
                page.entry(6, "Found", &put(&found.text));
            }
            if let Some(fix) = &judged.fix {
                page.entry(6, "To do", &say::stopped(fix));
            }
            for way in ways.iter().filter(|way| way.iter().any(|it| it.on.is_some())) {
                let each: Vec<String> = way.iter().map(say::remedy).collect();
                page.entry(6, "Or wait", &put(&say::stopped(&each.join("; and "))));
            }
        }
        for met in &it.met {
            page.entry(4, "Met", &say::stopped(&met.says));
        }
        for caution in &it.cautions {
            page.entry(4, "Note", &say::stopped(&say::sentence(caution)));
        }
        for arrange in it.arrange.iter().filter(|_| it.closed.is_none()) {
            page.entry(4, "To arrange", &say::stopped(arrange));
        }
        for step in &it.plan {
            page.entry(4, "Step", &planned(step));
        }
        if let Some(award) = &route.award {
            let level =
                route.academic_level.map_or(String::new(), |it| format!(", academic level {it}"));
            page.entry(4, "Award", &format!("{award}{level}"));
        }
        for funding in self.entry.funding(it) {
            page.entry(4, "Who pays", funding);
        }
        if let Some(cited) = route.source.first() {
            page.entry(4, "Source", &source::line(self.entry.book, cited));
        }
        page.entry(4, "Route", route.id.value.as_str());
    }
}

/// A step with how long it takes and when it could be.
fn planned(it: &Planned) -> String {
    let length = it
        .months
        .filter(|it| it.max > 0)
        .map_or(String::new(), |it| format!(", {}", say::months(it)));
    let when = match (it.from, it.until) {
        (Some(from), Some(until)) if from < until => {
            format!(" (at the earliest {} to {})", from.in_words(), until.previous().in_words())
        }
        (Some(from), _) => format!(" (at the earliest from {})", from.in_words()),
        _ => String::new(),
    };
    format!("{}{length}{when}", it.step)
}
