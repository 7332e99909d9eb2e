//! A student's progress: one small file, which may be deleted.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::VARIABLE;
use super::{CourseError, Lab};

/// The file, from the root of the workspace.
const FILE: &str = "progress.json";

/// The version of its format.
const SCHEMA: u32 = 1;

/// A student's progress in the course.
///
/// It is stored by the names of the labs, including labs of an older or newer
/// version of the course, so that an update of the course loses nothing.
#[derive(Debug)]
pub struct Progress {
    file: PathBuf,
    form: Form,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Form {
    schema: u32,
    labs: BTreeMap<String, Entry>,
}

/// The progress in a lab.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Entry {
    /// Whether its exercise was ever proved.
    #[serde(default)]
    passed: bool,
    /// How many of its hints were shown.
    #[serde(default)]
    hints: usize,
}

/// The folder of the course: the first one that contains `labs/`, from the current folder
/// upwards, and then from the package for which cargo has started this process.
///
/// # Errors
///
/// A sentence, if there is none.
pub fn root() -> Result<PathBuf, CourseError> {
    let here = std::env::current_dir().ok();
    let cargos = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let is_root = |folder: &&Path| folder.join("labs/Cargo.toml").is_file();
    let places = here.iter().chain(&cargos);
    let mut above = places.flat_map(|place| place.ancestors());
    let root = above.find(is_root).map(Path::to_owned);
    root.ok_or(CourseError::NotHere)
}

impl Progress {
    /// Reads the progress of the course in this folder; it is empty if there
    /// is no file.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub fn of(root: &Path) -> Result<Self, CourseError> {
        let file = match std::env::var_os(VARIABLE) {
            Some(file) => PathBuf::from(file),
            None => root.join(FILE),
        };
        let read = match fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text).map_err(io::Error::from),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Form::default()),
            Err(error) => Err(error),
        };
        match read {
            Ok(form) => Ok(Self { file, form }),
            Err(why) => Err(CourseError::ReadProgress { file, why }),
        }
    }

    /// Whether the lab's exercise was ever proved, even if it has changed since.
    pub fn has_passed(&self, lab: &Lab) -> bool {
        self.form
            .labs
            .get(lab.name)
            .is_some_and(|entry| entry.passed)
    }

    /// How many hints of the lab were shown.
    pub fn hints(&self, lab: &Lab) -> usize {
        self.form.labs.get(lab.name).map_or(0, |entry| entry.hints)
    }

    /// Records that the lab's exercise was proved.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn pass(&mut self, lab: &Lab) -> Result<(), CourseError> {
        self.entry(lab).passed = true;
        self.save()
    }

    /// Records how many hints were shown.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn show_hints(&mut self, lab: &Lab, hints: usize) -> Result<(), CourseError> {
        self.entry(lab).hints = hints;
        self.save()
    }

    fn entry(&mut self, lab: &Lab) -> &mut Entry {
        self.form.labs.entry(lab.name.to_owned()).or_default()
    }

    fn save(&mut self) -> Result<(), CourseError> {
        self.form.schema = SCHEMA;
        let mut text = serde_json::to_vec_pretty(&self.form).unwrap_or_default();
        text.push(b'\n');
        write_whole(&self.file, &text).map_err(|why| CourseError::KeepProgress {
            file: self.file.clone(),
            why,
        })
    }
}

/// Writes a file so that every reader sees either the old text or the new one, complete.
///
/// # Errors
///
/// If it cannot be written; then the old text stays.
pub fn write_whole(file: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let new = file.with_file_name(name);
    let written = fs::File::create(&new).and_then(|mut opened| {
        opened.write_all(text)?;
        opened.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&new, file));
    if renamed.is_err() {
        // An unneeded file; it does no harm if it cannot be removed.
        let _ = fs::remove_file(&new);
    }
    renamed
}
