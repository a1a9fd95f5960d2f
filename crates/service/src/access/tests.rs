use std::fmt::Write as _;
use std::path::Path;

use super::*;

fn columns() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().chain(Role::PROGRAMS)
}

/// Every act against every role, as the reference shows it.
#[test]
fn the_reference_shows_every_act_against_every_role() {
    let mut made = String::from("| act |");
    for role in columns() {
        let _ = write!(made, " {} |", role.word());
    }
    made.push_str("\n|---|");
    made.push_str(&"---|".repeat(columns().count()));
    made.push('\n');
    for act in Act::ALL {
        let _ = write!(made, "| {} |", act.word());
        for role in columns() {
            let word = match reach(*act, role) {
                Reach::No => "",
                Reach::Own => "own",
                Reach::Supervised => "supervised",
                Reach::Mine => "own, supervised",
                Reach::Others => "others",
                Reach::All => "all",
            };
            let _ = write!(made, " {word} |");
        }
        made.push('\n');
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/reference/who-may-do-what.md")).unwrap();
    let page = page.replace('\r', "");
    assert!(
        page.contains(&made),
        "docs/reference/who-may-do-what.md should hold this table:\n{made}"
    );
}

#[test]
fn nobody_vouches_for_themselves_and_no_reach_goes_further_than_it_says() {
    let all = [Relation::Any, Relation::Own, Relation::Supervises, Relation::Other];
    let covered = |reach: Reach| all.map(|it| reach.covers(it));
    assert_eq!(covered(Reach::No), [false; 4]);
    assert_eq!(covered(Reach::Own), [true, true, false, false]);
    assert_eq!(covered(Reach::Supervised), [true, false, true, false]);
    assert_eq!(covered(Reach::Mine), [true, true, true, false]);
    assert_eq!(covered(Reach::Others), [true, false, true, true]);
    assert_eq!(covered(Reach::All), [true; 4]);
}

#[test]
fn words_of_roles_are_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::of(role.word()), Some(role));
    }
    assert_eq!(Role::of("system"), None);
    // Nobody is made a program by granting a word.
    assert!(Role::PROGRAMS.into_iter().all(|it| Role::of(it.word()).is_none()));
}
