//! The walkthrough as a book in which a reader steps the threads: a preprocessor for mdBook.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `chapters.rs`| the book as mdBook sends it, and what becomes of its chapters      |
//! | `marker.rs`  | the comments that ask for a figure                                |
//! | `figure.rs`  | a figure: a walk, and the text in its place without JavaScript    |
//! | `games.rs`   | the page of all games                                             |
//! | `links.rs`   | links that lead out of the book                                   |
//! | `page.rs`    | the page that a lab writes, taken apart                           |
//! | `labs.rs`    | the programs of the labs, built and run                           |
//! | `assets.rs`  | script and style of the walks, once for the whole book            |
//! | `book.js`    | what the book adds to them: which goals this browser has reached  |
//! | `book.css`   | their place between mdBook's own elements                         |
//!
//! A figure stands in a chapter as a comment, so that the Markdown reads as well without the
//! book. mdBook sends all chapters as JSON; each comment becomes the walk of the page that the
//! lab writes with `--html`, so that terminal, page and book show one graph.

mod assets;
mod chapters;
mod error;
mod figure;
mod games;
mod labs;
mod links;
mod marker;
mod page;

pub use chapters::{Source, preprocess, supports};
pub use error::Error;
pub use labs::Labs;
