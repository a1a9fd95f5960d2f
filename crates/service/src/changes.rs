//! What changes for a role and when: rules, titles, regulation, programmes and ways in, each on its day.

use preceptor_record::date::Effective;
use preceptor_record::{Code, Day};
use preceptor_rulebook::provision::Citation;
use preceptor_rulebook::vocabulary::Recognition;
use preceptor_rulebook::{Role, Rulebook};

use crate::roles::strand;
use crate::say;

/// One change.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// For which role.
    pub role: Code,
    /// The day from which it holds.
    pub on: Day,
    /// What it is, in one sentence.
    pub what: String,
    /// What tells it from every other change, and stays: the id of what changes, and `from` or `until`.
    pub id: String,
    /// Whether something begins; else it is no more.
    pub begins: bool,
    /// Whose rule it is, where it is a rule.
    pub set: Option<&'a Code>,
    /// Where it was read.
    pub source: &'a [Citation],
}

/// Every dated change for a role, the newest first. What holds from always is no change.
pub fn of_role<'a>(book: &'a Rulebook, role: &'a Role) -> Vec<Change<'a>> {
    let mut all = Collector { role: &role.id.value, made: Vec::new() };
    for placed in &book.provisions {
        let it = &placed.provision;
        let on = it.effective.period().from;
        if book.selects_role(&it.role, role.id.as_str(), on) {
            let says = say::stopped(&it.says);
            let what = (says.clone(), format!("No longer: {says}"));
            all.add(&it.effective, it.id.as_str(), what, Some(&placed.set), &it.source);
        }
    }
    for (i, it) in role.titles.iter().enumerate() {
        let places: Vec<String> =
            it.jurisdiction.iter().map(|it| say::place(book, &it.value)).collect();
        let place =
            if places.is_empty() { String::new() } else { format!(" ({})", say::and(&places)) };
        let title = format!("The title \u{201c}{}\u{201d}, {}{place}", it.title, strand(it.strand));
        let what = (format!("{title}."), format!("{title}: no longer."));
        all.add(&it.effective, &format!("{}.title-{i}", role.id.value), what, None, &it.source);
    }
    for (i, it) in role.regulation.iter().enumerate() {
        let what = (
            format!("Regulated by {}.", it.regulator),
            format!("No longer regulated by {}.", it.regulator),
        );
        all.add(
            &it.effective,
            &format!("{}.regulation-{i}", role.id.value),
            what,
            None,
            &it.source,
        );
    }
    for it in &role.routes {
        let what = (
            format!("A way in opens: {}.", it.title),
            format!("A way in closes to new starters: {}.", it.title),
        );
        all.add(&it.effective, it.id.as_str(), what, None, &it.source);
    }
    let programmes = book.vocabulary.programmes.iter();
    for it in programmes.filter(|it| it.role.as_ref().is_some_and(|it| it.value == role.id.value)) {
        let name = it.title.as_deref().unwrap_or(&it.provider);
        for recognised in &it.recognised {
            let words = recognition(recognised.status);
            let what = (
                format!("Programme at {name}: {words}."),
                format!("Programme at {name}: no longer {words}."),
            );
            all.add(&recognised.effective, it.id.as_str(), what, None, &recognised.source);
        }
    }
    let mut made = all.made;
    made.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.id.cmp(&b.id)));
    made
}

/// Every dated change for every role.
pub fn of_all(book: &Rulebook) -> Vec<Change<'_>> {
    book.roles.values().flat_map(|it| of_role(book, it)).collect()
}

struct Collector<'a> {
    role: &'a Code,
    made: Vec<Change<'a>>,
}

impl<'a> Collector<'a> {
    /// Adds the day something begins and the day it is no more, where they are days.
    fn add(
        &mut self,
        effective: &Effective,
        id: &str,
        (begins, ends): (String, String),
        set: Option<&'a Code>,
        source: &'a [Citation],
    ) {
        let period = effective.period();
        if period.is_empty() {
            return;
        }
        let each = [(period.from, "from", begins, true), (period.until, "until", ends, false)];
        for (on, end, what, begins) in each {
            if on != Day::ALWAYS && on != Day::NEVER {
                let id = format!("{id}.{end}.{on}");
                let role = self.role.clone();
                self.made.push(Change { role, on, what, id, begins, set, source });
            }
        }
    }
}

fn recognition(it: Recognition) -> &'static str {
    match it {
        Recognition::Approved => "approved",
        Recognition::ApprovedWithConditions => "approved with conditions",
        Recognition::BeforeRegulation => "recognised before regulation began",
        Recognition::NotApproved => "not approved",
        Recognition::TeachingOut => "teaching its last students",
        Recognition::Closed => "closed",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn changes_have_a_day_and_an_id_of_their_own_and_the_newest_comes_first() {
        let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
        let book = preceptor_rulebook::load_rules(&files).rulebook.unwrap();
        for role in book.roles.values() {
            let made = of_role(&book, role);
            assert!(made.iter().all(|it| it.on != Day::ALWAYS && it.on != Day::NEVER));
            assert!(made.windows(2).all(|it| it[0].on >= it[1].on));
            let ids: BTreeSet<&str> = made.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids.len(), made.len(), "{}", role.id.value);
        }
        let of_pa = of_role(&book, &book.roles["physician-associate"]);
        let titled =
            of_pa.iter().any(|it| it.on.to_string() == "2025-07-16" && it.what.contains("title"));
        assert!(titled && of_pa.iter().any(|it| it.set.is_some()));
    }
}
