//! Where something lies in memory, which is another number in each run, and in a model
//! another than for real: what a program does by it no check can vouch for.

use super::Offence;
use super::tokens::{Token, Tokens};

const REASON: &str = "where something lies in memory is another number in each run; name objects \
                      with .named(), or number them";

/// Methods of std's that give a pointer.
const METHODS: &[&str] = &[
    "as_mut_ptr",
    "as_mut_ptr_range",
    "as_non_null",
    "as_non_null_ptr",
    "as_ptr",
    "as_ptr_range",
    "expose_provenance",
    "into_non_null",
    "into_raw",
    "into_raw_parts",
];

/// Methods of a waker that give one, in a file that names wakers.
const OF_WAKERS: &[&str] = &["data", "vtable"];

/// Types of which a pointer can be had, and the trait that shows one.
const TYPES: &[&str] = &["AtomicPtr", "NonNull", "UnsafeCell"];

/// Every place at which a source asks for an address, or shows one.
pub(super) fn asked_for(tokens: &Tokens) -> Vec<Offence> {
    let mut found = Vec::new();
    let has_wakers = (0..tokens.len()).any(|at| {
        let word = tokens.word(at);
        matches!(word, Some("Waker" | "RawWaker" | "waker"))
    });
    for at in 0..tokens.len() {
        let of_waker = || asked_of_a_waker(tokens, at).filter(|_| has_wakers);
        if let Some(what) = asked_at(tokens, at).or_else(of_waker) {
            let (line, column) = tokens.place(at);
            found.push(Offence {
                line,
                column,
                what,
                reason: REASON,
            });
        }
    }
    found
}

fn asked_at(tokens: &Tokens, at: usize) -> Option<String> {
    let mark = |at, mark| tokens.get(at) == Some(&Token::Mark(mark));
    let is_behind = |mark: &Token| at > 0 && tokens.get(at - 1) == Some(mark);
    match tokens.get(at)? {
        // `*const u8`, and not the product of a block: `2 * const { 3 }`.
        Token::Mark('*') => {
            let word = tokens
                .word(at + 1)
                .filter(|word| ["const", "mut"].contains(word))?;
            let is_type = !matches!(tokens.get(at + 2), Some(Token::Open(_)));
            is_type.then(|| format!("*{word}"))
        }
        // `&raw const x`, and not a variable called so: `&raw`.
        Token::Word(word) if word == "raw" && mark(at.wrapping_sub(1), '&') => {
            let kind = tokens.word(at + 1);
            let kind = kind.filter(|word| ["const", "mut"].contains(word))?;
            Some(format!("&raw {kind}"))
        }
        Token::Word(word) if TYPES.contains(&word.as_str()) => Some(word.clone()),
        Token::Word(word)
            if METHODS.contains(&word.as_str())
                && (is_behind(&Token::Mark('.')) || is_behind(&Token::Path)) =>
        {
            Some(word.clone())
        }
        // `fmt::Pointer::fmt(x, f)`, and no `Pointer` of the file's own.
        Token::Word(word) if word == "Pointer" && names_pointer(tokens, at) => {
            Some("fmt::Pointer".to_owned())
        }
        Token::Word(word) if word == "concat" && mark(at + 1, '!') => {
            shows_one(&concatenated(tokens, at + 2)).then(|| "{:p}".to_owned())
        }
        Token::Literal(literal) => shows_one(&unescaped(literal)).then(|| "{:p}".to_owned()),
        _ => None,
    }
}

/// `waker.data()`, with nothing in its brackets.
fn asked_of_a_waker(tokens: &Tokens, at: usize) -> Option<String> {
    let method = tokens.word(at).filter(|word| OF_WAKERS.contains(word))?;
    let is_called = at > 0
        && tokens.get(at - 1) == Some(&Token::Mark('.'))
        && matches!(tokens.get(at + 1), Some(Token::Open(_)))
        && matches!(tokens.get(at + 2), Some(Token::Close(_)));
    is_called.then(|| method.to_owned())
}

/// Whether the `Pointer` at this place is that of `std::fmt`: it stands behind `fmt::`, in
/// the braces of an import of it, or the file gives the name to nothing of its own.
fn names_pointer(tokens: &Tokens, at: usize) -> bool {
    let of_fmt =
        at > 1 && tokens.get(at - 1) == Some(&Token::Path) && tokens.word(at - 2) == Some("fmt");
    let declares = |at: usize| {
        let keyword = ["struct", "enum", "trait", "type", "union"];
        tokens.word(at + 1) == Some("Pointer")
            && tokens.word(at).is_some_and(|word| keyword.contains(&word))
    };
    of_fmt || !(0..tokens.len()).any(declares)
}

/// What is in the brackets of a `concat!`, all of it together.
fn concatenated(tokens: &Tokens, open: usize) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for at in open.. {
        match tokens.get(at) {
            Some(Token::Open(_)) => depth += 1,
            Some(Token::Close(_)) => depth = depth.saturating_sub(1),
            Some(Token::Literal(literal)) => text += &unescaped(literal),
            Some(Token::Word(word)) => text += word,
            Some(Token::Mark(',')) => {}
            Some(Token::Mark(mark)) => text.push(*mark),
            Some(Token::Path) => text += "::",
            None => break,
        }
        if depth == 0 {
            break;
        }
    }
    text
}

/// What a string or a character says; of any other literal, what is written.
fn unescaped(literal: &str) -> String {
    let Some((prefix, rest)) = literal.split_once(['"', '\'']) else {
        return literal.to_owned();
    };
    let Some((text, _)) = rest.rsplit_once(['"', '\'']) else {
        return literal.to_owned();
    };
    if prefix.contains('r') {
        return text.to_owned();
    }
    let mut said = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' {
            said.push(c);
            continue;
        }
        let code: String = match characters.next() {
            Some('x') => characters.by_ref().take(2).collect(),
            Some('u') => characters
                .by_ref()
                .skip(1)
                .take_while(|&c| c != '}')
                .filter(|&c| c != '_')
                .collect(),
            // The string goes on at the next character that is no white space.
            Some('\n' | '\r') => {
                while characters.next_if(|c| c.is_whitespace()).is_some() {}
                continue;
            }
            Some(other) => {
                said.push(other);
                continue;
            }
            None => break,
        };
        let code = u32::from_str_radix(&code, 16).ok();
        said.extend(code.and_then(char::from_u32));
    }
    said
}

/// Whether a format shows an address: `{:p}`, `{x:#018p}`.
fn shows_one(format: &str) -> bool {
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let is_open = rest[at..].starts_with('{');
        rest = &rest[at + 1..];
        if !is_open || rest.starts_with('{') {
            // Doubled it is a brace, and one that closes closes nothing.
            rest = rest.strip_prefix(['{', '}']).unwrap_or(rest);
            continue;
        }
        let Some(end) = rest.find([':', '}']) else {
            return false;
        };
        let is_plain = rest[end..].starts_with('}');
        rest = &rest[end + 1..];
        if is_plain {
            continue;
        }
        // What fills up to a width may be any character, a brace too.
        let mut spec = rest.chars();
        if let (Some(_), Some('<' | '^' | '>')) = (spec.next(), spec.next()) {
            rest = spec.as_str();
        }
        let Some((spec, behind)) = rest.split_once('}') else {
            return false;
        };
        if spec.trim_end().ends_with('p') {
            return true;
        }
        rest = behind;
    }
    false
}
