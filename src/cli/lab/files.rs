//! The files of an exercise: open, reset, solution.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::process::{Command, ExitCode};

use crate::course::{Lab, write_whole};
use crate::view::screen::{paragraph, width};

use super::super::{Error, Refusal};
use super::{Choice, Course};

/// The most backups of an exercise.
const MOST_BACKUPS: u32 = 1_000;

impl Course {
    /// Opens an exercise in the editor that `$VISUAL`, or else `$EDITOR`, names, and waits for the
    /// editor to end.
    ///
    /// # Errors
    ///
    /// If neither is set, or the editor cannot be started.
    pub fn open(&self, choice: &Choice) -> Result<ExitCode, Error> {
        let lab = self.chosen(choice)?;
        let file = lab.exercise();
        let set = |name| {
            std::env::var(name)
                .ok()
                .filter(|text| !text.trim().is_empty())
        };
        let Some(editor) = set("VISUAL").or_else(|| set("EDITOR")) else {
            return Err(Error::NoEditor(file));
        };
        // The variable may contain arguments, as in `code --wait`.
        let mut words = editor.split_whitespace();
        let program = words.next().unwrap_or_default();
        let status = Command::new(program)
            .args(words)
            .arg(self.root.join(&file))
            .status()
            .map_err(|why| Error::Editor {
                program: program.to_owned(),
                file,
                why,
            })?;
        Ok(match status.success() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(1),
        })
    }

    /// Restores an exercise to its stub, and keeps a backup of the student's version.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written; then the exercise stays unchanged.
    pub fn reset(&mut self, choice: &Choice) -> Result<ExitCode, Error> {
        let lab = self.chosen(choice)?;
        let file = lab.exercise();
        let stub = self.read(&lab.stub())?;
        let mut text = String::new();
        match fs::read(self.root.join(&file)) {
            Ok(old) if old == stub.as_bytes() => {
                anstream::print!("  {file} is as it was shipped already.\n");
                return Ok(ExitCode::SUCCESS);
            }
            Ok(old) => {
                let backup = self.back_up(lab, &old)?;
                text += &paragraph(&format!("Yours is kept in {backup}."), 2, width());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Error::system(format!("read {file}"))(error)),
        }
        write_whole(&self.root.join(&file), stub.as_bytes())
            .map_err(Error::system(format!("write {file}")))?;
        text += &format!("  {file} is as it was shipped.\n");
        anstream::print!("{text}");
        self.progress.show_hints(lab, 0)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes a backup beside the exercise under an unused name, and returns that name.
    fn back_up(&self, lab: &Lab, exercise: &[u8]) -> Result<String, Error> {
        for number in 1..=MOST_BACKUPS {
            let name = format!("labs/{}/exercise.backup.{number}.rs", lab.name);
            let file = self.root.join(&name);
            let new = OpenOptions::new().write(true).create_new(true).open(&file);
            match new.and_then(|mut new| new.write_all(exercise).and_then(|()| new.sync_all())) {
                Ok(()) => return Ok(name),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::system(format!("keep yours in {name}"))(error)),
            }
        }
        Err(Refusal::Backups {
            most: MOST_BACKUPS,
            lab: lab.name,
        }
        .into())
    }

    /// Shows a lab's solution if the exercise is proved, or with `anyway`.
    ///
    /// # Errors
    ///
    /// If the exercise is not proved, or the course has no such file.
    pub fn solution(&self, choice: &Choice, anyway: bool) -> Result<ExitCode, Error> {
        let lab = self.chosen(choice)?;
        let file = lab.solution();
        if !self.root.join(&file).exists() {
            return Err(Refusal::NoSolution(file).into());
        }
        if !anyway && !self.progress.has_passed(lab) {
            return Err(Refusal::Unproved(lab.number).into());
        }
        anstream::print!("{}", self.read(&file)?);
        Ok(ExitCode::SUCCESS)
    }
}
