//! Which rules bind whom, and when. A rule that two profiles state alike binds once and keeps both sources.

use preceptor_limits::measure::Hours;
use preceptor_limits::{Measure, Profile, Rule, Weekday};
use preceptor_record::file::At;
use preceptor_record::ids::unknown_reference;
use preceptor_record::{Code, Period};

use super::Making;
use crate::model::problem::{Binding, Choices, RuleIx};
use crate::model::written::{ChoicesFile, ContractFile, Following, Method, PostFile};

/// More weeks than this in a reference period or cycle are a mistake.
const MOST_WEEKS: u32 = 520;

/// One rule as some profiles state it, and where it binds.
struct Stated<'a> {
    rules: Vec<&'a Rule>,
    bindings: Vec<(Period, Choices, usize)>,
}

impl<'a> Making<'a> {
    /// The contract that a post names.
    pub(super) fn contract(&mut self, post: &PostFile) -> Option<&'a ContractFile> {
        let id = post.contract.as_ref()?;
        let found = self.file.contracts.get(&id.value);
        if found.is_none() {
            let known = self.file.contracts.keys().map(Code::as_str);
            self.faults.push(unknown_reference("contract", id.as_str(), id.place, known));
        }
        found
    }

    /// Says what is wrong with the contracts and the choices.
    pub(super) fn check_contracts(&mut self) {
        for contract in self.file.contracts.values() {
            for id in &contract.rules {
                self.profile(id);
            }
            if let Some(it) = &contract.choices {
                self.check_choices(it);
            }
        }
        if let Some(it) = &self.file.choices {
            self.check_choices(it);
        }
    }

    fn profile(&mut self, id: &At<Code>) -> Option<&'a Profile> {
        let found = self.handed.profiles.iter().find(|it| it.id == id.value);
        if found.is_none() {
            let known: Vec<&str> = self.handed.profiles.iter().map(|it| it.id.as_str()).collect();
            let fault = unknown_reference("limits", id.as_str(), id.place, known.iter().copied());
            self.faults.push(match fault.help {
                None if !known.is_empty() => fault.help(format!("there are {}", known.join(", "))),
                _ => fault,
            });
        }
        found
    }

    fn check_choices(&mut self, choices: &ChoicesFile) {
        let weeks = choices.average.as_ref().and_then(|it| it.weeks.as_ref());
        let cycle = choices.cycle.as_ref().map(|it| &it.weeks);
        for it in weeks.into_iter().chain(cycle) {
            if it.value == 0 || it.value > MOST_WEEKS {
                self.fault(it.place, format!("expected 1 to {MOST_WEEKS} weeks"), "");
            }
        }
        let Some(word) = &choices.weekly_rest else { return };
        let rules = self.handed.profiles.iter().flat_map(|it| &it.rules);
        let words: Vec<&str> = rules
            .filter_map(|it| match &it.measure {
                Measure::RestInWindow { choices, .. } => Some(choices.keys().map(Code::as_str)),
                _ => None,
            })
            .flatten()
            .collect();
        if !words.contains(&word.as_str()) {
            let fault =
                unknown_reference("weekly rest", word.as_str(), word.place, words.iter().copied());
            self.faults.push(fault);
        }
    }

    /// The rules that bind somebody with these posts.
    pub(super) fn bindings(
        &mut self,
        posts: &[(Period, Option<&'a ContractFile>)],
    ) -> Vec<Binding> {
        let mut stated: Vec<Stated<'a>> = Vec::new();
        for (post, (days, contract)) in posts.iter().enumerate() {
            let Some(contract) = contract else { continue };
            let choices = merged(self.file.choices.as_ref(), contract.choices.as_ref());
            let profiles = self.handed.profiles.iter();
            let named = contract
                .rules
                .iter()
                .filter_map(|id| profiles.clone().find(|it| it.id == id.value));
            for rule in named.flat_map(|it| &it.rules) {
                let binding = (days.overlap(rule.period), choices.clone(), post);
                if binding.0.is_empty() {
                    continue;
                }
                match stated
                    .iter_mut()
                    .find(|it| it.rules.iter().any(|it| it.measure == rule.measure))
                {
                    Some(same) => {
                        if !same.rules.iter().any(|it| it.id == rule.id) {
                            same.rules.push(rule);
                        }
                        same.bindings.push(binding);
                    }
                    None => stated.push(Stated { rules: vec![rule], bindings: vec![binding] }),
                }
            }
        }
        let mut made = Vec::new();
        for it in stated {
            let rule = self.stated_rule(&it.rules);
            let is_of_contract = matches!(
                it.rules.first().map(|it| &it.measure),
                Some(Measure::AverageWeek { of: Hours::Contract, .. })
            );
            made.extend(
                joined(it.bindings, is_of_contract)
                    .into_iter()
                    .map(|(days, choices, post)| Binding { rule, days, choices, post }),
            );
        }
        made
    }

    /// One rule out of those that say the same: the first, as hard as the hardest, with the others' sources.
    fn stated_rule(&mut self, rules: &[&Rule]) -> RuleIx {
        let ids: Vec<Code> = rules.iter().map(|it| it.id.clone()).collect();
        // Two versions of a profile may give one id to different rules, so the id alone does not tell them apart.
        let found = self.rule_ids.get(&ids).copied().filter(|it| {
            let known = self.rules.get(*it as usize).map(|it| &it.measure);
            known == rules.first().map(|it| &it.measure)
        });
        if let Some(known) = found {
            return RuleIx(known);
        }
        let number = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
        if let Some((first, others)) = rules.split_first() {
            let mut rule = (*first).clone();
            rule.class = rules.iter().map(|it| it.class).min().unwrap_or(rule.class);
            rule.is_owed = rules.iter().any(|it| it.is_owed);
            if let (false, Some(source)) = (others.is_empty(), rule.source.as_object_mut()) {
                let also: Vec<_> = others.iter().map(|it| it.source.clone()).collect();
                source.insert("also".to_owned(), also.into());
            }
            self.rules.push(rule);
        }
        self.rule_ids.insert(ids, number);
        RuleIx(number)
    }
}

/// The choices of a contract over those of the problem, over what holds where nobody chose.
fn merged(problem: Option<&ChoicesFile>, contract: Option<&ChoicesFile>) -> Choices {
    let both = || contract.into_iter().chain(problem);
    let average = || both().filter_map(|it| it.average.as_ref());
    Choices {
        weeks: average().find_map(|it| it.weeks.as_ref()).map(|it| i64::from(it.value)),
        following: average().find_map(|it| it.kind).unwrap_or(Following::Rolling),
        method: average().find_map(|it| it.method).unwrap_or(Method::DropExcluded),
        weekly_rest: both().find_map(|it| it.weekly_rest.as_ref()).map(|it| it.value.clone()),
        apart_from_daily_rest: both().find_map(|it| it.apart_from_daily_rest).unwrap_or(false),
        week_starts: both().find_map(|it| it.week_starts).unwrap_or(Weekday::Monday),
        cycle: both()
            .find_map(|it| it.cycle.as_ref())
            .map(|it| (i64::from(it.weeks.value), it.starts)),
    }
}

/// Days that meet or touch, with the same choices, joined: one contract after another is one binding.
fn joined(mut all: Vec<(Period, Choices, usize)>, by_post: bool) -> Vec<(Period, Choices, usize)> {
    all.sort_by_key(|it| (it.0.from, it.0.until, it.2));
    let mut made: Vec<(Period, Choices, usize)> = Vec::new();
    for (days, choices, post) in all {
        let same = made
            .iter_mut()
            .find(|it| it.1 == choices && days.from <= it.0.until && (!by_post || it.2 == post));
        match same {
            Some(it) => it.0.until = it.0.until.max(days.until),
            None => made.push((days, choices, post)),
        }
    }
    made
}
