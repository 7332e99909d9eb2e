//! Every shown output is what the command prints.
//!
//! An output is a fenced block after a comment with its command:
//!
//! ````text
//! <!-- run: cargo run --bin 05_racy_counter -- explore -->
//! ```text
//! ...
//! ```
//! ````
//!
//! For an interactive command, the lines after `>` are typed.
//!
//! `...` on a line of its own stands for any lines, `[..]` for any text within a
//! line. In lines about real runs, which show a share in per cent, the figures,
//! the bars and the spaces may differ; if such lines are about ranges, the
//! ranges and their number may differ as well.
//!
//! `cargo test` runs every third demonstration, and all of the other commands;
//! `RACELAB_TESTS=all` runs all of them.
//!
//! `BLESS=1` changes the pages to what the commands print now. It keeps the omissions, and the
//! lines that match.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use racelab::course::LABS;

use crate::pages;
use crate::support::{is_stub, run, side_by_side, stderr, stdout, talk};
use crate::thorough::every;

/// A shown output, and its place.
struct Shown {
    page: PathBuf,
    /// The index of the line with the command.
    at: usize,
    command: String,
    text: String,
}

#[test]
fn every_shown_output_is_what_the_command_prints() {
    let all: Vec<_> = pages().iter().flat_map(shown).collect();
    assert!(!all.is_empty(), "no page shows any output");
    // An output that two pages show is run once.
    let mut by_run: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for shown in &all {
        let (typed, text) = conversation(shown);
        let run = (&shown.command, typed);
        by_run.entry(run).or_default().push((shown, text));
    }
    // A demonstration runs its program thousands of times; the other commands take no time.
    let is_bless = std::env::var_os("BLESS").is_some();
    let one_in = if is_bless { 1 } else { every(3) };
    let (demonstrations, others): (Vec<_>, Vec<_>) = by_run
        .into_iter()
        .partition(|((command, _), _)| !command.contains(" -- "));
    let demonstrations = demonstrations.into_iter().step_by(one_in);
    let by_run: Vec<_> = demonstrations.chain(others).collect();
    let different = Mutex::new(Vec::new());
    side_by_side(&by_run, |((command, typed), texts)| {
        let Some(actual) = perform(command, typed.clone()) else {
            return;
        };
        for (shown, text) in texts {
            if !matches(&lines(text), &lines(&actual)) {
                let mut different = different.lock().unwrap_or_else(PoisonError::into_inner);
                different.push((*shown, actual.clone()));
            }
        }
    });
    let mut different = different
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    // From the end of each page, so that the places before stay right.
    different.sort_by(|(a, _), (b, _)| (&b.page, b.at).cmp(&(&a.page, a.at)));
    if is_bless {
        for (shown, actual) in &different {
            shown.bless(actual);
        }
        return;
    }
    let different: Vec<_> = different
        .iter()
        .map(|(shown, actual)| {
            let (page, line) = (shown.page.display(), shown.at + 1);
            format!("{page}:{line}: `{}` now prints\n{actual}", shown.command)
        })
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
}

impl Shown {
    /// Changes the page to the actual output.
    fn bless(&self, actual: &str) {
        let page = fs::read_to_string(&self.page).expect("the page can be read");
        let mut lines: Vec<_> = page.lines().map(str::to_owned).collect();
        let text: Vec<_> = self.text.lines().map(str::to_owned).collect();
        let actual: Vec<_> = actual.trim_end().lines().map(str::to_owned).collect();
        let begin = self.at + 2;
        lines.splice(begin..begin + text.len(), updated(&text, &actual));
        fs::write(&self.page, lines.join("\n") + "\n").expect("the page can be written");
    }
}

/// How many changes the removal of a shown line counts as.
const REMOVAL: usize = 4;

/// How many changes a line in place of another one counts as: one if only figures differ.
fn replacement(shown: &str, actual: &str) -> usize {
    let without_figures = |line: &str| line.replace(|c: char| c.is_ascii_digit(), "");
    match without_figures(shown) == without_figures(actual.trim_end()) {
        true => 1,
        false => 2,
    }
}

/// The shown lines with as few changes as make them match the actual ones. Omissions and typed
/// lines stay.
fn updated(shown: &[String], actual: &[String]) -> Vec<String> {
    let is_omission = |line: &String| line.trim() == "...";
    let is_typed = |line: &String| line.starts_with('>');
    // The fewest changes from each place in both to the ends.
    let mut changes = vec![vec![0; actual.len() + 1]; shown.len() + 1];
    for at in (0..=shown.len()).rev() {
        for by in (0..=actual.len()).rev() {
            let inserted = (by < actual.len()).then(|| changes[at][by + 1] + 1);
            let line = shown.get(at);
            let kept = line.and_then(|line| match actual.get(by) {
                _ if is_typed(line) => Some(changes[at + 1][by]),
                Some(_) if is_omission(line) => Some(changes[at + 1][by].min(changes[at][by + 1])),
                None if is_omission(line) => Some(changes[at + 1][by]),
                Some(actual) if same(line, actual.trim_end()) => Some(changes[at + 1][by + 1]),
                _ => None,
            });
            let replaced = line.zip(actual.get(by));
            let replaced = replaced.map(|(a, b)| changes[at + 1][by + 1] + replacement(a, b));
            // Dear, or an omission would swallow what has changed behind it.
            let removed = line.map(|_| changes[at + 1][by] + REMOVAL);
            let fewest = [inserted, kept, replaced, removed]
                .into_iter()
                .flatten()
                .min();
            changes[at][by] = fewest.unwrap_or(0);
        }
    }
    let (mut at, mut by) = (0, 0);
    let mut lines = Vec::new();
    while at < shown.len() || by < actual.len() {
        let here = changes[at][by];
        match (shown.get(at), actual.get(by)) {
            (Some(line), _) if is_typed(line) => {
                lines.push(line.clone());
                at += 1;
            }
            (Some(line), _) if is_omission(line) && changes[at + 1][by] == here => {
                lines.push(line.clone());
                at += 1;
            }
            (Some(line), Some(_)) if is_omission(line) && changes[at][by + 1] == here => by += 1,
            (Some(line), Some(actual))
                if same(line, actual.trim_end()) && changes[at + 1][by + 1] == here =>
            {
                lines.push(line.clone());
                (at, by) = (at + 1, by + 1);
            }
            (Some(line), Some(actual))
                if changes[at + 1][by + 1] + replacement(line, actual) == here =>
            {
                lines.push(actual.trim_end().to_owned());
                (at, by) = (at + 1, by + 1);
            }
            (Some(_), _) if changes[at + 1][by] + REMOVAL == here => at += 1,
            (_, Some(actual)) => {
                lines.push(actual.trim_end().to_owned());
                by += 1;
            }
            _ => at += 1,
        }
    }
    lines
}

#[test]
fn a_page_is_updated_around_its_omissions() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let update = |shown: &str, actual: &str| updated(&lines(shown), &lines(actual));
    assert_eq!(update("a\n...\nd", "a\nb\nc\ne"), lines("a\n...\ne"));
    assert_eq!(update("a [..] c\nd", "a b c\ne"), lines("a [..] c\ne"));
    assert_eq!(update("a\n> x\nb", "a\nc"), lines("a\n> x\nc"));
    assert_eq!(update("a\nb", "a\nb"), lines("a\nb"));
    assert_eq!(update("a", "a\nb"), lines("a\nb"));
    assert_eq!(update("a\nb\nc", "c"), lines("c"));
    assert_eq!(
        update("> a\nat 3\n...\nend", "at 4\n\nmore\nend"),
        lines("> a\nat 4\n...\nend")
    );
}

#[test]
fn the_comparison_sees_a_difference() {
    let compare = |shown: &str, actual: &str| matches(&lines(shown), &lines(actual));
    assert!(compare("a\n...\nd", "a\nb\nc\nd"));
    assert!(compare("a [..] c", "a b c"));
    assert!(compare(
        "  1   819    4.1 %  ##  lost",
        "  1  1,666  11.0 %  #####  lost"
    ));
    assert!(!compare("a\n...\nd", "a\nb\nc"));
    assert!(!compare("a [..] c", "a b d"));
    assert!(!compare("4 executions", "5 executions"));
    assert!(!compare(
        "  1   819    4.1 %  ##  lost",
        "  2   819    4.1 %  ##  found"
    ));
    assert!(!compare("a", "a\nb"));
    let ranges = "x runs share\n1 to 2 5 50.0 % # lost\n3 5 50.0 % # kept\nend";
    assert!(compare(
        ranges,
        "x runs share\n1 to 3 9 100.0 % # lost\nend"
    ));
    assert!(!compare(ranges, "x runs share\nend"));
}

fn shown(page: &PathBuf) -> Vec<Shown> {
    let text = fs::read_to_string(page).expect("a page can be read");
    let mut found = Vec::new();
    let mut rest = text.lines().enumerate();
    while let Some((at, line)) = rest.next() {
        let command = line.trim().strip_prefix("<!-- run: ");
        let Some(command) = command.and_then(|line| line.strip_suffix(" -->")) else {
            continue;
        };
        let fence = rest.next().map(|(_, line)| line);
        assert!(
            fence.is_some_and(|line| line.starts_with("```")),
            "{}:{}: a block must follow the command",
            page.display(),
            at + 1
        );
        let block = rest
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```");
        found.push(Shown {
            page: page.clone(),
            at,
            command: command.to_owned(),
            text: block.collect::<Vec<_>>().join("\n"),
        });
    }
    found
}

/// The typed lines of a shown conversation, if it is one, and the printed lines.
fn conversation(shown: &Shown) -> (Option<String>, String) {
    if !shown.command.contains(" play") {
        return (None, shown.text.clone());
    }
    let (typed, printed): (Vec<_>, Vec<_>) =
        shown.text.lines().partition(|line| line.starts_with('>'));
    let typed = typed.iter().map(|line| line[1..].trim().to_owned() + "\n");
    (Some(typed.collect()), printed.join("\n"))
}

/// The output of a command; `None` if it is about an exercise that was edited.
fn perform(command: &str, typed: Option<String>) -> Option<String> {
    let rest = command.strip_prefix("cargo run --bin ");
    let rest = rest.expect("a shown command is `cargo run --bin NAME ...`");
    let (name, arguments) = rest.split_once(" -- ").unwrap_or((rest, ""));
    let lab = LABS
        .iter()
        .find(|lab| lab.name == name)
        .expect("the lab exists");
    let arguments: Vec<_> = arguments.split_whitespace().collect();
    let of_exercise = arguments
        .iter()
        .any(|a| ["check", "--exercise"].contains(a));
    if of_exercise && !is_stub(lab) {
        return None;
    }
    let output = match typed {
        Some(typed) => talk(name, &arguments, &typed)?,
        None => run(name, &arguments)?,
    };
    Some(stdout(&output) + &stderr(&output))
}

/// The lines of an output; a table of ranges counts as one line.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut lines_of_text = text.trim_end().lines().peekable();
    while let Some(line) = lines_of_text.next() {
        lines.push(line.trim_end().to_owned());
        if line.trim_end().ends_with(" share") {
            let rows = std::iter::from_fn(|| lines_of_text.next_if(|row| row.contains(" %")));
            let rows: Vec<_> = rows.map(|row| row.trim_end().to_owned()).collect();
            let ranges = rows.iter().any(|row| row.contains(" to "));
            lines.extend(if ranges {
                vec!["(ranges)".to_owned()]
            } else {
                rows
            });
        }
    }
    lines
}

/// Whether the shown lines, with their omissions, match the actual ones.
fn matches(shown: &[String], actual: &[String]) -> bool {
    match shown {
        [] => actual.is_empty(),
        [first, rest @ ..] if first.trim() == "..." => {
            (0..=actual.len()).any(|skip| matches(rest, &actual[skip..]))
        }
        [first, rest @ ..] => match actual {
            [line, others @ ..] => same(first, line) && matches(rest, others),
            [] => false,
        },
    }
}

fn same(shown: &str, actual: &str) -> bool {
    if shown.contains(" %") || shown.trim_end().ends_with("share") {
        return figures_aside(shown) == figures_aside(actual);
    }
    let mut parts = shown.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = actual.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// A line about real runs without the parts that differ from run to run: all figures but
/// the outcome at the beginning, the bar, and the widths of the columns.
fn figures_aside(line: &str) -> String {
    let mut words = line.split_whitespace();
    let outcome = words.next().unwrap_or_default().to_owned();
    let constant = words.filter(|word| {
        let varies = |c: char| c.is_ascii_digit() || ",.<>#".contains(c);
        !word.chars().all(varies)
    });
    constant.fold(outcome, |text, word| text + " " + word)
}
