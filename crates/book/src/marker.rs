//! The comments that ask for a figure.

use racelab::course::Lab;

use crate::Error;

const START: &str = "<!-- figure: ";

/// What a comment asks for, as in `<!-- figure: 05_racy_counter explore --atomic; goal: 1 -->`.
#[derive(Debug)]
pub(crate) struct Marker {
    pub(crate) lab: &'static Lab,
    /// The command that writes the page, and its options.
    pub(crate) arguments: Vec<String>,
    /// The number of the goal that the reader is to reach first.
    pub(crate) goal: usize,
}

impl Marker {
    /// What this line asks for; `None` if it is no such comment.
    pub(crate) fn of(line: &str) -> Option<Result<Self, Error>> {
        let line = line.trim();
        let words = line.strip_prefix(START)?;
        let read = words
            .strip_suffix("-->")
            .ok_or_else(|| "it does not end with `-->` on its line".to_owned())
            .and_then(Self::read);
        Some(read.map_err(|why| Error::Marker {
            marker: line.to_owned(),
            why,
        }))
    }

    fn read(words: &str) -> Result<Self, String> {
        let (command, goal) = match words.split_once(';') {
            Some((command, goal)) => (command, number(goal.trim())?),
            None => (words, 1),
        };
        let mut words = command.split_whitespace().map(str::to_owned);
        let name = words.next().unwrap_or_default();
        let lab = Lab::named(&name).ok_or_else(|| format!("no lab is named {name:?}"))?;
        let arguments: Vec<String> = words.collect();
        match arguments.first().map(String::as_str) {
            Some("explore" | "play") => Ok(Self {
                lab,
                arguments,
                goal,
            }),
            _ => Err("`explore` or `play` stands behind the name of the lab".to_owned()),
        }
    }
}

fn number(goal: &str) -> Result<usize, String> {
    let number = goal.strip_prefix("goal:").map(str::trim);
    let number = number.and_then(|number| number.parse().ok());
    number
        .filter(|&number| number > 0)
        .ok_or_else(|| format!("{goal:?} names no goal by its number"))
}
