//! Finds signatures for which the compiler infers a bound between lifetimes and does not check it.
//!
//! From the type `&'a &'b T` in a signature the compiler infers that `'b` outlives
//! `'a`. If the function is converted to a pointer of another type, the compiler does not check
//! this. So safe code can have a reference that outlives its referent, and with it read
//! and write any memory: a counter that no check sees, or the check's own answer. (Rust
//! issue 25860, open since 2015.) The same happens with other types than references:
//! `Iter<'a, &'b T>`, or a struct that the file defines.
//!
//! The compiler does check lifetimes that belong to an `impl`, and lifetimes with an explicit
//! bound: `fn f<'a, 'b: 'a>`. So an explicit bound is enough.
//!
//! With a higher-ranked bound, `for<'a> Trait<'a>`, it does not check what it
//! infers from an `impl` (Rust issue 84591). Exercises need such bounds only of functions.

use super::Offence;
use super::tokens::{Delimiter, Token, Tokens};

/// Every function and every bound with this problem.
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
        found.push(tokens.offence(at, what, reason));
    }
    found
}

/// A lifetime, without its `'`.
type Lifetime<'t> = &'t str;

/// The lifetimes in the signature of a function.
#[derive(Default)]
struct Signature<'t> {
    /// The lifetimes of the function itself.
    own: Vec<Lifetime<'t>>,
    /// The pairs with an explicit bound.
    bounds: Vec<[Lifetime<'t>; 2]>,
    /// The lifetimes in the type of each parameter, and in that of the result.
    types: Vec<Vec<Lifetime<'t>>>,
}

impl<'t> Signature<'t> {
    /// The signature of the function whose name is at this place; `None` if there is none, or if
    /// it has no lifetimes.
    fn at(tokens: &'t Tokens, name: usize) -> Option<Self> {
        tokens.word(name)?;
        let mut signature = Self::default();
        let mut at = signature.generics(tokens, name + 1)?;
        if tokens.get(at) != Some(&Token::Open(Delimiter::Parenthesis)) {
            return None;
        }
        at += 1;
        // The parameters, the result, and the bounds after `where`.
        let (mut depth, mut angles) = (1_usize, 0_usize);
        // The lifetimes before each open bracket: each element of a tuple has these,
        // and not those of the other elements.
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

    /// Reads the function's `<..>`, which begins at this place; returns the place of its
    /// end.
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
                // A declared lifetime comes first, or after a comma.
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

    /// Reads the bounds between lifetimes from this place up to the end of the list.
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

    /// Records the lifetime at this place. From `&'static T` inside another reference the compiler
    /// infers nothing, and `'_` cannot occur twice.
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

    /// Two lifetimes in one type, at least one of them the function's own, without an explicit
    /// bound between them.
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

/// Whether `<..>` is at this place, followed by a trait that is not one of functions.
fn is_for_all_but_functions(tokens: &Tokens, open: usize) -> bool {
    if tokens.get(open) != Some(&Token::Mark('<')) {
        return false;
    }
    let mut at = open + 1;
    while let Some(Token::Mark('\'' | ',') | Token::Word(_)) = tokens.get(at) {
        at += 1;
    }
    // The path of a trait, whose last name decides.
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
