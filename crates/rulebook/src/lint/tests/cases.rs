//! Cases.

use super::check;

/// Checks a case whose person holds one post, with these lines after it.
#[track_caller]
fn check_case(rest: &str, expected: &[&str]) {
    let text = format!(
        "- case: a\n  person: {{facts: [{{kind: post, role: pa, from: 2020-01-01}}]}}\n{rest}"
    );
    let expected: Vec<String> = expected.iter().map(|it| format!("cases/a.yaml:{it}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&[("cases/a.yaml", &text)], &expected);
}

#[test]
fn a_case_asks_one_question_and_expects_an_answer_to_it() {
    check_case(
        "  ask: {decide: induce, at: 2026-01-01, post: f-1, present: [c1@on-site:1:2], context: {asa: 1}}\n  expect: {decision: refuse, because: uk.inc.pa.induce}\n",
        &[],
    );
    check_case(
        "  ask: {standing: pa, at: 2026-01-01}\n  expect: {standing: lapsed, because: pa.registered}\n",
        &[],
    );
    check_case(
        "  ask: {routes: pa, at: 2026-01-01}\n  expect: {open: false, routes: {pa.grad: {open: false, because: pa.grad.exam}}}\n",
        &[],
    );
    check_case(
        "  ask: {eligible: gmc, part: specialist, at: 2026-01-01}\n  expect: {eligible: unmet}\n",
        &[],
    );
    check_case(
        "  ask: {clear: pa, at: 2026-01-01, setting: hospital}\n  expect: {clear: true}\n",
        &[],
    );
    check_case("  ask: {at: 2026-01-01}\n  expect: {clear: true}\n", &["3 this asks nothing"]);
    check_case(
        "  ask: {clear: pa, standing: pa, at: 2026-01-01}\n  expect: {clear: true}\n",
        &["3 this asks `clear` and `standing`"],
    );
    check_case(
        "  ask: {clear: pa, at: 2026-01-01}\n  expect: {}\n",
        &["1 this case expects nothing"],
    );
    check_case(
        "  ask: {clear: pa, at: 2026-01-01}\n  expect: {decision: permit}\n",
        &["4 `decision` is no answer to `clear`"],
    );
    check_case(
        "  ask: {decide: induce, at: 2026-01-01}\n  expect: {decision: allow}\n",
        &["4 unknown decision `allow`"],
    );
}

#[test]
fn what_a_case_refers_to_is_there() {
    check_case(
        "  ask: {decide: indus, at: 2026-01-01, post: f-2, setting: ship, jurisdiction: mars, context: {asa: 9}, adopt: opd, without: non}\n  expect: {decision: refuse, because: uk.inc.pa.indus}\n",
        &[
            "3 unknown activity `indus`",
            "3 unknown post of `p` `f-2`",
            "3 unknown setting `ship`",
            "3 unknown jurisdiction `mars`",
            "3 `asa` is never 9",
            "3 unknown set `opd`",
            "3 unknown set `non`",
            "4 unknown provision `uk.inc.pa.indus`",
        ],
    );
    check_case(
        "  ask: {standing: pq, at: 2026-01-01}\n  expect: {standing: good, because: pa.registerd}\n",
        &["3 unknown role or profession `pq`", "4 unknown row `pa.registerd`"],
    );
    check_case(
        "  ask: {routes: pa, at: 2026-01-01}\n  expect: {routes: {pa.gard: {open: true}}}\n",
        &["4 unknown route `pa.gard`"],
    );
    check_case(
        "  ask: {eligible: gmc, part: gp, at: 2026-01-01}\n  expect: {eligible: met}\n",
        &["3 unknown part of `gmc` `gp`"],
    );
}

#[test]
fn a_question_that_is_to_be_refused_may_be_wrong() {
    check_case(
        "  ask: {decide: indus, at: 2026-01-01, context: {asa: 9}}\n  expect: {error: unknown activity}\n",
        &[],
    );
}

#[test]
fn who_is_present_is_there_and_how_close_is_said() {
    let ask = |present: &str| {
        format!(
            "  ask: {{decide: induce, at: 2026-01-01, present: ['{present}']}}\n  expect: {{decision: refuse}}\n"
        )
    };
    check_case(&ask("c1@direct"), &[]);
    check_case(&ask("c1"), &["3 `c1` does not say how close"]);
    check_case(&ask("c1@near"), &["3 cannot read `c1@near`"]);
    check_case(&ask("c1@direct:x"), &["3 cannot read `c1@direct:x`"]);
    check_case(&ask("c1@direct:1:2:3"), &["3 cannot read `c1@direct:1:2:3`"]);
    check_case(&ask("c2@direct"), &["3 unknown person `c2`"]);
}

#[test]
fn a_case_is_about_somebody_who_is_there() {
    let rest = "  ask: {standing: pa, at: 2026-01-01}\n  expect: {standing: good}\n";
    check(
        &[("cases/a.yaml", &format!("- case: a\n{rest}"))],
        &["cases/a.yaml:1 this case is about nobody"],
    );
    check(
        &[(
            "cases/a.yaml",
            &format!("- case: a\n  people: [{{id: x, facts: []}}]\n  who: y\n{rest}"),
        )],
        &["cases/a.yaml:3 unknown person `y`"],
    );
    check(
        &[(
            "cases/a.yaml",
            &format!("- case: a\n  people: [{{id: x, facts: []}}]\n  who: x\n{rest}"),
        )],
        &[],
    );
    check(&[("cases/a.yaml", &format!("- case: a\n  who: c1\n{rest}"))], &[]);
}

#[test]
fn words_of_facts_that_no_list_knows_are_warnings() {
    let text = "- case: a
  person: {facts: [{kind: post, role: par}]}
  people:
    - id: x
      facts:
        - {kind: exam, exam: pane}
        - {kind: exam, exam: pan}
  ask: {standing: pa, at: 2026-01-01}
  expect: {standing: unknown}
";
    check(
        &[
            ("cases/a.yaml", text),
            ("cases/people.yaml", "- {id: c1, facts: [{kind: training, course: irme}]}\n"),
        ],
        &[
            "warning: `f-1` of `c1`: unknown course `irme`",
            "cases/a.yaml:2 warning: `f-1` of `p`: unknown role or profession `par`",
            "cases/a.yaml:7 warning: `f-2` of `x`: unknown exam `pan`",
        ],
    );
}

#[test]
fn the_adoption_of_a_case_is_checked_too() {
    check_case(
        "  ask: {decide: induce, at: 2026-01-01, adoption: {without: statute}}\n  expect: {decision: refuse}\n",
        &["3 `statute` binds everybody and cannot be left out"],
    );
}
