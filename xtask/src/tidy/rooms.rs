//! Which room may know which: dependencies point one way.

use super::Finding;
use crate::house::{Dependency, House, Need, Package};
use crate::tree::Tree;

/// A room of the house: a crate of ours, and the rooms it may depend on.
struct Room {
    name: &'static str,
    knows: &'static [&'static str],
}

/// Every room, each below those it knows; `ARCHITECTURE.md` says what each is for.
const ROOMS: &[Room] = &[
    Room { name: "record", knows: &[] },
    Room { name: "limits", knows: &["record"] },
    Room { name: "rulebook", knows: &["record", "limits"] },
    Room { name: "standing", knows: &["record", "rulebook"] },
    // The rota is handed its rules and who may do what as plain data: it knows no rulebook and judges no record.
    Room { name: "rota", knows: &["record", "limits"] },
    Room { name: "projection", knows: &["record", "rulebook", "standing"] },
    Room { name: "exchange", knows: &["record", "rulebook", "standing", "rota"] },
    Room { name: "sample", knows: &["record"] },
    // The only room that stores never sees the pure ones; `service` joins them.
    Room { name: "ledger", knows: &[] },
    Room {
        name: "service",
        knows: &["record", "rulebook", "standing", "rota", "projection", "exchange", "ledger"],
    },
    // Pages and API stand on the use-cases: they may name plain data, and never the store.
    Room {
        name: "web",
        knows: &["record", "rulebook", "standing", "rota", "projection", "exchange", "service"],
    },
    Room {
        name: "preceptor",
        knows: &[
            "record",
            "limits",
            "rulebook",
            "standing",
            "rota",
            "projection",
            "exchange",
            "sample",
            "ledger",
            "service",
            "web",
        ],
    },
    Room {
        name: "testkit",
        knows: &[
            "record",
            "limits",
            "rulebook",
            "standing",
            "rota",
            "projection",
            "exchange",
            "sample",
            "ledger",
            "service",
            "web",
        ],
    },
];

/// Rooms that any other may use in its tests.
const FOR_TESTS: &[&str] = &["sample", "testkit"];

/// Rooms that one room's tests may hold it against: imaginary people must use words the rulebook has, and a rota is
/// judged by its limits.
const HELD_AGAINST: &[(&str, &str)] = &[("sample", "rulebook"), ("rota", "rulebook")];

/// Crates of ours that are no room: they run others, and depend on none.
const BESIDE: &[&str] = &["e2e", "xtask"];

/// What the pure rooms may not ask for: each brings a clock, chance, a disk or a network.
const NOT_IN_PURE: &[&str] = &[
    "axum",
    "fastrand",
    "getrandom",
    "hyper",
    "rand",
    "reqwest",
    "sqlx",
    "tempfile",
    "tokio",
    "ureq",
    "uuid",
];

/// The rooms that are handed all they need.
pub const PURE: &[&str] = &["record", "limits", "rulebook", "standing", "rota", "exchange"];

/// Checks every dependency of ours on ours.
pub fn check(house: &House, tree: &Tree) -> Vec<Finding> {
    let ours: Vec<&str> = house.ours().map(|it| room(&it.name)).collect();
    let mut found = Vec::new();
    for package in house.ours() {
        let name = room(&package.name);
        let home = ROOMS.iter().find(|it| it.name == name);
        if home.is_none() && !BESIDE.contains(&name) {
            let what = format!("`{name}` is no room of the house");
            let advice = "give it a row in xtask/src/tidy/rooms.rs and a paragraph in ARCHITECTURE.md, or put its code \
                          into the room it belongs to";
            found.push(Finding::at_text(
                tree.file(&package.manifest),
                &package.manifest,
                "name =",
                what,
                advice,
            ));
            continue;
        }
        let knows = home.map_or(&[][..], |it| it.knows);
        for dependency in &package.dependencies {
            found.extend(judge(tree, package, name, knows, dependency, &ours));
        }
    }
    found
}

fn judge(
    tree: &Tree,
    package: &Package,
    name: &str,
    knows: &[&str],
    dependency: &Dependency,
    ours: &[&str],
) -> Option<Finding> {
    let asked = room(&dependency.name);
    let (what, advice) = if ours.contains(&asked) {
        let is_test_only = FOR_TESTS.contains(&asked) || HELD_AGAINST.contains(&(name, asked));
        let for_tests = dependency.need == Need::Test && (is_test_only || asked == name);
        if knows.contains(&asked) || for_tests {
            return None;
        }
        if FOR_TESTS.contains(&asked) && asked != "sample" {
            (
                format!("`{name}` depends on `{asked}` outside its tests"),
                "move it to [dev-dependencies]".to_owned(),
            )
        } else {
            let others =
                if knows.is_empty() { "no other room".to_owned() } else { knows.join(", ") };
            let advice = format!(
                "`{name}` may know {others}: hand it what it needs, or join the two in a room above"
            );
            (format!("`{name}` may not know `{asked}`"), advice)
        }
    } else if PURE.contains(&name) && dependency.need == Need::Run && NOT_IN_PURE.contains(&asked) {
        let advice =
            "a pure room is handed its day, its text and its chance: ask for them as arguments";
        (format!("the pure room `{name}` depends on `{asked}`"), advice.to_owned())
    } else {
        return None;
    };
    Some(Finding::at_text(
        tree.file(&package.manifest),
        &package.manifest,
        &dependency.name,
        what,
        advice,
    ))
}

fn room(package: &str) -> &str {
    package.strip_prefix("preceptor-").unwrap_or(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(packages: Vec<Package>) -> Vec<String> {
        check(&House::of(packages), &Tree::of([])).into_iter().map(|it| it.what).collect()
    }

    fn house(package: Package) -> Vec<Package> {
        let rooms = ["record", "rulebook", "standing", "sample", "ledger"];
        let others = rooms.map(|it| Package::ours(&format!("preceptor-{it}"), &[]));
        let mut all: Vec<Package> =
            others.into_iter().filter(|it| it.name != package.name).collect();
        all.push(package);
        all
    }

    #[test]
    fn a_room_may_know_those_above_it() {
        let standing = Package::ours(
            "preceptor-standing",
            &["preceptor-record", "preceptor-rulebook", "jiff"],
        );
        assert!(whats(house(standing)).is_empty());
    }

    #[test]
    fn a_room_may_not_know_one_below_it() {
        let record = Package::ours("preceptor-record", &["preceptor-standing"]);
        assert_eq!(whats(house(record)), ["`record` may not know `standing`"]);
    }

    #[test]
    fn the_store_and_the_pure_rooms_never_meet() {
        let ledger = Package::ours("preceptor-ledger", &["preceptor-record"]);
        assert_eq!(whats(house(ledger)), ["`ledger` may not know `record`"]);
        let standing = Package::ours("preceptor-standing", &["preceptor-ledger"]);
        assert_eq!(whats(house(standing)), ["`standing` may not know `ledger`"]);
    }

    #[test]
    fn imaginary_people_may_be_used_in_tests_alone() {
        let mut standing = Package::ours("preceptor-standing", &["preceptor-sample"]);
        assert_eq!(whats(house(standing.clone())).len(), 1);
        standing.dependencies[0].need = Need::Test;
        assert!(whats(house(standing)).is_empty());
    }

    #[test]
    fn imaginary_people_are_held_against_the_rulebook_in_tests_alone() {
        let mut sample = Package::ours("preceptor-sample", &["preceptor-rulebook"]);
        assert_eq!(whats(house(sample.clone())), ["`sample` may not know `rulebook`"]);
        sample.dependencies[0].need = Need::Test;
        assert!(whats(house(sample)).is_empty());
    }

    #[test]
    fn a_pure_room_may_not_ask_for_chance() {
        let mut record = Package::ours("preceptor-record", &["rand"]);
        assert_eq!(whats(house(record.clone())), ["the pure room `record` depends on `rand`"]);
        record.dependencies[0].need = Need::Test;
        assert!(whats(house(record)).is_empty());
    }

    #[test]
    fn a_room_nobody_announced_is_found() {
        assert_eq!(
            whats(vec![Package::ours("preceptor-shed", &[])]),
            ["`shed` is no room of the house"]
        );
    }

    #[test]
    fn a_finding_names_the_line_of_the_manifest() {
        let tree = Tree::of([(
            "crates/record/Cargo.toml",
            "[dependencies]\njiff = \"1\"\npreceptor-standing = {}\n",
        )]);
        let record = Package::ours("preceptor-record", &["preceptor-standing"]);
        let found = check(&House::of(house(record)), &tree);
        assert_eq!((found[0].path.as_str(), found[0].line), ("crates/record/Cargo.toml", 3));
    }

    #[test]
    fn the_table_names_no_room_below_or_unknown() {
        for (i, room) in ROOMS.iter().enumerate() {
            for known in room.knows {
                assert!(
                    ROOMS[..i].iter().any(|it| it.name == *known),
                    "{} knows {known}",
                    room.name
                );
            }
        }
    }
}
