//! Questions to a person, made from what the entry requirements of routes ask of a record.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::facts::Class;
use preceptor_record::{Code, Day, Span};
use preceptor_rulebook::requirement::{Experienced, Holds, When};
use preceptor_rulebook::role::{Route, Weight};
use preceptor_rulebook::vocabulary::{QualificationTerm, Term};
use preceptor_rulebook::{Leaf, Requirement, Rulebook};
use preceptor_standing::routes::entry_rows;
use preceptor_standing::words::Words;
use preceptor_standing::{Acting, Engine};

use super::next::acting;

/// What a question asks. The sentence is the pages' to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Where one wants to train.
    Place,
    /// As what one is registered.
    Registered,
    /// For how long.
    RegisteredFor,
    /// Whether one was ever in that register, which no profession calls its own.
    InRegister(String),
    /// Which general awards one holds.
    Awards,
    /// In which subject that award is.
    Subject(String),
    /// With which class that award was given.
    Class(String),
    /// How long ago the latest award was given.
    AwardAge,
    /// In which of the roles one already works, trains or holds an award.
    InRole,
    /// Which award for one of the roles one holds.
    RoleAward,
    /// In which country that was given.
    RoleAwardCountry,
    /// Which general award one is studying for.
    Studying,
    /// Which award for one of the roles one is studying for.
    RoleStudying,
    /// Which examination one passed.
    Exam,
    /// In which of the roles one works now.
    Post,
    /// Whether one works in the registered profession now.
    PostInProfession,
    /// In which of the roles one has worked.
    WorkedAs,
    /// In which country that was.
    WorkedCountry,
    /// For how long one has worked in the registered profession, counted as full time.
    WorkedInProfession,
    /// For how long one has worked in that specialty.
    WorkedIn(String),
}

/// What may be answered, in words of the rulebook or as a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// A title of the rulebook.
    Title(String),
    /// A group, with some of what is in it.
    Group(String, Vec<String>),
    /// Less than that.
    Below(Span),
    /// At least the first and less than the second.
    Between(Span, Span),
    /// At least that.
    AtLeast(Span),
    /// Within that span before today.
    Within(Span),
    /// Longer ago than that.
    Before(Span),
    /// A country other than those asked about.
    Elsewhere,
}

/// One thing that may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// How it stands in the address.
    pub id: String,
    /// What it says.
    pub label: Label,
}

/// A question. "None of these" and "I do not know" can be answered to any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// How it stands in the address.
    pub id: String,
    /// What it asks.
    pub kind: Kind,
    /// What may be answered.
    pub offers: Vec<Offer>,
    /// Whether several may.
    pub is_several: bool,
    /// The question it follows from, and the answers to that which make it worth asking (none: any).
    pub after: Option<(&'static str, BTreeSet<String>)>,
}

pub(super) const PLACE: &str = "place";
pub(super) const REGISTERED: &str = "registered";
pub(super) const REGISTERED_FOR: &str = "registered-for";
pub(super) const AWARDS: &str = "awards";
pub(super) const AWARD_AGE: &str = "award-age";
pub(super) const IN_ROLE: &str = "in-role";
pub(super) const ROLE_STUDYING: &str = "role-studying";
pub(super) const POST_IN_PROFESSION: &str = "post-in-profession";
pub(super) const ROLE_AWARD: &str = "role-award";
pub(super) const ROLE_AWARD_COUNTRY: &str = "role-award-country";
pub(super) const STUDYING: &str = "studying";
pub(super) const EXAM: &str = "exam";
pub(super) const POST: &str = "post";
pub(super) const WORKED_AS: &str = "worked-as";
pub(super) const WORKED_COUNTRY: &str = "worked-country";
pub(super) const WORKED_IN_PROFESSION: &str = "worked-in-profession";

/// The routes one may start on that day, somewhere.
pub(super) fn startable<'b>(
    book: &'b Rulebook,
    role: &Code,
    day: Day,
) -> impl Iterator<Item = &'b Route> {
    book.roles
        .get(role)
        .into_iter()
        .flat_map(|it| &it.routes)
        .filter(move |it| it.closed.is_none() && it.effective.period().holds(day))
}

/// The leaves of a requirement, those under an exception too.
pub(super) fn leaves<'r>(
    requires: &'r Requirement,
    unless: Option<&'r Requirement>,
) -> Vec<&'r Leaf> {
    let mut made = Vec::new();
    requires.leaves(&mut made);
    if let Some(unless) = unless {
        unless.leaves(&mut made);
    }
    made.into_iter().map(|it| &it.value).collect()
}

/// Every question the routes into these roles give rise to.
pub(super) fn of(engine: &Engine<'_>, roles: &[Code], day: Day) -> Vec<Question> {
    let book = engine.book;
    let mut asked = Asked::default();
    for role in roles {
        // What counts for whom is asked in every place: a route offered in one only still brings its questions.
        for place in places(book) {
            let acting: Acting = acting(engine, role, Some(place), day);
            for route in startable(book, role, day) {
                asked.narrow |= !route.jurisdiction.is_empty();
                let rows = entry_rows(engine, &acting, route, day);
                for row in rows.into_iter().filter(|it| it.kind != Weight::Helps) {
                    for leaf in leaves(&row.requires, row.unless.as_ref()) {
                        asked.take(leaf);
                    }
                }
            }
        }
    }
    asked.questions(book)
}

/// The smallest places: those that hold no other.
pub(super) fn places(book: &Rulebook) -> impl Iterator<Item = &Code> {
    book.header.jurisdictions.iter().filter(|it| it.holds.is_empty()).map(|it| &it.id.value)
}

/// What the leaves ask, by kind.
#[derive(Default)]
struct Asked<'r> {
    narrow: bool,
    registers: BTreeSet<&'r Code>,
    since: BTreeSet<Span>,
    holds: Vec<&'r Holds>,
    studying: BTreeSet<&'r Code>,
    exams: BTreeSet<&'r Code>,
    posts: Vec<&'r Leaf>,
    work: Vec<&'r Experienced>,
}

impl<'r> Asked<'r> {
    fn take(&mut self, leaf: &'r Leaf) {
        match leaf {
            Leaf::Registered(it) => self.registers.extend(it.register.iter().map(|it| &it.value)),
            Leaf::Since(it) => {
                self.registers.extend(it.registration.iter().map(|it| &it.value));
                self.since.extend(it.at_least);
            }
            Leaf::Holds(it) if !self.holds.contains(&it) => self.holds.push(it),
            Leaf::Enrolled(it) => self.studying.extend(it.qualification.iter().map(|it| &it.value)),
            Leaf::Passed(it) => self.exams.extend(it.exam.iter().map(|it| &it.value)),
            Leaf::InPost(_) if !self.posts.contains(&leaf) => self.posts.push(leaf),
            Leaf::Experience(it) if !self.work.contains(&it) => self.work.push(it),
            _ => {}
        }
    }

    fn questions(&self, book: &Rulebook) -> Vec<Question> {
        let mut made = Vec::new();
        // A question stands below the one it follows from.
        made.extend(self.registered(book));
        made.extend(self.awards(book));
        made.extend(self.worked(book));
        made.extend(self.in_role(book));
        if self.narrow {
            let offers = places(book).map(|it| offer(it.as_str(), place(book, it))).collect();
            made.push(question(PLACE, Kind::Place, offers));
        }
        made.retain(|it| !it.offers.is_empty());
        made
    }

    fn registered(&self, book: &Rulebook) -> Vec<Question> {
        let professions = book.vocabulary.professions.iter().filter(|it| {
            it.register.as_ref().is_some_and(|it| self.registers.contains(&it.register.value))
        });
        let mut offers: Vec<Offer> =
            professions.map(|it| offer(it.id.as_str(), it.title.clone())).collect();
        offers.sort_by(|a, b| title(a).cmp(title(b)));
        let mut made = vec![question(REGISTERED, Kind::Registered, offers)];
        if !self.since.is_empty() {
            let mut it = question(REGISTERED_FOR, Kind::RegisteredFor, lengths(&self.since, true));
            it.after = Some((REGISTERED, BTreeSet::new()));
            made.push(it);
        }
        made
    }

    fn awards(&self, book: &Rulebook) -> Vec<Question> {
        let mut made = Vec::new();
        let terms = &book.vocabulary.qualifications;
        let fits = |holds: &Holds, id: &Code, level: Option<u8>| {
            let named = holds.qualification.iter().any(|it| it.value == *id);
            let by_level =
                holds.qualification.is_empty() && holds.level.is_some() && level >= holds.level;
            named || by_level
        };
        let general: Vec<_> = terms
            .iter()
            .filter(|it| it.for_role.is_none())
            .filter(|it| self.holds.iter().any(|holds| fits(holds, &it.id.value, it.level)))
            .collect();
        let offers = general.iter().map(|it| offer(it.id.as_str(), it.title.clone())).collect();
        let mut awards = question(AWARDS, Kind::Awards, offers);
        awards.is_several = true;
        made.push(awards);
        for term in &general {
            // The subject and the class of an award are asked where a requirement names the award itself.
            let own: Vec<&&Holds> = self
                .holds
                .iter()
                .filter(|it| it.qualification.iter().any(|it| it.value == term.id.value))
                .collect();
            let after = Some((AWARDS, BTreeSet::from([term.id.to_string()])));
            let subjects: BTreeSet<&Code> =
                own.iter().flat_map(|it| &it.subject).map(|it| &it.value).collect();
            if !subjects.is_empty() {
                let offers = subjects.into_iter().map(|it| subject(book, it)).collect();
                let kind = Kind::Subject(term.title.clone());
                made.push(Question {
                    after: after.clone(),
                    ..question(&subject_of(&term.id.value), kind, offers)
                });
            }
            if own.iter().any(|it| it.class.is_some()) {
                let offers = Class::ALL
                    .iter()
                    .map(|it| offer(&it.as_str().replace(':', "-"), it.as_str().to_owned()))
                    .collect();
                let kind = Kind::Class(term.title.clone());
                made.push(Question { after, ..question(&class_of(&term.id.value), kind, offers) });
            }
        }
        let spans: BTreeSet<Span> = self.holds.iter().filter_map(|it| within(it)).collect();
        if let Some(span) = spans.first() {
            let offers = vec![
                Offer { id: "within".to_owned(), label: Label::Within(*span) },
                Offer { id: "before".to_owned(), label: Label::Before(*span) },
            ];
            let after = Some((AWARDS, BTreeSet::new()));
            made.push(Question { after, ..question(AWARD_AGE, Kind::AwardAge, offers) });
        }
        let general = self.studying.iter().filter(|it| !is_for_role(book, it));
        made.push(question(STUDYING, Kind::Studying, general.map(|it| award(book, it)).collect()));
        made
    }

    fn worked(&self, book: &Rulebook) -> Vec<Question> {
        let mut made = Vec::new();
        let is_profession = |id: &Code| book.profession(id.as_str()).is_some();
        let lengths_there: BTreeSet<Span> = self
            .work
            .iter()
            .filter(|it| it.role.iter().any(|it| is_profession(&it.value)))
            .map(|it| it.at_least)
            .collect();
        let after = Some((REGISTERED, BTreeSet::new()));
        made.push(Question {
            after,
            ..question(
                WORKED_IN_PROFESSION,
                Kind::WorkedInProfession,
                lengths(&lengths_there, false),
            )
        });
        let mut by_specialty: BTreeMap<&Code, BTreeSet<Span>> = BTreeMap::new();
        for it in self.work.iter().filter(|it| it.role.is_empty()) {
            for specialty in &it.specialty {
                by_specialty.entry(specialty).or_default().insert(it.at_least);
            }
        }
        for (specialty, spans) in by_specialty {
            let title = term(&book.vocabulary.specialties, specialty);
            made.push(question(
                &worked_in(specialty),
                Kind::WorkedIn(title),
                lengths(&spans, false),
            ));
        }
        made
    }

    /// What is asked of those who are in a role already, or on their way into one, behind one question about that.
    fn in_role(&self, book: &Rulebook) -> Vec<Question> {
        let is_profession = |id: &Code| book.profession(id.as_str()).is_some();
        let terms = &book.vocabulary.qualifications;
        let held: Vec<&QualificationTerm> = terms
            .iter()
            .filter(|it| it.for_role.is_some())
            .filter(|it| {
                let mut named = self.holds.iter().flat_map(|it| &it.qualification);
                named.any(|of| of.value == it.id.value)
            })
            .collect();
        let studied: Vec<&Code> =
            self.studying.iter().filter(|it| is_for_role(book, it)).copied().collect();
        let worked: BTreeSet<&Code> = self
            .work
            .iter()
            .flat_map(|it| &it.role)
            .map(|it| &it.value)
            .filter(|it| !is_profession(it))
            .collect();
        let (own, others): (Vec<&&Leaf>, Vec<&&Leaf>) =
            self.posts.iter().partition(|it| post_role(it).is_some_and(is_profession));
        let mut roles: BTreeSet<&Code> = worked.clone();
        roles.extend(others.iter().filter_map(|it| post_role(it)));
        let of_award = |it: &QualificationTerm| it.for_role.as_ref().map(|it| it.value.clone());
        let for_award: Vec<Code> = held
            .iter()
            .copied()
            .chain(studied.iter().filter_map(|it| book.qualification(it.as_str())))
            .filter_map(of_award)
            .collect();
        roles.extend(&for_award);
        let titled = |it: &&Code| offer(it.as_str(), book.role_title(it.as_str()).to_owned());
        let words = Words { book };
        let posts = |of: &[&&Leaf]| -> Vec<Offer> {
            let each = of
                .iter()
                .filter_map(|it| Some(offer(&post_id(it)?, crate::say::sentence(&words.leaf(it)))));
            let mut made: Vec<Offer> = each.collect();
            made.sort_by(|a, b| a.id.cmp(&b.id));
            made.dedup();
            made
        };
        let work_countries: BTreeSet<&Code> = self.work.iter().flat_map(|it| &it.country).collect();
        let award_countries: BTreeSet<&Code> =
            self.holds.iter().flat_map(|it| &it.country).collect();
        let professions: BTreeSet<String> =
            own.iter().filter_map(|it| post_role(it)).map(ToString::to_string).collect();
        let held = held.iter().map(|it| offer(it.id.as_str(), it.title.clone())).collect();
        let exams = self.exams.iter().map(|id| {
            let exam = book.vocabulary.exams.iter().find(|it| it.id.value == **id);
            offer(id.as_str(), exam.map_or(id.to_string(), |it| it.title.clone()))
        });
        let mut made = vec![
            question(IN_ROLE, Kind::InRole, roles.iter().map(titled).collect()),
            behind(IN_ROLE, question(ROLE_AWARD, Kind::RoleAward, held)),
            behind(
                ROLE_AWARD,
                question(
                    ROLE_AWARD_COUNTRY,
                    Kind::RoleAwardCountry,
                    in_countries(book, &award_countries),
                ),
            ),
            behind(IN_ROLE, question(POST, Kind::Post, posts(&others))),
            behind(
                IN_ROLE,
                question(WORKED_AS, Kind::WorkedAs, worked.iter().map(titled).collect()),
            ),
            behind(
                WORKED_AS,
                question(WORKED_COUNTRY, Kind::WorkedCountry, in_countries(book, &work_countries)),
            ),
            behind(
                IN_ROLE,
                question(
                    ROLE_STUDYING,
                    Kind::RoleStudying,
                    studied.iter().map(|it| award(book, it)).collect(),
                ),
            ),
            Question {
                after: Some((REGISTERED, professions)),
                ..question(POST_IN_PROFESSION, Kind::PostInProfession, posts(&own))
            },
            behind(IN_ROLE, question(EXAM, Kind::Exam, exams.collect())),
        ];
        made.extend(self.role_registers(book));
        made
    }

    /// A register that is no profession's own is one of a role's.
    fn role_registers(&self, book: &Rulebook) -> Vec<Question> {
        let mut made = Vec::new();
        for id in &self.registers {
            let is_home = book
                .vocabulary
                .professions
                .iter()
                .any(|it| it.register.as_ref().is_some_and(|it| it.register.value == **id));
            if let Some(register) = book.register(id.as_str()).filter(|_| !is_home) {
                let offers = vec![offer("yes", register.title.clone())];
                made.push(question(
                    &in_register(id),
                    Kind::InRegister(register.title.clone()),
                    offers,
                ));
            }
        }
        made
    }
}

pub(super) fn post_role(leaf: &Leaf) -> Option<&Code> {
    match leaf {
        Leaf::InPost(it) => it.role.first().map(|it| &it.value),
        _ => None,
    }
}

pub(super) fn is_for_role(book: &Rulebook, id: &Code) -> bool {
    book.qualification(id.as_str()).is_some_and(|it| it.for_role.is_some())
}

fn award(book: &Rulebook, id: &Code) -> Offer {
    let title = book.qualification(id.as_str()).map_or(id.as_str(), |it| it.title.as_str());
    offer(id.as_str(), title.to_owned())
}

fn question(id: &str, kind: Kind, offers: Vec<Offer>) -> Question {
    Question { id: id.to_owned(), kind, offers, is_several: false, after: None }
}

/// The same, asked of those who answered something to the question before.
fn behind(before: &'static str, it: Question) -> Question {
    Question { after: Some((before, BTreeSet::new())), ..it }
}

fn offer(id: &str, title: String) -> Offer {
    Offer { id: id.to_owned(), label: Label::Title(title) }
}

fn title(it: &Offer) -> &str {
    match &it.label {
        Label::Title(it) | Label::Group(it, _) => it,
        _ => &it.id,
    }
}

fn place(book: &Rulebook, id: &Code) -> String {
    crate::say::place(book, id)
}

fn term(list: &[Term], id: &Code) -> String {
    list.iter()
        .find(|it| it.id.value == *id)
        .map_or_else(|| id.as_str().replace('-', " "), |it| crate::say::lower(&it.title))
}

/// A subject, or a group of them with some of its members.
fn subject(book: &Rulebook, id: &Code) -> Offer {
    const SHOWN: usize = 6;
    let subjects = &book.vocabulary.subjects;
    if let Some(it) = subjects.iter().find(|it| it.id.value == *id) {
        return offer(id.as_str(), it.title.clone());
    }
    let members = subjects.iter().filter(|it| it.groups.contains(id));
    let members = members.take(SHOWN).map(|it| crate::say::lower(&it.title)).collect();
    let title = crate::say::sentence(&id.as_str().replace('-', " "));
    Offer { id: id.to_string(), label: Label::Group(title, members) }
}

/// One offer for each stretch between the lengths asked for; with `from_nothing`, less than the least is one too.
fn lengths(spans: &BTreeSet<Span>, from_nothing: bool) -> Vec<Offer> {
    let spans: Vec<Span> = spans.iter().copied().collect();
    let Some(least) = spans.first() else { return Vec::new() };
    let mut made = Vec::new();
    if from_nothing {
        made.push(Offer { id: "less".to_owned(), label: Label::Below(*least) });
    }
    for (i, span) in spans.iter().enumerate() {
        let label = match spans.get(i + 1) {
            // Any time at all is what asking for a day means.
            Some(next) if span.months == 0 && span.days <= 1 => Label::Below(*next),
            Some(next) => Label::Between(*span, *next),
            None => Label::AtLeast(*span),
        };
        made.push(Offer { id: length_id(*span), label });
    }
    made
}

/// A length as it stands in an address: `36-months`.
pub(super) fn length_id(it: Span) -> String {
    it.to_string().replace(' ', "-")
}

fn in_countries(book: &Rulebook, asked: &BTreeSet<&Code>) -> Vec<Offer> {
    if asked.is_empty() {
        return Vec::new();
    }
    let mut made: Vec<Offer> = asked.iter().map(|it| offer(it.as_str(), place(book, it))).collect();
    made.push(Offer { id: ELSEWHERE.to_owned(), label: Label::Elsewhere });
    made
}

/// A country that is none of those asked about.
pub(super) const ELSEWHERE: &str = "elsewhere";

/// The span within which an award must have been given, where one is asked for.
pub(super) fn within(it: &Holds) -> Option<Span> {
    match it.when {
        When::Within(span) => Some(span),
        _ => None,
    }
}

pub(super) fn subject_of(id: &Code) -> String {
    format!("subject-{id}")
}

pub(super) fn class_of(id: &Code) -> String {
    format!("class-{id}")
}

pub(super) fn in_register(id: &Code) -> String {
    format!("register-{id}")
}

pub(super) fn worked_in(id: &Code) -> String {
    format!("worked-in-{id}")
}

/// A post asked about, as it stands in an address: the role, and the specialty behind `..` where one is asked for.
pub(super) fn post_id(leaf: &Leaf) -> Option<String> {
    let Leaf::InPost(it) = leaf else { return None };
    let role = &it.role.first()?.value;
    Some(match it.specialty.first() {
        Some(specialty) => format!("{role}..{specialty}"),
        None => role.to_string(),
    })
}
