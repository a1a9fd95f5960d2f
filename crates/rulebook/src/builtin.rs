//! The rulebooks that come with the program, kept inside it.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../rulebooks/uk"]
struct Uk;

#[derive(RustEmbed)]
#[folder = "../../rulebooks/netherlands"]
#[allow_missing = true]
struct Netherlands;

#[derive(RustEmbed)]
#[folder = "../../rulebooks/ontario"]
#[allow_missing = true]
struct Ontario;

/// The names under which [`builtin`] knows a rulebook, the one used by default first.
pub const BUILTIN_NAMES: &[&str] = &["uk", "netherlands", "ontario"];

/// The files of the rulebook used by default, by their path relative to its folder.
pub fn builtin_files() -> BTreeMap<String, String> {
    embedded::<Uk>()
}

/// The files of the built-in rulebook of that name; nothing where none has it.
pub fn builtin(name: &str) -> Option<BTreeMap<String, String>> {
    let files = match name {
        "uk" => builtin_files(),
        "netherlands" => embedded::<Netherlands>(),
        "ontario" => embedded::<Ontario>(),
        _ => return None,
    };
    (!files.is_empty()).then_some(files)
}

fn embedded<E: RustEmbed>() -> BTreeMap<String, String> {
    E::iter()
        .filter(|path| !path.split('/').any(|it| it.starts_with('.')))
        .filter_map(|path| {
            let data = E::get(&path)?.data.into_owned();
            // A test proves that every embedded file is text.
            Some((path.into_owned(), String::from_utf8(data).ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::kind_of;

    #[test]
    fn the_default_rulebook_is_there() {
        let files = builtin_files();
        assert!(files.contains_key("rulebook.yaml"));
        assert!(files.keys().any(|it| it.starts_with("scope/")));
        assert_eq!(builtin("uk").as_ref(), Some(&files));
    }

    #[test]
    fn every_embedded_file_is_text_and_part_of_its_rulebook() {
        assert_eq!(Uk::iter().count(), builtin_files().len());
        for name in BUILTIN_NAMES {
            for path in builtin(name).unwrap_or_default().keys() {
                assert!(kind_of(path).is_some(), "{name}/{path}");
            }
        }
    }

    #[test]
    fn an_unknown_name_gives_nothing() {
        assert_eq!(builtin("atlantis"), None);
    }
}
