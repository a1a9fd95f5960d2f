//! What an answer depends on that was not stated, and when it changes.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Code, Day};
use preceptor_rulebook::vocabulary::ContextKind;
use preceptor_rulebook::{ContextValue, Effect};

use super::{Change, DependsOn, Sight, deciding};
use crate::engine::{PRACTISE, Rule};
use crate::expr::{Expr, Spec, Wish};
use crate::question::Decision;
use crate::ruling::Ruling;

/// More joint settings of unstated keys than this are not tried; then only one key at a time.
const MOST_SETTINGS: usize = 4096;
/// How many changes are told.
const MOST_CHANGES: usize = 5;
/// How far ahead changes are looked for.
const YEARS_AHEAD: i32 = 10;

/// A value to try for a key: one that stands for all values with the same effect.
struct Candidate {
    value: ContextValue,
    shown: Vec<String>,
}

impl Sight<'_> {
    /// The unstated keys that could change the answer, each with what every value would give.
    pub(super) fn depends_on(&self, ruling: &Ruling) -> Vec<DependsOn> {
        let keys = self.open_keys();
        let candidates: Vec<(Code, Vec<Candidate>)> = keys
            .into_iter()
            .map(|(key, wishes)| (key.clone(), self.candidates(&key, &wishes)))
            .collect();
        let mut scratch = Ruling::default();
        let mut decide = |context: &BTreeMap<Code, ContextValue>| {
            self.rule(self.question.at, context, &mut scratch);
            (scratch.decision, scratch.way.map(|it| it.level))
        };
        let settings: usize = candidates.iter().map(|it| it.1.len() + 1).product();
        let mut matters: BTreeSet<usize> = BTreeSet::new();
        if settings <= MOST_SETTINGS {
            matters = joint(&candidates, &self.case.context, &mut decide);
        }
        let mut made = Vec::new();
        for (i, (key, values)) in candidates.iter().enumerate() {
            let mut then: Vec<(Vec<String>, Decision)> = Vec::new();
            for it in values {
                let mut context = self.case.context.clone();
                context.insert(key.clone(), it.value.clone());
                let decision = decide(&context).0;
                match then.iter_mut().find(|(_, known)| *known == decision) {
                    Some((shown, _)) => shown.extend(it.shown.iter().cloned()),
                    None => then.push((it.shown.clone(), decision)),
                }
            }
            let alone = then.iter().any(|(_, it)| *it != ruling.decision);
            if alone || matters.contains(&i) {
                made.push(DependsOn { key: key.clone(), then });
            }
        }
        made
    }

    /// The keys that rules which count on the day speak of and that were not stated.
    fn open_keys(&self) -> BTreeMap<Code, Vec<Wish>> {
        let mut made: BTreeMap<Code, Vec<Wish>> = BTreeMap::new();
        if !self.case.context.contains_key("setting") && self.signed_for_a_setting() {
            made.entry(Code::new("setting")).or_default();
        }
        let Some(rules) = self.rules() else { return made };
        let day = self.question.at.0;
        let of_sets = rules.exhausted.iter().filter(|it| it.from <= day && day < it.until);
        for wish in of_sets.filter_map(|it| it.setting.as_ref()) {
            if !self.case.context.contains_key("setting") {
                made.entry(Code::new("setting")).or_default().push(wish.clone());
            }
        }
        let live = |it: &&Rule| {
            it.from <= day && day < it.until && it.jurisdictions & self.subject.jurisdiction != 0
        };
        for rule in rules.list.iter().filter(live) {
            let mut wishes: Vec<Wish> =
                rule.context.iter().chain(&rule.also_when).cloned().collect();
            for expr in rule.unless.iter().chain(&rule.requires) {
                collect(expr, &mut wishes);
            }
            let by = rule
                .clause
                .as_ref()
                .and_then(|it| it.by)
                .and_then(|it| self.engine.by.get(it as usize));
            by.into_iter().for_each(|it| collect(it, &mut wishes));
            for wish in wishes {
                let Some(key) = self.engine.keys.keys.get(wish.key as usize) else { continue };
                // A base profession is a fact of the post and cannot be stated.
                if !self.case.context.contains_key(key) && *key != *"base-profession" {
                    made.entry(key.clone()).or_default().push(wish);
                }
            }
        }
        made
    }

    /// Values to try for a key: all of a choice, one out of each stretch of numbers that rules tell apart.
    fn candidates(&self, key: &Code, wishes: &[Wish]) -> Vec<Candidate> {
        let word = |text: &str| Candidate {
            value: ContextValue::Word(text.to_owned()),
            shown: vec![text.to_owned()],
        };
        let Some(term) = self.engine.book.context_term(key.as_str()) else { return Vec::new() };
        match term.kind {
            ContextKind::YesNo => vec![word("yes"), word("no")],
            ContextKind::Choice if !term.values.is_empty() => term
                .values
                .iter()
                .map(|it| Candidate { value: it.value.clone(), shown: vec![it.value.to_string()] })
                .collect(),
            ContextKind::Choice => self.named_values(key, wishes),
            ContextKind::Number => {
                let (first, last) = (term.from.unwrap_or(0), term.to.unwrap_or(200));
                let mut starts: BTreeSet<i64> = BTreeSet::from([first]);
                let mut tell_apart = |from: i64, to: i64| {
                    starts.extend(
                        [from, to.saturating_add(1)]
                            .into_iter()
                            .filter(|it| first < *it && *it <= last),
                    );
                };
                for it in wishes {
                    if let Spec::Range(from, to) = it.spec {
                        tell_apart(from, to);
                    }
                }
                for it in self.words_of(wishes) {
                    if let ContextValue::Number(it) = it {
                        tell_apart(*it, *it);
                    }
                }
                let starts: Vec<i64> = starts.into_iter().collect();
                let stretch = |(i, from): (usize, &i64)| {
                    let to = starts.get(i + 1).map_or(last, |it| it - 1);
                    let shown = if to == last && i > 0 {
                        format!("{from}+")
                    } else {
                        format!("{from}-{to}")
                    };
                    Candidate { value: ContextValue::Number(*from), shown: vec![shown] }
                };
                starts.iter().enumerate().map(stretch).collect()
            }
        }
    }

    /// The values that wishes name.
    fn words_of<'w>(&'w self, wishes: &'w [Wish]) -> impl Iterator<Item = &'w ContextValue> {
        let numbers = wishes.iter().flat_map(|it| match &it.spec {
            Spec::Words(list) | Spec::NotWords(list) => list.as_ref(),
            Spec::Range(..) | Spec::Stated => &[],
        });
        numbers.filter_map(|it| self.engine.keys.word(*it))
    }

    /// For a key whose values are another list of the vocabulary: those that rules speak of, and one they do not.
    fn named_values(&self, key: &Code, wishes: &[Wish]) -> Vec<Candidate> {
        let mut named: BTreeSet<String> =
            self.words_of(wishes).map(ToString::to_string).filter(|it| it != "another").collect();
        if *key == *"setting" {
            named.extend(self.settings_signed_for());
        }
        let mut made: Vec<Candidate> = named
            .into_iter()
            .map(|it| Candidate { value: ContextValue::Word(it.clone()), shown: vec![it] })
            .collect();
        made.push(Candidate {
            value: ContextValue::Word("another".to_owned()),
            shown: vec!["another".to_owned()],
        });
        made
    }

    /// The days after the one asked about on which the answer changes.
    pub(super) fn changes(&self, ruling: &Ruling) -> Vec<Change> {
        let start = self.question.at;
        let horizon = start.plus(preceptor_record::Span::of_months(12 * YEARS_AHEAD));
        let mut days: BTreeSet<Day> = self.subject.boundaries().collect();
        days.extend(self.bystanders.iter().flat_map(crate::subject::Bystander::boundaries));
        let rules = self.rules().map(|it| it.list.as_slice()).unwrap_or_default();
        days.extend(rules.iter().flat_map(|it| [Day(it.from), Day(it.until)]));
        let fact = self.case.acting.fact.as_ref().and_then(|id| self.record.person.fact(id));
        let post_ends = fact.map_or(Day::NEVER, |it| it.body.period().until);
        let mut made = Vec::new();
        let mut before = ruling.decision;
        let mut scratch = Ruling::default();
        for day in days.into_iter().filter(|it| *it > start && *it < post_ends.min(horizon)) {
            self.rule(day, &self.case.context, &mut scratch);
            if scratch.decision != before {
                made.push(Change {
                    on: day,
                    decision: scratch.decision,
                    because: self.told(&scratch),
                });
                before = scratch.decision;
            }
            if made.len() >= MOST_CHANGES {
                return made;
            }
        }
        if post_ends < horizon && before != Decision::Refuse {
            let because = "the post ends".to_owned();
            made.push(Change { on: post_ends, decision: Decision::Refuse, because });
        }
        made
    }

    /// What decided, in a line.
    fn told(&self, ruling: &Ruling) -> String {
        let told: Vec<String> = deciding(ruling, self.question.activity == *PRACTISE)
            .iter()
            .filter_map(|it| self.provision(it))
            .filter(|it| {
                ruling.decision != Decision::Refuse || it.provision.effect != Effect::Permit
            })
            .map(|it| it.provision.says.clone())
            .take(1)
            .collect();
        match told.into_iter().next() {
            Some(it) => it,
            None if ruling.decision == Decision::Refuse => {
                "what permits it no longer holds".to_owned()
            }
            None => "the record changes".to_owned(),
        }
    }
}

/// Every wish a requirement hangs on.
pub(crate) fn collect(expr: &Expr, out: &mut Vec<Wish>) {
    match expr {
        Expr::Atoms(_) => {}
        Expr::Context(wishes) => out.extend(wishes.iter().cloned()),
        Expr::Switch { key, branches } => {
            for (word, it) in branches {
                out.push(Wish { key: *key, spec: Spec::Words(Box::new([*word])) });
                collect(it, out);
            }
        }
        Expr::All(of) | Expr::Any(of) | Expr::AtLeast(_, of) => {
            of.iter().for_each(|it| collect(it, out))
        }
        Expr::Not(it) => collect(it, out),
    }
}

/// The keys for which two settings that differ only in them give different answers.
fn joint<T: PartialEq + Copy>(
    candidates: &[(Code, Vec<Candidate>)],
    stated: &BTreeMap<Code, ContextValue>,
    decide: &mut impl FnMut(&BTreeMap<Code, ContextValue>) -> T,
) -> BTreeSet<usize> {
    // Every setting as a number in a mixed base; digit 0 leaves the key unstated.
    let bases: Vec<usize> = candidates.iter().map(|it| it.1.len() + 1).collect();
    let total: usize = bases.iter().product();
    let answers: Vec<T> = (0..total)
        .map(|setting| {
            let mut context = stated.clone();
            let mut rest = setting;
            for ((key, values), base) in candidates.iter().zip(&bases) {
                if let Some(it) = (rest % base).checked_sub(1).and_then(|it| values.get(it)) {
                    context.insert(key.clone(), it.value.clone());
                }
                rest /= base;
            }
            decide(&context)
        })
        .collect();
    let mut matters = BTreeSet::new();
    let mut step = 1;
    for (i, base) in bases.iter().enumerate() {
        let differs = (0..total).any(|setting| {
            let digit = setting / step % base;
            digit > 0 && answers.get(setting) != answers.get(setting - digit * step)
        });
        if differs {
            matters.insert(i);
        }
        step *= base;
    }
    matters
}
