//! The acting post.

use std::collections::BTreeMap;

use preceptor_record::{Code, KnownAt};

use super::super::books::{Team, book, day, one};
use super::super::{Acting, Base, Held, Scene, acting_post};

const BOOK: &str = "
roles: [{id: pa}, {id: acp, base: required}]
professions:
  - {id: nurse, base: true, register: {register: nmc}}
  - {id: paramedic, base: true, register: {register: hcpc, part: paramedic}}
  - {id: consultant, register: {register: gmc}}
";

fn post_of(team: &Team, named: Option<&str>, on: &str) -> Result<Acting, String> {
    let book = book(BOOK);
    let scene = Scene {
        book: &book,
        register: team,
        person: &team.0.people["p"],
        acting: None,
        place: None,
        employer: None,
        context: Some(&BTreeMap::new()),
        activity: None,
        known_at: KnownAt::EVERYTHING,
        day: day(on),
    };
    acting_post(&scene, named.map(Code::new).as_ref()).map_err(|it| it.message)
}

const FIRST: &str =
    "{id: a, kind: post, role: pa, organisation: X99, from: 2025-01-06, until: 2026-01-06}";
const SECOND: &str = "{id: b, kind: post, role: acp, from: 2025-03-01, verified: false}";

#[test]
fn the_only_post_in_force_is_it() {
    let team = one(&[FIRST]);
    assert!(post_of(&team, None, "2025-01-05").is_err());
    assert_eq!(post_of(&team, None, "2025-01-06").unwrap().role, "pa");
    assert!(post_of(&team, None, "2026-01-06").is_err());
    assert!(post_of(&team, Some("b"), "2025-01-06").is_err());
}

#[test]
fn one_of_several_is_named_by_fact_or_by_role() {
    let team = one(&[FIRST, SECOND]);
    assert!(post_of(&team, None, "2025-03-01").is_err());
    assert_eq!(post_of(&team, Some("a"), "2025-03-01").unwrap().held, Held::Verified);
    assert_eq!(post_of(&team, Some("acp"), "2025-03-01").unwrap().held, Held::Claimed);
    let twice = one(&[FIRST, "{id: c, kind: post, role: pa, from: 2025-01-06}"]);
    assert!(post_of(&twice, Some("pa"), "2025-03-01").is_err());
}

#[test]
fn without_a_post_one_of_a_role_is_supposed() {
    let team = one(&[FIRST]);
    let supposed = post_of(&team, Some("pa"), "2025-01-05").unwrap();
    assert_eq!(
        (supposed.held, supposed.fact, supposed.jurisdiction.as_str()),
        (Held::Supposed, None, "england")
    );
    assert!(post_of(&team, Some("a"), "2025-01-05").is_err());
    assert_eq!(post_of(&team, Some("acp"), "2025-01-06").unwrap().held, Held::Supposed);
}

#[test]
fn the_jurisdiction_is_the_posts_else_the_organisations_else_home() {
    let of = |post: &str| {
        let team = Team::default()
            .with("p", &[post])
            .with_organisation("{organisation: W1, jurisdiction: wales}");
        post_of(&team, None, "2025-01-06").unwrap().jurisdiction.to_string()
    };
    assert_eq!(of("{kind: post, role: pa, organisation: W1, jurisdiction: scotland}"), "scotland");
    assert_eq!(of("{kind: post, role: pa, organisation: W1}"), "wales");
    assert_eq!(of("{kind: post, role: pa, organisation: ZZ}"), "england");
}

#[test]
fn the_base_profession_is_the_posts_else_the_role_else_the_register_that_says_so() {
    let base = |facts: &[&str]| post_of(&one(facts), None, "2025-01-06").unwrap().base;
    let is = |it: &str| Base::Is(Code::new(it));
    let (acp, nmc) = ("{kind: post, role: acp}", "{kind: registration, register: nmc}");
    assert_eq!(base(&["{kind: post, role: acp, base_profession: midwife}", nmc]), is("midwife"));
    assert_eq!(base(&["{kind: post, role: nurse}"]), is("nurse"));
    assert_eq!(base(&[acp]), Base::None);
    assert_eq!(base(&["{kind: post, role: pa}", nmc]), Base::None);
    assert_eq!(base(&[acp, nmc]), is("nurse"));
    assert_eq!(base(&[acp, "{kind: registration, register: nmc, status: suspended}"]), is("nurse"));
    assert_eq!(base(&[acp, "{kind: registration, register: nmc, from: 2025-01-07}"]), Base::None);
    assert_eq!(base(&[acp, "{kind: registration, register: nmc, verified: false}"]), Base::Unknown);
    assert_eq!(
        base(&[acp, nmc, "{kind: registration, register: hcpc, part: paramedic}"]),
        Base::Unknown
    );
    assert_eq!(base(&[acp, "{kind: registration, register: gmc}"]), Base::None);
}
