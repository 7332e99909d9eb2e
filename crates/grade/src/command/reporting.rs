//! `report`: turns grades into the files of a grade book.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use racelab::view::screen::{paragraph, width};
use racelab_grade::class::Sheet;
use racelab_grade::gradebook::{
    Book, Late, Page, Register, blackboard, canvas, full, html, identical, moodle, text, verdicts,
};
use racelab_grade::report::one_line;
use racelab_grade::{Record, page_name};

use super::Error;
use super::arguments::Report;
use super::outputs::{make_folder, put};
use super::voice::note;

/// Writes the requested files, and prints the verdicts by lab. The status is 0.
///
/// # Errors
///
/// If a file cannot be read or written.
pub(crate) fn report(options: &Report) -> Result<ExitCode, Error> {
    let sheet = Sheet::read(&options.file)?;
    let register = match &options.roster {
        Some(file) => Register::read(file)?,
        None => Register::default(),
    };
    let policy = options.lateness.policy()?;
    let mut book = Book::new(&register, &sheet.records(), policy.as_ref());
    if let Some(section) = &options.section {
        book = book.in_section(section);
        if book.pages().is_empty() {
            return Err(Error::NoSection(section.clone()));
        }
    }
    for oddity in oddities(&book, &register, &sheet) {
        note(&oddity);
    }
    let written = write(options, &book)?;
    anstream::print!("{}", verdicts(&book, width()));
    if options.identical {
        anstream::print!("\n{}", twins(&sheet, &book));
    }
    if !written.is_empty() {
        let words = format!("Wrote {}.", written.join(", "));
        anstream::print!("\n{}", paragraph(&words, 2, width()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What is unusual: submissions that the roster lacks, students without a submission, and
/// submissions whose time is unknown.
fn oddities(book: &Book, register: &Register, sheet: &Sheet) -> Vec<String> {
    let mut oddities = Vec::new();
    let mut say = |who: Vec<&str>, what: &str| {
        if !who.is_empty() {
            oddities.push(format!("{what}: {}", listed(&who)));
        }
    };
    if !register.is_empty() {
        let graded: Vec<&str> = sheet.head().students().iter().map(String::as_str).collect();
        let known: Vec<&str> = register.folders().collect();
        let strangers = graded.iter().filter(|name| !known.contains(name));
        say(
            strangers.copied().collect(),
            "graded, and not in the roster",
        );
        let absent = known.iter().filter(|name| !graded.contains(name));
        say(absent.copied().collect(), "in the roster, and not graded");
    }
    let pages = book.pages().iter();
    let unknown = pages.filter(|page| page.late == Late::Unknown);
    say(
        unknown.map(|page| page.person.folder.as_str()).collect(),
        "no time in the column submitted, so they lose nothing",
    );
    oddities
}

/// The first names of a list, and the number of the others.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| one_line(name))
        .collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn write(options: &Report, book: &Book) -> Result<Vec<String>, Error> {
    type Made = fn(&Book) -> String;
    let files: [(&Option<PathBuf>, Made); 4] = [
        (&options.csv, full),
        (&options.canvas, canvas),
        (&options.moodle, moodle),
        (&options.blackboard, blackboard),
    ];
    let mut written = Vec::new();
    for (file, made) in files {
        if let Some(file) = file {
            put(file, &made(book))?;
            written.push(file.display().to_string());
        }
    }
    if let Some(folder) = &options.feedback {
        feedback(folder, book)?;
        written.push(format!("{} (a page for each student)", folder.display()));
    }
    Ok(written)
}

/// Writes a page for each student, as text and HTML.
fn feedback(folder: &Path, book: &Book) -> Result<(), Error> {
    make_folder(folder)?;
    // The pages that `grade` has written into the same folder.
    let linked = |record: &Record| {
        let name = page_name(&record.student, &record.lab);
        folder.join(&name).is_file().then_some(name)
    };
    for (name, page) in names(book) {
        put(&folder.join(format!("{name}.txt")), &text(page))?;
        put(&folder.join(format!("{name}.html")), &html(page, linked))?;
    }
    Ok(())
}

/// A file name for each student: the name of the submission, without characters that a file
/// name cannot contain, and different from all others.
fn names(book: &Book) -> BTreeMap<String, &Page> {
    let mut names = BTreeMap::new();
    for page in book.pages() {
        let plain = |c: char| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        };
        let name: String = page.person.folder.chars().take(60).map(plain).collect();
        let name = match name.trim_start_matches('.') {
            "" => "_".to_owned(),
            name => name.to_owned(),
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut free = [name.clone()].into_iter().chain(numbered);
        let free = free.find(|name| !names.contains_key(name));
        names.insert(free.expect("numbers do not end"), page);
    }
    names
}

/// The students whose exercises are identical.
fn twins(sheet: &Sheet, book: &Book) -> String {
    let in_book = |student: &str| {
        book.pages()
            .iter()
            .any(|page| page.person.folder == student)
    };
    let groups = identical(
        sheet
            .entries()
            .filter(|entry| in_book(&entry.record.student)),
    );
    if groups.is_empty() {
        return "  No two exercises are identical.\n".to_owned();
    }
    let mut text = "  Identical, byte for byte:\n".to_owned();
    for (lab, students) in groups {
        let students: Vec<String> = students.into_iter().map(one_line).collect();
        text += &paragraph(
            &format!("{}: {}", one_line(lab), students.join(", ")),
            4,
            width(),
        );
    }
    text + &paragraph(
        "A short exercise has few right answers, so that alone proves nothing.",
        2,
        width(),
    )
}
