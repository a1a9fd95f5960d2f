//! One person's work in order of time: what every measure looks at.

use preceptor_limits::parameters::NightSpec;
use preceptor_record::Day;

use crate::model::clock::Stretch;
use crate::model::problem::{Person, PersonIx, Problem};
use crate::model::rota::Line;
use crate::model::written::Time;

/// A shift: lines of work that touch each other, of whatever duty or post. On call is none.
#[derive(Debug, Clone)]
pub struct Shift {
    /// From the first minute to the first after.
    pub stretch: Stretch,
}

/// One person's work in order of time.
pub struct Diary<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// Who.
    pub who: PersonIx,
    /// The same in full.
    pub person: &'a Person,
    /// Their lines, in order.
    pub lines: Vec<&'a Line>,
    /// Working time, apart from each other.
    pub work: Vec<Stretch>,
    /// Their shifts.
    pub shifts: Vec<Shift>,
    /// Working minutes before each piece of `work`.
    before: Vec<i64>,
    /// When they are on any line, apart from each other.
    present: Vec<Stretch>,
    /// The length of the longest line.
    longest: i64,
}

impl<'a> Diary<'a> {
    /// The diary of these lines, which are all of that person.
    pub fn new(problem: &'a Problem, who: PersonIx, mut lines: Vec<&'a Line>) -> Self {
        lines.sort_by_key(|it| (it.stretch, it.duty));
        let work = joined(lines.iter().flat_map(|it| working_time(it)).collect());
        let is_shift = |it: &&&Line| matches!(it.work.time, Time::Work | Time::Protected);
        let shifts = joined(lines.iter().filter(is_shift).map(|it| it.stretch).collect());
        let before = work
            .iter()
            .scan(0, |sum, it| {
                let before = *sum;
                *sum += it.minutes();
                Some(before)
            })
            .collect();
        let shifts = shifts.into_iter().map(|stretch| Shift { stretch }).collect();
        let present = joined(lines.iter().map(|it| it.stretch).collect());
        let longest = lines.iter().map(|it| it.stretch.minutes()).max().unwrap_or(0);
        Self {
            problem,
            who,
            person: problem.person(who),
            lines,
            work,
            shifts,
            before,
            present,
            longest,
        }
    }

    /// The lines that meet or touch a stretch: a rest touches the work before and after it.
    pub fn lines_at(&self, stretch: Stretch) -> impl Iterator<Item = &'a Line> + '_ {
        let first = self.lines.partition_point(|it| it.stretch.from < stretch.from - self.longest);
        let near = self.lines.get(first..).unwrap_or_default().iter().copied();
        near.take_while(move |it| it.stretch.from <= stretch.until)
            .filter(move |it| stretch.from <= it.stretch.until)
    }

    /// The lines that a minute of a stretch lies in.
    pub fn lines_in(&self, stretch: Stretch) -> impl Iterator<Item = &'a Line> + '_ {
        self.lines_at(stretch).filter(move |it| it.stretch.meets(stretch))
    }

    /// Working minutes within a stretch.
    pub fn worked(&self, within: Stretch) -> i64 {
        self.upto(within.until) - self.upto(within.from)
    }

    /// Working minutes before a minute.
    fn upto(&self, minute: i64) -> i64 {
        let index = self.work.partition_point(|it| it.from < minute);
        let Some(last) = index.checked_sub(1) else { return 0 };
        match (self.work.get(last), self.before.get(last)) {
            (Some(it), Some(before)) => before + it.until.min(minute) - it.from,
            _ => 0,
        }
    }

    /// The first piece of work that ends after a minute.
    pub fn work_after(&self, minute: i64) -> Option<Stretch> {
        self.work.get(self.work.partition_point(|it| it.until <= minute)).copied()
    }

    /// From the first to the last work within a stretch.
    pub fn hull_within(&self, within: Stretch) -> Option<Stretch> {
        let first = self.work_after(within.from).filter(|it| it.from < within.until)?;
        let last = self
            .work
            .get(self.work.partition_point(|it| it.from < within.until).checked_sub(1)?)?;
        Some(Stretch { from: first.from.max(within.from), until: last.until.min(within.until) })
    }

    /// The night that a stretch is, by the day it begins on: nothing where it is none.
    pub fn night_of(&self, stretch: Stretch, night: &NightSpec) -> Option<Day> {
        let clock = &self.problem.clock;
        let days = self.problem.days_of(stretch);
        (days.start() - 1..=*days.end())
            .map(|it| {
                let day = Day(it);
                let ends_on = if night.until <= night.from { day.next() } else { day };
                let time = Stretch {
                    from: clock.at(day, night.from),
                    until: clock.at(ends_on, night.until),
                };
                (self.worked(time.within(stretch)).max(0), day)
            })
            .filter(|(minutes, _)| *minutes >= night.at_least.0)
            .max_by_key(|(minutes, day)| (*minutes, std::cmp::Reverse(*day)))
            .map(|(_, day)| day)
    }

    /// The post that a line is in: the one it names, or the first held on its day.
    pub fn post_of(&self, line: &Line) -> Option<usize> {
        post_of(self.problem, line)
    }

    /// Whether any work of the rota's period lies in a stretch: what lies wholly outside is not judged.
    pub fn is_judged(&self, stretch: Stretch) -> bool {
        let part = stretch.within(self.problem.period);
        let first = self.present.partition_point(|it| it.until <= part.from);
        !part.is_empty() && self.present.get(first).is_some_and(|it| it.meets(part))
    }
}

/// The post that a line is in: the one it names, or the first held on its day.
pub fn post_of(problem: &Problem, line: &Line) -> Option<usize> {
    let day = problem.clock.day_of(line.stretch.from);
    line.post.or_else(|| problem.person(line.person).posts_on(day).next().map(|(index, _)| index))
}

/// The working time of a line.
pub fn working_time(line: &Line) -> Vec<Stretch> {
    match line.work.time {
        Time::Work | Time::OnCallSite | Time::Protected => vec![line.stretch],
        Time::OnCallHome => line.worked.clone(),
        Time::Unpaid => Vec::new(),
    }
}

/// Stretches in order, those that touch or overlap joined.
pub fn joined(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.retain(|it| !it.is_empty());
    all.sort_unstable();
    let mut made: Vec<Stretch> = Vec::with_capacity(all.len());
    for it in all {
        match made.last_mut() {
            Some(last) if it.from <= last.until => last.until = last.until.max(it.until),
            _ => made.push(it),
        }
    }
    made
}
