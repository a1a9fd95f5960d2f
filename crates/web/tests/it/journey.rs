//! Find your route, followed from page to page as somebody without scripts would.

use crate::ask::{get, page};

/// The questions asked and the last address, choosing by `choose` among the values offered.
fn follow(start: &str, choose: impl Fn(&str, &[String]) -> Vec<String>) -> (Vec<String>, String) {
    let html = page(start);
    let first =
        html.split("class=\"nhsuk-button\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut address = first.replace("&amp;", "&");
    let mut asked = Vec::new();
    while !address.starts_with("/routes/check") {
        let html = page(&address);
        let question = address.split('?').next().unwrap().trim_start_matches("/routes/").to_owned();
        assert!(!asked.contains(&question), "{question} is asked twice");
        let values: Vec<String> = html
            .split("name=\"a\" type=\"")
            .skip(1)
            .map(|it| it.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
            .collect();
        assert!(values.last().unwrap().ends_with(".unknown"), "{question}: {values:?}");
        let hidden = html.split("type=\"hidden\" name=\"").skip(1);
        let mut query: Vec<String> = hidden
            .map(|it| it.split('"').collect::<Vec<_>>())
            .filter(|it| it[0] != "asked")
            .map(|it| format!("{}={}", it[0], it[2]))
            .collect();
        query.extend(choose(&question, &values).into_iter().map(|it| format!("a={it}")));
        asked.push(question.clone());
        assert!(asked.len() <= 10, "{asked:?}");
        let sent = get(&format!("/routes/{question}?asked={question}&{}", query.join("&")));
        assert_eq!(sent.status, 303, "{question}: {}", sent.body);
        sent.header("location").clone_into(&mut address);
    }
    (asked, address)
}

fn with(wanted: &'static [&'static str]) -> impl Fn(&str, &[String]) -> Vec<String> {
    move |question, values| {
        let own: Vec<String> =
            values.iter().filter(|it| wanted.contains(&it.as_str())).cloned().collect();
        let none = format!("{question}.none");
        match (own.is_empty(), values.contains(&none)) {
            (false, _) => own,
            (true, true) => vec![none],
            (true, false) => vec![format!("{question}.unknown")],
        }
    }
}

#[test]
fn a_paramedic_of_four_years_in_critical_care_finds_a_way() {
    let wanted = &[
        "registered.paramedic",
        "registered-for.3-years",
        "awards.bachelors",
        "worked-in-intensive-care-medicine.1-day",
        "subject-bachelors.health-science",
        "class-bachelors.2-1",
        "place.england",
        "worked-in-profession.3-years",
    ];
    let (asked, check) = follow("/routes", with(wanted));
    assert!(asked.contains(&"worked-in-intensive-care-medicine".to_owned()), "{asked:?}");
    let html = page(&check);
    assert!(
        html.contains("Paramedic") && html.contains("Bachelor&#39;s degree")
            || html.contains("Bachelor's degree")
    );
    let result = page(&check.replace("/routes/check", "/routes/result"));
    assert!(result.contains("roles are open to you"));
    let open =
        result.split(">Open now</h2>").nth(1).unwrap().split(">Not open</h2>").next().unwrap();
    assert!(open.contains(">Advanced critical care practitioner</a>"), "{asked:?}");
    assert!(result.contains("role=\"img\""), "the steps are drawn");
}

#[test]
fn somebody_who_knows_nothing_gets_an_answer_too() {
    let (asked, check) = follow("/routes", |question, _| vec![format!("{question}.unknown")]);
    assert!(asked.len() <= 10);
    let result = page(&check.replace("/routes/check", "/routes/result"));
    assert!(result.contains("We did not ask:") || result.contains("Missing:"));
}

#[test]
fn one_role_asks_only_what_its_routes_ask() {
    let (asked, check) = follow(
        "/routes?role=consultant-clinical-scientist",
        with(&["registered.clinical-scientist"]),
    );
    assert_eq!(asked[0], "registered", "all its routes ask for that: {asked:?}");
    assert!(
        !asked.contains(&"subject-bachelors".to_owned()),
        "none of its routes asks that: {asked:?}"
    );
    assert!(
        check.contains("role=consultant-clinical-scientist"),
        "the role stays in the address: {check}"
    );
    let result = page(&check.replace("/routes/check", "/routes/result"));
    assert!(!result.contains(">Physician associate</a>"));
}

#[test]
fn a_question_left_open_is_asked_again_with_what_is_wrong() {
    let html = page("/routes/registered?asked=registered&a=awards.masters");
    assert!(html.contains("<title>Error: "));
    assert!(html.contains("href=\"#choice-0\"") && html.contains("id=\"choice-0\""));
    assert!(html.contains("value=\"awards.masters\""), "what was answered before is kept");
}

#[test]
fn an_answer_that_is_changed_takes_along_what_followed_from_it() {
    let html = page(
        "/routes/check?a=registered.none&a=registered-for.3-years&a=awards.masters&a=subject-bachelors.life-science",
    );
    assert!(!html.contains("How long have you been registered") && !html.contains("What is your"));
    assert!(html.contains("Master&#39;s degree") || html.contains("Master's degree"));
}

#[test]
fn the_result_is_for_nobody_else_and_can_be_printed_and_taken_along() {
    let answer = get("/routes/result?a=registered.nurse");
    assert!(answer.body.contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(!answer.headers.contains_key("set-cookie"));
    assert!(answer.body.contains("data-does=\"print\"") && answer.body.contains("hidden"));
    let record = page("/routes/record.json?a=registered.nurse");
    assert!(
        record.contains("\"register\":\"nmc\"") && !record.contains("\"verified\":true"),
        "{record}"
    );
}

#[test]
fn an_award_and_none_of_these_do_not_go_together() {
    for both in
        ["a=awards.masters&a=awards.none", "a=awards.unknown&a=awards.none", "a=awards.elephant"]
    {
        let answer = get(&format!("/routes/awards?asked=awards&a=registered.nurse&{both}"));
        assert_eq!(answer.status, 200, "{both}");
        assert!(
            answer.body.contains("<title>Error: ")
                && answer.body.contains("or one of the last two"),
            "{both}"
        );
        assert!(
            answer.body.contains("value=\"registered.nurse\""),
            "what was answered before is kept"
        );
    }
    // What is wrong elsewhere in the address is not this question's.
    assert_eq!(
        get("/routes/awards?asked=awards&a=registered.elephant&a=awards.masters").status,
        400
    );
}
