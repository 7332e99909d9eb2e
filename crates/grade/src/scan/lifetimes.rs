//! What the compiler concludes of lifetimes and then forgets to ask for.
//!
//! From the type `&'a &'b T` in a signature the compiler concludes that `'b` lasts as long
//! as `'a`. Where the function is made a pointer of another type, it forgets to ask for it.
//! So safe code can have a reference that outlives what it refers to, and with that read
//! and write any memory: a counter that no check sees, or the check's own answer. (Rust
//! issue 25860, open since 2015.) Of other types than references it concludes the same:
//! `Iter<'a, &'b T>`, or a struct of the file's own.
//!
//! It forgets nothing of lifetimes that belong to an `impl`, nor of those between which a
//! bound stands: `fn f<'a, 'b: 'a>`. So it is enough that one stands there.
//!
//! With a bound for every lifetime, `for<'a> Trait<'a>`, it forgets the same of what it
//! concludes from an `impl` (Rust issue 84591). Only of functions such bounds are needed.

use super::Offence;
use super::tokens::{Delimiter, Token, Tokens};

/// Every function and every bound of which the compiler may forget something.
pub(super) fn forgotten(tokens: &Tokens) -> Vec<Offence> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let (what, reason) = match tokens.word(at) {
            Some("fn") => match Signature::at(tokens, at + 1).and_then(|fun| fun.unbound()) {
                Some([one, other]) => (
                    format!("'{one} .. '{other}"),
                    "say in the brackets of the function which of these two lasts longer, as in \
                     <'a, 'b: 'a>",
                ),
                None => continue,
            },
            Some("for") if is_for_all_but_functions(tokens, at + 1) => (
                "for<..>".to_owned(),
                "an exercise needs bounds for every lifetime of functions only, as in \
                 for<'a> Fn(&'a u8)",
            ),
            _ => continue,
        };
        let (line, column) = tokens.place(at);
        found.push(Offence {
            line,
            column,
            what,
            reason,
        });
    }
    found
}

/// A lifetime, without its `'`.
type Lifetime<'t> = &'t str;

/// What a function says of lifetimes.
#[derive(Default)]
struct Signature<'t> {
    /// The lifetimes of the function itself.
    own: Vec<Lifetime<'t>>,
    /// Those between which a bound stands.
    bounds: Vec<[Lifetime<'t>; 2]>,
    /// Those that each parameter names, and those that the result names.
    types: Vec<Vec<Lifetime<'t>>>,
}

impl<'t> Signature<'t> {
    /// That of the function whose name is at this place; `None` if there is none, or if it
    /// has no lifetimes.
    fn at(tokens: &'t Tokens, name: usize) -> Option<Self> {
        tokens.word(name)?;
        let mut signature = Self::default();
        let mut at = signature.generics(tokens, name + 1)?;
        if tokens.get(at) != Some(&Token::Open(Delimiter::Parenthesis)) {
            return None;
        }
        at += 1;
        // The parameters, the result, and what is said of either behind `where`.
        let (mut depth, mut angles) = (1_usize, 0_usize);
        // What is named in front of each open bracket: of the elements of a tuple, each has
        // that, and nothing of the others.
        let mut outer: Vec<Vec<Lifetime<'_>>> = vec![Vec::new()];
        signature.types.push(Vec::new());
        loop {
            match tokens.get(at)? {
                Token::Open(Delimiter::Brace) if depth == 0 => break,
                Token::Mark(';') if depth == 0 => break,
                Token::Open(_) => {
                    depth += 1;
                    outer.push(signature.types.last().cloned().unwrap_or_default());
                }
                Token::Close(_) => {
                    depth = depth.checked_sub(1)?;
                    outer.pop();
                    if depth == 0 {
                        signature.types.push(Vec::new());
                    }
                }
                Token::Mark('<') => angles += 1,
                Token::Mark('>') if !is_arrow(tokens, at) => angles = angles.saturating_sub(1),
                Token::Mark(',') if angles == 0 => {
                    let around = outer.last().cloned().unwrap_or_default();
                    signature.types.push(around);
                }
                Token::Word(word) if word == "where" && depth == 0 => {
                    signature.bounds(tokens, at + 1);
                    break;
                }
                Token::Mark('\'') => signature.names(tokens, at),
                _ => {}
            }
            at += 1;
        }
        Some(signature)
    }

    /// Reads what stands in the function's `<..>`, which begins at this place; returns where
    /// it is over.
    fn generics(&mut self, tokens: &'t Tokens, open: usize) -> Option<usize> {
        if tokens.get(open) != Some(&Token::Mark('<')) {
            return None;
        }
        let mut angles = 0_usize;
        let mut at = open;
        loop {
            match tokens.get(at)? {
                Token::Mark('<') => angles += 1,
                Token::Mark('>') if !is_arrow(tokens, at) => {
                    angles -= 1;
                    if angles == 0 {
                        break;
                    }
                }
                // One that is declared comes first, or behind a comma.
                Token::Mark('\'') if angles == 1 => {
                    let before = tokens.get(at - 1);
                    if matches!(before, Some(Token::Mark('<' | ','))) {
                        self.own.extend(tokens.word(at + 1));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.bounds(tokens, open + 1);
        Some(at + 1)
    }

    /// Reads the bounds between lifetimes from this place on, up to the end of the list.
    fn bounds(&mut self, tokens: &'t Tokens, from: usize) {
        let lifetime = |at: usize| match tokens.get(at) {
            Some(Token::Mark('\'')) => tokens.word(at + 1),
            _ => None,
        };
        let mut at = from;
        let mut depth = 0_usize;
        while let Some(token) = tokens.get(at) {
            match token {
                Token::Open(Delimiter::Brace) | Token::Mark(';') => break,
                Token::Open(_) => depth += 1,
                Token::Close(_) if depth == 0 => break,
                Token::Close(_) => depth -= 1,
                Token::Mark(':') => {
                    // `'b: 'a + 'c`.
                    let longer = at.checked_sub(2).and_then(lifetime);
                    let mut next = at + 1;
                    while let (Some(longer), Some(shorter)) = (longer, lifetime(next)) {
                        self.bounds.push([longer, shorter]);
                        next += 3;
                        if tokens.get(next - 1) != Some(&Token::Mark('+')) {
                            break;
                        }
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// A lifetime is named at this place. Of `&'static T` inside of another reference nothing
    /// is concluded, and `'_` cannot be named twice.
    fn names(&mut self, tokens: &'t Tokens, at: usize) {
        let Some(name) = tokens.word(at + 1).filter(|name| *name != "_") else {
            return;
        };
        let Some(named) = self.types.last_mut() else {
            return;
        };
        let is_inner_static =
            name == "static" && !named.is_empty() && tokens.get(at - 1) == Some(&Token::Mark('&'));
        if !is_inner_static {
            named.push(name);
        }
    }

    /// Two lifetimes in one type, at least one of them the function's own, of which no bound
    /// tells how they are to each other.
    fn unbound(&self) -> Option<[Lifetime<'t>; 2]> {
        let is_late = |name: &Lifetime<'_>| *name == "static" || self.own.contains(name);
        for named in &self.types {
            let late: Vec<_> = named.iter().copied().filter(is_late).collect();
            for (at, &one) in late.iter().enumerate() {
                let is_unbound = |other: &&Lifetime<'t>| {
                    one != **other
                        && !self.bounds.contains(&[one, other])
                        && !self.bounds.contains(&[other, one])
                };
                if let Some(&other) = late[at + 1..].iter().find(is_unbound) {
                    return Some([one, other]);
                }
            }
        }
        None
    }
}

/// Whether `<..>` stands at this place, and behind it something else than a function.
fn is_for_all_but_functions(tokens: &Tokens, open: usize) -> bool {
    if tokens.get(open) != Some(&Token::Mark('<')) {
        return false;
    }
    let mut at = open + 1;
    while let Some(Token::Mark('\'' | ',') | Token::Word(_)) = tokens.get(at) {
        at += 1;
    }
    // The path of a trait, of which the last name counts.
    let mut last = None;
    loop {
        at += 1;
        match tokens.get(at) {
            Some(Token::Word(word)) => last = Some(word.as_str()),
            Some(Token::Path) => {}
            _ => break,
        }
    }
    let is_function = matches!(
        last,
        Some("fn" | "Fn" | "FnMut" | "FnOnce" | "AsyncFn" | "AsyncFnMut" | "AsyncFnOnce")
    );
    !(is_function && tokens.get(at) == Some(&Token::Open(Delimiter::Parenthesis)))
}

/// Whether the `>` at this place is that of `->` or `=>`.
fn is_arrow(tokens: &Tokens, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    matches!(before, Some(Token::Mark('-' | '=')))
}
