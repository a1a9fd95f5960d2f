//! The day a person came into a scheme.

use preceptor_record::person::Body;
use preceptor_record::{Code, Day, Known, Status};
use preceptor_rulebook::Rulebook;
use preceptor_rulebook::vocabulary::{Anchor, CpdScheme};

/// The first day on which a fact brings the person into the scheme; [`Day::ALWAYS`] where that fact has no first day or
/// where a scheme with a fixed start names nobody, and nothing where no fact does.
///
/// For `anchor: qualification` it is an award for one of the roles of the scheme; otherwise an entry in one of its
/// registers, or, where it names roles alone, in a register of those roles. An entry that is suspended, lapsed or
/// removed brings nobody in.
pub(super) fn joined<'a>(
    book: &Rulebook,
    facts: impl Iterator<Item = &'a Known<'a>>,
    role: Option<&Code>,
    scheme: &CpdScheme,
) -> Option<Day> {
    let named = scheme.applies_to.as_ref();
    let in_roles = named.map(|it| it.role.as_slice()).unwrap_or_default();
    let in_registers = named.map(|it| it.register.as_slice()).unwrap_or_default();
    if scheme.cycle.fixed.is_some() && in_roles.is_empty() && in_registers.is_empty() {
        return Some(Day::ALWAYS);
    }
    // Acting in one of the roles, only that one matters: a nurse's entry says nothing of a physician associate's cycles.
    let roles: Vec<&Code> = match role {
        Some(role) if in_roles.is_empty() || in_roles.iter().any(|it| it.value == *role) => {
            vec![role]
        }
        _ => in_roles.iter().map(|it| &it.value).collect(),
    };
    let mut registers: Vec<&Code> = in_registers.iter().map(|it| &it.value).collect();
    if registers.is_empty() {
        let regulation =
            roles.iter().filter_map(|it| book.roles.get(*it)).flat_map(|it| &it.regulation);
        registers.extend(regulation.filter_map(|it| it.register.as_ref()).map(|it| &it.value));
    }
    let for_role = |role: Option<&Code>| role.is_some_and(|it| roles.contains(&it));
    let by_award = scheme.cycle.anchor == Some(Anchor::Qualification);
    facts
        .filter(|known| match &known.fact.body {
            Body::Qualification(it) if by_award => {
                let award = book.qualification(it.qualification.as_str());
                let programme = it.programme.as_ref().and_then(|it| book.programme(it.as_str()));
                for_role(award.and_then(|it| it.for_role.as_ref()).map(|it| &it.value))
                    || for_role(programme.and_then(|it| it.role.as_ref()).map(|it| &it.value))
            }
            Body::Registration(it) if !by_award => {
                registers.contains(&&it.register)
                    && matches!(it.status, Status::Registered | Status::Conditions)
            }
            _ => false,
        })
        .map(|known| known.fact.body.period().from)
        .min()
}
