//! Odd submissions, each with its ruling.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::makers::{
    ALONE, PLACE, edited, manifests, node, not_utf8, root, stub, text, utf16, write,
};

/// Makes a submission in this folder.
type Make = fn(&Path);

/// The student, the submission, its ruling, and words of its sentence.
pub(super) type Case = (&'static str, Make, &'static str, &'static str);

pub(super) const CASES: &[Case] = &[
    // Names.
    (
        "capitals",
        |to| stub(to, "05_Racy_Counter.rs"),
        "missing",
        "05_Racy_Counter.rs is not read: its name has a capital letter.",
    ),
    (
        "space",
        |to| stub(to, "05_racy_counter .rs"),
        "missing",
        "its name has a space.",
    ),
    (
        "cyrillic",
        |to| stub(to, "05_r\u{430}cy_counter.rs"),
        "missing",
        "its name has the letter \u{430} (U+0430), which is not one of the lab's.",
    ),
    (
        "letters elsewhere",
        |to| stub(to, "\u{43c}\u{43e}\u{451}/05_Racy_Counter.rs"),
        "missing",
        "05_Racy_Counter.rs is not read: its name has a capital letter.",
    ),
    (
        "text",
        |to| stub(to, "05_racy_counter.rs.txt"),
        "missing",
        "05_racy_counter.rs.txt is not read: its name does not end in .rs.",
    ),
    (
        "backup",
        |to| stub(to, "05_racy_counter.rs~"),
        "missing",
        "its name does not end in .rs.",
    ),
    (
        "download",
        |to| stub(to, "labs/05_racy_counter/exercise (1).rs"),
        "missing",
        "labs/05_racy_counter/exercise (1).rs is not read: its name has a space.",
    ),
    (
        "number",
        |to| stub(to, "racy_counter.rs"),
        "missing",
        "its name is not 05_racy_counter.rs.",
    ),
    (
        "nameless",
        |to| stub(to, "exercise.rs"),
        "missing",
        "There is no labs/05_racy_counter/exercise.rs.",
    ),
    (
        "longest",
        |to| stub(to, &format!("{}{ALONE}", "o".repeat(255 - ALONE.len()))),
        "missing",
        "oooo...oo05_racy_counter.rs is not read",
    ),
    (
        "commands",
        |to| stub(to, "\u{1b}[2J05_racy_counter\n::error::.rs"),
        "missing",
        "05_racy_counter : :error::.rs is not read: its name has a space.",
    ),
    ("no UTF-8", not_utf8, "missing", "is not read"),
    // Kinds of files.
    (
        "link",
        |to| symlink(root().join(PLACE), to.join(ALONE)).unwrap(),
        "unreadable",
        "is a link; send the file itself",
    ),
    (
        "circle",
        |to| symlink(to, to.join("labs")).unwrap(),
        "unreadable",
        "is a link; send the file itself",
    ),
    (
        "pipe",
        |to| assert!(node(to, libc::S_IFIFO)),
        "unreadable",
        "is not a regular file",
    ),
    (
        "socket",
        |to| drop(UnixListener::bind(to.join(ALONE)).unwrap()),
        "unreadable",
        "is not a regular file",
    ),
    (
        "folder",
        |to| fs::create_dir(to.join(ALONE)).unwrap(),
        "unreadable",
        "is a folder, and not a file",
    ),
    // Texts.
    ("utf16", utf16, "unreadable", "looks like UTF-16"),
    (
        "mark",
        |to| write(to, ALONE, format!("\u{feff}{}", text()).as_bytes()),
        "not started",
        "still as it was shipped",
    ),
    (
        "huge",
        |to| {
            write(to, ALONE, b"");
            let file = File::options().append(true).open(to.join(ALONE)).unwrap();
            file.set_len(50 << 20).unwrap();
        },
        "unreadable",
        "longer than 256 KiB",
    ),
    // Files beside it.
    (
        "manifests",
        manifests,
        "not started",
        "still as it was shipped",
    ),
    (
        "thousands",
        |to| {
            stub(to, ALONE);
            for number in 0..10_000 {
                write(to, &format!("note_{number:04}.txt"), b"");
            }
        },
        "not started",
        "still as it was shipped",
    ),
    // Archives, which are not opened, whatever their contents.
    (
        "archive",
        |to| {
            write(
                to,
                "homework.zip",
                b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            )
        },
        "missing",
        "The file homework.zip is not read: it is an archive: unpack it.",
    ),
    (
        "archive in a folder",
        |to| write(to, "sent/inner.ZIP", b"PK\x03\x04"),
        "missing",
        "The file sent/inner.ZIP is not read: it is an archive",
    ),
    (
        "empty",
        |_| {},
        "missing",
        "There is no labs/05_racy_counter/exercise.rs.",
    ),
    // Places.
    (
        "on top",
        |to| edited(to, &format!("racelab-main/{PLACE}")),
        "forbidden construct",
        "std::fs",
    ),
    (
        "far below",
        |to| {
            edited(to, &format!("sent/my work/{ALONE}"));
            write(to, "__MACOSX/sent/my work/._05_racy_counter.rs", b"\0\x05");
        },
        "forbidden construct",
        "std::fs",
    ),
    (
        "rivals",
        |to| {
            ["new", "old"]
                .iter()
                .for_each(|folder| edited(to, &format!("{folder}/{ALONE}")))
        },
        "missing",
        "Exercises lie in more than one folder, in new and in old.",
    ),
    (
        "twice",
        |to| {
            stub(to, PLACE);
            edited(to, ALONE);
        },
        "forbidden construct",
        "std::fs",
    ),
    (
        "twice the same",
        |to| [PLACE, ALONE].iter().for_each(|place| stub(to, place)),
        "not started",
        "still as it was shipped",
    ),
    (
        "a folder in place of one",
        |to| {
            fs::create_dir_all(to.join(PLACE)).unwrap();
            edited(to, ALONE);
        },
        "forbidden construct",
        "std::fs",
    ),
    // A student without anything odd.
    (
        "zoe",
        |to| edited(to, PLACE),
        "forbidden construct",
        "std::fs",
    ),
];
