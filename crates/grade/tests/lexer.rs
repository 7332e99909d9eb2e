//! The scan cuts a source as the compiler does: compared with the compiler's own lexer over
//! every row of three fragments, and over long rows drawn from a fixed seed.
//!
//! A fragment that one of the two takes for text and the other for code would show, since
//! each has to agree on every boundary behind it.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};
use racelab_grade::scan::pieces;

/// What begins, continues or ends something, or is said to: all that the two could see in
/// different ways.
const FRAGMENTS: &[&str] = &[
    // Strings of every kind, their ends and what may stand in them.
    "\"", "\\", "\\\"", "\\\n", "\\\r\n", "\\\r", "r\"", "r#\"", "\"#", "r##", "#", "##", "b\"",
    "br\"", "br#\"", "c\"", "cr#\"", "cr\"", "rb\"", "f\"", // Characters and lifetimes.
    "'", "b'", "'a", "'r#a", "'\\''", "'0", "a'", "k#a", "\\u{7d}", // Comments.
    "//", "///", "//!", "/*", "*/", "/**", "/*!", "/", // Numbers.
    "0", "1", "0x", "0b", "0o", "_", "e", "E5", "e+", ".", "..", "1.5", "9f", "u8",
    // Names.
    "a", "r#a", "r", "b", "c", "br", "cr", "é", "ℵ", "\u{301}", "\u{b7}", "\u{212a}",
    // White space of Rust's and of others.
    " ", "\n", "\r", "\r\n", "\t", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{200e}",
    "\u{200f}", "\u{a0}", "\u{3000}", "\u{2003}", "\u{1680}",
    // What is not seen, or is no code.
    "\u{feff}", "\u{200b}", "\u{200d}", "\u{2060}", "\u{ad}", "\0", "\u{7f}", "ⓐ", "№", "´",
    "\u{37e}", "\u{1fef}", // Marks, a shebang and what looks like the head of a script.
    "{", "}", "(", ":", "<", "-", "---", "&", "!", "#!", "#![", "@", "$", "~", "`",
];

/// The boundaries of the compiler's pieces, up to the first that is none; and where that is.
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

/// Whether the compiler says an error wherever its lexer finds this. Not every such error is
/// a matter of where something ends: those of literals that mean nothing are left out.
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

/// The pieces that are no white space and no comment.
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

/// Asserts that both cut the text at the same places, or stop at the same place.
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
    // Marsaglia's xorshift: the same rows each time.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is below a usize")
    };
    for _ in 0..rows {
        let length = 4 + draw(20);
        // Few kinds in a row, so that what begins also ends.
        let kinds: Vec<_> = (0..6).map(|_| FRAGMENTS[draw(FRAGMENTS.len())]).collect();
        let row: String = (0..length).map(|_| kinds[draw(kinds.len())]).collect();
        agree(&row);
    }
}

/// A name with an emoji in it is a piece for the compiler, of which it says then that it is
/// none. Here its rest is none.
#[test]
fn an_emoji_is_text_or_nothing() {
    agree("const S: &str = \"🦀\"; // 🦀\nconst C: char = '🦀';");
    assert_eq!(pieces("fn a🦀() {}"), Err(4));
    assert_eq!(compilers("fn a🦀() {}").1, Some(3));
}

/// The compiler makes `\n` of each `\r\n` before it cuts; the scan cuts at the same places.
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
