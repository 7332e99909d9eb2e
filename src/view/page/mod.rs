//! A page: one HTML file in which a reader steps the threads of a program.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `data.rs`    | the state graph of a page, cut to what a page may carry            |
//! | `html.rs`    | the file, with all text escaped                                    |
//! | `graph.js`   | the graph and the schedules, without the page                      |
//! | `walk.js`    | a walk: what a reader does, and what came of it in words           |
//! | `picture.js` | how far each thread has come, drawn                                |
//! | `sheet.js`   | what the page shows of a walk, part by part                        |
//! | `walker.js`  | the element `<race-walker>`: its buttons, keys and address         |
//! | `walker.css` | the style, light, dark and for print                              |
//!
//! A page needs no other file and no network, and opens from `file://`. Its policy allows this
//! script and this style and nothing else, so text of a student in it runs nothing. Without
//! JavaScript, and in print, it shows its text.

mod data;
mod html;

use serde::{Deserialize, Serialize};

pub use data::data;

/// The largest page, in bytes.
pub const LARGEST: usize = 300_000;

/// What a page shows. A confined process makes it, and its parent [writes](Self::html) it: no
/// part of it is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The identifier of the walk, which the address names: the number of the lab, as in `05`.
    pub id: String,
    /// The line over the title, as in `Lab 05 · be the scheduler`.
    pub lead: String,
    /// The title, as in `A counter without a lock`.
    pub title: String,
    /// The program in words, as in `2 threads, 1 increment each`.
    pub program: String,
    /// The heading of the text.
    pub heading: String,
    /// One execution as lanes, or what a check says.
    pub text: String,
    /// Whether the text stays when the walk is there.
    pub stays: bool,
    /// The state graph, as [`data()`] makes it; `None` if there is nothing to walk.
    pub graph: Option<String>,
}
