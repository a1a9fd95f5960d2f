//! People and their posts.

use preceptor_record::file::Fault;
use preceptor_record::{Day, Period};

use super::Making;
use crate::model::problem::{Earlier, Person, PersonIx, Post};
use crate::model::written::{ContractFile, EarlierFile, PersonFile};

impl<'a> Making<'a> {
    /// Everybody, each with the rules that bind them.
    pub(super) fn people(&mut self) -> Vec<Person> {
        self.check_contracts();
        let mut places = std::collections::BTreeMap::new();
        // In order of id, so that no answer depends on the order they are written in.
        let file = self.file;
        let mut all: Vec<&PersonFile> = file.people.iter().collect();
        all.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        for (it, number) in all.iter().zip(0..) {
            if let Some(first) = places.insert(&it.id.value, it.id.place) {
                let fault =
                    Fault::new(it.id.place, format!("two people have the id `{}`", it.id.value));
                self.faults.push(fault.label("and again here").beside(first, "first given here"));
            }
            self.people.insert(it.id.value.clone(), PersonIx(number));
        }
        if self.file.people.is_empty() {
            self.fault(self.file.people.place, "there is nobody", "list who works under `people`");
        }
        all.into_iter().map(|it| self.person(it)).collect()
    }

    fn person(&mut self, it: &'a PersonFile) -> Person {
        let mut posts = Vec::new();
        let mut terms: Vec<(Period, Option<&'a ContractFile>)> = Vec::new();
        for post in &it.posts {
            let contract = self.contract(post);
            let days = self.days(post.from, post.until, it);
            terms.push((days, contract));
            posts.push(Post {
                id: post.id.as_ref().map(|it| it.value.clone()),
                role: post.role.as_ref().map(|it| it.value.clone()),
                days,
                fte: post.fte.0,
                week: contract.and_then(|it| it.hours_per_week).map(|it| it.0),
            });
        }
        for (index, post) in it.posts.iter().enumerate() {
            let Some(id) = &post.id else { continue };
            let before = it.posts.iter().take(index).filter_map(|it| it.id.as_ref());
            if let Some(first) = before.clone().find(|it| it.value == id.value) {
                let fault = Fault::new(
                    id.place,
                    format!("two posts of `{}` have the id `{}`", it.id.value, id.value),
                );
                self.faults
                    .push(fault.label("and again here").beside(first.place, "first given here"));
            }
        }
        let can = it.can.as_ref().map(|all| {
            all.iter()
                .map(|can| (self.kind(&can.0.kind), self.days(can.0.from, can.0.until, it)))
                .collect()
        });
        let elsewhere = it
            .elsewhere
            .iter()
            .map(|work| (self.days(work.from, work.until, it), work.hours_per_week.0.max(0)));
        let elsewhere = elsewhere.collect();
        Person {
            id: it.id.value.clone(),
            bindings: self.bindings(&terms),
            posts,
            can,
            skills: it.skills.iter().cloned().collect(),
            qualifies: it.qualifies.iter().cloned().collect(),
            judged: None,
            night_worker: it.night_worker,
            opt_out: it.opt_out.as_ref().map(|it| Period::new(Some(it.signed), it.until)),
            elsewhere,
            absences: Vec::new(),
            earlier: it.earlier.as_ref().map(earlier).unwrap_or_default(),
        }
    }

    fn days(&mut self, from: Option<Day>, until: Option<Day>, of: &PersonFile) -> Period {
        let made = Period::new(from, until);
        if made.is_empty() {
            let message = format!(
                "for `{}` something ends on {} and begins only on {}",
                of.id.value, made.until, made.from
            );
            self.fault(of.id.place, message, "`until` is the first day after");
        }
        made
    }
}

fn earlier(it: &EarlierFile) -> Earlier {
    Earlier {
        weeks: it.weeks.into(),
        weekends: it.weekends.into(),
        nights: it.nights.into(),
        bank_holidays: it.bank_holidays.clone(),
        late: it.late.into(),
        owed: it.hours_owed.map_or(0, |it| it.0),
    }
}
