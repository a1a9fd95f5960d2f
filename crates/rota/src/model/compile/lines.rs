//! Who does what: the assignments of a problem file, and lines from elsewhere.

use std::collections::BTreeMap;

use preceptor_record::file::{At, Place as Spot};
use preceptor_record::ids::unknown_reference;
use preceptor_record::{Code, PersonId};

use super::Making;
use crate::model::clock::Stretch;
use crate::model::problem::{Duty, DutyIx, Person, PersonIx, Work};
use crate::model::rota::{Accepted, Line, Rota};
use crate::model::written::{AssignmentFile, Moment, Time};

/// A line of a rota as somebody wrote it, wherever that was.
pub(in crate::model) struct LineText {
    /// Where the line stands.
    pub place: Spot,
    /// The duty.
    pub duty: Option<At<Code>>,
    /// Who.
    pub person: At<PersonId>,
    /// In which post.
    pub post: Option<At<Code>>,
    /// Who supervises.
    pub supervisor: Option<At<PersonId>>,
    /// From when.
    pub from: Option<At<Moment>>,
    /// Until when.
    pub until: Option<At<Moment>>,
}

impl Making<'_> {
    /// The rota of the problem's own assignments.
    pub(super) fn assignments(&mut self, people: &[Person], duties: &[Duty]) -> Rota {
        let numbers = duties.iter().zip(0..).map(|(it, ix)| (it.id.clone(), DutyIx(ix))).collect();
        let file = self.file;
        // Where a duty could not be read, that has been said, and who does it is not to blame.
        let written: Vec<&Code> = file.duties.iter().map(|it| &it.id.value).collect();
        let is_whole = duties.len() == written.len();
        let mut lines = Vec::with_capacity(file.assignments.len());
        for it in &file.assignments {
            if !is_whole && it.duty.as_ref().is_some_and(|it| written.contains(&&it.value)) {
                continue;
            }
            let text = LineText {
                place: it.person.place,
                duty: it.duty.clone(),
                person: it.person.clone(),
                post: it.post.clone(),
                supervisor: it.supervisor.clone(),
                from: it.from.clone(),
                until: it.until.clone(),
            };
            let Some(line) = self.line(&text, people, duties, &numbers) else { continue };
            lines.extend(self.finished(line, it));
        }
        Rota::new(lines)
    }

    /// A line with what only a problem file says of it.
    fn finished(&mut self, mut line: Line, it: &AssignmentFile) -> Option<Line> {
        if line.duty.is_some() {
            if let Some(kind) = &it.kind {
                self.fault(
                    kind.place,
                    "the kind of a duty is its own",
                    "leave `kind` out, or leave `duty` out",
                );
            }
        } else {
            let file = self.file;
            let kind = it.kind.as_ref().and_then(|it| file.kinds.get(&it.value));
            line.kind = it.kind.as_ref().map(|it| self.kind(it));
            line.work.time = kind.and_then(|it| it.time).unwrap_or(line.work.time);
            let breaks = kind.and_then(|it| it.breaks.as_ref()).into_iter().flatten();
            line.work.breaks = breaks.map(|it| i64::from(*it)).collect();
            line.work.place = kind.and_then(|it| it.place.as_ref()).map(|it| self.place(it));
        }
        line.work.time = it.time.unwrap_or(line.work.time);
        if let Some(breaks) = &it.breaks {
            line.work.breaks = breaks.iter().map(|it| i64::from(*it)).collect();
        }
        if let Some(place) = &it.place {
            line.work.place = Some(self.place(place));
        }
        self.fits(line.stretch, &line.work.breaks, it.person.place);
        for part in &it.worked {
            let worked = self.stretch(&part.from, &part.until)?;
            if worked.within(line.stretch) != worked {
                self.fault(
                    part.from.place,
                    "this was worked outside the duty",
                    "keep it within `from` and `until`",
                );
            }
            line.worked.push(worked);
        }
        line.is_pinned = it.pinned;
        line.accepted = it.accepted.as_ref().map(|it| Accepted {
            rules: it.rules.clone(),
            because: it.because.clone(),
            by: it.by.clone(),
        });
        Some(line)
    }

    /// One line, every reference found.
    pub(in crate::model) fn line(
        &mut self,
        text: &LineText,
        people: &[Person],
        duties: &[Duty],
        numbers: &BTreeMap<Code, DutyIx>,
    ) -> Option<Line> {
        let person = self.person_ix(&text.person);
        let supervisor = text.supervisor.as_ref().map(|it| self.person_ix(it));
        let duty = text.duty.as_ref().map(|id| self.duty_ix(id, numbers));
        if duty == Some(None) {
            return None;
        }
        let duty = duty.flatten();
        let whole = duty.and_then(|it| duties.get(it.0 as usize));
        let stretch = self.part(text, whole)?;
        let person: PersonIx = person?;
        let supervisor = match supervisor {
            Some(it) => Some(it?),
            None => None,
        };
        if let (Some(it), true) = (&text.supervisor, supervisor == Some(person)) {
            self.fault(
                it.place,
                "nobody supervises themselves",
                "name somebody else, or leave it out",
            );
        }
        let posts = people.get(person.0 as usize).map(|it| it.posts.as_slice()).unwrap_or_default();
        let post = match &text.post {
            None => None,
            Some(id) => {
                let found = posts.iter().position(|it| it.id.as_ref() == Some(&id.value));
                if found.is_none() {
                    let known = posts.iter().filter_map(|it| it.id.as_ref()).map(Code::as_str);
                    self.faults.push(unknown_reference("post", id.as_str(), id.place, known));
                }
                found
            }
        };
        Some(Line {
            duty,
            person,
            post,
            supervisor,
            stretch,
            kind: whole.and_then(|it| it.kind),
            work: whole.map_or(Work { time: Time::Work, place: None, breaks: Vec::new() }, |it| {
                it.work.clone()
            }),
            worked: Vec::new(),
            is_pinned: false,
            accepted: None,
        })
    }

    fn duty_ix(&mut self, id: &At<Code>, numbers: &BTreeMap<Code, DutyIx>) -> Option<DutyIx> {
        let found = numbers.get(&id.value).copied();
        if found.is_none() {
            let known = numbers.keys().map(Code::as_str);
            self.faults.push(unknown_reference("duty", id.as_str(), id.place, known));
        }
        found
    }

    /// When a line is: the whole duty, a part of it, or its own time.
    fn part(&mut self, text: &LineText, duty: Option<&Duty>) -> Option<Stretch> {
        let from = text.from.as_ref().map(|it| self.instant(it));
        let until = text.until.as_ref().map(|it| self.instant(it));
        let whole = duty.map(|it| it.stretch);
        let made = match (from, until, whole) {
            (None, None, Some(whole)) => whole,
            (from, until, Some(whole)) => Stretch {
                from: from.unwrap_or(Some(whole.from))?,
                until: until.unwrap_or(Some(whole.until))?,
            },
            (Some(from), Some(until), None) => Stretch { from: from?, until: until? },
            (_, _, None) => {
                self.fault(
                    text.place,
                    "work without a duty needs its times",
                    "add `from` and `until`",
                );
                return None;
            }
        };
        if made.is_empty() {
            self.fault(
                text.place,
                "this ends before it begins",
                "`until` is the first minute after",
            );
            return None;
        }
        if whole.is_some_and(|it| made.within(it) != made) {
            self.fault(
                text.place,
                "this part lies outside its duty",
                "keep it within the duty's times",
            );
            return None;
        }
        Some(made)
    }
}
