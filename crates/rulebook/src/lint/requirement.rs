//! Requirements: what their leaves refer to, and that nobody looks at a third person.

use preceptor_record::Code;
use preceptor_record::file::{At, Place, nearest};

use super::check::Check;
use super::known::Kind;
use super::spot::Step;
use crate::requirement::{By, Checked, Leaf, Registered, Requirement};

/// Over whose record a requirement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// The person who is asked about.
    Person,
    /// Somebody on whom that person leans: a supervisor, an assessor, a delegator.
    Other,
}

/// The word for the register of the acting post's base profession.
const BASE: &str = "base";
/// The word for a programme recognised on the day of the award.
const RECOGNISED: &str = "recognised";

impl<'a> Check<'a> {
    /// Checks a requirement and every leaf of it.
    pub fn requirement(&mut self, it: &'a Requirement, over: Over) {
        let mut leaves = Vec::new();
        it.leaves(&mut leaves);
        for leaf in leaves {
            self.leaf(&leaf.value, leaf.place, over);
        }
    }

    /// Checks who is asked for under `by`.
    pub fn by(&mut self, by: &'a By) {
        match by {
            By::Named(id) => {
                self.used_supervisors.insert(id.value.as_str());
                self.refer(Kind::Supervisor, id);
            }
            By::Inline(it) => self.requirement(it, Over::Other),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm a kind of leaf, each a few lines")]
    fn leaf(&mut self, leaf: &'a Leaf, place: Place, over: Over) {
        if over == Over::Other {
            self.only_their_own(leaf, place);
        }
        if let Some(by) = leaf.by() {
            self.by(by);
        }
        match leaf {
            Leaf::Registered(it) => self.registered(it, place),
            Leaf::Annotated(it) => {
                self.registers(&it.register);
                self.annotations(
                    &it.register,
                    &it.annotation,
                    self.spot(place, &[Step::Key("annotated"), Step::Key("annotation")]),
                );
            }
            Leaf::Holds(it) => {
                self.refer_all(Kind::Qualification, &it.qualification);
                self.refer_all(Kind::Subject, &it.subject);
                self.programmes(&it.programme);
                self.countries(
                    &it.country,
                    self.spot(place, &[Step::Key("holds"), Step::Key("country")]),
                );
            }
            Leaf::Passed(it) => {
                self.refer_all(Kind::Exam, &it.exam);
                self.some(!it.exam.is_empty(), "`exam`", place);
            }
            Leaf::Experience(it) => {
                self.refer_all(Kind::Role, &it.role);
                self.refer_all(Kind::Setting, &it.setting);
                self.specialties(
                    &it.specialty,
                    self.spot(place, &[Step::Key("experience"), Step::Key("specialty")]),
                );
                self.countries(
                    &it.country,
                    self.spot(place, &[Step::Key("experience"), Step::Key("country")]),
                );
                for after in &it.after_award {
                    self.refer(Kind::Qualification, after);
                }
            }
            Leaf::InPost(it) => {
                self.refer_all(Kind::Role, &it.role);
                self.refer_all(Kind::Profession, &it.base_profession);
                self.refer_all(Kind::Organisation, &it.organisation_kind);
                self.refer_all(Kind::Setting, &it.setting);
                self.specialties(
                    &it.specialty,
                    self.spot(place, &[Step::Key("in_post"), Step::Key("specialty")]),
                );
            }
            Leaf::Entitled(it) => {
                self.some(
                    it.activity.is_some() != it.duty.is_some(),
                    "`activity` or `duty`",
                    place,
                );
                self.activity(it.activity.as_ref());
            }
            Leaf::Delegated(it) => self.activity(it.activity.as_ref()),
            Leaf::SignedOff(it) => self.activity(it.activity.as_ref()),
            Leaf::Enrolled(it) => {
                self.programmes(&it.programme);
                self.refer_all(Kind::Qualification, &it.qualification);
            }
            Leaf::Checked(it) => self.checked(it, place),
            Leaf::Cpd(it) => {
                self.refer(Kind::CpdScheme, &it.scheme);
            }
            Leaf::Trained(it) => {
                self.refer_all(Kind::Course, &it.course);
                self.some(!it.course.is_empty(), "`course`", place);
            }
            Leaf::Declared(it) => self.some(!it.about.is_empty(), "`about`", place),
            Leaf::Since(it) => {
                self.refer_all(Kind::Qualification, &it.qualification);
                self.refer_all(Kind::Register, &it.registration);
                self.some(
                    it.qualification.is_empty() != it.registration.is_empty(),
                    "`qualification` or `registration`",
                    place,
                );
                let registers: Vec<&str> =
                    it.registration.iter().map(|it| it.value.as_str()).collect();
                for part in &it.part {
                    self.part_of(&registers, part.value.as_str(), part.place);
                }
                self.some(
                    it.part.is_empty() || !it.registration.is_empty(),
                    "`registration` beside `part`",
                    place,
                );
                self.some(
                    it.at_least.is_some() || it.below.is_some(),
                    "`at_least` or `below`",
                    place,
                );
            }
            Leaf::Context(it) => self.context(it, place, &[Step::Key("context")]),
            // Their words have no list in the vocabulary.
            Leaf::Supervised(_) | Leaf::Capable(_) | Leaf::Assessed(_) | Leaf::Appraised(_) => {}
        }
    }

    /// A requirement over another person may not look at a third one, nor at what only the asker's post or question says.
    fn only_their_own(&mut self, leaf: &Leaf, place: Place) {
        let base = match leaf {
            Leaf::Registered(it) => it.register.iter().any(|it| it.value == *BASE),
            Leaf::Annotated(it) => it.register.iter().any(|it| it.value == *BASE),
            _ => false,
        };
        if leaf.by().is_some() {
            let message = format!("`{}` with `by` looks at a third person from here", leaf.key());
            self.error(place, message, "say of this person only what their own record shows");
        }
        if base {
            self.error(
                place,
                "`base` means the acting post, and this is about another person",
                "name the register",
            );
        }
        if matches!(leaf, Leaf::Context(_)) {
            let help = "put the context beside the rule, not inside who qualifies";
            self.error(
                place,
                "`context` is what the question states, and this is about another person",
                help,
            );
        }
    }

    /// Says that a leaf lacks what it cannot do without.
    fn some(&mut self, given: bool, what: &str, place: Place) {
        if !given {
            self.error(place, format!("this needs {what}"), "");
        }
    }

    fn registers(&mut self, registers: &[At<Code>]) {
        for it in registers.iter().filter(|it| it.value != *BASE) {
            self.refer(Kind::Register, it);
        }
    }

    fn registered(&mut self, it: &Registered, place: Place) {
        self.some(!it.register.is_empty(), "`register`", place);
        self.registers(&it.register);
        let registers: Vec<&str> = it.register.iter().map(|it| it.value.as_str()).collect();
        for part in &it.part {
            self.part_of(&registers, part.value.as_str(), part.place);
        }
    }

    /// Checks marks against the registers named, or against all where only `base` is.
    pub fn annotations(&mut self, registers: &[At<Code>], marks: &[Code], place: Place) {
        let named: Vec<&str> =
            registers.iter().map(|it| it.value.as_str()).filter(|it| *it != BASE).collect();
        if named.iter().any(|it| self.book.register(it).is_none()) {
            return;
        }
        let all = self.book.vocabulary.registers.iter();
        let meant = all.filter(|it| named.is_empty() || named.contains(&it.id.as_str()));
        let known: Vec<&str> = meant.flat_map(|it| &it.annotations).map(Code::as_str).collect();
        for mark in marks {
            if !known.contains(&mark.as_str()) && !self.may_be_right(Kind::Register, mark.as_str())
            {
                self.unknown_word("annotation of that register", mark.as_str(), &known, place);
            }
        }
    }

    fn programmes(&mut self, programmes: &[At<Code>]) {
        for it in programmes.iter().filter(|it| it.value != *RECOGNISED) {
            self.refer(Kind::Programme, it);
        }
    }

    fn activity(&mut self, activity: Option<&At<Code>>) {
        if let Some(it) = activity {
            self.refer(Kind::Activity, it);
        }
    }

    /// Checks specialties, each a warning.
    pub fn specialties(&mut self, specialties: &[Code], place: Place) {
        for it in specialties {
            self.refer_at(Kind::Specialty, it.as_str(), place);
        }
    }

    /// Checks countries: `uk`, or a code of two letters in lower case.
    pub fn countries(&mut self, countries: &[Code], place: Place) {
        for it in countries {
            let code = it.as_str();
            if code.len() != 2 || !code.bytes().all(|it| it.is_ascii_lowercase()) {
                let message = format!("`{code}` is no country");
                self.error(place, message, "`uk`, or an ISO code of two letters in lower case");
            }
        }
    }

    fn checked(&mut self, it: &Checked, place: Place) {
        if !self.refer(Kind::Check, &it.check) {
            return;
        }
        let found = self.book.vocabulary.checks.iter().find(|term| term.id.value == it.check.value);
        let Some(term) = found else { return };
        let words = |list: &'a [Code]| list.iter().map(Code::as_str).collect::<Vec<_>>();
        for (asked, known, key) in
            [(&it.kind, &term.kinds, "kind"), (&it.outcome, &term.outcomes, "outcome")]
        {
            for word in asked.iter().filter(|word| !known.contains(word)) {
                let place = self.spot(place, &[Step::Key("checked"), Step::Key(key)]);
                self.unknown_word(
                    &format!("{key} of `{}`", term.id.value),
                    word.as_str(),
                    &words(known),
                    place,
                );
            }
        }
    }

    /// Says that a word is none of those known, with what was probably meant or what there is.
    pub fn unknown_word(&mut self, what: &str, word: &str, known: &[&str], place: Place) {
        let help = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "there is none".to_owned(),
            None => format!("there are {}", known.join(", ")),
        };
        self.error(place, format!("unknown {what} `{word}`"), &help);
    }
}
