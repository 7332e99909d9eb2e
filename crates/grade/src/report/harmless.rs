//! Makes text from submissions safe to show.

use anstream::adapter::strip_str;
use racelab::confine::is_visible;

/// The text without what a terminal, an XML reader or the log of a continuous integration
/// interprets: escape sequences, control characters except line ends and tabs, characters
/// that change the direction of others, and workflow commands (`::set-output`, `##[`).
///
/// ```
/// use racelab_grade::report::harmless;
///
/// let text = "\x1b[31mred\x1b[0m\r\n  ::set-output name=score::100\n";
/// assert_eq!(harmless(text), "red\n  : :set-output name=score::100\n");
/// ```
pub fn harmless(text: &str) -> String {
    let text = strip_str(text).to_string();
    let text: String = text.chars().filter(|&c| is_plain(c)).collect();
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        safe.push_str(indent);
        // A runner interprets `::` at the beginning of a line, and `##[` anywhere in it.
        match rest.strip_prefix("::") {
            Some(rest) => safe += &format!(": :{rest}"),
            None => safe.push_str(rest),
        }
    }
    safe.replace("##[", "# #[").replace("##vso[", "# #vso[")
}

/// The same on one line.
pub fn one_line(text: &str) -> String {
    let words = harmless(text);
    let words: Vec<_> = words.split_whitespace().collect();
    // Joining lines may have made a command of two parts.
    let line = words.join(" ");
    match line.strip_prefix("::") {
        Some(rest) => format!(": :{rest}"),
        None => line,
    }
}

fn is_plain(c: char) -> bool {
    // A byte order mark in the middle of a text, and characters that XML does not allow.
    let is_odd = matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    matches!(c, '\n' | '\t') || is_visible(c) && !is_odd
}
