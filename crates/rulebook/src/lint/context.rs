//! Context: keys the vocabulary knows, and values they can take.

use std::collections::BTreeMap;

use preceptor_record::Code;
use preceptor_record::file::{Place, nearest};

use super::check::Check;
use super::known::Kind;
use super::spot::Step;
use crate::context::{ContextSpec, ContextValue};
use crate::vocabulary::{ContextKind, ContextTerm};

/// Keys whose values have a vocabulary of their own, and which the acting post answers.
fn of_the_post(key: &str) -> Option<Kind> {
    match key {
        "setting" => Some(Kind::Setting),
        "specialty" => Some(Kind::Specialty),
        "base-profession" => Some(Kind::Profession),
        _ => None,
    }
}

impl<'a> Check<'a> {
    /// Checks what a rule wants of the context. `steps` lead from the entry at `owner` to the mapping.
    pub fn context(
        &mut self,
        context: &BTreeMap<Code, ContextSpec>,
        owner: Place,
        steps: &[Step<'_>],
    ) {
        for (key, spec) in context {
            let (key_place, place) = self.pair(owner, steps, key.as_str());
            if self.context_key(key.as_str(), key_place) {
                self.spec(key.as_str(), spec, place);
            }
        }
    }

    /// Checks what a question or an activity states.
    pub fn stated(
        &mut self,
        context: &BTreeMap<Code, ContextValue>,
        owner: Place,
        steps: &[Step<'_>],
    ) {
        for (key, value) in context {
            let (key_place, place) = self.pair(owner, steps, key.as_str());
            if self.context_key(key.as_str(), key_place) {
                self.value(key.as_str(), value, place);
            }
        }
    }

    fn pair(&self, owner: Place, steps: &[Step<'_>], key: &str) -> (Place, Place) {
        let with = |last: Step<'_>| {
            let mut all: Vec<Step<'_>> = steps.to_vec();
            all.push(last);
            self.spot(owner, &all)
        };
        (with(Step::Name(key)), with(Step::Key(key)))
    }

    fn context_key(&mut self, key: &str, place: Place) -> bool {
        of_the_post(key).is_some() || self.refer_at(Kind::ContextKey, key, place)
    }

    fn term(&self, key: &str) -> Option<&'a ContextTerm> {
        self.book.context_term(key)
    }

    fn spec(&mut self, key: &str, spec: &ContextSpec, place: Place) {
        match spec {
            ContextSpec::Stated => {}
            ContextSpec::Values(list) | ContextSpec::Not(list) => {
                if list.is_empty() {
                    self.error(
                        place,
                        format!("no value of `{key}` will do"),
                        "name the values, or leave the key out",
                    );
                }
                for value in list {
                    self.value(key, value, place);
                }
            }
            ContextSpec::Range { from, to } => {
                if self.term(key).is_some_and(|it| it.kind != ContextKind::Number)
                    || of_the_post(key).is_some()
                {
                    self.error(place, format!("`{key}` is no number"), "name the values");
                    return;
                }
                for end in [from, to].into_iter().flatten() {
                    self.value(key, &ContextValue::Number(*end), place);
                }
            }
        }
    }

    fn value(&mut self, key: &str, value: &ContextValue, place: Place) {
        if let Some(kind) = of_the_post(key) {
            self.refer_at(kind, &value.to_string(), place);
            return;
        }
        let Some(term) = self.term(key) else { return };
        match (term.kind, value) {
            (ContextKind::Choice, value) => {
                if term.values.iter().any(|it| it.value == *value) {
                    return;
                }
                let known: Vec<String> =
                    term.values.iter().map(|it| it.value.to_string()).collect();
                let near = nearest(&value.to_string(), known.iter().map(String::as_str))
                    .map(str::to_owned);
                let help = near.map_or_else(
                    || format!("its values are {}", known.join(", ")),
                    |it| format!("did you mean `{it}`?"),
                );
                self.error(place, format!("`{key}` has no value `{value}`"), &help);
            }
            (ContextKind::Number, ContextValue::Number(it)) => {
                let low = term.from.is_some_and(|from| *it < from);
                let high = term.to.is_some_and(|to| *it > to);
                if low || high {
                    let end =
                        |it: Option<i64>| it.map_or_else(|| "...".to_owned(), |it| it.to_string());
                    let help = format!("it runs from {} to {}", end(term.from), end(term.to));
                    self.error(place, format!("`{key}` is never {it}"), &help);
                }
            }
            (ContextKind::Number, ContextValue::Word(it)) => {
                self.error(place, format!("`{key}` is a number, not `{it}`"), "");
            }
            (ContextKind::YesNo, ContextValue::Word(it)) if it == "yes" || it == "no" => {}
            (ContextKind::YesNo, it) => {
                self.error(place, format!("`{key}` is `yes` or `no`, not `{it}`"), "");
            }
        }
    }
}
