//! A whole rulebook, checked, with its entries found by id.

use std::collections::BTreeMap;
use std::sync::Arc;

use preceptor_record::{Code, Day};

use crate::digest::digest;
use crate::limits::LimitFile;
use crate::provision::Provision;
use crate::role::{Role, Row};
use crate::selector::{Selector, Selectors};
use crate::sets::{Header, Set, SourceText};
use crate::vocabulary::{
    Activity, ContextTerm, Course, CpdScheme, Profession, Programme, QualificationTerm, Register,
    SupervisorTerm, Vocabulary,
};

/// A provision and the set that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The set.
    pub set: Code,
    /// The provision.
    pub provision: Provision,
}

/// A whole rulebook.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Identity, jurisdictions, sets and sources.
    pub header: Header,
    /// The words.
    pub vocabulary: Vocabulary,
    /// The roles in full, by id.
    pub roles: BTreeMap<Code, Role>,
    /// Clearance rows shared by several roles.
    pub clearance: Vec<Row>,
    /// Every provision, in order of id.
    pub provisions: Vec<Placed>,
    /// Working-time rules, by the id of their file.
    pub limits: BTreeMap<Code, LimitFile>,
    /// SHA-256 over the files, as `sha256:` and hexadecimal digits.
    pub digest: String,
    /// The files it was read from, by their path: whoever must be able to make an answer again keeps them.
    pub files: Arc<BTreeMap<String, String>>,
    index: Index,
}

/// Where each entry stands in its list.
#[derive(Debug, Clone, Default)]
struct Index {
    sets: BTreeMap<Code, usize>,
    sources: BTreeMap<Code, usize>,
    activities: BTreeMap<Code, usize>,
    professions: BTreeMap<Code, usize>,
    registers: BTreeMap<Code, usize>,
    qualifications: BTreeMap<Code, usize>,
    programmes: BTreeMap<Code, usize>,
    courses: BTreeMap<Code, usize>,
    context: BTreeMap<Code, usize>,
    supervisors: BTreeMap<Code, usize>,
    cpd_schemes: BTreeMap<Code, usize>,
    provisions: BTreeMap<Code, usize>,
}

fn by_id<'a, T: 'a>(list: &'a [T], id: impl Fn(&'a T) -> &'a Code) -> BTreeMap<Code, usize> {
    list.iter().enumerate().map(|(i, it)| (id(it).clone(), i)).collect()
}

macro_rules! lookups {
    ($($(#[doc = $doc:literal])* $name:ident -> $ty:ty, $index:ident, $($list:ident).+;)*) => { $(
        $(#[doc = $doc])*
        pub fn $name(&self, id: &str) -> Option<&$ty> {
            self.index.$index.get(id).and_then(|it| self.$($list).+.get(*it))
        }
    )* };
}

impl Rulebook {
    /// Puts a rulebook together from its parts, which were read from these files; provisions are put in order of id.
    pub fn new(
        header: Header,
        vocabulary: Vocabulary,
        roles: BTreeMap<Code, Role>,
        clearance: Vec<Row>,
        mut provisions: Vec<Placed>,
        files: &BTreeMap<String, String>,
    ) -> Self {
        provisions.sort_by(|a, b| a.provision.id.value.cmp(&b.provision.id.value));
        let index = Index {
            sets: by_id(&header.sets, |it| &it.id.value),
            sources: by_id(&header.sources, |it| &it.id.value),
            activities: by_id(&vocabulary.activities, |it| &it.id.value),
            professions: by_id(&vocabulary.professions, |it| &it.id.value),
            registers: by_id(&vocabulary.registers, |it| &it.id.value),
            qualifications: by_id(&vocabulary.qualifications, |it| &it.id.value),
            programmes: by_id(&vocabulary.programmes, |it| &it.id.value),
            courses: by_id(&vocabulary.courses, |it| &it.id.value),
            context: by_id(&vocabulary.context, |it| &it.id.value),
            supervisors: by_id(&vocabulary.supervisors, |it| &it.id.value),
            cpd_schemes: by_id(&vocabulary.cpd_schemes, |it| &it.id.value),
            provisions: by_id(&provisions, |it| &it.provision.id.value),
        };
        let (limits, digest) = (BTreeMap::new(), digest(files));
        let files = Arc::new(files.clone());
        Self { header, vocabulary, roles, clearance, provisions, limits, digest, files, index }
    }

    lookups! {
        /// The set of that id.
        set -> Set, sets, header.sets;
        /// The source of that id.
        source -> SourceText, sources, header.sources;
        /// The activity of that id.
        activity -> Activity, activities, vocabulary.activities;
        /// The profession or grade of that id.
        profession -> Profession, professions, vocabulary.professions;
        /// The register of that id.
        register -> Register, registers, vocabulary.registers;
        /// The qualification of that id.
        qualification -> QualificationTerm, qualifications, vocabulary.qualifications;
        /// The programme of that id.
        programme -> Programme, programmes, vocabulary.programmes;
        /// The course of that id.
        course -> Course, courses, vocabulary.courses;
        /// The context key of that id.
        context_term -> ContextTerm, context, vocabulary.context;
        /// The named requirement over supervisors of that id.
        supervisor -> SupervisorTerm, supervisors, vocabulary.supervisors;
        /// The CPD scheme of that id.
        cpd_scheme -> CpdScheme, cpd_schemes, vocabulary.cpd_schemes;
        /// The provision of that id.
        provision -> Placed, provisions, provisions;
    }

    /// The title of a role, a profession or a grade; its id where it has none.
    pub fn role_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.roles
            .get(id)
            .map(|it| it.title.as_str())
            .or_else(|| self.profession(id).map(|it| it.title.as_str()))
            .unwrap_or(id)
    }

    /// The title of an activity; its id where it has none.
    pub fn activity_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.activity(id).map_or(id, |it| it.title.as_str())
    }

    /// Whether `outer` is `inner` or holds it.
    pub fn jurisdiction_holds(&self, outer: &str, inner: &str) -> bool {
        outer == inner
            || self
                .header
                .jurisdictions
                .iter()
                .find(|it| it.id.value == *outer)
                .is_some_and(|it| it.holds.iter().any(|held| held.value == *inner))
    }

    /// Whether a rule that names these jurisdictions (none: everywhere) holds in `inner`.
    pub fn holds_in<'a>(&self, named: impl IntoIterator<Item = &'a Code>, inner: &str) -> bool {
        let mut named = named.into_iter().peekable();
        named.peek().is_none() || named.any(|it| self.jurisdiction_holds(it.as_str(), inner))
    }

    /// Whether a role belongs to a group of roles on that day.
    pub fn in_role_group(&self, group: &str, role: &str, day: Day) -> bool {
        self.vocabulary
            .role_groups
            .iter()
            .filter(|it| it.id.value == *group)
            .flat_map(|it| &it.members)
            .any(|it| it.role.value == *role && it.effective.period().holds(day))
    }

    /// Whether the selectors name that role on that day.
    pub fn selects_role(&self, selectors: &Selectors, role: &str, day: Day) -> bool {
        selectors.iter().any(|it| match &it.value {
            Selector::Any => true,
            Selector::One(id) => id == role,
            Selector::Group(group) => self.in_role_group(group.as_str(), role, day),
        })
    }
}
