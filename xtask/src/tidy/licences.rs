//! What others wrote and we build on: under which licence, from where, and what is never taken in.

use super::Finding;
use crate::house::{House, Package};
use crate::tree::Tree;

/// The one registry packages may come from, as `Cargo.lock` writes it.
pub const PUBLIC_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The licences taken; the same list stands in `deny.toml`.
const TAKEN: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
];

/// Packages under another licence, each with the licence and why we may.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Never in the lock file, whoever asks for it.
const NEVER: &[(&str, &str)] = &[
    (
        "aws-lc-sys",
        "one TLS and crypto family: rustls with ring; turn off the feature that brings it",
    ),
    (
        "openssl-sys",
        "one TLS and crypto family: rustls with ring; turn off the feature that brings it",
    ),
    (
        "cmake",
        "the first build must work with Rust and a C compiler alone; turn off the feature that brings it",
    ),
];

/// Never asked for by one of ours.
const NEVER_OURS: &[(&str, &str)] = &[
    ("chrono", "one date crate: jiff"),
    ("time", "one date crate: jiff"),
    ("serde_yaml", "it is archived; people's files are read by `preceptor_record::file`"),
    ("serde_yml", "its history is unsound; people's files are read by `preceptor_record::file`"),
    ("native-tls", "one TLS and crypto family: rustls with ring"),
];

/// Packages that link a library of which one copy may be linked.
const ONE_ONLY: &[&str] = &["libsqlite3-sys"];

/// Checks every package that any of ours stands on.
pub fn check(house: &House, tree: &Tree) -> Vec<Finding> {
    let lock = tree.file("Cargo.lock");
    let in_lock = |name: &str, what: String, advice: &str| {
        Finding::at_text(lock, "Cargo.lock", &format!("name = \"{name}\""), what, advice)
    };
    let mut found = Vec::new();
    for package in &house.packages {
        let name = package.name.as_str();
        if let Some(what) = unlicensed(package) {
            let advice = "choose another package, or name it in EXCEPTIONS of xtask/src/tidy/licences.rs and in deny.toml with \
                          the reason we may";
            found.push(in_lock(name, what, advice));
        }
        match package.source.as_deref() {
            Some(PUBLIC_REGISTRY) => {}
            None if package.is_ours || !is_outside(&package.manifest) => {}
            other => {
                let what = format!(
                    "`{name}` comes from {}",
                    other.unwrap_or("a folder outside the repository")
                );
                found.push(in_lock(
                    name,
                    what,
                    "take a published version, or bring the code into the repository",
                ));
            }
        }
        if let Some((_, advice)) = NEVER.iter().find(|(it, _)| *it == name) {
            found.push(in_lock(name, format!("`{name}` is in the build"), advice));
        }
        if package.is_ours {
            for dependency in &package.dependencies {
                let Some((asked, advice)) =
                    NEVER_OURS.iter().find(|(it, _)| *it == dependency.name)
                else {
                    continue;
                };
                let what = format!("`{name}` asks for `{asked}`");
                let file = tree.file(&package.manifest);
                found.push(Finding::at_text(file, &package.manifest, asked, what, *advice));
            }
        }
    }
    for name in ONE_ONLY {
        let n_versions = house.packages.iter().filter(|it| it.name == *name).count();
        if n_versions > 1 {
            let what = format!("{n_versions} versions of `{name}`, which may be linked once");
            found.push(in_lock(name, what, "bring all who use it to one version"));
        }
    }
    found.extend(lists_differ(tree));
    found
}

/// Manifests inside the workspace are written from its root.
fn is_outside(manifest: &str) -> bool {
    manifest.starts_with('/') || manifest.contains(':')
}

fn unlicensed(package: &Package) -> Option<String> {
    let name = &package.name;
    let Some(licence) = &package.licence else { return Some(format!("`{name}` names no licence")) };
    if EXCEPTIONS.iter().any(|(excepted, under, _)| excepted == name && under == licence) {
        return None;
    }
    match allows(licence) {
        Some(true) => None,
        Some(false) => Some(format!("`{name}` {} is under `{licence}`", package.version)),
        None => {
            Some(format!("`{name}` {} is under `{licence}`, which cannot be read", package.version))
        }
    }
}

/// The list of licences must be the same in both places.
fn lists_differ(tree: &Tree) -> Option<Finding> {
    let deny = tree.file("deny.toml")?;
    let (_, after) = deny.text.split_once("\nallow = [")?;
    let (list, _) = after.split_once(']')?;
    let listed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    if listed == TAKEN {
        return None;
    }
    let what = "its licences are not those of xtask/src/tidy/licences.rs".to_owned();
    Some(Finding::at_text(
        Some(deny),
        "deny.toml",
        "allow = [",
        what,
        "write the same list, in the same order, in both",
    ))
}

/// Whether an SPDX expression can be satisfied by licences we take; nothing where it cannot be read.
fn allows(expression: &str) -> Option<bool> {
    // Old manifests write `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = either(&mut words)?;
    words.next().is_none().then_some(answer)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words) -> Option<bool> {
    let mut answer = both(words)?;
    while words.next_if_eq(&"OR").is_some() {
        answer |= both(words)?;
    }
    Some(answer)
}

fn both(words: &mut Words) -> Option<bool> {
    let mut answer = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words)?;
    }
    Some(answer)
}

fn one(words: &mut Words) -> Option<bool> {
    match words.next()? {
        "(" => {
            let answer = either(words)?;
            (words.next()? == ")").then_some(answer)
        }
        ")" | "AND" | "OR" | "WITH" => None,
        name if words.next_if_eq(&"WITH").is_some() => {
            let whole = format!("{name} WITH {}", words.next()?);
            Some(TAKEN.contains(&whole.as_str()))
        }
        name => Some(TAKEN.contains(&name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(packages: Vec<Package>) -> Vec<String> {
        check(&House::of(packages), &Tree::of([])).into_iter().map(|it| it.what).collect()
    }

    #[test]
    fn a_choice_needs_one_licence_we_take_and_a_sum_needs_all() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "MIT/Apache-2.0",
            "(MIT OR GPL-2.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
            "(MIT OR Apache-2.0) AND BSD-3-Clause AND ISC",
        ] {
            assert_eq!(allows(good), Some(true), "{good}");
        }
        for bad in [
            "GPL-3.0-only",
            "MIT AND MPL-2.0",
            "AGPL-3.0-or-later OR SSPL-1.0",
            "ISC WITH odd-exception",
        ] {
            assert_eq!(allows(bad), Some(false), "{bad}");
        }
        for odd in ["", "MIT OR", "(MIT", "MIT)", "MIT GPL-3.0-only", "AND MIT"] {
            assert_eq!(allows(odd), None, "{odd}");
        }
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert_eq!(allows("MIT OR MIT AND GPL-3.0-only"), Some(true));
        assert_eq!(allows("GPL-3.0-only OR MIT AND GPL-3.0-only"), Some(false));
    }

    #[test]
    fn a_licence_we_do_not_take_is_found_and_so_is_none_at_all() {
        assert_eq!(
            whats(vec![Package::theirs("a", "GPL-3.0-only")]),
            ["`a` 0.1.0 is under `GPL-3.0-only`"]
        );
        let silent = Package { licence: None, ..Package::theirs("a", "") };
        assert_eq!(whats(vec![silent]), ["`a` names no licence"]);
        assert!(whats(vec![Package::theirs("a", "MIT OR Apache-2.0")]).is_empty());
    }

    #[test]
    fn packages_come_from_the_public_registry_or_the_repository() {
        let from = |source: &str| Package {
            source: Some(source.to_owned()),
            ..Package::theirs("a", "MIT")
        };
        assert_eq!(
            whats(vec![from("git+https://example.org/a")]),
            ["`a` comes from git+https://example.org/a"]
        );
        assert_eq!(whats(vec![from("registry+https://example.org/index")]).len(), 1);
        let outside =
            Package { source: None, manifest: "/elsewhere/Cargo.toml".to_owned(), ..from("") };
        assert_eq!(whats(vec![outside]), ["`a` comes from a folder outside the repository"]);
    }

    #[test]
    fn what_needs_more_than_a_c_compiler_is_found() {
        for (name, _) in NEVER {
            assert_eq!(
                whats(vec![Package::theirs(name, "MIT")]),
                [format!("`{name}` is in the build")]
            );
        }
    }

    #[test]
    fn a_second_date_crate_is_found_only_where_ours_asks_for_it() {
        assert_eq!(
            whats(vec![Package::ours("preceptor-record", &["chrono"])]),
            ["`preceptor-record` asks for `chrono`"]
        );
        assert!(whats(vec![Package::theirs("chrono", "MIT")]).is_empty());
    }

    #[test]
    fn a_library_is_linked_once() {
        let sqlite = Package::theirs("libsqlite3-sys", "MIT");
        assert!(whats(vec![sqlite.clone()]).is_empty());
        assert_eq!(whats(vec![sqlite.clone(), sqlite]).len(), 1);
    }

    #[test]
    fn a_finding_names_the_line_of_the_lock_file() {
        let tree = Tree::of([("Cargo.lock", "version = 4\n\n[[package]]\nname = \"a\"\n")]);
        let found = check(&House::of(vec![Package::theirs("a", "GPL-3.0-only")]), &tree);
        assert_eq!((found[0].path.as_str(), found[0].line), ("Cargo.lock", 4));
    }

    #[test]
    fn the_two_lists_of_licences_must_agree() {
        let whole = format!("    \"{}\",\n", TAKEN.join("\",\n    \""));
        let same = format!("[licenses]\nallow = [\n{whole}]\n");
        assert!(check(&House::of(Vec::new()), &Tree::of([("deny.toml", &same)])).is_empty());
        let other = same.replace("ISC", "MPL-2.0");
        assert_eq!(check(&House::of(Vec::new()), &Tree::of([("deny.toml", &other)])).len(), 1);
    }
}
