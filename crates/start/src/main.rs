//! Builds `lab` and runs it: `cargo lab` is an alias that starts this program.
//!
//! Cargo shows what it builds, or with `--quiet` nothing at all. The first build of a clone takes
//! half a minute and should be seen; later there would be two lines of cargo's above every screen.
//! An alias has no such choice. This program depends on no other, so cargo has built it
//! before a student wonders, and it makes the choice.

use std::env;
use std::io::Write;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let program = format!("lab{}", env::consts::EXE_SUFFIX);
    // Cargo puts all programs of the workspace into one folder.
    let is_built = env::current_exe().is_ok_and(|start| start.with_file_name(program).exists());
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("run");
    if is_built {
        cargo.arg("--quiet");
    } else {
        say("  Building the course, once: give it a minute.");
    }
    cargo.args(["--package", "racelab", "--bin", "lab", "--"]);
    run(cargo.args(env::args_os().skip(1)))
}

/// Becomes cargo, so that Ctrl-C and the exit status are cargo's. It returns only with an error.
#[cfg(unix)]
fn run(cargo: &mut Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    failed(&cargo.exec())
}

/// Runs cargo, and ends with its status.
#[cfg(not(unix))]
fn run(cargo: &mut Command) -> ExitCode {
    match cargo.status() {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(1))
        }
        Err(why) => failed(&why),
    }
}

fn failed(why: &std::io::Error) -> ExitCode {
    say(&format!(
        "error: cannot start cargo: {why}; install Rust from https://rustup.rs"
    ));
    ExitCode::from(2)
}

/// Says it on standard error, which may be closed: then there is no reader.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
