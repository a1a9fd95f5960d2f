//! Rows: standing, clearance, entry and eligibility.

use super::authority::STATUTE;
use super::check::Check;
use super::known::Kind;
use super::requirement::Over;
use super::spot::Step;
use crate::role::{Row, Weight};

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home<'a> {
    /// In `clearance/*.yaml`.
    Clearance,
    /// Under `standing` of a role.
    Standing,
    /// Under `clearance` of a role.
    RoleClearance,
    /// Under `entry` of a route.
    Entry,
    /// Under `eligibility` of that register.
    Eligibility(&'a str),
}

impl<'a> Check<'a> {
    /// Checks one row.
    pub fn row(&mut self, it: &'a Row, home: Home<'_>) {
        let owner = it.id.place;
        self.kebab(&it.id);
        if it.source.is_empty() {
            let help = "add `source: [{id: ...}]` with a source of rulebook.yaml";
            self.error(owner, format!("`{}` has no source", it.id.value), help);
        }
        self.cited(&it.source);
        match &it.set {
            Some(set) => {
                self.refer(Kind::Set, set);
            }
            None => {
                self.refer_at(Kind::Set, STATUTE, owner);
            }
        }
        let set = it.set.as_ref().map_or(STATUTE, |it| it.value.as_str());
        self.sure_enough(set, it.confidence, it.disputed, owner);
        self.selected(&it.role, Kind::Role, Kind::RoleGroup);
        self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
        self.refer_all(Kind::Setting, &it.setting);
        self.specialties(&it.specialty, self.spot(owner, &[Step::Key("specialty")]));
        self.effective(&it.effective, owner, &[Step::Key("effective")]);
        self.requirement(&it.requires, Over::Person);
        if let Some(unless) = &it.unless {
            self.requirement(unless, Over::Person);
        }
        self.fits_its_home(it, home);
    }

    fn fits_its_home(&mut self, it: &Row, home: Home<'_>) {
        let owner = it.id.place;
        if !it.role.is_empty() && !matches!(home, Home::Clearance) {
            let place = self.spot(owner, &[Step::Name("role")]);
            self.error(
                place,
                "`role` is only for rows of clearance/*.yaml",
                "remove it: the file says for which role",
            );
        }
        match home {
            Home::Eligibility(register) => {
                for part in &it.part {
                    self.part_of(&[register], part.value.as_str(), part.place);
                }
            }
            _ if !it.part.is_empty() => {
                let place = self.spot(owner, &[Step::Name("part")]);
                self.error(place, "`part` is only for the eligibility of a register", "remove it");
            }
            _ => {}
        }
        let weighed = matches!(home, Home::Clearance | Home::RoleClearance | Home::Entry);
        if !weighed && it.kind != Weight::Must {
            let place = self.spot(owner, &[Step::Key("kind")]);
            self.error(
                place,
                format!("`{}` is only for clearance and entry", it.kind),
                "remove it: what stands here must hold",
            );
        }
    }
}
