//! One module a page. A page asks the service, and puts the answer into words of [`crate::text`] and components.

pub mod about;
pub mod account;
pub mod activities;
pub mod archives;
pub mod card;
pub mod compare;
pub mod decide;
pub mod demonstration;
pub mod desk;
pub mod feedback;
mod glance;
pub mod home;
pub mod imports;
pub mod keys;
pub mod people;
pub mod person;
pub mod provision;
pub mod result;
pub mod role;
pub mod roles;
pub mod routes;
pub mod rules;
pub mod set;

use std::collections::BTreeMap;

use preceptor_record::Code;
use preceptor_rulebook::{Role, Rulebook};

use crate::problem::Problem;

/// The role of that id; where there is none the page is not there.
fn role_of<'a>(book: &'a Rulebook, id: &str) -> Result<&'a Role, Problem> {
    book.roles.get(id).ok_or(Problem::NotFound)
}

/// Things with the same key together, in the order in which the keys first come.
fn grouped<K: Ord + Clone, V>(all: impl IntoIterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut order: Vec<K> = Vec::new();
    let mut by_key: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in all {
        if !by_key.contains_key(&key) {
            order.push(key.clone());
        }
        by_key.entry(key).or_default().push(value);
    }
    order.into_iter().filter_map(|key| by_key.remove(&key).map(|it| (key, it))).collect()
}

/// The address of a role's page.
fn role_address(id: &Code) -> String {
    format!("/roles/{id}")
}

/// The address of a provision's page.
fn provision_address(id: &str) -> String {
    format!("/rules/provision/{id}")
}
