//! A list of people as somebody wants it: filtered, in an order, a page at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use preceptor_record::{Code, Day, PersonId, Span};

use super::everybody::Everybody;
use super::row::{Row, State};
use crate::access::{Act, Relation, Viewer};
use crate::refusal::Refusal;

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is worst first, then what lapses soonest.
    #[default]
    Worst,
    /// By name.
    Name,
    /// By role.
    Role,
    /// By the day on which something lapses next.
    Lapses,
}

/// What is wanted of a list.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found in names, numbers or addresses.
    pub text: Option<String>,
    /// Holding a post in that role.
    pub role: Option<Code>,
    /// Working there.
    pub unit: Option<Code>,
    /// Standing so.
    pub state: Option<State>,
    /// With something that lapses within so many days.
    pub lapses_within: Option<i32>,
    /// Supervised by them today.
    pub supervisor: Option<PersonId>,
    /// With something claimed and not verified.
    pub is_claimed: bool,
    /// Only these.
    pub only: Option<BTreeSet<PersonId>>,
    /// In which order.
    pub order: Order,
    /// The other way round.
    pub is_reversed: bool,
}

impl Wanted {
    /// The same as far as that reader may see: whoever sees only those they supervise gets no others.
    ///
    /// # Errors
    ///
    /// [`Refusal::Denied`] where they may see no list at all.
    pub fn for_reader(mut self, viewer: &Viewer) -> Result<Self, Refusal> {
        viewer.may(Act::ListPeople, Relation::Any)?;
        if !viewer.can(Act::ListPeople, Relation::Other) {
            // Somebody who is nobody in the register supervises nobody.
            let nobody = || PersonId::new("nobody");
            self.supervisor = Some(viewer.person.clone().unwrap_or_else(nobody));
        }
        Ok(self)
    }
}

/// A page of a list.
pub struct Listed {
    /// The rows.
    pub rows: Vec<Arc<Row>>,
    /// How many there are on all pages.
    pub n_found: usize,
    /// How many there are without any filter.
    pub n_all: usize,
}

/// For each kind of fact and each last good day: how many people, and whether it keeps any of them from their post.
pub type Lapsing = BTreeMap<&'static str, BTreeMap<Day, (usize, bool)>>;

/// What counts as soon where nobody says, in days.
pub const SOON: i32 = 90;

/// A day so many days later.
pub fn days_after(day: Day, n: i32) -> Day {
    day.plus(Span { months: 0, days: n })
}

/// What a row is sorted by: a number, a day and two texts, whatever the order.
type Rank<'a> = (u8, Day, &'a str, &'a str);

impl Everybody {
    /// The rows that are wanted, each with what it is sorted by, in no order yet.
    fn ranked<'a>(&'a self, wanted: &Wanted, day: Day) -> Vec<(Rank<'a>, &'a Arc<Row>)> {
        let soon = days_after(day, wanted.lapses_within.unwrap_or(SOON) + 1);
        let text = wanted.text.as_ref().map(|it| it.to_lowercase());
        let words: Vec<&str> = text.iter().flat_map(|it| it.split_whitespace()).collect();
        let is_wanted = |it: &Arc<Row>| {
            words.iter().all(|word| it.folded.contains(word))
                && wanted.role.as_ref().is_none_or(|role| {
                    it.posts.iter().any(|it| it.role == *role) || it.works_as.contains(role)
                })
                && wanted.unit.as_ref().is_none_or(|unit| it.units.contains(unit))
                && wanted.supervisor.as_ref().is_none_or(|who| it.supervisors.contains(who))
                && wanted.only.as_ref().is_none_or(|only| only.contains(&it.person))
                && (!wanted.is_claimed || it.n_claimed > 0)
                && (wanted.lapses_within.is_none() || it.lapses_between(day, soon).next().is_some())
                && wanted.state.is_none_or(|state| it.state(day, soon) == state)
        };
        let rank = |it: &'a Arc<Row>| -> Rank<'a> {
            let name = it.sorted_as.as_str();
            let lapses = || it.lapses_on(day).unwrap_or(Day::NEVER);
            match wanted.order {
                Order::Worst => (it.state(day, soon) as u8, lapses(), name, ""),
                Order::Name => (0, Day::ALWAYS, name, ""),
                Order::Role => match it.posts.first() {
                    Some(post) => (0, Day::ALWAYS, &post.title, name),
                    None => (1, Day::ALWAYS, "", name),
                },
                Order::Lapses => (0, lapses(), name, ""),
            }
        };
        let rows = self.rows.values().filter(|it| is_wanted(it));
        rows.map(|it| (rank(it), it)).collect()
    }

    /// The rows that are wanted, in their order.
    pub fn wanted(&self, wanted: &Wanted, day: Day) -> Vec<&Arc<Row>> {
        let mut found = self.ranked(wanted, day);
        found.sort_by(|a, b| in_order(wanted, a, b));
        found.into_iter().map(|it| it.1).collect()
    }

    /// A page of them, from 0. Only what stands before its end is put in order.
    pub fn page(&self, wanted: &Wanted, day: Day, page: usize, n_a_page: usize) -> Listed {
        let mut found = self.ranked(wanted, day);
        let n_found = found.len();
        let first = page.saturating_mul(n_a_page);
        let end = first.saturating_add(n_a_page);
        if end < n_found {
            found.select_nth_unstable_by(end, |a, b| in_order(wanted, a, b));
            found.truncate(end);
        }
        found.sort_by(|a, b| in_order(wanted, a, b));
        let rows = found.iter().skip(first).map(|it| Arc::clone(it.1)).collect();
        Listed { rows, n_found, n_all: self.rows.len() }
    }

    /// How many stand how, of those in a role of the rulebook.
    pub fn tally(&self, day: Day) -> Vec<(State, usize)> {
        let soon = days_after(day, SOON + 1);
        let states: Vec<State> = self.rows.values().map(|it| it.state(day, soon)).collect();
        let count = |of: State| states.iter().filter(|it| **it == of).count();
        State::ALL.into_iter().map(|it| (it, count(it))).collect()
    }

    /// What lapses from after a day until before another, of the people wanted: for each kind of fact and each last good
    /// day how many people, and whether it keeps any of them from their post.
    pub fn lapsing(&self, rows: &[&Arc<Row>], day: Day, until: Day) -> Lapsing {
        let mut made = Lapsing::new();
        for row in rows {
            let mut seen = Vec::new();
            for it in row.lapses_between(day, until) {
                let days = made.entry(it.about).or_default();
                let one = days.entry(it.on.previous()).or_insert((0, false));
                // Several rows about one kind of fact that lapse together are one thing to put right.
                let is_seen = seen.contains(&(it.about, it.on));
                one.0 += usize::from(!is_seen);
                one.1 |= it.must;
                seen.push((it.about, it.on));
            }
        }
        made
    }

    /// The roles and the places people work in, each once.
    pub fn choices(&self) -> (Vec<(Code, String)>, Vec<Code>) {
        let mut roles: BTreeMap<&Code, &str> = BTreeMap::new();
        let mut units: BTreeSet<&Code> = BTreeSet::new();
        for row in self.rows.values() {
            roles.extend(row.posts.iter().map(|it| (&it.role, it.title.as_str())));
            units.extend(&row.units);
        }
        let mut roles: Vec<(Code, String)> =
            roles.into_iter().map(|(id, title)| (id.clone(), title.to_owned())).collect();
        roles.sort_by(|a, b| a.1.cmp(&b.1));
        (roles, units.into_iter().cloned().collect())
    }
}

/// Which of two rows comes first; those that are the same by what is asked, by their ids.
fn in_order(
    wanted: &Wanted,
    a: &(Rank<'_>, &Arc<Row>),
    b: &(Rank<'_>, &Arc<Row>),
) -> std::cmp::Ordering {
    let made = a.0.cmp(&b.0).then_with(|| a.1.person.cmp(&b.1.person));
    if wanted.is_reversed { made.reverse() } else { made }
}
