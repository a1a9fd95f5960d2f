//! The facts of a case's people: words the rulebook does not know are a warning, since a record may hold anything.

use preceptor_record::file::Place;
use preceptor_record::people::People;
use preceptor_record::{Body, Code, Fact, PersonId};

use super::check::Check;
use super::known::Kind;
use super::spot::Step;
use crate::case::Case;

impl Check<'_> {
    /// Checks the people cases may borrow. They are shown as a whole, without a place, since a case does not hold them.
    pub fn people_file(&mut self, people: &People) {
        for (id, person) in &people.people {
            for fact in &person.facts {
                self.fact(id, fact, None);
            }
        }
    }

    /// Checks the facts of a case's own people.
    pub fn case_facts(&mut self, case: &Case, people: &People) {
        let owner = case.case.place;
        if let Some(person) = &case.person {
            let id = case.who.clone().unwrap_or_else(|| PersonId::new("p"));
            for (i, fact) in person.facts.0.iter().enumerate() {
                let place =
                    self.spot(owner, &[Step::Key("person"), Step::Key("facts"), Step::Nth(i)]);
                self.fact(&id, fact, Some(place));
            }
        }
        let own = case.people.iter().flat_map(|it| it.items());
        for (i, node) in own.enumerate() {
            let Some(id) = node.get("id").and_then(|it| it.text()) else { continue };
            let Some(person) = people.people.get(id) else { continue };
            for (j, fact) in person.facts.iter().enumerate() {
                let steps = [Step::Key("people"), Step::Nth(i), Step::Key("facts"), Step::Nth(j)];
                let place = self.spot(owner, &steps);
                self.fact(&person.id, fact, Some(place));
            }
        }
    }

    fn fact(&mut self, person: &PersonId, fact: &Fact, place: Option<Place>) {
        for (kind, code) in words_of(&fact.body) {
            let Some(fault) = self.lost(kind, code.as_str(), place.unwrap_or_default()) else {
                continue;
            };
            let mut fault = fault.warning();
            fault.place = place;
            fault.message = format!("`{}` of `{person}`: {}", fact.id, fault.message);
            self.faults.push(fault);
        }
    }
}

/// The words of a fact that a vocabulary lists.
fn words_of(body: &Body) -> Vec<(Kind, &Code)> {
    let mut made: Vec<(Kind, Option<&Code>)> = Vec::new();
    match body {
        Body::Registration(it) => made.push((Kind::Register, Some(&it.register))),
        Body::Annotation(it) => made.push((Kind::Register, it.register.as_ref())),
        Body::Qualification(it) => {
            made.push((Kind::Qualification, Some(&it.qualification)));
            made.push((Kind::Programme, it.programme.as_ref()));
        }
        Body::Exam(it) => made.push((Kind::Exam, Some(&it.exam))),
        Body::Experience(it) => {
            made.push((Kind::Role, it.role.as_ref()));
            made.push((Kind::Setting, it.setting.as_ref()));
        }
        Body::Post(it) => {
            made.push((Kind::Role, Some(&it.role)));
            made.push((Kind::Profession, it.base_profession.as_ref()));
            made.push((Kind::Setting, it.setting.as_ref()));
            made.push((Kind::Specialty, it.specialty.as_ref()));
            made.push((Kind::Jurisdiction, it.jurisdiction.as_ref()));
        }
        Body::Entitlement(it) => made.push((Kind::Activity, it.activity.as_ref())),
        Body::Delegation(it) => made.push((Kind::Activity, Some(&it.activity))),
        Body::Enrolment(it) => {
            made.push((Kind::Programme, it.programme.as_ref()));
            made.push((Kind::Qualification, it.qualification.as_ref()));
        }
        Body::Check(it) => made.push((Kind::Check, Some(&it.check))),
        Body::SignOff(it) => {
            made.push((Kind::Activity, Some(&it.activity)));
            made.push((Kind::Role, it.role.as_ref()));
            made.push((Kind::Setting, it.setting.as_ref()));
        }
        Body::Training(it) => made.push((Kind::Course, Some(&it.course))),
        Body::Supervision(_)
        | Body::Capability(_)
        | Body::Assessment(_)
        | Body::Cpd(_)
        | Body::Appraisal(_)
        | Body::Declaration(_)
        | Body::Absence(_)
        | Body::Restriction(_)
        | Body::Details(_)
        | Body::Verification(_)
        | Body::Withdrawal(_) => {}
    }
    made.into_iter().filter_map(|(kind, code)| Some((kind, code?))).collect()
}
