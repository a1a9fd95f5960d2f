//! `rulebook.yaml`: who speaks, where, and from which sources.

use preceptor_record::file::At;
use preceptor_record::{Code, shape, words};

words! {
    /// What kind of authority a set belongs to.
    pub enum AuthorityKind {
        /// Law.
        Statute = "statute",
        /// A regulator.
        Regulator = "regulator",
        /// National guidance or instruction.
        National = "national",
        /// A college or faculty.
        College = "college",
        /// A trade union.
        Union = "union",
        /// A contract.
        Contract = "contract",
        /// An employer.
        Employer = "employer",
        /// A professional body.
        Professional = "professional",
    }
}

words! {
    /// Whether an employer may leave a set out.
    pub enum Adopted {
        /// Never.
        Always = "always",
        /// It may.
        Optional = "optional",
    }
}

shape! {
    /// Who says so.
    pub struct Authority {
        /// Their name.
        pub name: String,
        /// What kind they are.
        pub kind: AuthorityKind,
    }
}

shape! {
    /// For whom an optional set is adopted unless left out.
    pub struct DefaultFor {
        /// In which jurisdictions; left out, in all.
        pub jurisdiction: Vec<At<Code>>,
        /// For which roles; left out, for all.
        pub role: Vec<At<Code>>,
    }
}

shape! {
    /// Where a set says everything there is to say, so that the general permit is off.
    pub struct Exhaustive {
        /// For which role.
        pub role: Option<At<Code>>,
        /// In which setting.
        pub setting: Option<At<Code>>,
        /// For which group of activities.
        pub group: Option<At<Code>>,
    }
}

shape! {
    /// A set of rules by one authority, which an employer adopts or not.
    pub struct Set {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Who says so.
        pub authority: Authority,
        /// Whether it may be left out.
        pub adopted: Adopted,
        /// For whom it is adopted unless left out.
        pub default_for: Option<DefaultFor>,
        /// Sets that come with it.
        pub includes: Vec<At<Code>>,
        /// Where it is exhaustive.
        pub exhaustive_for: Vec<Exhaustive>,
        /// What it is.
        pub summary: Option<String>,
    }
}

shape! {
    /// A place where law may differ.
    pub struct Jurisdiction {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// The jurisdictions it holds.
        pub holds: Vec<At<Code>>,
    }
}

shape! {
    /// A document something was read in.
    pub struct SourceText {
        /// Its id.
        pub id: At<Code>,
        /// Its title.
        pub title: String,
        /// Who published it.
        pub publisher: String,
        /// When, as published.
        pub date: Option<String>,
        /// Where it is.
        pub url: Option<String>,
        /// A note.
        pub note: Option<String>,
    }
}

shape! {
    /// The head of a rulebook.
    pub struct Header {
        /// Its id.
        pub id: Code,
        /// Its title.
        pub title: String,
        /// Its edition.
        pub version: String,
        /// The jurisdiction assumed where neither post nor organisation says.
        pub home: At<Code>,
        /// The jurisdictions.
        pub jurisdictions: Vec<Jurisdiction>,
        /// The sets.
        pub sets: Vec<Set>,
        /// The sources.
        pub sources: Vec<SourceText>,
        /// A note.
        pub note: Option<String>,
    }
}
