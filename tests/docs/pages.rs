//! Pages are complete, and lead to each other and to the course.

use std::fs;

use racelab::course::LABS;

use crate::pages;
use crate::support::root;

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

/// A reader of the pages without the book turns them by a link.
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

/// Otherwise the rest of the page appears as code, and its text is not checked.
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
            // A release has no solutions and submissions; only a tree without any of them may
            // lack one.
            let is_answer = file.ends_with("/solution.rs") || file.contains("tests/submissions/");
            if is_answer && !has_solutions() {
                continue;
            }
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
        }
    }
}

/// Whether this is the full course, and not a release without solutions.
fn has_solutions() -> bool {
    LABS.iter().any(|lab| root().join(lab.solution()).exists())
}
