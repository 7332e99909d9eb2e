//! The numbered binaries, run as a student runs them.

#[cfg(unix)]
#[path = "../support/script.rs"]
mod script;
#[path = "../support/mod.rs"]
mod support;
#[cfg(unix)]
#[path = "../support/terminal.rs"]
mod terminal;
#[path = "../support/thorough.rs"]
mod thorough;

mod explored;
mod measure;
mod misuse;
#[cfg(unix)]
mod notices;
mod shipped;
mod tour;

use support::{stderr, stdout};

#[track_caller]
fn assert_fits(text: &str, columns: usize) {
    for line in text.lines() {
        assert!(
            line.chars().count() <= columns,
            "wider than {columns}: {line}"
        );
    }
}

#[track_caller]
fn assert_wrong_use(output: &std::process::Output, sentence: &str) {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.starts_with("error: ") && text.contains(sentence),
        "{text}"
    );
    assert_eq!(stdout(output), "");
}
