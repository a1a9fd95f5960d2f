//! Answers: pairs of a question and what was answered, and the record they make.

use std::collections::BTreeSet;

use preceptor_record::facts::{
    Body, Class, Enrolment, Exam, Experience, Passed, Post, Qualification, Registration, Status,
};
use preceptor_record::{Code, Day, Fact, FactId, Person, PersonId, Span};
use preceptor_rulebook::Rulebook;

use super::questions::{
    AWARD_AGE, AWARDS, EXAM, Kind, Label, PLACE, POST, POST_IN_PROFESSION, Question, REGISTERED,
    REGISTERED_FOR, ROLE_AWARD, ROLE_AWARD_COUNTRY, ROLE_STUDYING, STUDYING, WORKED_AS,
    WORKED_COUNTRY, WORKED_IN_PROFESSION, class_of, subject_of,
};

/// "None of these", as it stands in an address.
pub const NONE: &str = "none";
/// "I do not know", as it stands in an address.
pub const UNKNOWN: &str = "unknown";

/// Something that is not an answer to any question of the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAnswer;

/// What was answered: for each question what was chosen, in the order in which the questions were answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    given: Vec<(String, BTreeSet<String>)>,
}

impl Answers {
    /// Reads answers such as `registered.nurse`, in the order given.
    ///
    /// # Errors
    ///
    /// Where one is not a question of the rulebook, or not an answer to it, or two are given where one may be.
    pub fn read<'t>(
        questions: &[Question],
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<Self, NotAnAnswer> {
        let mut made = Self::default();
        for text in texts {
            let (id, chosen) = text.split_once('.').ok_or(NotAnAnswer)?;
            let question = questions.iter().find(|it| it.id == id).ok_or(NotAnAnswer)?;
            let is_offered = question.offers.iter().any(|it| it.id == chosen);
            if !is_offered && chosen != NONE && chosen != UNKNOWN {
                return Err(NotAnAnswer);
            }
            made.add(question, chosen)?;
        }
        // What followed from an answer that was changed since is let go.
        for _ in 0..questions.len() {
            let before = made.given.len();
            let kept = made.clone();
            made.given.retain(|(id, _)| {
                questions.iter().find(|it| it.id == *id).is_some_and(|it| kept.is_worth_asking(it))
            });
            if made.given.len() == before {
                break;
            }
        }
        Ok(made)
    }

    fn add(&mut self, question: &Question, chosen: &str) -> Result<(), NotAnAnswer> {
        if let Some((_, set)) = self.given.iter_mut().find(|it| it.0 == question.id) {
            let is_alone = |it: &str| it == NONE || it == UNKNOWN;
            if !question.is_several || is_alone(chosen) || set.iter().any(|it| is_alone(it)) {
                return Err(NotAnAnswer);
            }
            set.insert(chosen.to_owned());
        } else {
            self.given.push((question.id.clone(), BTreeSet::from([chosen.to_owned()])));
        }
        Ok(())
    }

    /// The same with one more answer.
    pub(super) fn with(&self, question: &Question, chosen: &str) -> Self {
        let mut made = self.clone();
        made.given.retain(|it| it.0 != question.id);
        made.given.push((question.id.clone(), BTreeSet::from([chosen.to_owned()])));
        made
    }

    /// What was answered, in order.
    pub fn given(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.given.iter().map(|(id, chosen)| (id.as_str(), chosen))
    }

    /// How many questions were answered.
    pub fn n_given(&self) -> usize {
        self.given.len()
    }

    /// The answers as they stand in an address, those to one question apart.
    pub fn texts_without(&self, question: Option<&str>) -> Vec<String> {
        let kept = self.given.iter().filter(|it| Some(it.0.as_str()) != question);
        kept.flat_map(|(id, chosen)| chosen.iter().map(move |it| format!("{id}.{it}"))).collect()
    }

    /// What was chosen in answer to a question.
    pub fn of(&self, question: &str) -> Option<&BTreeSet<String>> {
        self.given.iter().find(|it| it.0 == question).map(|it| &it.1)
    }

    /// Whether the question follows from what was answered, and not in vain.
    pub fn is_worth_asking(&self, question: &Question) -> bool {
        let Some((before, only)) = &question.after else { return true };
        let Some(chosen) = self.of(before) else { return false };
        let says_something = chosen.iter().any(|it| it != NONE && it != UNKNOWN);
        says_something && (only.is_empty() || chosen.iter().any(|it| only.contains(it)))
    }

    /// Where, where that was answered.
    pub fn place(&self) -> Option<Code> {
        self.chosen(PLACE).next().map(Code::new)
    }

    /// What was chosen and says something.
    fn chosen<'s>(&'s self, question: &str) -> impl Iterator<Item = &'s str> {
        let of = self.of(question).into_iter().flatten().map(String::as_str);
        of.filter(|it| *it != NONE && *it != UNKNOWN)
    }

    /// The record these answers make. A length is taken as the least that was answered, a time ago as the longest, so
    /// that nothing counts which was not said.
    pub(super) fn person(&self, book: &Rulebook, questions: &[Question], day: Day) -> Person {
        let mut bodies = Vec::new();
        self.credentials(book, questions, day, &mut bodies);
        self.work(questions, day, &mut bodies);
        let facts = bodies.into_iter().enumerate().map(|(i, body)| claimed(i + 1, body)).collect();
        Person {
            id: PersonId::new("visitor"),
            name: None,
            details: None,
            former_names: Vec::new(),
            facts,
        }
    }

    fn credentials(&self, book: &Rulebook, questions: &[Question], day: Day, out: &mut Vec<Body>) {
        for profession in self.chosen(REGISTERED) {
            let home = book.profession(profession).and_then(|it| it.register.as_ref());
            let Some(home) = home else { continue };
            let length = self.length(questions, REGISTERED_FOR);
            out.push(Body::Registration(Registration {
                register: home.register.value.clone(),
                part: home.part.as_ref().map(|it| it.value.clone()),
                number: None,
                status: Status::Registered,
                modality: None,
                // Who does not know for how long is taken to have registered today.
                from: Some(length.map_or(day, |it| day.minus(it))),
                until: None,
            }));
        }
        for question in questions.iter().filter(|it| matches!(it.kind, Kind::InRegister(_))) {
            if self.chosen(&question.id).next().is_some() {
                let register = question.id.trim_start_matches("register-");
                out.push(Body::Registration(Registration {
                    register: Code::new(register),
                    part: None,
                    number: None,
                    status: Status::Registered,
                    modality: None,
                    // Once is not now: the entry has ended.
                    from: Some(day.minus(Span::of_months(1))),
                    until: Some(day),
                }));
            }
        }
        let on = self.award_day(questions, day);
        for award in self.chosen(AWARDS) {
            let id = Code::new(award);
            let subject = self.chosen(&subject_of(&id)).map(Code::new).collect();
            let class = self.chosen(&class_of(&id)).next().and_then(|it| {
                Class::ALL.iter().copied().find(|of| of.as_str().replace(':', "-") == it)
            });
            out.push(award_of(id, subject, class, None, on));
        }
        for award in self.chosen(ROLE_AWARD) {
            let country = self.chosen(ROLE_AWARD_COUNTRY).next().map(Code::new);
            out.push(award_of(Code::new(award), Vec::new(), None, country, None));
        }
        for exam in self.chosen(EXAM) {
            out.push(Body::Exam(Exam { exam: Code::new(exam), outcome: Passed::Pass, on: None }));
        }
        for qualification in self.chosen(STUDYING).chain(self.chosen(ROLE_STUDYING)) {
            out.push(Body::Enrolment(Enrolment {
                programme: None,
                qualification: Some(Code::new(qualification)),
                from: Some(day),
                until: None,
            }));
        }
    }

    fn work(&self, questions: &[Question], day: Day, out: &mut Vec<Body>) {
        for post in self.chosen(POST).chain(self.chosen(POST_IN_PROFESSION)) {
            let (role, specialty) = match post.split_once("..") {
                Some((role, specialty)) => (role, Some(Code::new(specialty))),
                None => (post, None),
            };
            out.push(Body::Post(Post {
                role: Code::new(role),
                base_profession: None,
                organisation: None,
                site: None,
                unit: None,
                manager: None,
                jurisdiction: self.place(),
                specialty,
                setting: None,
                modality: None,
                from: Some(day.previous()),
                until: None,
                fte: None,
                band: None,
                contract: None,
            }));
        }
        let profession = self.chosen(REGISTERED).next();
        if let (Some(role), Some(length)) =
            (profession, self.length(questions, WORKED_IN_PROFESSION))
        {
            out.push(worked(Some(role), None, None, day.minus(length)));
        }
        for role in self.chosen(WORKED_AS) {
            let country = self.chosen(WORKED_COUNTRY).next();
            out.push(worked(Some(role), None, country, day.minus(Span { months: 0, days: 1 })));
        }
        for question in questions.iter().filter(|it| matches!(it.kind, Kind::WorkedIn(_))) {
            let specialty = question.id.trim_start_matches("worked-in-");
            if let Some(length) = self.length(questions, &question.id) {
                out.push(worked(profession, Some(specialty), None, day.minus(length)));
            }
        }
    }

    /// The least length that was answered to a question about one; none where nothing was.
    fn length(&self, questions: &[Question], id: &str) -> Option<Span> {
        let chosen = self.chosen(id).next()?;
        let question = questions.iter().find(|it| it.id == id)?;
        let at = question.offers.iter().position(|it| it.id == chosen)?;
        match question.offers.get(at)?.label {
            Label::Between(from, _) | Label::AtLeast(from) => Some(from),
            // Less than the least is nothing that counts, but any time at all is a day.
            Label::Below(_) => (chosen != "less").then_some(Span { months: 0, days: 1 }),
            _ => None,
        }
    }

    fn award_day(&self, questions: &[Question], day: Day) -> Option<Day> {
        let question = questions.iter().find(|it| it.id == AWARD_AGE)?;
        let chosen = self.chosen(AWARD_AGE).next()?;
        match question.offers.iter().find(|it| it.id == chosen)?.label {
            Label::Within(span) => Some(day.minus(span).next()),
            Label::Before(span) => Some(day.minus(span).previous()),
            _ => None,
        }
    }
}

fn award_of(
    qualification: Code,
    subject: Vec<Code>,
    class: Option<Class>,
    country: Option<Code>,
    on: Option<Day>,
) -> Body {
    Body::Qualification(Qualification {
        qualification,
        level: None,
        subject,
        class,
        programme: None,
        country,
        on,
    })
}

fn worked(role: Option<&str>, specialty: Option<&str>, country: Option<&str>, from: Day) -> Body {
    Body::Experience(Experience {
        role: role.map(Code::new),
        setting: None,
        specialty: specialty.map(Code::new),
        organisation: None,
        country: country.map(Code::new),
        from: Some(from),
        until: None,
        fte: None,
        hours: None,
    })
}

fn claimed(n: usize, body: Body) -> Fact {
    Fact::claimed(FactId::new(format!("f-{n}")), body)
}
