//! A reference with one lifetime to what holds another one.
//!
//! From the type `&'a &'b T` in a signature the compiler concludes that `'b` lasts as long
//! as `'a`, and forgets to ask for it where the function is made a pointer of another type.
//! So safe code can have a reference that outlives what it refers to, and with that read
//! and write any memory: a counter that no check sees, or the check's own answer. (Rust
//! issue 25860, open since 2015.) No exercise needs such a type.

use super::Finding;
use super::tokens::{Delimiter, Token, Tokens};

/// A reference whose type has not ended yet.
struct Outer<'t> {
    lifetime: &'t str,
    /// In how many brackets it stands, and how many `<` of its own are open.
    depth: usize,
    angles: usize,
}

/// Every lifetime that is inside of a reference with another one. `'static` inside, and
/// `'_` on either side, conclude nothing.
pub(super) fn nested(tokens: &Tokens) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut open: Vec<Outer> = Vec::new();
    let mut depth = 0_usize;
    for at in 0..tokens.len() {
        match tokens.get(at) {
            Some(Token::Open(delimiter)) => {
                if *delimiter == Delimiter::Brace {
                    close(&mut open, |outer| outer.depth == depth);
                }
                depth += 1;
            }
            Some(Token::Close(_)) => {
                close(&mut open, |outer| outer.depth >= depth);
                depth = depth.saturating_sub(1);
            }
            Some(Token::Mark('<')) => {
                if let Some(outer) = open.last_mut().filter(|outer| outer.depth == depth) {
                    outer.angles += 1;
                }
            }
            Some(Token::Mark('>')) if !is_arrow(tokens, at) => {
                close(&mut open, |outer| outer.depth == depth && outer.angles == 0);
                if let Some(outer) = open.last_mut().filter(|outer| outer.depth == depth) {
                    outer.angles -= 1;
                }
            }
            Some(Token::Mark(',')) => {
                close(&mut open, |outer| outer.depth == depth && outer.angles == 0);
            }
            Some(Token::Mark(';' | '=')) => close(&mut open, |outer| outer.depth == depth),
            Some(Token::Word(word)) if word == "where" => {
                close(&mut open, |outer| outer.depth == depth);
            }
            Some(Token::Mark('\'')) => {
                let Some(lifetime) = tokens.word(at + 1).filter(|name| *name != "_") else {
                    continue;
                };
                let is_other = |outer: &&Outer| outer.lifetime != lifetime;
                if lifetime != "static"
                    && let Some(outer) = open.last().filter(is_other)
                {
                    let (line, column) = tokens.place(at);
                    found.push(Finding {
                        line,
                        column,
                        what: format!("&'{} .. '{lifetime}", outer.lifetime),
                        reason: "an exercise needs no reference to what has another lifetime",
                    });
                }
                if at > 0 && tokens.get(at - 1) == Some(&Token::Mark('&')) {
                    open.push(Outer {
                        lifetime,
                        depth,
                        angles: 0,
                    });
                }
            }
            _ => {}
        }
    }
    found
}

/// Ends the types at the end of the list of which this is so.
fn close(open: &mut Vec<Outer>, is_over: impl Fn(&Outer) -> bool) {
    while open.last().is_some_and(&is_over) {
        open.pop();
    }
}

/// Whether the `>` at this place is that of `->` or `=>`.
fn is_arrow(tokens: &Tokens, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    matches!(before, Some(Token::Mark('-' | '=')))
}
