//! What no case of a rulebook shows.

use std::collections::BTreeSet;

use preceptor_record::file::Place;
use preceptor_record::{Code, Day, Period};
use preceptor_rulebook::role::Weight;
use preceptor_rulebook::{Loaded, Rulebook};

use super::advice::{Write, for_provision, for_route, for_row};
use super::asked::{Asked, asked};
use crate::rulebook::rows::rows;

/// So many of so many, and those that are missing.
pub struct Count {
    pub total: usize,
    pub missing: Vec<Gap>,
}

impl Count {
    pub fn shown(&self) -> usize {
        self.total - self.missing.len()
    }
}

/// Something that no case shows.
pub struct Gap {
    /// The provision, row or route.
    pub id: Code,
    /// What it says.
    pub says: String,
    pub place: Place,
    /// The day a rule begins or ends, where that is what no case shows.
    pub boundary: Option<Day>,
    /// The cases to write.
    pub write: Vec<Write>,
}

/// All that a rulebook should show by cases.
pub struct Gaps {
    pub provisions: Count,
    pub boundaries: Count,
    pub rows: Count,
    pub routes: Count,
}

impl Gaps {
    pub fn any(&self) -> bool {
        [&self.provisions, &self.boundaries, &self.rows, &self.routes]
            .iter()
            .any(|it| !it.missing.is_empty())
    }
}

/// Finds what no case shows.
pub fn gaps(book: &Rulebook, loaded: &Loaded) -> Gaps {
    let cases = asked(book, loaded);
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut routes_named: BTreeSet<&str> = BTreeSet::new();
    for it in loaded.cases.iter().map(|it| &it.case.expect) {
        named.extend(it.because.iter().map(|it| it.value.as_str()));
        for (id, route) in &it.routes {
            routes_named.insert(id.as_str());
            named.extend(route.because.iter().map(Code::as_str));
        }
    }
    Gaps {
        provisions: provisions(book, &named),
        boundaries: boundaries(book, &cases),
        rows: must_rows(book, &named),
        routes: routes(book, &routes_named),
    }
}

fn provisions(book: &Rulebook, named: &BTreeSet<&str>) -> Count {
    let missing = book.provisions.iter().filter(|it| !named.contains(it.provision.id.as_str()));
    let missing = missing.map(|placed| {
        let it = &placed.provision;
        let day = a_day_in(it.effective.period());
        let mut write = for_provision(book, placed, day);
        write.because = Some(it.id.value.clone());
        Gap {
            id: it.id.value.clone(),
            says: it.says.clone(),
            place: it.id.place,
            boundary: None,
            write: vec![write],
        }
    });
    Count { total: book.provisions.len(), missing: missing.collect() }
}

/// A day on which something is in force: the first, else the last, else any.
pub fn a_day_in(period: Period) -> Option<Day> {
    match (period.from, period.until) {
        (Day::ALWAYS, Day::NEVER) => None,
        (Day::ALWAYS, until) => Some(until.previous()),
        (from, _) => Some(from),
    }
}

/// The days on which a period begins and ends, if it does.
fn ends(period: Period) -> impl Iterator<Item = Day> {
    [period.from, period.until].into_iter().filter(|it| *it != Day::ALWAYS && *it != Day::NEVER)
}

fn boundaries(book: &Rulebook, cases: &[Asked]) -> Count {
    let mut made = Count { total: 0, missing: Vec::new() };
    for placed in &book.provisions {
        let it = &placed.provision;
        let looks = |day: Day| {
            cases.iter().any(|case| case.at == day && case.looks_at(book, &placed.set, it))
        };
        for day in ends(it.effective.period()) {
            made.total += 1;
            let bare: Vec<Day> =
                [day.previous(), day].into_iter().filter(|it| !looks(*it)).collect();
            if !bare.is_empty() {
                let write =
                    bare.into_iter().map(|it| for_provision(book, placed, Some(it))).collect();
                let (id, says) = (it.id.value.clone(), it.says.clone());
                made.missing.push(Gap { id, says, place: it.id.place, boundary: Some(day), write });
            }
        }
    }
    for (home, it) in rows(book) {
        let judges =
            |day: Day| cases.iter().any(|case| case.at == day && case.judges(book, home, it));
        for day in ends(it.effective.period()) {
            made.total += 1;
            let bare: Vec<Day> =
                [day.previous(), day].into_iter().filter(|it| !judges(*it)).collect();
            if !bare.is_empty() {
                let write =
                    bare.into_iter().map(|day| for_row(book, home, it, Some(day))).collect();
                let (id, says) = (it.id.value.clone(), it.says.clone());
                made.missing.push(Gap { id, says, place: it.id.place, boundary: Some(day), write });
            }
        }
    }
    made.missing.sort_by_key(|it| it.boundary);
    made
}

fn must_rows(book: &Rulebook, named: &BTreeSet<&str>) -> Count {
    let must: Vec<_> = rows(book).into_iter().filter(|(_, it)| it.kind == Weight::Must).collect();
    let missing = must.iter().filter(|(_, it)| !named.contains(it.id.as_str()));
    let missing = missing.map(|(home, it)| {
        let mut write = for_row(book, *home, it, a_day_in(it.effective.period()));
        write.because = Some(it.id.value.clone());
        Gap {
            id: it.id.value.clone(),
            says: it.says.clone(),
            place: it.id.place,
            boundary: None,
            write: vec![write],
        }
    });
    Count { missing: missing.collect(), total: must.len() }
}

fn routes(book: &Rulebook, named: &BTreeSet<&str>) -> Count {
    let all: Vec<_> = book
        .roles
        .iter()
        .flat_map(|(role, it)| it.routes.iter().map(move |it| (role, it)))
        .collect();
    let missing =
        all.iter().filter(|(_, it)| !named.contains(it.id.as_str())).map(|(role, it)| Gap {
            id: it.id.value.clone(),
            says: it.title.clone(),
            place: it.id.place,
            boundary: None,
            write: vec![for_route(book, role, it)],
        });
    Count { missing: missing.collect(), total: all.len() }
}
