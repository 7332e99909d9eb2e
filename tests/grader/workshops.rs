//! A workshop keeps what it can of the course, and nothing of
//! one submission for the next.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use racelab::course::Lab;
use racelab_grade::{Ruling, Submission, Workshop};

use crate::bench::{build, root};
use crate::corpus::is_all;

pub(crate) fn all() -> Vec<Trial> {
    // A release has no submissions.
    if !root().join("tests/submissions").exists() {
        return Vec::new();
    }
    let quick = [
        Trial::test(
            "a new workshop takes over what the course has built",
            takes_over,
        ),
        Trial::test("files that the course no longer has are removed", forgets),
    ];
    let slow = [
        Trial::test(
            "the files of one submission do not count for the next, beside one that fails",
            forgets_what_it_was_made_of,
        ),
        Trial::test("the same text is built once, and judged twice", builds_once),
        Trial::test(
            "a configuration of cargo moves what is built, and hides nothing",
            is_below_a_configuration,
        ),
        Trial::test("a check that omits a verdict is no pass", misses_a_line),
    ];
    let slow = slow.into_iter().filter(|_| is_all());
    quick.into_iter().chain(slow).collect()
}

/// A folder for a new workshop.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn opened(folder: &Path) -> Result<Workshop, Failed> {
    let workshop = Workshop::open(root(), folder).map_err(|fault| fault.to_string())?;
    Ok(workshop.beside_tests())
}

fn takes_over() -> Result<(), Failed> {
    let libraries = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("debug/deps");
    // With another target (`CARGO_BUILD_TARGET`) the output is in another folder.
    let is_engine = |name: &&String| name.starts_with("libracelab_engine") && name.ends_with("lib");
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.collect()
    };
    if !names(&libraries).iter().any(|name| is_engine(&name)) {
        anstream::eprintln!("skipped: nothing is built as `cargo build` builds it");
        return Ok(());
    }
    let folder = folder("new_workshop");
    drop(opened(&folder)?);
    let time = |file: PathBuf| fs::metadata(file)?.modified();
    let source = "crates/engine/src/lib.rs";
    let (copy, own) = (folder.join("course").join(source), root().join(source));
    if time(copy)? != time(own)? {
        return Err("a source is not as old as the course's".into());
    }
    let names = names(&folder.join("target/debug/deps"));
    let Some(engine) = names.iter().find(is_engine) else {
        return Err("the engine is not taken over".into());
    };
    if let Some(program) = names.iter().find(|name| !name.contains('.')) {
        return Err(format!("{program} is no library").into());
    }
    let taken = folder.join("target/debug/deps").join(engine);
    if time(taken)? != time(libraries.join(engine))? {
        return Err("the engine is not as old as the course's".into());
    }
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// A file that a manifest once named, a file of the course, one that was never there, and a
/// package that the course has under another name now: cargo would look for the manifest of its
/// empty folder.
fn forgets() -> Result<(), Failed> {
    let folder = folder("workshop_of_a_former_course");
    let former = [
        "tests/former.rs",
        "src/former.rs",
        "former/former.rs",
        "crates/former/src/former.rs",
    ];
    let former = former.map(|file| folder.join("course").join(file));
    for file in &former {
        fs::create_dir_all(file.parent().ok_or("it is in a folder")?)?;
        fs::write(file, "")?;
    }
    drop(opened(&folder)?);
    match former.iter().find(|file| file.exists()) {
        Some(file) => return Err(format!("{} is still there", file.display()).into()),
        None if folder.join("course/crates/former").exists() => {
            return Err("an empty package is left".into());
        }
        None if !folder.join("course/src/lib.rs").exists() => {
            return Err("there is no course".into());
        }
        None => {}
    }
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// If one exercise does not compile, cargo does not list the files of the others.
fn forgets_what_it_was_made_of() -> Result<(), Failed> {
    let (lab, other) = (named("05_racy_counter")?, named("04_one_two_or_three")?);
    let right = fs::read(root().join(lab.solution()))?;
    let foreign = "tests/submissions/hostile/05_racy_counter/reads_a_file_at_compile_time.rs";
    let foreign = fs::read(root().join(foreign))?;
    let proved = Ruling::named("proved").ok_or("it is a ruling")?;
    for (source, expected) in [
        (&right, proved),
        (&foreign, Ruling::Forbidden),
        (&right, proved),
        (&foreign, Ruling::Forbidden),
    ] {
        let submission = Submission::new("mallory")
            .with(lab, source.clone())
            .with(other, "fn");
        let built = build(&submission, &[lab, other], false).map_err(|fault| fault.to_string())?;
        let rulings: Vec<_> = built.iter().map(|exhibit| exhibit.judge().ruling).collect();
        if rulings != [expected, Ruling::DoesNotCompile] {
            return Err(format!("{rulings:?}, and {expected} was expected").into());
        }
    }
    Ok(())
}

/// For a named target, cargo uses another folder for the output and for the list of
/// its files. The configured wrapper does not exist, the flags reject a right
/// answer for a warning, and if a panic ends the process nothing can be checked.
fn is_below_a_configuration() -> Result<(), Failed> {
    let lab = named("05_racy_counter")?;
    let above = folder("workshop below a configuration");
    let warns = b"\nfn is_not_called() {}\n".to_vec();
    let right = [fs::read(root().join(lab.solution()))?, warns].concat();
    let foreign = "tests/submissions/hostile/05_racy_counter/reads_a_file_at_compile_time.rs";
    let foreign = fs::read(root().join(foreign))?;
    let proved = Ruling::named("proved").ok_or("it is a ruling")?;
    let said = std::process::Command::new("rustc").arg("-vV").output()?;
    let said = String::from_utf8(said.stdout)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    let target = format!(
        "[build]\ntarget = {:?}\nrustc-wrapper = \"nowhere\"\nrustflags = [\"-D\", \"warnings\"]\n\
         [profile.dev]\npanic = \"abort\"\noverflow-checks = false\n",
        host.ok_or("rustc names its host")?
    );
    let config = above.join(".cargo/config.toml");
    fs::create_dir_all(above.join(".cargo"))?;
    for (config_says, source, expected) in [
        ("", &right, proved),
        (&target, &foreign, Ruling::Forbidden),
        (&target, &right, proved),
        ("", &foreign, Ruling::Forbidden),
    ] {
        fs::write(&config, config_says)?;
        let workshop = opened(&above.join("workshop"))?.scanning(false);
        let submission = Submission::new("ada").with(lab, source.clone());
        let built = workshop.build(&submission, &[lab]);
        let record = built.map_err(|fault| fault.to_string())?[0].judge();
        if record.ruling != expected {
            return Err(format!("with {config_says:?}: {record:#?}").into());
        }
    }
    fs::remove_dir_all(above)?;
    Ok(())
}

/// The second one is built where there is no course.
fn builds_once() -> Result<(), Failed> {
    let lab = named("05_racy_counter")?;
    let folder = folder("workshop_of_two");
    let workshop = opened(&folder)?;
    let text = fs::read(root().join(lab.solution()))?;
    let sent = |student, text| Submission::new(student).with(lab, text);
    let built = |submission| workshop.build(&submission, &[lab]);
    let first = built(sent("ada", text.clone())).map_err(|fault| fault.to_string())?;
    fs::remove_file(folder.join("course/Cargo.toml"))?;
    let second = built(sent("bob", text.clone())).map_err(|fault| fault.to_string())?;
    if built(sent("eve", [&text[..], b"\n"].concat())).is_ok() {
        return Err("another text was built without a course".into());
    }
    let record = first[0].judge();
    drop(first);
    let records = [record, second[0].judge()];
    if records.each_ref().map(|record| record.student.as_str()) != ["ada", "bob"]
        || !records.iter().all(|record| record.ruling.passes())
    {
        return Err(format!("{records:#?}").into());
    }
    drop((second, workshop));
    fs::remove_dir_all(folder)?;
    Ok(())
}

/// The exercise is right, and all its checks hold; but the course's check does
/// not judge everything that the catalogue lists.
fn misses_a_line() -> Result<(), Failed> {
    let lab = named("05_racy_counter")?;
    let folder = folder("workshop_of_less");
    let workshop = opened(&folder)?;
    let check = folder.join("course/labs/05_racy_counter/check.rs");
    let whole = fs::read_to_string(&check)?;
    let less = whole.replace("[(2, 2), (3, 1)]", "[(2, 2)]");
    if less == whole {
        return Err("the check is not what this test knows".into());
    }
    fs::write(&check, less)?;
    let submission = Submission::new("ada").with(lab, fs::read(root().join(lab.solution()))?);
    let built = workshop.build(&submission, &[lab]);
    let record = built.map_err(|fault| fault.to_string())?[0].judge();
    let sentence = "The check ended, but its answer was not complete.";
    if record.ruling != Ruling::NoResult || record.sentence != sentence || record.earned() != 0 {
        return Err(format!("{record:#?}").into());
    }
    drop(workshop);
    fs::remove_dir_all(folder)?;
    Ok(())
}

fn named(name: &str) -> Result<&'static Lab, Failed> {
    Lab::named(name).ok_or_else(|| format!("there is no lab {name}").into())
}
