//! Makes text from submissions safe to show to every reader and every program.

use racelab::view::screen::wrap;

use crate::report::harmless;

/// The width of a report in columns.
const WIDTH: usize = 80;

/// [Harmless](harmless) text of at most 80 columns: sentences are wrapped, a word
/// that is too long loses its middle, and lines of code are cut.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for line in harmless(&text.replace('\t', " ")).lines() {
        let line = line.trim_end();
        if line.chars().count() <= WIDTH {
            plain += line;
            plain.push('\n');
        } else if line.starts_with(|c: char| c.is_alphabetic()) {
            for line in wrap(line, WIDTH) {
                plain += &shortened(&line);
                plain.push('\n');
            }
        } else {
            plain.extend(line.chars().take(WIDTH - 3));
            plain += "...\n";
        }
    }
    plain
}

/// The line without its middle, if it is too wide. In a long word, such as a path, the
/// beginning and the end say most, and the end has the full stop.
fn shortened(line: &str) -> String {
    let columns = line.chars().count();
    if columns <= WIDTH {
        return line.to_owned();
    }
    let half = (WIDTH - 3) / 2;
    let beginning: String = line.chars().take(half).collect();
    let end: String = line.chars().skip(columns - half).collect();
    format!("{beginning}...{end}")
}

/// The output of a student's code: the first lines, each after a mark.
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

/// The sentence with a capital first letter.
pub(crate) fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}
