//! Links that lead out of the book.
//!
//! In the repository `../labs/05_racy_counter/README.md` is a file; beside the book it is none. So
//! it becomes a link to where the repository is published, or the text alone.

/// The text with each link to a file outside of the book led to the repository, or made a text if
/// there is no address of one. Blocks of code stay as they are.
pub(crate) fn led_out(text: &str, repository: Option<&str>) -> String {
    let mut fence: Option<String> = None;
    let mut led = String::with_capacity(text.len());
    let mut prose = String::new();
    for line in text.split_inclusive('\n') {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let is_edge = ticks >= 3;
        match &fence {
            Some(begun) if is_edge && line.trim_end() == begun => {
                fence = None;
                led += line;
            }
            Some(_) => led += line,
            None if is_edge => {
                led += &prose_led_out(&std::mem::take(&mut prose), repository);
                fence = Some(line[..ticks].to_owned());
                led += line;
            }
            None => prose += line,
        }
    }
    led + &prose_led_out(&prose, repository)
}

fn prose_led_out(text: &str, repository: Option<&str>) -> String {
    let mut led = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](../") {
        let (Some(start), Some((path, behind))) = (before.rfind('['), behind.split_once(')'))
        else {
            led += before;
            led += "](../";
            rest = behind;
            continue;
        };
        let (before, words) = (&before[..start], &before[start + 1..]);
        led += before;
        led += &match repository {
            Some(repository) => {
                format!(
                    "[{words}]({}/blob/HEAD/{path})",
                    repository.trim_end_matches('/')
                )
            }
            // What is in the words already needs no saying again.
            None if path.contains(words.trim_matches('`')) => words.to_owned(),
            None => format!("{words} (`{path}`)"),
        };
        rest = behind;
    }
    led + rest
}

/// The address of the repository that a manifest of cargo names.
pub(crate) fn repository(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines();
    lines.find_map(|line| line.strip_prefix("repository = \"")?.strip_suffix('"'))
}
