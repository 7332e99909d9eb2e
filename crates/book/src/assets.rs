//! Script and style of the walks, once for the whole book.

use std::fs;
use std::path::Path;

use crate::Error;
use crate::page::Page;

/// Where `book.toml` finds them, from the root.
const FOLDER: &str = "target/figures";

const BOOK_SCRIPT: &str = include_str!("book.js");
const BOOK_STYLE: &str = include_str!("book.css");

/// Writes script and style, those of a page and those of the book.
pub(crate) fn write(root: &Path, page: &Page) -> Result<(), Error> {
    let folder = root.join(FOLDER);
    let style = inside(&page.style).ok_or(Error::Style)?;
    let files = [
        ("walker.js", format!("{}{BOOK_SCRIPT}", page.script)),
        ("walker.css", format!("{style}{BOOK_STYLE}")),
    ];
    fs::create_dir_all(&folder).map_err(Error::system(format!("make {FOLDER}")))?;
    for (name, text) in files {
        let file = folder.join(name);
        // mdBook watches them: a file that is written again would build the book again.
        if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            fs::write(file, text).map_err(Error::system(format!("write {FOLDER}/{name}")))?;
        }
    }
    Ok(())
}

/// The style of a page as that of an element within another page: for all in it, and for nothing
/// around it; with the colours of the theme that the reader chose in mdBook.
fn inside(style: &str) -> Option<String> {
    const LIGHT: &str = ":root {\n  color-scheme: light dark;";
    const DARK: &str = "@media (prefers-color-scheme: dark) {\n  :root {";
    let (before, colours) = style.split_once(LIGHT)?;
    let (light, dark) = colours.split_once(DARK)?;
    let (dark, rest) = dark.split_once("}\n}\n")?;
    let style = format!("{before}& {{{light}:is(.coal, .navy, .ayu) & {{{dark}}}\n{rest}");
    let style = style.replace("race-walker", "&");
    Some(format!("race-walker {{\n{}}}\n", enlarged(&style)))
}

/// The style with its lengths as on a page of ours: mdBook makes a `rem` ten pixels, and a page
/// has sixteen. A condition of `@media` means the browser's own, which stays.
fn enlarged(style: &str) -> String {
    let mut all = String::with_capacity(style.len());
    for line in style.split_inclusive('\n') {
        let (condition, rules) = match line.split_once('{') {
            Some((condition, rules)) if condition.starts_with("@media") => (condition, rules),
            _ => ("", line),
        };
        if !condition.is_empty() {
            all += condition;
            all.push('{');
        }
        let mut parts = rules.split("rem").peekable();
        while let Some(part) = parts.next() {
            let is_number = |c: char| c.is_ascii_digit() || c == '.';
            let start = part.trim_end_matches(is_number).len();
            match part[start..].parse::<f64>() {
                Ok(length) if parts.peek().is_some() => {
                    all += &part[..start];
                    all += &format!("{:.2}rem", length * 1.6);
                }
                _ => {
                    all += part;
                    if parts.peek().is_some() {
                        all += "rem";
                    }
                }
            }
        }
    }
    all
}
