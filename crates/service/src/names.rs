//! Names of people, which the heart does not know: its words hold ids alone.

use std::fmt::Write as _;

use preceptor_record::{Person, PersonId};
use preceptor_standing::Register;

/// Somebody with a name and an id: Amara Okafor (p-017).
pub fn named(person: &Person) -> String {
    match &person.name {
        Some(name) => format!("{name} ({})", person.id),
        None => person.id.to_string(),
    }
}

/// The people a text may speak of.
#[derive(Default)]
pub struct Names<'a> {
    people: Vec<(&'a PersonId, &'a str)>,
}

impl<'a> Names<'a> {
    /// Those whom the facts of a person name, and others, as far as the file has names for them.
    pub fn of(
        register: &'a dyn Register,
        person: &'a Person,
        others: impl IntoIterator<Item = &'a PersonId>,
    ) -> Self {
        let by_facts = person.facts.iter().filter_map(|it| it.body.names());
        let known = |id: &PersonId| {
            let person = register.person(id)?;
            Some((&person.id, person.name.as_deref()?))
        };
        let mut people: Vec<(&PersonId, &str)> = by_facts.chain(others).filter_map(known).collect();
        people.retain(|(id, _)| is_no_word(id.as_str()));
        people.sort_unstable();
        people.dedup();
        Self { people }
    }

    /// The text with a name before each id: `Ruth Abara (p-100)`.
    pub fn put_in(&self, text: &str) -> String {
        self.replaced(text, |made, name, id| {
            let _ = write!(made, "{name} ({id})");
        })
    }

    /// The text with a name in the place of each id: `Ruth Abara`.
    pub fn call(&self, text: &str) -> String {
        self.replaced(text, |made, name, _| made.push_str(name))
    }

    fn replaced(&self, text: &str, put: impl Fn(&mut String, &str, &str)) -> String {
        let mut made = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !in_id(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            // A full stop or a colon at the end belongs to the sentence, not to the id.
            let bare = word.trim_end_matches(['.', ':']);
            match self.people.iter().find(|(id, _)| id.as_str() == bare) {
                Some((_, name)) => {
                    put(&mut made, name, bare);
                    made.push_str(word.get(bare.len()..).unwrap_or_default());
                }
                None => made.push_str(word),
            }
            let next = after.chars().next();
            made.extend(next);
            rest = after.get(next.map_or(0, char::len_utf8)..).unwrap_or_default();
        }
        made
    }
}

fn in_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':' | '/' | '+' | '@')
}

/// An id that cannot be taken for a word or a number of the text.
fn is_no_word(id: &str) -> bool {
    id.chars().any(char::is_alphabetic) && id.chars().any(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use preceptor_record::people::People;

    use super::*;

    fn register() -> People {
        let id = |it: &str| PersonId::new(it);
        let person = |it: &str, name: &str| Person {
            id: id(it),
            name: Some(name.to_owned()),
            details: None,
            former_names: Vec::new(),
            facts: Vec::new(),
        };
        People {
            people: [("p-100", "Ruth Abara"), ("x", "Nobody")]
                .map(|(it, name)| (id(it), person(it, name)))
                .into(),
            organisations: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_name_comes_before_its_id_and_the_sentence_ends_where_it_did() {
        let register = register();
        let asker = Person { name: None, ..register.people.values().next().unwrap().clone() };
        let others: Vec<PersonId> = ["p-100", "x"].map(PersonId::new).into();
        let names = Names::of(&register, &asker, &others);
        assert_eq!(names.put_in("named supervisor p-100."), "named supervisor Ruth Abara (p-100).");
        assert_eq!(names.put_in("p-1000, f-2 and x"), "p-1000, f-2 and x");
    }
}
