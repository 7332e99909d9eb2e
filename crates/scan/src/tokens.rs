//! The source as a flat list of tokens with their places.

use super::Offence;
use super::lexer::{Kind, cut};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword, without `r#`.
    Word(String),
    /// `::`, and every other mark, one character at a time; `'` before a lifetime.
    Path,
    Mark(char),
    Open(Delimiter),
    Close(Delimiter),
    /// As it is written.
    Literal(String),
}

/// The marks around a group of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    Parenthesis,
    Bracket,
    Brace,
}

/// The tokens of a source.
pub(super) struct Tokens {
    /// In their order, without those of test modules.
    tokens: Vec<Placed>,
}

impl Tokens {
    /// Splits the text.
    ///
    /// # Errors
    ///
    /// The place at which it cannot be split. An unclosed bracket is not an error here: the
    /// compiler reads the same tokens, and has a better message.
    pub(super) fn of(text: &str) -> Result<Self, Offence> {
        let mut places = Places::of(text);
        let pieces = cut(text).map_err(|broken| {
            let (line, column) = places.of_byte(broken.at);
            Offence {
                line,
                column,
                what: broken.what,
                reason: broken.reason,
            }
        })?;
        let mut tokens: Vec<Placed> = Vec::new();
        // The start of the previous token, if it is a colon that is not part of a path yet.
        let mut colon = None;
        for piece in pieces {
            if piece.kind == Kind::Space {
                continue;
            }
            let place = places.of_byte(piece.at);
            // The only non-ASCII character that Unicode, and so the compiler, normalizes to an
            // ASCII letter: the Kelvin sign.
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
                // In `a: ::b` the last two belong together, in `a:::b` the first two; no
                // code has `: :` where a path could be.
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
        let tokens = without_tests(tokens);
        Ok(Self { tokens })
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at this place in the list; `None` past its end.
    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|(token, _)| token)
    }

    /// The start of the group that ends at this place.
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

    /// What is refused at this token.
    pub(super) fn offence(&self, at: usize, what: String, reason: &'static str) -> Offence {
        let (line, column) = self.tokens[at].1;
        Offence {
            line,
            column,
            what,
            reason,
        }
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

/// A token, with its line and column from 1.
type Placed = (Token, (usize, usize));

/// Removes each `#[cfg(test)] mod .. { .. }`, as the compiler does before it looks for
/// anything in it: no check is built with tests. (If its bracket is not closed, no later one
/// is either, and the file does not compile.)
fn without_tests(tokens: Vec<Placed>) -> Vec<Placed> {
    let mut left = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match tests_at(&tokens[at..]) {
            Some(head) => {
                at += head;
                let mut depth = 0_usize;
                while let Some((token, _)) = tokens.get(at) {
                    at += 1;
                    match token {
                        Token::Open(_) => depth += 1,
                        Token::Close(_) => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            None => {
                left.push(token.clone());
                at += 1;
            }
        }
    }
    left
}

/// The number of tokens before the `{` of a test module, if one begins here:
/// `#[cfg(test)] #[allow(..)] pub mod tests {`.
fn tests_at(tokens: &[Placed]) -> Option<usize> {
    /// The most tokens to search, so that no token is visited often.
    const MOST: usize = 64;
    let get = |at: usize| tokens.get(at).map(|(token, _)| token);
    let is_word = |at, word: &str| matches!(get(at), Some(Token::Word(w)) if w == word);
    let is_attribute = |at| {
        get(at) == Some(&Token::Mark('#')) && get(at + 1) == Some(&Token::Open(Delimiter::Bracket))
    };
    let is_test = is_attribute(0)
        && is_word(2, "cfg")
        && get(3) == Some(&Token::Open(Delimiter::Parenthesis))
        && is_word(4, "test")
        && get(5) == Some(&Token::Close(Delimiter::Parenthesis))
        && get(6) == Some(&Token::Close(Delimiter::Bracket));
    if !is_test {
        return None;
    }
    let mut at = 7;
    while is_attribute(at) && at < MOST {
        at += 2;
        while get(at) != Some(&Token::Close(Delimiter::Bracket)) && at < MOST {
            at += 1;
        }
        at += 1;
    }
    at += usize::from(is_word(at, "pub"));
    let is_module = is_word(at, "mod")
        && matches!(get(at + 1), Some(Token::Word(_)))
        && get(at + 2) == Some(&Token::Open(Delimiter::Brace));
    is_module.then_some(at + 2)
}

/// Computes line and column of bytes, in increasing order of their
/// positions.
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
