//! The commands that look after what is stored, run on a folder made for each test.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod account;
mod data;
mod import;
mod killed;

use std::path::Path;

use data::{Data, ran, runs};

fn backed_up(data: &Data) -> std::path::PathBuf {
    let file = data.beside("monday.backup");
    assert_eq!(runs(&["backup", path(&file), "--data", path(&data.folder)]).code, 0);
    file
}

fn path(it: &Path) -> &str {
    it.to_str().unwrap()
}

#[test]
fn a_backup_says_plainly_that_the_key_is_not_in_it_and_where_it_lies() {
    let data = Data::filled();
    let file = data.beside("monday.backup");
    let done = runs(&["backup", path(&file), "--data", path(&data.folder)]);
    assert_eq!(done.code, 0, "{done:?}");
    let key = data.folder.join("keys").join("master.key");
    let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "1 organisation, 3 entries and 1 file",
        "The key is not in it",
        path(&key),
        "X99 ends with entry 3",
    ] {
        assert!(said.contains(words), "`{words}` is missing in {said}");
    }
    let again = runs(&["backup", path(&file), "--data", path(&data.folder)]);
    assert_eq!(again.code, 2, "never written over: {again:?}");
    let json = ran(&["backup", path(&data.beside("b")), "--data", path(&data.folder), "--json"], 0);
    assert_eq!(json["key"]["in_backup"], false);
    assert_eq!((&json["rows"]["entry"], &json["files"]["count"]), (&3.into(), &1.into()));
}

#[test]
fn what_was_backed_up_is_restored_and_verifies() {
    let data = Data::filled();
    let file = backed_up(&data);
    let (to, key) = (data.beside("new"), data.key());
    let done =
        ran(&["restore", path(&file), "--data", path(&to), "--key", path(&key), "--json"], 0);
    assert_eq!((&done["verified"], &done["heads"]["X99"]["seq"]), (&true.into(), &3.into()));
    let digest = |folder: &Path| {
        let told = ran(&["doctor", "--digest", "--data", path(folder), "--json"], 0);
        told["organisations"][0]["digest"].clone()
    };
    assert_eq!(digest(&to), digest(&data.folder));
    assert!(digest(&to).is_string());
    let verified = ran(&["audit", "verify", "--data", path(&to), "--json"], 0);
    assert_eq!(verified["organisations"][0]["entries"], 3);
}

#[test]
fn a_restore_is_refused_into_a_folder_with_something_in_it() {
    let data = Data::filled();
    let file = backed_up(&data);
    let done =
        runs(&["restore", path(&file), "--data", path(&data.folder), "--key", path(&data.key())]);
    done.is_wrong(&["is not empty", "--data"]);
    let empty = data.beside("empty");
    std::fs::create_dir(&empty).unwrap();
    assert_eq!(
        runs(&["restore", path(&file), "--data", path(&empty), "--key", path(&data.key())]).code,
        0
    );
}

#[test]
fn a_restore_is_refused_without_the_key_and_with_another() {
    let data = Data::filled();
    let file = backed_up(&data);
    let to = data.beside("new");
    let with_key =
        |key: &Path| runs(&["restore", path(&file), "--data", path(&to), "--key", path(key)]);
    runs(&["restore", path(&file), "--data", path(&to)]).is_wrong(&["--key"]);
    with_key(&data.beside("nothing.key"))
        .is_wrong(&["cannot be read", "without it nothing stored can be read"]);
    with_key(&Data::filled().key()).is_wrong(&["sealed under key", "--key"]);
    assert!(!to.exists() && !data.beside("new.partial").exists(), "nothing was written");
}

#[test]
fn a_restore_of_a_log_that_was_changed_names_the_entry() {
    let data = Data::filled();
    data.tamper("UPDATE entry SET actor = 'somebody-else' WHERE seq = 2");
    let file = backed_up(&data);
    let to = data.beside("new");
    let done = runs(&["restore", path(&file), "--data", path(&to), "--key", path(&data.key())]);
    done.is_wrong(&["the log of `X99` does not verify", "entry 2", "nothing was restored"]);
    assert!(!to.exists());
    runs(&["restore", path(&data.key()), "--data", path(&to), "--key", path(&data.key())])
        .is_wrong(&["no whole backup"]);
}

#[test]
fn who_was_erased_since_is_erased_again() {
    let data = Data::filled();
    let file = backed_up(&data);
    data.erase("p-1");
    let to = data.beside("new");
    let done = ran(
        &["restore", path(&file), "--data", path(&to), "--key", path(&data.key()), "--json"],
        0,
    );
    assert_eq!(done["erased_again"], 1);
    assert!(to.join("keys").join("erasures.jsonl").is_file());
}

#[test]
fn the_log_is_verified_and_a_change_is_named() {
    let data = Data::filled();
    let well = runs(&["audit", "verify", "--data", path(&data.folder)]);
    assert_eq!(well.code, 0, "{well:?}");
    assert!(well.out.contains("X99: verified, 3 entries."), "{}", well.out);
    data.tamper("UPDATE entry SET valid_from = '2020-01-01' WHERE seq = 2");
    let done = ran(&["audit", "verify", "--data", path(&data.folder), "--json"], 3);
    assert_eq!(done["verified"], false);
    let fault = &done["organisations"][0]["faults"][0];
    assert_eq!(
        (&fault["entry"], &fault["id"], &fault["stream"]),
        (&2.into(), &"f-2".into(), &"person:p-1".into())
    );
}

#[test]
fn the_trails_are_verified_as_well() {
    let data = Data::filled();
    data.decide();
    let well = ran(&["audit", "verify", "--data", path(&data.folder), "--json"], 0);
    assert_eq!(well["organisations"][0]["trails"][0]["lines"], 1);
    data.tamper("UPDATE trail SET body = '{\"decision\":\"permit\"}'");
    let done = runs(&["audit", "verify", "--data", path(&data.folder)]);
    assert_eq!(done.code, 3);
    assert!(done.out.contains("line 1: one of its fields was changed"), "{}", done.out);
}

#[test]
fn a_log_that_was_cut_short_is_found_by_what_was_kept_elsewhere() {
    let data = Data::filled();
    let kept = data.beside("heads.json");
    std::fs::write(&kept, runs(&["audit", "verify", "--data", path(&data.folder), "--json"]).out)
        .unwrap();
    let against = ["audit", "verify", "--data", path(&data.folder), "--against", path(&kept)];
    assert_eq!(runs(&against).code, 0);
    data.tamper("DELETE FROM entry WHERE seq = 3");
    data.tamper("UPDATE head SET seq = 2, hash = (SELECT hash FROM entry WHERE seq = 2), recorded_at = (SELECT recorded_at FROM entry WHERE seq = 2)");
    assert_eq!(
        runs(&["audit", "verify", "--data", path(&data.folder)]).code,
        0,
        "nothing in the database tells"
    );
    let done = runs(&against);
    assert_eq!(done.code, 3);
    assert!(done.out.contains("entry 3"), "{}", done.out);
    std::fs::write(&kept, "{}").unwrap();
    runs(&against).is_wrong(&["names no ends of logs"]);
}

#[test]
fn the_doctor_finds_what_is_lost_and_makes_anew_what_can_be() {
    let data = Data::filled();
    let before = ran(&["doctor", "--digest", "--data", path(&data.folder), "--json"], 0);
    data.tamper("DELETE FROM record");
    data.tamper("DELETE FROM stream");
    let after =
        ran(&["doctor", "--rebuild", "--digest", "--data", path(&data.folder), "--json"], 0);
    assert_eq!(before["organisations"][0]["digest"], after["organisations"][0]["digest"]);
    data.lose_files();
    let done = runs(&["doctor", "--data", path(&data.folder)]);
    assert_eq!(done.code, 3);
    let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("is lost or was changed"), "{said}");
}

#[test]
fn a_folder_without_data_is_told_and_nothing_is_made_there() {
    let data = Data::filled();
    let none = data.beside("none");
    for command in [&["doctor"][..], &["audit", "verify"], &["backup", "x.backup"]] {
        runs(&[command, &["--data", path(&none)]].concat())
            .is_wrong(&["there are no data", "--data"]);
    }
    assert!(!none.exists());
}
