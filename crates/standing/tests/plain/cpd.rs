//! The leaf `cpd`: asked of `crates/standing/src/cpd.rs`, the one thing both evaluators share, as the specification
//! says. It has tests of its own; here only the scheme, the record and the role acted in are found again.

use preceptor_record::Record;
use preceptor_rulebook::requirement::CpdDone;
use preceptor_standing::Truth;
use preceptor_standing::cpd::compliance;

use super::scene::Scene;

/// Whether the person complies with the scheme on the day.
pub fn complies(scene: &Scene, leaf: &CpdDone) -> Truth {
    let Some(scheme) = scene.book.cpd_scheme(leaf.scheme.value.as_str()) else {
        return Truth::Unknown;
    };
    let record = Record::known_at(scene.person, scene.known_at);
    let role = scene.acting.map(|it| &it.role);
    compliance(scene.book, &record, role, scheme, leaf.when).at(scene.day)
}
