//! What a column of a table of staff may be.

use std::collections::BTreeSet;

use preceptor_record::words;

use super::vocabulary::List;
use crate::table::folded;

words! {
    /// What a column is.
    pub enum Column {
        /// The employer's number of the person.
        EmployeeNumber = "employee-number",
        /// The whole name.
        Name = "name",
        /// The first name.
        FirstName = "first-name",
        /// The last name.
        LastName = "last-name",
        /// What they are called.
        KnownAs = "known-as",
        /// Date of birth.
        Born = "born",
        /// E-mail address.
        Email = "email",
        /// Telephone number.
        Phone = "phone",
        /// In which role the post is.
        Role = "role",
        /// What the post is called; tells the role where the role's own column does not.
        Position = "position",
        /// The registered profession under the post.
        BaseProfession = "base-profession",
        /// At which organisation the post is.
        Organisation = "organisation",
        /// At which site.
        Site = "site",
        /// In which unit.
        Unit = "unit",
        /// In which specialty.
        Specialty = "specialty",
        /// In which setting.
        Setting = "setting",
        /// Which part of full time.
        Fte = "fte",
        /// The pay band.
        Band = "band",
        /// The kind of contract.
        Contract = "contract",
        /// The first day with the employer, in whatever post.
        EmployedFrom = "employed-from",
        /// The first day in the post.
        PostFrom = "post-from",
        /// The last day in the post.
        PostUntil = "post-until",
        /// The last day with the employer.
        LeavingDay = "leaving-day",
        /// Who manages the person: a number or an address of theirs.
        Manager = "manager",
        /// Which register, or whose.
        Register = "register",
        /// Which part of the register.
        RegisterPart = "register-part",
        /// The number on the register.
        RegistrationNumber = "registration-number",
        /// What the register says.
        RegistrationStatus = "registration-status",
        /// The first day on the register.
        RegistrationFrom = "registration-from",
        /// The last good day of the registration.
        RegistrationUntil = "registration-until",
        /// An award.
        Qualification = "qualification",
        /// The day of the award.
        QualificationOn = "qualification-on",
        /// A course.
        Course = "course",
        /// The day it was done.
        TrainingOn = "training-on",
        /// The last good day of the training.
        TrainingUntil = "training-until",
        /// An employment check.
        Check = "check",
        /// How it ended.
        CheckOutcome = "check-outcome",
        /// The day it was made.
        CheckOn = "check-on",
        /// The last good day of the check.
        CheckUntil = "check-until",
        /// The activity somebody is restricted in.
        Restriction = "restriction",
        /// How close a supervisor must be for it.
        RestrictionSupervision = "restriction-supervision",
        /// Who imposed it.
        RestrictionBy = "restriction-by",
        /// Its first day.
        RestrictionFrom = "restriction-from",
        /// Its last day.
        RestrictionUntil = "restriction-until",
        /// The named supervisor: a number or an address of theirs.
        NamedSupervisor = "named-supervisor",
        /// The clinical supervisor.
        ClinicalSupervisor = "clinical-supervisor",
        /// The educational supervisor.
        EducationalSupervisor = "educational-supervisor",
        /// The first day of the supervision.
        SupervisedFrom = "supervised-from",
    }
}

impl Column {
    /// Its name on a page.
    pub fn title(self) -> String {
        let own = self.as_str().replace('-', " ");
        let plain = match self {
            Self::EmployedFrom => "first day with the employer",
            Self::PostFrom => "first day in the post",
            Self::PostUntil => "last day in the post",
            Self::LeavingDay => "last day with the employer",
            Self::Fte => "part of full time (FTE)",
            Self::Born => "date of birth",
            Self::Email => "e-mail address",
            Self::RegistrationUntil => "last good day of the registration",
            Self::TrainingUntil => "last good day of the training",
            Self::CheckUntil => "last good day of the check",
            Self::QualificationOn => "day of the award",
            Self::TrainingOn => "day of the training",
            Self::CheckOn => "day of the check",
            Self::RestrictionBy => "who imposed the restriction",
            Self::Position => "title of the position",
            _ => &own,
        };
        let mut letters = plain.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    }

    /// The list its words are of, where it has words of a list.
    pub fn list(self) -> Option<List> {
        Some(match self {
            Self::Role => List::Roles,
            Self::BaseProfession => List::Professions,
            Self::Organisation => List::Organisations,
            Self::Specialty => List::Specialties,
            Self::Setting => List::Settings,
            Self::Register => List::Registers,
            Self::RegisterPart => List::Parts,
            Self::RegistrationStatus => List::Statuses,
            Self::Qualification => List::Qualifications,
            Self::Course => List::Courses,
            Self::Check => List::Checks,
            Self::CheckOutcome => List::Outcomes,
            Self::Restriction => List::Activities,
            Self::RestrictionSupervision => List::Closeness,
            _ => return None,
        })
    }

    /// Names that HR systems and people give the column, folded. None is given to two columns.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::EmployeeNumber => {
                &["employee no", "emp no", "staff number", "payroll number", "person number"]
            }
            Self::Name => &["full name", "employee name", "employee full name", "person name"],
            Self::FirstName => &["first names", "forename", "given name"],
            Self::LastName => &["surname", "family name"],
            Self::KnownAs => &["preferred name", "preferred first name"],
            Self::Born => &["date of birth", "dob", "birth date"],
            Self::Email => {
                &["e mail", "email address", "e mail address", "work email", "work e mail"]
            }
            Self::Phone => &["telephone", "telephone number", "phone number", "mobile"],
            Self::Role => &["job role", "occupational role"],
            Self::Position => &["position title", "job title", "position name"],
            Self::Fte => &["wte", "contracted wte", "assignment fte"],
            Self::Band => &["pay band", "grade band"],
            Self::Contract => &["assignment category", "contract type", "employee category"],
            Self::Site => &["location", "site name", "location name"],
            Self::Unit => &["ward", "team", "department"],
            Self::EmployedFrom => &["latest start date", "latest hire date", "date of joining"],
            Self::PostFrom => &["start date in position", "post start date", "position start date"],
            Self::PostUntil => &["fixed term end date", "post end date", "position end date"],
            Self::LeavingDay => {
                &["termination date", "leaving date", "date of leaving", "actual termination date"]
            }
            Self::Manager => {
                &["supervisor employee number", "manager employee number", "line manager"]
            }
            Self::Register => {
                &["registration body", "professional body", "professional registration body"]
            }
            Self::RegistrationNumber => {
                &["professional registration number", "registration no", "pin"]
            }
            Self::RegistrationUntil => &[
                "registration expiry",
                "registration expiry date",
                "registration end date",
                "professional registration expiry",
            ],
            Self::RegistrationFrom => &["registration start date", "first registration date"],
            Self::Course => &["course name", "training course", "competence name"],
            Self::TrainingOn => &["date completed", "completion date", "training date"],
            Self::TrainingUntil => {
                &["training expiry", "training expiry date", "competence expiry"]
            }
            _ => &[],
        }
    }

    /// The column of that name; none where nobody has given one that name before.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = folded(name);
        let own = |it: &&Self| folded(it.as_str()) == name || folded(&it.title()) == name;
        let all = Self::ALL;
        let found = all.iter().find(own);
        found.or_else(|| all.iter().find(|it| it.names().contains(&name.as_str()))).copied()
    }

    /// Every name a column is known by, folded.
    pub fn known_names() -> BTreeSet<String> {
        let own = Self::ALL.iter().flat_map(|it| [folded(it.as_str()), folded(&it.title())]);
        let given = Self::ALL.iter().flat_map(|it| it.names()).map(|it| (*it).to_owned());
        own.chain(given).collect()
    }
}
