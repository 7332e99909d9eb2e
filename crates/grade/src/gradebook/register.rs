//! The students of a class, from a CSV file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::FileError;

use super::error::of_file;
use super::{GradebookError, Moment};

/// The known columns; the first one is required.
const COLUMNS: [&str; 6] = ["folder", "name", "id", "section", "submitted", "extension"];

/// A student of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name of the submission's folder, which records use.
    pub folder: String,
    /// The name; empty if it is unknown.
    pub name: String,
    /// The id on the platform.
    pub id: String,
    /// The section of the course.
    pub section: String,
    /// When the submission was handed in.
    pub submitted: Option<Moment>,
    /// The extension of the deadline, in days.
    pub extension: u32,
}

/// The students of a class, by the names of their folders.
#[derive(Clone, Debug, Default)]
pub struct Register {
    people: BTreeMap<String, Person>,
}

impl Register {
    /// Reads a CSV file (RFC 4180) whose first row names its columns: `folder`, and optionally
    /// `name`, `id`, `section`, `submitted` and `extension` (in days), in any
    /// order. Other columns do not count.
    ///
    /// # Errors
    ///
    /// A sentence without its full stop that names the row, if the file cannot be read, has
    /// no column `folder`, names a folder twice, or has an invalid time or number.
    pub fn read(file: &Path) -> Result<Self, GradebookError> {
        let name = file.display().to_string();
        let text = fs::read(file).map_err(FileError::read(&name))?;
        Self::parse(&text).map_err(of_file(name))
    }

    /// The same from the contents of a file.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    ///
    /// ```
    /// use racelab_grade::gradebook::Register;
    ///
    /// let text = "name,folder,extension\n\"Lovelace, Ada\",ada,2\n";
    /// let register = Register::parse(text.as_bytes())?;
    /// assert_eq!(register.person("ada").name, "Lovelace, Ada");
    /// assert_eq!(register.person("bob").name, "");
    /// let why = Register::parse(b"folder,extension\nada,two\n").unwrap_err();
    /// assert_eq!(why.to_string(), "row 2: 'two' is no number of days");
    /// # Ok::<(), racelab_grade::gradebook::GradebookError>(())
    /// ```
    pub fn parse(text: &[u8]) -> Result<Self, GradebookError> {
        // Some spreadsheets write this before the UTF-8.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        let head = reader.headers()?.clone();
        let column = |name: &str| {
            let mut names = head.iter().map(|found| found.trim().to_lowercase());
            names.position(|found| found == name)
        };
        let [folder, name, id, section, submitted, extension] = COLUMNS.map(column);
        if folder.is_none() {
            return Err(GradebookError::NoFolders(COLUMNS.join(", ")));
        }
        let mut register = Self::default();
        for (row, fields) in (2..).zip(reader.records()) {
            let fields = fields?;
            let cell = |column: Option<usize>| {
                column
                    .and_then(|at| fields.get(at))
                    .unwrap_or_default()
                    .trim()
            };
            let of_row = |why| GradebookError::Row {
                row,
                why: Box::new(why),
            };
            let person = Person {
                folder: cell(folder).to_owned(),
                name: cell(name).to_owned(),
                id: cell(id).to_owned(),
                section: cell(section).to_owned(),
                submitted: match cell(submitted) {
                    "" => None,
                    text => Some(text.parse().map_err(of_row)?),
                },
                extension: match cell(extension) {
                    "" => 0,
                    text => text
                        .parse()
                        .map_err(|_| of_row(GradebookError::Days(text.to_owned())))?,
                },
            };
            match person.folder.as_str() {
                // A spreadsheet may end with empty rows.
                "" if fields.iter().all(|field| field.trim().is_empty()) => continue,
                "" => return Err(of_row(GradebookError::NoFolder)),
                _ => {}
            }
            let folder = person.folder.clone();
            if register.people.insert(folder.clone(), person).is_some() {
                return Err(of_row(GradebookError::FolderTwice(folder)));
            }
        }
        Ok(register)
    }

    /// The student with this folder; a student without a name if the register has no such folder.
    pub fn person(&self, folder: &str) -> Person {
        self.people.get(folder).cloned().unwrap_or_else(|| Person {
            folder: folder.to_owned(),
            ..Person::default()
        })
    }

    /// The names of all folders, sorted.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.people.keys().map(String::as_str)
    }

    /// Whether the register has no student.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}
