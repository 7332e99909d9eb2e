//! Somebody else's text, made fit to be shown to anybody and by anything.

use racelab::view::screen::wrap;

use crate::report::harmless;

/// The columns of what a report shows.
const WIDTH: usize = 80;

/// [Harmless](harmless) text of at most 80 columns: sentences are wrapped, lines of code
/// are cut.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for line in harmless(&text.replace('\t', " ")).lines() {
        let line = line.trim_end();
        if line.chars().count() <= WIDTH {
            plain += line;
            plain.push('\n');
        } else if line.starts_with(|c: char| c.is_alphabetic()) {
            for line in wrap(line, WIDTH) {
                plain.extend(line.chars().take(WIDTH));
                plain.push('\n');
            }
        } else {
            plain.extend(line.chars().take(WIDTH - 3));
            plain += "...\n";
        }
    }
    plain
}

/// What a student's code has printed: each line behind a mark, the first few of them.
pub(crate) fn printed(text: &str) -> String {
    const LINES: usize = 20;
    let plain = plain(text);
    let mut lines = plain.lines().filter(|line| !line.is_empty());
    let mut marked: String = lines
        .by_ref()
        .take(LINES)
        .map(|line| format!("| {}\n", line.chars().take(WIDTH - 2).collect::<String>()))
        .collect();
    if lines.next().is_some() {
        marked += "| ...\n";
    }
    marked
}

/// The sentence, with a capital in front.
pub(crate) fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
