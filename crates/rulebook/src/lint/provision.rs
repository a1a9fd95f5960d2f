//! Provisions: what each refers to, and that its keys fit its effect.

use preceptor_record::Code;
use preceptor_record::file::At;

use super::check::Check;
use super::known::Kind;
use super::requirement::Over;
use super::spot::Step;
use crate::provision::{ClauseLevel, Effect, Provision, Supervision};
use crate::selector::Selector;

/// Where a provision stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home<'a> {
    /// In a set of the rulebook.
    Set(&'a Code),
    /// In an employer's overlay, whose sources are the employer's own.
    Overlay,
}

impl<'a> Check<'a> {
    /// Checks one provision.
    pub fn provision(&mut self, it: &'a Provision, home: Home<'_>) {
        let owner = it.id.place;
        if let Home::Set(set) = home {
            let start = format!("{}.{set}.", self.book.header.id);
            if it.id.as_str().strip_prefix(&start).is_none_or(str::is_empty) {
                let help = format!(
                    "the id of a provision begins with its rulebook and its set: `{start}...`"
                );
                self.error(
                    owner,
                    format!("`{}` does not begin with `{start}`", it.id.value),
                    &help,
                );
            }
            if it.source.is_empty() {
                let help = "add `source: [{id: ...}]` with a source of rulebook.yaml";
                self.error(owner, format!("`{}` has no source", it.id.value), help);
            }
            self.cited(&it.source);
            self.sure_enough(set.as_str(), it.confidence, it.disputed, owner);
        }
        self.kebab(&it.id);
        self.selected(&it.role, Kind::Role, Kind::RoleGroup);
        self.selected(&it.activity, Kind::Activity, Kind::ActivityGroup);
        for (list, key) in [(&it.role, "role"), (&it.activity, "activity")] {
            if list.is_empty() {
                self.error(owner, format!("`{key}` names nothing"), "name some, or write `any`");
            }
        }
        self.refer_all(Kind::Jurisdiction, &it.jurisdiction);
        self.effective(&it.effective, owner, &[Step::Key("effective")]);
        self.context(&it.context, owner, &[Step::Key("context")]);
        for requirement in it.requires.iter().chain(&it.unless) {
            self.requirement(requirement, Over::Person);
        }
        self.fits_its_effect(it);
        if let Some(clause) = &it.supervision {
            self.clause(clause, it);
        }
    }

    fn fits_its_effect(&mut self, it: &Provision) {
        let owner = it.id.place;
        let key = |check: &Self, key: &str| check.spot(owner, &[Step::Name(key)]);
        match it.effect {
            Effect::Permit => {}
            Effect::Forbid => {
                if it.requires.is_some() {
                    let place = key(self, "requires");
                    let help =
                        "say when it applies with `context`, and when it does not with `unless`";
                    self.error(place, "a forbid has no `requires`", help);
                }
                for (given, name) in [
                    (it.supervision.is_some(), "supervision"),
                    (!it.obligations.is_empty(), "obligations"),
                ] {
                    if given {
                        let place = key(self, name);
                        self.warn(
                            place,
                            format!("`{name}` on a forbid is never read"),
                            "make it a limit, or remove it",
                        );
                    }
                }
            }
            Effect::Limit => {
                if it.requires.is_none() && it.supervision.is_none() && it.obligations.is_empty() {
                    let help = "give it `requires`, `supervision` or `obligations`";
                    self.error(owner, format!("the limit `{}` limits nothing", it.id.value), help);
                }
            }
        }
        let any_activity = matches!(it.activity.as_slice(), [only] if only.value == Selector::Any);
        if it.general && !(it.effect == Effect::Permit && any_activity) {
            let place = key(self, "general");
            self.error(
                place,
                "`general` is only for a permit of `any` activity",
                "remove it, or write `activity: any`",
            );
        }
    }

    fn clause(&mut self, clause: &'a Supervision, it: &Provision) {
        let owner = it.id.place;
        let at = |check: &Self, key: &str| {
            check.spot(owner, &[Step::Key("supervision"), Step::Key(key)])
        };
        match clause.level {
            ClauseLevel::AsSignedOff if it.effect != Effect::Permit => {
                let place = at(self, "level");
                let help =
                    "a sign-off binds by itself; name a closeness here, or make this a permit";
                self.error(
                    place,
                    format!("`as-signed-off` is only for a permit, and this is a {}", it.effect),
                    help,
                );
            }
            ClauseLevel::Fixed(_) if clause.never_looser.is_some() => {
                let place = at(self, "never_looser");
                self.error(place, "`never_looser` is only for `level: as-signed-off`", "remove it");
            }
            ClauseLevel::AsSignedOff | ClauseLevel::Fixed(_) => {}
        }
        if clause.covers_at_most == Some(0) {
            let place = at(self, "covers_at_most");
            self.error(
                place,
                "a supervisor who covers nobody supervises nobody",
                "this person counts: 1 or more",
            );
        }
        if clause.covers_at_most.is_none() && !clause.counting.is_empty() {
            let place = at(self, "counting");
            self.error(place, "`counting` counts towards nothing", "add `covers_at_most`");
        }
        self.refer_all(Kind::Role, &clause.counting);
        if let Some(by) = &clause.by {
            self.by(by);
        }
    }

    /// Checks that an id is in kebab-case with dots.
    pub fn kebab(&mut self, id: &At<Code>) {
        let fits =
            |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, '-' | '.');
        if !id.as_str().chars().all(fits) {
            self.error(
                id.place,
                format!("`{}` is not kebab-case", id.value),
                "lower-case letters, digits, `-` and `.`",
            );
        }
    }
}
