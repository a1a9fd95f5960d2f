//! Role files.

use preceptor_record::file::At;
use preceptor_record::{Code, Period};

use super::check::Check;
use super::known::Kind;
use super::row::Home;
use super::spot::Step;
use crate::role::{Base, Role, Route, Rung};

/// Of whom a step of a ladder speaks.
const STAGES: &[&str] = &["trainee", "entry", "qualified", "senior", "lead"];

impl<'a> Check<'a> {
    /// Checks one role and all that stands in its file.
    pub fn role(&mut self, it: &'a Role) {
        let owner = it.id.place;
        for (i, title) in it.titles.iter().enumerate() {
            self.refer_all(Kind::Jurisdiction, &title.jurisdiction);
            self.effective(
                &title.effective,
                owner,
                &[Step::Key("titles"), Step::Nth(i), Step::Key("effective")],
            );
            self.cited(&title.source);
        }
        self.base(it);
        self.regulation(it);
        for (key, ladder) in [
            ("career_level", &it.career_level),
            ("pay_band", &it.pay_band),
            ("academic_level", &it.academic_level),
        ] {
            self.ladder(key, ladder, &it.id);
        }
        self.refer_all(Kind::Setting, &it.settings);
        for (i, body) in it.bodies.iter().enumerate() {
            self.effective(
                &body.effective,
                owner,
                &[Step::Key("bodies"), Step::Nth(i), Step::Key("effective")],
            );
            self.cited(&body.source);
        }
        for figure in &it.numbers {
            self.cited(&figure.source);
        }
        for route in &it.routes {
            self.route(route);
        }
        for row in &it.standing {
            self.row(row, Home::Standing);
        }
        for row in &it.clearance {
            self.row(row, Home::RoleClearance);
        }
        for (i, followed) in it.cpd.iter().enumerate() {
            self.refer(Kind::CpdScheme, &followed.scheme);
            if let Some(set) = &followed.set {
                self.refer(Kind::Set, set);
            }
            self.effective(
                &followed.effective,
                owner,
                &[Step::Key("cpd"), Step::Nth(i), Step::Key("effective")],
            );
        }
        for (i, step) in it.moves.iter().enumerate() {
            self.cited(&step.source);
            // Where people go may lie outside the rulebook, so this is worth a look and no more.
            let place = self.spot(owner, &[Step::Key("moves"), Step::Nth(i), Step::Key("to")]);
            self.refer_or_warn(Kind::Role, step.to.as_str(), place);
        }
    }

    fn base(&mut self, it: &Role) {
        self.refer_all(Kind::Profession, &it.base_professions);
        for id in &it.base_professions {
            if self.book.profession(id.as_str()).is_some_and(|it| !it.base) {
                let help = "give it `base: true` in vocabulary/professions.yaml";
                self.error(id.place, format!("`{}` may not stand under a post", id.value), help);
            }
        }
        let owner = it.id.place;
        match it.base {
            Base::Required if it.base_professions.is_empty() => {
                let place = self.spot(owner, &[Step::Key("base")]);
                self.error(
                    place,
                    "a base profession is required and none is named",
                    "add `base_professions: [...]`",
                );
            }
            Base::None if !it.base_professions.is_empty() => {
                let place = self.spot(owner, &[Step::Name("base_professions")]);
                self.error(
                    place,
                    "base professions are named and none is required",
                    "add `base: required`",
                );
            }
            Base::Required | Base::None => {}
        }
    }

    fn regulation(&mut self, it: &'a Role) {
        let owner = it.id.place;
        for (i, regulation) in it.regulation.iter().enumerate() {
            let at = [Step::Key("regulation"), Step::Nth(i)];
            if let Some(register) = &regulation.register {
                self.refer(Kind::Register, register);
                if let Some(part) = &regulation.part {
                    let place = self.spot(owner, &[at[0], at[1], Step::Key("part")]);
                    self.part_of(&[register.value.as_str()], part.as_str(), place);
                }
            }
            self.effective(&regulation.effective, owner, &[at[0], at[1], Step::Key("effective")]);
            self.cited(&regulation.source);
        }
    }

    fn ladder(&mut self, key: &str, ladder: &'a [Rung], role: &At<Code>) {
        for (i, rung) in ladder.iter().enumerate() {
            let at = |check: &Self, last: &str| {
                check.spot(role.place, &[Step::Key(key), Step::Nth(i), Step::Key(last)])
            };
            self.refer_all(Kind::Jurisdiction, &rung.jurisdiction);
            self.effective(
                &rung.effective,
                role.place,
                &[Step::Key(key), Step::Nth(i), Step::Key("effective")],
            );
            self.cited(&rung.source);
            if let Some(stage) =
                rung.stage.as_ref().map(Code::as_str).filter(|it| !STAGES.contains(it))
            {
                let place = at(self, "stage");
                self.unknown_word("stage", stage, STAGES, place);
            }
            let (wanted, given, other) = match key {
                "pay_band" => ("band", &rung.band, &rung.level),
                _ => ("level", &rung.level, &rung.band),
            };
            if given.is_none() || other.is_some() {
                let place = self.spot(role.place, &[Step::Key(key), Step::Nth(i)]);
                let message =
                    format!("a step of `{key}` gives its `{wanted}` and that of no other ladder");
                self.error(place, message, "levels and pay bands are kept apart");
            }
        }
    }

    fn route(&mut self, it: &'a Route) {
        let owner = it.id.place;
        self.kebab(&it.id);
        self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
        self.effective(&it.effective, owner, &[Step::Key("effective")]);
        self.cited(&it.source);
        for row in &it.entry {
            self.row(row, Home::Entry);
        }
        for (i, funding) in it.funding.iter().enumerate() {
            self.effective(
                &funding.effective,
                owner,
                &[Step::Key("funding"), Step::Nth(i), Step::Key("effective")],
            );
            self.cited(&funding.source);
        }
        let mut cohorts = Vec::new();
        for (i, exam) in it.exam.iter().enumerate() {
            let steps = [Step::Key("exam"), Step::Nth(i), Step::Key("effective")];
            self.refer(Kind::Exam, &exam.exam);
            self.effective(&exam.effective, owner, &steps);
            let period: Period = exam.effective.period();
            cohorts.push((period, self.spot(owner, &steps)));
        }
        self.one_after_another(
            cohorts,
            "two exams of this route are for the same days",
            "the exams of this route",
        );
    }
}
