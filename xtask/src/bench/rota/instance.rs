//! The instances there are, with the best values known for them.

use std::path::Path;

use anyhow::{Context, Result};

use crate::arguments::WrongUse;

/// A family of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Shift scheduling.
    Shift,
    /// The first competition.
    Inrc1,
    /// The second competition.
    Inrc2,
    /// `NSPLib`.
    Nsplib,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Shift, Self::Inrc1, Self::Inrc2, Self::Nsplib];

    /// The name of its folder, and of its metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Inrc1 => "inrc1",
            Self::Inrc2 => "inrc2",
            Self::Nsplib => "nsplib",
        }
    }

    /// The family of that name.
    pub fn of(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        let names = Self::ALL.map(Self::name).join(", ");
        found.ok_or_else(|| {
            WrongUse(format!("there is no family `{name}`; there are {names}")).into()
        })
    }
}

/// An instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its family.
    pub family: Family,
    /// Its name: of the file, or for `NSPLib` `N30-2-9`, size, file and case.
    pub name: String,
    /// The best value known.
    pub best: i64,
}

impl Instance {
    /// The arguments of `preceptor rota solve` that name it.
    pub fn arguments(&self, data: &Path) -> Vec<String> {
        let folder = data.join(self.family.name());
        let path = |it: &str| folder.join(it).display().to_string();
        let mut parts = self.name.split('-');
        let mut part = || parts.next().unwrap_or("").to_owned();
        let (problem, format, more) = match self.family {
            Family::Shift => (path(&format!("{}.txt", self.name)), "shift-scheduling", vec![]),
            Family::Inrc1 => (path(&format!("{}.xml", self.name)), "inrc1", vec![]),
            Family::Inrc2 => (
                self.name.clone(),
                "inrc2",
                vec!["--data".to_owned(), folder.display().to_string()],
            ),
            Family::Nsplib => {
                let (size, file, case) = (part(), part(), part());
                let case = path(&format!("cases/{case}.gen"));
                (path(&format!("{size}/{file}.nsp")), "nsplib", vec!["--case".to_owned(), case])
            }
        };
        [vec![problem, "--format".to_owned(), format.to_owned()], more].concat()
    }

    /// The command that judges a rota of it, and nothing of ours: the scorer beside the data.
    pub fn scorer(&self, data: &Path, root: &Path, rota: &Path) -> Vec<String> {
        let show = |it: &Path| it.display().to_string();
        let folder = data.join(self.family.name());
        let mut words = match self.family {
            Family::Shift => vec![
                show(&data.join("score_shift.py")),
                show(&folder.join(format!("{}.txt", self.name))),
            ],
            Family::Inrc1 => vec![
                show(&data.join("score_inrc1.py")),
                show(&folder.join(format!("{}.xml", self.name))),
            ],
            Family::Inrc2 => {
                let set = self.name.split('_').next().unwrap_or("");
                vec![show(&data.join("score_inrc2.py")), show(&folder.join(set)), self.name.clone()]
            }
            Family::Nsplib => {
                let mut parts = self.name.split('-');
                let mut part = || parts.next().unwrap_or("");
                let problem = folder.join(part()).join(format!("{}.nsp", part()));
                let case = folder.join("cases").join(format!("{}.gen", part()));
                vec![
                    show(&root.join("bench-peers/peers/score_nsplib.py")),
                    show(&problem),
                    show(&case),
                ]
            }
        };
        words.extend([show(rota), "--json".to_owned()]);
        words
    }
}

/// The instances of a family that have a best known value.
pub fn list(data: &Path, family: Family) -> Result<Vec<Instance>> {
    let path = data.join(family.name()).join("best_known.csv");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "`{}` cannot be read: the instances of {} are missing",
            path.display(),
            family.name()
        )
    })?;
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
    let column = |name: &str| heads.iter().position(|it| *it == name);
    let mut all = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |name: &str| column(name).and_then(|it| fields.get(it)).copied().unwrap_or("");
        let name = match family {
            Family::Nsplib => format!("{}-{}-{}", field("size"), field("file"), field("case")),
            _ => field("instance").to_owned(),
        };
        if let Ok(best) = field("best_known").parse() {
            all.push(Instance { family, name, best });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_named_by_its_files() {
        let of = |family, name: &str| Instance { family, name: name.to_owned(), best: 1 };
        let data = Path::new("d");
        assert_eq!(
            of(Family::Nsplib, "N30-2-9").arguments(data),
            ["d/nsplib/N30/2.nsp", "--format", "nsplib", "--case", "d/nsplib/cases/9.gen"]
        );
        assert_eq!(
            of(Family::Inrc2, "n030w4_1_6-2-9-1").arguments(data),
            ["n030w4_1_6-2-9-1", "--format", "inrc2", "--data", "d/inrc2"]
        );
    }
}
