//! The files of which a binary was made, from the compiler: a macro cannot hide any of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::Lab;

use crate::Fault;

/// Cargo's list of the files of which a binary was made.
pub(super) struct SourceList {
    /// The path of the list.
    path: PathBuf,
    files: Vec<PathBuf>,
}

impl SourceList {
    /// The list of this binary. Cargo puts it beside the binary, wherever a configuration
    /// (`build.target`) moves the two.
    pub(super) fn beside(binary: &Path) -> Result<Self, Fault> {
        let path = binary.with_extension("d");
        let text = fs::read_to_string(&path)
            .map_err(|error| Fault::new(format!("cannot read {}: {error}", path.display())))?;
        let files = of_rule(&text, binary)
            .ok_or_else(|| Fault::new(format!("{} does not tell of its binary", path.display())))?;
        Ok(Self { path, files })
    }

    /// A file of which the lab's binary was made, and which is neither the course's nor the
    /// exercise; `None` if there is none. A file of the course has a path relative to its folder.
    /// `files` are those of the course, `tree` is their folder.
    pub(super) fn foreign(
        &self,
        tree: &Path,
        files: &BTreeSet<PathBuf>,
        lab: &Lab,
    ) -> Result<Option<String>, Fault> {
        let exercise = PathBuf::from(lab.exercise());
        let inside = |file: &Path| file.strip_prefix(tree).map(Path::to_owned);
        if !self
            .files
            .iter()
            .any(|file| inside(file).is_ok_and(|f| f == exercise))
        {
            let sentence = format!("{} does not name the exercise", self.path.display());
            return Err(Fault::new(sentence));
        }
        let own = Path::new("labs").join(lab.name);
        let foreign = self.files.iter().find(|file| match inside(file) {
            Err(_) => true,
            Ok(file) if file == exercise => false,
            Ok(file) => {
                // Of another lab, only the interface of its exercise: `check.rs`, and the folder
                // `check` beside it.
                let folder = file.parent().and_then(Path::parent);
                let is_others = folder == Some(Path::new("labs")) && !file.starts_with(&own);
                !files.contains(&file) || is_others && !file.ends_with("check.rs")
            }
        });
        Ok(foreign.map(|file| {
            let file = inside(file).unwrap_or_else(|_| file.clone());
            file.display().to_string()
        }))
    }
}

/// The files on the right of the makefile's rule for this binary; `None` if it has none. A
/// space in a name is escaped with a backslash; a colon and all else is not.
fn of_rule(text: &str, binary: &Path) -> Option<Vec<PathBuf>> {
    let left = binary.to_str()?.replace(' ', "\\ ") + ": ";
    let right = text.lines().find_map(|line| line.strip_prefix(&left))?;
    let mut files = Vec::new();
    let mut file = String::new();
    let mut characters = right.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&' ') => file.extend(characters.next()),
            ' ' => files.push(PathBuf::from(std::mem::take(&mut file))),
            c => file.push(c),
        }
    }
    files.push(PathBuf::from(file));
    files.retain(|file| !file.as_os_str().is_empty());
    Some(files)
}
