//! Cases: that each asks one question about somebody who is there, and expects an answer that fits it.

use preceptor_record::file::{At, Place, Shape as _};
use preceptor_record::ids::unknown_reference;
use preceptor_record::people::People;
use preceptor_record::{Body, Closeness, Code, PersonId};

use super::case_question::Question;
use super::check::Check;
use super::known::Kind;
use super::spot::Step;
use crate::adoption::Adoption;
use crate::case::{Ask, Case};
use crate::case_people;
use crate::load::{Loaded, PlacedCase};

impl<'a> Check<'a> {
    /// Checks every case and the people cases may borrow.
    pub fn cases(&mut self, loaded: &'a Loaded) {
        let borrowed = &loaded.case_people;
        self.people_file(borrowed);
        for placed in &loaded.cases {
            self.case(placed, borrowed);
        }
    }

    fn case(&mut self, placed: &'a PlacedCase, borrowed: &People) {
        let case = &placed.case;
        let owner = case.case.place;
        // Its own people are built here; what is wrong with those written under `people` is found on the way.
        let people = case_people(placed, borrowed, &mut self.faults);
        self.person(case, &people);
        self.case_facts(case, &people);
        let Some(question) = self.question(case) else { return };
        self.expected(case, question);
        self.post(case, &people);
        for present in &case.ask.present {
            self.present(
                present,
                &people,
                self.spot(owner, &[Step::Key("ask"), Step::Key("present")]),
            );
        }
        // A question that is to be refused may be wrong in itself.
        if case.expect.error.is_none() {
            self.asked(&case.ask, question, owner);
        }
        self.whole_adoption(&case.ask);
    }

    fn person(&mut self, case: &Case, people: &People) {
        let owner = case.case.place;
        match (&case.person, &case.people, &case.who) {
            (None, _, None) => self.error(
                owner,
                "this case is about nobody",
                "add `person: {facts: [...]}`, or `people` and `who`",
            ),
            (None, _, Some(who)) if !people.people.contains_key(who) => {
                let place = self.spot(owner, &[Step::Key("who")]);
                let known = people.people.keys().map(PersonId::as_str);
                let fault = unknown_reference("person", who.as_str(), place, known);
                self.faults.push(fault);
            }
            _ => {}
        }
    }

    /// The one question, if there is one.
    fn question(&mut self, case: &'a Case) -> Option<(Question, &'a At<Code>)> {
        let ask = &case.ask;
        let place = self.spot(case.case.place, &[Step::Key("ask")]);
        let mut asked = Question::ALL.iter().filter_map(|it| Some((*it, it.of(ask)?)));
        let first = asked.next();
        match (first, asked.next()) {
            (None, _) => self.error(
                place,
                "this asks nothing",
                "add one of `decide`, `clear`, `routes`, `standing`, `eligible`",
            ),
            (Some((one, _)), Some((other, id))) => {
                self.error(
                    id.place,
                    format!("this asks `{}` and `{}`", one.key(), other.key()),
                    "one question a case",
                );
            }
            (Some(_), None) => return first,
        }
        None
    }

    fn asked(&mut self, ask: &Ask, (question, id): (Question, &At<Code>), owner: Place) {
        self.refer(question.kind(), id);
        self.refer_all(Kind::Set, &ask.adopt);
        self.refer_all(Kind::Set, &ask.without);
        let at = |check: &Self, key: &str| check.spot(owner, &[Step::Key("ask"), Step::Key(key)]);
        if let Some(it) = &ask.setting {
            self.refer_at(Kind::Setting, it.as_str(), at(self, "setting"));
        }
        if let Some(it) = &ask.jurisdiction {
            self.refer_at(Kind::Jurisdiction, it.as_str(), at(self, "jurisdiction"));
        }
        if let Some(part) = &ask.part {
            self.part_of(&[id.value.as_str()], part.as_str(), at(self, "part"));
        }
        self.stated(&ask.context, owner, &[Step::Key("ask"), Step::Key("context")]);
    }

    fn post(&mut self, case: &Case, people: &People) {
        let Some(post) = &case.ask.post else { return };
        let who = case.who.as_ref().map_or("p", |it| it.as_str());
        let Some(person) = people.people.get(who) else { return };
        let posts = person.facts.iter().filter(|it| matches!(it.body, Body::Post(_)));
        let posts: Vec<&str> = posts.map(|it| it.id.as_str()).collect();
        let place = self.spot(case.case.place, &[Step::Key("ask"), Step::Key("post")]);
        // A role stands for a post in it that is only supposed.
        let is_known = posts.contains(&post.as_str()) || self.is_known(Kind::Role, post.as_str());
        if case.expect.error.is_none() && !is_known {
            self.unknown_word(&format!("post of `{who}`"), post.as_str(), &posts, place);
        }
    }

    /// `ID@CLOSENESS[:COVERING[:MINUTES]]`.
    fn present(&mut self, text: &str, people: &People, place: Place) {
        let help = "as `c1@on-site`, `c1@on-site:1` or `c1@available:0:30`: who, how close, covering how many others, minutes away";
        let Some((who, rest)) = text.split_once('@') else {
            self.error(place, format!("`{text}` does not say how close"), help);
            return;
        };
        let mut parts = rest.split(':');
        let close = parts.next().and_then(Closeness::from_word).is_some();
        let numbers: Vec<bool> = parts.map(|it| it.parse::<u32>().is_ok()).collect();
        if !close || numbers.len() > 2 || numbers.contains(&false) {
            self.error(place, format!("cannot read `{text}`"), help);
        }
        if !people.people.contains_key(who) {
            let known = people.people.keys().map(PersonId::as_str);
            let fault = unknown_reference("person", who, place, known);
            self.faults
                .push(fault.help("people of a case stand under `people`, or in cases/people.yaml"));
        }
    }

    fn whole_adoption(&mut self, ask: &Ask) {
        let Some(raw) = &ask.adoption else { return };
        if let Some(adoption) = Adoption::read(&raw.0, &mut self.faults) {
            self.faults.append(super::lint_adoption_of(
                self.book,
                &adoption,
                raw.0.place.source,
                raw.0.clone(),
            ));
        }
    }
}
