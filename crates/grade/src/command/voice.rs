//! What is said on standard error.

use std::io::IsTerminal;

use racelab::view::screen::{paragraph, width};

/// Says something that is no result.
pub(crate) fn note(words: &str) {
    say(&format!("note: {words}."));
}

/// Says a sentence on standard error: on a terminal its lines end between words.
pub(crate) fn say(sentence: &str) {
    match std::io::stderr().is_terminal() {
        true => anstream::eprint!("{}", paragraph(sentence, 0, width())),
        false => anstream::eprintln!("{sentence}"),
    }
}
