//! The reasons: for one day, what was asked and what was found, parameter by parameter.

use std::fmt;

use preceptor_record::{Amount, Code, Day, Period, Record, Span};
use preceptor_rulebook::Rulebook;

use super::laid::{Asked, Laid, Which};
use super::measure::{Measured, Phase, measure};
use crate::truth::Truth;

/// How a person stands against a CPD scheme on one day, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The scheme.
    pub scheme: Code,
    /// The day asked about.
    pub day: Day,
    /// Whether the person complies.
    pub truth: Truth,
    /// On what the answer rests.
    pub basis: Basis,
    /// The cycles the day is judged by: the last completed one of each length, the scheme's own first.
    pub completed: Vec<CycleAccount>,
    /// The cycles in progress, which are not judged.
    pub running: Vec<CycleAccount>,
}

/// On what an answer about CPD rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The scheme is not in force on the day and asks nothing.
    OutOfForce,
    /// No fact that is sure says where the cycles begin.
    NoStart,
    /// No cycle was completed yet.
    NothingDue,
    /// The cycles completed last.
    Judged,
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleAccount {
    /// How long cycles of this kind are.
    pub length: Span,
    /// Its days; `until` is the first day after it.
    pub period: Period,
    /// Whether its days are sure; where they are not, neither is any of its parameters.
    pub is_sure: bool,
    /// The days in it, by verified facts, that reduce the amounts.
    pub away_days: u32,
    /// What was asked and what was found.
    pub parameters: Vec<ParameterAccount>,
}

/// One thing a scheme asks of a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterAccount {
    /// What is asked.
    pub parameter: Parameter,
    /// How much: at least, but for [`Parameter::LongestGap`] and [`Parameter::Cap`], where it is at most. Amounts are
    /// reduced in proportion by verified absences already.
    pub required: Quantity,
    /// How much of it is verified; nothing where a record has no place for it.
    pub found: Option<Quantity>,
    /// How much there is together with what is only claimed.
    pub with_claims: Option<Quantity>,
    /// How it stands.
    pub state: State,
    /// Whether compliance depends on it, or it is only shown.
    pub is_judged: bool,
}

/// What a scheme asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// An amount in all.
    Total,
    /// An amount with an attribute.
    Minimum(Code),
    /// A share of the total with an attribute.
    Share(Code),
    /// Different areas.
    Areas,
    /// No longer stretch without an entry.
    LongestGap,
    /// A number of other things, such as reflections.
    Entries(Code),
    /// How much of a kind counts; what goes beyond it is passed over.
    Cap(Code),
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total => f.write_str("total"),
            Self::Minimum(it) => write!(f, "minimum {it}"),
            Self::Share(it) => write!(f, "share {it}"),
            Self::Areas => f.write_str("areas"),
            Self::LongestGap => f.write_str("longest gap"),
            Self::Entries(it) => write!(f, "entries {it}"),
            Self::Cap(it) => write!(f, "cap {it}"),
        }
    }
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// In the unit of the scheme.
    Amount(Amount),
    /// A number of things.
    Count(u32),
    /// A length of calendar time.
    Span(Span),
    /// A number of days.
    Days(u32),
}

/// How a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is enough.
    Met,
    /// The cycle is in progress and as much is there as its days gone by ask.
    OnPace,
    /// The cycle is in progress and less is there.
    Behind,
    /// The cycle is over without it, or it can no longer be made good.
    NotMet,
    /// Nothing was asked: the person was away for the whole cycle.
    Exempt,
    /// It depends on what is only claimed, or a record cannot say.
    Unknown,
}

impl State {
    /// The word for it in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::OnPace => "on-pace",
            Self::Behind => "behind",
            Self::NotMet => "not-met",
            Self::Exempt => "exempt",
            Self::Unknown => "unknown",
        }
    }

    /// Whether nothing more is asked.
    pub fn is_fulfilled(self) -> bool {
        matches!(self, Self::Met | Self::Exempt)
    }
}

/// How a record stands against a scheme on one day, with the reason per parameter; nothing where the rulebook has no
/// such scheme. `role` is the role acted in.
pub fn account(
    book: &Rulebook,
    record: &Record<'_>,
    role: Option<&Code>,
    scheme: &Code,
    day: Day,
) -> Option<Account> {
    let scheme = book.cpd_scheme(scheme.as_str())?;
    let sure = Laid::new(book, record, role, scheme, Which::Verified);
    let all = Laid::new(book, record, role, scheme, Which::All);
    let truth = if sure.truth(day) == all.truth(day) { sure.truth(day) } else { Truth::Unknown };
    let mut made = Account {
        scheme: scheme.id.value.clone(),
        day,
        truth,
        basis: Basis::OutOfForce,
        completed: Vec::new(),
        running: Vec::new(),
    };
    if !scheme.effective.period().holds(day) {
        return Some(made);
    }
    let cycle = |laid: &Laid<'_>, length, phase| {
        let calendar = laid.calendar.as_ref()?;
        match phase {
            Phase::Completed => calendar.completed(length, day),
            Phase::Running(day) => calendar.running(length, day),
        }
    };
    for (length, asked) in sure.lengths() {
        for phase in [Phase::Completed, Phase::Running(day)] {
            let (own, other) = (cycle(&sure, length, phase), cycle(&all, length, phase));
            let Some(period) = own.or(other) else { continue };
            let into =
                if phase == Phase::Completed { &mut made.completed } else { &mut made.running };
            into.push(merged(&sure, &all, asked, (length, period, own == other), phase));
        }
    }
    made.basis = if sure.calendar.is_none() || all.calendar.is_none() {
        Basis::NoStart
    } else if made.completed.is_empty() {
        Basis::NothingDue
    } else {
        Basis::Judged
    };
    Some(made)
}

/// One cycle as the verified facts and as all of them show it.
fn merged(
    sure: &Laid<'_>,
    all: &Laid<'_>,
    asked: Asked<'_>,
    (length, period, is_sure): (Span, Period, bool),
    phase: Phase,
) -> CycleAccount {
    let (own, other) = (measure(sure, asked, period, phase), measure(all, asked, period, phase));
    let both = own.parameters.into_iter().zip(other.parameters);
    let parameters = both.map(|(own, other)| ParameterAccount {
        state: if is_sure { agreed(&own, &other) } else { State::Unknown },
        parameter: own.parameter,
        required: own.required,
        found: own.found,
        with_claims: other.found,
        is_judged: own.is_judged,
    });
    CycleAccount {
        length,
        period,
        is_sure,
        away_days: own.away_days,
        parameters: parameters.collect(),
    }
}

fn agreed(own: &Measured, other: &Measured) -> State {
    match (own.state, other.state) {
        (a, b) if a == b => a,
        (a, b) if a.is_fulfilled() && b.is_fulfilled() => State::Met,
        _ => State::Unknown,
    }
}
