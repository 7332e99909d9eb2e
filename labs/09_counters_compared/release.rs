//! Measuring needs an optimized build: the same program, built and started again.

use std::process::{Command, ExitCode};

/// Whether this program is optimized: the times of a development build mean nothing.
pub(crate) fn is_optimized() -> bool {
    !cfg!(debug_assertions)
}

/// Builds this program in release mode, runs its `measure` with these arguments, and returns
/// its exit status.
pub(crate) fn run_again(arguments: &[String]) -> ExitCode {
    anstream::eprintln!(
        "The times of a development build mean nothing. Building again in release mode;\n\
         the first time that takes a minute or two."
    );
    // The cargo that runs this program, or else the one in the path.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // In the current folder, since an argument may name a file from there.
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
