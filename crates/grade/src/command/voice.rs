//! Notes and errors on standard error.

use std::io::IsTerminal;

use racelab::view::screen::{paragraph, width};

/// Prints a note.
pub(crate) fn note(words: &str) {
    say(&format!("note: {words}."));
}

/// Prints a sentence on standard error; on a terminal, lines break between words.
pub(crate) fn say(sentence: &str) {
    match std::io::stderr().is_terminal() {
        true => anstream::eprint!("{}", paragraph(sentence, 0, width())),
        false => anstream::eprintln!("{sentence}"),
    }
}
