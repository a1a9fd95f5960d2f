//! The sum of what changes: by activity, by role for standing, and what takes the place of the general permit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use preceptor_record::{Code, Day};
use preceptor_standing::impact::{PostImpact, Replaced, Turn};
use serde_json::{Value as Json, json};

use crate::rulebook::count;

/// How many people gain and lose.
#[derive(Debug, Default)]
struct Turns {
    gains: usize,
    loses: usize,
    changes: usize,
    /// Of them, those whose general permit gave way.
    general: usize,
    first: Option<Day>,
}

impl Turns {
    fn add(&mut self, turn: Turn, from: Day) {
        match turn {
            Turn::Gains => self.gains += 1,
            Turn::Loses => self.loses += 1,
            Turn::Changes => self.changes += 1,
        }
        self.first = Some(self.first.map_or(from, |it| it.min(from)));
    }
}

/// What changes for everybody so far.
#[derive(Debug, Default)]
pub struct Tally {
    people: usize,
    posts: usize,
    affected: usize,
    activities: BTreeMap<Code, Turns>,
    standing: BTreeMap<Code, Turns>,
    replaced: Vec<Replaced>,
}

impl Tally {
    /// An empty one, with the permits that take the place of the general permit.
    pub fn new(replaced: Vec<Replaced>) -> Self {
        Self { replaced, ..Self::default() }
    }

    /// Adds somebody, who counts once for each activity and turn, whatever the number of posts.
    pub fn add(&mut self, posts: &[PostImpact]) {
        self.people += 1;
        self.posts += posts.len();
        self.affected += usize::from(posts.iter().any(PostImpact::any));
        let mut told: BTreeSet<(&Code, Turn)> = BTreeSet::new();
        for it in posts.iter().flat_map(|it| &it.differences) {
            if told.insert((&it.activity, it.turn)) {
                let turns = self.activities.entry(it.activity.clone()).or_default();
                turns.add(it.turn, it.from);
                turns.general += usize::from(it.general_replaced);
            }
        }
        for post in posts {
            if let Some(it) = &post.standing {
                self.standing.entry(post.role.clone()).or_default().add(it.turn, it.from);
            }
        }
    }

    /// For people to read.
    pub fn in_words(&self) -> String {
        let people = if self.people == 1 {
            "1 person".to_owned()
        } else {
            format!("{} people", self.people)
        };
        let mut out = format!(
            "{people} with {} looked at; something changes for {}.\n",
            count(self.posts, "current post"),
            self.affected
        );
        // Writing to a string cannot fail.
        if !self.activities.is_empty() {
            let width =
                self.activities.keys().map(|it| it.as_str().len()).max().unwrap_or(0).max(8);
            let head = ["gain", "lose", "change"];
            let _ = writeln!(
                out,
                "\n{:width$}  {:>8}  {:>8}  {:>8}  first",
                "activity", head[0], head[1], head[2]
            );
            for (id, it) in &self.activities {
                let first = it.first.map(|it| it.to_string()).unwrap_or_default();
                let _ = write!(
                    out,
                    "{id:width$}  {:>8}  {:>8}  {:>8}  {first}",
                    it.gains, it.loses, it.changes
                );
                if it.general > 0 {
                    let _ = write!(out, "  ({} by the general permit giving way)", it.general);
                }
                out.push('\n');
            }
        }
        if !self.standing.is_empty() {
            out.push_str("\nStanding\n");
        }
        for (role, it) in &self.standing {
            let first = it.first.map(|it| it.to_string()).unwrap_or_default();
            let _ =
                writeln!(out, "  {role}: {} gain, {} lose, first on {first}", it.gains, it.loses);
        }
        if !self.replaced.is_empty() {
            out.push_str("\nPermits that take the place of the general permit\n");
        }
        for ((provision, set, role), activities) in self.by_permit() {
            let _ = writeln!(out, "  {provision} ({set}), for {role}: {}", activities.join(", "));
        }
        out
    }

    /// The activities of each permit and role.
    fn by_permit(&self) -> BTreeMap<(&str, &str, &str), Vec<&str>> {
        let mut made: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for it in &self.replaced {
            let key = (it.provision.as_str(), it.set.as_str(), it.role.as_str());
            made.entry(key).or_default().push(it.activity.as_str());
        }
        made
    }

    /// For programs.
    pub fn in_json(&self) -> Json {
        let turns = |key: &str, id: &Code, it: &Turns| {
            json!({
                key: id.as_str(), "gains": it.gains, "loses": it.loses, "changes": it.changes,
                "general_replaced": it.general, "first": it.first.map(|it| it.to_string()),
            })
        };
        let replaced = self.by_permit().into_iter().map(|((provision, set, role), activities)| {
            json!({ "provision": provision, "set": set, "role": role, "activities": activities })
        });
        json!({
            "people": self.people,
            "posts": self.posts,
            "affected": self.affected,
            "activities": self.activities.iter().map(|(id, it)| turns("activity", id, it)).collect::<Vec<_>>(),
            "standing": self.standing.iter().map(|(id, it)| turns("role", id, it)).collect::<Vec<_>>(),
            "replaces_general": replaced.collect::<Vec<_>>(),
        })
    }
}
