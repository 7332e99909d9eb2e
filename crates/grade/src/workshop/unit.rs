//! The result of building each lab's binary, from the messages of cargo and the compiler.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::text;

use super::machine::{self, Linker};

/// How many of the compiler's errors are shown of a file.
const SHOWN: usize = 3;

/// The result of building a lab's binary.
#[derive(Debug, Default)]
pub(super) struct Unit {
    /// The binary, if it was built.
    pub(super) executable: Option<PathBuf>,
    /// The first errors, as the compiler words them.
    pub(super) errors: Vec<String>,
    /// The number of all errors.
    pub(super) count: usize,
    /// Whether one of the errors is about `unsafe` code in the file.
    pub(super) is_unsafe: bool,
    /// How the compiler itself ended, if a limit or a fault of its own ended it.
    pub(super) died: Option<String>,
    /// The fault of the machine that prevented the build, if there was one.
    pub(super) machine: Option<String>,
}

impl Unit {
    /// Whether the result is known.
    pub(super) fn is_settled(&self) -> bool {
        self.executable.is_some() || self.count > 0 || self.died.is_some()
    }

    pub(super) fn take(&mut self, message: Message, root: &Path) {
        if let Some(executable) = message.executable {
            self.executable = Some(executable);
        }
        let Some(said) = message.message else { return };
        // The compiler's last error only counts the others.
        if !said.level.starts_with("error") || said.message.starts_with("aborting due to") {
            return;
        }
        // The error has no place in a file, so its text contains nothing that an exercise wrote.
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

/// The parts of a line of cargo's output that are read.
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
    /// The places of the error; it only matters whether there are any.
    spans: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

/// The labs for which the compiler itself ended, and how it ended, from cargo's standard error:
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
