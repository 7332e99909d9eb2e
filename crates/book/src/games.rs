//! The page of all games: every goal of every explored lab, in the order of the course.

use std::collections::BTreeSet;
use std::fmt::Write;

use racelab::course::{LABS, Lab};

use crate::Error;
use crate::figure::{Figure, escaped};

/// The title of the page, and its file.
pub(crate) const TITLE: &str = "All games";
pub(crate) const FILE: &str = "games.md";

/// The page as Markdown. `played` makes the figure of the program that `play` starts with, of
/// which a chapter may have one already.
pub(crate) fn page(
    chapters: &[Figure],
    mut played: impl FnMut(&'static Lab) -> Result<Figure, Error>,
) -> Result<String, Error> {
    let mut text = format!(
        "# {TITLE}\n\nEvery program of the course of which you are the scheduler, and every goal \
         that there is in it. A goal counts as reached when you come there without \"Show me\". \
         A browser keeps which ones it has reached, and sends them nowhere.\n\n\
         <p class=\"games-reached\" role=\"status\"></p>\n\n"
    );
    for lab in LABS.iter().filter(|lab| lab.explored) {
        let own = played(lab)?;
        let figures = chapters.iter().filter(|figure| figure.page.lab == lab.name);
        let mut figures: Vec<&Figure> = figures.collect();
        // Where nothing goes wrong, only the variants of the chapter have goals.
        let is_new = !own.page.tasks.is_empty() && figures.iter().all(|f| !is_same(f, &own));
        if is_new {
            figures.push(&own);
        }
        // Writing to a string cannot fail, here and below.
        _ = write!(
            text,
            "## Lab {:02} · {}\n\n<ul class=\"games\">\n",
            lab.number, lab.title
        );
        let mut listed = BTreeSet::new();
        for figure in figures {
            for (goal, task) in (1..).zip(&figure.page.tasks) {
                if listed.insert((&figure.page.program, task)) {
                    text += &game(lab, figure, goal, task);
                }
            }
        }
        text += "</ul>\n\n";
        if is_new {
            text += &own.markdown(1, None);
            text.push('\n');
        }
    }
    Ok(text)
}

/// Whether two figures let the reader step the same program to the same goals.
fn is_same(one: &Figure, other: &Figure) -> bool {
    one.page.program == other.page.program && one.page.tasks == other.page.tasks
}

/// A line of the list. The script finds in it what the walk says of a goal.
fn game(lab: &Lab, figure: &Figure, goal: usize, task: &str) -> String {
    let program = &figure.page.program;
    let capital = escaped(&capital(task));
    let [name, program, task] = [lab.name, program, task].map(escaped);
    let address = figure.address(goal);
    format!(
        "<li data-lab=\"{name}\" data-program=\"{program}\" data-task=\"{task}\">\
         <a href=\"{address}\">{capital}.</a> {program}</li>\n"
    )
}

/// The text with its first letter as at the beginning of a sentence.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}
