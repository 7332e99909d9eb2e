//! Measuring wants an optimized build: the same program, built and started again.

use std::process::{Command, ExitCode};

/// Whether this program is optimized enough for its times to mean anything.
pub(crate) fn is_optimized() -> bool {
    !cfg!(debug_assertions)
}

/// Builds this program in release and runs it with these arguments behind `measure`.
/// Its status is ours.
pub(crate) fn run_again(arguments: &[String]) -> ExitCode {
    anstream::eprintln!(
        "This is a development build, whose times say nothing. Building it again in release;\n\
         the first time that takes a minute or two."
    );
    // The one that runs us, or else the one that is found.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Where it was started, since a file may be named from there.
    let status = Command::new(cargo)
        .args(["run", "--release", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .args(["--bin", "09_counters_compared", "--", "measure"])
        .args(arguments)
        .status();
    match status {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(2))
        }
        Err(error) => {
            anstream::eprintln!(
                "error: cargo cannot be started ({error}); run it yourself: cargo run --release \
                 --bin 09_counters_compared -- measure"
            );
            ExitCode::from(2)
        }
    }
}
