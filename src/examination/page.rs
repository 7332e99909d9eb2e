//! The page of a command and the findings of a check, as a confined child sends them.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::proof::{Proof, Report, Verdict};
use crate::view::page::Figure;
use crate::view::screen::{paragraph, width};

/// The output of a command: its text, its files and its exit status.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) status: u8,
    /// The findings of a check, for a grader.
    pub(crate) findings: Findings,
    /// A page to be written as HTML, and what is in it, in words.
    pub(crate) figure: Option<(Figure, String)>,
    files: Vec<(PathBuf, String)>,
}

impl Page {
    /// A page of text, with the status of success.
    pub(crate) fn of(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// Adds a file and a line about it. The parent writes the file, because a confined process may
    /// not.
    pub(crate) fn write(&mut self, file: &Path, content: String, what: &str) {
        let sentence = format!("Wrote {}: {what}.", file.display());
        self.text += &paragraph(&sentence, 2, width());
        self.files.push((file.to_owned(), content));
    }

    /// Writes the files and prints the text. An error names its file.
    pub(crate) fn show(self) -> Result<ExitCode, (PathBuf, io::Error)> {
        for (file, content) in self.files {
            if let Err(error) = std::fs::write(&file, content) {
                return Err((file, error));
            }
        }
        anstream::print!("{}", self.text);
        Ok(ExitCode::from(self.status))
    }
}

/// The findings of a check, which belong to its page.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Findings {
    /// Whether every claim holds. The status of a student's check says more: it is 1 also if a
    /// grader refuses the exercise.
    pub(super) holds: bool,
    pub(super) lines: Vec<Line>,
    pub(super) sentence: String,
}

impl Findings {
    pub(crate) fn of(report: &Report) -> Self {
        let line = |proof: &Proof| Line {
            instance: proof.instance.clone(),
            verdict: proof.verdict.name().to_owned(),
        };
        Self {
            holds: report.verdict().holds(),
            lines: report.proofs().iter().map(line).collect(),
            sentence: match report.failed() {
                None => {
                    let reservation = report.reservation().map(|text| format!(" {text}"));
                    report.conclusion().to_owned() + &reservation.unwrap_or_default()
                }
                Some(proof) => proof.found(),
            },
        }
    }
}

/// One claim, and the verdict on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Line {
    /// The judged instance in words: "2 threads, 2 increments each".
    pub instance: String,
    /// The verdict, by its [name](Verdict::name).
    pub verdict: String,
}

impl Line {
    /// The verdict; `None` if no verdict has this name.
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::named(&self.verdict)
    }
}
