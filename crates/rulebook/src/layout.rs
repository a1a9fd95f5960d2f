//! Which file of a rulebook folder holds what.

/// What a file of a rulebook holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `rulebook.yaml`
    Header,
    /// `vocabulary/*.yaml`
    Vocabulary,
    /// `roles/*.yaml`
    Role,
    /// `clearance/*.yaml`
    Clearance,
    /// `scope/*.yaml`
    Scope,
    /// `limits/*.yaml`
    Limits,
    /// `cases/*.yaml`
    Cases,
    /// `cases/people.yaml`
    CasePeople,
}

/// The folders of a rulebook, as they are named to an author.
pub(crate) const FOLDERS: &[&str] =
    &["vocabulary", "roles", "clearance", "scope", "limits", "cases"];

/// What the file at that path, relative to the folder and with `/`, holds; nothing where it is no part of a rulebook.
pub(crate) fn kind_of(path: &str) -> Option<Kind> {
    let stem = stem_if_yaml(path)?;
    match path.split_once('/') {
        None if stem == "rulebook" => Some(Kind::Header),
        Some((_, file)) if file.contains('/') || file.starts_with('.') => None,
        Some(("vocabulary", _)) => Some(Kind::Vocabulary),
        Some(("roles", _)) => Some(Kind::Role),
        Some(("clearance", _)) => Some(Kind::Clearance),
        Some(("scope", _)) => Some(Kind::Scope),
        Some(("limits", _)) => Some(Kind::Limits),
        Some(("cases", _)) if stem == "people" => Some(Kind::CasePeople),
        Some(("cases", _)) => Some(Kind::Cases),
        _ => None,
    }
}

/// The name of a YAML file without folders and ending; nothing for other files.
pub(crate) fn stem_if_yaml(path: &str) -> Option<&str> {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_holds_one_kind_of_file() {
        assert_eq!(kind_of("rulebook.yaml"), Some(Kind::Header));
        assert_eq!(kind_of("vocabulary/activities.yaml"), Some(Kind::Vocabulary));
        assert_eq!(kind_of("roles/physician-associate.yml"), Some(Kind::Role));
        assert_eq!(kind_of("clearance/shared.yaml"), Some(Kind::Clearance));
        assert_eq!(kind_of("scope/statute.yaml"), Some(Kind::Scope));
        assert_eq!(kind_of("limits/wtr.yaml"), Some(Kind::Limits));
        assert_eq!(kind_of("cases/people.yaml"), Some(Kind::CasePeople));
        assert_eq!(kind_of("cases/prescribing.yaml"), Some(Kind::Cases));
    }

    #[test]
    fn what_lies_elsewhere_is_no_part() {
        for path in [
            "notes.yaml",
            "scope/old/statute.yaml",
            "scope/.swap.yaml",
            "scope/statute.txt",
            "more/x.yaml",
            "",
        ] {
            assert_eq!(kind_of(path), None, "{path}");
        }
    }
}
