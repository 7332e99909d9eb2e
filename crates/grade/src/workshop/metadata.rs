//! Cargo's metadata of a course: its target folder, and the files of its targets.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::Fault;

/// Cargo's metadata of a course.
#[derive(Deserialize)]
pub(super) struct Metadata {
    packages: Vec<Package>,
    pub(super) target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

impl Metadata {
    /// The metadata from this process' folder: a relative `CARGO_TARGET_DIR` is relative to it,
    /// also for the cargo that has built this program.
    pub(super) fn of(course: &Path) -> Result<Self, Fault> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--no-deps", "--format-version=1", "--locked"])
            .arg("--manifest-path")
            .arg(course.join("Cargo.toml"))
            .output()
            .map_err(|error| Fault::new(format!("cannot run cargo: {error}")))?;
        serde_json::from_slice(&output.stdout).map_err(|_| {
            let said = String::from_utf8_lossy(&output.stderr);
            Fault::new(format!(
                "{} is no course: cargo says: {}",
                course.display(),
                said.trim().replace('\n', " / ")
            ))
        })
    }

    /// The files of targets in the manifests that no lab needs, relative to the course.
    pub(super) fn unneeded(&self, course: &Path) -> Vec<PathBuf> {
        let targets = self.packages.iter().flat_map(|package| &package.targets);
        let unneeded = targets.filter(|target| {
            let kinds = ["test", "bench", "example"];
            target
                .kind
                .iter()
                .any(|kind| kinds.contains(&kind.as_str()))
        });
        let paths = unneeded.filter_map(|target| target.src_path.strip_prefix(course).ok());
        paths.map(Path::to_owned).collect()
    }
}
