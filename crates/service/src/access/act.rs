//! Every use-case by name, and the one table that says how far each role reaches with it.

use super::{Reach, Role};

/// Declares the acts: a variant, its word, and how far roles reach with it. What a role is not named for is refused.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident = $word:literal { $($role:ident: $reach:ident),* $(,)? })*) => {
        /// A use-case, as far as permission goes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$act),*];

            /// The word for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$act => $word),* }
            }
        }

        /// How far a role reaches with an act.
        pub fn reach(act: Act, role: Role) -> Reach {
            match (act, role) {
                $($((Act::$act, Role::$role) => Reach::$reach,)*)*
                _ => Reach::No,
            }
        }
    };
}

acts! {
    /// See a list of people with their names, roles and standing.
    ListPeople = "list-people" { Supervisor: Mine, Recruitment: All, RotaCoordinator: All, Appraiser: All, MapLead: All, Auditor: All, Administrator: All, ReadingProgram: All }
    /// Take the list away as a file.
    ExportPeople = "export-people" { MapLead: All, Recruitment: All, Auditor: All }
    /// See a record whole.
    SeeRecord = "see-record" { Practitioner: Own, Supervisor: Mine, Recruitment: All, MapLead: All, Auditor: All, ReadingProgram: All }
    /// Ask whether somebody may do something.
    Decide = "decide" { Practitioner: Own, Supervisor: All, RotaCoordinator: All, Recruitment: All, MapLead: All, DecidingProgram: All }
    /// Add a fact that is only claimed, as a program does.
    TakeFact = "take-fact" { WritingProgram: All }
    /// See somebody's scope card.
    SeeCard = "see-card" { Practitioner: Own, Supervisor: Mine, Recruitment: All, MapLead: All }
    /// Agree to a scope card of one's own.
    AgreeToCard = "agree-to-card" { Practitioner: Own }
    /// End a scope card.
    EndCard = "end-card" { Practitioner: Own, MapLead: All }
    /// Read what visitors say about pages, and deal with it.
    ReadFeedback = "read-feedback" { Administrator: All }
    /// Make, list and end the keys of programs.
    ManageKeys = "manage-keys" { Administrator: All }
    /// See a decision again: one's own is one that one asked for, or that is about oneself.
    SeeDecision = "see-decision" { Practitioner: Own, Supervisor: Own, RotaCoordinator: Own, Recruitment: Own, MapLead: All, Auditor: All, DecidingProgram: Own }
    /// See who somebody is, in which role, and whether they are in good standing.
    SeeStanding = "see-standing" { Practitioner: All, Supervisor: All, Appraiser: All, RotaCoordinator: All, Recruitment: All, MapLead: All, Auditor: All, Administrator: All, ReadingProgram: All }
    /// Record a fact about somebody, correct one or take it back.
    RecordFacts = "record-facts" { Practitioner: Own, Supervisor: Mine, Recruitment: All, MapLead: All, WritingProgram: All }
    /// Say that a fact about somebody else is so, or is not.
    VerifyFacts = "verify-facts" { Supervisor: Supervised, Recruitment: Others, MapLead: Others }
    /// Put somebody on the register.
    AddPeople = "add-people" { Recruitment: All, MapLead: All }
    /// Import a file of people and their facts.
    ImportPeople = "import-people" { Recruitment: All, MapLead: All }
    /// Take somebody's whole record away as an archive.
    ExportRecord = "export-record" { Practitioner: Own, MapLead: All }
    /// See the organisation's key, and say whose signatures are trusted.
    TrustSigners = "trust-signers" { MapLead: All, Administrator: All }
    /// Join two records that are of one person, and part them again.
    MergePeople = "merge-people" { Recruitment: All, MapLead: All }
    /// See who is in the organisation, what they may do there, and what happened to their accounts.
    SeeMembers = "see-members" { Administrator: All, Auditor: All }
    /// Invite somebody to the organisation.
    Invite = "invite" { Administrator: All }
    /// Give a member other roles.
    ChangeRoles = "change-roles" { Administrator: All }
    /// End a membership or an invitation.
    EndMember = "end-member" { Administrator: All }
    /// See who looked at a record.
    SeeLooks = "see-looks" { Practitioner: Own, Supervisor: Own, Appraiser: Own, RotaCoordinator: Own, Recruitment: Own, MapLead: Own, Planner: Own, Auditor: All, Administrator: Own }
    /// Choose the first sets of rules, while the organisation has adopted nothing.
    AdoptFirst = "adopt-first" { MapLead: All, Administrator: All }
}
