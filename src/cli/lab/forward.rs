//! Commands that another program carries out; cargo builds that program first.

use std::io::IsTerminal;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::course::{Lab, MEASURED, Progress};
use crate::view::screen::paragraph;

use super::super::interrupts::Unmoved;
use super::super::{Error, Refusal, advice, form};
use super::{Behind, Choice, Course, Words};

/// The status of cargo if a program does not compile, and also of a Rust program that panics.
const BROKEN: i32 = 101;

/// A build that takes longer than this is announced.
const SHORT: Duration = Duration::from_secs(1);

/// The grader's program.
const GRADER: &str = "racelab-grade";

impl Course {
    /// Runs a lab's own program with this command, and returns its status.
    ///
    /// # Errors
    ///
    /// If there is no such lab, or cargo cannot be started.
    pub fn forward(&self, command: Option<&str>, words: &Words) -> Result<ExitCode, Error> {
        let (choice, rest) = words.split();
        let lab = self.chosen(&choice)?;
        match command {
            Some("explore" | "play" | "replay") if !lab.proved => {
                return Err(Refusal::NoExecutions(lab.number).into());
            }
            Some("measure") if lab.name != MEASURED => {
                return Err(Refusal::NoMeasurement(lab.number).into());
            }
            _ => {}
        }
        let arguments = command.into_iter().chain(rest.iter().map(String::as_str));
        let status = self.wait_for(lab, arguments)?;
        Ok(self.judge(lab, status))
    }

    /// Measures in the lab that has something to measure; the student may leave its number out.
    ///
    /// # Errors
    ///
    /// As [`forward`](Self::forward).
    pub fn measure(&self, words: &Words) -> Result<ExitCode, Error> {
        let mut words = words.clone();
        if let (Choice { lab: None }, _) = words.split() {
            words.words.insert(0, MEASURED.to_owned());
        }
        self.forward(Some("measure"), &words)
    }

    /// Checks an exercise; after a proof it says what comes next.
    ///
    /// # Errors
    ///
    /// As [`forward`](Self::forward).
    pub fn check(&mut self, words: &Words) -> Result<ExitCode, Error> {
        let (choice, rest) = words.split();
        let lab = self.chosen(&choice)?;
        let arguments = rest.iter().map(String::as_str);
        let status = self.wait_for(lab, ["check"].into_iter().chain(arguments))?;
        self.congratulate(status)?;
        Ok(self.judge(lab, status))
    }

    /// Shows the hint with the given number, or else the one after the last that was shown.
    ///
    /// # Errors
    ///
    /// As [`forward`](Self::forward).
    pub fn hint(&mut self, words: &Words) -> Result<ExitCode, Error> {
        let (choice, rest) = words.split();
        let lab = self.chosen(&choice)?;
        if !rest.is_empty() {
            return self.forward(Some("hint"), words);
        }
        let readme = self.read(&lab.readme())?;
        let shown = self.progress.hints(lab);
        let number = advice::hints(&readme).len().min(shown + 1);
        let (hint, is_last) = advice::hint_of(&readme, number)?;
        let next = match is_last {
            false => advice::another(&format!("cargo lab hint {:02}", lab.number)),
            true => advice::the_last(&format!("cargo lab check {:02}", lab.number)),
        };
        anstream::print!("{hint}\n{next}");
        self.progress.show_hints(lab, number)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Runs the grader's program with an instructor's command, and returns its status. Students
    /// never build that program.
    ///
    /// # Errors
    ///
    /// If cargo cannot be started.
    pub fn instruct(&self, command: &str, words: &Behind) -> Result<ExitCode, Error> {
        let mut cargo = self.cargo("run", GRADER, GRADER);
        cargo.args(["--", command]).args(&words.words);
        if !is_beside(GRADER) {
            anstream::eprintln!("  Building the program for grading, once: give it a minute.");
        }
        let status = wait_for(cargo)?;
        if status.code() == Some(BROKEN) {
            let sentence = "The grader failed with the error above: repair the course, or get a \
                            new copy of it.";
            anstream::eprint!("\n{}", paragraph(sentence, 2, 80));
            return Ok(ExitCode::from(2));
        }
        Ok(code(status))
    }

    /// Says what comes next, after a check that ended with this status.
    pub(super) fn congratulate(&mut self, status: ExitStatus) -> Result<(), Error> {
        if status.success() {
            // The numbered binary has recorded the pass in the progress file.
            self.progress = Progress::of(&self.root)?;
            anstream::print!("\n  {}\n{}", self.sum(), self.steps());
        }
        Ok(())
    }

    /// Runs a lab's program until it ends.
    fn wait_for<'a>(
        &self,
        lab: &Lab,
        arguments: impl Iterator<Item = &'a str>,
    ) -> Result<ExitStatus, Error> {
        if std::io::stderr().is_terminal() {
            let built = self.build(lab)?;
            if !built.success() {
                return Ok(built);
            }
        }
        let mut program = self.program(lab);
        program.args(arguments);
        wait_for(program)
    }

    /// Builds a lab's program, and says so: at once for a first build, and otherwise if the build
    /// takes longer than a second. Cargo itself prints only errors.
    fn build(&self, lab: &Lab) -> Result<ExitStatus, Error> {
        let _unmoved = Unmoved::by_interrupts();
        let number = lab.number;
        let is_first = !is_beside(lab.name);
        if is_first {
            anstream::eprintln!("  Building lab {number:02}, once: give it some seconds.\n");
        }
        let mut build = self.cargo("build", "labs", lab.name);
        let mut build = build.spawn().map_err(Error::Cargo)?;
        std::thread::scope(|scope| {
            let (ended, end) = mpsc::channel();
            let waiter = scope.spawn(move || {
                let status = build.wait();
                // The receiver is gone after the announcement.
                let _ = ended.send(());
                status
            });
            if end.recv_timeout(SHORT) == Err(RecvTimeoutError::Timeout) && !is_first {
                anstream::eprintln!(
                    "  Bringing lab {number:02} up to date: give it some seconds.\n"
                );
            }
            let status = waiter.join().expect("waiting does not panic");
            status.map_err(Error::Cargo)
        })
    }

    /// The command that runs a lab's program; the caller adds the arguments.
    pub(super) fn program(&self, lab: &Lab) -> Command {
        let mut command = self.cargo("run", "labs", lab.name);
        command.arg("--");
        form::mark(&mut command);
        command
    }

    /// Whether a lab's program compiles. Needed only where cargo's status does not say.
    fn is_built(&self, lab: &Lab) -> bool {
        let mut build = self.cargo("build", "labs", lab.name);
        build.stdout(Stdio::null()).stderr(Stdio::null());
        build.status().is_ok_and(|status| status.success())
    }

    fn cargo(&self, command: &str, package: &str, program: &str) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cargo = Command::new(cargo);
        // Relative file names in the arguments refer to the folder that the student is in, so the
        // working directory does not change.
        cargo
            .args([command, "--quiet", "--locked", "--package", package])
            .args(["--bin", program, "--manifest-path"])
            .arg(self.root.join("Cargo.toml"));
        cargo
    }

    /// The status to return for a lab's program that ended with `status`.
    pub(super) fn judge(&self, lab: &Lab, status: ExitStatus) -> ExitCode {
        if status.code() == Some(BROKEN) {
            let sentence = match self.is_built(lab) {
                false => format!(
                    "That was the compiler: correct {} where it says so, and try again. If it \
                     names other files only, these need something that your file lacks, such as \
                     the type Exercise.",
                    lab.exercise()
                ),
                true => "The lab's own program panicked, as the message above says. Your exercise \
                         is not the reason: tell your instructor."
                    .to_owned(),
            };
            anstream::eprint!("\n{}", paragraph(&sentence, 2, 80));
            return ExitCode::from(1);
        }
        code(status)
    }
}

/// Whether this program of the course is built: then it lies beside this one.
fn is_beside(name: &str) -> bool {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    // If this is unknown, assume that it is built: a missing note does no harm.
    std::env::current_exe().map_or(true, |lab| lab.with_file_name(file).exists())
}

/// Runs a program until it ends.
fn wait_for(mut program: Command) -> Result<ExitStatus, Error> {
    let _unmoved = Unmoved::by_interrupts();
    program.status().map_err(Error::Cargo)
}

/// The status of a program that ended, as an exit code.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    // A process without an exit code was ended by a signal.
    ExitCode::from(code.unwrap_or(1))
}
