//! Requirements as bars over a window of time: the periods in which each is met, unmet or unknown, with what was found.

use preceptor_record::{Body, Day, Period, Record, Span};
use preceptor_rulebook::provision::Citation;
use preceptor_rulebook::role::Weight;
use preceptor_standing::engine::PRACTISE;
use preceptor_standing::rows::found;
use preceptor_standing::{Acting, Judged, Lookup, Timeline, Truth};

use super::Frame;
use crate::standing::{LAW, Post, until};

/// How many months the window reaches back, and ahead.
const MONTHS: i32 = 24;

/// The days over which bars are drawn, whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its days.
    pub days: Period,
    /// The day asked about.
    pub day: Day,
    /// The last day on which anything could be known.
    pub known_until: Day,
}

impl Window {
    /// Two years back and two ahead of a day.
    pub fn about(day: Day, known_until: Day) -> Self {
        let month = day.date().map_or(day, |it| Day::from_date(it.first_of_month()));
        let days = Period {
            from: month.minus(Span::of_months(MONTHS)),
            until: month.plus(Span::of_months(MONTHS + 1)),
        };
        Self { days, day, known_until }
    }

    /// Where a day lies, from 0 at the first day to 100 at the end. Days outside lie at the nearer end.
    pub fn per_cent(self, day: Day) -> f64 {
        let length = f64::from(self.days.until.0.saturating_sub(self.days.from.0)).max(1.0);
        let at = f64::from(day.0.clamp(self.days.from.0, self.days.until.0) - self.days.from.0);
        at * 100.0 / length
    }

    /// The first days of the years within it.
    pub fn years(self) -> Vec<(i16, Day)> {
        let Some(first) = self.days.from.date() else { return Vec::new() };
        let new_year = |year: i16| jiff::civil::Date::new(year, 1, 1).ok().map(Day::from_date);
        (first.year()..=first.year().saturating_add(6))
            .filter_map(|it| Some((it, new_year(it)?)))
            .filter(|it| self.days.holds(it.1))
            .collect()
    }
}

/// How a requirement stands in a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// It cannot be told, or is only claimed.
    Unknown,
    /// The rule is not in force, so nothing is asked.
    NotAsked,
}

impl From<Truth> for Held {
    fn from(it: Truth) -> Self {
        match it {
            Truth::Met => Self::Met,
            Truth::Unmet => Self::Unmet,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// Days on which nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its days, as far as they lie in the window.
    pub days: Period,
    /// How it stands.
    pub held: Held,
    /// What was found on its first day in the window.
    pub because: Vec<String>,
}

/// One line of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of: the id of a row, of a fact, or of the activity that asks whether a post may be held.
    pub id: String,
    /// What must hold, or what is needed.
    pub title: String,
    /// A second line.
    pub detail: Option<String>,
    /// Whether standing hangs on it.
    pub decides: bool,
    /// Its stretches, in order, without gaps.
    pub stretches: Vec<Stretch>,
    /// How it stands on the day asked about.
    pub now: Held,
    /// The first day after it on which that changes, however far off.
    pub until: Option<Day>,
    /// What it changes to.
    pub then: Option<Held>,
    /// What was found on the day asked about.
    pub because: Vec<String>,
    /// What to do about it where it does not hold.
    pub fix: Option<String>,
    /// Where it was read.
    pub source: Vec<Citation>,
    /// Whether it rests on memory or is disputed.
    pub is_unsure: bool,
}

impl Bar {
    /// The day on which it stops being met; none where it is not met or nothing is known to end it.
    pub fn lapses(&self) -> Option<Day> {
        self.until.filter(|_| self.now == Held::Met && self.then != Some(Held::NotAsked))
    }
}

/// Everything together.
pub(super) fn sum(post: &Post, window: Window) -> Bar {
    let timeline = &post.standing.timeline;
    let mut bar = bare("sum", String::new(), timeline, Period::ALL, window);
    bar.decides = true;
    bar
}

/// A bar for each requirement of the post whose rule is in force within the window, by next lapse.
pub(super) fn of_post(
    frame: &Frame<'_>,
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    post: &Post,
    window: Window,
) -> Vec<Bar> {
    let names = frame.names();
    let rows = post.standing.requirements.iter().chain(&post.standing.elsewhen);
    let shown = rows.filter(|it| !it.row.effective.period().overlap(window.days).is_empty());
    let mut made: Vec<Bar> = shown
        .map(|judged| {
            let asked = judged.row.effective.period();
            let title = judged.says.trim_end_matches('.').to_owned();
            let mut bar = bare(judged.id.as_str(), title, &judged.timeline, asked, window);
            for stretch in bar.stretches.iter_mut().filter(|it| it.held != Held::NotAsked) {
                stretch.because = because(lookup, record, acting, judged, stretch.days.from)
                    .map(|it| names.put_in(&it))
                    .collect();
            }
            if asked.holds(frame.day) {
                bar.because = judged.because.iter().map(|it| names.put_in(&it.text)).collect();
            }
            bar.detail = detail(frame, judged);
            bar.decides = judged.weight == Weight::Must;
            bar.fix.clone_from(&judged.fix);
            bar.source.clone_from(&judged.row.source);
            bar.is_unsure = crate::roles::from_memory(judged.row.confidence) || judged.row.disputed;
            bar
        })
        .collect();
    made.push(of_law(post, window));
    made.sort_by_key(order);
    made
}

/// What it rests on, in a word or two: who supervises, under which number somebody is registered, on which day.
fn detail(frame: &Frame<'_>, judged: &Judged) -> Option<String> {
    let met = judged.because.iter().filter(|it| it.truth == Truth::Met);
    let mut cited = met.flat_map(|it| &it.cites).filter(|it| it.0 == frame.person.id);
    let fact = frame.person.fact(&cited.next()?.1)?;
    match &fact.body {
        Body::Supervision(it) => {
            let found = frame.people.people.get(&it.supervisor);
            Some(found.map_or(it.supervisor.as_str(), |it| it.display_name()).to_owned())
        }
        Body::Registration(it) => it.number.clone(),
        other => {
            let from = other.period().from;
            (from != Day::ALWAYS).then(|| from.in_words())
        }
    }
}

/// What does not hold first, then what cannot be told, then by next lapse; what is not asked last.
fn order(it: &Bar) -> (u8, Day, bool) {
    let state = match it.now {
        Held::Unmet => 0,
        Held::Unknown => 1,
        Held::Met => 2,
        Held::NotAsked => 3,
    };
    (state, it.lapses().unwrap_or(Day::NEVER), !it.decides)
}

/// Whether the post may be held at all.
fn of_law(post: &Post, window: Window) -> Bar {
    let title = LAW.trim_end_matches('.').to_owned();
    let mut bar = bare(PRACTISE, title, &post.standing.practise, Period::ALL, window);
    let reasons = post.law.iter().flat_map(|it| &it.reasons);
    bar.because = reasons
        .clone()
        .flat_map(|it| std::iter::once(&it.says).chain(&it.because))
        .cloned()
        .collect();
    bar.source = reasons.flat_map(|it| it.source.iter().cloned()).collect();
    bar.decides = true;
    bar
}

fn because(
    lookup: &Lookup<'_>,
    record: &Record<'_>,
    acting: &Acting,
    judged: &Judged,
    day: Day,
) -> impl Iterator<Item = String> {
    found(lookup, record, acting, &judged.row, day).into_iter().map(|it| it.text)
}

/// A bar of a timeline, of which only the days on which it is asked count.
pub(super) fn bare(
    id: &str,
    title: String,
    timeline: &Timeline,
    asked: Period,
    window: Window,
) -> Bar {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut push = |days: Period, held: Held| {
        let days = days.overlap(window.days);
        if days.is_empty() {
            return;
        }
        match stretches.last_mut() {
            Some(last) if last.held == held => last.days.until = days.until,
            _ => stretches.push(Stretch { days, held, because: Vec::new() }),
        }
    };
    push(Period { from: Day::ALWAYS, until: asked.from }, Held::NotAsked);
    for (days, truth) in timeline.stretches() {
        push(days.overlap(asked), truth.into());
    }
    push(Period { from: asked.until, until: Day::NEVER }, Held::NotAsked);
    let at = |day: Day| if asked.holds(day) { timeline.at(day).into() } else { Held::NotAsked };
    let now = at(window.day);
    let ends = [until(timeline, window.day), Some(asked.from), Some(asked.until)];
    let mut ends: Vec<Day> = ends.into_iter().flatten().filter(|it| *it > window.day).collect();
    ends.sort_unstable();
    let until = ends.into_iter().find(|it| *it != Day::NEVER && at(*it) != now);
    Bar {
        id: id.to_owned(),
        title,
        detail: None,
        decides: false,
        stretches,
        now,
        until,
        then: until.map(at),
        because: Vec::new(),
        fix: None,
        source: Vec::new(),
        is_unsure: false,
    }
}
