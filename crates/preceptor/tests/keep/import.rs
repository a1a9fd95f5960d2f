//! `preceptor import` and `export`: tried, recorded, refused.

use crate::data::{Data, ran, runs};
use crate::path;

const FILE: &str = "Employee Number,Name,Role,Post From,Registration Body,Registration Number\n\
    99001,Wren Sallowfield,Physician Associate,03/04/2026,General Medical Council,A9997701\n\
    99002,Amara Okafor,Physician Associate,13/01/2025,General Medical Council,A9990017\n\
    1E+05,Ash Moor,Physician Associate,31/02/2026,,\n";

fn written(data: &Data, name: &str, text: &str) -> String {
    let file = data.beside(name);
    std::fs::write(&file, text).unwrap();
    path(&file).to_owned()
}

#[test]
fn a_dry_run_tells_everything_and_changes_nothing() {
    let data = Data::filled();
    let (file, folder) = (written(&data, "staff.csv", FILE), path(&data.folder).to_owned());
    let told = ran(&["import", &file, "--dry-run", "--json", "--data", &folder], 3);
    assert_eq!((&told["new"], &told["changed"], &told["wrong"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(told["imported"], false);
    let faults = told["faults"].as_array().unwrap();
    let kinds: Vec<&str> = faults.iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["power-of-ten", "no-such-day"]);
    assert_eq!((&faults[1]["line"], &faults[1]["value"]), (&4.into(), &"31/02/2026".into()));
    let shown = runs(&["import", &file, "--dry-run", "--data", &folder]);
    assert_eq!(shown.code, 3);
    for words in ["1 would be new", "3 April 2026", "line 4, Employee Number, `1E+05`"] {
        assert!(shown.out.contains(words), "{words}: {}", shown.out);
    }
    // Nothing is on the record of the one who is known already but what was.
    let after = ran(&["import", &file, "--dry-run", "--json", "--data", &folder], 3);
    assert_eq!((&after["new"], &after["changed"]), (&told["new"], &told["changed"]));
    assert_eq!(after["effects"][1], told["effects"][1]);
    // Without --only-good nothing is imported either.
    let refused = runs(&["import", &file, "--data", &folder]);
    assert_eq!(refused.code, 3);
    assert!(refused.out.contains("Nothing was imported"), "{}", refused.out);
}

#[test]
fn the_good_rows_are_imported_once_however_often_it_is_asked() {
    let data = Data::filled();
    let (file, folder) = (written(&data, "staff.csv", FILE), path(&data.folder).to_owned());
    let import = ["import", &file, "--only-good", "--json", "--data", &folder];
    let done = ran(&import, 0);
    assert_eq!(
        (&done["imported"], &done["new"], &done["wrong"]),
        (&true.into(), &1.into(), &1.into())
    );
    let head = |data: &Data| {
        let told = ran(&["audit", "verify", "--json", "--data", path(&data.folder)], 0);
        told["organisations"][0]["entries"].clone()
    };
    let before = head(&data);
    let again = ran(&import, 0);
    assert_eq!((&again["same"], &again["new"]), (&2.into(), &0.into()));
    assert_eq!(head(&data), before);
    let list = runs(&["export", "people", "--data", &folder]);
    assert_eq!(list.code, 0, "{list:?}");
    assert!(list.out.contains("Wren Sallowfield,Physician associate"), "{}", list.out);
    let out = data.beside("people.csv");
    let export = ["export", "people", "--data", &folder, "--out", path(&out)];
    assert_eq!(runs(&export).code, 0);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), list.out);
    runs(&export).is_wrong(&["cannot be written", "not there yet"]);
}

#[test]
fn what_cannot_be_imported_is_told_with_what_to_do() {
    let data = Data::filled();
    let folder = path(&data.folder).to_owned();
    let import = |more: &[&str]| {
        let mut arguments = vec!["import"];
        arguments.extend(more);
        arguments.extend(["--data", &folder]);
        runs(&arguments)
    };
    let file = written(&data, "staff.csv", FILE);
    import(&["/nowhere.csv"]).is_wrong(&["cannot be read", "name a file"]);
    import(&[&file, "--organisation", "X98"]).is_wrong(&["`X98`", "X99"]);
    let pdf = written(&data, "a.pdf", "%PDF-1.7");
    import(&[&pdf]).is_wrong(&["a PDF", "CSV UTF-8"]);
    let mapping = written(&data, "m.yaml", "columns: [{column: Nr, is: employee-numbr}]");
    import(&[&file, "--mapping", &mapping]).is_wrong(&[
        "m.yaml",
        "did you mean `employee-number`?",
        "a column may be",
    ]);
    let other = written(&data, "n.yaml", "columns: [{column: Nr, is: employee-number}]");
    import(&[&file, "--mapping", &other]).is_wrong(&["There is no column \"Nr\""]);
}

#[test]
fn a_record_goes_from_one_organisation_to_another() {
    let (here, there) = (Data::filled(), Data::filled());
    let archive = here.beside("record.zip");
    let of = |data: &Data| path(&data.folder).to_owned();
    let export = ["export", "person", "p-1", "--out", path(&archive), "--data", &of(&here)];
    assert_eq!(runs(&export).code, 0);
    runs(&export).is_wrong(&["cannot be written"]);
    let import = ["import", path(&archive), "--json", "--data", &of(&there)];
    // Nobody trusts it yet.
    let claimed = ran(&import, 0);
    assert_eq!((&claimed["trusted"], &claimed["person"]), (&false.into(), &"p-1@X99".into()));
    assert_eq!((&claimed["facts"], &claimed["files"]), (&2.into(), &1.into()));
    let again = ran(&import, 0);
    assert_eq!((&again["facts"], &again["here"]), (&0.into(), &2.into()));
    let shown = ran(&["signer", "show", "--json", "--data", &of(&here)], 0);
    let key = shown["key"].as_str().unwrap();
    assert_eq!((key, key.len()), (claimed["key"].as_str().unwrap(), 64));
    let trust = ["signer", "trust", key, "--name", "Harbour", "--json", "--data", &of(&there)];
    assert_eq!(ran(&trust, 0)["trusted"][0]["name"], "Harbour");
    runs(&trust).is_wrong(&["trusted already"]);
    assert_eq!(ran(&import, 0)["trusted"], true);
    let end = ["signer", "end", key, "--data", &of(&there)];
    assert!(runs(&end).out.contains("nobody"));
    runs(&end).is_wrong(&["not trusted here"]);
    // A byte that was changed is found.
    let mut bytes = std::fs::read(&archive).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    std::fs::write(&archive, bytes).unwrap();
    assert_eq!(runs(&import).code, 2);
    let all = here.beside("all.zip");
    let export = ["export", "organisation", "--out", path(&all), "--data", &of(&here)];
    assert_eq!(runs(&export).code, 0);
    runs(&["import", path(&all), "--dry-run", "--data", &of(&there)]).is_wrong(&["taken whole"]);
    let taken = runs(&["import", path(&all), "--data", &of(&there)]);
    assert!(
        taken.out.contains("1 people from X99 (X99)") || taken.out.contains("0 people"),
        "{taken:?}"
    );
}
