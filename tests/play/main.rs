//! `play`: being the scheduler, through a pipe.
//!
//! `labs` plays the numbered binaries. `goals` and `choices` play, in this process, what no
//! lab shows, with a `program` of each kind. `looks` is what the explorer says in the middle.
//! `sights` is what a player sees, `stops` how the game comes to its end. `hints` follows the hints of each lab at a `table`. `walks` walks at random, through labs
//! and through programs that are `drawn`, and holds what is said against the state graph.

mod choices;
mod drawn;
mod goals;
mod hints;
mod labs;
mod looks;
mod program;
mod sights;
mod stops;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod walks;

/// Asserts that the text says these words, wherever its lines are broken.
#[track_caller]
fn assert_contains(text: &str, words: &str) {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat(text).contains(&flat(words)),
        "{words:?} is not in\n{text}"
    );
}
