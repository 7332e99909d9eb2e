//! The programs of the labs, built and run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Error;

/// The programs of the labs, once they are built.
#[derive(Debug, Default)]
pub struct Labs {
    /// The folder that cargo puts them into.
    folder: Option<PathBuf>,
}

impl Labs {
    /// The page that a lab writes with these arguments, as HTML.
    ///
    /// # Errors
    ///
    /// If the labs cannot be built, or this one writes no page.
    pub fn page(&mut self, root: &Path, lab: &str, arguments: &[String]) -> Result<String, Error> {
        let folder = match &self.folder {
            Some(folder) => folder,
            None => self.folder.insert(build(root)?),
        };
        let file = folder.join(format!("figure-{}.html", std::process::id()));
        let output = Command::new(folder.join(lab))
            .current_dir(root)
            // A figure names its command as the pages of the walkthrough do.
            .env_remove("RACELAB_BY_LAB")
            .env("NO_COLOR", "1")
            .args(arguments)
            .arg("--html")
            .arg(&file)
            .output()
            .map_err(Error::system(format!("start {lab}")))?;
        let page = fs::read_to_string(&file);
        // The next figure has a file of its own where this one is left.
        let _ = fs::remove_file(&file);
        let said = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match output.status.success() {
            true => page.map_err(Error::system(format!("read the page of {lab}"))),
            false => Err(Error::NoPage {
                command: format!("{lab} {}", arguments.join(" ")),
                why: said(),
            }),
        }
    }
}

/// Builds the program of every lab, and finds the folder of them.
fn build(root: &Path) -> Result<PathBuf, Error> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "labs",
            "--bins",
        ])
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(Error::system("start cargo"))?;
    let messages = String::from_utf8_lossy(&built.stdout).into_owned();
    let program = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    let folder = program.and_then(|program| Some(program.parent()?.to_owned()));
    folder
        .filter(|_| built.status.success())
        .ok_or(Error::Build)
}
