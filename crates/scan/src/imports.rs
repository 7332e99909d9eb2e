//! The rules for imports.

use super::paths::refused;
use super::rules::Walk;
use super::tokens::{Delimiter, Token};

impl Walk<'_> {
    /// The tree of a `use`, up to its semicolon.
    pub(super) fn import(&mut self, start: usize) -> usize {
        let conditional = self.is_conditional(start - 1);
        let mut path: Vec<String> = Vec::new();
        // The length of the path before each open brace.
        let mut groups: Vec<usize> = Vec::new();
        let mut leaf = None;
        let mut alias = None;
        let mut at = start;
        loop {
            match self.tokens.get(at) {
                Some(Token::Word(word)) if word == "as" => {
                    at += 1;
                    alias = self.tokens.word(at);
                }
                Some(Token::Word(word)) => {
                    leaf.get_or_insert(at);
                    path.push(word.clone());
                }
                Some(Token::Mark('*')) => {
                    leaf.get_or_insert(at);
                    path.push("*".to_owned());
                }
                Some(Token::Open(Delimiter::Brace)) => {
                    groups.push(path.len());
                    leaf = None;
                }
                Some(Token::Mark(',') | Token::Close(Delimiter::Brace)) => {
                    self.imported(&path, leaf.take(), alias.take(), conditional);
                    path.truncate(groups.last().copied().unwrap_or_default());
                    if self.tokens.get(at) != Some(&Token::Mark(',')) {
                        groups.pop();
                        let outer = groups.last().copied().unwrap_or_default();
                        path.truncate(outer);
                    }
                }
                Some(Token::Path) => {}
                // The semicolon; or this is no import, which the compiler reports.
                _ => {
                    self.imported(&path, leaf, alias, conditional);
                    return at.max(start);
                }
            }
            at += 1;
        }
    }

    fn imported(
        &mut self,
        path: &[String],
        leaf: Option<usize>,
        alias: Option<&str>,
        conditional: bool,
    ) {
        let Some(leaf) = leaf else { return };
        let mut segments: Vec<&str> = path.iter().map(String::as_str).collect();
        // `use std::fmt::{self}` is `use std::fmt`.
        if segments.len() > 1 && segments.last() == Some(&"self") {
            segments.pop();
        }
        if let Some(name) = alias.or(segments.last().copied()) {
            self.arcs.imported(&segments, name);
        }
        // Another name for the module would hide the paths into it.
        let is_renamed = alias.is_some_and(|alias| alias != "panic");
        if is_renamed && segments.last() == Some(&"panic") {
            let reason = "this module keeps its name";
            self.refuse(leaf, &segments.join("::"), reason);
            return;
        }
        if let Some(reason) = refused(&segments, true, self.depth(), self.permits) {
            let what = segments.join("::");
            self.refuse(leaf, &what, reason);
        } else if let Some(name) = alias.or(segments.last().copied()) {
            let spot = self.spot();
            self.locals
                .imported(leaf, &segments, name, (spot, conditional));
        }
    }

    /// Whether an attribute `cfg` stands in front of the `use` at this place.
    fn is_conditional(&self, mut at: usize) -> bool {
        // Back over `pub` and `pub(crate)`, and then over one attribute after the other.
        loop {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            match self.tokens.get(before) {
                Some(Token::Word(word)) if word == "pub" => at = before,
                Some(Token::Close(Delimiter::Parenthesis | Delimiter::Bracket)) => {
                    let open = self.tokens.opening(before);
                    if self.tokens.word(open + 1) == Some("cfg") {
                        return true;
                    }
                    at = open;
                }
                Some(Token::Mark('#')) => at = before,
                _ => return false,
            }
        }
    }
}
