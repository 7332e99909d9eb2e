//! The walkthrough is true: every output that it shows comes from a run that is
//! repeated here, and what it says of the course is what the catalogue says.
//!
//! A shown output is a fenced block behind a comment with its command:
//!
//! ````text
//! <!-- run: cargo run --bin 05_racy_counter -- explore -->
//! ```text
//! ...
//! ```
//! ````
//!
//! Of a command that is talked to, the lines behind `>` are what is typed.
//!
//! Code that a page shows stands behind a comment with its file and its anchor there,
//! `<!-- code: FILE:ANCHOR -->`, and is what stands in the file.
//!
//! `...` on a line of its own stands for any lines, `[..]` for anything within a
//! line. In lines about real runs, which show a share in per cent, the figures,
//! the bars and the spaces may differ; where such lines are about ranges, so may
//! the ranges and their number.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use racelab::course::LABS;
use support::{is_stub, root, run, side_by_side, stderr, stdout, talk};

/// A shown output and where it stands.
struct Shown {
    place: String,
    command: String,
    text: String,
}

#[test]
fn every_shown_output_is_what_the_command_prints() {
    let all: Vec<_> = pages().iter().flat_map(shown).collect();
    assert!(!all.is_empty(), "no page shows any output");
    // What two pages show is run once.
    let mut by_run: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for shown in &all {
        let (typed, text) = conversation(shown);
        let run = (&shown.command, typed);
        by_run.entry(run).or_default().push((&shown.place, text));
    }
    let by_run: Vec<_> = by_run.into_iter().collect();
    side_by_side(&by_run, |((command, typed), texts)| {
        let Some(actual) = perform(command, typed.clone()) else {
            return;
        };
        for (place, text) in texts {
            assert!(
                matches(&lines(text), &lines(&actual)),
                "{place}: `{command}` now prints\n{actual}"
            );
        }
    });
}

#[test]
fn the_summary_and_the_map_list_every_lab() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for lab in LABS {
        let entry = format!("[{}]({}.md)", lab.title, lab.name);
        assert!(summary.contains(&entry), "SUMMARY.md lacks {entry}");
        assert!(readme.contains(lab.name), "README.md lacks {}", lab.name);
        assert!(
            root().join(lab.chapter()).exists(),
            "{} is missing",
            lab.chapter()
        );
    }
}

/// Whoever reads the pages as they are, without a book around them, turns them by a link.
#[test]
fn every_chapter_leads_to_the_next() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let (chapters, _) = summary.split_once("\n---\n").unwrap();
    let chapters: Vec<_> = chapters.lines().filter_map(entry).collect();
    assert!(chapters.len() > LABS.len(), "the chapters are in front");
    let last = ("Where to go next", "further.md");
    for (place, (_, page)) in chapters.iter().enumerate() {
        let (title, file) = chapters.get(place + 1).unwrap_or(&last);
        let text = fs::read_to_string(root().join("docs").join(page)).unwrap();
        let end = format!("\nNext: [{title}]({file}).\n");
        assert!(text.ends_with(&end), "docs/{page} does not end with {end}");
    }
}

/// Title and file of a line of the summary.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = line.split_once('[')?;
    let (title, rest) = rest.split_once("](")?;
    Some((title, rest.strip_suffix(')')?))
}

#[test]
fn the_readme_asks_for_the_rust_that_is_needed() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let needed = concat!("Rust ", env!("CARGO_PKG_RUST_VERSION"), " or newer");
    assert!(readme.contains(needed), "README.md does not say: {needed}");
}

/// Else the rest of the page is shown as code, and what it says is not looked at.
#[test]
fn every_block_ends_before_the_next_begins() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut open: Option<&str> = None;
        for (line, number) in text.lines().zip(1..) {
            let fence = &line[..line.len() - line.trim_start_matches('`').len()];
            if fence.len() < 3 {
                continue;
            }
            match open {
                Some(begun) if fence == begun => {
                    let place = format!("{}:{number}", page.display());
                    assert_eq!(line, fence, "{place}: the block above has no end");
                    open = None;
                }
                None => open = Some(fence),
                Some(_) => {}
            }
        }
        assert!(open.is_none(), "{}: a block has no end", page.display());
    }
}

#[test]
fn every_chapter_shows_what_the_check_says_of_the_exercise_as_it_is_shipped() {
    for lab in LABS {
        let chapter = fs::read_to_string(root().join(lab.chapter())).unwrap();
        let shown = format!("<!-- run: cargo run --bin {} -- check -->", lab.name);
        assert!(chapter.contains(&shown), "{} lacks {shown}", lab.chapter());
    }
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            let target = page.parent().unwrap().join(file);
            // A release comes without solutions and submissions, and only without all of
            // them.
            let is_answer = file.ends_with("/solution.rs") || file.contains("tests/submissions/");
            if is_answer && !has_solutions() {
                continue;
            }
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
        }
    }
}

/// Whether this is the whole course, and not a release without solutions.
fn has_solutions() -> bool {
    LABS.iter().any(|lab| root().join(lab.solution()).exists())
}

#[test]
fn every_function_that_a_page_names_is_where_it_says() {
    let page = fs::read_to_string(root().join("docs/explorer.md")).unwrap();
    let folder = root().join("engine/src/explore");
    let mut count = 0;
    for row in page.lines().filter(|line| line.contains(".rs` | `")) {
        let mut cells = row.split('|').skip(1).map(quoted);
        let files = cells.next().unwrap_or_default();
        let source = fs::read_to_string(folder.join(&files[0]));
        let source = source.unwrap_or_else(|error| panic!("{}: {error}", files[0]));
        for function in cells.next().unwrap_or_default() {
            let defined = [format!("fn {function}("), format!("fn {function}<")];
            let found = defined.iter().any(|start| source.contains(start));
            assert!(found, "{} has no function {function}", files[0]);
            count += 1;
        }
    }
    assert!(count > 20, "only {count} functions are named");
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    let odd = text.split('`').skip(1).step_by(2);
    odd.map(str::to_owned).collect()
}

/// `BLESS=1` takes the pieces over from their files.
#[test]
fn every_shown_piece_of_code_is_what_stands_in_its_file() {
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let mut fresh = String::new();
        let mut pieces = text.split("\n<!-- code: ");
        fresh += pieces.next().unwrap_or_default();
        for piece in pieces {
            count += 1;
            let (place, rest) = piece.split_once(" -->\n```rust,ignore").unwrap();
            let (_, rest) = rest.split_once("\n```").expect("a block ends");
            assert!(rest.starts_with('\n'), "{place}: a block begins in another");
            let (file, anchor) = place.split_once(':').expect("FILE:ANCHOR");
            let source = fs::read_to_string(root().join(file)).unwrap();
            let code = anchored(&source, anchor);
            let code = code.unwrap_or_else(|| panic!("{file} has no anchor {anchor}"));
            fresh += &format!("\n<!-- code: {place} -->\n```rust,ignore\n{code}\n```{rest}");
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(&page, &fresh).unwrap();
        } else {
            assert_eq!(text, fresh, "{}: BLESS=1 takes it over", page.display());
        }
    }
    assert!(count > 5, "only {count} pieces of code are shown");
}

/// What stands between the marks of an anchor (those of mdBook), as far to the left as
/// can be.
fn anchored(source: &str, anchor: &str) -> Option<String> {
    let is = |line: &str, mark: &str| line.trim() == format!("// {mark}: {anchor}");
    let lines = source
        .lines()
        .skip_while(|line| !is(line, "ANCHOR"))
        .skip(1);
    let lines: Vec<_> = lines.collect();
    let end = lines.iter().position(|line| is(line, "ANCHOR_END"))?;
    let lines = &lines[..end];
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let indent = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(indent)
        .min()?;
    let lines: Vec<_> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or(""))
        .collect();
    Some(lines.join("\n"))
}

#[test]
fn an_anchor_is_what_stands_between_its_marks() {
    let source = "a\n  // ANCHOR: x\n  b\n    c\n  // ANCHOR_END: x\nd";
    assert_eq!(anchored(source, "x").as_deref(), Some("b\n  c"));
    assert_eq!(anchored(source, "y"), None);
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

/// Every page of the walkthrough, the READMEs among them.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    pages.extend(
        LABS.iter()
            .map(|lab| root().join("labs").join(lab.name).join("README.md")),
    );
    let docs = fs::read_dir(root().join("docs")).expect("there is a walkthrough");
    let docs = docs.map(|entry| entry.expect("it can be listed").path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|e| e == "md")));
    pages
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
            place: format!("{}:{}", page.display(), at + 1),
            command: command.to_owned(),
            text: block.collect::<Vec<_>>().join("\n"),
        });
    }
    found
}

/// What is typed in a shown conversation, if it is one, and what is printed.
fn conversation(shown: &Shown) -> (Option<String>, String) {
    if !shown.command.contains(" play") {
        return (None, shown.text.clone());
    }
    let (typed, printed): (Vec<_>, Vec<_>) =
        shown.text.lines().partition(|line| line.starts_with('>'));
    let typed = typed.iter().map(|line| line[1..].trim().to_owned() + "\n");
    (Some(typed.collect()), printed.join("\n"))
}

/// What a command prints; `None` if it is about an exercise that was edited.
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

/// The lines of an output, a table of ranges as one.
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

/// Whether the shown lines, with what they leave out, are the actual ones.
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

/// A line about real runs without what differs from run to run: all figures but
/// the outcome in front, the bar, and how wide the columns are.
fn figures_aside(line: &str) -> String {
    let mut words = line.split_whitespace();
    let outcome = words.next().unwrap_or_default().to_owned();
    let constant = words.filter(|word| {
        let varies = |c: char| c.is_ascii_digit() || ",.<>#".contains(c);
        !word.chars().all(varies)
    });
    constant.fold(outcome, |text, word| text + " " + word)
}
