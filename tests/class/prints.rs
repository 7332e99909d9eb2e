//! Changes of the course that the print shows.

use std::fs;
use std::path::Path;

use racelab_grade::class::of_course;

use crate::school::Folder;

/// A course of a few files.
fn course(folder: &Folder) -> &Folder {
    for (file, text) in [
        ("Cargo.lock", "lock"),
        ("Cargo.toml", "manifest"),
        ("crates/engine/src/lib.rs", "engine"),
        ("crates/grade/src/lib.rs", "grade"),
        ("src/lib.rs", "bench"),
        ("labs/05_racy_counter/check.rs", "check"),
        ("labs/05_racy_counter/exercise.rs", "stub"),
        ("labs/05_racy_counter/solution.rs", "solution"),
        ("labs/05_racy_counter/stub.rs", "stub"),
        ("labs/05_racy_counter/README.md", "readme"),
    ] {
        write(folder, file, text);
    }
    folder
}

fn write(folder: &Folder, file: &str, text: &str) {
    let file = folder.file(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn print(folder: &Folder) -> String {
    of_course(&folder.file("")).unwrap()
}

#[test]
fn every_file_that_affects_grades_changes_the_print() {
    let folder = Folder::new();
    let before = print(course(&folder));
    for (file, text) in [
        ("Cargo.lock", "another version"),
        ("crates/engine/src/lib.rs", "mended"),
        ("labs/05_racy_counter/check.rs", "stricter"),
        ("labs/05_racy_counter/stub.rs", "reworded"),
        ("crates/grade/src/more.rs", ""),
        ("src/lib.rs", "benches"),
    ] {
        write(&folder, file, text);
        assert_ne!(print(&folder), before, "{file}");
        let _ = fs::remove_file(folder.file("crates/grade/src/more.rs"));
        course(&folder);
        assert_eq!(print(&folder), before, "{file} is as it was");
    }
    // Text moves from the end of one file to the beginning of the next.
    write(&folder, "Cargo.lock", "loc");
    write(&folder, "Cargo.toml", "kmanifest");
    assert_ne!(print(&folder), before);
}

#[test]
fn exercises_solutions_and_texts_do_not() {
    let folder = Folder::new();
    let before = print(course(&folder));
    for file in [
        "exercise.rs",
        "solution.rs",
        "README.md",
        "exercise.backup.1.rs",
        ".exercise.swp",
    ] {
        write(&folder, &format!("labs/05_racy_counter/{file}"), "edited");
    }
    write(&folder, "progress.json", "{}");
    write(&folder, "target/debug/lab", "built");
    assert_eq!(print(&folder), before);
}

#[test]
fn a_course_that_is_not_whole_is_one_sentence() {
    let folder = Folder::new();
    fs::remove_dir_all(course(&folder).file("crates")).unwrap();
    let refused = of_course(&folder.file("")).unwrap_err().to_string();
    assert!(refused.starts_with("cannot read"), "{refused}");
}

#[test]
fn this_course_has_a_print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let print = of_course(root).unwrap();
    assert_eq!(print.len(), 16);
    assert_eq!(of_course(root).unwrap(), print);
}
