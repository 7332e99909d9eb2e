//! Checks the source as text: its encoding, and characters that hide what it says.

use super::Offence;

/// The text of a source, without its byte order mark.
pub(super) fn read(source: &[u8]) -> Result<&str, Offence> {
    let text = std::str::from_utf8(source).map_err(|error| {
        let before = &source[..error.valid_up_to()];
        let line_start = before
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |n| n + 1);
        // This part is valid UTF-8, so it can be counted in characters.
        let line = String::from_utf8_lossy(&before[line_start..]);
        Offence {
            line: 1 + before.iter().filter(|&&b| b == b'\n').count(),
            column: 1 + line.chars().count(),
            what: format!("byte {}", error.valid_up_to()),
            reason: "a Rust file is UTF-8 from its first to its last byte; save it as UTF-8",
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The characters that change the direction of text: they can make code look like
/// something else (Boucher, Anderson: Trojan Source, 2021).
pub(super) fn invisible(text: &str) -> Vec<Offence> {
    let lines = text.lines().enumerate();
    let places = lines.flat_map(|(line, text)| {
        let characters = text.chars().enumerate();
        let hidden = characters.filter(|(_, c)| is_bidirectional(*c));
        hidden.map(move |(column, c)| Offence {
            line: line + 1,
            column: column + 1,
            what: format!("U+{:04X}", u32::from(c)),
            reason: "this character is invisible and changes the order of what is shown; \
                     delete it",
        })
    });
    places.collect()
}

fn is_bidirectional(c: char) -> bool {
    matches!(
        c,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
