//! `predict` and `hint`: help that is given only when it is asked for.

use crate::course::Lab;
use crate::view::screen::{GOOD, ODD, STRONG, paragraph, styled, width};

use super::{Question, WrongUse, command};

/// Asks the lab's question, or judges the answer to it.
pub(super) fn predict(
    lab: &Lab,
    question: &Question,
    answer: Option<char>,
) -> Result<(), WrongUse> {
    let letters = || ('a'..).zip(question.choices);
    let mut text = String::new();
    match answer {
        None => {
            text += &paragraph(question.text, 2, width());
            for (letter, choice) in letters() {
                text += &format!("    {}  {choice}\n", styled(STRONG, letter));
            }
            let answer = command(lab, &["predict", "a"]);
            text += &format!("\n  Answer with a letter:  {answer}\n");
        }
        Some(answer) => {
            let chosen = letters().position(|(letter, _)| letter == answer.to_ascii_lowercase());
            let Some(chosen) = chosen else {
                let last = letters().last().map_or('a', |(letter, _)| letter);
                return Err(format!(
                    "'{answer}' is no answer here; choose one of a to {last}"
                ));
            };
            if chosen == question.right {
                text += &format!("  {}\n", styled(GOOD, "Right."));
            } else {
                let right = letters().nth(question.right);
                let (letter, choice) = right.unwrap_or(('a', &""));
                let judged = styled(ODD, "Not quite.");
                text += &format!("  {judged} The answer is {letter}: {choice}.\n");
            }
            text += &paragraph(question.because, 2, width());
            text += &format!(
                "\n  See for yourself:  {}\n",
                command(lab, question.shown_by)
            );
        }
    }
    anstream::print!("{text}");
    Ok(())
}

/// Shows one hint and says whether there is another.
pub(super) fn hint(lab: &Lab, readme: &str, number: Option<usize>) -> Result<(), WrongUse> {
    let number = number.unwrap_or(1);
    let (hint, is_last) = hint_of(readme, number)?;
    let next = command(lab, &["hint", &(number + 1).to_string()]);
    let next = match is_last {
        false => format!("Another one:  {next}"),
        true => format!("{THE_LAST}  {}", command(lab, &["check"])),
    };
    anstream::print!("{hint}\n  {next}\n");
    Ok(())
}

/// What is said behind the last hint, in front of the command that checks.
pub(super) const THE_LAST: &str = "That was the last. See where you are:";

/// A hint of a README, the first being number 1, in paragraphs; and whether it is the
/// last.
pub(super) fn hint_of(readme: &str, number: usize) -> Result<(String, bool), WrongUse> {
    let hints = hints(readme);
    match number.checked_sub(1).and_then(|at| hints.get(at)) {
        Some(hint) => Ok((paragraph(hint, 2, width()), number == hints.len())),
        None => Err(format!(
            "there is no hint {number}; this lab has hints 1 to {}",
            hints.len()
        )),
    }
}

/// The hints of a README: what stands folded up in `<details>`, in order.
pub(super) fn hints(readme: &str) -> Vec<&str> {
    let folded = readme.split("<details>").skip(1);
    let texts = folded.filter_map(|rest| {
        let (_, text) = rest.split_once("</summary>")?;
        Some(text.split_once("</details>")?.0.trim())
    });
    texts.collect()
}
