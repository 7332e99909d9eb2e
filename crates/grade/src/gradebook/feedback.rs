//! A page for each student: the result of each lab, and what to try next.

use std::fmt::Write;

use crate::Record;
use crate::report::{harmless, one_line, points, shown, title};

use super::Page;

/// The style of an HTML page: it needs no other file, and the page is readable without it.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;\
                     padding:0 1rem}pre{overflow-x:auto;padding:1rem;border:1px solid}\
                     table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;\
                     text-align:left}td.points{text-align:right}";

/// The page as plain text of 80 columns.
pub fn text(page: &Page) -> String {
    let mut text = format!("{}\n\n", one_line(page.called()));
    let titles = page
        .records
        .iter()
        .map(|record| title(record).chars().count());
    let column = titles.max().unwrap_or(0);
    for record in &page.records {
        let of = of(page, record);
        // Writing to a string cannot fail, here and below.
        _ = writeln!(
            text,
            "  {:column$}  {of:>10}  {}",
            title(record),
            record.ruling
        );
    }
    _ = writeln!(text, "  {:column$}  {:>10}", "points", sum(page));
    if let Some(sentence) = lateness(page) {
        _ = write!(
            text,
            "\n{}",
            racelab::view::screen::paragraph(&sentence, 2, 80)
        );
    }
    for record in told(page) {
        let name = title(record);
        _ = write!(
            text,
            "\n{name}\n{}\n\n{}\n",
            "-".repeat(name.chars().count()),
            shown(record)
        );
    }
    text
}

/// The page as HTML: one file, without scripts. `linked` names the file of a page about one
/// record, in the same folder, if there is one.
pub fn html(page: &Page, linked: impl Fn(&Record) -> Option<String>) -> String {
    let name = escaped(&one_line(page.called()));
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{name}</title>\n<style>{STYLE}</style>\n\
         <h1>{name}</h1>\n<table>\n<tr><th>Lab<th>Points<th>Verdict\n"
    );
    for record in &page.records {
        _ = writeln!(
            text,
            "<tr><td>{}<td class=\"points\">{}<td>{}",
            escaped(&title(record)),
            of(page, record),
            record.ruling
        );
    }
    _ = writeln!(
        text,
        "<tr><th>Sum<td class=\"points\">{}<td>\n</table>",
        sum(page)
    );
    if let Some(sentence) = lateness(page) {
        _ = writeln!(text, "<p>{}</p>", escaped(&sentence));
    }
    for record in told(page) {
        let (name, shown) = (escaped(&title(record)), escaped(&shown(record)));
        _ = writeln!(text, "<h2>{name}</h2>\n<pre>{shown}</pre>");
        if let Some(file) = linked(record) {
            let file = escaped(&file);
            _ = writeln!(
                text,
                "<p><a href=\"{file}\">Step through it, thread by thread</a></p>"
            );
        }
    }
    text
}

/// The records with a message.
fn told(page: &Page) -> impl Iterator<Item = &Record> {
    let records = page.records.iter();
    records.filter(|record| !record.ruling.is_unstarted())
}

fn of(page: &Page, record: &Record) -> String {
    match page.points(&record.lab) {
        Some(left) => format!("{} of {}", points(left), points(record.worth())),
        None => "-".to_owned(),
    }
}

fn sum(page: &Page) -> String {
    format!("{} of {}", points(page.total()), points(page.worth()))
}

/// The sentences about a late submission, and about labs in which the grader has failed.
fn lateness(page: &Page) -> Option<String> {
    let late = page.late.sentence();
    let fault = (page.faults() > 0).then(|| {
        "Where there is a grader fault, the grader itself has failed: that costs nothing, and \
         will be graded again."
            .to_owned()
    });
    let said: Vec<String> = late.into_iter().chain(fault).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Text with the characters escaped that HTML interprets.
fn escaped(text: &str) -> String {
    let text = harmless(text);
    quick_xml::escape::escape(&text).into_owned()
}
