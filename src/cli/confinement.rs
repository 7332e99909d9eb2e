//! Running the student's code where it can do no harm.

use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::confine::{self, Confinement, Stopped};
use crate::explore;
use crate::proof::loom::{self, LoomLimits};
use crate::view::screen::{BAD, paragraph, styled, width};

use super::{Demonstration, WrongUse};

/// How much is shown of what the student's code prints, in lines.
const LINES: usize = 10;

/// What a command shows, and the status that it ends with.
#[derive(Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) status: u8,
}

impl Page {
    /// Prints the page.
    pub(super) fn show(self) -> ExitCode {
        anstream::print!("{}", self.text);
        ExitCode::from(self.status)
    }
}

/// Makes a page in a child process, within the limits of the lab, and shows it.
/// Where the child comes to no end of its own, that is said instead; on standard
/// error if the page would be `json`.
pub(super) fn show<D: Demonstration>(
    json: bool,
    make: impl FnOnce() -> Result<Page, WrongUse>,
) -> Result<ExitCode, WrongUse> {
    if confine::is_child() {
        // loom's coroutines install a signal handler when the first one is made. It
        // must be there before the one that reports stack overflows, not over it.
        loom::judge(&LoomLimits::default(), || {});
    }
    let confined = Confinement::new(D::limits())
        .environment("COLUMNS", width().to_string())
        .stack_guards(explore::is_stack_guard)
        .run(make)
        .map_err(|error| format!("cannot run your code in a process of its own: {error}"))?;
    let status = match confined.result {
        Ok(page) => page?.show(),
        Err(stopped) if json => {
            anstream::eprint!("{}", failed(&stopped).text);
            ExitCode::from(1)
        }
        Err(stopped) => failed(&stopped).show(),
    };
    if !confined.printed.is_empty() {
        let lines = confined.printed.lines().filter(|line| !line.is_empty());
        let lines: Vec<_> = lines.map(|line| format!("    {line}\n")).collect();
        let more = if lines.len() > LINES { "    ...\n" } else { "" };
        let lines = lines[..lines.len().min(LINES)].concat();
        anstream::eprint!("\n  Printed on the way:\n{lines}{more}");
    }
    Ok(status)
}

/// What is said of code that was stopped.
fn failed(stopped: &Stopped) -> Page {
    let sentence = format!("{}: {stopped}.", styled(BAD, stopped.name()));
    let advice = paragraph(stopped.advice(), 13, width());
    let text =
        paragraph(&sentence, 2, width()) + &format!("\n  {:11}{}", "Try next", advice.trim_start());
    Page { text, status: 1 }
}
