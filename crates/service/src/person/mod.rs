//! What a person's page shows: how they stand over time in each post, and what they may do today.
//!
//! Plain data out of a rulebook, a record and a day. The words are the page's; what was found, which the heart puts into
//! words with ids, has the names put in here.

mod bars;
mod fields;
mod history;
mod joining;
mod reading;
mod recording;
mod scope;
mod single;

pub use bars::{Bar, Held, Stretch, Window};
pub use fields::{Field, Takes, fields, kinds};
pub use history::{About, Fate, Told, history, says};
pub use joining::{Alike, Glance, Pair, pairs};
pub use reading::{Read, Supervised, relation};
pub use recording::{Change, Checked, Drafted, may_verify, unfilled};
pub use scope::{Group, Line, matrix};

use preceptor_record::people::People;
use preceptor_record::{
    Body, Code, Day, FactId, KnownAt, Person, PersonId, Record, SupervisionKind,
};
use preceptor_standing::acting::current_posts;
use preceptor_standing::{Acting, Engine, Lookup, Standing, Truth};

use crate::names::Names;
use crate::standing::{Post, judged};

/// Whom a page is about, under which rules, on which day and as known when.
pub struct Frame<'a> {
    /// The rulebook under the adoption.
    pub engine: &'a Engine<'a>,
    /// The people a question about them may lead to.
    pub people: &'a People,
    /// Whom.
    pub person: &'a Person,
    /// As known when.
    pub known_at: KnownAt,
    /// On which day.
    pub day: Day,
    /// The last day on which anything could be known: after it, bars show what holds if nothing changes.
    pub known_until: Day,
}

/// How somebody stands in one post, over time.
pub struct InPost {
    /// The post.
    pub acting: Acting,
    /// Since when it is held.
    pub since: Option<Day>,
    /// How they stand.
    pub standing: Standing,
    /// The first day on which that is no longer so.
    pub until: Option<Day>,
    /// How they stand from then.
    pub then: Option<Standing>,
    /// What no longer holds on that day, or begins to be asked.
    pub lapses: Vec<String>,
    /// What does not hold on the day asked about.
    pub unmet: Vec<Wanting>,
    /// What cannot be told on it, or lacks verification.
    pub unknown: Vec<Wanting>,
    /// Everything together.
    pub sum: Bar,
    /// Each requirement, by next lapse.
    pub bars: Vec<Bar>,
}

/// A requirement that does not hold, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanting {
    /// What must hold.
    pub says: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// The whole of a person's page.
pub struct Overview {
    /// The window the bars are drawn over.
    pub window: Window,
    /// Every post held on the day in a role of the rulebook.
    pub posts: Vec<InPost>,
    /// Posts held on the day in roles of which the rulebook says nothing of standing.
    pub other_posts: Vec<Acting>,
    /// Grants and sign-offs that single activities need.
    pub single: Vec<Bar>,
    /// Who supervises them on the day, how, and whether that is verified.
    pub supervisors: Vec<(SupervisionKind, PersonId, bool)>,
}

impl Frame<'_> {
    /// Everything a person's page shows of their standing.
    pub fn overview(&self) -> Overview {
        let record = Record::known_at(self.person, self.known_at);
        let lookup = Lookup::new(self.engine.book, self.people, self.known_at);
        let window = Window::about(self.day, self.known_until);
        let (mut posts, mut other_posts) = (Vec::new(), Vec::new());
        let mut judged =
            judged(self.engine, &lookup, self.people, self.person, self.known_at, self.day);
        for acting in current_posts(self.engine.book, self.people, &record, self.day) {
            match judged.iter().position(|it| it.standing.post == acting.fact) {
                Some(at) => {
                    let post = judged.swap_remove(at);
                    posts.push(self.in_post(&lookup, &record, acting, &post, window));
                }
                None => other_posts.push(acting),
            }
        }
        // The post that needs looking at comes first.
        posts.sort_by_key(|it| (it.standing, it.until.unwrap_or(Day::NEVER)));
        let single = single::bars(self, &record, window);
        Overview { window, posts, other_posts, single, supervisors: self.supervisors(&record) }
    }

    /// Names of everybody the heart's words may speak of.
    pub fn names(&self) -> Names<'_> {
        Names::of(self.people, self.person, self.people.people.keys())
    }

    fn in_post(
        &self,
        lookup: &Lookup<'_>,
        record: &Record<'_>,
        acting: Acting,
        post: &Post,
        window: Window,
    ) -> InPost {
        let standing = &post.standing;
        let wanting = |truth: Truth| self.wanting(post, truth);
        let bars = bars::of_post(self, lookup, record, &acting, post, window);
        InPost {
            since: acting.fact.as_ref().and_then(|id| self.first_day(id)),
            standing: standing.standing,
            until: standing.until,
            then: standing.until.map(|on| Standing::of(standing.timeline.at(on))),
            lapses: post.lapses_next(self.engine.book, self.day).map(|it| it.1).unwrap_or_default(),
            unmet: wanting(Truth::Unmet),
            unknown: wanting(Truth::Unknown),
            sum: bars::sum(post, window),
            bars,
            acting,
        }
    }

    fn first_day(&self, id: &FactId) -> Option<Day> {
        let from = self.person.fact(id)?.body.period().from;
        (from != Day::ALWAYS).then_some(from)
    }

    /// What must hold and on the day is otherwise.
    fn wanting(&self, post: &Post, truth: Truth) -> Vec<Wanting> {
        use preceptor_rulebook::role::Weight;
        let rows = post.standing.requirements.iter();
        let of_rows = rows
            .filter(|it| it.weight == Weight::Must && it.truth == truth)
            .map(|it| Wanting { says: it.says.clone(), fix: it.fix.clone() });
        let bars = post.standing.practise.at(self.day) == truth;
        let of_law = post.law.iter().filter(|_| bars).flat_map(|it| &it.reasons);
        of_law.map(|it| Wanting { says: it.says.clone(), fix: None }).chain(of_rows).collect()
    }

    fn supervisors(&self, record: &Record<'_>) -> Vec<(SupervisionKind, PersonId, bool)> {
        let of = record.facts.iter().filter_map(|it| match &it.fact.body {
            Body::Supervision(of) if it.fact.body.period().holds(self.day) => {
                Some((of.supervision, of.supervisor.clone(), it.verified))
            }
            _ => None,
        });
        let mut made: Vec<_> = of.collect();
        made.sort();
        made.dedup();
        made
    }
}

/// What an activity is called, with a capital letter.
pub(crate) fn activity_title(book: &preceptor_rulebook::Rulebook, id: &Code) -> String {
    let title = book.activity(id.as_str()).map(|it| it.title.as_str());
    crate::say::sentence(title.unwrap_or(&id.as_str().replace('-', " ")))
}

#[cfg(test)]
mod tests;
