//! Adoption: an employer may take, narrow and set aside what is its choice, and nothing else.

use std::collections::BTreeSet;

use preceptor_record::Code;
use preceptor_record::date::Effective;
use preceptor_record::file::{At, Fault, Place};

use super::check::{AFTER_FROM, Check, backwards};
use super::known::Kind;
use super::provision::Home;
use super::spot::Step;
use crate::adoption::{Adoption, Disapplied};
use crate::provision::{Effect, Provision};
use crate::requirement::{Leaf, Requirement};
use crate::sets::Adopted;

impl<'a> Check<'a> {
    /// Checks an employer's adoption.
    pub fn adoption(&mut self, it: &'a Adoption) {
        self.refer_all(Kind::Set, &it.sets);
        for set in &it.without {
            self.refer(Kind::Set, set);
            if self.is_always(set.as_str()) {
                let message = format!("`{}` binds everybody and cannot be left out", set.value);
                self.error(set.place, message, "an employer may leave out optional sets alone");
            }
            if it.sets.iter().any(|other| other.value == set.value) {
                let message = format!("`{}` is both taken and left out", set.value);
                self.error(set.place, message, "keep it in `sets` or in `without`");
            }
        }
        for disapplied in &it.disapply {
            self.disapplied(disapplied);
        }
        self.overlay(&it.overlay);
        self.dated_and_approved(it);
    }

    fn dated_and_approved(&mut self, it: &Adoption) {
        let whole = self.whole();
        let mut say = |message: String, help: &str, keys: &[Step<'_>]| {
            let fault = match whole {
                Some(whole) => Fault::new(self.spot(whole, keys), message),
                None => Fault::general(message),
            };
            self.faults.push(fault.help(help));
        };
        if let Some(period) = it.effective.as_ref().map(Effective::period)
            && period.is_empty()
        {
            say(backwards(period), AFTER_FROM, &[Step::Key("effective")]);
        }
        if let Some(approved) = &it.approved
            && (approved.by.is_empty() || approved.by.iter().any(|it| it.trim().is_empty()))
        {
            let help = "name who approved it under `by`";
            say(
                "this adoption is approved by nobody".to_owned(),
                help,
                &[Step::Key("approved"), Step::Key("by")],
            );
        }
    }

    fn is_always(&self, set: &str) -> bool {
        self.book.set(set).is_some_and(|it| it.adopted == Adopted::Always)
    }

    fn disapplied(&mut self, it: &Disapplied) {
        let place = it.provision.place;
        if self.refer(Kind::Provision, &it.provision)
            && let Some(set) = self.book.provision(it.provision.as_str()).map(|it| it.set.clone())
            && self.is_always(set.as_str())
        {
            let message =
                format!("`{}` belongs to `{set}`, which binds everybody", it.provision.value);
            self.error(place, message, "a provision of an optional set alone may be set aside");
        }
        for (text, key) in [(&it.because, "because"), (&it.approved_by, "approved_by")] {
            if text.trim().is_empty() {
                let place = self.spot(place, &[Step::Key(key)]);
                self.error(
                    place,
                    format!("`{key}` says nothing"),
                    "setting a rule aside needs a reason and an approver",
                );
            }
        }
    }

    fn overlay(&mut self, overlay: &'a [Provision]) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for it in overlay {
            self.provision(it, Home::Overlay);
            self.new_id(&it.id, &mut seen);
            if it.effect == Effect::Permit && !it.requires.as_ref().is_some_and(needs_entitlement) {
                let place: Place = self.spot(it.id.place, &[Step::Key("effect")]);
                let help = "an employer narrows what is permitted; it permits only by `requires: {entitled: ...}`, where law leaves it to the employer";
                self.error(place, "an overlay may not permit this", help);
            }
            if it.general {
                let place = self.spot(it.id.place, &[Step::Name("general")]);
                self.error(place, "a general permit is not an employer's to give", "remove it");
            }
        }
    }

    fn new_id(&mut self, id: &'a At<Code>, seen: &mut BTreeSet<&'a str>) {
        if self.book.provision(id.as_str()).is_some() || !seen.insert(id.as_str()) {
            let message = format!("there is a provision `{}` already", id.value);
            self.error(
                id.place,
                message,
                "give this one another id, for example one that begins with your own code",
            );
        }
    }
}

/// Whether a requirement cannot be met without an entitlement by the employer.
fn needs_entitlement(it: &Requirement) -> bool {
    match it {
        Requirement::Leaf(it) => matches!(it.value, Leaf::Entitled(_)),
        Requirement::All(of) => of.iter().any(needs_entitlement),
        Requirement::Any(of) => of.iter().all(needs_entitlement),
        // Met without it as long as enough others are left.
        Requirement::AtLeast(n, of) => {
            let others = of.iter().filter(|it| !needs_entitlement(it)).count();
            others < usize::try_from(*n).unwrap_or(usize::MAX)
        }
        Requirement::Not(_) => false,
    }
}
