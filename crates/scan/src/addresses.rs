//! Finds code that shows memory addresses. They differ between runs, and between a
//! model and a real run, so no check can vouch for code that depends on them.

use super::Offence;
use super::tokens::{Delimiter, Token, Tokens};

const REASON: &str = "an address in memory differs between runs; name objects \
                      with .named(), or number them";

/// Methods of std that return a pointer.
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

/// Methods of a waker that return a pointer, in a file that names wakers.
const OF_WAKERS: &[&str] = &["data", "vtable"];

/// Types that give a pointer, and the trait that formats one.
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
            found.push(tokens.offence(at, what, REASON));
        }
    }
    found
}

fn asked_at(tokens: &Tokens, at: usize) -> Option<String> {
    let mark = |at, mark| tokens.get(at) == Some(&Token::Mark(mark));
    let is_behind = |mark: &Token| at > 0 && tokens.get(at - 1) == Some(mark);
    match tokens.get(at)? {
        // `*const u8`, but not the product of a block: `2 * const { 3 }`.
        Token::Mark('*') => {
            let word = tokens
                .word(at + 1)
                .filter(|word| ["const", "mut"].contains(word))?;
            let is_type = !matches!(tokens.get(at + 2), Some(Token::Open(_)));
            is_type.then(|| format!("*{word}"))
        }
        // `&raw const x`, but not a variable with this name: `&raw`.
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
        // `fmt::Pointer::fmt(x, f)`, but not a `Pointer` that the file defines.
        Token::Word(word) if word == "Pointer" && names_pointer(tokens, at) => {
            Some("fmt::Pointer".to_owned())
        }
        Token::Word(word) if word == "concat" && mark(at + 1, '!') => {
            shows_one(&concatenated(tokens, at + 2)).then(|| "{:p}".to_owned())
        }
        Token::Word(word) if word == "stringify" && mark(at + 1, '!') => {
            shows_one_of_tokens(tokens, at + 2).then(|| "{:p}".to_owned())
        }
        Token::Literal(literal) => shows_one(&unescaped(literal)).then(|| "{:p}".to_owned()),
        _ => None,
    }
}

/// `waker.data()`, with empty parentheses.
fn asked_of_a_waker(tokens: &Tokens, at: usize) -> Option<String> {
    let method = tokens.word(at).filter(|word| OF_WAKERS.contains(word))?;
    let is_called = at > 0
        && tokens.get(at - 1) == Some(&Token::Mark('.'))
        && matches!(tokens.get(at + 1), Some(Token::Open(_)))
        && matches!(tokens.get(at + 2), Some(Token::Close(_)));
    is_called.then(|| method.to_owned())
}

/// Whether the `Pointer` at this place is that of `std::fmt`: it follows `fmt::`, is in
/// the braces of an import of it, or the file does not define the name itself.
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

/// Whether the string that a `stringify!` makes of its tokens shows an address: `{:p}`, `{x:018p}`.
fn shows_one_of_tokens(tokens: &Tokens, open: usize) -> bool {
    let is_close = |at: usize| matches!(tokens.get(at), Some(Token::Close(_)));
    let is_inside = |at: &usize| !is_close(*at) || tokens.opening(*at) != open;
    let mut inside = (open + 1..tokens.len()).take_while(is_inside);
    inside.any(|at| {
        let is_brace = tokens.get(at) == Some(&Token::Close(Delimiter::Brace));
        let spec = is_brace.then(|| tokens.get(at - 1)).flatten();
        matches!(spec, Some(Token::Word(spec) | Token::Literal(spec)) if spec.ends_with('p'))
    })
}

/// The string that a `concat!` makes of its arguments.
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

/// The value of a string or a character; of any other literal, its source.
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
            // The string continues at the next character that is not white space.
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

/// Whether a format string shows an address: `{:p}`, `{x:#018p}`.
fn shows_one(format: &str) -> bool {
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let is_open = rest[at..].starts_with('{');
        rest = &rest[at + 1..];
        if !is_open || rest.starts_with('{') {
            // A doubled brace is a character, and a closing one closes nothing.
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
        // The fill character may be any character, including a brace.
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
