//! `play`, driven through a pipe.
//!
//! `labs` plays the numbered binaries. `goals` and `choices` play, in this process, what no
//! lab shows, with a `program` of each kind. `looks` tests the explorer's reports about paused
//! executions, `sights` the player's view, `stops` the end of the game. `hints` follows the hints
//! of each lab at a `table`. `walks` takes random walks through labs
//! and through random programs (`drawn`), and compares the output with the state graph.

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
#[path = "../support/thorough.rs"]
mod thorough;
mod walks;

/// Asserts that the text contains these words, wherever its lines are broken.
#[track_caller]
fn assert_contains(text: &str, words: &str) {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat(text).contains(&flat(words)),
        "{words:?} is not in\n{text}"
    );
}
