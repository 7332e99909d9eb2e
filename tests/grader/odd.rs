//! Odd submissions: files of the wrong kind, or with odd contents.

use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::{fs, io};

use libtest_mimic::{Failed, Trial};
use racelab::course::Lab;
use racelab_grade::{Record, Ruling, Submission};

use crate::bench::{build, root};
use crate::corpus::{is_all, is_sound};

const PLACE: &str = "labs/05_racy_counter/exercise.rs";

type Test = fn() -> Result<(), Failed>;

/// The submissions that need no build, and then the others.
const QUICK: &[(&str, Test)] = &[
    ("nothing is there", || {
        let sent = Sent::new("nothing");
        sent.gets(Ruling::Missing, "There is no labs/05_racy_counter")
    }),
    ("a folder in place of the file", || {
        let sent = Sent::new("folder");
        fs::create_dir_all(sent.0.join(PLACE))?;
        sent.gets(Ruling::Unreadable, "is a folder, and not a file")
    }),
    ("a pipe without a writer", || {
        let sent = Sent::new("pipe").with_folders()?;
        let pipe = CString::new(sent.0.join(PLACE).into_os_string().into_vec())?;
        // SAFETY: the path is a string that ends with a zero.
        if unsafe { libc::mkfifo(pipe.as_ptr(), 0o400) } != 0 {
            return Err(io::Error::last_os_error().into());
        }
        sent.gets(Ruling::Unreadable, "is not a regular file")
    }),
    ("a link to a device", || {
        let sent = Sent::new("device").with_folders()?;
        symlink("/dev/zero", sent.0.join(PLACE))?;
        sent.gets(Ruling::Unreadable, "is a link; send the file itself")
    }),
    ("a link to the solution", || {
        let sent = Sent::new("solution").with_folders()?;
        symlink(root().join(lab().solution()), sent.0.join(PLACE))?;
        sent.gets(Ruling::Unreadable, "is a link; send the file itself")
    }),
    ("a folder that is a link to another one", || {
        let sent = Sent::new("others");
        symlink(root().join("labs"), sent.0.join("labs"))?;
        sent.gets(Ruling::Unreadable, "is a link; send the file itself")
    }),
    ("a file of a megabyte", || {
        let text = "// more and more\n".repeat(65_536);
        Sent::new("long")
            .with(text)?
            .gets(Ruling::Unreadable, "longer than 256 KiB")
    }),
    ("a byte that is no text", || {
        let sent = Sent::new("latin").with(b"// caf\xe9\nfn f() {}\n")?;
        sent.gets(Ruling::Unreadable, "Byte 6 of the file is not UTF-8")
    }),
    ("the stub as an editor of Windows saves it", || {
        let stub = fs::read_to_string(root().join(lab().stub()))?;
        let text = format!("\u{feff}{}", stub.replace('\n', "\r\n"));
        Sent::new("windows")
            .with(text)?
            .gets(Ruling::NotStarted, "still as it was shipped")
    }),
    ("the stub, formatted in another way", || {
        let stub = fs::read_to_string(root().join(lab().stub()))?;
        let text = stub.replace("    ", "\t\t").replace(" {\n", "\n{\n") + "\n// my notes\n";
        Sent::new("formatted")
            .with(text)?
            .gets(Ruling::NotStarted, "still as it was shipped")
    }),
];

const SLOW: &[(&str, Test)] = &[
    ("a right answer as an editor of Windows saves it", || {
        let text = right()?;
        let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        Sent::new("right")
            .with(text)?
            .gets(proved(), "counts every increment")
    }),
    ("a right answer beside other files", || {
        let sent = Sent::new("checkout").with(right()?)?;
        fs::write(sent.0.join("Cargo.toml"), "no manifest at all")?;
        fs::write(
            sent.0.join("labs/05_racy_counter/check.rs"),
            "fn check() {}",
        )?;
        sent.gets(proved(), "counts every increment")
    }),
    ("an empty file", || {
        Sent::new("empty")
            .with("")?
            .gets(Ruling::DoesNotCompile, "The compiler found 2 errors.")
    }),
    (
        "three thousand errors, of which the first are shown",
        || {
            let text: String = (0..3_000)
                .map(|n| format!("fn f{n}() -> u8 {{ \"{n}\" }}\n"))
                .collect();
            let record = Sent::new("errors").with(text)?.judged()?;
            let shown = record.message.matches("error").count();
            if record.ruling != Ruling::DoesNotCompile || shown > 10 {
                return Err(format!("{record:#?}").into());
            }
            is_sound(lab(), &record)
        },
    ),
    ("a panic in one word of three hundred letters", || {
        let word = "o".repeat(300);
        let panics = format!("fn increment(&self) {{ panic!(\"N{word}!\");");
        let text = right()?.replace("fn increment(&self) {", &panics);
        Sent::new("word").with(text)?.gets(panic(), "ooo...ooo")
    }),
    ("twenty thousand parentheses", || {
        let text = format!("fn f() {{ {}{} }}", "(".repeat(20_000), ")".repeat(20_000));
        Sent::new("deep")
            .with(text)?
            .gets(Ruling::CompilerLimit, "did not finish")
    }),
    ("one exercise that does not compile costs no other", || {
        let other = Lab::named("04_one_two_or_three").ok_or("a lab")?;
        let submission = Submission::new("both")
            .with(other, fs::read(root().join(other.solution()))?)
            .with(lab(), "fn");
        let built = build(&submission, &[lab(), other], true).map_err(|f| f.to_string())?;
        let rulings: Vec<_> = built.iter().map(|exhibit| exhibit.judge().ruling).collect();
        match rulings == [Ruling::DoesNotCompile, proved()] {
            true => Ok(()),
            false => Err(format!("{rulings:?}").into()),
        }
    }),
    (
        "an exhibit stays what it was when the next is built",
        || {
            let wrong = "tests/submissions/05_racy_counter/load_then_store.rs";
            let wrong = fs::read(root().join(wrong))?;
            let mut built = Vec::new();
            for text in [
                right()?.into_bytes(),
                wrong.clone(),
                right()?.into_bytes(),
                wrong,
            ] {
                let submission = Submission::new("one").with(lab(), text);
                built.extend(build(&submission, &[lab()], true).map_err(|f| f.to_string())?);
            }
            let passes: Vec<_> = built
                .iter()
                .map(|exhibit| exhibit.judge().ruling.passes())
                .collect();
            match passes == [true, false, true, false] {
                true => Ok(()),
                false => Err(format!("{passes:?}").into()),
            }
        },
    ),
];

pub(crate) fn all() -> Vec<Trial> {
    let slow = SLOW.iter().filter(|_| is_all());
    let tests = QUICK.iter().chain(slow);
    let trial = |&(name, test): &(&'static str, Test)| Trial::test(name, test);
    tests.map(trial).collect()
}

fn lab() -> &'static Lab {
    Lab::named("05_racy_counter").expect("there is a lab 05")
}

fn proved() -> Ruling {
    Ruling::named("proved").expect("it is a ruling")
}

fn panic() -> Ruling {
    Ruling::named("panic").expect("it is a ruling")
}

/// A right answer.
fn right() -> Result<String, Failed> {
    Ok(fs::read_to_string(root().join(lab().solution()))?)
}

/// A folder with a submission.
struct Sent(PathBuf);

impl Sent {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("sent")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder of the tests can be written");
        Self(folder)
    }

    fn with_folders(self) -> Result<Self, Failed> {
        let folder = self.0.join(PLACE);
        fs::create_dir_all(folder.parent().ok_or("a folder")?)?;
        Ok(self)
    }

    fn with(self, text: impl AsRef<[u8]>) -> Result<Self, Failed> {
        let sent = self.with_folders()?;
        fs::write(sent.0.join(PLACE), text)?;
        Ok(sent)
    }

    fn judged(&self) -> Result<Record, Failed> {
        let submission = Submission::of(&self.0, root()).map_err(|fault| fault.to_string())?;
        let built = build(&submission, &[lab()], true).map_err(|fault| fault.to_string())?;
        Ok(built[0].judge())
    }

    /// Asserts that it gets this ruling, and a sentence with these words in it.
    fn gets(&self, ruling: Ruling, words: &str) -> Result<(), Failed> {
        let record = self.judged()?;
        if record.ruling != ruling || !record.sentence.contains(words) {
            return Err(format!("not {ruling}, or not {words:?}\n{record:#?}").into());
        }
        is_sound(lab(), &record)
    }
}
