//! The measures: a closed list, each with what it must know. One function of the rota's verifier belongs to each.

use std::collections::BTreeMap;

use preceptor_record::Code;
use preceptor_record::file::{Faults, Node, Place, Shape, Value};

use crate::amount::{Amount, ClockTime, Length, Share, Weekday};
use crate::parameters::{
    BreakDue, LowIntensity, MeasureWord, NightSpec, Of, Often, OnCallRest, Parameters, RestChoice,
    WeekStretch,
};

/// Whose work an average is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// All work of the person; with other employers' where that is said.
    All {
        /// Whether other employers' counts.
        elsewhere: bool,
    },
    /// The contract's own, without breaks, against the hours it is for.
    Contract,
}

/// What a run is of.
#[derive(Debug, Clone, PartialEq)]
pub enum RunOf {
    /// Days with a duty.
    Days(Option<LowIntensity>),
    /// Shifts longer than this.
    Long(Length),
    /// Such shifts that end after a time of day and are no nights.
    Late(Length, ClockTime, NightSpec),
    /// Nights.
    Night(NightSpec),
}

/// What a rule measures, and against what.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// No shift is longer.
    Length {
        /// Minutes.
        at_most: i64,
    },
    /// Each shift has its breaks.
    Break {
        /// Minutes of each.
        at_least: i64,
        /// When how many are due.
        due: Vec<BreakDue>,
        /// What a night is, where that matters.
        night: Option<NightSpec>,
    },
    /// Each rest between two shifts is as long.
    RestBetween {
        /// Minutes.
        at_least: i64,
        /// One such rest begins within so many minutes of the beginning of work.
        window: i64,
    },
    /// Each period has its rests.
    RestInWindow {
        /// Minutes of a rest, where the choice says nothing else.
        at_least: i64,
        /// The ways to give it.
        choices: BTreeMap<Code, RestChoice>,
        /// The one where nobody chose.
        default: Code,
        /// The daily rest it may have to stand apart from.
        daily_rest: Option<Length>,
    },
    /// No stretch has more work.
    WorkedInWindow {
        /// Minutes.
        at_most: i64,
        /// Real minutes, or civil days.
        window: Window,
    },
    /// The average week is no longer.
    AverageWeek {
        /// Minutes a week; nothing where it is the contract's.
        at_most: Option<i64>,
        /// Of which work.
        of: Hours,
        /// Over so many weeks, where nobody chose.
        weeks: u32,
        /// Whether the cycle or placement is taken where it is shorter.
        cycle: bool,
        /// Whether somebody may agree not to be bound.
        opt_out: bool,
        /// Or agree to so much.
        opt_out_at_most: Option<i64>,
    },
    /// A night worker's average day is no longer.
    AverageNight {
        /// Minutes a day.
        at_most: i64,
        /// Over so many weeks, where nobody chose.
        weeks: u32,
        /// What a night is.
        night: NightSpec,
        /// From which share of nights on somebody is a night worker.
        night_worker: Share,
        /// One day in so many is rest.
        rest_day_in: u32,
    },
    /// No more in a row, and the rest after them.
    Run {
        /// Of what.
        of: RunOf,
        /// So many in a row.
        at_most: Option<i64>,
        /// The rest after a run, in minutes, and from how many on it is due.
        rest_after: Option<(i64, i64)>,
    },
    /// No more weekends.
    Weekends {
        /// So many.
        at_most: i64,
        /// Of so many.
        of: u32,
        /// What a weekend is.
        weekend: WeekStretch,
    },
    /// On-call duties.
    OnCall {
        /// No longer, in minutes.
        at_most: Option<i64>,
        /// No oftener.
        often: Option<Often>,
        /// Days on which one may follow another; nothing where all may.
        together: Option<Vec<Weekday>>,
        /// And the rest on them.
        rest: Option<OnCallRest>,
    },
}

/// A stretch of a given length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Real minutes.
    Minutes(i64),
    /// Civil days.
    Days(u32),
}

impl MeasureWord {
    /// The parameters it must have and those it may have.
    pub const fn takes(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Length => (&[], &[]),
            Self::RestBetween => (&["window"], &[]),
            Self::Break => (&["due"], &["night"]),
            Self::RestInWindow => (&["choices", "default"], &["daily_rest"]),
            Self::WorkedInWindow => (&[], &["window", "days"]),
            Self::AverageWeek => {
                (&["of", "weeks"], &["cycle", "elsewhere", "opt_out", "opt_out_at_most"])
            }
            Self::AverageNight => (&["weeks", "night", "night_worker", "rest_day_in"], &[]),
            Self::Run => (
                &["of"],
                &["longer_than", "ends_after", "night", "rest_after", "after", "low_intensity"],
            ),
            Self::Weekends => (&["weekends", "weekend"], &[]),
            Self::OnCall => (&[], &["often", "together", "rest"]),
        }
    }
}

impl Parameters {
    /// Those of a rule that gives none.
    pub fn none() -> Option<Self> {
        let nothing = Node { place: Place::default(), value: Value::Map(Vec::new()) };
        Self::read(&nothing, &mut Faults::default())
    }

    /// The keys that were given.
    fn given(&self) -> Vec<&'static str> {
        let all = [
            ("of", self.of.is_some()),
            ("window", self.window.is_some()),
            ("days", self.days.is_some()),
            ("weeks", self.weeks.is_some()),
            ("cycle", self.cycle),
            ("elsewhere", self.elsewhere),
            ("opt_out", self.opt_out),
            ("opt_out_at_most", self.opt_out_at_most.is_some()),
            ("night", self.night.is_some()),
            ("night_worker", self.night_worker.is_some()),
            ("rest_day_in", self.rest_day_in.is_some()),
            ("due", !self.due.is_empty()),
            ("choices", !self.choices.is_empty()),
            ("default", self.default.is_some()),
            ("daily_rest", self.daily_rest.is_some()),
            ("longer_than", self.longer_than.is_some()),
            ("ends_after", self.ends_after.is_some()),
            ("rest_after", self.rest_after.is_some()),
            ("after", self.after.is_some()),
            ("low_intensity", self.low_intensity.is_some()),
            ("weekends", self.weekends.is_some()),
            ("weekend", self.weekend.is_some()),
            ("often", self.often.is_some()),
            ("together", !self.together.is_empty()),
            ("rest", self.rest.is_some()),
        ];
        all.into_iter().filter(|(_, is_given)| *is_given).map(|(key, _)| key).collect()
    }
}

impl Measure {
    /// What a file says, as a measure; or what does not fit together, one sentence for each.
    ///
    /// # Errors
    ///
    /// Says which parameter or number is missing, is not of this measure, or is of the wrong sort.
    pub fn build(
        word: MeasureWord,
        with: &Parameters,
        at_most: Option<Amount>,
        at_least: Option<Amount>,
    ) -> Result<Self, Vec<String>> {
        let (must, may) = word.takes();
        let given = with.given();
        let mut wrong: Vec<String> = Vec::new();
        let strange = given.iter().filter(|it| !must.contains(it) && !may.contains(it));
        wrong.extend(strange.map(|it| format!("`{it}` is no parameter of `{word}`")));
        let missing = must.iter().filter(|it| !given.contains(it));
        wrong.extend(missing.map(|it| format!("`{word}` needs the parameter `{it}`")));
        let made = Self::put_together(word, with, at_most, at_least);
        if made.is_none() && wrong.is_empty() {
            wrong.push(format!("the number of this rule does not fit `{word}`: {}", word.number()));
        }
        match made {
            Some(it) if wrong.is_empty() => Ok(it),
            _ => Err(wrong),
        }
    }

    fn put_together(
        word: MeasureWord,
        with: &Parameters,
        at_most: Option<Amount>,
        at_least: Option<Amount>,
    ) -> Option<Self> {
        // Exactly one of the two; which of them, and of what, the measure says.
        let most_time = || time(at_most).filter(|_| at_least.is_none());
        let least_time = || time(at_least).filter(|_| at_most.is_none());
        let most_count = || count(at_most).filter(|_| at_least.is_none());
        Some(match word {
            MeasureWord::Length => Self::Length { at_most: most_time()? },
            MeasureWord::Break => Self::Break {
                at_least: least_time()?,
                due: with.due.clone(),
                night: with.night.clone(),
            },
            MeasureWord::RestBetween => {
                Self::RestBetween { at_least: least_time()?, window: with.window?.0 }
            }
            MeasureWord::RestInWindow => {
                let default = with.default.clone()?;
                with.choices.get(&default)?;
                Self::RestInWindow {
                    at_least: least_time()?,
                    choices: with.choices.clone(),
                    default,
                    daily_rest: with.daily_rest,
                }
            }
            MeasureWord::WorkedInWindow => {
                let window = match (with.window, with.days) {
                    (Some(it), None) => Window::Minutes(it.0),
                    (None, Some(it)) => Window::Days(it),
                    _ => return None,
                };
                Self::WorkedInWindow { at_most: most_time()?, window }
            }
            MeasureWord::AverageWeek => {
                let of = match with.of? {
                    Of::AllWork => Hours::All { elsewhere: with.elsewhere },
                    Of::Contract => Hours::Contract,
                    _ => return None,
                };
                let at_most = match of {
                    Hours::All { .. } => Some(most_time()?),
                    Hours::Contract if at_most.is_none() && at_least.is_none() => None,
                    Hours::Contract => return None,
                };
                Self::AverageWeek {
                    at_most,
                    of,
                    weeks: with.weeks.filter(|it| *it > 0)?,
                    cycle: with.cycle,
                    opt_out: with.opt_out,
                    opt_out_at_most: with.opt_out_at_most.map(|it| it.0),
                }
            }
            MeasureWord::AverageNight => Self::AverageNight {
                at_most: most_time()?,
                weeks: with.weeks.filter(|it| *it > 0)?,
                night: with.night.clone()?,
                night_worker: with.night_worker?,
                rest_day_in: with.rest_day_in.filter(|it| *it > 1)?,
            },
            MeasureWord::Run => return Self::run(with, at_most, at_least),
            MeasureWord::Weekends => Self::Weekends {
                at_most: most_count()?,
                of: with.weekends.filter(|it| *it > 0)?,
                weekend: with.weekend.clone()?,
            },
            MeasureWord::OnCall => {
                let length = if at_most.is_some() { Some(most_time()?) } else { None };
                if at_least.is_some() || (length.is_none() && with.rest.is_none()) {
                    return None;
                }
                Self::OnCall {
                    at_most: length,
                    often: with.often.clone(),
                    together: length.map(|_| with.together.clone()),
                    rest: with.rest.clone(),
                }
            }
        })
    }

    fn run(with: &Parameters, at_most: Option<Amount>, at_least: Option<Amount>) -> Option<Self> {
        let of = match with.of? {
            Of::Days => RunOf::Days(with.low_intensity.clone()),
            Of::Long => RunOf::Long(with.longer_than?),
            Of::Late => RunOf::Late(with.longer_than?, with.ends_after?, with.night.clone()?),
            Of::Night => RunOf::Night(with.night.clone()?),
            Of::Shift | Of::AllWork | Of::Contract => return None,
        };
        let most = if at_most.is_some() { Some(count(at_most)?) } else { None };
        // A rule about nothing but the rest says `at_least`; one about both says `at_most` and `rest_after`.
        let rest = match (at_least, with.rest_after) {
            (Some(_), None) => Some(time(at_least)?),
            (None, it) => it.map(|it| it.0),
            (Some(_), Some(_)) => return None,
        };
        let after = with.after.map(i64::from).or(most);
        let rest_after = match rest {
            Some(it) => Some((it, after?)),
            None => None,
        };
        (most.is_some() || rest_after.is_some()).then_some(Self::Run {
            of,
            at_most: most,
            rest_after,
        })
    }
}

impl MeasureWord {
    /// The number it wants.
    const fn number(self) -> &'static str {
        match self {
            Self::Break | Self::RestBetween => "give `at_least` as a length",
            Self::RestInWindow => {
                "give `at_least` as a length, and a `default` that is one of `choices`"
            }
            Self::WorkedInWindow => "give `at_most` as a length, and one of `window` and `days`",
            Self::AverageWeek => {
                "give `of: all-work` with `at_most` as a length, or `of: contract` without a number"
            }
            Self::Length | Self::AverageNight => "give `at_most` as a length",
            Self::Run => {
                "give `at_most` as a number, `at_least` as a length of rest with `after`, and what the run is of"
            }
            Self::Weekends => "give `at_most` as a number",
            Self::OnCall => "give `at_most` as a length, or `rest`",
        }
    }
}

fn time(amount: Option<Amount>) -> Option<i64> {
    match amount {
        Some(Amount::Time(it)) => Some(it.0),
        _ => None,
    }
}

fn count(amount: Option<Amount>) -> Option<i64> {
    match amount {
        Some(Amount::Count(it)) => Some(i64::from(it)),
        _ => None,
    }
}
