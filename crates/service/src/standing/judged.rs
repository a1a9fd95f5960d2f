//! How one person stands, with what law says where it stands in the way.

use std::collections::BTreeMap;

use preceptor_record::{Code, Day, KnownAt, Organisation, Person, PersonId, Record};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::role::Weight;
use preceptor_standing::acting::current_posts;
use preceptor_standing::engine::PRACTISE;
use preceptor_standing::{
    Answer, Engine, Lookup, Question, Register, RoleStanding, Timeline, Truth, decide_in, standing,
};

/// How somebody stands in one post.
pub struct Post {
    /// How, over time.
    pub standing: RoleStanding,
    /// What law says, where it bars the post or may bar it.
    pub law: Option<Answer>,
    /// What law will say on the next day of change, where that is what changes.
    pub law_then: Option<Answer>,
}

impl Post {
    /// The first day on which what holds no longer does, and what that is: none where nothing lapses.
    pub fn lapses_next(&self, book: &Rulebook, day: Day) -> Option<(Day, Vec<String>)> {
        let (on, truth) = self.standing.timeline.next_change(day)?;
        if self.standing.timeline.at(day) != Truth::Met || truth == Truth::Met {
            return None;
        }
        let rows = self.standing.requirements.iter().filter(|it| it.weight == Weight::Must);
        let lapsing = rows.filter(|it| it.timeline.at(on) != Truth::Met).map(|it| it.says.clone());
        let law = self.law_then.iter().flat_map(|it| &it.reasons).map(|it| it.says.clone());
        let mut what: Vec<String> = lapsing.chain(law).collect();
        if what.is_empty() {
            // A row that is not yet in force is not among those judged on the day.
            let role = book.roles.get(&self.standing.role);
            let rows = role.into_iter().flat_map(|it| &it.standing);
            what.extend(
                rows.filter(|it| it.effective.period().from == on).map(|it| it.says.clone()),
            );
        }
        Some((on, what))
    }
}

/// Judges a person among others: how they stand in every post they hold.
pub fn judged(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    others: &dyn Register,
    person: &Person,
    known_at: KnownAt,
    day: Day,
) -> Vec<Post> {
    let record = Record::known_at(person, known_at);
    let held = Held { engine, register: Beside { person, others }, record: &record, known_at, day };
    standing(engine, lookup, &record, day)
        .into_iter()
        .map(|standing| {
            let bars = standing.practise.at(day) != Truth::Met;
            let next = standing.timeline.next_change(day).map(|it| it.0);
            let next = next.filter(|it| !bars && standing.practise.at(*it) != Truth::Met);
            let law = bars.then(|| held.law(&standing, day)).flatten();
            let law_then = next.and_then(|on| held.law(&standing, on));
            Post { standing, law, law_then }
        })
        .collect()
}

/// The posts somebody holds on a day.
struct Held<'a> {
    engine: &'a Engine<'a>,
    register: Beside<'a>,
    record: &'a Record<'a>,
    known_at: KnownAt,
    day: Day,
}

impl Held<'_> {
    /// Why law bars a post on that day, or may bar it.
    fn law(&self, standing: &RoleStanding, on: Day) -> Option<Answer> {
        let posts = current_posts(self.engine.book, &self.register, self.record, self.day);
        let acting = posts.iter().find(|it| it.fact == standing.post)?;
        let question = Question {
            person: self.record.person.id.clone(),
            activity: Code::new(PRACTISE),
            at: on,
            known_at: self.known_at,
            post: None,
            context: BTreeMap::new(),
            present: Vec::new(),
        };
        decide_in(self.engine, &self.register, &question, acting).ok()
    }
}

/// One person beside those whom others name.
struct Beside<'a> {
    person: &'a Person,
    others: &'a dyn Register,
}

impl Register for Beside<'_> {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        if self.person.id == *id { Some(self.person) } else { self.others.person(id) }
    }
    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        self.others.organisation(code)
    }
}

/// The day since which a timeline has been what it is on `day`; none where it always was.
pub fn since(timeline: &Timeline, day: Day) -> Option<Day> {
    let steps = timeline.steps();
    let at = steps.partition_point(|it| it.0 <= day);
    steps.get(at.wrapping_sub(1)).map(|it| it.0).filter(|it| *it != Day::ALWAYS)
}

/// The next day after `day` on which a timeline changes.
pub fn until(timeline: &Timeline, day: Day) -> Option<Day> {
    timeline.next_change(day).map(|it| it.0)
}
