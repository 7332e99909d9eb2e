//! The book: what becomes of its chapters, and that a reader steps the figures in it.
//!
//! | file            | what it holds                                                  |
//! |-----------------|----------------------------------------------------------------|
//! | `chapters.rs`   | markers, numbers, links, on chapters made for the purpose      |
//! | `walkthrough.rs`| the figures of the walkthrough itself                          |
//! | `reading.rs`    | the whole book, built by mdBook and read in Chromium           |

#![cfg(unix)]

// The same browser in which single pages are tested.
#[path = "../../../../tests/pages/browser.rs"]
#[allow(dead_code, reason = "the tests of single pages need more of it")]
mod browser;
mod chapters;
mod reading;
mod walkthrough;

use std::path::Path;

/// The root of the workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
