//! `preceptor welcome`: what Preceptor is, one worked answer, and what to try next.

use std::collections::BTreeMap;

use preceptor_record::file::{Faults, Sources};
use preceptor_record::people::People;
use preceptor_record::{Code, KnownAt, PersonId};
use preceptor_rulebook::Adoption;
use preceptor_standing::{Engine, Question};

use crate::exit::{Exit, Failure};
use crate::page::Page;
use crate::{clock, open, print};

/// The imaginary people who come with the program.
const SAMPLE: &str = include_str!("../../../../samples/people.yaml");

/// What to try next.
const NEXT: [&str; 7] = [
    "preceptor",
    "preceptor decide --people samples/people.yaml --person p-018 --activity maintain-ga",
    "preceptor standing --people samples/people.yaml",
    "preceptor clear --people samples/people.yaml --person p-023 --role physician-associate",
    "preceptor routes --role physician-associate",
    "preceptor roles anaesthesia-associate",
    "preceptor help",
];

/// What Preceptor is, with a worked decision and what to try next.
pub fn welcome() -> Result<Exit, Failure> {
    let (person, activity) = ("p-017", "prescribe-medicine");
    let book = open::rulebook("uk".as_ref())?;
    let mut sources = Sources::default();
    let mut faults = Faults::default();
    let source = sources.add("samples/people.yaml", SAMPLE);
    let people = People::from_yaml(SAMPLE, source, &mut faults);
    if faults.any_error() {
        return Err(Failure::Broken(faults.render(&sources)));
    }
    let adoption = Adoption::by_default();
    let engine = Engine::new(&book, &adoption);
    let question = Question {
        person: PersonId::new(person),
        activity: Code::new(activity),
        at: clock::today(),
        known_at: KnownAt::EVERYTHING,
        post: None,
        context: BTreeMap::new(),
        present: Vec::new(),
    };
    let answer = preceptor_standing::decide(&engine, &people, &question)?;
    let mut page = Page::new();
    page.para(0, "Preceptor says who may do what, under whose supervision, on what evidence, and who says so.");
    page.para(0, "It answers for physician and anaesthesia associates and for the advanced roles around them.");
    page.para(
        0,
        "Each answer names its reasons, what is missing, what would change it and when it changes.",
    );
    page.head("For example, about an imaginary person:");
    page.gap();
    page.para(
        2,
        &format!(
            "preceptor decide --people samples/people.yaml --person {person} --activity {activity}"
        ),
    );
    page.gap();
    let mut text = page.text();
    text.push_str(&super::decide::told(&engine, &people, &question, &answer));
    let mut page = Page::new();
    page.head("To try next, where the folder `samples` lies:");
    page.gap();
    for command in NEXT {
        page.para(2, command);
    }
    text.push('\n');
    text.push_str(&page.text());
    print::out(&text)?;
    Ok(Exit::Yes)
}
