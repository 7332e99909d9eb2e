//! What cargo and the compiler say of each lab's binary.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::text;

use super::machine::{self, Linker};

/// How many of the compiler's errors are shown of a file.
const SHOWN: usize = 3;

/// What became of a lab's binary.
#[derive(Debug, Default)]
pub(super) struct Unit {
    /// It is there.
    pub(super) executable: Option<PathBuf>,
    /// The first errors, as the compiler words them.
    pub(super) errors: Vec<String>,
    /// How many there are in all.
    pub(super) count: usize,
    /// Whether one of them is that the file holds `unsafe` code or the like.
    pub(super) is_unsafe: bool,
    /// How the compiler itself ended, if a limit or a fault of its own ended it.
    pub(super) died: Option<String>,
    /// What of the machine was in its way.
    pub(super) machine: Option<String>,
}

impl Unit {
    /// Whether it is known what became of it.
    pub(super) fn is_settled(&self) -> bool {
        self.executable.is_some() || self.count > 0 || self.died.is_some()
    }

    pub(super) fn take(&mut self, message: Message, root: &Path) {
        if let Some(executable) = message.executable {
            self.executable = Some(executable);
        }
        let Some(said) = message.message else { return };
        // The last of them only counts the others.
        if !said.level.starts_with("error") || said.message.starts_with("aborting due to") {
            return;
        }
        // Of no place in a file: so none of whatever an exercise has written is in it.
        if said.spans.is_empty() {
            let text = said.rendered.as_deref().unwrap_or(&said.message);
            let found = match machine::linker(&said.message, text) {
                Some(Linker::Machine(why)) => Some(why),
                Some(Linker::Limit(how)) => {
                    self.died = Some(how);
                    None
                }
                None => machine::refusal(text),
            };
            self.machine = self.machine.take().or(found);
        }
        self.count += 1;
        self.is_unsafe |= said.code.is_some_and(|code| code.code == "unsafe_code");
        if self.errors.len() < SHOWN {
            let rendered = said.rendered.unwrap_or(said.message);
            let short = rendered.replace(&format!("{}/", root.display()), "");
            self.errors.push(text::plain(&short));
        }
    }
}

/// What is read of a line of cargo's.
#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) target: Target,
    executable: Option<PathBuf>,
    message: Option<Said>,
}

#[derive(Deserialize)]
pub(super) struct Target {
    pub(super) name: String,
}

#[derive(Deserialize)]
struct Said {
    level: String,
    message: String,
    code: Option<Code>,
    rendered: Option<String>,
    /// Where it is; all that counts is whether it is anywhere.
    spans: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// The labs at which the compiler itself ended, each with how, from what cargo says on
/// standard error:
///
/// ```text
/// error: could not compile `labs` (bin "05_racy_counter")
///
/// Caused by:
///   process didn't exit successfully: `rustc ..` (signal: 24, SIGXCPU: ..)
/// ```
pub(super) fn deaths(stderr: &str) -> Vec<(String, String)> {
    let mut deaths = Vec::new();
    let mut of: Option<String> = None;
    for line in stderr.lines() {
        if let Some(rest) = line.strip_prefix("error: could not compile `labs` (bin \"") {
            let name = rest.split('"').next().unwrap_or_default();
            of = Some(name.to_owned());
        } else if line
            .trim_start()
            .starts_with("process didn't exit successfully")
            && let Some(lab) = of.take()
        {
            let status = line.rsplit('(').next().unwrap_or_default();
            deaths.push((lab, status.trim_end_matches(')').to_owned()));
        }
    }
    deaths
}
