//! The facts of a row: its post, registration, award, training, check, restriction, and who supervises.

use preceptor_record::{
    Check, Closeness, Code, Fte, Post, Qualification, Registration, Restriction, Status,
    SupervisionKind, Training,
};

use super::Column;
use super::cells;
use super::fault::Kind;
use super::reader::{OneRow, SupervisedBy};
use super::vocabulary::List;
use crate::table::folded;

impl OneRow<'_, '_> {
    /// The role of the post: by its own column, or by the title of the position where that names exactly one.
    pub(super) fn role(&mut self, notes: &mut Vec<String>) -> Option<Code> {
        let position = self.text(Column::Position).map(ToOwned::to_owned);
        let titled = position.as_deref().and_then(|it| {
            let meant = self.of.mapping.meaning(Column::Position, it).unwrap_or(it);
            self.of.words.role_in(meant).cloned()
        });
        let own = self.text(Column::Role).map(ToOwned::to_owned);
        let Some(own) = own else {
            if titled.is_none() && position.is_some() {
                let message = "no one role is named in this title".to_owned();
                let remedy = "say in the mapping which role it means".to_owned();
                self.ill(Column::Position, (Kind::UnknownRole, message, remedy));
            }
            return titled;
        };
        let meant = self.of.mapping.meaning(Column::Role, &own).unwrap_or(&own).to_owned();
        let is_known =
            self.of.words.find(List::Roles, &meant).len() == 1 || folded(&meant) == "nothing";
        if let (false, Some(titled)) = (is_known, &titled) {
            let position = position.unwrap_or_default();
            notes.push(format!("the role is taken from the title of the position, {position}"));
            return Some(titled.clone());
        }
        let role = self.word(Column::Role, List::Roles, Kind::UnknownRole, "role")?;
        if let Some(titled) = titled.filter(|it| *it != role) {
            let message =
                format!("the role is {role}, and the title of the position names {titled}");
            let remedy = "look which of the two is right".to_owned();
            self.ill(Column::Position, (Kind::RolesDisagree, message, remedy));
        }
        Some(role)
    }

    pub(super) fn post(&mut self, role: Option<Code>, notes: &mut Vec<String>) -> Option<Post> {
        use Column::{EmployedFrom, LeavingDay, PostFrom, PostUntil};
        let (employed, from) = (self.day(EmployedFrom), self.day(PostFrom));
        let (ends, leaves) = (self.until(PostUntil), self.until(LeavingDay));
        if let (Some(employed), Some(from)) = (employed, from)
            && from < employed
        {
            let message = format!("the post begins before the employment, {}", employed.in_words());
            let remedy = "look which of the two days is right".to_owned();
            self.ill(PostFrom, (Kind::PostBeforeEmployment, message, remedy));
        }
        let begins = from.or(employed);
        let until = ends.into_iter().chain(leaves).min();
        let end_column =
            if ends.is_some() && ends <= leaves.or(ends) { PostUntil } else { LeavingDay };
        self.ends_after(end_column, begins, until);
        let fte = self.take(Column::Fte, cells::fte);
        let base_profession = self.word(
            Column::BaseProfession,
            List::Professions,
            Kind::UnknownProfession,
            "profession",
        );
        let organisation = self.organisation();
        let specialty =
            self.word(Column::Specialty, List::Specialties, Kind::UnknownSpecialty, "specialty");
        let setting = self.word(Column::Setting, List::Settings, Kind::UnknownSetting, "setting");
        let local = |it: Column| self.text(it).and_then(cells::slug).map(Code::new);
        let (site, unit) = (local(Column::Site), local(Column::Unit));
        let band = local(Column::Band).map(|it| match it.as_str().strip_prefix("band-") {
            Some(rest) => Code::new(rest),
            None => it,
        });
        let contract = local(Column::Contract);
        let Some(role) = role else {
            let is_meant = [PostFrom, PostUntil, Column::Fte, Column::Role, Column::Position]
                .iter()
                .any(|it| self.cells.contains_key(it));
            let is_told = self.cells.contains_key(&Column::Role)
                || self.cells.contains_key(&Column::Position);
            if is_meant && !is_told {
                let remedy = "choose the column for the role, or leave out the columns about posts";
                self.incomplete(
                    Kind::PostIncomplete,
                    "there is a post, and nothing says in which role",
                    remedy,
                );
            }
            return None;
        };
        if begins.is_none()
            && !self.cells.contains_key(&PostFrom)
            && !self.cells.contains_key(&EmployedFrom)
        {
            let remedy =
                "give the first day in the post: without it, nobody can tell which post is meant";
            self.incomplete(Kind::PostWithoutDay, "the post has no first day", remedy);
        }
        if fte == Some(Fte(0)) {
            notes.push("the post is of no part of full time, as bank work is".to_owned());
        }
        if let Some(begins) = begins.filter(|it| *it > self.of.day) {
            notes.push(format!("the post begins on {}", begins.in_words()));
        }
        Some(Post {
            role,
            base_profession,
            organisation,
            site,
            unit,
            manager: None,
            jurisdiction: None,
            specialty,
            setting,
            modality: None,
            from: begins,
            until,
            fte,
            band,
            contract,
        })
    }

    /// An organisation that is known by its name, or any by its code.
    fn organisation(&mut self) -> Option<Code> {
        let text = self.text(Column::Organisation)?.to_owned();
        let meant =
            self.of.mapping.meaning(Column::Organisation, &text).unwrap_or(&text).to_owned();
        let is_code = (2..=10).contains(&meant.len())
            && meant.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
        if is_code {
            return Some(Code::new(meant));
        }
        self.word(
            Column::Organisation,
            List::Organisations,
            Kind::UnknownOrganisation,
            "organisation",
        )
    }

    pub(super) fn registration(
        &mut self,
        role: Option<&Code>,
        notes: &mut Vec<String>,
    ) -> Option<Registration> {
        use Column::{RegistrationFrom, RegistrationNumber, RegistrationUntil};
        let number = self.take(RegistrationNumber, cells::registration_number);
        let status =
            self.word(Column::RegistrationStatus, List::Statuses, Kind::UnknownStatus, "status");
        let (from, until) = (self.day(RegistrationFrom), self.until(RegistrationUntil));
        self.ends_after(RegistrationUntil, from, until);
        let is_given = |it: &Column| self.cells.get(it).is_some_and(|it| !it.1.is_empty());
        let is_meant =
            [RegistrationNumber, RegistrationUntil, RegistrationFrom, Column::RegistrationStatus]
                .iter()
                .any(is_given);
        if !is_meant {
            let own = role.map_or(&[][..], |it| self.of.words.registers_of(it));
            let asks = self.of.columns.iter().any(|it| it.1 == Some(RegistrationNumber));
            if asks && !own.is_empty() {
                notes.push("the role has a register, and the row has no number on it".to_owned());
            }
            return None;
        }
        if !self.cells.contains_key(&RegistrationNumber) {
            let remedy = "give the number on the register, or leave the registration out";
            self.incomplete(
                Kind::RegistrationIncomplete,
                "there is a registration without its number",
                remedy,
            );
            return None;
        }
        if !self.cells.contains_key(&Column::Register) {
            let remedy = "choose the column that says which register, or say in the mapping which it always is";
            self.incomplete(
                Kind::RegistrationIncomplete,
                "there is a number, and nothing says on which register",
                remedy,
            );
            return None;
        }
        let (register, part) = self.register(role)?;
        let part = if self.cells.contains_key(&Column::RegisterPart) {
            self.word(Column::RegisterPart, List::Parts, Kind::UnknownPart, "part of a register")
        } else {
            part
        };
        let status = status.and_then(|it| Status::from_word(it.as_str()));
        Some(Registration {
            register,
            part,
            number: Some(number?),
            status: status.unwrap_or(Status::Registered),
            modality: None,
            from,
            until,
        })
    }

    /// Which register: of several that a body keeps, the one that people in the role are on.
    fn register(&mut self, role: Option<&Code>) -> Option<(Code, Option<Code>)> {
        let text = self.text(Column::Register)?.to_owned();
        let meant = self.of.mapping.meaning(Column::Register, &text).unwrap_or(&text);
        let own = role.map_or(&[][..], |it| self.of.words.registers_of(it));
        let part_of = |it: &Code| {
            let mut parts = own.iter().filter(|own| own.0 == *it).map(|own| own.1.clone());
            parts.next().flatten()
        };
        let found: Vec<Code> =
            self.of.words.find(List::Registers, meant).into_iter().cloned().collect();
        let of_role: Vec<&Code> =
            found.iter().filter(|it| own.iter().any(|own| own.0 == **it)).collect();
        match (found.as_slice(), of_role.as_slice()) {
            ([], _) => {
                self.word(Column::Register, List::Registers, Kind::UnknownRegister, "register");
                None
            }
            ([one], _) => Some((one.clone(), part_of(one))),
            (_, [one]) => Some(((*one).clone(), part_of(one))),
            _ => {
                let all: Vec<&str> = found.iter().map(Code::as_str).collect();
                let message = format!("this body keeps several registers: {}", all.join(", "));
                let remedy = "say in the mapping which is meant".to_owned();
                self.ill(Column::Register, (Kind::SeveralRegisters, message, remedy));
                None
            }
        }
    }

    pub(super) fn qualification(&mut self) -> Option<Qualification> {
        let on = self.day(Column::QualificationOn);
        if !self.cells.contains_key(&Column::Qualification) {
            if on.is_some() {
                let remedy = "give the award, or leave its day out";
                self.incomplete(
                    Kind::QualificationIncomplete,
                    "there is the day of an award and no award",
                    remedy,
                );
            }
            return None;
        }
        let qualification = self.word(
            Column::Qualification,
            List::Qualifications,
            Kind::UnknownQualification,
            "qualification",
        )?;
        Some(Qualification {
            qualification,
            level: None,
            subject: Vec::new(),
            class: None,
            programme: None,
            country: None,
            on,
        })
    }

    pub(super) fn training(&mut self) -> Option<Training> {
        let (on, until) = (self.day(Column::TrainingOn), self.until(Column::TrainingUntil));
        self.ends_after(Column::TrainingUntil, on, until);
        let has = |it: Column| self.cells.contains_key(&it);
        let (course, day) = (has(Column::Course), has(Column::TrainingOn));
        if !course && !day && !has(Column::TrainingUntil) {
            return None;
        }
        if !course || !day {
            let remedy = "give both the course and the day it was done";
            self.incomplete(
                Kind::TrainingIncomplete,
                "there is a training without its course or its day",
                remedy,
            );
        }
        let course = self.word(Column::Course, List::Courses, Kind::UnknownCourse, "course")?;
        Some(Training { course, on, until })
    }

    pub(super) fn check(&mut self) -> Option<Check> {
        let (on, until) = (self.day(Column::CheckOn), self.until(Column::CheckUntil));
        self.ends_after(Column::CheckUntil, on, until);
        let parts = [Column::Check, Column::CheckOutcome, Column::CheckOn];
        let n = parts.iter().filter(|it| self.cells.contains_key(it)).count();
        if n == 0 && !self.cells.contains_key(&Column::CheckUntil) {
            return None;
        }
        if n < parts.len() {
            let remedy = "give the check, its outcome and the day it was made";
            self.incomplete(
                Kind::CheckIncomplete,
                "there is a check of which not all is said",
                remedy,
            );
        }
        let outcome = self.word(
            Column::CheckOutcome,
            List::Outcomes,
            Kind::UnknownOutcome,
            "outcome of a check",
        );
        let check = self.word(Column::Check, List::Checks, Kind::UnknownCheck, "check")?;
        Some(Check { check, check_kind: None, outcome, on, until })
    }

    pub(super) fn restriction(&mut self) -> Option<Restriction> {
        use Column::{RestrictionFrom, RestrictionUntil};
        let (from, until) = (self.day(RestrictionFrom), self.until(RestrictionUntil));
        self.ends_after(RestrictionUntil, from, until);
        let parts = [
            Column::Restriction,
            RestrictionFrom,
            RestrictionUntil,
            Column::RestrictionSupervision,
            Column::RestrictionBy,
        ];
        if !parts.iter().any(|it| self.cells.contains_key(it)) {
            return None;
        }
        // A restriction that nobody can place would bind nobody, so nothing of one is passed over.
        if !self.cells.contains_key(&Column::Restriction)
            || !self.cells.contains_key(&RestrictionFrom)
        {
            let remedy = "give the activity, or `all`, and the first day";
            self.incomplete(
                Kind::RestrictionIncomplete,
                "there is a restriction, and not of which activity or since when",
                remedy,
            );
        }
        let closeness = self.word(
            Column::RestrictionSupervision,
            List::Closeness,
            Kind::UnknownCloseness,
            "closeness of a supervisor",
        );
        let activity =
            self.word(Column::Restriction, List::Activities, Kind::UnknownActivity, "activity")?;
        let supervision = closeness.and_then(|it| Closeness::from_word(it.as_str()));
        let imposed_by = self.text(Column::RestrictionBy).map(ToOwned::to_owned);
        Some(Restriction { activity, supervision, imposed_by, from, until })
    }

    pub(super) fn supervisors(&mut self) -> Vec<SupervisedBy> {
        let kinds = [
            (Column::NamedSupervisor, Some(SupervisionKind::Named)),
            (Column::ClinicalSupervisor, Some(SupervisionKind::Clinical)),
            (Column::EducationalSupervisor, Some(SupervisionKind::Educational)),
            (Column::Manager, None),
        ];
        let mut made = Vec::new();
        for (is, kind) in kinds {
            let who = self.take(is, |it| {
                if it.contains('@') {
                    cells::email(it)
                } else {
                    cells::untouched(it).map(|()| it.to_owned())
                }
            });
            made.extend(who.map(|who| SupervisedBy { kind, who, column: self.named(is) }));
        }
        made
    }
}
