//! What is asked of one cycle, and what one set of facts has to show for it.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::{Amount, Code, Day, Period, Span};

use super::account::{Parameter, Quantity, State};
use super::laid::{Asked, Entry, Laid};

/// The key of `entries` that a record can answer: how many entries were reflected on.
const REFLECTIONS: &str = "reflections";

/// Whether a cycle has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Completed,
    /// In progress on that day.
    Running(Day),
}

/// A parameter measured from one set of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) parameter: Parameter,
    pub(super) required: Quantity,
    pub(super) found: Option<Quantity>,
    pub(super) state: State,
    pub(super) is_judged: bool,
}

/// A cycle measured from one set of facts; the parameters depend on the scheme alone.
pub(super) struct Cycle {
    pub(super) away_days: u32,
    pub(super) parameters: Vec<Measured>,
}

impl Cycle {
    /// Whether everything that is judged is fulfilled.
    pub(super) fn complies(&self) -> bool {
        self.parameters.iter().all(|it| !it.is_judged || it.state.is_fulfilled())
    }
}

/// Measures a cycle from one set of facts.
pub(super) fn measure(laid: &Laid<'_>, asked: Asked<'_>, cycle: Period, phase: Phase) -> Cycle {
    let away = laid.away_in(cycle);
    let days = n_days(cycle);
    let away_days: u64 = away.iter().map(|it| n_days(*it)).sum();
    // What a cycle in progress has to show lies before the end of the day asked about.
    let seen = match phase {
        Phase::Completed => cycle,
        Phase::Running(day) => Period { until: day.next().min(cycle.until), ..cycle },
    };
    let mut tally =
        Tally { laid, seen, days, away_days, elapsed: n_days(seen), phase, made: Vec::new() };
    match asked {
        Asked::Whole => tally.whole(&away),
        Asked::Inner(inner) => tally.amount(Parameter::Total, inner.total, 100, |_| true),
    }
    for cap in &laid.scheme.cap {
        let of_kind = laid.entries(seen).filter(|it| it.cpd.cpd_kind.as_ref() == Some(&cap.kind));
        tally.made.push(Measured {
            parameter: Parameter::Cap(cap.kind.clone()),
            required: amount(u64::from(cap.amount) * 100),
            found: Some(amount(of_kind.map(|it| it.amount).sum())),
            state: State::Met,
            is_judged: false,
        });
    }
    Cycle { away_days: u32::try_from(away_days).unwrap_or(u32::MAX), parameters: tally.made }
}

struct Tally<'l, 'a> {
    laid: &'l Laid<'a>,
    seen: Period,
    days: u64,
    away_days: u64,
    elapsed: u64,
    phase: Phase,
    made: Vec<Measured>,
}

impl Tally<'_, '_> {
    fn whole(&mut self, away: &[Period]) {
        let (laid, scheme) = (self.laid, self.laid.scheme);
        if let Some(total) = scheme.total {
            self.amount(Parameter::Total, total, 100, |_| true);
        }
        for it in &scheme.minimum {
            let parameter = Parameter::Minimum(it.attribute.clone());
            self.amount(parameter, it.amount, 100, |entry| has(entry, it.attribute.as_str()));
        }
        for it in &scheme.share {
            // Of the total that is asked: were it of the total found, doing more could take compliance away.
            let parameter = Parameter::Share(it.attribute.clone());
            let total = scheme.total.unwrap_or(0);
            self.amount(parameter, total, it.of_total, |entry| has(entry, it.attribute.as_str()));
        }
        if let Some(areas) = &scheme.areas {
            let covered: BTreeSet<&Code> =
                laid.entries(self.seen).flat_map(|it| &it.cpd.areas).collect();
            self.count(Parameter::Areas, areas.every, covered.len());
        }
        if let Some(longest) = scheme.longest_gap {
            self.gap(longest, away);
        }
        for (what, asked) in &scheme.entries {
            if *what == REFLECTIONS {
                let reflected = laid.entries(self.seen).filter(|it| has(it, "reflected")).count();
                self.count(Parameter::Entries(what.clone()), *asked, reflected);
            } else {
                self.made.push(Measured {
                    parameter: Parameter::Entries(what.clone()),
                    required: Quantity::Count(*asked),
                    found: None,
                    state: State::Unknown,
                    is_judged: false,
                });
            }
        }
    }

    /// An amount of entries of a kind, asked in proportion to the days present.
    fn amount(
        &mut self,
        parameter: Parameter,
        asked: u32,
        per_cent: u32,
        fits: impl Fn(&Entry<'_>) -> bool,
    ) {
        let present = u128::from(self.days.saturating_sub(self.away_days));
        // `asked` whole units are `asked * 100` hundredths, of which `per_cent` in a hundred.
        let required = u128::from(asked) * u128::from(per_cent) * present;
        // Rounded up, it is reached exactly where the unrounded amount is.
        let required =
            u64::try_from(required.div_ceil(u128::from(self.days.max(1)))).unwrap_or(u64::MAX);
        let found = self.counted(fits);
        let state = self.state(found, required);
        self.push(parameter, amount(required), amount(found), state);
    }

    fn count(&mut self, parameter: Parameter, required: u32, found: usize) {
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        let state = self.state(u64::from(found), u64::from(required));
        self.push(parameter, Quantity::Count(required), Quantity::Count(found), state);
    }

    /// The longest stretch of days with neither an entry nor an absence.
    fn gap(&mut self, longest: Span, away: &[Period]) {
        let entries = self
            .laid
            .dated_in(self.seen)
            .iter()
            .map(|it| Period { from: it.on, until: it.on.next() });
        let mut filled: Vec<Period> = entries.chain(away.iter().copied()).collect();
        filled.sort_unstable();
        filled.push(Period { from: self.seen.until, until: self.seen.until });
        let (mut free_from, mut found, mut is_broken) = (self.seen.from, 0, false);
        for it in filled {
            let free = Period { from: free_from, until: it.from.min(self.seen.until) };
            if !free.is_empty() {
                found = found.max(n_days(free));
                is_broken |= free.from.plus(longest) < free.until;
            }
            free_from = free_from.max(it.until);
        }
        let state = match self.phase {
            _ if is_broken && !self.laid.may_fill_gaps() => State::NotMet,
            Phase::Completed => State::Met,
            Phase::Running(_) => State::OnPace,
        };
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        self.push(Parameter::LongestGap, Quantity::Span(longest), Quantity::Days(found), state);
    }

    fn push(&mut self, parameter: Parameter, required: Quantity, found: Quantity, state: State) {
        // Whoever was away for the whole of a cycle is asked nothing of it.
        let state = if self.away_days >= self.days { State::Exempt } else { state };
        self.made.push(Measured {
            parameter,
            required,
            found: Some(found),
            state,
            is_judged: true,
        });
    }

    fn state(&self, found: u64, required: u64) -> State {
        let on_pace = u128::from(found) * u128::from(self.days)
            >= u128::from(required) * u128::from(self.elapsed);
        match self.phase {
            _ if found >= required => State::Met,
            Phase::Completed => State::NotMet,
            Phase::Running(_) if on_pace => State::OnPace,
            Phase::Running(_) => State::Behind,
        }
    }

    /// The sum of the entries that fit, each kind counted no further than its cap.
    fn counted(&self, fits: impl Fn(&Entry<'_>) -> bool) -> u64 {
        let cap = |kind: Option<&Code>| {
            let caps = self.laid.scheme.cap.iter().filter(|it| kind == Some(&it.kind));
            caps.map(|it| u64::from(it.amount) * 100).min().unwrap_or(u64::MAX)
        };
        let mut kinds: BTreeMap<Option<&Code>, u64> = BTreeMap::new();
        for it in self.laid.entries(self.seen).filter(|it| fits(it)) {
            *kinds.entry(it.cpd.cpd_kind.as_ref()).or_default() += it.amount;
        }
        kinds.into_iter().map(|(kind, sum)| sum.min(cap(kind))).sum()
    }
}

/// Whether an entry has an attribute; two of them are fields of their own.
fn has(entry: &Entry<'_>, attribute: &str) -> bool {
    match attribute {
        "participatory" if entry.cpd.participatory => true,
        "reflected" if entry.cpd.reflected => true,
        _ => entry.cpd.attributes.iter().any(|it| *it == attribute),
    }
}

fn amount(hundredths: u64) -> Quantity {
    Quantity::Amount(Amount(u32::try_from(hundredths).unwrap_or(u32::MAX)))
}

fn n_days(period: Period) -> u64 {
    u64::try_from(i64::from(period.until.0) - i64::from(period.from.0)).unwrap_or(0)
}
