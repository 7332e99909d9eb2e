//! Splits the text into tokens, exactly as the compiler's lexer does (`rustc_lexer`, in the
//! edition of the labs).
//!
//! If a string ended earlier for the compiler than for the scan, the scan would take code for text,
//! and that code could contain everything that the scan refuses. So these rules are the
//! compiler's, including their oddities, and a test compares the two. Whether a literal is valid
//! (`'ab'`, `0x`, `"\q"`) moves no boundary, and is left to the compiler.

use unicode_ident::{is_xid_continue, is_xid_start};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space, or a comment.
    Space,
    /// A name or a keyword; it may begin with `r#`.
    Word,
    /// With its `'`, and perhaps `r#`.
    Lifetime,
    /// A number, a string or a character, with its suffix.
    Literal,
    /// One character.
    Mark,
}

/// A token, which begins where the one before it ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) kind: Kind,
    /// Its start, in bytes.
    pub(super) at: usize,
    pub(super) text: &'t str,
}

/// The place at which the text cannot be split any further.
pub(super) struct Broken {
    /// The byte at which the invalid token begins.
    pub(super) at: usize,
    pub(super) what: String,
    pub(super) reason: &'static str,
}

/// Why there is no token: what it would have been, and the reason.
type Reason = &'static str;

const STRING: Reason = "this string has no end; close it with a quotation mark";
const RAW_STRING: Reason =
    "this raw string has no end; it needs a quotation mark and as many # as at its beginning";
const CHARACTER: Reason = "this character has no end; close it with a single quotation mark";
const COMMENT: Reason = "this comment has no end; each /* in it needs a */ of its own";
const PREFIX: Reason = "no literal has this prefix; put a space behind the name";
const LIFETIME: Reason = "a lifetime cannot have this name";
const GUARDED: Reason = "this is reserved in Rust; put a space between the two characters";
const NO_CODE: Reason = "this character has no meaning in Rust; delete it, or type the one \
                         that is meant";

/// Splits the text.
pub(super) fn cut(text: &str) -> Result<Vec<Piece<'_>>, Broken> {
    let mut lexer = Lexer { text, at: 0 };
    let mut pieces = Vec::new();
    while let Some(first) = lexer.peek() {
        let at = lexer.at;
        let kind = lexer.piece(first).map_err(|reason| Broken {
            at,
            what: match first {
                c if c.is_ascii_graphic() => {
                    let line = text[at..].lines().next().unwrap_or_default();
                    line.chars().take(8).collect()
                }
                c => format!("U+{:04X}", u32::from(c)),
            },
            reason,
        })?;
        let text = &text[at..lexer.at];
        pieces.push(Piece { kind, at, text });
    }
    Ok(pieces)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next one.
    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    /// The character after that.
    fn third(&self) -> Option<char> {
        self.rest().chars().nth(2)
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.bump();
        }
    }

    /// Takes the token that begins with this character.
    fn piece(&mut self, first: char) -> Result<Kind, Reason> {
        self.bump();
        let (second, third) = (self.peek(), self.second());
        match (first, second) {
            ('/', Some('/')) => {
                self.eat(|c| c != '\n');
                Ok(Kind::Space)
            }
            ('/', Some('*')) => self.comment(),
            (c, _) if is_space(c) => {
                self.eat(is_space);
                Ok(Kind::Space)
            }
            ('r', Some('#')) if third.is_some_and(is_start) => {
                self.bump();
                self.word();
                Ok(Kind::Word)
            }
            ('r', Some('#' | '"')) => self.raw(),
            ('b', Some('\'')) => {
                self.bump();
                self.character()
            }
            ('b' | 'c', Some('"')) => {
                self.bump();
                self.string()
            }
            ('b' | 'c', Some('r')) if matches!(third, Some('"' | '#')) => {
                self.bump();
                self.raw()
            }
            (c, _) if is_start(c) => {
                self.eat(is_xid_continue);
                self.no_prefix(Kind::Word)
            }
            ('0'..='9', _) => {
                self.number(first);
                self.word();
                Ok(Kind::Literal)
            }
            ('#', Some('"' | '#')) => Err(GUARDED),
            ('\'', _) => self.lifetime_or_character(),
            ('"', _) => self.string(),
            (c, _) if ";,.(){}[]@#~?:$=!<>-&|+*/^%".contains(c) => Ok(Kind::Mark),
            _ => Err(NO_CODE),
        }
    }

    /// The next character must not make a name the prefix of a literal.
    fn no_prefix(&self, kind: Kind) -> Result<Kind, Reason> {
        match self.peek() {
            Some('#' | '"' | '\'') => Err(PREFIX),
            _ => Ok(kind),
        }
    }

    /// Takes a name, if one begins here, for example the suffix of a literal.
    fn word(&mut self) {
        if self.peek().is_some_and(is_start) {
            self.bump();
            self.eat(is_xid_continue);
        }
    }

    /// Takes a comment that begins with `/*`; it may contain others.
    fn comment(&mut self) -> Result<Kind, Reason> {
        self.bump();
        let mut depth = 1_usize;
        while depth > 0 {
            match (self.bump().ok_or(COMMENT)?, self.peek()) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => continue,
            }
            self.bump();
        }
        Ok(Kind::Space)
    }

    /// Takes a string, after its first quotation mark.
    fn string(&mut self) -> Result<Kind, Reason> {
        loop {
            match (self.bump().ok_or(STRING)?, self.peek()) {
                ('"', _) => break,
                ('\\', Some('\\' | '"')) => drop(self.bump()),
                _ => {}
            }
        }
        self.word();
        Ok(Kind::Literal)
    }

    /// Takes a raw string, after its `r`.
    fn raw(&mut self) -> Result<Kind, Reason> {
        let begin = self.at;
        self.eat(|c| c == '#');
        let hashes = self.at - begin;
        if self.bump() != Some('"') || hashes > 255 {
            return Err(RAW_STRING);
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let length = self.rest().find(&end).ok_or(RAW_STRING)?;
        self.at += length + end.len();
        self.word();
        Ok(Kind::Literal)
    }

    /// Takes a character, after its first quotation mark.
    fn character(&mut self) -> Result<Kind, Reason> {
        if self.second() == Some('\'') && self.peek() != Some('\\') {
            self.bump();
            self.bump();
            self.word();
            return Ok(Kind::Literal);
        }
        loop {
            match self.peek().ok_or(CHARACTER)? {
                '\'' => break,
                '/' => return Err(CHARACTER),
                '\n' if self.second() != Some('\'') => return Err(CHARACTER),
                '\\' => drop(self.bump()),
                _ => {}
            }
            self.bump();
        }
        self.bump();
        self.word();
        Ok(Kind::Literal)
    }

    /// Takes a lifetime or a character, after its `'`.
    fn lifetime_or_character(&mut self) -> Result<Kind, Reason> {
        let first = self.peek().ok_or(CHARACTER)?;
        if self.second() == Some('\'') || !is_start(first) && !first.is_ascii_digit() {
            return self.character();
        }
        if first == 'r' && self.second() == Some('#') && self.third().is_some_and(is_start) {
            self.bump();
            self.bump();
            self.word();
            return Ok(Kind::Lifetime);
        }
        self.bump();
        self.eat(is_xid_continue);
        match self.peek() {
            // More than one character: the compiler has a better message for this.
            Some('\'') => {
                self.bump();
                Ok(Kind::Literal)
            }
            Some('#') => Err(LIFETIME),
            _ if first.is_ascii_digit() => Err(LIFETIME),
            _ => Ok(Kind::Lifetime),
        }
    }

    /// Takes a number, after its first digit and without its suffix.
    fn number(&mut self, first: char) {
        let is_digit = |c: char| c.is_ascii_digit() || c == '_';
        match (first, self.peek()) {
            ('0', Some('b' | 'o' | 'x')) => {
                let is_hexadecimal = self.bump() == Some('x');
                let begin = self.at;
                match is_hexadecimal {
                    true => self.eat(|c| c.is_ascii_hexdigit() || c == '_'),
                    false => self.eat(is_digit),
                }
                let has_digits = self.text[begin..self.at].contains(|c| c != '_');
                if !has_digits {
                    return;
                }
            }
            ('0', Some('0'..='9' | '_' | '.' | 'e' | 'E')) | ('1'..='9', _) => self.eat(is_digit),
            _ => return,
        }
        match self.peek() {
            // Not in `0..2`, and not in `12.max(3)`.
            Some('.') if !self.second().is_some_and(|c| c == '.' || is_start(c)) => {
                self.bump();
                if self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.eat(is_digit);
                    self.exponent();
                }
            }
            _ => self.exponent(),
        }
    }

    fn exponent(&mut self) {
        if let Some('e' | 'E') = self.peek() {
            self.bump();
            if let Some('-' | '+') = self.peek() {
                self.bump();
            }
            self.eat(|c| c.is_ascii_digit() || c == '_');
        }
    }
}

/// The white space of Rust: Unicode's `Pattern_White_Space`, which never changes.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_start(c: char) -> bool {
    c == '_' || is_xid_start(c)
}
