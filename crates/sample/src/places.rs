//! Imaginary organisations. Their codes are of a kind that is not given out.

use preceptor_record::people::Item;
use preceptor_record::person::Part;
use preceptor_record::{Code, Organisation};

use crate::dice::Dice;

/// An organisation people work at.
pub(crate) struct Place {
    pub(crate) code: Code,
    pub(crate) kind: &'static str,
    pub(crate) jurisdiction: &'static str,
    name: String,
}

impl Place {
    /// In which setting work there is done.
    pub(crate) fn setting(&self) -> &'static str {
        match self.kind {
            "practice" => "primary-care",
            "mental-health-trust" => "mental-health",
            _ => "secondary-care",
        }
    }
}

/// All of them: trusts and boards first, then practices.
pub(crate) struct Places {
    all: Vec<Place>,
    /// How many of a hundred hospital people work at each trust and board.
    weights: Vec<u32>,
    /// Where psychiatry is practised.
    psychiatry: usize,
}

/// Code, name, kind, jurisdiction, and how many of a hundred hospital people work there.
type Hospital = (&'static str, &'static str, &'static str, &'static str, u32);

const HOSPITALS: [Hospital; 9] = [
    ("X91", "Harbour and Vale Hospitals", "trust", "england", 23),
    ("X92", "Northmoor Hospitals", "trust", "england", 20),
    ("X93", "Saltmarsh University Hospitals", "trust", "england", 17),
    ("X94", "Kestrel Valley Hospitals", "trust", "england", 14),
    ("X95", "Larkrise Mental Health", "mental-health-trust", "england", 0),
    (
        "X96",
        "Lough Heron Health and Social Care",
        "health-and-social-care-trust",
        "northern-ireland",
        4,
    ),
    ("X97", "Bwrdd Iechyd Glan Elwy", "health-board", "wales", 5),
    ("X98", "Strathbirn", "health-board", "scotland", 4),
    ("X99", "Imaginary Hospitals", "trust", "england", 13),
];

/// Where the mental health trust stands in the list.
const MENTAL_HEALTH: usize = 4;

const PRACTICES: [&str; 12] = [
    "Ferny Lane",
    "Old Bakery",
    "Lantern Street",
    "Millpond",
    "Quarry Bank",
    "Station Road",
    "Tannery",
    "Three Elms",
    "Weavers' Yard",
    "Whitestone",
    "Ropewalk",
    "Orchard Gate",
];

const MOST_PRACTICES: usize = 998;

fn hospital(it: &Hospital) -> Place {
    Place { code: it.0.into(), kind: it.2, jurisdiction: it.3, name: it.1.to_owned() }
}

fn practice(index: usize) -> Place {
    Place {
        code: Code::new(format!("Y{}", 90_001 + index)),
        kind: "practice",
        jurisdiction: match index % 25 {
            11 | 19 => "wales",
            14 => "scotland",
            23 => "northern-ireland",
            _ => "england",
        },
        name: format!("{} Surgery", PRACTICES.get(index % PRACTICES.len()).unwrap_or(&"")),
    }
}

impl Places {
    /// The organisations of four countries, and a practice for every sixty people.
    pub(crate) fn new(n_people: usize) -> Self {
        let n_practices = (n_people / 60).clamp(2, MOST_PRACTICES);
        Self {
            all: HOSPITALS.iter().map(hospital).chain((0..n_practices).map(practice)).collect(),
            weights: HOSPITALS.map(|it| it.4).to_vec(),
            psychiatry: MENTAL_HEALTH,
        }
    }

    /// One trust, and the practice it places people at.
    pub(crate) fn one_trust() -> Self {
        let trust = HOSPITALS.iter().take(1).map(hospital);
        Self { all: trust.chain([practice(0)]).collect(), weights: vec![100], psychiatry: 0 }
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.all.iter().map(|it| Item::Organisation(it.organisation()))
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Place> {
        self.all.get(index)
    }

    /// The place of a hospital, a mental health trust or a practice, as the specialty asks for.
    pub(crate) fn draw(&self, specialty: &str, dice: &mut Dice) -> usize {
        match specialty {
            "psychiatry" => self.psychiatry,
            "general-practice" => {
                let n_hospitals = self.weights.len();
                let n_practices = u32::try_from(self.all.len() - n_hospitals).unwrap_or(1);
                n_hospitals + dice.below(n_practices) as usize
            }
            _ => dice.weighted(&self.weights),
        }
    }
}

impl Place {
    fn organisation(&self) -> Organisation {
        let part = |id: &str, title: Option<&str>| Part {
            id: id.into(),
            title: title.map(ToOwned::to_owned),
        };
        let (sites, units) = match self.kind {
            "practice" => (vec![part("main", None)], Vec::new()),
            _ => (
                vec![part("main", Some("Main hospital")), part("north", Some("North site"))],
                vec![
                    part("wards", None),
                    part("theatres", Some("Operating theatres")),
                    part("clinics", None),
                ],
            ),
        };
        Organisation {
            organisation: self.code.clone(),
            name: Some(self.name.clone()),
            kind: Some(self.kind.into()),
            jurisdiction: Some(self.jurisdiction.into()),
            sites,
            units,
        }
    }
}
