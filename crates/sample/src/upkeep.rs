//! What everybody does to stay in work: checks, training, development, appraisals, declarations, time away.

use preceptor_record::facts::Amount;
use preceptor_record::{
    Absence, Appraisal, Assessment, Body, Check, Code, Cpd, Day, Declaration, Span,
};

use crate::cast::Senior;
use crate::life::{Life, shift};

/// The checks an employer makes, as of the start of a post.
pub(crate) fn checks(life: &mut Life<'_>, start: Day) {
    let criminal = match life.at().jurisdiction {
        "scotland" => "pvg",
        "northern-ireland" => "accessni",
        _ => "enhanced-with-barred-lists",
    };
    // A permission to work in the United Kingdom that will end, in one case of twelve.
    let leave_ends = life.dice.in_hundred(8).then(|| life.after(life.day, -60, 900));
    let all = [
        ("identity", "original-documents", None),
        (
            "right-to-work",
            if leave_ends.is_some() { "time-limited" } else { "unlimited" },
            leave_ends,
        ),
        ("registration-and-qualifications", "register", None),
        ("employment-history-and-references", "reference", None),
        ("criminal-record", criminal, None),
        ("work-health", "pre-employment", None),
    ];
    for (check, kind, until) in all {
        // Some older records lack one.
        if life.dice.in_hundred(4) {
            continue;
        }
        let on = life.before(start, 3, 60);
        let outcome = if life.dice.in_hundred(97) { "clear" } else { "pending" };
        let (check_kind, outcome) = (Some(Code::from(kind)), Some(Code::from(outcome)));
        life.add_claimed(
            Body::Check(Check { check: check.into(), check_kind, outcome, on: Some(on), until }),
            3,
        );
    }
}

const COURSES: &[(&str, i32)] = &[
    ("data-security-awareness", 12),
    ("fire-safety", 12),
    ("infection-prevention-2", 12),
    ("resuscitation-2", 12),
    ("immediate-life-support", 12),
    ("moving-and-handling-1", 36),
    ("safeguarding-adults-2", 36),
    ("safeguarding-children-2", 36),
    ("equality-diversity-human-rights", 36),
    ("conflict-resolution", 36),
    ("learning-disability-and-autism", 36),
];

/// Training every employer asks for, some of it run out.
pub(crate) fn training(life: &mut Life<'_>, start: Day) {
    let n_courses = life.dice.between(5, 9);
    for (course, months) in life.dice.some(usize::try_from(n_courses).unwrap_or(5), COURSES) {
        let on = life.before(life.day, 10, months * 30 + 20).max(start);
        life.trained(course, on, Some(months));
    }
}

const DEVELOPMENT: &[(&str, &str, bool)] = &[
    ("conference", "external", true),
    ("course", "external", true),
    ("accredited-course", "external", true),
    ("teaching", "internal", true),
    ("journal-club", "internal", true),
    ("audit", "internal", false),
    ("reading", "personal", false),
    ("e-learning", "personal", false),
];

/// Development of the last years, in credits or in hours.
pub(crate) fn development(life: &mut Life<'_>, unit: &str, start: Day) {
    for _ in 0..life.dice.between(5, 11) {
        let (kind, where_from, with_others) = life.dice.pick(DEVELOPMENT);
        let on = life.before(life.day, 1, 900).max(start);
        let amount = Amount(u32::try_from(life.dice.between(2, 28) * 25).unwrap_or(100));
        let mut attributes = vec![
            Code::from(where_from),
            Code::from(if life.dice.in_hundred(70) { "clinical" } else { "non-clinical" }),
        ];
        if life.dice.in_hundred(50) {
            attributes.push("verifiable".into());
        }
        let cpd = Cpd {
            credits: (unit == "credits").then_some(amount),
            hours: (unit == "hours").then_some(amount),
            cpd_kind: Some(kind.into()),
            areas: vec![life.specialty.into()],
            attributes,
            participatory: with_others,
            on: Some(on),
            reflected: life.dice.in_hundred(60),
        };
        life.add_claimed(Body::Cpd(cpd), 45);
    }
}

/// Appraisals of the last years, each over the twelve months before it; some years are missed.
pub(crate) fn appraisals(life: &mut Life<'_>, by: Senior, start: Day) {
    let last = life.before(life.day, 20, 400);
    for years in (0..life.dice.between(1, 4)).rev() {
        let on = last.minus(Span::of_months(years * 12));
        if shift(on, -300) < start || life.dice.in_hundred(8) {
            continue;
        }
        let until = life.before(on, 5, 40);
        let appraiser = life.senior(by);
        let outcome = life.dice.pick(&[
            "satisfactory",
            "satisfactory",
            "satisfactory",
            "more-evidence-needed",
        ]);
        let appraisal = Appraisal {
            outcome: Some(outcome.into()),
            from: Some(until.minus(Span::of_months(12))),
            until: Some(until),
            appraiser,
            on: Some(on),
        };
        life.add(Body::Appraisal(appraisal));
    }
}

/// Declarations about health, probity and indemnity, made each year.
pub(crate) fn declarations(life: &mut Life<'_>, start: Day) {
    for about in ["health", "probity", "indemnity"] {
        let on = life.before(life.day, 5, 420).max(start);
        let until = on.plus(Span::of_months(12));
        life.add(Body::Declaration(Declaration {
            about: about.into(),
            on: Some(on),
            until: Some(until),
        }));
    }
    if life.dice.in_hundred(7) {
        let on = life.before(life.day, 5, 300).max(start);
        life.add_claimed(
            Body::Declaration(Declaration {
                about: "second-job".into(),
                on: Some(on),
                until: None,
            }),
            60,
        );
    }
}

/// Assessments at work.
pub(crate) fn assessments(life: &mut Life<'_>, by: Senior, n_most: i32, start: Day) {
    for _ in 0..life.dice.between(0, n_most) {
        let tool = life.dice.pick(&["mini-cex", "cbd", "dops", "msf"]);
        let on = life.before(life.day, 5, 1_000).max(start);
        let assessor = life.senior(by);
        let outcome =
            Some(Code::from(life.dice.pick(&["satisfactory", "satisfactory", "to-develop"])));
        life.add_claimed(
            Body::Assessment(Assessment {
                tool: tool.into(),
                items: Vec::new(),
                outcome,
                assessor,
                on: Some(on),
            }),
            25,
        );
    }
}

/// Now and then a long time away, some of them still away.
pub(crate) fn absence(life: &mut Life<'_>, start: Day) {
    if !life.dice.in_hundred(14) {
        return;
    }
    let from = life.day_between(start, shift(life.day, -1));
    let back = life.after(from, 30, 380);
    let reason = life.dice.pick(&["parental-leave", "parental-leave", "sickness", "career-break"]);
    let until = (back <= life.day || life.dice.in_hundred(50)).then_some(back);
    life.add(Body::Absence(Absence { reason: reason.into(), from: Some(from), until }));
}
