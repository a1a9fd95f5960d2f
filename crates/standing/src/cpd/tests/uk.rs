//! The schemes of the United Kingdom.

use super::*;
use Truth::{Met, Unknown, Unmet};

#[test]
fn the_faculty_of_2016_judges_from_the_first_of_april() {
    let facts = |last: &str, hours: &str| {
        vec![
            entered("pamvr", "2015-09-01"),
            cpd("2016-04-01", "hours: 25, attributes: [type-1]"),
            cpd(last, &format!("hours: {hours}")),
        ]
    };
    let enough =
        [("2017-03-31", Met), ("2017-04-01", Met), ("2017-04-02", Met), ("2018-01-01", Met)];
    check(uk(), "fpa-2016", &facts("2017-03-31", "25"), &enough);
    let short =
        [("2017-03-31", Met), ("2017-04-01", Unmet), ("2017-12-31", Unmet), ("2018-01-01", Met)];
    check(uk(), "fpa-2016", &facts("2017-03-31", "24.99"), &short);
    // The first of April belongs to the next year.
    check(uk(), "fpa-2016", &facts("2017-04-01", "25"), &short);
    // Nobody was asked before 2016.
    check(
        uk(),
        "fpa-2016",
        &[entered("pamvr", "2012-09-01")],
        &[("2015-12-31", Met), ("2016-04-01", Met)],
    );
}

#[test]
fn the_faculty_of_2016_asks_half_of_type_1() {
    let facts = |type_1: &str| {
        vec![
            entered("pamvr", "2015-09-01"),
            cpd("2016-04-01", &format!("hours: {type_1}, attributes: [type-1]")),
            cpd("2016-05-01", "hours: 40"),
        ]
    };
    check(uk(), "fpa-2016", &facts("25"), &[("2017-04-01", Met)]);
    check(uk(), "fpa-2016", &facts("24"), &[("2017-04-01", Unmet)]);
}

#[test]
fn the_rolling_scheme_of_2016_ended_before_anybody_had_been_in_it_for_three_years() {
    let facts = [entered("pamvr", "2012-09-01")];
    check(
        uk(),
        "fpa-2016-rolling",
        &facts,
        &[("2016-01-01", Met), ("2017-12-31", Met), ("2018-01-01", Met)],
    );
}

#[test]
fn a_rolling_window_is_judged_once_the_person_was_in_the_scheme_for_so_long() {
    let book = unending("fpa-2016-rolling");
    let bare = [entered("pamvr", "2012-09-01")];
    check(&book, "x", &bare, &[("2015-08-31", Met), ("2015-09-01", Unmet), ("2015-09-02", Unmet)]);
    // An entry counts for three years from its own day on.
    let facts = [bare[0].clone(), cpd("2013-05-10", "hours: 150")];
    let days =
        [("2015-09-01", Met), ("2016-05-09", Met), ("2016-05-10", Unmet), ("2016-05-11", Unmet)];
    check(&book, "x", &facts, &days);
    let facts =
        [bare[0].clone(), cpd("2013-05-10", "hours: 50"), cpd("2016-05-09", "credits: 100")];
    let days = [("2016-05-08", Unmet), ("2016-05-09", Met), ("2016-05-10", Unmet)];
    check(&book, "x", &facts, &days);
}

#[test]
fn the_diary_of_2018_asks_for_25_external_credits_of_50() {
    let facts = |external: &str, from: &str| {
        vec![
            entered("pamvr", "2017-10-01"),
            cpd(from, &format!("credits: {external}, attributes: [external]")),
            cpd("2018-12-01", "credits: 30"),
        ]
    };
    let days =
        [("2019-03-31", Met), ("2019-04-01", Met), ("2020-03-31", Met), ("2020-04-01", Unmet)];
    check(uk(), "rcp-diary-2018", &facts("25", "2018-04-01"), &days);
    check(
        uk(),
        "rcp-diary-2018",
        &facts("24", "2018-04-01"),
        &[("2019-03-31", Met), ("2019-04-01", Unmet)],
    );
    check(uk(), "rcp-diary-2018", &facts("25", "2018-03-31"), &[("2019-04-01", Unmet)]);
    let end = [("2024-03-31", Unmet), ("2024-04-01", Met), ("2024-04-02", Met)];
    check(uk(), "rcp-diary-2018", &facts("25", "2018-04-01"), &end);
}

#[test]
fn the_diarys_five_years_begin_with_the_registration() {
    let facts = |clinical: &str| {
        vec![
            entered("pamvr", "2018-09-03"),
            cpd("2018-09-03", &format!("credits: {clinical}, attributes: [external, clinical]")),
            cpd("2023-09-02", "credits: 25, attributes: [external, non-clinical]"),
        ]
    };
    let id = "rcp-diary-2018-five-years";
    check(
        uk(),
        id,
        &facts("125"),
        &[("2023-09-02", Met), ("2023-09-03", Met), ("2024-03-31", Met)],
    );
    let short =
        [("2023-09-02", Met), ("2023-09-03", Unmet), ("2024-03-31", Unmet), ("2024-04-01", Met)];
    check(uk(), id, &facts("124.99"), &short);
    // Five years that began before the scheme are not judged by it.
    check(uk(), id, &[entered("pamvr", "2017-09-03")], &[("2022-09-03", Met), ("2023-09-03", Met)]);
}

#[test]
fn the_faculty_of_2024_ended_before_its_first_year() {
    let facts = [entered("pamvr", "2020-09-01")];
    check(
        uk(),
        "fpa-2024",
        &facts,
        &[("2024-04-01", Met), ("2024-12-31", Met), ("2025-01-01", Met)],
    );
}

/// The scheme of 2024 as though it had gone on, from 2024 on.
fn faculty_of_2024() -> Rulebook {
    let mut it = uk().cpd_scheme("fpa-2024").expect("a scheme").clone();
    it.id.value = Code::new("x");
    it.effective.until = None;
    beside(it)
}

#[test]
fn the_faculty_of_2024_judges_each_year_and_the_five() {
    let book = faculty_of_2024();
    let areas: Vec<String> = (1..=18).map(|it| format!("area-{it}")).collect();
    let year = |year: i32, areas: &str| {
        vec![
            cpd(
                &format!("{year}-04-01"),
                &format!("credits: 25, attributes: [core, verifiable], areas: [{areas}]"),
            ),
            cpd(&format!("{}-03-31", year + 1), "credits: 25, attributes: [supplementary]"),
        ]
    };
    let mut facts = vec![entered("pamvr", "2020-09-01")];
    facts.extend(year(2024, &areas.join(", ")));
    facts.extend((2025..2029).flat_map(|it| year(it, "area-1")));
    let days = [
        ("2025-03-31", Met),
        ("2025-04-01", Met),
        ("2029-03-31", Met),
        ("2029-04-01", Met),
        ("2030-03-31", Met),
    ];
    check(&book, "x", &facts, &days);
    check(&book, "x", &facts, &[("2030-04-01", Unmet)]);
    // A bad year is judged when it ends, and no longer than until the next one has.
    let without: Vec<String> =
        facts.iter().filter(|it| !it.contains("2026-04-01")).cloned().collect();
    let days =
        [("2027-03-31", Met), ("2027-04-01", Unmet), ("2028-03-31", Unmet), ("2028-04-01", Met)];
    check(&book, "x", &without, &days);
    // One area short of eighteen.
    let one_less: Vec<String> = facts.iter().map(|it| it.replace("area-18", "area-17")).collect();
    check(
        &book,
        "x",
        &one_less,
        &[("2029-03-31", Met), ("2029-04-01", Unmet), ("2029-04-02", Unmet)],
    );
}

#[test]
fn the_faculty_of_2024_counts_a_course_up_to_twelve_and_whole_hours() {
    let book = faculty_of_2024();
    let facts = |course: &str, other: &str| {
        vec![
            entered("pamvr", "2020-09-01"),
            cpd("2024-05-01", &format!("credits: {course}, cpd_kind: accredited-course")),
            cpd("2024-06-01", "credits: 37"),
            cpd("2024-07-01", &format!("hours: {other}")),
        ]
    };
    check(&book, "x", &facts("40", "0.5"), &[("2025-03-31", Met), ("2025-04-01", Met)]);
    check(&book, "x", &facts("40", "0.49"), &[("2025-03-31", Met), ("2025-04-01", Unmet)]);
    check(&book, "x", &facts("11.5", "0.5"), &[("2025-04-01", Met)]);
    check(&book, "x", &facts("11.49", "0.5"), &[("2025-04-01", Unmet)]);
}

#[test]
fn nurses_are_judged_every_three_years_from_their_registration() {
    let facts = |last: &str, participatory: bool, reflections: usize| {
        let mut made = vec![
            entered("nmc", "2016-09-19"),
            cpd("2016-09-19", "hours: 15, reflected: false"),
            cpd(last, &format!("hours: 20, participatory: {participatory}, reflected: true")),
        ];
        made.extend((1..reflections).map(|_| cpd("2018-01-01", "reflected: true")));
        made
    };
    let id = "nmc-revalidation";
    let met =
        [("2019-09-18", Met), ("2019-09-19", Met), ("2022-09-18", Met), ("2022-09-19", Unmet)];
    check(uk(), id, &facts("2019-09-18", true, 5), &met);
    let unmet = [("2019-09-18", Met), ("2019-09-19", Unmet), ("2019-09-20", Unmet)];
    check(uk(), id, &facts("2019-09-19", true, 6), &unmet);
    check(uk(), id, &facts("2019-09-18", false, 5), &unmet);
    check(uk(), id, &facts("2019-09-18", true, 4), &unmet);
    // Revalidation began on 1 April 2016, for three years that began on that day or later.
    check(uk(), id, &[entered("nmc", "2016-04-01")], &[("2019-03-31", Met), ("2019-04-01", Unmet)]);
    check(
        uk(),
        id,
        &[entered("nmc", "2016-03-31")],
        &[("2019-03-31", Met), ("2022-03-30", Met), ("2022-03-31", Unmet)],
    );
}

#[test]
fn hcpc_sets_no_hours_but_somebody_must_be_registered() {
    let facts = [entered("hcpc", "2016-09-19")];
    check(
        uk(),
        "hcpc-cpd",
        &facts,
        &[("2018-09-18", Met), ("2018-09-19", Met), ("2018-09-20", Met)],
    );
    check(uk(), "hcpc-cpd", &[], &[("2018-09-19", Unknown)]);
}

#[test]
fn the_anaesthetic_colleges_ask_for_both_halves_every_year() {
    let facts = |internal: &str, external: &str| {
        vec![
            entered("ficm-accp", "2020-02-10"),
            entered("rcoa-mvr", "2021-06-01"),
            cpd("2020-02-10", &format!("credits: {internal}, attributes: [internal]")),
            cpd("2021-02-09", &format!("credits: {external}, attributes: [external]")),
        ]
    };
    let days =
        [("2021-02-09", Met), ("2021-02-10", Met), ("2022-02-09", Met), ("2022-02-10", Unmet)];
    check(uk(), "rcoa-cpd", &facts("30", "20"), &days);
    check(uk(), "rcoa-cpd", &facts("20", "30"), &days);
    let short = [("2021-02-09", Met), ("2021-02-10", Unmet), ("2021-02-11", Unmet)];
    check(uk(), "rcoa-cpd", &facts("19", "31"), &short);
    check(uk(), "rcoa-cpd", &facts("31", "19"), &short);
    check(uk(), "rcoa-cpd", &facts("29.99", "20"), &short);
}

#[test]
fn the_common_standards_ask_every_year_and_for_reflection_over_five() {
    let facts = |reflected: &str| {
        let mut made = vec![entered("pamvr", "2019-07-01")];
        made.extend(
            (2019..2024).map(|it| cpd(&format!("{it}-07-01"), "credits: 50, reflected: true")),
        );
        made.push(cpd("2024-06-30", "credits: 1"));
        made.iter()
            .map(|it| it.replacen("reflected: true", &format!("reflected: {reflected}"), 1))
            .collect::<Vec<_>>()
    };
    let id = "hee-map-2019";
    let days = [
        ("2020-06-30", Met),
        ("2020-07-01", Met),
        ("2024-06-30", Met),
        ("2024-07-01", Met),
        ("2025-06-30", Met),
    ];
    check(uk(), id, &facts("true"), &days);
    check(uk(), id, &facts("true"), &[("2025-07-01", Unmet)]);
    check(
        uk(),
        id,
        &facts("false"),
        &[("2024-06-30", Met), ("2024-07-01", Unmet), ("2024-07-02", Unmet)],
    );
    // Registered before the standards: the first year judged is the first that began under them.
    let earlier = [entered("pamvr", "2018-10-01")];
    check(uk(), id, &earlier, &[("2019-10-01", Met), ("2020-09-30", Met), ("2020-10-01", Unmet)]);
}

#[test]
fn without_an_entry_in_its_register_a_scheme_is_unknown_while_it_is_in_force() {
    let nobody = [entered("gphc", "2012-01-01")];
    check(
        uk(),
        "fpa-2016",
        &nobody,
        &[("2015-12-31", Met), ("2016-01-01", Unknown), ("2018-01-01", Met)],
    );
    check(uk(), "fpa-2016-rolling", &nobody, &[("2016-01-01", Unknown), ("2017-12-31", Unknown)]);
    check(
        uk(),
        "nmc-revalidation",
        &nobody,
        &[("2016-03-31", Met), ("2016-04-01", Unknown), ("2030-01-01", Unknown)],
    );
}
