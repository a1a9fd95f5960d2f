//! The packages of the workspace and all they stand on, as `cargo metadata` tells them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value as Json;

/// What kind of need a dependency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To run.
    Run,
    /// To be built.
    Build,
    /// For tests, examples and benchmarks alone.
    Test,
}

/// One line of a manifest's dependencies.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// The name of the package.
    pub name: String,
    /// What for.
    pub need: Need,
}

/// A package.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The SPDX expression of its manifest.
    pub licence: Option<String>,
    /// Where it comes from; nothing for a folder.
    pub source: Option<String>,
    /// Its manifest, from the root of the workspace where it lies inside.
    pub manifest: String,
    /// Whether it is a member of the workspace.
    pub is_ours: bool,
    /// What it asks for.
    pub dependencies: Vec<Dependency>,
}

/// The workspace.
#[derive(Debug, Clone)]
pub struct House {
    /// Ours and all others.
    pub packages: Vec<Package>,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

/// The cargo that started this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

impl House {
    /// Asks cargo.
    ///
    /// # Errors
    ///
    /// Fails when cargo does, most often because a manifest cannot be read.
    pub fn read(root: &Path) -> Result<Self> {
        let told = cargo()
            .args(["metadata", "--format-version", "1"])
            .current_dir(root)
            .output()
            .context("cargo could not be started")?;
        if !told.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr).trim());
        }
        let told =
            serde_json::from_slice(&told.stdout).context("reading what cargo metadata said")?;
        Ok(Self::from_json(&told))
    }

    /// Takes out of cargo's answer what the checks need.
    pub fn from_json(told: &Json) -> Self {
        let text = |it: &Json, key: &str| it.get(key).and_then(Json::as_str).map(str::to_owned);
        let list = |it: &Json, key: &str| {
            it.get(key).and_then(Json::as_array).cloned().unwrap_or_default()
        };
        let root = text(told, "workspace_root").unwrap_or_default();
        let members = list(told, "workspace_members");
        let described = list(told, "packages");
        let packages = described.iter().map(|it| {
            let manifest = text(it, "manifest_path").unwrap_or_default();
            let inside = manifest.strip_prefix(&root).map(|it| it.replace('\\', "/"));
            Package {
                name: text(it, "name").unwrap_or_default(),
                version: text(it, "version").unwrap_or_default(),
                licence: text(it, "license"),
                source: text(it, "source"),
                manifest: inside.map_or(manifest, |it| it.trim_start_matches('/').to_owned()),
                is_ours: it.get("id").is_some_and(|it| members.contains(it)),
                dependencies: list(it, "dependencies")
                    .iter()
                    .map(|it| Dependency {
                        name: text(it, "name").unwrap_or_default(),
                        need: match it.get("kind").and_then(Json::as_str) {
                            Some("build") => Need::Build,
                            Some("dev") => Need::Test,
                            _ => Need::Run,
                        },
                    })
                    .collect(),
            }
        });
        Self {
            packages: packages.collect(),
            target: PathBuf::from(text(told, "target_directory").unwrap_or_default()),
        }
    }

    /// The members of the workspace.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|it| it.is_ours)
    }
}

#[cfg(test)]
impl House {
    /// A workspace of these packages, for tests.
    pub fn of(packages: Vec<Package>) -> Self {
        Self { packages, target: PathBuf::new() }
    }
}

#[cfg(test)]
impl Package {
    /// One of ours, which asks for these others to run.
    pub fn ours(name: &str, needs: &[&str]) -> Self {
        let short = name.strip_prefix("preceptor-").unwrap_or(name);
        let dependencies =
            needs.iter().map(|it| Dependency { name: (*it).to_owned(), need: Need::Run }).collect();
        Self {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            licence: Some("MIT OR Apache-2.0".to_owned()),
            source: None,
            manifest: format!("crates/{short}/Cargo.toml"),
            is_ours: true,
            dependencies,
        }
    }

    /// Somebody else's, under that licence.
    pub fn theirs(name: &str, licence: &str) -> Self {
        Self {
            licence: Some(licence.to_owned()),
            source: Some(crate::tidy::PUBLIC_REGISTRY.to_owned()),
            is_ours: false,
            ..Self::ours(name, &[])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_needs_are_read_from_cargos_answer() {
        let told = serde_json::json!({
            "workspace_root": "/w", "target_directory": "/w/target", "workspace_members": ["a 1"],
            "packages": [
                {"id": "a 1", "name": "a", "version": "1.0.0", "license": null, "source": null,
                 "manifest_path": "/w/crates/a/Cargo.toml",
                 "dependencies": [{"name": "b", "kind": null}, {"name": "c", "kind": "dev"}]},
                {"id": "b 2", "name": "b", "version": "2.0.0", "license": "MIT", "source": "s",
                 "manifest_path": "/r/b/Cargo.toml", "dependencies": []},
            ],
        });
        let house = House::from_json(&told);
        let ours: Vec<_> = house.ours().collect();
        assert_eq!((ours.len(), ours[0].manifest.as_str()), (1, "crates/a/Cargo.toml"));
        let needs: Vec<Need> = ours[0].dependencies.iter().map(|it| it.need).collect();
        assert_eq!(needs, [Need::Run, Need::Test]);
    }
}
