use std::collections::BTreeSet;

use preceptor_record::{Body, Day};
use preceptor_rulebook::Rulebook;
use proptest::prelude::*;

use super::*;
use crate::table::{self, Limits, Table};

fn book() -> Rulebook {
    let files = preceptor_rulebook::builtin::builtin("uk").unwrap();
    preceptor_rulebook::load_rules(&files).rulebook.unwrap()
}

fn words() -> &'static Vocabulary {
    static WORDS: std::sync::OnceLock<Vocabulary> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| Vocabulary::of(&book(), []))
}

fn today() -> Day {
    Day::parse("2026-11-20").unwrap()
}

fn read(text: &str) -> Table {
    table::read(text.as_bytes(), &Column::known_names(), Limits::default()).unwrap()
}

fn rows(text: &str, mapping: &Mapping) -> Vec<Result<Drafted, Vec<RowFault>>> {
    let table = read(text);
    let reader = Reader::new(&table, mapping, words(), today());
    table.rows.iter().map(|it| reader.read(it)).collect()
}

/// The one row below a header, with the mapping that is guessed of it.
fn row(header: &str, cells: &str) -> Result<Drafted, Vec<RowFault>> {
    let text = format!("{header}\n{cells}\n");
    let mapping = Mapping::guessed(&read(&text).header);
    rows(&text, &mapping).remove(0)
}

fn kinds(header: &str, cells: &str) -> Vec<Kind> {
    row(header, cells).err().unwrap_or_default().iter().map(|it| it.kind).collect()
}

#[test]
fn a_row_is_made_facts() {
    let header = "Employee Number,First Name,Last Name,Role,Start Date in Position,FTE,Registration Body,Registration Number,Registration Expiry,Termination Date,Assignment Category";
    let made = row(
        header,
        "00012345,Amara,Okafor,Physician Associate,03/04/2025,0.8,General Medical Council,a 9990017,31-DEC-2026,31-DEC-4712,Permanent",
    )
    .unwrap();
    assert_eq!(made.keys.texts(), ["employee 00012345", "gmc-aapa A9990017"]);
    assert_eq!(made.details.name.as_deref(), Some("Amara Okafor"));
    let [Body::Post(post), Body::Registration(registration)] = made.facts.as_slice() else {
        panic!("{:?}", made.facts);
    };
    assert_eq!(post.role, *"physician-associate");
    assert_eq!(
        post.from.map(Day::in_words).as_deref(),
        Some("3 April 2025"),
        "the day comes first"
    );
    assert_eq!((post.until, post.fte.unwrap().0), (None, 800));
    assert_eq!(post.contract.as_ref().unwrap(), "permanent");
    // A body that keeps two registers means that of the role; the last good day is in.
    assert_eq!(registration.register, *"gmc-aapa");
    assert_eq!(registration.part.as_ref().unwrap(), "physician-associate");
    assert_eq!(registration.until, Some(Day::parse("2027-01-01").unwrap()));
}

#[test]
fn days_are_read_day_first_in_every_common_form() {
    for it in [
        "13-JAN-2025",
        "13/01/2025",
        "2025-01-13",
        "13-Jan-25",
        "13 January 2025",
        "13.01.2025",
        "13/01/2025 00:00:00",
        "13th January 2025",
    ] {
        let made = row("Employee Number,Role,Post From", &format!("1,physician-associate,{it}"));
        let made = made.unwrap();
        assert_eq!(made.facts[0].period().from.to_string(), "2025-01-13", "{it}");
    }
}

#[test]
fn every_wrong_day_says_what_is_wrong() {
    let of =
        |it: &str| kinds("Employee Number,Role,Post From", &format!("1,physician-associate,{it}"));
    for (text, kind) in [
        ("45670", Kind::SerialNumber),
        ("45670.5", Kind::SerialNumber),
        ("31/02/2024", Kind::NoSuchDay),
        ("29/02/2023", Kind::NoSuchDay),
        ("04/13/2026", Kind::MonthFirst),
        ("13-Jan-63", Kind::TwoDigitYear),
        ("01/01/1899", Kind::DayOutOfRange),
        ("31-DEC-4712", Kind::DayOutOfRange),
        ("soon", Kind::NotADate),
        ("2025", Kind::NotADate),
        ("1/2", Kind::NotADate),
        ("12/2025", Kind::NotADate),
    ] {
        assert_eq!(of(text), [kind], "{text}");
    }
    let told = row("Employee Number,Role,Post From", "1,physician-associate,45670").unwrap_err();
    assert!(told[0].message.contains("13 January 2025"), "{}", told[0].message);
    assert_eq!(
        (told[0].line, told[0].column.as_str(), told[0].value.as_str()),
        (2, "Post From", "45670")
    );
}

#[test]
fn numbers_that_a_spreadsheet_changed_are_refused() {
    for it in ["1E+05", "1.23E+07", "1.23E7", "9,9E+6"] {
        assert_eq!(kinds("Employee Number;Role", &format!("{it};")), [Kind::PowerOfTen], "{it}");
    }
    assert_eq!(kinds("Employee Number,Role", "12345.0,"), [Kind::DecimalNumber]);
    assert_eq!(kinds("Employee Number,Role", "12 345,"), [Kind::EmployeeNumber]);
    // Letters that happen to be an E are no power of ten, and leading zeros stay.
    for it in ["98E1393", "E12", "0012", "12-E"] {
        let made = row("Employee Number,Role", &format!("{it},")).unwrap();
        assert_eq!(made.details.employee_number.as_deref(), Some(it));
    }
}

/// Each row is wrong in one way, and in no other.
#[test]
fn each_kind_of_fault_has_a_row() {
    let header = "Employee Number,Last Name,Date of Birth,Email,Phone,Role,Position Title,Base Profession,Organisation,Specialty,Setting,FTE,Latest Start Date,Post From,Post Until,Register,Register Part,Registration Number,Registration Status,Registration Until,Qualification,Qualification On,Course,Training On,Check,Check Outcome,Check On,Restriction,Restriction Supervision,Restriction From";
    let columns: Vec<&str> = header.split(',').collect();
    let good: &[(&str, &str)] = &[
        ("Employee Number", "0017"),
        ("Role", "Physician associate"),
        ("Post From", "13/01/2025"),
        ("Register", "gmc-aapa"),
        ("Registration Number", "A9990017"),
    ];
    let with = |changes: &[(&str, &str)]| -> String {
        let cell = |name: &&str| {
            let of = |list: &[(&str, &str)]| {
                list.iter().find(|it| it.0 == *name).map(|it| it.1.to_owned())
            };
            of(changes).or_else(|| of(good)).unwrap_or_default()
        };
        columns.iter().map(cell).collect::<Vec<_>>().join(",")
    };
    assert!(row(header, &with(&[])).is_ok());
    let wrong: &[(Kind, &[(&str, &str)])] = &[
        (Kind::CellTooLong, &[("Last Name", &"x".repeat(2_001))]),
        (Kind::StrangeSigns, &[("Last Name", "O\u{FFFD}Neill")]),
        (Kind::Formula, &[("Last Name", "=cmd|' /C calc'!A0")]),
        (
            Kind::NoIdentifier,
            &[("Employee Number", ""), ("Register", ""), ("Registration Number", "")],
        ),
        (Kind::PowerOfTen, &[("Employee Number", "1E+05")]),
        (Kind::DecimalNumber, &[("Registration Number", "9990017.0")]),
        (Kind::EmployeeNumber, &[("Employee Number", "00 17")]),
        (Kind::Name, &[("Last Name", "12/04/2020")]),
        (Kind::NotADate, &[("Post From", "soon")]),
        (Kind::NoSuchDay, &[("Post From", "31/02/2024")]),
        (Kind::MonthFirst, &[("Post From", "04/13/2026")]),
        (Kind::SerialNumber, &[("Post From", "45670")]),
        (Kind::TwoDigitYear, &[("Date of Birth", "13-Jan-63")]),
        (Kind::DayOutOfRange, &[("Post From", "13/01/1825")]),
        (Kind::EndsBeforeItBegins, &[("Post Until", "12/01/2025")]),
        (Kind::PostBeforeEmployment, &[("Latest Start Date", "14/01/2025")]),
        (Kind::Birth, &[("Date of Birth", "13/01/2025")]),
        (Kind::Email, &[("Email", "amara at example.org")]),
        (Kind::Phone, &[("Phone", "ask the ward")]),
        (Kind::UnknownRole, &[("Role", "Wizard")]),
        (Kind::RolesDisagree, &[("Position Title", "Anaesthesia Associate")]),
        (Kind::UnknownProfession, &[("Base Profession", "Wizard")]),
        (Kind::UnknownOrganisation, &[("Organisation", "The other trust")]),
        (Kind::UnknownSpecialty, &[("Specialty", "Wizardry")]),
        (Kind::UnknownSetting, &[("Setting", "on the moon")]),
        (Kind::NotAPart, &[("FTE", "full")]),
        (Kind::PartOutOfRange, &[("FTE", "1.1")]),
        (Kind::PostIncomplete, &[("Role", "")]),
        (Kind::PostWithoutDay, &[("Post From", "")]),
        (Kind::UnknownRegister, &[("Register", "Guild of wizards")]),
        (Kind::SeveralRegisters, &[("Register", "General Medical Council"), ("Role", "nurse")]),
        (Kind::UnknownPart, &[("Register Part", "wizards")]),
        (Kind::UnknownStatus, &[("Registration Status", "fine")]),
        (Kind::RegistrationNumber, &[("Registration Number", "pending")]),
        (
            Kind::RegistrationIncomplete,
            &[("Registration Number", ""), ("Registration Until", "01/01/2027")],
        ),
        (Kind::UnknownQualification, &[("Qualification", "Wizardry")]),
        (Kind::QualificationIncomplete, &[("Qualification On", "01/01/2020")]),
        (Kind::UnknownCourse, &[("Course", "Wizardry"), ("Training On", "01/01/2026")]),
        (Kind::TrainingIncomplete, &[("Training On", "01/01/2026")]),
        (
            Kind::UnknownCheck,
            &[("Check", "Wand"), ("Check Outcome", "clear"), ("Check On", "01/01/2026")],
        ),
        (
            Kind::UnknownOutcome,
            &[("Check", "identity"), ("Check Outcome", "good"), ("Check On", "01/01/2026")],
        ),
        (Kind::CheckIncomplete, &[("Check", "identity")]),
        (Kind::UnknownActivity, &[("Restriction", "flying"), ("Restriction From", "01/01/2026")]),
        (
            Kind::UnknownCloseness,
            &[
                ("Restriction", "all"),
                ("Restriction Supervision", "near"),
                ("Restriction From", "01/01/2026"),
            ],
        ),
        (Kind::RestrictionIncomplete, &[("Restriction From", "01/01/2026")]),
    ];
    for (kind, changes) in wrong {
        let told = row(header, &with(changes)).err().unwrap_or_default();
        let found: Vec<Kind> = told.iter().map(|it| it.kind).collect();
        assert_eq!(found, [*kind], "{changes:?}");
        assert!(
            told.iter().all(|it| it.line == 2 && !it.message.is_empty() && !it.remedy.is_empty())
        );
    }
    let kinds: BTreeSet<Kind> = wrong.iter().map(|it| it.0).collect();
    assert!(kinds.len() >= 30, "{}", kinds.len());
    assert_eq!(kinds_of(header, &format!("{},more", with(&[]))), [Kind::RowTooLong]);
    assert_eq!(kinds_of(header, "0017,Okafor,,"), [Kind::RowTooShort]);
}

fn kinds_of(header: &str, cells: &str) -> Vec<Kind> {
    kinds(header, cells)
}

#[test]
fn boundaries_hold_on_both_sides() {
    let fte =
        |it: &str| kinds("Employee Number;FTE;Role;Post From", &format!("1;{it};nurse;01/01/2025"));
    assert_eq!(fte("1.00000"), []);
    assert_eq!(fte("0,8"), [], "a decimal comma is as good as a point");
    assert_eq!(fte("0"), []);
    assert_eq!(fte("1.001"), [Kind::PartOutOfRange]);
    assert_eq!(fte("-0.1"), [Kind::PartOutOfRange]);
    let until = |it: &str| {
        kinds("Employee Number,Role,Post From,Post Until", &format!("1,nurse,13/01/2025,{it}"))
    };
    assert_eq!(until("13/01/2025"), [], "a post of one day");
    assert_eq!(until("12/01/2025"), [Kind::EndsBeforeItBegins]);
}

#[test]
fn words_of_an_hr_system_mean_what_the_mapping_says() {
    let text = "Staff No,Post,Body,PIN\n1,Nurse Practitioner,NMC of old,98I1393E\n2,Porter,,\n";
    let mapping = Mapping::read(
        "mapping.yaml",
        "columns:\n  - {column: Staff No, is: employee-number}\n  - {column: Post, is: role}\n  - {column: Body, is: register}\n  - {column: PIN, is: registration-number}\n\
         values:\n  - {is: role, value: nurse practitioner, means: surgical-care-practitioner}\n  - {is: role, value: Porter, means: nothing}\n  - {is: register, value: NMC of old, means: nmc}\n\
         always:\n  - {is: post-from, value: 2025-01-01}\n  - {is: setting, value: secondary-care}\n",
    )
    .unwrap();
    assert!(mapping.faults(&read(text).header).is_empty());
    let made = rows(text, &mapping);
    let first = made[0].as_ref().unwrap();
    let [Body::Post(post), Body::Registration(registration)] = first.facts.as_slice() else {
        panic!("{:?}", first.facts);
    };
    assert_eq!(post.role, *"surgical-care-practitioner");
    assert_eq!(post.setting.as_ref().unwrap(), "secondary-care");
    assert_eq!(registration.register, *"nmc");
    assert!(made[1].as_ref().unwrap().facts.is_empty(), "what means nothing is passed over");
    // It is read back as it is written.
    let again = Mapping::read("again", &mapping.to_json().to_string()).unwrap();
    assert!(again == mapping);
}

#[test]
fn a_mapping_that_does_not_fit_says_why() {
    let header = read("Employee Number,Role,Role\n1,a,b\n").header;
    let mapping = |text: &str| Mapping::read("m", text).unwrap().faults(&header);
    assert_eq!(
        mapping("columns: [{column: Number, is: employee-number}]"),
        [MappingFault::NoColumn("Number".to_owned())]
    );
    assert_eq!(
        mapping(
            "columns: [{column: Employee Number, is: employee-number}, {column: Role, is: role}]"
        ),
        [MappingFault::Repeated("Role".to_owned())]
    );
    assert_eq!(mapping("columns: []"), [MappingFault::NoIdentifier]);
    assert!(matches!(
        mapping("columns: [{column: Employee Number, is: employee-number}, {column: Employee Number, is: employee-number}]").as_slice(),
        [MappingFault::Twice(..)]
    ));
    let told = Mapping::read("m.yaml", "columns: [{column: A, is: employe-number}]").unwrap_err();
    assert!(told.contains("did you mean `employee-number`?") && told.contains("m.yaml"), "{told}");
}

#[test]
fn no_two_columns_have_the_same_name() {
    let mut seen = std::collections::BTreeMap::new();
    for it in Column::ALL {
        for name in [it.as_str().to_owned(), it.title()] {
            assert_eq!(Column::of_name(&name), Some(*it), "{name}");
        }
        for name in Column::known_names() {
            if Column::of_name(&name) == Some(*it) {
                assert_eq!(seen.insert(name, *it), None);
            }
        }
    }
    assert_eq!(seen.len(), Column::known_names().len());
}

#[test]
fn a_role_is_taken_from_a_title_only_where_it_names_one() {
    let of = |it: &str| words().role_in(it).map(|it| it.as_str().to_owned());
    assert_eq!(of("Physician Associate – Acute Med").as_deref(), Some("physician-associate"));
    assert_eq!(of("Bank Anaesthesia Associate").as_deref(), Some("anaesthesia-associate"));
    assert_eq!(
        of("Surgical Care Practitioner, Theatres").as_deref(),
        Some("surgical-care-practitioner")
    );
    assert_eq!(of("Physician Associate and Anaesthesia Associate"), None);
    assert_eq!(of("Porter"), None);
}

proptest! {
    /// Whatever stands in the cells, a row is facts or faults, and a fault says what to do.
    #[test]
    fn any_row_is_facts_or_faults(cells in prop::collection::vec("[^\\p{Cc}\",]{0,20}", 49)) {
        let header = Column::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(",");
        let cells: Vec<String> = cells.iter().map(|it| it.replace(['"', ','], " ")).collect();
        let told = row(&header, &format!("x{}", cells.join(","))).err().unwrap_or_default();
        prop_assert!(told.iter().all(|it| !it.remedy.is_empty() && it.line == 2));
    }

    /// Every day is read back from every form it is written in.
    #[test]
    fn a_day_is_read_back(n in -20_000..30_000) {
        let day = Day(n);
        let date = day.date().unwrap();
        for form in ["%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%-d %B %Y", "%d.%m.%Y"] {
            let text = date.strftime(form).to_string();
            prop_assert_eq!(super::cells::day(&text, false), Ok(Some(day)), "{}", text);
        }
    }
}
