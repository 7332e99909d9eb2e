//! Runs the student's code in a child process with limits, where it can do no harm.

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use crate::confine::{self, Attendant, Confinement, Limits, Stopped, Work};
use crate::examination::Page;
use crate::explore;
use crate::proof::loom::{self, LoomLimits};
use crate::view::screen::{BAD, paragraph, styled, width};

use super::{Error, form};

/// The most lines of the student's own output that a command shows.
const LINES: usize = 10;

/// Set for a confined process if its parent has a terminal; the child itself has none.
const TERMINAL: &str = "RACELAB_TERMINAL";

/// Whether a student reads and types at a terminal; in a confined process, at the parent's
/// terminal.
pub(super) fn is_at_a_terminal() -> bool {
    match confine::is_child() {
        true => env::var_os(TERMINAL).is_some_and(|set| set == "1"),
        false => io::stdin().is_terminal() && io::stdout().is_terminal(),
    }
}

/// Makes a page in a child process within these limits, attended to by `attendant`, and shows the
/// page. If the child is stopped, an explanation takes the page's place; on standard error if the
/// page would be `json`. The page's figure is written to the
/// file `html`, if there is one.
pub(super) fn show(
    limits: Limits,
    json: bool,
    attendant: Box<dyn Attendant>,
    html: Option<&Path>,
    make: &dyn Fn() -> Result<Page, Error>,
) -> Result<ExitCode, Error> {
    show_or(limits, json, attendant, html, make, &|stopped| {
        failed(stopped, Work::Explored, "")
    })
}

/// [`show`], but `stopped` makes the page if the child is stopped.
pub(super) fn show_or(
    limits: Limits,
    json: bool,
    mut attendant: Box<dyn Attendant>,
    html: Option<&Path>,
    make: &dyn Fn() -> Result<Page, Error>,
    stopped: &dyn Fn(&Stopped) -> Page,
) -> Result<ExitCode, Error> {
    if confine::is_child() {
        confine::note_handlers();
        if loom::is_plugged_in() {
            // loom's first coroutine installs a signal handler. The handler that reports stack
            // overflows has to come after it, because the later one replaces the earlier one.
            loom::judge(&LoomLimits::default(), || {});
        }
    }
    // The child sends an error to its parent as a sentence.
    let make = || make().map_err(|error| error.to_string());
    let confined = Confinement::new(limits)
        .environment("COLUMNS", width().to_string())
        .environment(form::BY_LAB, form::mark_here())
        .environment(TERMINAL, if is_at_a_terminal() { "1" } else { "" })
        .stack_guards(explore::is_stack_guard)
        .run_attended(&mut *attendant, make)
        .map_err(Error::system("run your code in a process of its own"))?;
    // The attendant's line on the terminal is erased before the page is printed.
    drop(attendant);
    let status = match confined.result {
        Ok(page) => {
            let page = page.map_err(|sentence| Error::Confined(sentence.into()))?;
            print(page, html)?
        }
        Err(why) if json => {
            anstream::eprint!("{}", stopped(&why).text);
            ExitCode::from(1)
        }
        Err(why) => print(stopped(&why), html)?,
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

/// Writes the page's files and prints its text. The name of its figure's file does not come from
/// the page, which a confined process may have made.
pub(super) fn print(mut page: Page, html: Option<&Path>) -> Result<ExitCode, Error> {
    if let (Some(file), Some((figure, what))) = (html, page.figure.take()) {
        page.write(file, figure.html(), &what);
    }
    page.show().map_err(|(file, why)| {
        let doing = format!("write {}", file.display());
        Error::System { doing, why }
    })
}

/// The page of code that was stopped; `at` says before that what the code was doing.
pub(super) fn failed(stopped: &Stopped, work: Work, at: &str) -> Page {
    let sentence = format!("{}: {at}{stopped}.", styled(BAD, stopped.name()));
    let advice = paragraph(stopped.advice(work), 13, width());
    let text =
        paragraph(&sentence, 2, width()) + &format!("\n  {:11}{}", "Try next", advice.trim_start());
    let mut page = Page::of(text);
    page.status = 1;
    page
}
