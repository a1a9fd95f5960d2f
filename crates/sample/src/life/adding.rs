//! What is added to a record, by kind.

use preceptor_record::date::{Instant, parse_instant};
use preceptor_record::facts::Fte;
use preceptor_record::person::VerifiedBy;
use preceptor_record::{
    Body, Code, Day, Fact, FactId, PersonId, Post, Registration, Span, Status, Supervision,
    SupervisionKind, Training, Verified,
};

use super::{Life, shift};
use crate::cast::Senior;

impl Life<'_> {
    /// Adds a fact unless it begins only after the day; nearly all are verified.
    pub(crate) fn add(&mut self, body: Body) -> Option<&mut Fact> {
        let verified = self.verified(body.period().from, 5);
        self.add_verified(body, verified)
    }

    /// The same of what people note down themselves, which nobody has looked at in so many cases of a hundred.
    pub(crate) fn add_claimed(&mut self, body: Body, claimed: u32) -> Option<&mut Fact> {
        let verified = self.verified(body.period().from, claimed);
        self.add_verified(body, verified)
    }

    pub(crate) fn add_verified(&mut self, body: Body, verified: Verified) -> Option<&mut Fact> {
        let period = body.period();
        if period.from > self.day || period.is_empty() {
            return None;
        }
        let id = FactId::new(format!("f-{}", self.facts.len() + 1));
        let mut fact = Fact::claimed(id, body);
        fact.entry.verified = verified;
        self.facts.push(fact);
        self.facts.last_mut()
    }

    fn verified(&mut self, from: Day, claimed: u32) -> Verified {
        match self.dice.below(100) {
            it if it < claimed => Verified::No,
            it if it < claimed + 8 => {
                let on = shift(from, self.dice.between(0, 40)).min(self.day);
                let how = self.dice.pick(&[
                    "register looked up",
                    "original seen",
                    "confirmed by e-mail",
                    "certificate seen",
                ]);
                let by = self.cast.senior(Senior::Anybody, None, self.place, self.index, self.dice);
                Verified::By(VerifiedBy { by, on: instant(on, 9), how: Some(how.to_owned()) })
            }
            _ => Verified::ByAuthor,
        }
    }

    /// A time on a register, in good order.
    pub(crate) fn registered(
        &mut self,
        register: &'static str,
        part: Option<&'static str>,
        from: Day,
        until: Option<Day>,
    ) {
        self.registration(register, part, from, until, Status::Registered);
    }

    /// A time on a register that ended, which nobody knew beforehand: first it was open, and once it had ended that was
    /// put right.
    pub(crate) fn registered_until(
        &mut self,
        register: &'static str,
        part: Option<&'static str>,
        from: Day,
        until: Day,
    ) {
        let open = self
            .registration(register, part, from, None, Status::Registered)
            .map(|it| &*it)
            .cloned();
        let Some(Fact { id, entry, body: Body::Registration(it) }) = open else { return };
        let ended = Body::Registration(Registration { until: Some(until), ..it });
        if let Some(fact) = self.add_verified(ended, entry.verified) {
            fact.entry.supersedes = Some(id);
            fact.entry.recorded = instant(until, 12);
        }
    }

    pub(crate) fn registration(
        &mut self,
        register: &'static str,
        part: Option<&'static str>,
        from: Day,
        until: Option<Day>,
        status: Status,
    ) -> Option<&mut Fact> {
        let number = Some(self.number(register));
        let modality = (part == Some("radiographer"))
            .then(|| Code::from(self.dice.pick(&["diagnostic", "diagnostic", "therapeutic"])));
        let part = part.map(Code::from);
        self.add(Body::Registration(Registration {
            register: register.into(),
            part,
            number,
            status,
            modality,
            from: Some(from),
            until,
        }))
    }

    /// A post at the place where they work now.
    pub(crate) fn post(&mut self, role: &'static str, from: Day, until: Option<Day>) -> Post {
        let place = self.at();
        let (code, setting, hospital) =
            (place.code.clone(), place.setting(), place.kind != "practice");
        let fte = Fte(self.dice.pick(&[1000, 1000, 1000, 1000, 1000, 800, 800, 600, 500, 400]));
        Post {
            role: role.into(),
            base_profession: None,
            organisation: Some(code),
            site: hospital.then(|| Code::from(self.dice.pick(&["main", "main", "north"]))),
            unit: (hospital && self.dice.in_hundred(30))
                .then(|| Code::from(self.dice.pick(&["wards", "clinics", "theatres"]))),
            manager: None,
            jurisdiction: None,
            specialty: Some(self.specialty.into()),
            setting: Some(setting.into()),
            modality: None,
            from: Some(from),
            until,
            fte: Some(fte),
            band: None,
            contract: Some(
                if self.dice.in_hundred(85) { "permanent" } else { "fixed-term" }.into(),
            ),
        }
    }

    /// Somebody senior in their specialty where they work.
    pub(crate) fn senior(&mut self, kind: Senior) -> Option<PersonId> {
        self.cast.senior(kind, Some(self.specialty), self.place, self.index, self.dice)
    }

    /// A supervisor for that time, in one case of four followed by another.
    pub(crate) fn supervised(
        &mut self,
        kind: SupervisionKind,
        by: Senior,
        from: Day,
        until: Option<Day>,
    ) -> Option<PersonId> {
        let first = self.senior(by)?;
        let last = until.unwrap_or(self.day);
        let handed_over = self
            .dice
            .in_hundred(25)
            .then(|| self.day_between(shift(from, 90), last))
            .filter(|it| *it < last);
        let supervision = |supervisor: &PersonId, from, until| {
            Body::Supervision(Supervision {
                supervision: kind,
                supervisor: supervisor.clone(),
                from: Some(from),
                until,
            })
        };
        let Some(day) = handed_over else {
            self.add(supervision(&first, from, until));
            return Some(first);
        };
        let second = self.senior(by)?;
        self.add(supervision(&first, from, Some(day)));
        self.add(supervision(&second, day, until));
        Some(second)
    }

    /// A course, current for so many months.
    pub(crate) fn trained(&mut self, course: &'static str, on: Day, months: Option<i32>) {
        let until = months.map(|it| on.plus(Span::of_months(it)));
        self.add_claimed(
            Body::Training(Training { course: course.into(), on: Some(on), until }),
            12,
        );
    }
}

/// That hour of a day.
pub(crate) fn instant(day: Day, hour: u8) -> Option<Instant> {
    parse_instant(&format!("{day}T{hour:02}:00:00Z")).ok().map(Instant)
}
