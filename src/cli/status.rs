//! The status that a command ends with.

use std::process::ExitCode;

use terminal_size::terminal_size_of;

use crate::view::screen::paragraph;

/// The status of the program: that of the command, or 2 after an error, which this prints on
/// standard error. The error is one line; on a terminal it breaks between words.
pub fn end(result: Result<ExitCode, impl std::error::Error>) -> ExitCode {
    let error = match result {
        Ok(status) => return status,
        Err(error) => error,
    };
    let sentence = format!("error: {error}");
    match terminal_size_of(std::io::stderr()) {
        Some((columns, _)) => anstream::eprint!("{}", paragraph(&sentence, 0, columns.0.into())),
        None => anstream::eprintln!("{sentence}"),
    }
    ExitCode::from(2)
}
