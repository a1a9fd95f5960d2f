//! What a reference may name, by kind.

use std::collections::BTreeSet;

use crate::book::Rulebook;
use crate::vocabulary::Term;

/// The kinds of thing that are referred to by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Role,
    RoleGroup,
    Profession,
    Activity,
    ActivityGroup,
    Set,
    Source,
    Jurisdiction,
    Register,
    Qualification,
    Programme,
    Exam,
    Check,
    Course,
    Setting,
    Specialty,
    Organisation,
    Subject,
    ContextKey,
    Supervisor,
    CpdScheme,
    Provision,
    Row,
    Route,
}

impl Kind {
    /// What an author calls it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Role => "role or profession",
            Self::RoleGroup => "group of roles",
            Self::Profession => "profession",
            Self::Activity => "activity",
            Self::ActivityGroup => "group of activities",
            Self::Set => "set",
            Self::Source => "source",
            Self::Jurisdiction => "jurisdiction",
            Self::Register => "register",
            Self::Qualification => "qualification",
            Self::Programme => "programme",
            Self::Exam => "exam",
            Self::Check => "check",
            Self::Course => "course",
            Self::Setting => "setting",
            Self::Specialty => "specialty",
            Self::Organisation => "kind of organisation",
            Self::Subject => "subject or group of subjects",
            Self::ContextKey => "context key",
            Self::Supervisor => "supervisor",
            Self::CpdScheme => "CPD scheme",
            Self::Provision => "provision",
            Self::Row => "row",
            Self::Route => "route",
        }
    }

    /// The files it is read from: where one of them could not be read at all, a reference may well be right.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Role => &["roles", "professions"],
            Self::RoleGroup => &["role_groups"],
            Self::Profession => &["professions"],
            Self::Activity => &["activities"],
            Self::ActivityGroup => &["activity_groups"],
            Self::Set | Self::Source | Self::Jurisdiction => &[],
            Self::Register => &["registers"],
            Self::Qualification => &["qualifications"],
            Self::Programme => &["programmes"],
            Self::Exam => &["exams"],
            Self::Check => &["checks"],
            Self::Course => &["courses"],
            Self::Setting => &["settings"],
            Self::Specialty => &["specialties"],
            Self::Organisation => &["organisation_kinds"],
            Self::Subject => &["subjects"],
            Self::ContextKey => &["context"],
            Self::Supervisor => &["supervisors"],
            Self::CpdScheme => &["cpd_schemes"],
            Self::Provision => &["scope"],
            Self::Row => &["roles", "clearance", "registers"],
            Self::Route => &["roles"],
        }
    }

    /// The ids a rulebook knows of that kind.
    pub fn ids(self, book: &Rulebook) -> BTreeSet<&str> {
        let words = &book.vocabulary;
        let terms = |list| ids_of(list, |it: &Term| it.id.as_str());
        match self {
            Self::Role => {
                let roles = book.roles.keys().map(preceptor_record::Code::as_str);
                roles.chain(words.professions.iter().map(|it| it.id.as_str())).collect()
            }
            Self::RoleGroup => ids_of(&words.role_groups, |it| it.id.as_str()),
            Self::Profession => ids_of(&words.professions, |it| it.id.as_str()),
            Self::Activity => ids_of(&words.activities, |it| it.id.as_str()),
            Self::ActivityGroup => terms(&words.activity_groups),
            Self::Set => ids_of(&book.header.sets, |it| it.id.as_str()),
            Self::Source => ids_of(&book.header.sources, |it| it.id.as_str()),
            Self::Jurisdiction => ids_of(&book.header.jurisdictions, |it| it.id.as_str()),
            Self::Register => ids_of(&words.registers, |it| it.id.as_str()),
            Self::Qualification => ids_of(&words.qualifications, |it| it.id.as_str()),
            Self::Programme => ids_of(&words.programmes, |it| it.id.as_str()),
            Self::Exam => ids_of(&words.exams, |it| it.id.as_str()),
            Self::Check => ids_of(&words.checks, |it| it.id.as_str()),
            Self::Course => ids_of(&words.courses, |it| it.id.as_str()),
            Self::Setting => terms(&words.settings),
            Self::Specialty => with_groups(&words.specialties),
            Self::Organisation => terms(&words.organisation_kinds),
            Self::Subject => with_groups(&words.subjects),
            Self::ContextKey => ids_of(&words.context, |it| it.id.as_str()),
            Self::Supervisor => ids_of(&words.supervisors, |it| it.id.as_str()),
            Self::CpdScheme => ids_of(&words.cpd_schemes, |it| it.id.as_str()),
            Self::Provision => ids_of(&book.provisions, |it| it.provision.id.as_str()),
            Self::Row => rows(book).map(|it| it.id.as_str()).collect(),
            Self::Route => {
                book.roles.values().flat_map(|it| &it.routes).map(|it| it.id.as_str()).collect()
            }
        }
    }
}

/// Every row of the rulebook, wherever it stands.
pub(super) fn rows(book: &Rulebook) -> impl Iterator<Item = &crate::role::Row> {
    let of_roles = book.roles.values().flat_map(|it| {
        let entry = it.routes.iter().flat_map(|it| &it.entry);
        it.standing.iter().chain(&it.clearance).chain(entry)
    });
    let eligibility = book.vocabulary.registers.iter().flat_map(|it| &it.eligibility);
    book.clearance.iter().chain(of_roles).chain(eligibility)
}

fn ids_of<T>(list: &[T], id: impl Fn(&T) -> &str) -> BTreeSet<&str> {
    list.iter().map(id).collect()
}

/// Terms and the groups they belong to.
fn with_groups(list: &[Term]) -> BTreeSet<&str> {
    let groups = list.iter().flat_map(|it| &it.groups).map(preceptor_record::Code::as_str);
    list.iter().map(|it| it.id.as_str()).chain(groups).collect()
}
