//! Everything the heart says in words: what a requirement asks, what was found, what would put it right.
//!
//! Plain English a ward manager understands at three in the morning. Names of people are not known here: ids only.

use preceptor_record::person::Body;
use preceptor_record::{Closeness, Code, Day, Fact};
use preceptor_rulebook::requirement::{By, When};
use preceptor_rulebook::{ContextSpec, Leaf, Requirement, Rulebook};

/// Several words joined as a list: a, b or c.
pub fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}

fn either<T>(list: &[T], each: impl Fn(&T) -> String) -> String {
    listed(&list.iter().map(each).collect::<Vec<_>>(), "or")
}

fn plain(id: &Code) -> String {
    id.as_str().replace('-', " ")
}

/// The title of a vocabulary entry, or its id in plain words.
fn titled(title: Option<&str>, id: &Code) -> String {
    title.map_or_else(|| plain(id), ToOwned::to_owned)
}

/// A closeness in words.
pub fn closeness(it: Closeness) -> &'static str {
    match it {
        Closeness::Direct => "in the room",
        Closeness::OnSite => "on site",
        Closeness::Available => "reachable",
        Closeness::Independent => "with nobody needed",
    }
}

/// Puts requirements and facts into words for one rulebook.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The rulebook whose titles are used.
    pub book: &'a Rulebook,
}

impl Words<'_> {
    /// What a leaf asks for, as the end of "needs to be ..." or "must ...".
    #[expect(clippy::too_many_lines, reason = "one arm a kind, each a few lines")]
    pub fn leaf(&self, leaf: &Leaf) -> String {
        let asks = match leaf {
            Leaf::Registered(it) => {
                let register = either(&it.register, |id| self.register(&id.value));
                let part = match it.part.as_slice() {
                    [] => String::new(),
                    parts => format!(" as {}", either(parts, |it| self.role(&it.value))),
                };
                let default =
                    [preceptor_record::Status::Registered, preceptor_record::Status::Conditions];
                if it.status == default {
                    format!("registered on {register}{part}")
                } else {
                    let words = either(&it.status, ToString::to_string);
                    format!("marked as {words} on {register}{part}")
                }
            }
            Leaf::Annotated(it) => format!("annotated as {}", either(&it.annotation, plain)),
            Leaf::Holds(it) => self.holds(it),
            Leaf::Passed(it) => {
                let exams = either(&it.exam, |id| {
                    let exam = self.book.vocabulary.exams.iter().find(|it| it.id.value == id.value);
                    titled(exam.map(|it| it.title.as_str()), &id.value)
                });
                match it.outcome {
                    preceptor_record::facts::Passed::Pass => format!("a pass in {exams}"),
                    preceptor_record::facts::Passed::Fail => format!("a failed sitting of {exams}"),
                }
            }
            Leaf::Experience(it) => {
                let role = match it.role.as_slice() {
                    [] => "work".to_owned(),
                    roles => format!("work as {}", either(roles, |it| self.role(&it.value))),
                };
                let setting = match it.setting.as_slice() {
                    [] => String::new(),
                    list => format!(" in {}", either(list, |it| plain(&it.value))),
                };
                let specialty = match it.specialty.as_slice() {
                    [] => String::new(),
                    list => format!(" in {}", either(list, plain)),
                };
                let after = match it.after_award.as_slice() {
                    [] => String::new(),
                    list => format!(
                        " since qualifying ({})",
                        either(list, |it| self.qualification(&it.value))
                    ),
                };
                let within = it.within.map_or(String::new(), |it| format!(" within the last {it}"));
                format!("{} of {role}{setting}{specialty}{after}{within}", it.at_least)
            }
            Leaf::InPost(it) => {
                let role = match it.role.as_slice() {
                    [] => "a post".to_owned(),
                    roles => format!("a post as {}", either(roles, |it| self.role(&it.value))),
                };
                let mut places: Vec<String> = Vec::new();
                places.extend(it.specialty.iter().take(6).map(plain));
                if it.specialty.len() > 6 {
                    places.push("a like specialty".to_owned());
                }
                places.extend(it.setting.iter().map(|it| plain(&it.value)));
                places.extend(
                    it.organisation_kind.iter().map(|it| format!("a {}", plain(&it.value))),
                );
                if places.is_empty() {
                    role
                } else {
                    format!("{role} in {}", listed(&places, "or"))
                }
            }
            Leaf::Entitled(it) => match (&it.activity, &it.duty) {
                (Some(it), _) => {
                    format!("entitled by the employer to {}", self.activity(&it.value))
                }
                (None, Some(it)) => format!("entitled by the employer ({})", plain(it)),
                (None, None) => "entitled by the employer".to_owned(),
            },
            Leaf::Delegated(it) => {
                let by = it.by.as_ref().map_or(String::new(), |it| format!(" by {}", self.by(it)));
                format!("given the act by delegation{by}")
            }
            Leaf::Enrolled(it) => {
                let what = match (it.programme.as_slice(), it.qualification.as_slice()) {
                    ([], list) => either(list, |it| self.qualification(&it.value)),
                    (list, _) => either(list, |it| self.programme(&it.value)),
                };
                let before = it
                    .started_before
                    .map_or(String::new(), |it| format!(" begun before {}", it.in_words()));
                let after = it
                    .started_on_or_after
                    .map_or(String::new(), |it| format!(" begun on or after {}", it.in_words()));
                format!("enrolled for {what}{before}{after}")
            }
            Leaf::Checked(it) => {
                let check =
                    self.book.vocabulary.checks.iter().find(|term| term.id.value == it.check.value);
                let title = titled(check.map(|it| it.title.as_str()), &it.check.value);
                let age =
                    it.not_older_than.map_or(String::new(), |it| format!(", not older than {it}"));
                format!("the check \u{201c}{title}\u{201d} passed{age}")
            }
            Leaf::Supervised(it) => {
                let kind = either(&it.supervision, ToString::to_string);
                let kind = if kind.is_empty() {
                    "supervisor".to_owned()
                } else {
                    format!("{kind} supervisor")
                };
                let by =
                    it.by.as_ref().map_or(String::new(), |it| format!(" who is {}", self.by(it)));
                format!("a {kind}{by}")
            }
            Leaf::SignedOff(it) => {
                let what =
                    it.activity.as_ref().map_or("this".to_owned(), |it| self.activity(&it.value));
                let level = it.level.map_or(String::new(), |it| {
                    format!(" with a supervisor {} or further away", closeness(it))
                });
                let by = it.by.as_ref().map_or(String::new(), |it| format!(" by {}", self.by(it)));
                format!("signed off to {what}{level}{by}")
            }
            Leaf::Capable(it) => format!("assessed against {} {}", it.framework, it.item),
            Leaf::Assessed(it) => {
                let tools = either(&it.tool, plain);
                let within = it.within.map_or(String::new(), |it| format!(" within {it}"));
                format!("{} assessments ({tools}) by {} assessors{within}", it.count, it.assessors)
            }
            Leaf::Cpd(it) => {
                let title = self.book.cpd_scheme(it.scheme.as_str()).map(|it| it.title.as_str());
                format!("CPD as {} asks", titled(title, &it.scheme.value))
            }
            Leaf::Appraised(it) => format!("appraised within the last {}", it.within),
            Leaf::Trained(it) => {
                let courses = either(&it.course, |id| {
                    titled(self.book.course(id.as_str()).map(|it| it.title.as_str()), &id.value)
                });
                format!("trained, and in date: {courses}")
            }
            Leaf::Declared(it) => format!("a declaration about {}", either(&it.about, plain)),
            Leaf::Since(it) => {
                let mut from: Vec<String> = it
                    .qualification
                    .iter()
                    .map(|it| format!("qualifying ({})", self.qualification(&it.value)))
                    .collect();
                let part = match it.part.as_slice() {
                    [] => String::new(),
                    parts => format!(" as {}", either(parts, |it| self.role(&it.value))),
                };
                from.extend(
                    it.registration
                        .iter()
                        .map(|it| format!("joining {}{part}", self.register(&it.value))),
                );
                let from = listed(&from, "or");
                match (it.at_least, it.below) {
                    (Some(least), Some(below)) => {
                        format!("between {least} and {below} since {from}")
                    }
                    (Some(least), None) => format!("{least} since {from}"),
                    (None, Some(below)) => format!("less than {below} since {from}"),
                    (None, None) => format!("some time since {from}"),
                }
            }
            Leaf::Context(wishes) => {
                let each: Vec<String> =
                    wishes.iter().map(|(key, spec)| self.wish(key, spec)).collect();
                listed(&each, "and")
            }
        };
        format!("{asks}{}", self.when(leaf))
    }

    fn when(&self, leaf: &Leaf) -> String {
        let when = match leaf {
            Leaf::Registered(it) => it.when,
            Leaf::InPost(it) => it.when,
            Leaf::Annotated(it) => it.when,
            Leaf::Experience(it) => it.when,
            Leaf::Enrolled(it) => it.when,
            Leaf::Holds(it) => it.when,
            _ => When::Now,
        };
        match when {
            When::Now => String::new(),
            When::Ever => " at any time".to_owned(),
            When::Before(day) => format!(" before {}", day.in_words()),
            When::OnOrAfter(day) => format!(" on or after {}", day.in_words()),
            When::Within(span) => format!(" within the last {span}"),
        }
    }

    fn holds(&self, it: &preceptor_rulebook::requirement::Holds) -> String {
        let mut text = match it.qualification.as_slice() {
            [] => "a qualification".to_owned(),
            list => format!("the award of {}", either(list, |it| self.qualification(&it.value))),
        };
        if !it.subject.is_empty() {
            text.push_str(&format!(" in {}", either(&it.subject, |it| plain(&it.value))));
        }
        if let Some(class) = it.class {
            text.push_str(&format!(", class {class} or better"));
        }
        if let Some(level) = it.level {
            text.push_str(&format!(" at academic level {level} or above"));
        }
        if it.programme.iter().any(|it| it.value == *"recognised") {
            text.push_str(" from a programme recognised on that day");
        } else if !it.programme.is_empty() {
            text.push_str(&format!(
                " from {}",
                either(&it.programme, |it| self.programme(&it.value))
            ));
        }
        if !it.country.is_empty() {
            text.push_str(&format!(
                " from {}",
                either(&it.country, |it| it.as_str().to_uppercase())
            ));
        }
        text
    }

    /// A wish for a context key in words.
    pub fn wish(&self, key: &Code, spec: &ContextSpec) -> String {
        let title = self.key(key);
        match spec {
            ContextSpec::Values(values) => {
                let values: Vec<String> =
                    values.iter().take(8).map(|it| self.value(key, it)).collect();
                format!("{title}: {}", listed(&values, "or"))
            }
            ContextSpec::Range { from: Some(from), to: Some(to) } => {
                format!("{title}: {from} to {to}")
            }
            ContextSpec::Range { from: Some(from), to: None } => format!("{title}: {from} or more"),
            ContextSpec::Range { from: None, to: Some(to) } => format!("{title}: {to} or less"),
            ContextSpec::Range { from: None, to: None } | ContextSpec::Stated => {
                format!("{title}: stated")
            }
            ContextSpec::Not(values) => {
                let values: Vec<String> = values.iter().map(|it| self.value(key, it)).collect();
                format!("{title}: not {}", listed(&values, "or"))
            }
        }
    }

    /// A context key in words.
    pub fn key(&self, key: &Code) -> String {
        titled(self.book.context_term(key.as_str()).map(|it| it.title.as_str()), key)
    }

    /// A value of a context key in words.
    pub fn value(&self, key: &Code, value: &preceptor_rulebook::ContextValue) -> String {
        let term = self.book.context_term(key.as_str());
        let title = term
            .and_then(|it| it.values.iter().find(|it| it.value == *value))
            .and_then(|it| it.title.clone());
        title.unwrap_or_else(|| value.to_string())
    }

    /// A requirement in words, for requirements over other people.
    pub fn requirement(&self, requirement: &Requirement) -> String {
        let each = |of: &[Requirement], last: &str| {
            let words: Vec<String> = of.iter().map(|it| self.requirement(it)).collect();
            listed(&words, last)
        };
        match requirement {
            Requirement::Leaf(it) => self.leaf(&it.value),
            Requirement::All(of) => each(of, "and"),
            Requirement::Any(of) => each(of, "or"),
            Requirement::AtLeast(n, of) => format!("at least {n} of {}", each(of, "and")),
            Requirement::Not(it) => format!("not {}", self.requirement(it)),
        }
    }

    /// Who qualifies, in words: "a consultant anaesthetist".
    pub fn by(&self, by: &By) -> String {
        match by {
            By::Named(id) => self
                .book
                .supervisor(id.as_str())
                .map_or_else(|| plain(&id.value), |it| lower(&it.title, &id.value)),
            By::Inline(it) => format!("somebody with {}", self.requirement(it)),
        }
    }

    fn register(&self, id: &Code) -> String {
        if *id == *"base" {
            return "the register of the base profession".to_owned();
        }
        self.book.register(id.as_str()).map_or_else(|| plain(id), |it| it.title.clone())
    }

    fn role(&self, id: &Code) -> String {
        lower(self.book.role_title(id.as_str()), id)
    }

    fn qualification(&self, id: &Code) -> String {
        titled(self.book.qualification(id.as_str()).map(|it| it.title.as_str()), id)
    }

    fn programme(&self, id: &Code) -> String {
        self.book
            .programme(id.as_str())
            .map_or_else(|| plain(id), |it| it.title.clone().unwrap_or_else(|| it.provider.clone()))
    }

    /// An activity in words.
    pub fn activity(&self, id: &Code) -> String {
        lower(self.book.activity_title(id.as_str()), id)
    }

    /// A fact in words, as it stands on the record.
    #[expect(clippy::too_many_lines, reason = "one arm a kind, each a few lines")]
    pub fn fact(&self, fact: &Fact) -> String {
        let period = fact.body.period();
        let since = |word: &str| {
            if period.from == Day::ALWAYS {
                String::new()
            } else {
                format!(" {word} {}", period.from.in_words())
            }
        };
        let until = if period.until == Day::NEVER {
            String::new()
        } else {
            format!(", last day {}", period.until.previous().in_words())
        };
        match &fact.body {
            Body::Registration(it) => {
                let part =
                    it.part.as_ref().map_or(String::new(), |it| format!(" ({})", self.role(it)));
                format!(
                    "{} on {}{part}{}{until}",
                    it.status,
                    self.register(&it.register),
                    since("from")
                )
            }
            Body::Annotation(it) => {
                format!("annotated as {}{}{until}", plain(&it.annotation), since("from"))
            }
            Body::Qualification(it) => {
                let programme = it
                    .programme
                    .as_ref()
                    .map_or(String::new(), |it| format!(" from {}", self.programme(it)));
                format!("{}{programme}{}", self.qualification(&it.qualification), since("on"))
            }
            Body::Exam(it) => {
                format!("{} in {}{}", it.outcome, it.exam.as_str().to_uppercase(), since("on"))
            }
            Body::Experience(it) => {
                let role = it
                    .role
                    .as_ref()
                    .map_or("work".to_owned(), |it| format!("work as {}", self.role(it)));
                format!("{role}{}{until}", since("from"))
            }
            Body::Post(it) => {
                let place =
                    it.organisation.as_ref().map_or(String::new(), |it| format!(" at {it}"));
                let setting =
                    it.setting.as_ref().map_or(String::new(), |it| format!(", {}", plain(it)));
                format!("post as {}{place}{setting}{}{until}", self.role(&it.role), since("from"))
            }
            Body::Entitlement(it) => {
                let what = it
                    .activity
                    .as_ref()
                    .map(|it| self.activity(it))
                    .or(it.duty.as_ref().map(plain))
                    .unwrap_or_default();
                format!("entitlement: {what}{}{until}", since("from"))
            }
            Body::Delegation(it) => {
                let who =
                    it.delegator.as_ref().map_or("nobody named".to_owned(), ToString::to_string);
                format!(
                    "delegation of {} by {who}{}{until}",
                    self.activity(&it.activity),
                    since("from")
                )
            }
            Body::Enrolment(it) => {
                let what = it
                    .programme
                    .as_ref()
                    .map(|it| self.programme(it))
                    .or(it.qualification.as_ref().map(|it| self.qualification(it)));
                format!("enrolled: {}{}{until}", what.unwrap_or_default(), since("from"))
            }
            Body::Check(it) => {
                let outcome = it.outcome.as_ref().map_or("clear", Code::as_str);
                format!("check of {}: {outcome}{}{until}", plain(&it.check), since("on"))
            }
            Body::Supervision(it) => {
                format!("{} supervisor {}{}{until}", it.supervision, it.supervisor, since("from"))
            }
            Body::SignOff(it) => {
                let who = it.assessor.as_ref().map_or(String::new(), |it| format!(" by {it}"));
                format!(
                    "signed off to {} with a supervisor {}{who}{}{until}",
                    self.activity(&it.activity),
                    closeness(it.level),
                    since("on")
                )
            }
            Body::Capability(it) => {
                format!("rated {} against {} {}{}", it.level, it.framework, it.item, since("on"))
            }
            Body::Assessment(it) => format!("{}{}", it.tool, since("on")),
            Body::Cpd(_) => format!("CPD{}", since("on")),
            Body::Appraisal(_) => format!("appraisal{}", since("on")),
            Body::Training(it) => {
                let title = titled(
                    self.book.course(it.course.as_str()).map(|it| it.title.as_str()),
                    &it.course,
                );
                format!("trained: {title}{}{until}", since("on"))
            }
            Body::Declaration(it) => {
                format!("declaration about {}{}{until}", plain(&it.about), since("on"))
            }
            Body::Absence(it) => format!("away ({}){}{until}", plain(&it.reason), since("from")),
            Body::Restriction(it) => {
                let what = if it.activity == *"all" {
                    "everything".to_owned()
                } else {
                    self.activity(&it.activity)
                };
                let by = it.imposed_by.as_ref().map_or(String::new(), |it| format!(" by {it}"));
                match it.supervision {
                    None => format!("barred from {what}{by}{}{until}", since("from")),
                    Some(level) => format!(
                        "{what} only with a supervisor {}{by}{}{until}",
                        closeness(level),
                        since("from")
                    ),
                }
            }
            Body::Details(_) | Body::Verification(_) | Body::Withdrawal(_) => String::new(),
        }
    }
}

/// A title with a small first letter, unless it begins with an abbreviation.
fn lower(title: &str, id: &Code) -> String {
    if title == id.as_str() {
        return plain(id);
    }
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => title.to_owned(),
    }
}
