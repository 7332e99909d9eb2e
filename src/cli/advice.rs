//! `predict` and `hint`: help on request only.

use std::io::{self, BufRead, Write};

use crate::course::Lab;
use crate::view::screen::{GOOD, ODD, STRONG, labelled, paragraph, styled, width};

use super::arguments::Predict;
use super::confinement::is_at_a_terminal;
use super::{Error, Question, Refusal, command};

/// Shows the lab's question, judges the answer to it, or shows the right answer.
/// At a terminal the student may answer there, again and again.
pub(super) fn predict(lab: &Lab, question: &Question, options: &Predict) -> Result<(), Error> {
    if options.tell {
        anstream::print!("{}", told(lab, question));
        return Ok(());
    }
    if let Some(answer) = options.answer {
        let text = match judge(question, answer)? {
            true => right(lab, question),
            false => format!("{}{}", wrong(), again(lab)),
        };
        anstream::print!("{text}");
        return Ok(());
    }
    anstream::print!("{}", asked(question));
    if is_at_a_terminal() {
        return converse(lab, question);
    }
    let answer = command(lab, &["predict", "a"]);
    let line = labelled("  Answer with a letter:  ", &answer, width());
    anstream::print!("\n{line}");
    Ok(())
}

/// Reads answers at the terminal until one is right or the input ends.
fn converse(lab: &Lab, question: &Question) -> Result<(), Error> {
    anstream::print!("\n  Type a letter, or press Enter to see the answer.\n");
    let mut lines = io::stdin().lock().lines();
    loop {
        anstream::print!("> ");
        let shown = io::stdout().flush();
        let line = shown.and_then(|()| lines.next().transpose());
        let Some(line) = line.map_err(Error::Conversation)? else {
            anstream::println!();
            return Ok(());
        };
        let mut letters = line.trim().chars();
        let (Some(letter), rest) = (letters.next(), letters.next()) else {
            anstream::print!("{}", told(lab, question));
            return Ok(());
        };
        let judged = match rest {
            None => judge(question, letter).map_err(|error| error.to_string()),
            Some(_) => Err("Type one letter".to_owned()),
        };
        let text = match judged {
            Ok(true) => {
                anstream::print!("{}", right(lab, question));
                return Ok(());
            }
            Ok(false) => format!(
                "{}  Try another letter, or press Enter to see the \
                                  answer.\n",
                wrong()
            ),
            Err(sentence) => paragraph(&format!("{sentence}."), 2, width()),
        };
        anstream::print!("{text}");
    }
}

/// The answers, each with its letter.
fn letters(question: &Question) -> impl Iterator<Item = (char, &'static str)> {
    ('a'..).zip(question.choices.iter().copied())
}

fn asked(question: &Question) -> String {
    let mut text = paragraph(question.text, 2, width());
    for (letter, choice) in letters(question) {
        text += &format!("    {}  {choice}\n", styled(STRONG, letter));
    }
    text
}

/// Whether this letter is the right one. The letter of no answer is an error.
fn judge(question: &Question, letter: char) -> Result<bool, Error> {
    let chosen = letters(question).position(|(other, _)| other == letter.to_ascii_lowercase());
    let Some(chosen) = chosen else {
        let last = letters(question).last().map_or('a', |(letter, _)| letter);
        return Err(Refusal::NoAnswer { letter, last }.into());
    };
    Ok(chosen == question.right)
}

fn right(lab: &Lab, question: &Question) -> String {
    format!("  {}\n{}", styled(GOOD, "Right."), because(lab, question))
}

fn wrong() -> String {
    format!("  {}\n", styled(ODD, "Not quite."))
}

/// The commands that a student can continue with after a wrong answer.
fn again(lab: &Lab) -> String {
    let line = |label, arguments: &[&str]| labelled(label, &command(lab, arguments), width());
    format!(
        "\n{}{}",
        line("  Think again:  ", &["predict"]),
        line("  The answer:   ", &["predict", "--tell"])
    )
}

fn told(lab: &Lab, question: &Question) -> String {
    let (letter, choice) = letters(question).nth(question.right).unwrap_or(('a', ""));
    let answer = paragraph(&format!("The answer is {letter}: {choice}."), 2, width());
    answer + &because(lab, question)
}

/// Why the right answer is right, and the command that shows it.
fn because(lab: &Lab, question: &Question) -> String {
    let shown = command(lab, question.shown_by);
    let because = paragraph(question.because, 2, width());
    let line = labelled("  See for yourself:  ", &shown, width());
    format!("{because}\n{line}")
}

/// Shows one hint and says whether there is another.
pub(super) fn hint(lab: &Lab, readme: &str, number: Option<usize>) -> Result<(), Error> {
    let number = number.unwrap_or(1);
    let (hint, is_last) = hint_of(readme, number)?;
    let next = match is_last {
        false => another(&command(lab, &["hint", &(number + 1).to_string()])),
        true => the_last(&command(lab, &["check"])),
    };
    anstream::print!("{hint}\n{next}");
    Ok(())
}

/// The line below a hint: the command that shows the next one.
pub(super) fn another(hint: &str) -> String {
    labelled("  Another one:  ", hint, width())
}

/// The line below the last hint: the command that checks the exercise.
pub(super) fn the_last(check: &str) -> String {
    labelled("  That was the last. See where you are:  ", check, width())
}

/// The hint of a README with this number, counted from 1, in paragraphs; and whether it is the
/// last.
pub(super) fn hint_of(readme: &str, number: usize) -> Result<(String, bool), Error> {
    let hints = hints(readme);
    match number.checked_sub(1).and_then(|at| hints.get(at)) {
        Some(hint) => Ok((paragraph(hint, 2, width()), number == hints.len())),
        None => Err(Refusal::NoHint {
            number,
            of: hints.len(),
        }
        .into()),
    }
}

/// The hints of a README: the contents of its `<details>` elements, in order.
pub(super) fn hints(readme: &str) -> Vec<&str> {
    let folded = readme.split("<details>").skip(1);
    let texts = folded.filter_map(|rest| {
        let (_, text) = rest.split_once("</summary>")?;
        Some(text.split_once("</details>")?.0.trim())
    });
    texts.collect()
}
