//! People with facts: what they may do on the days of their duties, under whose eyes, and whom they may supervise.
//!
//! The rota's engine knows no rulebook and no record. Here the rulebook is asked about each line of a rota, and the
//! answers are handed over as dated rulings, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use preceptor_limits::Class;
use preceptor_record::file::{At, Faults, Node, Place, Shape, Sources, Value, parse_yaml};
use preceptor_record::people::{Item, People};
use preceptor_record::{Code, Day, KnownAt, Period, Person, PersonId, Record};
use preceptor_rota::model::compile::Compiled;
use preceptor_rota::model::written::{Moment, PersonFile, ProblemFile};
use preceptor_rota::model::{
    Asking, AskingIx, Demand, Judged, PersonIx, Reason, Rota, Ruled, Ruling, Truth,
};
use preceptor_rulebook::provision::{ClauseLevel, Effect, Supervision};
use preceptor_rulebook::requirement::{By, Requirement};
use preceptor_rulebook::sets::AuthorityKind;
use preceptor_rulebook::{Adoption, ContextValue, Rulebook, lint_adoption};
use preceptor_standing::acting::current_posts;
use preceptor_standing::lookup::Lookup;
use preceptor_standing::{Answer, Decision, Engine, Question};
use serde_json::{Value as Json, json};

use crate::exit::Failure;
use crate::open;

/// The activity that asks whether a post may be held at all.
const PRACTISE: &str = "practise-as-role";

/// What each day of each line is asked: who, in which post, what, when.
type Asked = (PersonIx, Option<usize>, Option<AskingIx>, Day);

/// Fills in what follows from the facts of people who have some.
pub fn judge(
    book: &Rulebook,
    (file, path): (&ProblemFile, &Path),
    (compiled, rota): (&mut Compiled, &Rota),
    sources: &Sources,
    faults: &mut Faults,
) -> Result<(), Failure> {
    let Some(register) = register(file, path, faults)? else { return Ok(()) };
    let mut adoption = Adoption::by_default();
    adoption.sets.extend(file.adopt.iter().cloned());
    faults.append(lint_adoption(book, &adoption));
    let askings = askings(&compiled.problem.askings, faults);
    if faults.any_error() {
        return Err(Failure::Wrong(faults.render(sources)));
    }
    let engine = Engine::new(book, &adoption);
    let known_at = file.known_at.as_ref().map_or(KnownAt::EVERYTHING, |it| known_at(it.value));
    let lookup = Lookup::new(book, &register, known_at);
    let mut judging = Judging {
        book,
        engine: &engine,
        lookup: &lookup,
        register: &register,
        known_at,
        inline: BTreeMap::new(),
    };
    let problem = &mut compiled.problem;
    let with_facts: BTreeSet<PersonIx> = (0..)
        .map(PersonIx)
        .zip(&problem.people)
        .filter(|(_, it)| is_judged(file, &register, it.id.as_str()))
        .map(|(ix, _)| ix)
        .collect();
    let mut asked: BTreeSet<Asked> = BTreeSet::new();
    for line in rota.lines.iter().filter(|it| with_facts.contains(&it.person)) {
        let asking = line.duty.and_then(|it| problem.duty(it).asking);
        let post = preceptor_rota::verify::diary::post_of(problem, line);
        asked.extend(problem.days_of(line.stretch).map(|it| (line.person, post, asking, Day(it))));
    }
    let mut made: BTreeMap<PersonIx, Judged> =
        with_facts.iter().map(|it| (*it, Judged::default())).collect();
    for it in asked {
        let person = problem.person(it.0);
        let post =
            it.1.and_then(|at| person.posts.get(at).map(|post| post_id(post.id.as_ref(), at)));
        let asking = it.2.and_then(|at| askings.get(at.0 as usize));
        let rulings = judging.rulings(&person.id, post.as_ref(), asking, &it);
        made.entry(it.0).or_default().rulings.extend(rulings);
    }
    let demands = problem.duties.iter().filter_map(|it| it.demand.as_ref());
    let ruled = made.values().flat_map(|it| &it.rulings).filter_map(|it| match &it.what {
        Ruled::Supervised(demand) => Some(demand),
        _ => None,
    });
    let bys: BTreeSet<Code> = demands.chain(ruled).filter_map(|it| it.by.clone()).collect();
    for (ix, judged) in &mut made {
        let person = problem.person(*ix);
        for by in &bys {
            judged
                .qualifies
                .insert(by.clone(), judging.qualifies(&person.id, by, &person.qualifies));
        }
    }
    for (ix, judged) in made {
        if let Some(person) = problem.people.get_mut(ix.0 as usize) {
            person.judged = Some(judged);
        }
    }
    Ok(())
}

fn is_judged(file: &ProblemFile, register: &People, id: &str) -> bool {
    let here = file.people.iter().any(|it| it.id.value == *id && it.facts.is_some());
    here || (file.records.is_some() && register.people.contains_key(id))
}

/// Everybody with facts, of the problem and of its records; nothing where nobody has any.
fn register(
    file: &ProblemFile,
    path: &Path,
    faults: &mut Faults,
) -> Result<Option<People>, Failure> {
    let mut people = match &file.records {
        None => People::default(),
        Some(it) => open::people(&path.parent().unwrap_or(Path::new("")).join(&it.value))?,
    };
    for it in file.people.iter() {
        let known = people.people.get(&it.id.value).cloned();
        if it.facts.is_none() && known.is_none() {
            continue;
        }
        let nothing = Person {
            id: it.id.value.clone(),
            name: None,
            details: None,
            former_names: Vec::new(),
            facts: Vec::new(),
        };
        let mut person = known.unwrap_or(nothing);
        if let Some(facts) = &it.facts {
            person.facts.extend(facts_of(it, facts.0.clone(), faults));
        }
        let posts =
            parse_yaml(&posts(file, it), 0, preceptor_record::file::Limits::default(), faults);
        person.facts.extend(posts.map(|node| facts_of(it, node, faults)).unwrap_or_default());
        people.people.insert(it.id.value.clone(), person);
    }
    Ok((!people.people.is_empty()).then_some(people))
}

/// The facts of a list, which belong to somebody.
fn facts_of(of: &PersonFile, list: Node, faults: &mut Faults) -> Vec<preceptor_record::Fact> {
    let word = |text: &str| Node {
        place: of.id.place,
        value: Value::Scalar { text: text.to_owned(), plain: true },
    };
    let pairs = vec![(word("id"), word(of.id.value.as_str())), (word("facts"), list)];
    let node = Node { place: of.id.place, value: Value::Map(pairs) };
    match Item::read(&node, faults) {
        Some(Item::Person(it, _)) => it.facts,
        _ => Vec::new(),
    }
}

/// Somebody's posts as the facts they count as.
fn posts(file: &ProblemFile, of: &PersonFile) -> String {
    let jurisdiction = file.jurisdiction.as_ref().map(|it| it.value.as_str());
    let made = of.posts.iter().enumerate().filter_map(|(at, post)| {
        let role = post.role.as_ref()?;
        let here = post.jurisdiction.as_ref().map(|it| it.value.as_str());
        let mut fact = json!({
            "kind": "post",
            "id": post_id(post.id.as_ref().map(|it| &it.value), at).as_str(),
            "role": role.as_str(),
            "verified": true,
        });
        let optional = [
            ("organisation", post.organisation.as_ref().map(ToString::to_string)),
            ("base_profession", post.base_profession.as_ref().map(ToString::to_string)),
            ("specialty", post.specialty.as_ref().map(ToString::to_string)),
            ("setting", post.setting.as_ref().map(ToString::to_string)),
            ("jurisdiction", here.or(jurisdiction).map(str::to_owned)),
            ("from", post.from.map(|it| it.to_string())),
            ("until", post.until.map(|it| it.to_string())),
        ];
        if let Some(fact) = fact.as_object_mut() {
            let given =
                optional.into_iter().filter_map(|(key, it)| Some((key.to_owned(), it?.into())));
            fact.extend(given);
        }
        Some(fact)
    });
    Json::Array(made.collect()).to_string()
}

/// The id under which a post of the problem is a fact: never one that a record gives.
fn post_id(id: Option<&Code>, at: usize) -> Code {
    match id {
        Some(it) => Code::new(format!("rota:{it}")),
        None => Code::new(format!("rota:post-{at}")),
    }
}

fn known_at(moment: Moment) -> KnownAt {
    match moment {
        Moment::Day(day) => KnownAt::end_of(day),
        Moment::Local(local) => KnownAt::parse(&local.to_string()).unwrap_or(KnownAt::EVERYTHING),
        Moment::Fixed(minutes) => jiff::Timestamp::from_second(minutes.saturating_mul(60))
            .map_or(KnownAt::EVERYTHING, KnownAt::instant),
    }
}

/// What a duty asks of a rulebook, read by its shapes.
struct Read {
    activity: Option<Code>,
    requires: Option<Requirement>,
    context: BTreeMap<Code, ContextValue>,
}

fn askings(all: &[Asking], faults: &mut Faults) -> Vec<Read> {
    all.iter()
        .map(|it| Read {
            activity: it.activity.clone(),
            requires: it.requires.as_ref().and_then(|it| Requirement::read(it, faults)),
            context: it
                .context
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), ContextValue::read(value, faults)?)))
                .collect(),
        })
        .collect()
}

/// A rulebook that is asked.
struct Judging<'a> {
    book: &'a Rulebook,
    engine: &'a Engine<'a>,
    lookup: &'a Lookup<'a>,
    register: &'a People,
    known_at: KnownAt,
    /// Requirements over a supervisor that stand within a provision, by the name given to them here.
    inline: BTreeMap<Code, By>,
}

impl Judging<'_> {
    /// What holds of somebody on one day of a line.
    fn rulings(
        &mut self,
        who: &PersonId,
        post: Option<&Code>,
        asking: Option<&Read>,
        it: &Asked,
    ) -> Vec<Ruling> {
        let (_, at, number, day) = *it;
        let mut made: Vec<Ruled> = self.decided(who, post, PRACTISE, &BTreeMap::new(), day);
        if let Some(read) = asking {
            if let Some(activity) = &read.activity {
                made.extend(self.decided(who, post, activity.as_str(), &read.context, day));
            }
            made.extend(read.requires.as_ref().and_then(|it| self.required(who, post, it, day)));
        }
        let days = Period { from: day, until: day.next() };
        made.into_iter().map(|what| Ruling { asking: number, post: at, days, what }).collect()
    }

    fn decided(
        &mut self,
        who: &PersonId,
        post: Option<&Code>,
        activity: &str,
        context: &BTreeMap<Code, ContextValue>,
        at: Day,
    ) -> Vec<Ruled> {
        let question = Question {
            person: who.clone(),
            activity: Code::new(activity),
            at,
            known_at: self.known_at,
            post: post.cloned(),
            context: context.clone(),
            present: Vec::new(),
        };
        let answer = match preceptor_standing::decide(self.engine, self.register, &question) {
            Ok(it) => it,
            Err(wrong) => {
                let because = format!("{activity}: {}", wrong.message);
                return vec![Ruled::CannotTell(Reason {
                    class: Class::Hard,
                    because,
                    source: Json::Null,
                })];
            }
        };
        let mut made = Vec::new();
        match answer.decision {
            Decision::Refuse => made.push(Ruled::Barred(self.reason(&answer, activity))),
            Decision::CannotTell => made.push(Ruled::CannotTell(self.reason(&answer, activity))),
            Decision::NeedsSupervision if activity != PRACTISE => {
                made.extend(self.demands(&answer).into_iter().map(Ruled::Supervised));
            }
            Decision::Permit | Decision::NeedsSupervision => {}
        }
        if matches!(answer.decision, Decision::Permit | Decision::NeedsSupervision)
            && let Some(lapse) = answer.changes.iter().find(|it| it.decision == Decision::Refuse)
        {
            let because =
                format!("{activity} lapses on {}: {}", lapse.on.in_words(), lapse.because);
            let reason = Reason { class: Class::Hard, because, source: self.source(&answer) };
            made.push(Ruled::Lapses(lapse.on, reason));
        }
        made
    }

    /// The hardest of what stands in the way; where nothing does, what comes first.
    fn deciding<'x>(&self, answer: &'x Answer) -> Option<&'x preceptor_standing::Reason> {
        let in_the_way = answer.reasons.iter().filter(|it| it.outcome != "met");
        in_the_way.min_by_key(|it| self.class(it.set.as_ref())).or(answer.reasons.first())
    }

    /// Why an answer is what it is, as hard as the hardest provision in the way.
    fn reason(&self, answer: &Answer, activity: &str) -> Reason {
        let first = self.deciding(answer);
        let said = first.map_or("nothing permits it", |it| it.says.as_str());
        let missing =
            answer.missing.first().map(|it| format!("; missing: {it}")).unwrap_or_default();
        let class = self.class(first.and_then(|it| it.set.as_ref()));
        let source = self.source(answer);
        Reason { class, because: format!("{activity}: {said}{missing}"), source }
    }

    /// A statute and a regulator bind hard, as does what the record itself bars; all others firmly.
    fn class(&self, set: Option<&Code>) -> Class {
        let kind = set.and_then(|it| self.book.set(it.as_str())).map(|it| it.authority.kind);
        match kind {
            None | Some(AuthorityKind::Statute | AuthorityKind::Regulator) => Class::Hard,
            Some(_) => Class::Firm,
        }
    }

    fn source(&self, answer: &Answer) -> Json {
        let Some(first) = self.deciding(answer) else { return Json::Null };
        let cited: Vec<Json> = first
            .source
            .iter()
            .map(|it| {
                let text = self.book.source(it.id.as_str());
                json!({
                    "id": it.id.as_str(),
                    "title": text.map(|it| it.title.as_str()),
                    "publisher": text.map(|it| it.publisher.as_str()),
                    "date": text.and_then(|it| it.date.as_deref()),
                    "section": it.at.as_deref(),
                    "url": text.and_then(|it| it.url.as_deref()),
                })
            })
            .collect();
        json!({
            "provision": first.provision.as_str(),
            "set": first.set.as_ref().map(Code::as_str),
            "says": first.says,
            "confidence": first.confidence.as_str(),
            "read_in": cited,
        })
    }

    /// The supervision an answer asks for: the clause of the way shown, and that of every limit beside it.
    fn demands(&mut self, answer: &Answer) -> Vec<Demand> {
        let Some(shown) = &answer.supervision else { return Vec::new() };
        let mut permit: Option<Demand> = None;
        let mut made = Vec::new();
        for reason in &answer.reasons {
            let placed = self.book.provision(reason.provision.as_str());
            let Some(clause) = placed.and_then(|it| it.provision.supervision.as_ref()) else {
                continue;
            };
            let level = match clause.level {
                ClauseLevel::Fixed(it) => it,
                ClauseLevel::AsSignedOff => shown.level,
            };
            let is_shown = level == shown.level
                && clause.attend_within.map(|it| it.0) == shown.attend_within_minutes
                && clause.covers_at_most == shown.covers_at_most;
            match reason.effect {
                Effect::Limit => {
                    let demand =
                        self.demand(answer, reason.set.as_ref(), &reason.provision, clause, level);
                    made.push(demand);
                }
                Effect::Permit if permit.is_none() || is_shown => {
                    let demand =
                        self.demand(answer, reason.set.as_ref(), &reason.provision, clause, level);
                    permit = Some(demand);
                }
                Effect::Permit | Effect::Forbid => {}
            }
        }
        made.extend(permit);
        if made.is_empty() {
            // What the record itself asks for, such as a sign-off's own closeness, names nobody who qualifies.
            made.push(Demand {
                level: shown.level,
                attend_within: shown.attend_within_minutes.map(i64::from),
                by: None,
                covers_at_most: shown.covers_at_most.map(i64::from),
                counting: Vec::new(),
                named: false,
                class: Class::Firm,
                source: self.source(answer),
            });
        }
        made
    }

    fn demand(
        &mut self,
        answer: &Answer,
        set: Option<&Code>,
        provision: &Code,
        clause: &Supervision,
        level: preceptor_record::Closeness,
    ) -> Demand {
        let by = clause.by.as_ref().map(|by| match by {
            By::Named(id) => id.value.clone(),
            By::Inline(_) => {
                let name = Code::new(format!("by:{provision}"));
                self.inline.insert(name.clone(), by.clone());
                name
            }
        });
        let mut source = self.source(answer);
        if let Some(source) = source.as_object_mut() {
            source.insert("provision".to_owned(), provision.as_str().into());
        }
        Demand {
            level,
            attend_within: clause.attend_within.map(|it| i64::from(it.0)),
            by,
            covers_at_most: clause.covers_at_most.map(i64::from),
            counting: clause.counting.iter().map(|it| it.value.clone()).collect(),
            named: clause.named,
            class: self.class(set),
            source,
        }
    }

    /// What a duty's own requirement says of somebody on a day.
    fn required(
        &self,
        who: &PersonId,
        post: Option<&Code>,
        asked: &Requirement,
        day: Day,
    ) -> Option<Ruled> {
        let person = self.register.people.get(who)?;
        let record = Record::known_at(person, self.known_at);
        let posts = current_posts(self.book, self.register, &record, day);
        let acting = posts.iter().find(|it| {
            post.is_none_or(|post| it.fact.as_ref().is_some_and(|it| it.as_str() == post.as_str()))
        });
        let reason = || Reason {
            class: Class::Hard,
            because: "what the duty itself requires".to_owned(),
            source: json!({ "title": "the requirement that the rota states" }),
        };
        let Some(acting) = acting else { return Some(Ruled::CannotTell(reason())) };
        match self.lookup.timeline(&record, acting, asked).at(day) {
            preceptor_standing::Truth::Met => None,
            preceptor_standing::Truth::Unknown => Some(Ruled::CannotTell(reason())),
            preceptor_standing::Truth::Unmet => Some(Ruled::Barred(reason())),
        }
    }

    /// When somebody qualifies as a supervisor: by the rulebook where it knows the word, else as the problem says.
    fn qualifies(&self, who: &PersonId, by: &Code, said: &BTreeSet<Code>) -> Vec<(Period, Truth)> {
        let asked = match self.inline.get(by) {
            Some(it) => it.clone(),
            None if self.book.supervisor(by.as_str()).is_some() => {
                By::Named(At { value: by.clone(), place: Place::default() })
            }
            None if said.contains(by) => return vec![(Period::ALL, Truth::Met)],
            None => return Vec::new(),
        };
        let timeline = self.lookup.other(who, &asked, None);
        timeline
            .stretches()
            .map(|(period, truth)| {
                let truth = match truth {
                    preceptor_standing::Truth::Met => Truth::Met,
                    preceptor_standing::Truth::Unmet => Truth::Unmet,
                    preceptor_standing::Truth::Unknown => Truth::Unknown,
                };
                (period, truth)
            })
            .collect()
    }
}
