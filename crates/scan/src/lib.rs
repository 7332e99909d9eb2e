//! The scan finds what an exercise may not contain, before it is compiled.
//!
//! A check can vouch only for the operations that it sees: those of `racelab::sync`. And no
//! exercise needs to read files or start programs while it is compiled or checked.
//! So the scan first reads the source, token by token, as the compiler does; comments
//! and strings do not count. Paths into the standard library must be on a list
//! of harmless ones. The scan refuses everything else that leads out of the file,
//! with its place and a reason.
//!
//! ```
//! use racelab::course::Lab;
//! use racelab_scan::scan;
//!
//! let lab = Lab::named("05_racy_counter").unwrap();
//! let source = b"use racelab::sync::Mutex;\nuse std::sync::{Arc, RwLock};";
//! let found = scan(source, &lab.permits());
//! assert_eq!(found.len(), 1);
//! assert_eq!(
//!     found[0].to_string(),
//!     "line 2, column 22: std::sync::RwLock: no check can see it; what is needed of \
//!      std::sync is in racelab::sync"
//! );
//! ```
//!
//! The scan reads nothing but the source: a lab's check scans the exercise, and so does a grader.
//! It always terminates: it has no recursion, and visits each token a fixed
//! number of times. A file that passes the scan need not compile.

mod addresses;
mod arcs;
mod imports;
mod lexer;
mod lifetimes;
mod locals;
mod offence;
mod paths;
mod permits;
mod rules;
mod text;
mod tokens;

use tokens::Tokens;

pub use offence::Offence;
pub use permits::Permits;

/// Every construct in the source of an exercise that is not permitted, in its order.
///
/// A source that cannot be split into tokens is not permitted either, and the only finding in it is
/// that of [`uncut`].
pub fn scan(source: &[u8], permits: &Permits) -> Vec<Offence> {
    let text = match text::read(source) {
        Ok(text) => text,
        Err(finding) => return vec![finding],
    };
    let mut found = text::invisible(text);
    match Tokens::of(text) {
        Ok(tokens) => {
            found.extend(rules::broken(&tokens, permits));
            found.extend(lifetimes::forgotten(&tokens));
            if !permits.threads && !permits.unsafe_code {
                found.extend(addresses::asked_for(&tokens));
            }
        }
        Err(broken) => found.push(broken),
    }
    found.sort_by_key(|finding| (finding.line, finding.column));
    found
}

/// Where the source cannot be split into tokens, and why: a string or a comment has no end, or
/// a character has no meaning. Such a source does not compile, and the compiler does not get
/// it, because the scan could not read it.
///
/// ```
/// use racelab_scan::uncut;
///
/// let found = uncut(b"fn f() {\n    println!(\"one);\n}").unwrap();
/// assert_eq!((found.line, found.column), (2, 14));
/// assert_eq!(found.reason, "this string has no end; close it with a quotation mark");
/// assert_eq!(uncut(b"fn f() {"), None, "that is for the compiler to say");
/// ```
pub fn uncut(source: &[u8]) -> Option<Offence> {
    Tokens::of(text::read(source).ok()?).err()
}

/// The tokens of the source, including white space and comments, for the test that compares
/// them with the compiler's.
///
/// # Errors
///
/// As [`uncut`], with the byte at which the source cannot be split any further.
#[doc(hidden)]
pub fn pieces(text: &str) -> Result<Vec<&str>, usize> {
    let pieces = lexer::cut(text).map_err(|broken| broken.at)?;
    Ok(pieces.iter().map(|piece| piece.text).collect())
}

/// Whether two sources are the same to the compiler: line ends, a byte order mark,
/// comments and white space do not count. False if one cannot be split into tokens.
///
/// ```
/// use racelab_scan::is_same;
/// assert!(is_same(b"fn f() { 1 }", b"\xef\xbb\xbffn f()\r\n{\r\n  1 // one\r\n}"));
/// assert!(!is_same(b"fn f() { 1 }", b"fn f() { 2 }"));
/// ```
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    let tokens = |source| {
        text::read(source)
            .ok()
            .and_then(|text| Tokens::of(text).ok())
    };
    match (tokens(a), tokens(b)) {
        (Some(a), Some(b)) => a.is_same(&b),
        _ => false,
    }
}

/// The first `todo!()` or `unimplemented!()` in the source, if there is one.
pub fn unfinished(source: &[u8]) -> Option<Offence> {
    let tokens = Tokens::of(text::read(source).ok()?).ok()?;
    rules::unfinished(&tokens)
}
