//! The rules, in one walk over the tokens.

use super::arcs::Arcs;
use super::locals::{self, Locals, Spot};
use super::paths::refused;
use super::tokens::{Delimiter, Token, Tokens};
use super::{Offence, Permits};

/// Macros that access something outside the file, or make code that the scan does not see.
const MACROS: &[(&str, &str)] = &[
    ("include", FILES),
    ("include_str", FILES),
    ("include_bytes", FILES),
    ("env", SURROUNDINGS),
    ("option_env", SURROUNDINGS),
    ("asm", ASSEMBLY),
    ("global_asm", ASSEMBLY),
    ("naked_asm", ASSEMBLY),
    (
        "macro_rules",
        "an exercise defines no macros; write a function",
    ),
];
const FILES: &str = "an exercise is one file, and reads no other file";
const SURROUNDINGS: &str = "an exercise does not depend on where it is compiled";
const ASSEMBLY: &str = "an exercise is written in Rust alone";

/// The attributes that affect only the code to which they belong.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "clippy",
    "cold",
    "default",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "non_exhaustive",
    "repr",
    "rustfmt",
    "test",
    "track_caller",
    "warn",
];

/// Everything in the source that breaks a rule.
pub(super) fn broken(tokens: &Tokens, permits: &Permits) -> Vec<Offence> {
    let mut walk = Walk {
        tokens,
        permits,
        blocks: Vec::new(),
        arcs: Arcs::default(),
        locals: Locals::default(),
        impls: Vec::new(),
        found: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at = walk.step(at);
    }
    if !permits.threads {
        for name in std::mem::take(&mut walk.impls) {
            walk.arcs.given(name.as_deref());
        }
        for (at, what, reason) in std::mem::take(&mut walk.arcs).refused() {
            walk.refuse(at, &what, reason);
        }
    }
    for (at, what) in std::mem::take(&mut walk.locals).refused() {
        walk.refuse(at, &what, locals::REASON);
    }
    walk.found
}

/// The first `todo!()` or `unimplemented!()`.
pub(super) fn unfinished(tokens: &Tokens) -> Option<Offence> {
    let at = (0..tokens.len()).find(|&at| {
        matches!(tokens.word(at), Some("todo" | "unimplemented")) && is_call(tokens, at)
    })?;
    let what = format!("{}!()", tokens.word(at).unwrap_or_default());
    Some(tokens.offence(at, what, "this part is not written yet"))
}

/// Whether a macro is called by the name at this place.
fn is_call(tokens: &Tokens, at: usize) -> bool {
    tokens.get(at + 1) == Some(&Token::Mark('!'))
        && (matches!(tokens.get(at + 2), Some(Token::Open(_)))
            // `macro_rules! name { .. }`
            || tokens.word(at) == Some("macro_rules"))
}

/// The walk, at some token.
pub(super) struct Walk<'t> {
    pub(super) tokens: &'t Tokens,
    pub(super) permits: &'t Permits,
    /// The open groups, the innermost last.
    blocks: Vec<Block>,
    pub(super) arcs: Arcs,
    pub(super) locals: Locals,
    /// The types that the file gives functions to, by their names if they have plain ones.
    impls: Vec<Option<String>>,
    found: Vec<Offence>,
}

/// A group of tokens.
struct Block {
    spot: Spot,
    is_module: bool,
}

impl Walk<'_> {
    /// Visits the token at this place; returns the place of the next token.
    fn step(&mut self, at: usize) -> usize {
        match self.tokens.get(at) {
            Some(Token::Open(delimiter)) => {
                let named = at.checked_sub(2).and_then(|at| self.tokens.word(at));
                let is_module = *delimiter == Delimiter::Brace && named == Some("mod");
                let spot = self.locals.open(self.spot(), is_module);
                self.blocks.push(Block { spot, is_module });
            }
            Some(Token::Close(_)) => {
                if let Some(block) = self.blocks.pop() {
                    self.locals.close(block.spot);
                }
            }
            Some(Token::Mark('#')) => self.attribute(at),
            // `::std`: the walk does not stop inside a path.
            Some(Token::Path) => return self.path(at + 1),
            Some(Token::Word(word)) => match word.as_str() {
                "use" => return self.import(at + 1),
                "extern" => self.refuse(at, "extern", "an exercise uses no foreign code"),
                "unsafe" if !self.permits.unsafe_code => {
                    self.refuse(at, "unsafe", "this exercise can be solved without it");
                }
                "mod" if self.tokens.get(at + 2) == Some(&Token::Mark(';')) => {
                    self.refuse(at, "mod", FILES);
                }
                "type" | "struct" | "enum" | "union" | "trait" | "mod" => {
                    if let Some(name) = self.tokens.word(at + 1) {
                        self.arcs.declared(word, name);
                        self.locals.declared(name);
                    }
                }
                "impl" if self.is_item(at) => self.implementation(at + 1),
                _ if self.continues(at) => {}
                _ => return self.path(at),
            },
            _ => {}
        }
        at + 1
    }

    /// Whether the name at this place continues what is before it: a field, a
    /// method, a lifetime. After two dots it does not.
    fn continues(&self, at: usize) -> bool {
        let mark = |back: usize| {
            let at = at.checked_sub(back)?;
            match self.tokens.get(at) {
                Some(Token::Mark(mark)) => Some(*mark),
                _ => None,
            }
        };
        match mark(1) {
            Some('.') => mark(2) != Some('.'),
            Some('\'') => true,
            _ => false,
        }
    }

    pub(super) fn refuse(&mut self, at: usize, what: &str, reason: &'static str) {
        let offence = self.tokens.offence(at, what.to_owned(), reason);
        self.found.push(offence);
    }

    /// Whether an item can begin at this place, where no type can.
    fn is_item(&self, at: usize) -> bool {
        match at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            None | Some(Token::Open(Delimiter::Brace) | Token::Mark(';')) => true,
            Some(Token::Close(delimiter)) => *delimiter != Delimiter::Parenthesis,
            Some(Token::Word(word)) => word == "unsafe",
            Some(_) => false,
        }
    }

    /// The head of an `impl`: determines its type.
    fn implementation(&mut self, start: usize) {
        let mut angles = 0_usize;
        let (mut first, mut last) = (None, None);
        let mut at = start;
        let mut is_new = true;
        // Up to its bracket, or to the end if it is not an `impl`.
        while let Some(token) = self.tokens.get(at) {
            match token {
                Token::Open(Delimiter::Brace) | Token::Mark(';') => break,
                Token::Mark('<') => angles += 1,
                Token::Mark('>') if self.tokens.get(at - 1) != Some(&Token::Mark('-')) => {
                    angles = angles.saturating_sub(1);
                    // The type follows the generics of the `impl`.
                    if angles == 0 && first.is_none() {
                        is_new = true;
                    }
                }
                Token::Word(word) if word == "for" && angles == 0 => is_new = true,
                Token::Word(word) if word == "where" && angles == 0 => break,
                token if is_new && angles == 0 => {
                    is_new = false;
                    first = Some(at);
                    let is_plain = self.tokens.get(at + 1) != Some(&Token::Path);
                    last = match token {
                        Token::Word(word) if is_plain => Some(word.clone()),
                        _ => None,
                    };
                }
                _ => {}
            }
            at += 1;
        }
        self.impls.push(last);
    }

    /// A path outside an import, and the macro that it may call.
    fn path(&mut self, start: usize) -> usize {
        if self.tokens.word(start).is_some_and(is_keyword) {
            return start + 1;
        }
        let mut segments = Vec::new();
        let mut at = start;
        while let Some(word) = self.tokens.word(at) {
            segments.push(word);
            if self.tokens.get(at + 1) != Some(&Token::Path) {
                break;
            }
            at += 2;
        }
        let last = start + 2 * segments.len().saturating_sub(1);
        let called = is_call(self.tokens, last);
        let depth = self.depth();
        // No valid path has `std` in its middle; if one has, it counts as a path into std.
        let root = segments
            .iter()
            .rposition(|name| ["std", "core", "alloc"].contains(name));
        let named = &segments[root.unwrap_or_default()..];
        let reason = refused(named, false, depth, self.permits);
        if let Some(reason) = reason {
            let what = segments.join("::");
            self.refuse(start, &what, reason);
        } else if called
            && let Some((name, reason)) =
                MACROS.iter().find(|(name, _)| segments.ends_with(&[name]))
        {
            self.refuse(start, &format!("{name}!"), reason);
        } else if called && segments.ends_with(&["cfg"]) && self.names_a_feature(last + 2) {
            self.refuse(start, "cfg!(feature)", SURROUNDINGS);
        }
        // `<Arc<u8>>::strong_count`, `Arc::<u8>::strong_count`.
        let goes_on = start.checked_sub(1).and_then(|at| self.tokens.get(at)) == Some(&Token::Path);
        self.arcs.named(named);
        self.arcs.called(start, &segments, goes_on);
        if called && reason.is_none() {
            self.locals.called(start, &segments, self.spot());
        }
        last + 1
    }

    fn attribute(&mut self, at: usize) {
        let inner = self.tokens.get(at + 1) == Some(&Token::Mark('!'));
        let open = at + 1 + usize::from(inner);
        if self.tokens.get(open) != Some(&Token::Open(Delimiter::Bracket)) {
            return;
        }
        let name = self.tokens.word(open + 1).unwrap_or_default().to_owned();
        if !ATTRIBUTES.contains(&name.as_str()) {
            let reason = "an exercise needs no such attribute";
            self.refuse(at, &format!("#[{name}]"), reason);
        } else if name == "cfg" && self.names_a_feature(open) {
            self.refuse(at, "#[cfg(feature)]", SURROUNDINGS);
        }
    }

    /// Whether the word `feature` is between this bracket and the one that closes it. A
    /// grader's build has a feature that a student's build lacks.
    fn names_a_feature(&self, open: usize) -> bool {
        let inside = (open + 1..self.tokens.len()).take_while(|&at| {
            let is_close = matches!(self.tokens.get(at), Some(Token::Close(_)));
            !(is_close && self.tokens.opening(at) == open)
        });
        inside
            .into_iter()
            .any(|at| self.tokens.word(at) == Some("feature"))
    }

    /// In how many modules of the file the walk is.
    pub(super) fn depth(&self) -> usize {
        self.blocks.iter().filter(|block| block.is_module).count()
    }

    /// Where the walk is.
    pub(super) fn spot(&self) -> Spot {
        let innermost = self.blocks.last();
        innermost.map_or_else(Spot::default, |block| block.spot)
    }
}

/// Words that begin no path, though a path may follow them.
fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
        "enum", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "move", "mut",
        "pub", "ref", "return", "static", "struct", "trait", "try", "type", "where", "while",
        "yield",
    ];
    KEYWORDS.contains(&word)
}
