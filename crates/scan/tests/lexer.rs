//! The scan splits a source as the compiler does. This compares it with the compiler's own lexer on
//! every row of three fragments, and on long rows from a fixed seed.
//!
//! A fragment that is text for one of the two and code for the other would show, since
//! both have to agree on every boundary after it.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};
use racelab_scan::pieces;

/// Fragments that begin, continue or end a token, or look like it: where the two could
/// differ.
const FRAGMENTS: &[&str] = &[
    // Strings of every kind, their ends and their contents.
    "\"", "\\", "\\\"", "\\\n", "\\\r\n", "\\\r", "r\"", "r#\"", "\"#", "r##", "#", "##", "b\"",
    "br\"", "br#\"", "c\"", "cr#\"", "cr\"", "rb\"", "f\"", // Characters and lifetimes.
    "'", "b'", "'a", "'r#a", "'\\''", "'0", "a'", "k#a", "\\u{7d}", // Comments.
    "//", "///", "//!", "/*", "*/", "/**", "/*!", "/", // Numbers.
    "0", "1", "0x", "0b", "0o", "_", "e", "E5", "e+", ".", "..", "1.5", "9f", "u8",
    // Names.
    "a", "r#a", "r", "b", "c", "br", "cr", "é", "ℵ", "\u{301}", "\u{b7}", "\u{212a}",
    // White space of Rust, and other white space.
    " ", "\n", "\r", "\r\n", "\t", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{200e}",
    "\u{200f}", "\u{a0}", "\u{3000}", "\u{2003}", "\u{1680}",
    // Invisible characters, and characters that are not code.
    "\u{feff}", "\u{200b}", "\u{200d}", "\u{2060}", "\u{ad}", "\0", "\u{7f}", "ⓐ", "№", "´",
    "\u{37e}", "\u{1fef}", // Marks, a shebang and what looks like the head of a script.
    "{", "}", "(", ":", "<", "-", "---", "&", "!", "#!", "#![", "@", "$", "~", "`",
];

/// The boundaries of the compiler's tokens, up to the first invalid one; and its place.
fn compilers(text: &str) -> (Vec<&str>, Option<usize>) {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for token in tokenize(text, FrontmatterAllowed::No) {
        let length = usize::try_from(token.len).expect("a test is short");
        let piece = &text[at..at + length];
        if is_broken(token.kind) {
            return (pieces, Some(at));
        }
        pieces.push(piece);
        at += length;
    }
    (pieces, None)
}

/// Whether the compiler reports an error for this token. Errors about literals without a
/// meaning are left out, because they move no boundary.
fn is_broken(kind: TokenKind) -> bool {
    match kind {
        TokenKind::BlockComment { terminated, .. } => !terminated,
        TokenKind::Literal { kind, .. } => match kind {
            LiteralKind::Char { terminated }
            | LiteralKind::Byte { terminated }
            | LiteralKind::Str { terminated }
            | LiteralKind::ByteStr { terminated }
            | LiteralKind::CStr { terminated } => !terminated,
            LiteralKind::RawStr { n_hashes }
            | LiteralKind::RawByteStr { n_hashes }
            | LiteralKind::RawCStr { n_hashes } => n_hashes.is_none(),
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => false,
        },
        TokenKind::Lifetime { starts_with_number } => starts_with_number,
        TokenKind::InvalidIdent
        | TokenKind::ForcedKeywordIdent
        | TokenKind::UnknownPrefix
        | TokenKind::UnknownPrefixLifetime
        | TokenKind::GuardedStrPrefix
        | TokenKind::Unknown => true,
        _ => false,
    }
}

/// The tokens that are not white space or comments.
fn code<'t>(pieces: &[&'t str]) -> Vec<&'t str> {
    let is_code = |piece: &&str| {
        !piece.starts_with("//")
            && !piece.starts_with("/*")
            && !piece
                .trim_matches(ra_ap_rustc_lexer::is_whitespace)
                .is_empty()
    };
    pieces.iter().copied().filter(is_code).collect()
}

/// Asserts that both split the text at the same places, or stop at the same place.
#[track_caller]
fn agree(text: &str) {
    let (theirs, broken) = compilers(text);
    match pieces(text) {
        Err(at) => assert_eq!(Some(at), broken, "{text:?}: refused here"),
        Ok(ours) => {
            assert_eq!(broken, None, "{text:?}: the compiler stops here");
            assert_eq!(ours.concat(), text);
            let (ours, theirs) = (code(&ours), code(&theirs));
            assert_eq!(ours, theirs, "{text:?}");
        }
    }
}

#[test]
fn cuts_every_row_of_three_fragments_as_the_compiler_does() {
    for first in FRAGMENTS {
        agree(first);
        for second in FRAGMENTS {
            let two = format!("{first}{second}");
            agree(&two);
            for third in FRAGMENTS {
                agree(&format!("{two}{third}"));
            }
        }
    }
}

#[test]
fn cuts_long_rows_as_the_compiler_does() {
    let rows = match std::env::var("RACELAB_TESTS").as_deref() {
        Ok("all") => 2_000_000,
        _ => 200_000,
    };
    // Marsaglia's xorshift: the same rows in each run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is below a usize")
    };
    for _ in 0..rows {
        let length = 4 + draw(20);
        // Few kinds in a row, so that tokens that begin also end.
        let kinds: Vec<_> = (0..6).map(|_| FRAGMENTS[draw(FRAGMENTS.len())]).collect();
        let row: String = (0..length).map(|_| kinds[draw(kinds.len())]).collect();
        agree(&row);
    }
}

/// For the compiler, a name with an emoji in it is one token, which it then calls invalid.
/// For the scan, the token is invalid from the emoji on.
#[test]
fn an_emoji_is_text_or_nothing() {
    agree("const S: &str = \"🦀\"; // 🦀\nconst C: char = '🦀';");
    assert_eq!(pieces("fn a🦀() {}"), Err(4));
    assert_eq!(compilers("fn a🦀() {}").1, Some(3));
}

/// The compiler turns each `\r\n` into `\n` before it splits; the scan splits at the same places.
#[test]
fn the_line_ends_of_windows_move_no_boundary() {
    for first in FRAGMENTS {
        for second in FRAGMENTS {
            for text in [
                format!("{first}\r\n{second}"),
                format!("\"{first}\r\n{second}\" {second}"),
                format!("'\r\n'{first}{second}"),
            ] {
                let normal = text.replace("\r\n", "\n");
                match (pieces(&text), pieces(&normal)) {
                    (Err(_), Err(_)) => {}
                    (Ok(ours), Ok(theirs)) => {
                        let ours = code(&ours).join("|").replace("\r\n", "\n");
                        assert_eq!(ours, code(&theirs).join("|"), "{text:?}");
                    }
                    _ => panic!("{text:?}: only one of the two is cut"),
                }
            }
        }
    }
}

#[test]
fn cuts_the_course_itself_as_the_compiler_does() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("labs"), root.join("src"), root.join("tests")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                let text = text.trim_start_matches('\u{feff}');
                agree(text);
                count += 1;
            }
        }
    }
    assert!(count > 100);
}
