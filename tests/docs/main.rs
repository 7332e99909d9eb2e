//! The walkthrough is true: every output that it shows comes from a run that is
//! repeated here, and what it says of the course is what the catalogue says.
//!
//! | file         | what it holds                                             |
//! |--------------|-----------------------------------------------------------|
//! | `outputs.rs` | every shown output is what the command prints             |
//! | `code.rs`    | every shown piece of code is what stands in its file      |
//! | `pictures.rs` | every picture is what its command draws                  |
//! | `pages.rs`   | pages are whole, and lead to each other and to the course |

#[path = "../support/mod.rs"]
mod support;

mod code;
mod outputs;
mod pages;
mod pictures;

use std::fs;
use std::path::PathBuf;

use racelab::course::LABS;
use support::root;

/// Every page of the walkthrough, the READMEs among them.
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
