//! The decision in one English line, made from ids with nothing allocated but the text.

use std::fmt::Write;

use preceptor_record::Closeness;

use crate::engine::{Engine, Kind};
use crate::expr::{Expr, Held};
use crate::question::Decision;
use crate::ruling::{Asked, Cause, Outcome, Ruling};
use crate::subject::Subject;
use crate::truth::Truth;
use crate::words::{Words, closeness};

impl Engine<'_> {
    /// Puts a ruling into one line: the answer, what decided it and what it lacks.
    ///
    /// Text for a list or a log; [`crate::decide`] gives the whole answer with what was found and where it was read.
    pub fn tell(&self, subject: &Subject, asked: &Asked<'_>, ruling: &Ruling, out: &mut String) {
        out.clear();
        let Some(rules) = self.rules(subject.role, asked.activity) else { return };
        let held = subject.steps.on(asked.day.0);
        out.push_str(match ruling.decision {
            Decision::Permit => "Yes. ",
            Decision::NeedsSupervision => "Only supervised. ",
            Decision::CannotTell => "Cannot tell. ",
            Decision::Refuse => "No. ",
        });
        let barred = ruling.outcomes.iter().any(bars);
        for it in &ruling.outcomes {
            let value = it.applies.min(it.requires);
            let permits = matches!(it.kind, Kind::Permit | Kind::General);
            let told = match ruling.decision {
                Decision::Refuse => bars(it) || (!barred && permits),
                Decision::CannotTell => {
                    it.applies == Truth::Unknown || it.requires == Truth::Unknown
                }
                _ => permits && value == Truth::Met,
            };
            if !told {
                continue;
            }
            let Cause::Rule(at) = it.cause else {
                out.push_str("The record itself restricts it. ");
                continue;
            };
            let Some(rule) = rules.list.get(at as usize) else { continue };
            if let Some(placed) = self.placed(rule.provision) {
                out.push_str(&placed.provision.says);
                out.push(' ');
            }
            if it.requires != Truth::Met
                && let Some(requires) = &rule.requires
            {
                self.lacking(requires, held, asked, out);
            }
        }
        if let (Decision::NeedsSupervision, Some(way)) = (ruling.decision, ruling.way)
            && way.level != Closeness::Independent
        {
            let _ = write!(out, "Needs a supervisor {}. ", closeness(way.level));
        }
    }

    /// What a requirement lacks: its atoms that are not met.
    fn lacking(&self, expr: &Expr, held: Held<'_>, asked: &Asked<'_>, out: &mut String) {
        match expr {
            Expr::Atoms(bits) => {
                for it in bits {
                    let met = held.met.get(it.word as usize).copied().unwrap_or(0);
                    let mut lacks = it.mask & !met;
                    while lacks != 0 {
                        let atom = it.word * 64 + lacks.trailing_zeros();
                        lacks &= lacks - 1;
                        out.push_str("Lacks ");
                        out.push_str(self.atom_words(atom));
                        out.push_str(". ");
                    }
                }
            }
            Expr::Switch { key, branches } => {
                let stated = asked.context.get(*key as usize).and_then(Option::as_ref);
                let branch =
                    stated.and_then(|it| branches.binary_search_by_key(&it.word, |it| it.0).ok());
                match branch.and_then(|it| branches.get(it)) {
                    Some((_, it)) => self.lacking(it, held, asked, out),
                    None => out.push_str("Something that matters was not stated. "),
                }
            }
            Expr::All(of) => {
                let lacking = of.iter().filter(|it| it.truth(held, &asked.context) != Truth::Met);
                lacking.for_each(|it| self.lacking(it, held, asked, out));
            }
            Expr::Any(of) | Expr::AtLeast(_, of) => {
                if let Some(first) = of.first() {
                    self.lacking(first, held, asked, out);
                }
            }
            Expr::Context(_) => out.push_str("It is not for what was stated. "),
            Expr::Not(_) => out.push_str("Something on the record stands against it. "),
        }
    }

    fn atom_words(&self, atom: u32) -> &str {
        let texts = self.atom_texts.get_or_init(|| {
            let words = Words { book: self.book };
            self.atoms.list.iter().map(|it| words.leaf(it).into()).collect()
        });
        texts.get(atom as usize).map_or("", |it| it)
    }
}

fn bars(it: &Outcome) -> bool {
    match it.kind {
        Kind::Forbid => it.applies == Truth::Met,
        Kind::Limit => it.applies == Truth::Met && it.requires == Truth::Unmet,
        Kind::Permit | Kind::General => false,
    }
}
