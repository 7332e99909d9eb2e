//! The walkthrough is true: every output on it comes from a run that these tests
//! repeat, and its statements about the course agree with the catalogue.
//!
//! | file         | what it holds                                             |
//! |--------------|-----------------------------------------------------------|
//! | `outputs.rs` | every shown output is what the command prints             |
//! | `code.rs`    | every shown piece of code equals its file                 |
//! | `pictures.rs` | every picture is what its command draws                  |
//! | `pages.rs`   | pages are complete, and their links lead to existing files |

#[path = "../support/mod.rs"]
mod support;
#[path = "../support/thorough.rs"]
mod thorough;

mod code;
mod outputs;
mod pages;
mod pictures;

use std::fs;
use std::path::PathBuf;

use racelab::course::LABS;
use support::root;

/// Every page of the walkthrough, including the READMEs.
pub(crate) fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    pages.extend(
        LABS.iter()
            .map(|lab| root().join("labs").join(lab.name).join("README.md")),
    );
    let docs = fs::read_dir(root().join("docs")).expect("there is a walkthrough");
    let docs = docs.map(|entry| entry.expect("it can be listed").path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|e| e == "md")));
    pages
}
