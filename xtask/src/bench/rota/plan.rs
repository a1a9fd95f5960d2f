//! Which runs are to be made, and how long that takes.

use super::instance::{Family, Instance};
use super::peers::{self, Peer};

/// A run of some solver on an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The instance.
    pub instance: Instance,
    /// For how long.
    pub seconds: u64,
    /// Who runs.
    pub who: Who,
}

/// Who runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Preceptor, with this seed.
    Ours(u64),
    /// Another solver.
    Peer(&'static Peer),
}

impl Plan {
    /// The name of the run, of its rota and of its line among those that are kept.
    pub fn key(&self) -> String {
        let (family, name) = (self.instance.family.name(), &self.instance.name);
        match self.who {
            Who::Ours(seed) => format!("{family}-{name}-{}s-{seed}", self.seconds),
            Who::Peer(it) => format!("{}-{family}-{name}-{}s", it.name, self.seconds),
        }
    }
}

/// Every instance for every number of seconds with so many seeds; peers where they are wanted and have a model.
pub fn each(all: &[Instance], seconds: &[u64], seeds: u64, with_peers: bool) -> Vec<Plan> {
    let mut plan = Vec::new();
    for it in all {
        for &seconds in seconds {
            add(&mut plan, it, seconds, seeds);
            if with_peers {
                beside(&mut plan, it, seconds);
            }
        }
    }
    plan
}

/// Every instance of every family, meant for a night: 10 and 60 seconds, for `NSPLib` 5.
pub fn sweep(all: &[Instance], seeds: u64, with_peers: bool) -> Vec<Plan> {
    let (short, rest): (Vec<Instance>, Vec<Instance>) =
        all.iter().cloned().partition(|it| it.family == Family::Nsplib);
    let mut plan = each(&rest, &[10, 60], seeds, with_peers);
    plan.extend(each(&short, &[5], seeds, false));
    plan
}

/// The runs by which a release is judged, and what of them the folder lacks.
pub fn panel(all: &[Instance]) -> (Vec<Plan>, Vec<String>) {
    let of = |family: Family| all.iter().filter(move |it| it.family == family);
    let (mut plan, mut missing) = (Vec::new(), Vec::new());
    for number in [2, 4, 6, 8, 10, 12, 14, 16, 18, 20] {
        let name = format!("Instance{number}");
        let Some(it) = of(Family::Shift).find(|it| it.name == name) else {
            missing.push(format!("shift {name}"));
            continue;
        };
        add(&mut plan, it, 60, 3);
        if [2, 6, 8, 12, 14, 16].contains(&number) {
            beside(&mut plan, it, 60);
        }
        add(&mut plan, it, 10, 1);
    }
    let mut some = |what: String, found: Vec<&Instance>, wanted: usize, seconds, seeds| {
        if found.len() < wanted {
            missing.push(format!("{} of {wanted} instances of {what}", wanted - found.len()));
        }
        found.into_iter().for_each(|it| add(&mut plan, it, seconds, seeds));
    };
    for weeks in ["w4_", "w8_"] {
        // Instances of several sizes: every second one that is listed.
        let found = of(Family::Inrc2).filter(|it| it.name.contains(weeks)).step_by(2).take(4);
        some(format!("inrc2, {weeks}"), found.collect(), 4, 60, 2);
    }
    for class in ["sprint", "medium", "long"] {
        let found = of(Family::Inrc1).filter(|it| it.name.starts_with(class)).step_by(2).take(3);
        some(format!("inrc1, {class}"), found.collect(), 3, 10, 2);
    }
    // Eight files in all, each with another case.
    let mut found: Vec<&Instance> = Vec::new();
    for it in of(Family::Nsplib).step_by(25) {
        if found.len() < 8 {
            found.push(it);
        }
    }
    some("nsplib".to_owned(), found, 8, 5, 1);
    (plan, missing)
}

fn add(plan: &mut Vec<Plan>, it: &Instance, seconds: u64, seeds: u64) {
    let ours = |seed| Plan { instance: it.clone(), seconds, who: Who::Ours(seed) };
    plan.extend((1..=seeds).map(ours));
}

/// The peers on the instance, right after our own runs of it.
fn beside(plan: &mut Vec<Plan>, it: &Instance, seconds: u64) {
    if it.family == Family::Shift {
        let peer = |peer| Plan { instance: it.clone(), seconds, who: Who::Peer(peer) };
        plan.extend(peers::ALL.iter().map(peer));
    }
}

/// How long runs take, in words. Reading and judging go on top.
pub fn in_words(plan: &[Plan]) -> String {
    let seconds: u64 = plan.iter().map(|it| it.seconds).sum();
    let peers = plan.iter().filter(|it| matches!(it.who, Who::Peer(_))).count();
    format!(
        "{} runs, {peers} of them by other solvers: {} h {:02} min {:02} s of searching, and some more to judge",
        plan.len(),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(family: Family, name: &str) -> Instance {
        Instance { family, name: name.to_owned(), best: 10 }
    }

    #[test]
    fn every_seed_of_every_time_of_every_instance_is_planned() {
        let plan = each(&[of(Family::Inrc1, "a"), of(Family::Inrc1, "b")], &[10, 60], 3, true);
        assert_eq!(plan.len(), 12, "no peer has a model of this family");
        assert_eq!((plan[5].seconds, plan[5].who), (60, Who::Ours(3)));
    }

    #[test]
    fn peers_run_right_after_ours() {
        let plan = each(&[of(Family::Shift, "a"), of(Family::Shift, "b")], &[10], 1, true);
        let keys: Vec<String> = plan.iter().map(Plan::key).collect();
        let one = ["shift-a-10s-1", "cpsat-shift-a-10s", "highs-shift-a-10s"];
        assert_eq!(keys[..3], one);
        assert_eq!(keys[3], "shift-b-10s-1");
    }

    #[test]
    fn the_panel_names_what_it_lacks() {
        let (plan, missing) = panel(&[
            of(Family::Shift, "Instance2"),
            of(Family::Shift, "Instance3"),
            of(Family::Shift, "Instance20"),
        ]);
        let seconds: Vec<u64> = plan.iter().map(|it| it.seconds).collect();
        assert_eq!(seconds, [60, 60, 60, 60, 60, 10, 60, 60, 60, 10]);
        assert_eq!(missing.len(), 8 + 2 + 3 + 1);
        assert_eq!(missing[0], "shift Instance4");
    }

    #[test]
    fn times_are_said_in_hours() {
        let plan = each(&[of(Family::Inrc1, "a")], &[3661], 1, false);
        assert!(in_words(&plan).starts_with("1 runs, 0 of them by other solvers: 1 h 01 min 01 s"));
    }
}
