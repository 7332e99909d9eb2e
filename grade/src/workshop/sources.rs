//! Which files a binary was made of, as the compiler tells it: what no macro can hide.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::Lab;

use crate::Fault;

/// A file that the lab's binary was made of, though it is neither the course's nor the
/// exercise; `None` if there is none. A file of the course is named from its folder.
/// `list` is what cargo wrote, `files` those of the course, `tree` where they lie.
pub(super) fn foreign(
    list: &Path,
    tree: &Path,
    files: &BTreeSet<PathBuf>,
    lab: &Lab,
) -> Result<Option<String>, Fault> {
    let text = fs::read_to_string(list)
        .map_err(|error| Fault::new(format!("cannot read {}: {error}", list.display())))?;
    let made_of = read(&text);
    let exercise = PathBuf::from(lab.exercise());
    let inside = |file: &Path| file.strip_prefix(tree).map(Path::to_owned);
    if !made_of
        .iter()
        .any(|file| inside(file).is_ok_and(|f| f == exercise))
    {
        let sentence = format!("{} does not name the exercise", list.display());
        return Err(Fault::new(sentence));
    }
    let own = Path::new("labs").join(lab.name);
    let foreign = made_of.iter().find(|file| match inside(file) {
        Err(_) => true,
        Ok(file) if file == exercise => false,
        Ok(file) => {
            // Of another lab, only what it asks of its exercise.
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

/// The files on the right of the rule of a makefile: a space in a name has a backslash in
/// front.
fn read(text: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in text.lines() {
        let Some((_, right)) = line.split_once(": ") else {
            continue;
        };
        let mut file = String::new();
        let mut characters = right.chars();
        while let Some(c) = characters.next() {
            match c {
                '\\' => file.extend(characters.next()),
                ' ' => files.push(PathBuf::from(std::mem::take(&mut file))),
                c => file.push(c),
            }
        }
        files.push(PathBuf::from(file));
    }
    files.retain(|file| !file.as_os_str().is_empty());
    files
}
