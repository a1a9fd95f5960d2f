//! Working-time rules: each has its source, its dates, and parameters that fit what it measures.

use std::collections::BTreeMap;

use preceptor_record::Code;
use preceptor_record::file::{Fault, Place};

use super::check::Check;
use super::spot::Step;
use crate::limits::{LimitFile, LimitRule};

impl<'a> Check<'a> {
    /// Checks one file of limits.
    pub fn limits(&mut self, file: &'a LimitFile) {
        self.kebab(&file.limits);
        self.named_for("limits", file.limits.as_str(), file.limits.place);
        let mut seen: BTreeMap<&Code, Place> = BTreeMap::new();
        for rule in &file.rules {
            if let Some(first) = seen.insert(&rule.id.value, rule.id.place) {
                let message = format!("two rules have the id `{}`", rule.id.value);
                let fault = Fault::new(rule.id.place, message).label("and again here");
                self.faults.push(fault.beside(first, "first given here"));
            }
            self.limit(rule);
        }
        if let Some(it) = &file.fatigue {
            self.cited(&it.source);
            if it.source.is_empty() {
                let help = "add `source: [{id: ...}]` with a source of rulebook.yaml";
                self.error(file.limits.place, "what is said of fatigue has no source", help);
            }
        }
    }

    fn limit(&mut self, rule: &'a LimitRule) {
        let owner = rule.id.place;
        self.kebab(&rule.id);
        if rule.source.is_empty() {
            let help = "add `source: [{id: ...}]` with a source of rulebook.yaml";
            self.error(owner, format!("`{}` has no source", rule.id.value), help);
        }
        self.cited(&rule.source);
        self.effective(&rule.effective, owner, &[Step::Key("effective")]);
        for wrong in rule.measured().err().into_iter().flatten() {
            self.error(
                rule.measure.place,
                wrong,
                "docs/reference/rota.md says what each measure takes",
            );
        }
    }
}
