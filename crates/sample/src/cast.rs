//! Who there is: what each person does, and who there is to supervise them.

use std::collections::BTreeMap;

use preceptor_record::PersonId;

use crate::dice::Dice;
use crate::places::{Place, Places};

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A doctor of that grade.
    Doctor {
        role: &'static str,
        specialty: &'static str,
        place: usize,
    },
    /// Somebody in a registered profession.
    Staff {
        profession: &'static str,
        place: usize,
    },
    PhysicianAssociate,
    AnaesthesiaAssociate,
    SurgicalCarePractitioner,
    CriticalCarePractitioner,
    ClinicalPractitioner,
    AssistantPractitioner,
    NurseConsultant,
    ClinicalScientist,
}

/// Who is looked for to supervise, assess or appraise somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Senior {
    Consultant,
    Gp,
    /// Any doctor, those in training included.
    Doctor,
    Nurse,
    Radiographer,
    /// Whoever there is.
    Anybody,
}

/// What somebody is, their specialty and where they work; nothing stands for any.
type Sought = (Senior, Option<&'static str>, Option<usize>);

pub(crate) struct Cast {
    pub(crate) places: Places,
    /// Those who supervise others: the first people of all.
    staff: Vec<Part>,
    /// Who may be asked.
    seniors: BTreeMap<Sought, Vec<usize>>,
}

const ROLES: [Part; 8] = [
    Part::PhysicianAssociate,
    Part::AnaesthesiaAssociate,
    Part::SurgicalCarePractitioner,
    Part::CriticalCarePractitioner,
    Part::ClinicalPractitioner,
    Part::AssistantPractitioner,
    Part::NurseConsultant,
    Part::ClinicalScientist,
];

const ROLE_WEIGHTS: [u32; 8] = [38, 11, 9, 8, 15, 11, 4, 4];

/// Grades and specialties, each with its weight; the first of each stand at the head of every cast, so that a small
/// one has some of everybody.
const DOCTORS: &[(&str, &str, u32)] = &[
    ("consultant", "acute-medicine", 9),
    ("gp", "general-practice", 19),
    ("consultant", "anaesthesia", 13),
    ("consultant", "general-surgery", 6),
    ("consultant", "intensive-care-medicine", 7),
    ("consultant", "emergency-medicine", 8),
    ("consultant", "psychiatry", 4),
    ("consultant", "radiology", 4),
    ("specialist-doctor", "acute-medicine", 3),
    ("associate-specialist", "anaesthesia", 3),
    ("specialty-doctor", "emergency-medicine", 4),
    ("resident-doctor", "acute-medicine", 5),
    ("locally-employed-doctor", "general-surgery", 3),
    ("consultant", "general-medicine", 5),
    ("consultant", "geriatric-medicine", 4),
    ("consultant", "cardiology", 3),
    ("consultant", "respiratory-medicine", 3),
    ("consultant", "trauma-and-orthopaedics", 6),
    ("consultant", "urology", 3),
    ("consultant", "cardiothoracic-surgery", 3),
    ("consultant", "obstetrics", 2),
    ("consultant", "paediatrics", 2),
    ("consultant", "clinical-biochemistry", 2),
    ("specialty-doctor", "anaesthesia", 3),
    ("specialist-doctor", "trauma-and-orthopaedics", 2),
    ("resident-doctor", "general-practice", 3),
    ("resident-doctor", "anaesthesia", 3),
    ("resident-doctor", "general-surgery", 3),
];

const PROFESSIONS: &[(&str, &str, u32)] = &[
    ("radiographer", "radiology", 28),
    ("nurse", "general-medicine", 30),
    ("nurse", "general-practice", 8),
    ("pharmacist", "general-medicine", 8),
    ("physiotherapist", "trauma-and-orthopaedics", 8),
    ("paramedic", "emergency-medicine", 6),
    ("operating-department-practitioner", "anaesthesia", 6),
    ("biomedical-scientist", "clinical-biochemistry", 6),
];

impl Cast {
    pub(crate) fn new(places: Places, n_people: usize, dice: &mut Dice) -> Self {
        let n_staff = (n_people * 24 / 100).max(n_people.min(1));
        let mut made =
            Self { places, staff: Vec::with_capacity(n_staff), seniors: BTreeMap::new() };
        for index in 0..n_staff {
            let part = made.draw_staff(index, dice);
            made.seat(index, part);
            made.staff.push(part);
        }
        made
    }

    fn draw_staff(&self, index: usize, dice: &mut Dice) -> Part {
        let weights = |list: &[(&str, &str, u32)]| list.iter().map(|it| it.2).collect::<Vec<_>>();
        // After the first five doctors come a radiographer and a nurse, so that even thirty people have both.
        let (doctor, at) = match index {
            5 | 6 => (false, index - 5),
            0..5 => (true, index),
            7..15 => (true, index - 2),
            _ => {
                let doctor = dice.in_hundred(74);
                let list = if doctor { DOCTORS } else { PROFESSIONS };
                (doctor, dice.weighted(&weights(list)))
            }
        };
        let list = if doctor { DOCTORS } else { PROFESSIONS };
        let (role, specialty, _) = list.get(at).copied().unwrap_or_default();
        let place = self.places.draw(specialty, dice);
        if doctor {
            Part::Doctor { role, specialty, place }
        } else {
            Part::Staff { profession: role, place }
        }
    }

    fn seat(&mut self, index: usize, part: Part) {
        let (senior, specialty, place) = match part {
            Part::Doctor { role: "consultant", specialty, place } => {
                (Senior::Consultant, Some(specialty), place)
            }
            Part::Doctor { role: "gp", specialty, place } => (Senior::Gp, Some(specialty), place),
            Part::Doctor { specialty, place, .. } => (Senior::Doctor, Some(specialty), place),
            Part::Staff { profession: "nurse", place } => (Senior::Nurse, None, place),
            Part::Staff { profession: "radiographer", place } => {
                (Senior::Radiographer, None, place)
            }
            _ => (Senior::Anybody, None, 0),
        };
        let mut keys = vec![
            (senior, specialty, Some(place)),
            (senior, specialty, None),
            (senior, None, None),
            (Senior::Anybody, None, None),
        ];
        if let Some(specialty) = specialty {
            keys.extend([
                (Senior::Doctor, Some(specialty), Some(place)),
                (Senior::Doctor, Some(specialty), None),
            ]);
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.seniors.entry(key).or_default().push(index);
        }
    }

    /// What the person of that number does.
    pub(crate) fn part(&self, index: usize, dice: &mut Dice) -> Part {
        let role = |at: usize| ROLES.get(at).copied().unwrap_or(Part::PhysicianAssociate);
        match self.staff.get(index) {
            Some(part) => *part,
            None if index - self.staff.len() < ROLES.len() => role(index - self.staff.len()),
            None => role(dice.weighted(&ROLE_WEIGHTS)),
        }
    }

    /// Somebody to ask: of that specialty and place if there is anybody, else of the specialty, else of the kind, else
    /// whoever there is. One in three goes to the first on the list, who is soon asked by too many.
    pub(crate) fn senior(
        &self,
        kind: Senior,
        specialty: Option<&'static str>,
        place: usize,
        not: usize,
        dice: &mut Dice,
    ) -> Option<PersonId> {
        let keys = [
            (kind, specialty, Some(place)),
            (kind, specialty, None),
            (kind, None, None),
            (Senior::Anybody, None, None),
        ];
        let list = keys
            .iter()
            .filter_map(|it| self.seniors.get(it))
            .find(|it| it.iter().any(|one| *one != not))?;
        let first = list.iter().find(|it| **it != not)?;
        if dice.in_hundred(33) {
            return Some(id_of(*first));
        }
        let drawn = dice.pick(list);
        Some(id_of(if drawn == not { *first } else { drawn }))
    }

    pub(crate) fn place(&self, index: usize) -> &Place {
        // INVARIANT: every index comes from `Places::draw`, and there are always hospitals.
        #[expect(clippy::expect_used, reason = "the list of places is never empty")]
        self.places.get(index).or_else(|| self.places.get(0)).expect("a place")
    }
}

/// The id of the person of that number.
pub(crate) fn id_of(index: usize) -> PersonId {
    PersonId::new(format!("p-{:06}", index + 1))
}
