//! Which questions bear on which leaf: whose answers decide whether it is met.

use preceptor_record::Code;
use preceptor_record::file::At;
use preceptor_rulebook::{Leaf, Rulebook};

use super::questions::{
    AWARD_AGE, AWARDS, EXAM, IN_ROLE, Kind, POST, POST_IN_PROFESSION, Question, REGISTERED,
    REGISTERED_FOR, ROLE_AWARD, ROLE_AWARD_COUNTRY, ROLE_STUDYING, STUDYING, WORKED_AS,
    WORKED_COUNTRY, WORKED_IN_PROFESSION, in_register, is_for_role, post_role, within, worked_in,
};

/// The ids of the questions whose answers a leaf may depend on.
pub(super) fn bearing(book: &Rulebook, questions: &[Question], leaf: &Leaf) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    let mut add = |id: &str| made.push(id.to_owned());
    match leaf {
        Leaf::Registered(it) => {
            add(REGISTERED);
            for it in &it.register {
                let id = in_register(&it.value);
                if questions.iter().any(|it| it.id == id) {
                    add(IN_ROLE);
                    add(&id);
                }
            }
        }
        Leaf::Since(it) if !it.registration.is_empty() => {
            add(REGISTERED);
            add(REGISTERED_FOR);
        }
        Leaf::Holds(it) => {
            let any = it.qualification.is_empty();
            if any || it.qualification.iter().any(|it| !is_for_role(book, &it.value)) {
                add(AWARDS);
            }
            if any || it.qualification.iter().any(|it| is_for_role(book, &it.value)) {
                add(IN_ROLE);
                add(ROLE_AWARD);
            }
            let classed = it.class.is_some();
            for question in questions {
                let own = matches!(question.kind, Kind::Subject(_)) && !it.subject.is_empty()
                    || matches!(question.kind, Kind::Class(_)) && classed;
                let of = question.after.as_ref().and_then(|it| it.1.first());
                let named = it.qualification.is_empty()
                    || it.qualification.iter().any(|q| of.is_some_and(|of| q.value == **of));
                if own && named {
                    add(&question.id);
                }
            }
            if !it.country.is_empty() {
                add(ROLE_AWARD_COUNTRY);
            }
            if within(it).is_some() {
                add(AWARD_AGE);
            }
        }
        Leaf::Experience(it) => {
            let is_profession = |id: &Code| book.profession(id.as_str()).is_some();
            if it.role.iter().any(|it| is_profession(&it.value)) {
                add(REGISTERED);
                add(WORKED_IN_PROFESSION);
                add(POST_IN_PROFESSION);
            }
            if it.role.iter().any(|it| !is_profession(&it.value)) {
                add(IN_ROLE);
                add(WORKED_AS);
                add(POST);
            }
            if !it.country.is_empty() {
                add(WORKED_COUNTRY);
            }
            it.specialty.iter().for_each(|it| add(&worked_in(it)));
        }
        Leaf::InPost(_) => {
            let of_profession =
                post_role(leaf).is_some_and(|it| book.profession(it.as_str()).is_some());
            let both =
                if of_profession { [REGISTERED, POST_IN_PROFESSION] } else { [IN_ROLE, POST] };
            both.into_iter().for_each(add);
        }
        Leaf::Enrolled(it) => {
            let is_general = |it: &At<Code>| !is_for_role(book, &it.value);
            let any = it.qualification.is_empty();
            if any || it.qualification.iter().any(is_general) {
                add(STUDYING);
            }
            if any || !it.qualification.iter().all(is_general) {
                add(IN_ROLE);
                add(ROLE_STUDYING);
            }
        }
        Leaf::Passed(_) => {
            add(IN_ROLE);
            add(EXAM);
        }
        _ => {}
    }
    made.retain(|id| questions.iter().any(|it| it.id == *id));
    made
}
