//! Code on a page comes after a comment with its file and its anchor there,
//! `<!-- code: FILE:ANCHOR -->`, and equals the code in the file.

use std::fs;

use crate::pages;
use crate::support::root;

/// `BLESS=1` copies the pieces from their files.
#[test]
fn every_shown_piece_of_code_equals_its_file() {
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

/// The code between the marks of an anchor (those of mdBook), with the common indentation
/// removed.
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
fn every_function_that_a_page_names_is_where_it_says() {
    let page = fs::read_to_string(root().join("docs/explorer.md")).unwrap();
    let folder = root().join("crates/engine/src/explore");
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

/// The texts between backticks.
fn quoted(text: &str) -> Vec<String> {
    let odd = text.split('`').skip(1).step_by(2);
    odd.map(str::to_owned).collect()
}
