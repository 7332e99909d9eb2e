//! Names of files that resemble the name of a lab.

use std::ffi::OsStr;
use std::path::Path;

use racelab::course::Lab;

/// Endings of archives.
const ARCHIVES: [&str; 9] = ["zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar"];

/// Letters of other alphabets, each before the Latin letter that looks the same.
const ALIKE: &str = "аaвbсcеeгrнhіiјjкkмmоoпnрpѕsтtуyхxαaεeιiκkνvοoρpτtυu";

/// Whether a file is an archive, by its name.
pub(super) fn is_archive(name: &Path) -> bool {
    let ending = name.extension().unwrap_or_default().to_string_lossy();
    ARCHIVES.contains(&ending.to_lowercase().as_str())
}

/// Whether the name of this file, or of its folder, resembles that of the lab.
pub(super) fn is_near(file: &Path, lab: &Lab) -> bool {
    let steps = file.iter().rev().take(2);
    steps
        .map(OsStr::to_string_lossy)
        .any(|step| is_meant(&step, lab))
}

fn is_meant(name: &str, lab: &Lab) -> bool {
    letters(name).contains(&letters(lab.name))
}

/// What is wrong with the name of a file that [is near](is_near) that of a lab.
pub(super) fn what_is_wrong(file: &Path, lab: &Lab) -> String {
    let mut name = file.file_name().unwrap_or_default().to_string_lossy();
    if !is_meant(&name, lab) {
        // Then it is the folder whose name resembles that of the lab.
        let folder = file.parent().and_then(Path::file_name).unwrap_or_default();
        name = format!("{}/{name}", folder.to_string_lossy()).into();
    }
    let ending = file.extension().unwrap_or_default();
    let is_foreign = |c: &char| c.is_alphabetic() && !c.is_ascii();
    if is_archive(file) {
        "it is an archive: unpack it".to_owned()
    } else if let Some(letter) = name.chars().find(is_foreign) {
        let code = u32::from(letter);
        format!("its name has the letter {letter} (U+{code:04X}), which is not one of the lab's")
    } else if !ending.eq_ignore_ascii_case("rs") {
        "its name does not end in .rs".to_owned()
    } else if name.contains(char::is_whitespace) {
        "its name has a space".to_owned()
    } else if name.contains(char::is_uppercase) {
        "its name has a capital letter".to_owned()
    } else {
        format!("its name is not {}.rs", lab.name)
    }
}

/// The letters of a name in lower case, replaced by the Latin ones that they resemble.
fn letters(name: &str) -> String {
    let small = name.chars().flat_map(char::to_lowercase).map(latin);
    small.filter(char::is_ascii_lowercase).collect()
}

/// The Latin letter that looks like this one.
fn latin(letter: char) -> char {
    if let '\u{ff41}'..='\u{ff5a}' = letter {
        // The full-width form of a letter.
        return char::from_u32(u32::from(letter) - 0xff41 + u32::from('a')).unwrap_or(letter);
    }
    let mut pairs = ALIKE.chars();
    while let (Some(foreign), Some(latin)) = (pairs.next(), pairs.next()) {
        if foreign == letter {
            return latin;
        }
    }
    letter
}
