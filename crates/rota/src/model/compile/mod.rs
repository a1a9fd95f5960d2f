//! From a problem file to a problem: every reference found, every instant placed, every default filled in, and every
//! fault said at once.

mod duties;
mod lines;
mod people;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use preceptor_limits::{Profile, Rule};
use preceptor_record::file::{
    At, Fault, Faults, Limits, Place as Spot, Shape, Sources, nearest, parse_yaml,
};
use preceptor_record::{Code, Day, Period};

use super::clock::{Clock, NotOnce, Stretch};
use super::problem::{
    Asking, KindIx, Person, PersonIx, Place, PlaceIx, Problem, Request, Want, Weights,
};
use super::rota::Rota;
use super::written::{DutyFile, Moment, ProblemFile, WeightsFile};

pub(in crate::model) use lines::LineText;

/// What the engine is handed beside the file.
#[derive(Debug, Clone, Default)]
pub struct Handed {
    /// The rules that contracts may name.
    pub profiles: Vec<Profile>,
    /// Bank holidays where this is.
    pub bank_holidays: BTreeSet<Day>,
}

/// A problem made ready, and the rota of its own assignments.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The problem.
    pub problem: Problem,
    /// Who does what, history among it.
    pub rota: Rota,
}

/// A tree may not grow beyond this; a problem of a million duties is not read.
const LIMITS: Limits = Limits { nodes: 4_000_000, depth: 48 };

/// The longest period: a rota for ten years is a mistake.
const LONGEST_PERIOD: i32 = 3660;

/// So many days away from the period, work is a mistake.
const FARTHEST: i32 = 20 * 366;

/// So many days around the period have their midnights ready.
const AROUND: i32 = 400;

/// The zone where none is named.
const ZONE: &str = "Europe/London";

/// Reads a problem file, YAML or JSON; what is wrong with how it is written goes to `faults`.
pub fn read(
    text: &str,
    name: &str,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<ProblemFile> {
    let source = sources.add(name, text);
    let root = parse_yaml(text, source, LIMITS, faults)?;
    ProblemFile::read(&root, faults).filter(|_| !faults.any_error())
}

/// Reads duties in a file of their own, a list as under `duties`; what is wrong with it goes to `faults`.
pub fn read_duties(
    text: &str,
    name: &str,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Option<Vec<DutyFile>> {
    let source = sources.add(name, text);
    let root = parse_yaml(text, source, LIMITS, faults)?;
    Vec::<DutyFile>::read(&root, faults).filter(|_| !faults.any_error())
}

/// Makes a problem ready; what does not fit together goes to `faults`.
pub fn compile(file: &ProblemFile, handed: &Handed, faults: &mut Faults) -> Option<Compiled> {
    let clock = clock(file, faults)?;
    let mut making = Making {
        file,
        handed,
        faults,
        period: clock.stretch(file.period.from, file.period.until),
        clock,
        kinds: Names::new("kind of duty", file.kinds.keys()),
        places: Names::new("place", file.places.keys()),
        people: BTreeMap::new(),
        rules: Vec::new(),
        rule_ids: BTreeMap::new(),
        askings: Vec::new(),
    };
    let walks = making.walks();
    let mut people = making.people();
    let duties = making.duties();
    making.absences(&mut people);
    let requests = making.requests();
    let rota = making.assignments(&people, &duties);
    let known_from = file.known_from.as_ref().map_or(file.period.from, |it| it.value);
    let known = Stretch { from: making.clock.midnight(known_from), until: making.period.until };
    let none = WeightsFile {
        wanted: 100,
        request: 10,
        weekend: 0,
        night: 0,
        bank_holiday: 0,
        fatigue: 0,
        change: 0,
    };
    let weights = file.weights.as_ref().unwrap_or(&none);
    let places = making.places.ids.iter().map(|it| {
        let site = file.places.get(it).and_then(|it| it.site.clone());
        Place { id: it.clone(), site }
    });
    let problem = Problem {
        id: file.rota.clone().unwrap_or_else(|| "rota".to_owned()),
        days: Period { from: file.period.from, until: file.period.until },
        period: making.period,
        known,
        people,
        duties,
        places: places.collect(),
        kinds: making.kinds.ids,
        walks,
        rules: making.rules,
        askings: making.askings,
        requests,
        weights: Weights {
            wanted: weights.wanted.into(),
            weekend: weights.weekend.into(),
            night: weights.night.into(),
            bank_holiday: weights.bank_holiday.into(),
            fatigue: weights.fatigue.into(),
            change: weights.change.into(),
        },
        bank_holidays: handed.bank_holidays.clone(),
        fatigue: handed.profiles.iter().find_map(|it| it.fatigue.clone()),
        clock: making.clock,
    };
    (!making.faults.any_error()).then_some(Compiled { problem, rota })
}

/// The clock, once the period and the zone are sound.
fn clock(file: &ProblemFile, faults: &mut Faults) -> Option<Clock> {
    let days = &file.period;
    if days.until <= days.from {
        let message = format!("the period ends on {} and begins only on {}", days.until, days.from);
        faults.push(Fault::new(days.place, message).help("`until` is the first day after it"));
        return None;
    }
    if days.until.0 - days.from.0 > LONGEST_PERIOD {
        let message = format!("the period is longer than {LONGEST_PERIOD} days");
        faults.push(Fault::new(days.place, message).help("split it into several rotas"));
        return None;
    }
    if let Some(known) = &file.known_from
        && (known.value > days.from || days.from.0 - known.value.0 > FARTHEST)
    {
        let message =
            format!("`known_from` is {} and the period begins on {}", known.value, days.from);
        let help =
            "all work since this day is stated: the first day of the period or an earlier one";
        faults.push(Fault::new(known.place, message).help(help));
        return None;
    }
    let name = file.zone.as_ref().map_or(ZONE, |it| it.value.as_str());
    let Ok(zone) = TimeZone::get(name) else {
        let place = file.zone.as_ref().map_or(days.place, |it| it.place);
        let help = "a name of the time-zone database, such as `Europe/London`";
        faults.push(Fault::new(place, format!("unknown zone `{name}`")).help(help));
        return None;
    };
    Some(Clock::new(zone, Day(days.from.0 - AROUND), Day(days.until.0 + AROUND)))
}

/// Ids that are numbered as they are met; those that a section of the file lists come first.
pub(super) struct Names {
    what: &'static str,
    ids: Vec<Code>,
    index: BTreeMap<Code, u32>,
    n_listed: usize,
}

impl Names {
    fn new<'a>(what: &'static str, listed: impl Iterator<Item = &'a Code>) -> Self {
        let ids: Vec<Code> = listed.cloned().collect();
        let index = ids.iter().zip(0..).map(|(id, ix)| (id.clone(), ix)).collect();
        Self { what, n_listed: ids.len(), ids, index }
    }

    /// The number of an id. One that is not listed shares nothing with others, which is no fault; but one that is nearly
    /// like a listed one was meant to be it.
    fn number(&mut self, id: &At<Code>, faults: &mut Faults) -> u32 {
        if let Some(known) = self.index.get(&id.value) {
            return *known;
        }
        let listed = self.ids.iter().take(self.n_listed).map(Code::as_str);
        if let Some(near) = nearest(id.as_str(), listed).filter(|it| is_slip(id.as_str(), it)) {
            let fault = Fault::new(id.place, format!("unknown {} `{}`", self.what, id.value));
            faults.push(fault.help(format!("did you mean `{near}`?")));
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.value.clone());
        self.index.insert(id.value.clone(), number);
        number
    }
}

/// Whether one is the other with a slip of the pen, and not the next of a numbered row.
fn is_slip(written: &str, near: &str) -> bool {
    let bare = |it: &str| it.chars().filter(|it| !it.is_ascii_digit()).collect::<String>();
    let sorted = |it: &str| {
        let mut letters: Vec<char> = bare(it).chars().collect();
        letters.sort_unstable();
        letters
    };
    let (a, b) = (sorted(written), sorted(near));
    let differ = a.iter().filter(|it| !b.contains(it)).count()
        + b.iter().filter(|it| !a.contains(it)).count();
    bare(written) != bare(near) && a.len().abs_diff(b.len()) <= 1 && differ <= 1
}

/// A problem being made.
pub(in crate::model) struct Making<'a> {
    file: &'a ProblemFile,
    handed: &'a Handed,
    faults: &'a mut Faults,
    clock: Clock,
    period: Stretch,
    kinds: Names,
    places: Names,
    people: BTreeMap<preceptor_record::PersonId, PersonIx>,
    rules: Vec<Rule>,
    rule_ids: BTreeMap<Vec<Code>, u32>,
    askings: Vec<Asking>,
}

impl<'a> Making<'a> {
    /// The same problem once more, to read further lines by.
    pub(in crate::model) fn again(
        file: &'a ProblemFile,
        handed: &'a Handed,
        problem: &Problem,
        faults: &'a mut Faults,
    ) -> Self {
        let people = problem.people.iter().zip(0..).map(|(it, ix)| (it.id.clone(), PersonIx(ix)));
        Self {
            file,
            handed,
            faults,
            clock: problem.clock.clone(),
            period: problem.period,
            kinds: Names::new("kind of duty", problem.kinds.iter()),
            places: Names::new("place", problem.places.iter().map(|it| &it.id)),
            people: people.collect(),
            rules: Vec::new(),
            rule_ids: BTreeMap::new(),
            askings: Vec::new(),
        }
    }

    fn fault(&mut self, place: Spot, message: impl Into<String>, help: &str) {
        let fault = Fault::new(place, message);
        self.faults.push(if help.is_empty() { fault } else { fault.help(help) });
    }

    fn kind(&mut self, id: &At<Code>) -> KindIx {
        KindIx(self.kinds.number(id, self.faults))
    }

    fn place(&mut self, id: &At<Code>) -> PlaceIx {
        PlaceIx(self.places.number(id, self.faults))
    }

    /// The instant of a moment.
    fn instant(&mut self, moment: &At<Moment>) -> Option<i64> {
        match instant(moment.value, &self.clock, self.period) {
            Ok(it) => Some(it),
            Err((message, help)) => {
                self.fault(moment.place, message, help);
                None
            }
        }
    }

    /// The minutes between two moments.
    fn stretch(&mut self, from: &At<Moment>, until: &At<Moment>) -> Option<Stretch> {
        let (first, last) = (self.instant(from), self.instant(until));
        let made = Stretch { from: first?, until: last? };
        if made.is_empty() {
            self.fault(
                until.place,
                "this ends before it begins",
                "`until` is the first minute after",
            );
            return None;
        }
        Some(made)
    }

    fn person_ix(&mut self, id: &At<preceptor_record::PersonId>) -> Option<PersonIx> {
        if let Some(known) = self.people.get(&id.value) {
            return Some(*known);
        }
        let known = self.people.keys().map(preceptor_record::PersonId::as_str);
        let fault =
            preceptor_record::ids::unknown_reference("person", id.value.as_str(), id.place, known);
        self.faults.push(fault);
        None
    }

    fn walks(&mut self) -> BTreeMap<(PlaceIx, PlaceIx), i64> {
        let mut made = BTreeMap::new();
        for (id, place) in &self.file.places {
            let from = self.places.index.get(id).copied().map_or(PlaceIx(0), PlaceIx);
            for (other, minutes) in &place.minutes {
                let to = self.place(&At { value: other.clone(), place: minutes.place });
                let value = i64::from(minutes.value);
                let before = made.insert((from.min(to), from.max(to)), value);
                if before.is_some_and(|it| it != value) {
                    let message =
                        format!("`{id}` and `{other}` are said to be two different walks apart");
                    self.fault(minutes.place, message, "say it once: it holds both ways");
                }
            }
        }
        made
    }

    fn absences(&mut self, people: &mut [Person]) {
        for it in &self.file.absences {
            let who = self.person_ix(&it.person);
            let stretch = match &it.until {
                Some(until) => self.stretch(&it.from, until),
                None => {
                    self.instant(&it.from).map(|from| Stretch { from, until: self.period.until })
                }
            };
            let (Some(who), Some(stretch)) = (who, stretch) else { continue };
            let is_excluded = it.reason.as_ref().is_some_and(|it| EXCLUDED.contains(&it.as_str()));
            if let Some(person) = people.get_mut(who.0 as usize) {
                let reason = it.reason.clone();
                person.absences.push(super::problem::Absence { stretch, is_excluded, reason });
            }
        }
    }

    fn requests(&mut self) -> Vec<Request> {
        let usual = self.file.weights.as_ref().map_or(10, |it| it.request);
        let mut made = Vec::new();
        for it in &self.file.requests {
            let who = self.person_ix(&it.person);
            let stretch = self.stretch(&it.from, &it.until);
            let want = match it.want.as_str() {
                "off" => Want::Off,
                "on" => Want::On,
                _ => Want::Kind(self.kind(&it.want)),
            };
            if let (Some(person), Some(stretch)) = (who, stretch) {
                let weight = i64::from(it.weight.unwrap_or(usual));
                made.push(Request { person, want, stretch, weight });
            }
        }
        made
    }
}

/// Reasons whose days are left out of an average: words of the format.
const EXCLUDED: &[&str] = &["annual-leave", "sick", "family"];

/// The instant of a moment, or what is wrong with it and what to do.
pub(in crate::model) fn instant(
    moment: Moment,
    clock: &Clock,
    period: Stretch,
) -> Result<i64, (String, &'static str)> {
    let made = match moment {
        Moment::Day(day) => clock.midnight(day),
        Moment::Fixed(it) => it,
        Moment::Local(local) => match clock.once(local) {
            Ok(it) => it,
            Err(NotOnce::Twice) => {
                return Err((
                    format!("the clocks go through {local} twice"),
                    "say which with its offset, such as `2026-10-25T01:30+01:00`",
                ));
            }
            Err(NotOnce::Never) => {
                return Err((
                    format!("the clocks leave {local} out"),
                    "give the time with its offset, such as `2026-03-29T02:30+01:00`",
                ));
            }
            Err(NotOnce::Outside) => return Err((format!("{local} lies outside time"), "")),
        },
    };
    let farthest = i64::from(FARTHEST) * 24 * 60;
    if made < period.from - farthest || made > period.until + farthest {
        let help = "check the year: work that far from the period has no bearing on it";
        return Err(("this is more than twenty years from the period".to_owned(), help));
    }
    Ok(made)
}
