//! The answer for people: first the answer, then why, then what would change it.

use std::fmt::Write as _;

use preceptor_record::people::People;
use preceptor_rulebook::provision::Due;
use preceptor_rulebook::{Effect, Rulebook};
use preceptor_service::names::{Names, named};
use preceptor_standing::answer::{Change, DependsOn, ShownSupervision};
use preceptor_standing::{Answer, Decision, Engine, Question, Reason};

use crate::page::Page;
use crate::{say, source};

/// The whole answer.
pub fn answer(engine: &Engine<'_>, people: &People, question: &Question, it: &Answer) -> String {
    let page = Page::new();
    let Some(person) = people.people.get(&it.person) else { return page.text() };
    let names = Names::of(people, person, question.present.iter().map(|it| &it.person));
    let mut told = Told { page, book: engine.book, names, answer: it };
    told.headline(&named(person));
    let acting = say::acting(engine.book, people, &it.acting, it.at);
    told.page.para(0, &format!("Acting as {acting}."));
    told.asked(question);
    told.missing();
    told.supervision();
    told.obligations();
    told.why();
    told.depends_on();
    told.would_permit();
    told.changes();
    told.under(engine);
    told.page.text()
}

struct Told<'a> {
    page: Page,
    book: &'a Rulebook,
    names: Names<'a>,
    answer: &'a Answer,
}

impl Told<'_> {
    fn headline(&mut self, who: &str) {
        let what = say::words(self.book).activity(&self.answer.activity);
        let on = self.answer.at.in_words();
        let text = match self.answer.decision {
            Decision::Permit => format!("YES. {who} may {what} on {on}."),
            Decision::NeedsSupervision => {
                let how = match self.answer.supervision.as_ref().map(|it| it.level) {
                    Some(level) => format!("only with a supervisor {}", say::closeness(level)),
                    None => "only under supervision".to_owned(),
                };
                format!("WITH SUPERVISION. {who} may {what} on {on} {how}.")
            }
            Decision::CannotTell => format!("CANNOT TELL whether {who} may {what} on {on}."),
            Decision::Refuse => format!("NO. {who} may not {what} on {on}."),
        };
        self.page.para(0, &text);
        if self.answer.unverified {
            self.page.para(0, "This answer rests on an unverified rule: see the mark below.");
        }
    }

    /// What was stated and who was said to be there.
    fn asked(&mut self, question: &Question) {
        let words = say::words(self.book);
        let stated: Vec<String> = question
            .context
            .iter()
            .map(|(key, value)| format!("{}: {}", words.key(key), words.value(key, value)))
            .collect();
        if !stated.is_empty() {
            self.page.para(0, &format!("Stated: {}.", stated.join("; ")));
        }
        for it in &question.present {
            let level = match it.level {
                preceptor_record::Closeness::Independent => "named, but not to supervise",
                other => say::closeness(other),
            };
            let covering = match it.covering {
                0 => "covering nobody else".to_owned(),
                n => format!("covering {}", say::count(n as usize, "other", "others")),
            };
            let minutes = it.minutes.map_or(String::new(), |it| {
                format!(", {} away", say::count(it as usize, "minute", "minutes"))
            });
            let who = self.names.put_in(it.person.as_str());
            self.page.para(0, &format!("Present: {who}, {level}, {covering}{minutes}."));
        }
        if question.known_at != preceptor_record::KnownAt::EVERYTHING {
            self.page.para(0, "Only what had been recorded by the moment named counts.");
        }
    }

    fn missing(&mut self) {
        if self.answer.missing.is_empty() {
            return;
        }
        self.page.head("What is missing");
        for it in &self.answer.missing {
            let key = self.answer.depends_on.iter().find(|known| known.key.as_str() == it);
            let text = match key.and_then(|it| self.book.context_term(it.key.as_str())) {
                Some(term) => {
                    let question = term.question.as_ref().unwrap_or(&term.title);
                    format!("{question} State it with --context {it}=...")
                }
                None => self.names.put_in(it),
            };
            self.page.item(2, &text);
        }
    }

    fn supervision(&mut self) {
        let Some(it) = &self.answer.supervision else { return };
        self.page.head("Supervision");
        let text = self.names.put_in(&supervision(it));
        self.page.para(2, &text);
    }

    fn obligations(&mut self) {
        if self.answer.obligations.is_empty() {
            return;
        }
        self.page.head(match self.answer.decision {
            Decision::Permit => "What goes with it",
            _ => "What goes with it, once it is permitted",
        });
        for it in &self.answer.obligations {
            let when = match it.when {
                Due::Before => "Before",
                Due::During => "Throughout",
                Due::After => "Afterwards",
                Due::SameDay => "The same day",
            };
            let advised = if it.advised { " (recommended)" } else { "" };
            self.page.item(2, &format!("{when}: {}{advised}", it.text));
        }
    }

    fn why(&mut self) {
        self.page.head("Why");
        let (duties, deciding): (Vec<&Reason>, Vec<&Reason>) =
            self.answer.reasons.iter().partition(|it| only_obliges(it));
        for (i, it) in deciding.into_iter().enumerate() {
            if i > 0 {
                self.page.gap();
            }
            self.reason(it);
        }
        if duties.is_empty() {
            return;
        }
        self.page.gap();
        self.page.para(2, "These apply too and do not stand in the way:");
        for it in duties {
            let mark = if it.unverified { " UNVERIFIED." } else { "" };
            self.page.item(4, &format!("{}{mark}", say::stopped(&it.says)));
            if let Some(cited) = it.source.first() {
                self.page.entry(6, "Source", &source::line(self.book, cited));
            }
            self.page.entry(6, "Provision", it.provision.as_str());
        }
    }

    fn reason(&mut self, it: &Reason) {
        self.page.para(2, &say::stopped(&it.says));
        let set = it.set.as_ref().and_then(|it| self.book.set(it.as_str()));
        let whose = match (set, &it.set) {
            (Some(set), _) => format!(" {}", say::stopped(&set.title)),
            (None, Some(_)) => " The employer's own provision.".to_owned(),
            (None, None) => String::new(),
        };
        self.page.para(4, &format!("{}{whose}", weight(it)));
        if it.unverified {
            self.page.para(4, "UNVERIFIED: it rests on memory, or authorities disagree about it.");
        }
        for found in &it.because {
            let found = self.names.put_in(found);
            self.page.entry(4, "Found", &found);
        }
        for cited in &it.source {
            self.page.entry(4, "Source", &source::line(self.book, cited));
        }
        if it.set.is_some() {
            self.page.entry(4, "Provision", it.provision.as_str());
        }
    }

    fn depends_on(&mut self) {
        if self.answer.depends_on.is_empty() {
            return;
        }
        self.page.head("What it depends on");
        for it in &self.answer.depends_on {
            let text = depends(self.book, it);
            self.page.item(2, &text);
        }
    }

    fn would_permit(&mut self) {
        let it = self.answer;
        if it.decision == Decision::Permit {
            return;
        }
        self.page.head("What would change it");
        for provision in &it.not_liftable {
            let says = self.book.provision(provision.as_str()).map(|it| it.provision.says.as_str());
            let text = match says {
                Some(says) => format!(
                    "Nothing on the record can lift this: {} ({provision})",
                    say::stopped(says)
                ),
                None => format!("Nothing on the record can lift {provision}."),
            };
            self.page.item(2, &text);
        }
        match it.would_permit.as_slice() {
            [] if it.not_liftable.is_empty() => {
                self.page.para(2, "Nothing that the record could show.");
            }
            [] => {}
            [one] => {
                let text = self.way(one);
                self.page.para(2, &text);
            }
            several => {
                self.page.para(2, "Any one of these is enough:");
                for way in several {
                    let text = self.way(way);
                    self.page.item(2, &text);
                }
            }
        }
    }

    fn way(&self, way: &[preceptor_standing::explain::Remedy]) -> String {
        let each: Vec<String> = way.iter().map(say::remedy).collect();
        self.names.put_in(&say::stopped(&say::sentence(&each.join("; and "))))
    }

    fn changes(&mut self) {
        self.page.head("When it changes");
        if self.answer.changes.is_empty() {
            self.page.para(2, "Not within ten years, as far as the record and the rulebook tell.");
        }
        for it in &self.answer.changes {
            let text = self.names.put_in(&change(it));
            self.page.item(2, &text);
        }
    }

    fn under(&mut self, engine: &Engine<'_>) {
        self.page.head("Under which rules");
        let adopted: Vec<String> = self.answer.adopted.iter().map(ToString::to_string).collect();
        self.page.entry(2, "Sets adopted", &adopted.join(", "));
        self.page.entry(2, "Adoption", &adoption(engine));
        let header = &self.book.header;
        let rulebook = format!("{} {} ({})", header.id, header.version, self.book.digest);
        self.page.entry(2, "Rulebook", &rulebook);
        self.page.gap();
        self.page.para(0, source::NOT_ADVICE);
    }
}

/// Whose choice of rules an answer was given under.
pub fn adoption(engine: &Engine<'_>) -> String {
    let it = &engine.adoption;
    let mut made = match (&it.organisation, &it.approved) {
        (Some(who), Some(approved)) => {
            format!(
                "that of {who}, approved by {} on {}",
                say::and(&approved.by),
                approved.on.in_words()
            )
        }
        (Some(who), None) => format!("that of {who}; no approver is named"),
        (None, Some(approved)) => {
            format!("approved by {} on {}", say::and(&approved.by), approved.on.in_words())
        }
        (None, None) => {
            "none by an employer; the sets taken by default, and those asked for".to_owned()
        }
    };
    if !it.disapply.is_empty() {
        let set_aside: Vec<String> =
            it.disapply.iter().map(|it| it.provision.value.to_string()).collect();
        let _ = write!(made, "; it sets aside {}", say::and(&set_aside));
    }
    made
}

/// A limit that is kept, whatever the record says: it only brings obligations.
fn only_obliges(it: &Reason) -> bool {
    it.effect == Effect::Limit && it.outcome == "met" && it.because.is_empty() && it.set.is_some()
}

/// What a provision does to this question.
fn weight(it: &Reason) -> &'static str {
    match (it.effect, it.outcome) {
        (Effect::Forbid, "applies") => "This forbids it.",
        (Effect::Forbid, _) => "This may forbid it: whether it applies is not known.",
        (Effect::Limit, "unmet") => "This limits it, and is not kept.",
        (Effect::Limit, "unknown") => "This limits it, and whether it is kept is not known.",
        (Effect::Limit, _) => "This limits it, and is kept.",
        (Effect::Permit, "met") => "This permits it.",
        (Effect::Permit, "unknown") => "This may permit it: whether it does is not known.",
        (Effect::Permit, _) => "This would permit it, and is not met.",
    }
}

fn supervision(it: &ShownSupervision) -> String {
    let by = it.by.as_deref().unwrap_or("a supervisor");
    let mut made = format!("{}, {}", say::sentence(by), say::closeness(it.level));
    if let Some(minutes) = it.attend_within_minutes {
        let minutes = say::count(minutes as usize, "minute", "minutes");
        let _ = write!(made, ", able to attend within {minutes}");
    }
    if let Some(most) = it.covers_at_most {
        let _ = match most {
            1 => write!(made, ", covering nobody else"),
            most => write!(made, ", covering at most {most} people at once"),
        };
    }
    if let Some(code) = &it.code {
        let _ = write!(made, " (code {code})");
    }
    say::stopped(&made)
}

fn depends(book: &Rulebook, it: &DependsOn) -> String {
    let words = say::words(book);
    let each: Vec<String> = it
        .then
        .iter()
        .map(|(values, decision)| {
            let values: Vec<String> = values
                .iter()
                .map(|value| {
                    let parsed = preceptor_rulebook::ContextValue::parse(value);
                    let title = words.value(&it.key, &parsed);
                    if title.eq_ignore_ascii_case(value) {
                        stretch(value)
                    } else {
                        format!("{value} ({})", say::lower(&title))
                    }
                })
                .collect();
            let answer = match decision {
                Decision::Permit => "yes",
                Decision::NeedsSupervision => "with supervision",
                Decision::CannotTell => "still cannot tell",
                Decision::Refuse => "no",
            };
            format!("{answer} with {}", preceptor_standing::words::listed(&values, "or"))
        })
        .collect();
    format!("{} (--context {}=...): {}.", words.key(&it.key), it.key, each.join("; "))
}

/// A stretch of numbers in words: 0 to 17, 18 or more.
fn stretch(value: &str) -> String {
    let is_number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    match (value.split_once('-'), value.strip_suffix('+')) {
        (Some((from, to)), _) if is_number(from) && is_number(to) => format!("{from} to {to}"),
        (_, Some(from)) if is_number(from) => format!("{from} or more"),
        _ => value.to_owned(),
    }
}

fn change(it: &Change) -> String {
    let answer = match it.decision {
        Decision::Permit => "yes",
        Decision::NeedsSupervision => "only with supervision",
        Decision::CannotTell => "cannot tell",
        Decision::Refuse => "no",
    };
    format!("From {}: {answer}. {}", it.on.in_words(), say::stopped(&say::sentence(&it.because)))
}
