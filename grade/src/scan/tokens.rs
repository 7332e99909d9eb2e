//! The source as a flat list of tokens with their places.

use std::str::FromStr;

use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree, token_stream};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword, without `r#`.
    Word(String),
    /// `::`, and every other mark one character at a time.
    Path,
    Mark(char),
    Open(Delimiter),
    Close(Delimiter),
    /// As it is written.
    Literal(String),
}

/// The tokens of a source.
pub(super) struct Tokens {
    tokens: Vec<(Token, LineColumn)>,
}

impl Tokens {
    /// `None` if the text cannot be cut into tokens.
    pub(super) fn of(text: &str) -> Option<Self> {
        let stream = TokenStream::from_str(text).ok()?;
        let mut tokens = Vec::new();
        // The open groups, the innermost last: deep ones must not need a deep stack.
        let mut open: Vec<(token_stream::IntoIter, Option<(Delimiter, LineColumn)>)> =
            vec![(stream.into_iter(), None)];
        while let Some((rest, closing)) = open.last_mut() {
            let Some(tree) = rest.next() else {
                if let Some((delimiter, place)) = closing.take() {
                    tokens.push((Token::Close(delimiter), place));
                }
                open.pop();
                continue;
            };
            let place = tree.span().start();
            match tree {
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    let bare = word.strip_prefix("r#").unwrap_or(&word);
                    tokens.push((Token::Word(bare.to_owned()), place));
                }
                TokenTree::Punct(mark) => tokens.push((Token::Mark(mark.as_char()), place)),
                TokenTree::Literal(literal) => {
                    tokens.push((Token::Literal(literal.to_string()), place));
                }
                TokenTree::Group(group) => {
                    let delimiter = group.delimiter();
                    tokens.push((Token::Open(delimiter), group.span_open().start()));
                    let end = group.span_close().start();
                    open.push((group.stream().into_iter(), Some((delimiter, end))));
                }
            }
        }
        Some(Self {
            tokens: with_paths(tokens),
        })
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
        let (_, place) = self.tokens[at];
        (place.line, place.column + 1)
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

/// Two colons, one behind the other, as one token. (In `a: ::b` there are three, and the
/// last two belong together; no code has `: :` where a path could stand.)
fn with_paths(tokens: Vec<(Token, LineColumn)>) -> Vec<(Token, LineColumn)> {
    let mut joined: Vec<(Token, LineColumn)> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some((token, place)) = rest.next() {
        let adjacent = |(next, at): &(Token, LineColumn)| {
            *next == Token::Mark(':') && at.line == place.line && at.column == place.column + 1
        };
        if token == Token::Mark(':') && rest.next_if(adjacent).is_some() {
            joined.push((Token::Path, place));
        } else {
            joined.push((token, place));
        }
    }
    joined
}
