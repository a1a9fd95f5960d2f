//! A role as it stands on a day, in a place, under the rules adopted there.

use std::collections::{BTreeMap, BTreeSet};

use preceptor_record::date::Effective;
use preceptor_record::{Code, Day};
use preceptor_rulebook::provision::{Citation, Confidence};
use preceptor_rulebook::role::{FollowedScheme, Regulation, Route, Rung, Strand, Title};
use preceptor_rulebook::vocabulary::Pay;
use preceptor_rulebook::{Adoption, Provision, Role, Row, Rulebook, Selector};
use preceptor_standing::adopted::adopted_sets;
use preceptor_standing::engine::OVERLAY;

/// When, where and under which rules roles are looked at.
pub struct Frame<'a> {
    /// The rulebook.
    pub book: &'a Rulebook,
    /// What is adopted.
    pub adoption: &'a Adoption,
    /// Where.
    pub jurisdiction: Code,
    /// When.
    pub day: Day,
}

/// The provisions of one set about a role.
pub struct SetSays<'a> {
    /// The set; the employer's own provisions stand under [`OVERLAY`].
    pub set: &'a Code,
    /// In order of id.
    pub provisions: Vec<&'a Provision>,
}

/// Something that begins after the day asked about.
pub struct Coming<'a> {
    /// From which day.
    pub on: Day,
    /// What begins.
    pub what: String,
    /// Where it was read.
    pub source: &'a [Citation],
}

/// A role as it stands.
pub struct Portrait<'a> {
    /// When, where and under which rules.
    pub frame: &'a Frame<'a>,
    /// The role.
    pub role: &'a Role,
    /// The sets adopted for it.
    pub adopted: BTreeSet<Code>,
    /// What is said of its scope, set by set, on the day.
    pub scope: Vec<SetSays<'a>>,
    /// What is still to come.
    pub coming: Vec<Coming<'a>>,
}

impl<'a> Portrait<'a> {
    /// The role in that frame.
    pub fn new(frame: &'a Frame<'a>, role: &'a Role) -> Self {
        let adopted =
            adopted_sets(frame.book, frame.adoption, role.id.as_str(), frame.jurisdiction.as_str());
        let mut made = Self { frame, role, adopted, scope: Vec::new(), coming: Vec::new() };
        made.scope = made.find_scope();
        made.coming = made.find_coming();
        made
    }

    /// Whether something dated holds on the day.
    fn holds(&self, effective: &Effective) -> bool {
        effective.period().holds(self.frame.day)
    }

    /// Whether something holds in the place.
    fn here<'b>(&self, named: impl IntoIterator<Item = &'b Code>) -> bool {
        self.frame.book.holds_in(named, self.frame.jurisdiction.as_str())
    }

    /// Every provision of the adopted sets and of the employer about the role in the place, whenever it is in force.
    fn provisions(&self) -> Vec<(&'a Code, &'a Provision)> {
        let adoption = self.frame.adoption;
        let set_aside = |id: &Code| adoption.disapply.iter().any(|it| it.provision.value == *id);
        let of_sets = self.frame.book.provisions.iter().map(|it| (&it.set, &it.provision));
        of_sets
            .filter(|(set, it)| self.adopted.contains(*set) && !set_aside(&it.id.value))
            .chain(adoption.overlay.iter().map(|it| (overlay(), it)))
            .filter(|(_, it)| self.here(it.jurisdiction.iter().map(|it| &it.value)))
            .collect()
    }

    fn names(&self, it: &Provision, day: Day) -> bool {
        self.frame.book.selects_role(&it.role, self.role.id.as_str(), day)
    }

    fn find_scope(&self) -> Vec<SetSays<'a>> {
        let mut by_set: BTreeMap<&Code, Vec<&Provision>> = BTreeMap::new();
        for (set, it) in self.provisions() {
            if self.holds(&it.effective) && self.names(it, self.frame.day) {
                by_set.entry(set).or_default().push(it);
            }
        }
        // In the order in which the rulebook names its sets: law first.
        let place =
            |set: &Code| self.frame.book.header.sets.iter().position(|it| it.id.value == *set);
        let mut made: Vec<SetSays<'_>> =
            by_set.into_iter().map(|(set, provisions)| SetSays { set, provisions }).collect();
        made.sort_by_key(|it| place(it.set).unwrap_or(usize::MAX));
        made
    }

    fn find_coming(&self) -> Vec<Coming<'a>> {
        let later = |it: &Effective| it.period().from > self.frame.day && !it.period().is_empty();
        let mut made: Vec<Coming<'_>> = Vec::new();
        for (_, it) in self.provisions() {
            let on = it.effective.period().from;
            if later(&it.effective) && self.names(it, on) {
                made.push(Coming { on, what: it.says.clone(), source: &it.source });
            }
        }
        for it in self.role.titles.iter().filter(|it| later(&it.effective)) {
            if self.here(it.jurisdiction.iter().map(|it| &it.value)) {
                let what =
                    format!("The title \u{201c}{}\u{201d}: {}.", it.title, strand(it.strand));
                made.push(Coming { on: it.effective.period().from, what, source: &it.source });
            }
        }
        for it in self.role.regulation.iter().filter(|it| later(&it.effective)) {
            let what = format!("Regulated by {}.", it.regulator);
            made.push(Coming { on: it.effective.period().from, what, source: &it.source });
        }
        made.sort_by(|a, b| (a.on, &a.what).cmp(&(b.on, &b.what)));
        made
    }

    /// The titles in force on the day in the place, of one strand.
    pub fn titles(&self, strand: Strand) -> Vec<&'a Title> {
        let of = |it: &&Title| {
            it.strand == strand
                && self.holds(&it.effective)
                && self.here(it.jurisdiction.iter().map(|it| &it.value))
        };
        self.role.titles.iter().filter(of).collect()
    }

    /// Who regulates it on the day.
    pub fn regulation(&self) -> Vec<&'a Regulation> {
        self.role.regulation.iter().filter(|it| self.holds(&it.effective)).collect()
    }

    /// The steps of one of the three ladders that hold on the day in the place.
    pub fn rungs(&self, ladder: &'a [Rung]) -> Vec<&'a Rung> {
        let of = |it: &&Rung| {
            self.holds(&it.effective) && self.here(it.jurisdiction.iter().map(|it| &it.value))
        };
        ladder.iter().filter(of).collect()
    }

    /// What a pay band pays on the day in the place.
    pub fn pay(&self, band: &str) -> Option<&'a Pay> {
        let of = |it: &&Pay| {
            it.band == band
                && self.holds(&it.effective)
                && self.here(it.jurisdiction.iter().map(|it| &it.value))
        };
        self.frame.book.vocabulary.pay.iter().find(of)
    }

    /// The rows that count under the adopted sets, on the day and in the place.
    pub fn rows(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        let of = |it: &&Row| {
            it.set.as_ref().is_none_or(|it| self.adopted.contains(&it.value))
                && it.is_in_force(self.frame.day)
                && self.here(it.jurisdiction.iter().map(|it| &it.value))
        };
        rows.iter().filter(of).collect()
    }

    /// What must hold before starting: the role's own rows and those it shares with others.
    pub fn clearance(&self) -> Vec<&'a Row> {
        let book = self.frame.book;
        let mut made = self.rows(&self.role.clearance);
        let shared = self.rows(&book.clearance);
        made.extend(
            shared
                .into_iter()
                .filter(|it| book.selects_role(&it.role, self.role.id.as_str(), self.frame.day)),
        );
        made
    }

    /// The CPD schemes followed on the day.
    pub fn cpd(&self) -> Vec<&'a FollowedScheme> {
        let of = |it: &&FollowedScheme| {
            self.holds(&it.effective)
                && it.set.as_ref().is_none_or(|it| self.adopted.contains(&it.value))
        };
        self.role.cpd.iter().filter(of).collect()
    }

    /// Why nobody can start on a route on the day in the place; none where they can.
    pub fn closed(&self, route: &Route) -> Option<String> {
        let period = route.effective.period();
        if let Some(it) = &route.closed {
            Some(it.clone())
        } else if self.frame.day < period.from {
            Some(format!("it opens on {}", period.from.in_words()))
        } else if self.frame.day >= period.until {
            Some(format!("it closed to new starters after {}", period.until.previous().in_words()))
        } else if !self.here(route.jurisdiction.iter().map(|it| &it.value)) {
            Some(format!(
                "it is not offered in {}",
                crate::say::place(self.frame.book, &self.frame.jurisdiction)
            ))
        } else {
            None
        }
    }

    /// The activities a provision is about; none where it is about any.
    pub fn activities(&self, it: &Provision) -> Vec<&'a Code> {
        let all = &self.frame.book.vocabulary.activities;
        let mut made: Vec<&Code> = Vec::new();
        for selector in &it.activity {
            match &selector.value {
                Selector::Any => {}
                Selector::One(id) => {
                    made.extend(all.iter().map(|it| &it.id.value).filter(|it| *it == id));
                }
                Selector::Group(group) => {
                    let of_group =
                        all.iter().filter(|it| it.groups.iter().any(|it| it.value == *group));
                    made.extend(of_group.map(|it| &it.id.value));
                }
            }
        }
        made
    }
}

/// The id under which an employer's own provisions stand.
fn overlay() -> &'static Code {
    static ID: std::sync::OnceLock<Code> = std::sync::OnceLock::new();
    ID.get_or_init(|| Code::new(OVERLAY))
}

/// A strand of titles in words.
pub fn strand(it: Strand) -> &'static str {
    match it {
        Strand::Working => "in use",
        Strand::Protected => "protected by law",
        Strand::Proposed => "proposed for protection",
        Strand::Trainee => "of those in training",
    }
}

/// Whether something rests on memory.
pub fn from_memory(it: Confidence) -> bool {
    it == Confidence::Memory
}

/// Whether a provision holds whoever asks and whatever is stated: it has no condition and no exception.
pub fn is_outright(it: &Provision) -> bool {
    it.context.is_empty() && it.requires.is_none() && it.unless.is_none()
}
