//! What somebody may be in an organisation.

/// A role inside the product; somebody may have several. What they are in the rulebook's sense stands in their record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Somebody who has a record of their own.
    Practitioner,
    /// Whoever supervises or assesses others.
    Supervisor,
    /// Whoever holds appraisals.
    Appraiser,
    /// Whoever makes rotas.
    RotaCoordinator,
    /// Whoever recruits and checks.
    Recruitment,
    /// Whoever answers for the roles: governance.
    MapLead,
    /// Whoever plans the workforce.
    Planner,
    /// Whoever looks at what was decided and done, and changes nothing.
    Auditor,
    /// Whoever looks after accounts.
    Administrator,
    /// A program whose key lets it read.
    ReadingProgram,
    /// A program whose key lets it add facts.
    WritingProgram,
    /// A program whose key lets it ask for decisions.
    DecidingProgram,
}

impl Role {
    /// What programs may be: nobody who signs in is one of these.
    pub const PROGRAMS: [Self; 3] =
        [Self::ReadingProgram, Self::WritingProgram, Self::DecidingProgram];

    /// What people may be, in the order in which it is offered.
    pub const ALL: [Self; 9] = [
        Self::Practitioner,
        Self::Supervisor,
        Self::Appraiser,
        Self::RotaCoordinator,
        Self::Recruitment,
        Self::MapLead,
        Self::Planner,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The word for it in what is stored and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Practitioner => "practitioner",
            Self::Supervisor => "supervisor",
            Self::Appraiser => "appraiser",
            Self::RotaCoordinator => "rota-coordinator",
            Self::Recruitment => "recruitment",
            Self::MapLead => "map-lead",
            Self::Planner => "planner",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::ReadingProgram => "reading-program",
            Self::WritingProgram => "writing-program",
            Self::DecidingProgram => "deciding-program",
        }
    }

    /// What people may be, by its word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}
