use super::*;
use preceptor_rulebook::{builtin, load_rules};
use proptest::prelude::*;
use std::sync::OnceLock;

fn book() -> &'static Rulebook {
    static BOOK: OnceLock<Rulebook> = OnceLock::new();
    BOOK.get_or_init(|| load_rules(&builtin::builtin("uk").unwrap()).rulebook.unwrap())
}

fn day() -> Day {
    Day::parse("2026-11-20").unwrap()
}

fn finder(role: Option<&str>) -> Finder<'static> {
    Finder::new(book(), &Adoption::by_default(), role, day()).unwrap()
}

fn read(finder: &Finder<'_>, texts: &[&str]) -> Answers {
    Answers::read(finder.questions(), texts.iter().copied()).unwrap()
}

/// Every route open to whoever gives these answers.
fn open(finder: &Finder<'_>, answers: &Answers) -> BTreeSet<String> {
    let found = finder.found(answers).unwrap();
    let open = found.iter().flat_map(|it| &it.routes).filter(|it| it.open);
    open.map(|it| it.route.id.value.to_string()).collect()
}

/// Everything that may be answered to a question.
fn choices(question: &Question) -> Vec<String> {
    let offers = question.offers.iter().map(|it| it.id.clone());
    offers.chain([NONE.to_owned(), UNKNOWN.to_owned()]).collect()
}

/// Answers the questions one after the other, each by `choose`, until there is none.
fn walk(finder: &Finder<'_>, mut choose: impl FnMut(&Question) -> String) -> Answers {
    let mut answers = read(finder, &[]);
    while let Some(question) = finder.next(&answers) {
        assert!(answers.of(&question.id).is_none(), "{} is asked twice", question.id);
        assert!(answers.is_worth_asking(question), "{} follows from nothing", question.id);
        answers = answers.with(question, &choose(question));
    }
    answers
}

fn asked(answers: &Answers) -> Vec<&str> {
    answers.given().map(|it| it.0).collect()
}

#[test]
fn the_questions_are_made_from_what_the_routes_ask() {
    let finder = finder(None);
    let titles = |id: &str| {
        finder.question(id).unwrap().offers.iter().map(|it| it.id.clone()).collect::<Vec<_>>()
    };
    assert!(titles("registered").contains(&"nurse".to_owned()));
    assert!(
        !titles("registered").contains(&"consultant".to_owned()),
        "no route asks for the register of doctors"
    );
    assert_eq!(titles("registered-for"), ["less", "18-months", "3-years"]);
    assert_eq!(titles("subject-bachelors"), ["health-science", "life-science"]);
    assert_eq!(titles("place"), ["england", "wales", "scotland", "northern-ireland"]);
    assert!(finder.question("subject-masters").is_none(), "no route asks what a master's is in");
    for question in finder.questions() {
        if let Some((before, _)) = &question.after {
            let at = |id: &str| finder.questions().iter().position(|it| it.id == id).unwrap();
            assert!(at(before) < at(&question.id), "{} stands below {before}", question.id);
        }
    }
}

#[test]
fn a_small_rulebook_of_another_country_has_questions_of_its_own() {
    for name in ["netherlands", "ontario"] {
        let book = load_rules(&builtin::builtin(name).unwrap()).rulebook.unwrap();
        let finder = Finder::new(&book, &Adoption::by_default(), None, day()).unwrap();
        let mut answers = Answers::read(finder.questions(), []).unwrap();
        while let Some(question) = finder.next(&answers) {
            answers = answers.with(question, &question.offers.last().unwrap().id);
        }
        assert!(answers.n_given() <= MOST_QUESTIONS, "{name}");
        assert!(finder.found(&answers).is_ok(), "{name}");
    }
}

#[test]
fn nothing_is_asked_once_nothing_depends_on_it() {
    let one = finder(Some("consultant-clinical-scientist"));
    let first = one.next(&read(&one, &[])).unwrap();
    assert_eq!(first.id, "registered");
    let none = read(&one, &["registered.none"]);
    assert_eq!(
        one.next(&none).map(|it| it.id.as_str()),
        None,
        "every route of that role asks for it"
    );
    let other = read(&one, &["registered.nurse"]);
    assert_eq!(one.next(&other).map(|it| it.id.as_str()), None);
    let scientist = read(&one, &["registered.clinical-scientist"]);
    assert_eq!(one.next(&scientist).map(|it| it.id.as_str()), Some("post-in-profession"));
}

#[test]
fn a_question_behind_another_waits_for_it() {
    let finder = finder(None);
    let nobody = walk(&finder, |question| {
        if question.id == "awards" { "bachelors".to_owned() } else { NONE.to_owned() }
    });
    assert!(asked(&nobody).contains(&"subject-bachelors"), "{nobody:?}");
    assert!(
        !asked(&nobody).contains(&"registered-for") && !asked(&nobody).contains(&"role-award"),
        "{nobody:?}"
    );
}

#[test]
fn ten_are_asked_and_no_more() {
    let finder = finder(None);
    let n = walk(&finder, |question| question.offers.first().unwrap().id.clone()).n_given();
    assert_eq!(n, MOST_QUESTIONS);
}

#[test]
fn a_length_counts_as_the_least_that_was_said() {
    let finder = finder(None);
    let with = |length: &str| {
        let answers = read(&finder, &["registered.nurse", &format!("registered-for.{length}")]);
        open(&finder, &answers).contains("scp.msc")
    };
    assert!(!with("less") && !with(UNKNOWN) && with("18-months") && with("3-years"));
}

#[test]
fn what_was_said_of_a_degree_decides_by_subject_and_class() {
    let finder = finder(None);
    let with = |subject: &str, class: &str| {
        let texts = [
            "awards.bachelors",
            &format!("subject-bachelors.{subject}"),
            &format!("class-bachelors.{class}"),
        ];
        let open = open(&finder, &read(&finder, &texts));
        (open.contains("pa.grad"), open.contains("aa.grad"))
    };
    assert_eq!(with("life-science", "2-1"), (true, true));
    assert_eq!(with("life-science", "2-2"), (true, false));
    assert_eq!(with("health-science", "first"), (true, false));
    assert_eq!(with(NONE, "first"), (false, false));
    assert_eq!(with(UNKNOWN, UNKNOWN), (false, false));
}

#[test]
fn once_on_a_register_is_not_now() {
    let finder = finder(None);
    let texts = ["in-role.physician-associate", "exam.pance", "register-pamvr.yes"];
    assert!(open(&finder, &read(&finder, &texts)).contains("pa.us"));
    assert!(!open(&finder, &read(&finder, &texts[..2])).contains("pa.us"));
}

#[test]
fn every_fact_is_claimed_and_the_record_is_a_people_file() {
    let finder = finder(None);
    let person = finder.person(&read(
        &finder,
        &["registered.nurse", "awards.masters", "awards.bachelors", "place.wales"],
    ));
    assert_eq!(person.facts.len(), 3);
    assert!(
        person.facts.iter().all(|it| it.entry.verified == preceptor_record::person::Verified::No)
    );
}

#[test]
fn a_row_that_was_not_asked_about_is_told_from_one_that_is_missing() {
    let finder = finder(Some("surgical-care-practitioner"));
    let of = |texts: &[&str], row: &str| {
        let found = finder.found(&read(&finder, texts)).unwrap();
        found[0].not_asked.contains(&Code::new(row))
    };
    assert!(of(&[], "scp.msc.registered"));
    assert!(!of(&["registered.none"], "scp.msc.registered"));
    assert!(
        !of(&["registered.none"], "scp.msc.eighteen-months"),
        "who is not registered is not asked since when"
    );
    assert!(of(&["registered.nurse"], "scp.msc.eighteen-months"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Where fewer than ten questions were asked, no answer to another one would open or close a route.
    #[test]
    fn what_was_not_asked_would_have_changed_nothing(picks in prop::collection::vec(any::<prop::sample::Index>(), MOST_QUESTIONS)) {
        let finder = finder(None);
        let mut pick = picks.iter();
        let answers = walk(&finder, |question| {
            let all = choices(question);
            pick.next().map_or_else(|| all[0].clone(), |it| it.get(&all).clone())
        });
        prop_assert!(answers.n_given() <= MOST_QUESTIONS);
        if answers.n_given() < MOST_QUESTIONS {
            let before = open(&finder, &answers);
            for question in finder.questions() {
                if answers.of(&question.id).is_some() || !answers.is_worth_asking(question) || question.id == "place" {
                    continue;
                }
                for choice in choices(question) {
                    let after = open(&finder, &answers.with(question, &choice));
                    prop_assert_eq!(&after, &before, "{} = {}", &question.id, choice);
                }
            }
        }
    }

    /// The order in which answers stand in the address changes nothing.
    #[test]
    fn order_never_matters(picks in prop::collection::vec(any::<prop::sample::Index>(), MOST_QUESTIONS)) {
        let finder = finder(None);
        let mut pick = picks.iter();
        let answers = walk(&finder, |question| {
            let all = choices(question);
            pick.next().map_or_else(|| all[0].clone(), |it| it.get(&all).clone())
        });
        let mut texts = answers.texts_without(None);
        texts.reverse();
        let turned = Answers::read(finder.questions(), texts.iter().map(String::as_str)).unwrap();
        prop_assert_eq!(open(&finder, &turned), open(&finder, &answers));
        prop_assert_eq!(finder.weights(&turned), finder.weights(&answers));
    }
}
