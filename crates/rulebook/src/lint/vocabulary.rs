//! The vocabulary: what its entries refer to.

use preceptor_record::Code;

use super::check::Check;
use super::known::Kind;
use super::requirement::Over;
use super::row::Home;
use super::spot::Step;
use crate::vocabulary::{ContextKind, ContextTerm, CpdScheme, Programme, Register};

/// What an entry of continuing professional development may be marked with.
const ATTRIBUTES: &[&str] = &[
    "participatory",
    "reflected",
    "external",
    "internal",
    "personal",
    "clinical",
    "non-clinical",
    "verifiable",
    "type-1",
    "core",
    "supplementary",
    "professional-development",
];

const EFFECTIVE: &[Step<'static>] = &[Step::Key("effective")];

impl<'a> Check<'a> {
    /// Checks every list of the vocabulary.
    pub fn vocabulary(&mut self) {
        let words = &self.book.vocabulary;
        self.activities();
        for it in &words.role_groups {
            for (i, member) in it.members.iter().enumerate() {
                self.refer(Kind::Role, &member.role);
                let steps = [Step::Key("members"), Step::Nth(i), Step::Key("effective")];
                self.effective(&member.effective, it.id.place, &steps);
                self.cited(&member.source);
            }
        }
        for it in &words.professions {
            if let Some(home) = &it.register {
                self.refer(Kind::Register, &home.register);
                if let Some(part) = &home.part {
                    self.part_of(&[home.register.value.as_str()], part.value.as_str(), part.place);
                }
            }
        }
        words.registers.iter().for_each(|it| self.register(it));
        for it in &words.qualifications {
            self.refer_all(Kind::Role, it.for_role.as_slice());
        }
        words.programmes.iter().for_each(|it| self.programme(it));
        for it in &words.exams {
            self.refer_all(Kind::Role, it.role.as_slice());
            self.effective(&it.effective, it.id.place, EFFECTIVE);
            self.cited(&it.source);
        }
        for it in &words.checks {
            self.cited(&it.source);
        }
        for it in &words.courses {
            self.cited(&it.source);
        }
        words.context.iter().for_each(|it| self.context_entry(it));
        for it in &words.supervisors {
            self.requirement(&it.requires, Over::Other);
            self.cited(&it.source);
        }
        words.cpd_schemes.iter().for_each(|it| self.cpd_scheme(it));
        self.pay();
        for it in &words.bank_holidays {
            self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
            self.cited(&it.source);
            if it.source.is_empty() {
                let help = "add `source: [{id: ...}]` with a source of rulebook.yaml";
                self.error(it.id.place, format!("`{}` has no source", it.id.value), help);
            }
        }
        for it in &words.career_levels {
            self.cited(&it.source);
        }
    }

    fn activities(&mut self) {
        for it in &self.book.vocabulary.activities {
            let owner = it.id.place;
            self.refer_all(Kind::ActivityGroup, &it.groups);
            self.refer_all(Kind::Role, &it.own_to);
            self.stated(&it.implies, owner, &[Step::Key("implies")]);
            if let Some(when) = &it.when {
                self.refer(Kind::ActivityGroup, &when.group);
                self.context(&when.context, owner, &[Step::Key("when"), Step::Key("context")]);
            }
        }
    }

    fn register(&mut self, it: &'a Register) {
        self.effective(&it.effective, it.id.place, EFFECTIVE);
        self.cited(&it.source);
        for row in &it.eligibility {
            self.row(row, Home::Eligibility(it.id.as_str()));
        }
    }

    fn programme(&mut self, it: &'a Programme) {
        let owner = it.id.place;
        self.refer_all(Kind::Role, it.role.as_slice());
        self.refer_all(Kind::Qualification, it.qualification.as_slice());
        self.countries(it.country.as_slice(), self.spot(owner, &[Step::Key("country")]));
        if let Some(nation) = &it.nation {
            let place = self.spot(owner, &[Step::Key("nation")]);
            self.refer_at(Kind::Jurisdiction, nation.as_str(), place);
        }
        let mut periods = Vec::new();
        for (i, recognised) in it.recognised.iter().enumerate() {
            let steps = [Step::Key("recognised"), Step::Nth(i), Step::Key("effective")];
            self.effective(&recognised.effective, owner, &steps);
            self.cited(&recognised.source);
            periods.push((recognised.effective.period(), self.spot(owner, &steps)));
        }
        let overlap = format!("`{}` is recognised in two ways over the same days", it.id.value);
        self.one_after_another(periods, &overlap, &format!("what is known of `{}`", it.id.value));
    }

    fn context_entry(&mut self, it: &ContextTerm) {
        let of_the_post = ["setting", "specialty", "base-profession"].contains(&it.id.as_str());
        if it.kind == ContextKind::Choice && it.values.is_empty() && !of_the_post {
            self.error(
                it.id.place,
                format!("the choice `{}` has no values", it.id.value),
                "add `values: [...]`",
            );
        }
        if it.kind != ContextKind::Number && (it.from.is_some() || it.to.is_some()) {
            self.error(
                it.id.place,
                format!("`{}` is no number and runs from nothing to nothing", it.id.value),
                "remove `from` and `to`",
            );
        }
        if it.from.zip(it.to).is_some_and(|(from, to)| from > to) {
            self.error(it.id.place, format!("`{}` ends before it begins", it.id.value), "");
        }
    }

    fn cpd_scheme(&mut self, it: &'a CpdScheme) {
        let owner = it.id.place;
        self.effective(&it.effective, owner, EFFECTIVE);
        self.cited(&it.source);
        if let Some(to) = &it.applies_to {
            self.refer_all(Kind::Register, &to.register);
            self.refer_all(Kind::Role, &to.role);
        }
        let minimum = it.minimum.iter().map(|it| ("minimum", &it.attribute));
        let marks: Vec<(&str, &Code)> =
            minimum.chain(it.share.iter().map(|it| ("share", &it.attribute))).collect();
        for (key, mark) in marks {
            if !ATTRIBUTES.contains(&mark.as_str()) {
                let place = self.spot(owner, &[Step::Key(key)]);
                self.unknown_word("attribute", mark.as_str(), ATTRIBUTES, place);
            }
        }
        if it.cycle.anchor.is_some() && it.cycle.fixed.is_some() {
            let place = self.spot(owner, &[Step::Key("cycle")]);
            self.error(place, "this cycle begins in two ways", "keep `anchor` or `fixed`");
        }
        // 2023 has no 29 February: a cycle cannot begin on a day that most years lack.
        if let Some(fixed) = &it.cycle.fixed
            && (fixed.len() != 5 || preceptor_record::Day::parse(&format!("2023-{fixed}")).is_err())
        {
            let place = self.spot(owner, &[Step::Key("cycle"), Step::Key("fixed")]);
            self.error(
                place,
                format!("`{fixed}` is no day of every year"),
                "as MM-DD, for example `04-01`",
            );
        }
        if it.share.iter().any(|it| it.of_total > 100) {
            let place = self.spot(owner, &[Step::Key("share")]);
            self.error(place, "a share is more than the whole", "shares are per cent");
        }
    }

    fn pay(&mut self) {
        for it in &self.book.vocabulary.pay {
            self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
            self.cited(&it.source);
            if let Some(place) = it
                .source
                .first()
                .map(|it| it.id.place)
                .or(it.jurisdiction.first().map(|it| it.place))
            {
                self.effective(&it.effective, place, &[]);
            }
        }
    }
}
