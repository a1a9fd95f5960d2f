//! Roles side by side.

use preceptor_rulebook::role::Strand;
use preceptor_rulebook::{Effect, Provision};
use serde_json::{Value as Json, json};

use super::phrases::{bands, length, levels, pay, possible, regulators};
use super::{Frame, Portrait, is_outright};
use crate::say;

/// A line of the table: what is compared, and each role's part, an entry a line.
pub struct Line {
    /// What is compared, for programs.
    pub key: &'static str,
    /// What is compared, for people.
    pub head: &'static str,
    /// Each role's part.
    pub cells: Vec<Vec<String>>,
}

impl Line {
    /// Whether some role differs from the first.
    pub fn differs(&self) -> bool {
        self.cells.iter().any(|it| Some(it) != self.cells.first())
    }
}

/// For programs: the table, and beside it each role in brief.
pub fn json(frame: &Frame<'_>, roles: &[Portrait<'_>]) -> Json {
    let rows = lines(roles)
        .into_iter()
        .map(|it| json!({ "row": it.key, "title": it.head, "cells": it.cells }));
    json!({
        "at": frame.day.to_string(),
        "jurisdiction": frame.jurisdiction.as_str(),
        "roles": roles.iter().map(super::json::brief).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "rulebook": crate::edition(frame.book),
    })
}

/// What is compared, line by line.
pub fn lines(roles: &[Portrait<'_>]) -> Vec<Line> {
    let line = |key, head, of: &dyn Fn(&Portrait<'_>) -> Vec<String>| Line {
        key,
        head,
        cells: roles
            .iter()
            .map(|it| {
                let cell = of(it);
                if cell.is_empty() { vec!["none stated".to_owned()] } else { cell }
            })
            .collect(),
    };
    vec![
        line("summary", "What it is", &|it| vec![it.role.summary.clone()]),
        line("titles", "Title in use", &|it| {
            it.titles(Strand::Working).iter().map(|it| it.title.clone()).collect()
        }),
        line("routes", "Ways in", &|it| {
            let open = it.role.routes.iter().filter(|route| it.closed(route).is_none());
            open.map(|it| {
                format!("{}: {}", it.title, length(it.steps.iter().filter_map(|it| it.months)))
            })
            .collect()
        }),
        line("base", "Base profession", &|it| {
            let of = it.role.base_professions.iter();
            let each: Vec<String> = of.map(|id| say::role(it.frame.book, id.as_str())).collect();
            if each.is_empty() { vec!["none is needed".to_owned()] } else { each }
        }),
        line("regulator", "Regulated by", &|it| vec![regulators(it)]),
        line("career_level", "Career level", &|it| vec![levels(it, &it.role.career_level)]),
        line("pay_band", "Pay band", &|it| vec![bands(it)]),
        line("pay", "Pay", &|it| {
            it.rungs(&it.role.pay_band).into_iter().filter_map(|rung| pay(it, rung)).collect()
        }),
        line("academic_level", "Academic level", &|it| vec![levels(it, &it.role.academic_level)]),
        line("supervision", "Supervised by", &|it| {
            let clauses = it
                .scope
                .iter()
                .flat_map(|set| &set.provisions)
                .filter_map(|it| it.supervision.as_ref());
            let mut made: Vec<String> = clauses
                .filter_map(|clause| clause.by.as_ref())
                .map(|by| say::words(it.frame.book).by(by))
                .collect();
            made.sort();
            made.dedup();
            made
        }),
        line("may", "May, on conditions", &|it| activities(it, |it| it.effect == Effect::Permit)),
        line("may_not", "May not", &|it| {
            activities(it, |it| it.effect == Effect::Forbid && is_outright(it))
        }),
        line("may_not_on_conditions", "May not in some cases", &|it| {
            activities(it, |it| it.effect == Effect::Forbid && !is_outright(it))
        }),
        line("standing", "Good standing", &|it| {
            it.rows(&it.role.standing).iter().map(|it| say::stopped(&it.says)).collect()
        }),
        line("cpd", "CPD", &|it| {
            let schemes = it.cpd();
            let of = schemes
                .iter()
                .filter_map(|followed| it.frame.book.cpd_scheme(followed.scheme.as_str()));
            of.map(|it| it.title.clone()).collect()
        }),
        line("moves", "Leads to", &|it| {
            let moves = it.role.moves.iter();
            moves
                .map(|to| {
                    format!(
                        "{}: {}",
                        say::role(it.frame.book, to.to.as_str()),
                        possible(to.possible)
                    )
                })
                .collect()
        }),
    ]
}

/// The activities that provisions of one kind name.
fn activities(it: &Portrait<'_>, counts: impl Fn(&Provision) -> bool) -> Vec<String> {
    let of = it.scope.iter().flat_map(|set| &set.provisions).filter(|it| counts(it));
    let mut made: Vec<String> = of
        .flat_map(|provision| it.activities(provision))
        .map(|id| say::words(it.frame.book).activity(id))
        .collect();
    made.sort();
    made.dedup();
    made
}
