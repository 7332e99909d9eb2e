//! The source as a flat list of tokens with their places.

use super::Finding;
use super::lexer::{Kind, cut};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword, without `r#`.
    Word(String),
    /// `::`, and every other mark one character at a time; `'` in front of a lifetime.
    Path,
    Mark(char),
    Open(Delimiter),
    Close(Delimiter),
    /// As it is written.
    Literal(String),
}

/// What stands around other tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Parenthesis,
    Bracket,
    Brace,
}

/// The tokens of a source.
pub(super) struct Tokens {
    /// Each with its line and column, from 1.
    tokens: Vec<(Token, (usize, usize))>,
}

impl Tokens {
    /// Cuts the text.
    ///
    /// # Errors
    ///
    /// Where it cannot be cut. That a bracket is not closed is none: the compiler reads the
    /// same tokens, and says better what is wrong with them.
    pub(super) fn of(text: &str) -> Result<Self, Finding> {
        let mut places = Places::of(text);
        let pieces = cut(text).map_err(|broken| {
            let (line, column) = places.of_byte(broken.at);
            Finding {
                line,
                column,
                what: broken.what,
                reason: broken.reason,
            }
        })?;
        let mut tokens: Vec<(Token, (usize, usize))> = Vec::new();
        // Where the piece before begins, if it is a colon of which no path is made yet.
        let mut colon = None;
        for piece in pieces {
            if piece.kind == Kind::Space {
                continue;
            }
            let place = places.of_byte(piece.at);
            // The one sign that Unicode, and so the compiler, takes for a letter of ASCII: the
            // Kelvin sign.
            let bare =
                |name: &str| Token::Word(name.trim_start_matches("r#").replace('\u{212a}', "K"));
            let token = match (piece.kind, piece.text) {
                (Kind::Word, word) => bare(word),
                (Kind::Lifetime, lifetime) => {
                    tokens.push((Token::Mark('\''), place));
                    bare(&lifetime[1..])
                }
                (Kind::Literal, literal) => Token::Literal(literal.to_owned()),
                (_, "(") => Token::Open(Delimiter::Parenthesis),
                (_, "[") => Token::Open(Delimiter::Bracket),
                (_, "{") => Token::Open(Delimiter::Brace),
                (_, ")") => Token::Close(Delimiter::Parenthesis),
                (_, "]") => Token::Close(Delimiter::Bracket),
                (_, "}") => Token::Close(Delimiter::Brace),
                // Of `a: ::b` the last two belong together, of `a:::b` the first two; no
                // code has `: :` where a path could stand.
                (_, ":") if piece.at > 0 && colon.take() == Some(piece.at - 1) => {
                    if let Some((token, _)) = tokens.last_mut() {
                        *token = Token::Path;
                    }
                    continue;
                }
                (_, mark) => {
                    colon = (mark == ":").then_some(piece.at);
                    Token::Mark(mark.chars().next().unwrap_or_default())
                }
            };
            tokens.push((token, place));
        }
        Ok(Self { tokens })
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at this place in the list; `None` past its end.
    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|(token, _)| token)
    }

    /// Where the group begins that ends at this place.
    pub(super) fn opening(&self, end: usize) -> usize {
        let mut depth = 0_usize;
        let mut at = end;
        loop {
            match self.get(at) {
                Some(Token::Close(_)) => depth += 1,
                Some(Token::Open(_)) => depth -= 1,
                _ => {}
            }
            if depth == 0 || at == 0 {
                return at;
            }
            at -= 1;
        }
    }

    /// The name at this place in the list, if it is one.
    pub(super) fn word(&self, at: usize) -> Option<&str> {
        match self.get(at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Line and column of a token, from 1.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        self.tokens[at].1
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let tokens = |list: &Self| {
            list.tokens
                .iter()
                .map(|(t, _)| t.clone())
                .collect::<Vec<_>>()
        };
        tokens(self) == tokens(other)
    }
}

/// Tells line and column of each byte that is asked for, of which none is in front of the
/// one before.
struct Places<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Places<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line and column, in characters, from 1.
    fn of_byte(&mut self, at: usize) -> (usize, usize) {
        for c in self.text[self.at..at].chars() {
            (self.line, self.column) = match c {
                '\n' => (self.line + 1, 1),
                _ => (self.line, self.column + 1),
            };
        }
        self.at = at;
        (self.line, self.column)
    }
}
