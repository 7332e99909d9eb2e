//! Lists the folder of a submission: the places of its exercises, and the files that are not read.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::LABS;

/// The most entries that are listed: more than any checkout has, and few enough to take less than a
/// second.
const ENTRIES: usize = 20_000;
const DEPTH: usize = 6;

/// Folders and files that tools leave behind, which no student means as an exercise.
const LEFTOVERS: [&str; 7] = [
    "__MACOSX",
    "Thumbs.db",
    "desktop.ini",
    "node_modules",
    "progress.json",
    "target",
    "vendor",
];

/// The entries of a folder, by their paths from it.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Entries that are not folders.
    pub(super) files: Vec<PathBuf>,
    /// All entries, including folders.
    met: Vec<PathBuf>,
    /// Folders that cannot be opened, each with why.
    pub(super) closed: Vec<(PathBuf, String)>,
    /// Whether there are more entries than were listed.
    pub(super) is_cut: bool,
}

impl Survey {
    /// Lists this folder. Hidden files do not count, and no link is followed.
    pub(super) fn of(folder: &Path) -> Self {
        let mut survey = Self::default();
        survey.look(folder, Path::new(""), 0);
        survey
    }

    fn look(&mut self, root: &Path, part: &Path, depth: usize) {
        let entries = match fs::read_dir(root.join(part)) {
            Ok(entries) => entries,
            Err(error) => {
                self.closed.push((part.to_owned(), error.to_string()));
                return;
            }
        };
        let left = ENTRIES.saturating_sub(self.met.len());
        let mut entries: Vec<_> = entries.flatten().take(left + 1).collect();
        self.is_cut |= entries.len() > left;
        entries.truncate(left);
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in entries {
            let name = entry.file_name();
            if is_leftover(&name) {
                continue;
            }
            let path = part.join(&name);
            self.met.push(path.clone());
            match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true => folders.push(path),
                false => self.files.push(path),
            }
        }
        // Entries at the top come first, so that a large folder hides none of them.
        for path in folders {
            match depth < DEPTH {
                true => self.look(root, &path, depth + 1),
                false => self.is_cut = true,
            }
        }
    }

    /// The folders that have exercises at their usual places, sorted. If one contains
    /// all others, it is the only one.
    pub(super) fn places(&self) -> Vec<PathBuf> {
        let mut places: Vec<PathBuf> = Vec::new();
        for path in &self.met {
            if let Some(place) = place_of(path)
                && !places.contains(&place)
            {
                places.push(place);
            }
        }
        places.sort();
        let top = places.first().cloned();
        match top.filter(|top| places.iter().all(|place| place.starts_with(top))) {
            Some(top) => vec![top],
            None => places,
        }
    }
}

fn is_leftover(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || LEFTOVERS.contains(&name.as_ref())
}

/// The folder of a submission in which this path is a place of an exercise.
fn place_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let above = path.parent()?;
    if name != "exercise.rs" {
        let stem = name.strip_suffix(".rs")?;
        return is_lab(stem).then(|| above.to_owned());
    }
    is_lab(above.file_name()?.to_str()?).then_some(())?;
    let above = above.parent()?;
    match above.file_name() {
        Some(name) if name == "labs" => Some(above.parent()?.to_owned()),
        _ => Some(above.to_owned()),
    }
}

fn is_lab(name: &str) -> bool {
    LABS.iter().any(|lab| lab.name == name)
}
