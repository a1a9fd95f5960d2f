//! How one person stands, with what law says where it stands in the way.

use std::collections::BTreeMap;

use preceptor_record::people::People;
use preceptor_record::{Code, Day, KnownAt, Organisation, Person, PersonId, Record};
use preceptor_standing::acting::current_posts;
use preceptor_standing::engine::PRACTISE;
use preceptor_standing::{
    Answer, Engine, Lookup, Question, Register, RoleStanding, Timeline, Truth, decide_in, standing,
};

/// How somebody stands in one post.
pub struct Post {
    pub standing: RoleStanding,
    /// What law says, where it bars the post or may bar it.
    pub law: Option<Answer>,
}

/// Judges a person among others: how they stand in every post they hold.
pub fn judged(
    engine: &Engine<'_>,
    lookup: &Lookup<'_>,
    others: &People,
    person: &Person,
    known_at: KnownAt,
    day: Day,
) -> Vec<Post> {
    let record = Record::known_at(person, known_at);
    let posts = standing(engine, lookup, &record, day);
    posts
        .into_iter()
        .map(|standing| {
            let bars = standing.practise.at(day) != Truth::Met;
            let law = if bars {
                law(engine, others, person, &record, &standing, known_at, day)
            } else {
                None
            };
            Post { standing, law }
        })
        .collect()
}

/// Why law bars the post or may bar it.
fn law(
    engine: &Engine<'_>,
    others: &People,
    person: &Person,
    record: &Record<'_>,
    standing: &RoleStanding,
    known_at: KnownAt,
    day: Day,
) -> Option<Answer> {
    let register = Beside { person, others };
    let posts = current_posts(engine.book, &register, record, day);
    let acting = posts.iter().find(|it| it.fact == standing.post)?;
    let question = Question {
        person: person.id.clone(),
        activity: Code::new(PRACTISE),
        at: day,
        known_at,
        post: None,
        context: BTreeMap::new(),
        present: Vec::new(),
    };
    decide_in(engine, &register, &question, acting).ok()
}

/// One person beside those whom others name.
struct Beside<'a> {
    person: &'a Person,
    others: &'a People,
}

impl Register for Beside<'_> {
    fn person(&self, id: &PersonId) -> Option<&Person> {
        if self.person.id == *id { Some(self.person) } else { self.others.people.get(id) }
    }
    fn organisation(&self, code: &Code) -> Option<&Organisation> {
        self.others.organisations.get(code)
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
