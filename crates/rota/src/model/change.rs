//! What happens to a problem after its rota was made: somebody is away, or may no longer do a kind of duty.

use preceptor_limits::Class;
use preceptor_record::{Code, Day, Period};

use super::clock::Stretch;
use super::compile::instant;
use super::problem::{Absence, AskingIx, KindIx, PersonIx, Problem, Reason, Ruled, Ruling};
use super::written::Moment;

impl Problem {
    /// The instant of a moment somebody wrote, a day being its first minute.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it and what to do.
    pub fn instant(&self, moment: Moment) -> Result<i64, (String, &'static str)> {
        instant(moment, &self.clock, self.period)
    }

    /// Somebody is away.
    pub fn is_away(&mut self, who: PersonIx, stretch: Stretch, reason: Code) {
        if let Some(person) = self.people.get_mut(who.0 as usize) {
            let absence = Absence { stretch, is_excluded: false, reason: Some(reason) };
            person.absences.push(absence);
        }
    }

    /// Somebody may no longer do a kind of duty, from a day on.
    pub fn revoke(&mut self, who: PersonIx, kind: KindIx, from: Day) {
        let until_then = Period { from: Day::ALWAYS, until: from };
        let kinds = (0..).map(KindIx).take(self.kinds.len());
        let ours = self.duties.iter().filter(|it| it.kind == Some(kind));
        let mut askings: Vec<Option<AskingIx>> = ours.map(|it| it.asking).collect();
        askings.sort_unstable();
        askings.dedup();
        let Some(person) = self.people.get_mut(who.0 as usize) else { return };
        let can = person.can.take().unwrap_or_else(|| kinds.map(|it| (it, Period::ALL)).collect());
        let cut = |(it, days): (KindIx, Period)| {
            (it, if it == kind { days.overlap(until_then) } else { days })
        };
        person.can = Some(can.into_iter().map(cut).filter(|it| !it.1.is_empty()).collect());
        // Who is judged by facts is asked about the activity of the duty, which is what is no longer signed off.
        let Some(judged) = &mut person.judged else { return };
        for asking in askings.into_iter().flatten() {
            judged.rulings.push(Ruling {
                asking: Some(asking),
                post: None,
                days: Period { from, until: Day::NEVER },
                what: Ruled::Barred(Reason {
                    class: Class::Hard,
                    because: "the sign-off was revoked".to_owned(),
                    source: serde_json::Value::Null,
                }),
            });
        }
    }

    /// The kind of that id.
    pub fn find_kind(&self, id: &str) -> Option<KindIx> {
        let found = self.kinds.iter().position(|it| it.as_str() == id)?;
        u32::try_from(found).ok().map(KindIx)
    }

    /// The duty of that id.
    pub fn find_duty(&self, id: &str) -> Option<super::problem::DutyIx> {
        let found = self.duties.binary_search_by(|it| it.id.as_str().cmp(id)).ok()?;
        u32::try_from(found).ok().map(super::problem::DutyIx)
    }
}
