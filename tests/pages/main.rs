//! Pages: each is walked in a browser, by keys, to its goal.
//!
//! | file         | what it holds                                                    |
//! |--------------|------------------------------------------------------------------|
//! | `access.rs`  | axe-core finds no barrier                                        |
//! | `browser.rs` | Chromium, driven over a pipe                                     |
//! | `page.rs`    | the pages that the labs write, and the way to a goal in each     |
//! | `walks.rs`   | steps by key and by button, deep links, hints                    |
//! | `reading.rs` | roles and names, narrow windows, print, no JavaScript            |
//! | `hostile.rs` | text of a student in a page runs nothing                         |
//! | `files.rs`   | what holds of the files, without a browser                       |
//!
//! Without Chromium the tests that need it say so and are skipped.
#![cfg(unix)]

mod access;
mod browser;
mod files;
mod hostile;
mod page;
mod reading;
#[path = "../support/mod.rs"]
mod support;
mod walks;
