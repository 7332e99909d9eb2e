//! Why there is no book.

use std::{fmt, io};

/// Why there is no book. Displayed, it is a sentence without its full stop that says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// What came on standard input is no book of mdBook's.
    NoBook(String),
    /// A comment asks for a figure in words that mean none.
    Marker {
        /// The comment.
        marker: String,
        /// What is wrong with it.
        why: String,
    },
    /// The labs' programs cannot be built.
    Build,
    /// A lab writes no page with this command.
    NoPage {
        /// The command.
        command: String,
        /// What the lab says.
        why: String,
    },
    /// The style of pages is not made as the book expects it.
    Style,
    /// The system refused something.
    System {
        /// What, behind "cannot".
        doing: String,
        /// Its reason.
        why: io::Error,
    },
}

impl Error {
    /// The system refused this, behind "cannot".
    pub fn system(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |why| Self::System { doing, why }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBook(why) => write!(
                f,
                "the input is no book of mdBook 0.5 ({why}); build the book with `cargo lab book`"
            ),
            Self::Marker { marker, why } => write!(
                f,
                "`{marker}` is no figure: {why}; write it as `<!-- figure: 05_racy_counter \
                 explore --atomic; goal: 1 -->`"
            ),
            Self::Build => f.write_str(
                "the labs cannot be built, and their programs make the figures; mend what the \
                 compiler names above",
            ),
            Self::NoPage { command, why } => write!(f, "`{command}` makes no figure: {why}"),
            Self::Style => f.write_str(
                "the style of a page has no light and dark colours any more; make \
                 crates/book/src/assets.rs fit src/view/page/walker.css",
            ),
            Self::System { doing, why } => write!(f, "cannot {doing}: {why}"),
        }
    }
}

impl std::error::Error for Error {}
