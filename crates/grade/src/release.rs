//! The students' copy of the course: without solutions, wrong fixes, and the
//! tests of both.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use racelab::course::LABS;

use crate::FileError;
use crate::parts::is_of_course;

/// Files of the course that students do not get: answers, files that include them, and the tests
/// of tools that only instructors use. Solutions and backups are left out as well.
const KEPT_BACK: [&str; 15] = [
    "crates/book/tests",
    "crates/grade/examples",
    "crates/grade/tests",
    "tests/class",
    "tests/grader",
    "tests/pages",
    "tests/process_answers.rs",
    "tests/processes/answers.rs",
    "tests/release",
    "tests/reports",
    "tests/scan.rs",
    "tests/solutions.rs",
    "tests/styles",
    "tests/submissions",
    "tests/submissions.rs",
];

/// Why there is no release. Its `Display` is a sentence without a full stop that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The folder cannot be written into.
    #[error("cannot write into {}: {why}; name another folder", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// The folder is in the course, of which the release would become a part.
    #[error("{} is in the course itself; name a folder beside it", .0.display())]
    InCourse(PathBuf),
    /// The folder is not empty.
    #[error("{} is not empty; name a folder that is, or that is not there", .0.display())]
    NotEmpty(PathBuf),
}

/// A release that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// How many files it has.
    pub files: usize,
    /// Files and folders beside the course that were not copied, because they are not part of
    /// it.
    pub left: Vec<String>,
}

/// Writes the students' copy of the course at `root` into the folder `to`, with each exercise
/// replaced by its stub.
///
/// # Errors
///
/// A sentence, if the folder is not empty or is inside the course, if the course is not
/// complete, or if a file cannot be read or written.
pub fn release(root: &Path, to: &Path) -> Result<Release, ReleaseError> {
    make_room(root, to)?;
    let mut files = Vec::new();
    let mut left = Vec::new();
    for name in names(root)? {
        match is_of_course(&name) || is_vendored(root, &name) {
            true => gather(root, Path::new(&name), &mut files)?,
            false if [".git", "target", "progress.json"].contains(&name.as_str()) => {}
            false => left.push(name),
        }
    }
    for file in &files {
        let text = text(root, file)?;
        let place = to.join(file);
        let folder = place.parent().unwrap_or(to);
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&place, text))
            .and_then(|()| {
                fs::set_permissions(&place, fs::metadata(root.join(file))?.permissions())
            });
        written.map_err(FileError::write(&place))?;
    }
    let files = files.len();
    Ok(Release { files, left })
}

/// Makes the folder, or checks that it is empty; also checks that it is not inside the course, of
/// which it would become a part.
fn make_room(root: &Path, to: &Path) -> Result<(), ReleaseError> {
    let cannot = |why| ReleaseError::Folder {
        folder: to.to_owned(),
        why,
    };
    let whole = std::path::absolute(to).map_err(cannot)?;
    let mut above = whole.ancestors().filter(|place| place.exists());
    let above = above
        .next()
        .unwrap_or(&whole)
        .canonicalize()
        .map_err(cannot)?;
    if above.starts_with(root.canonicalize().map_err(cannot)?) {
        return Err(ReleaseError::InCourse(to.to_owned()));
    }
    match fs::read_dir(to).map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => Err(ReleaseError::NotEmpty(to.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(to).map_err(cannot),
        Err(error) => Err(cannot(error)),
    }
}

/// Whether this is the folder that `cargo vendor` has made.
fn is_vendored(root: &Path, name: &str) -> bool {
    let marker = root.join(name).join("libc/.cargo-checksum.json");
    marker.exists()
}

/// The files below a path of the course, without those that are kept back.
fn gather(root: &Path, place: &Path, files: &mut Vec<PathBuf>) -> Result<(), ReleaseError> {
    if is_kept_back(place) {
        return Ok(());
    }
    if !root.join(place).is_dir() {
        files.push(place.to_owned());
        return Ok(());
    }
    for name in names(&root.join(place))? {
        gather(root, &place.join(name), files)?;
    }
    Ok(())
}

fn is_kept_back(place: &Path) -> bool {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let is_of_lab = place.starts_with("labs");
    let is_answer = name == "solution.rs" || name.starts_with("exercise.backup");
    KEPT_BACK.iter().any(|kept| place == Path::new(kept)) || (is_of_lab && is_answer)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>, ReleaseError> {
    let cannot = || FileError::read(folder.display().to_string());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot())? {
        names.push(
            entry
                .map_err(cannot())?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort();
    Ok(names)
}

/// The contents of a file of the release.
fn text(root: &Path, file: &Path) -> Result<Vec<u8>, ReleaseError> {
    let read = |file: &Path| {
        fs::read(root.join(file)).map_err(FileError::read(file.display().to_string()))
    };
    if let Some(lab) = LABS.iter().find(|lab| Path::new(&lab.exercise()) == file) {
        return Ok(read(Path::new(&lab.stub()))?);
    }
    if file == Path::new("Cargo.toml") {
        let manifest = read(file)?;
        return Ok(manifest_without_answers(&String::from_utf8_lossy(&manifest)).into_bytes());
    }
    Ok(read(file)?)
}

/// The manifest without the tests that are kept back: cargo requires the file of each
/// test in the manifest.
fn manifest_without_answers(manifest: &str) -> String {
    let mut kept = String::new();
    let mut rest = manifest;
    while let Some(at) = rest.find("[[test]]\n") {
        kept.push_str(&rest[..at]);
        let section = &rest[at..];
        let end = section.find("\n\n").map_or(section.len(), |end| end + 2);
        let name = section[..end]
            .lines()
            .find_map(|line| line.strip_prefix("name = "));
        let name = name.unwrap_or_default().trim_matches('"');
        let places = [format!("tests/{name}.rs"), format!("tests/{name}")];
        if !places.iter().any(|place| is_kept_back(Path::new(place))) {
            kept.push_str(&section[..end]);
        }
        rest = &section[end..];
    }
    kept + rest
}
