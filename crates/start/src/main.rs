//! Builds `lab` and runs it: `cargo lab` is an alias that starts this program.
//!
//! Cargo shows each package that it builds, or with `--quiet` nothing at all, and an alias has to
//! choose one of the two. So this program chooses: it shows a first build, and says that a later
//! build runs if that takes longer than a second. It depends on no other package, so cargo builds
//! it at once.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A build that takes longer than this is announced.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match start() {
        Ok(status) => status,
        Err(why) => {
            say(&format!(
                "error: cannot start cargo: {why}; install Rust from https://rustup.rs"
            ));
            ExitCode::from(2)
        }
    }
}

fn start() -> io::Result<ExitCode> {
    // Cargo puts all programs of the workspace into one folder.
    let lab = env::current_exe()?.with_file_name(format!("lab{}", env::consts::EXE_SUFFIX));
    let built = build(lab.exists())?;
    if !built.success() {
        return Ok(code(built));
    }
    run(Command::new(&lab).args(env::args_os().skip(1)), &lab)
}

/// Builds `lab` with cargo, which prints its own errors.
fn build(is_built: bool) -> io::Result<ExitStatus> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("build");
    if is_built {
        cargo.arg("--quiet");
    } else {
        say("  Building the course, once: give it a minute.");
    }
    cargo.args(["--package", "racelab", "--bin", "lab"]);
    announced(cargo.spawn()?, is_built)
}

/// Waits for the end of a build, which is announced if it takes long and cargo is `quiet`.
fn announced(mut build: Child, quiet: bool) -> io::Result<ExitStatus> {
    let (ended, end) = mpsc::channel();
    let waiter = thread::spawn(move || {
        let status = build.wait();
        // The receiver is gone after the announcement.
        let _ = ended.send(());
        status
    });
    if end.recv_timeout(PATIENCE).is_err() && quiet {
        say("  The course has changed. Building it: give it a minute.");
    }
    waiter
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Becomes `lab`, so that Ctrl-C and the exit status are its own. It returns only with an error.
#[cfg(unix)]
fn run(lab: &mut Command, file: &Path) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Ok(failed(&lab.exec(), file))
}

/// Runs `lab`, and ends with its status.
#[cfg(not(unix))]
fn run(lab: &mut Command, file: &Path) -> io::Result<ExitCode> {
    Ok(match lab.status() {
        Ok(status) => code(status),
        Err(why) => failed(&why, file),
    })
}

fn failed(why: &io::Error, file: &Path) -> ExitCode {
    say(&format!("error: cannot start {}: {why}", file.display()));
    ExitCode::from(2)
}

/// The status of a program that ended, as an exit code; 1 if a signal ended it.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}

/// Prints a line on standard error, which may be closed: then there is no reader.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
