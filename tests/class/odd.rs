//! What lies in a folder besides a good exercise, or in place of one: each has its ruling
//! and a sentence that says why, and costs no other student anything.

use std::ffi::{CString, OsStr, OsString};
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use racelab::course::{LABS, Lab};
use racelab_grade::class::Sheet;

use crate::commands::{all, alone, lab};
use crate::school::Folder;

/// Where an exercise belongs, in a checkout and by itself.
const PLACE: &str = "labs/05_racy_counter/exercise.rs";
const ALONE: &str = "05_racy_counter.rs";

/// Makes what somebody has sent, in this folder.
type Make = fn(&Path);

/// Who has sent it, what it is, its ruling, and words of its sentence.
type Case = (&'static str, Make, &'static str, &'static str);

const CASES: &[Case] = &[
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
        "is no plain file",
    ),
    (
        "socket",
        |to| drop(UnixListener::bind(to.join(ALONE)).unwrap()),
        "unreadable",
        "is no plain file",
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
    // What lies beside it.
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
    // Archives, which are not opened, whatever is in them.
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
    // Somebody who has done nothing odd.
    (
        "zoe",
        |to| edited(to, PLACE),
        "forbidden construct",
        "std::fs",
    ),
];

#[test]
fn whatever_was_sent_has_a_ruling_and_a_sentence() {
    let (_alone, folder) = (alone(), Folder::new());
    let out = folder.file("grades.jsonl");
    let mut cases: Vec<_> = CASES.to_vec();
    let device: Case = ("device", device, "unreadable", "is no plain file");
    let closed: [Case; 2] = [
        (
            "closed",
            closed,
            "grader fault",
            "cannot be opened: Permission denied",
        ),
        (
            "closed folder",
            closed_folder,
            "grader fault",
            "cannot open the folder sent of",
        ),
    ];
    fs::create_dir(folder.file("closed")).unwrap();
    // What a system permits goes by more than by who asks.
    match node(&folder.file(""), libc::S_IFCHR) {
        true => cases.push(device),
        false => anstream::eprintln!("skipped: the system lets this test make no device"),
    }
    fs::set_permissions(folder.file("closed"), Permissions::from_mode(0)).unwrap();
    match fs::read_dir(folder.file("closed")) {
        Err(_) => cases.extend(closed),
        Ok(_) => anstream::eprintln!("skipped: no folder is closed to this test"),
    }
    fs::remove_dir(folder.file("closed")).unwrap();
    let folders = cases.iter().map(|(student, make, ..)| {
        let place = folder.file(student);
        fs::create_dir(&place).unwrap();
        make(&place);
        place
    });
    let folders: Vec<PathBuf> = folders.collect();
    let arguments = ["grade", "--labs", "5", "--jobs", "2", "--out"].map(OsStr::new);
    let mut command = lab(&[]);
    let output = command.args(arguments).arg(&out).args(&folders).output();
    let output = output.unwrap();
    let said = all(&output);
    for folder in &folders {
        let _ = fs::set_permissions(folder, Permissions::from_mode(0o755));
        let _ = fs::set_permissions(folder.join("sent"), Permissions::from_mode(0o755));
    }
    let has_faults = cases.iter().any(|case| case.2 == "grader fault");
    assert_eq!(output.status.code(), Some(i32::from(has_faults)), "{said}");
    assert!(
        !said.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'),
        "{said:?}"
    );
    let sheet = Sheet::read(&out).unwrap();
    for (student, _, ruling, words) in cases {
        let entry = sheet.get(student, lab_05().name);
        let record = &entry.unwrap_or_else(|| panic!("{student}: {said}")).record;
        assert!(
            record.ruling.name() == ruling && record.sentence.contains(words),
            "{student}: {record:#?}"
        );
        assert!(record.sentence.ends_with('.'), "{record:#?}");
        let mut lines = record.message.lines();
        assert!(lines.all(|line| line.chars().count() <= 80), "{record:#?}");
    }
    // What the instructor is told of it.
    for note in [
        "note: on top is read in the folder racelab-main.",
        "note: far below is read in the folder sent/my work.",
        "note: twice, lab 05: This lab was sent more than once: 05_racy_counter.rs counts, and \
         not labs/05_racy_counter/exercise.rs.",
        "note: of manifests this is not read: build.rs.",
        "note: of nameless this is not read: a file has to be called after its lab: exercise.rs.",
        "note_0001.txt",
        "note: rivals has exercises in more than one folder, in new and in old, so none is read: \
         leave one of them, and grade again.",
    ] {
        assert!(said.contains(note), "{note}\n{said}");
    }
    assert!(!said.contains("twice the same, lab 05"), "{said}");
    let twice = sheet.get("twice", lab_05().name).unwrap();
    let message = twice.record.message.replace("\n             ", " ");
    assert!(
        message.contains("Note       This lab was sent more than once: 05_racy_counter.rs counts"),
        "{message}"
    );
}

/// The name of a student, which is that of a folder, is shown wherever a student is.
#[test]
fn a_name_that_a_terminal_would_obey_is_shown_without_that() {
    let (_alone, folder) = (alone(), Folder::new());
    let names = [
        OsString::from("\u{1b}]0;eve\u{7}\u{1b}[31mred"),
        OsString::from("two\n::error::lines"),
        OsString::from("right\u{202e}to left"),
        OsString::from_vec(b"\xff\x9b31mraw".to_vec()),
        OsString::from("e".repeat(255)),
        OsString::from("-"),
    ];
    let folders = names.map(|name| folder.file("").join(name));
    for place in &folders {
        fs::create_dir(place).unwrap();
        stub(place, "5.rs");
    }
    let absent = folder.file("not\u{1b}[2J\nthere");
    let (out, csv, junit) = (folder.file("g"), folder.file("c.csv"), folder.file("j.xml"));
    for (folders, status) in [(&folders[..], 0), (&[absent][..], 2)] {
        let mut command = lab(&["grade", "--labs", "5", "--out"]);
        command
            .arg(&out)
            .arg("--csv")
            .arg(&csv)
            .arg("--junit")
            .arg(&junit);
        let output = command.args(folders).output().unwrap();
        let said = all(&output);
        assert_eq!(output.status.code(), Some(status), "{said}");
        let is_odd = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!said.contains(is_odd), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("::")), "{said}");
    }
    for file in [csv, junit] {
        let text = fs::read_to_string(file).unwrap();
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']),
            "{text:?}"
        );
    }
}

/// A file, where a submission is a folder.
#[test]
fn an_archive_is_to_be_unpacked_by_the_instructor() {
    let (_alone, folder) = (alone(), Folder::new());
    write(&folder.file(""), "ada.zip", b"PK\x03\x04");
    let mut command = lab(&["grade", "--labs", "5", "--out"]);
    let output = command
        .arg(folder.file("g"))
        .arg(folder.file("ada.zip"))
        .output();
    let said = all(&output.unwrap());
    let sentence = "ada.zip is an archive, which is not opened: unpack it, and give the folder\n";
    assert!(said.ends_with(sentence), "{said}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn lab_05() -> &'static Lab {
    &LABS[4]
}

/// The exercise as it is shipped.
fn text() -> String {
    fs::read_to_string(root().join(lab_05().stub())).unwrap()
}

fn write(folder: &Path, place: &str, bytes: &[u8]) {
    let file = folder.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// The exercise as it is shipped, at this place.
fn stub(folder: &Path, place: &str) {
    write(folder, place, text().as_bytes());
}

/// An exercise that was edited, of which all is known without a compiler.
fn edited(folder: &Path, place: &str) {
    write(folder, place, (text() + "\nuse std::fs;\n").as_bytes());
}

fn utf16(folder: &Path) {
    let text = format!("\u{feff}{}", text());
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(folder, ALONE, &bytes);
}

fn not_utf8(folder: &Path) {
    let name = OsStr::from_bytes(b"05_racy_counter\xff.rs");
    fs::write(folder.join(name), text()).unwrap();
}

/// All that would have a say in a build, if it were of this folder.
fn manifests(folder: &Path) {
    stub(folder, PLACE);
    write(folder, "Cargo.toml", b"[package]\nname = \"evil\"\n");
    write(folder, "build.rs", b"fn main() { panic!() }");
    write(
        folder,
        ".cargo/config.toml",
        b"[build]\nrustc = \"/bin/false\"\n",
    );
    write(folder, "labs/05_racy_counter/check.rs", b"fn check() {}");
}

/// Makes one, if the system lets this test do so.
fn node(folder: &Path, kind: libc::mode_t) -> bool {
    let path = CString::new(folder.join(ALONE).into_os_string().into_vec()).unwrap();
    // SAFETY: the path is a string that ends with a zero.
    unsafe { libc::mknod(path.as_ptr(), kind | 0o600, libc::makedev(1, 5)) == 0 }
}

/// As /dev/zero is one.
fn device(folder: &Path) {
    assert!(node(folder, libc::S_IFCHR));
}

fn closed(folder: &Path) {
    stub(folder, ALONE);
    fs::set_permissions(folder, Permissions::from_mode(0)).unwrap();
}

fn closed_folder(folder: &Path) {
    stub(folder, "sent/05_racy_counter.rs");
    fs::set_permissions(folder.join("sent"), Permissions::from_mode(0)).unwrap();
}
