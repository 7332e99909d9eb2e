//! Grades your exercises, as the last of all tests, so that the table closes `cargo test`.
//!
//! Each lab whose exercise was edited is a test: it passes if the exercise does, and otherwise
//! says what is wrong. `cargo test lab_05` grades one. An exercise that is still the stub
//! is listed as ignored, and costs no time, because nothing is built for it. An exercise that does
//! not compile fails alone, since the grader builds each one separately.

#[cfg(unix)]
mod grading {
    use std::path::Path;
    use std::sync::{Mutex, PoisonError};

    use libtest_mimic::{Arguments, Failed, Trial};
    use racelab::course::{LABS, Lab};
    use racelab::view::screen::width;
    use racelab_grade::{Exhibit, Fault, Record, Submission, Workshop, report};

    /// The grades so far.
    static RECORDS: Mutex<Vec<Record>> = Mutex::new(Vec::new());

    /// The exercises that are built and not yet judged; `None` before anything is built.
    static BUILT: Mutex<Option<Vec<Exhibit>>> = Mutex::new(None);

    pub(super) fn run() -> std::process::ExitCode {
        let arguments = Arguments::from_args();
        match trials(&arguments) {
            Ok(trials) => {
                let conclusion = libtest_mimic::run(&arguments, trials);
                if !arguments.list {
                    close();
                }
                conclusion.exit_code()
            }
            Err(fault) => {
                anstream::eprintln!("grader fault: {fault}");
                std::process::ExitCode::from(2)
            }
        }
    }

    /// A test for each lab that the command asks for. A lab that is not started is graded at
    /// once, because there is nothing to run.
    fn trials(arguments: &Arguments) -> Result<Vec<Trial>, Fault> {
        let submission = Submission::of(root(), root())?;
        let (mut started, mut trials) = (Vec::new(), Vec::new());
        for lab in LABS.iter().filter(|lab| is_chosen(arguments, lab)) {
            let Some(exhibit) = Exhibit::unstarted(&submission, lab, root())? else {
                started.push(lab);
                continue;
            };
            let record = exhibit.judge();
            let name = format!("{}: {}", name(lab), record.ruling);
            keep(record);
            trials.push(Trial::test(name, || Ok(())).with_ignored_flag(true));
        }
        for &lab in &started {
            let labs = started.clone();
            trials.push(Trial::test(name(lab), move || grade(lab, &labs)));
        }
        trials.sort_by(|a, b| a.name().cmp(b.name()));
        Ok(trials)
    }

    fn name(lab: &Lab) -> String {
        format!("lab_{:02}", lab.number)
    }

    /// Whether the command asks for this lab. The other labs get no trials, so that
    /// they are not built.
    fn is_chosen(arguments: &Arguments, lab: &Lab) -> bool {
        let name = name(lab);
        arguments
            .filter
            .as_ref()
            .is_none_or(|filter| name.contains(filter) || filter.starts_with(&name))
    }

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// Grades one of the labs; the first call builds all of them together.
    fn grade(lab: &'static Lab, labs: &[&'static Lab]) -> Result<(), Failed> {
        let exhibit = {
            let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
            let exhibits = match built.take() {
                Some(exhibits) => exhibits,
                None => build(labs).map_err(|fault| format!("grader fault: {fault}"))?,
            };
            let exhibits = built.insert(exhibits);
            let at = exhibits.iter().position(|e| e.lab().name == lab.name);
            exhibits.swap_remove(at.ok_or("a lab is graded once")?)
        };
        let record = exhibit.judge();
        let (passes, mut text) = (record.ruling.passes(), record.message.clone());
        if !record.printed.is_empty() {
            text += &format!("\n  Printed on the way:\n{}", record.printed);
        }
        keep(record);
        match passes {
            true => Ok(()),
            false => Err(text.into()),
        }
    }

    fn build(labs: &[&'static Lab]) -> Result<Vec<Exhibit>, Fault> {
        let folder = Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/workshop"));
        let workshop = Workshop::open(root(), folder)?.beside_tests();
        workshop.build(&Submission::of(root(), root())?, labs)
    }

    fn keep(record: Record) {
        let record = Record {
            student: "you".to_owned(),
            ..record
        };
        let mut records = RECORDS.lock().unwrap_or_else(PoisonError::into_inner);
        records.push(record);
    }

    /// The table of points, and the next step.
    fn close() {
        let records = RECORDS.lock().unwrap_or_else(PoisonError::into_inner);
        if !records.is_empty() {
            anstream::print!("{}\n", report::table(&records, width()));
            anstream::print!("  What is next:  cargo lab\n");
        }
    }
}

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    racelab_grade::serve();
    grading::run()
}

#[cfg(not(unix))]
fn main() {}
