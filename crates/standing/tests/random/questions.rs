//! Random questions.

use preceptor_record::{Closeness, Code, KnownAt, PersonId};
use preceptor_rulebook::ContextValue;
use preceptor_standing::{Present, Question};
use proptest::prelude::*;

use super::fields::{near_a_day, one};
use super::rules::an_activity;

/// A question by `p`.
pub fn a_question() -> BoxedStrategy<Question> {
    let known_at = prop_oneof![
        4 => Just(KnownAt::EVERYTHING),
        1 => near_a_day().prop_map(KnownAt::end_of),
    ];
    let post = prop_oneof![
        10 => Just(None),
        4 => Just(Some("pa".to_owned())),
        4 => Just(Some("f-0".to_owned())),
        1 => one(&["acp", "f-3"]).prop_map(Some),
    ];
    let present = prop::collection::vec(present(), 0..4);
    (an_activity(), near_a_day(), known_at, post, context(), present)
        .prop_map(|(activity, at, known_at, post, context, present)| Question {
            person: PersonId::new("p"),
            activity: Code::new(activity),
            at,
            known_at,
            post: post.map(Code::new),
            context: context.into_iter().flatten().collect(),
            present,
        })
        .boxed()
}

/// What is stated, each key more often than not.
fn context() -> BoxedStrategy<Vec<Option<(Code, ContextValue)>>> {
    let key = |probability: f64, key: &'static str, values: &'static [&'static str]| {
        prop::option::weighted(
            probability,
            one(values).prop_map(move |it| (Code::new(key), ContextValue::parse(&it))),
        )
        .boxed()
    };
    vec![
        key(0.65, "age", &["40", "5", "17", "18"]),
        key(0.6, "asa", &["1", "2", "3"]),
        key(0.2, "setting", &["ward", "practice"]),
        key(0.6, "specialty", &["surgery", "medicine"]),
    ]
    .boxed()
}

fn present() -> BoxedStrategy<Present> {
    let level = prop::sample::select(Closeness::ALL.to_vec());
    let minutes = prop::option::weighted(0.6, prop::sample::select(vec![0_u32, 2, 3, 10]));
    (one(&["d", "n", "q", "p", "stranger"]), level, 0_u32..3, minutes)
        .prop_map(|(person, level, covering, minutes)| Present {
            person: PersonId::new(person),
            level,
            covering,
            minutes,
        })
        .boxed()
}
