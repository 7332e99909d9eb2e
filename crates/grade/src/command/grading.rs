//! `grade`: submissions in, grades out.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use racelab::course::{self, Lab};
use racelab::view::counted;
use racelab::view::screen::{STRONG, paragraph, styled, width};
use racelab_grade::class::{Head, Judge, Ledger, Roster, Wanted, of_course, run};
use racelab_grade::report::{harmless, one_line, table};
use racelab_grade::{Exhibit, Fault, Level, Record, Ruling, Workshop, page_name};

use super::Error;
use super::arguments::Grade;
use super::outputs::{Outputs, make_folder, put};
use super::pace::Bar;
use super::stop::{self, STOP};
use super::voice::{note, say};

/// Grades submissions. The status is 0 if all were graded, and 1 if the grader failed
/// somewhere, could not write its results, or was stopped.
///
/// # Errors
///
/// A sentence, if the command was used wrongly. It still writes the requested reports, with
/// that sentence.
pub(crate) fn grade(options: &Grade) -> Result<ExitCode, Error> {
    let outputs = Outputs::of_grade(options)?;
    outputs.sketch(&[])?;
    graded(options, &outputs).inspect_err(|why| {
        // Report the first error, not one of this write.
        let _ = outputs.write(&[], Some(&format!("Nothing was graded: {why}.")));
    })
}

fn graded(options: &Grade, outputs: &Outputs) -> Result<ExitCode, Error> {
    let root = course::root()?;
    let labs = options.labs()?;
    let roster = Roster::of(&options.folders, &root)?;
    if !outputs.are_of_one() {
        is_no_class(&options.folders, &roster)?;
    }
    for oddity in roster.notes(&labs, options.shard) {
        note(&one_line(&oddity));
    }
    let course = of_course(&root)?;
    let names = labs.iter().map(|lab| lab.name);
    let head = Head::new(names, roster.students(), options.shard);
    let out = options.out();
    let mut ledger = Ledger::open(&out, head)?;
    let wanted = roster.wanted(&labs, options.shard);
    let left = ledger.left(wanted.clone(), &course);
    let left = again(&options.regrade, &wanted, left)?;
    let (open, all) = (count(&left), count(&wanted));
    if open < all {
        note(&format!(
            "graded before, and kept in {}: {} of {}",
            out.display(),
            all - open,
            counted(all as u64, "lab")
        ));
    }
    let grading = Grading {
        options,
        outputs,
        root,
        labs,
        roster,
        course,
        wanted,
    };
    let failed = match open {
        0 => None,
        _ => grading.grade(&mut ledger, &left).err(),
    };
    // Of many there would be too many messages.
    let with_messages = options.folders.len() == 1;
    Ok(grading.end(ledger, failed).tell(with_messages))
}

/// The submissions and labs to grade, and the requested reports.
struct Grading<'a> {
    options: &'a Grade,
    outputs: &'a Outputs,
    root: PathBuf,
    labs: Vec<&'static Lab>,
    roster: Roster,
    /// The print of the course.
    course: String,
    wanted: Vec<Wanted>,
}

impl Grading<'_> {
    /// Grades the labs that are left.
    fn grade(&self, ledger: &mut Ledger, left: &[Wanted]) -> Result<(), Error> {
        stop::listen();
        let kept = graded_now(ledger, &self.wanted, left);
        let mut bar = Bar::new(count(left), self.outputs, kept);
        let workshop = workshop(&self.root)?;
        let pages = self.options.pages.as_deref();
        if let Some(folder) = pages {
            make_folder(folder)?;
        }
        let build = |wanted: &Wanted| build(&workshop, &self.roster, &self.labs, wanted, pages);
        let jobs = self.options.jobs();
        let course = &self.course;
        run(left, build, jobs, &STOP, course, ledger, &mut bar)?;
        Ok(())
    }

    /// Writes the requested reports about all grades so far.
    fn end(&self, ledger: Ledger, failed: Option<Error>) -> End {
        let missing = match &failed {
            Some(why) => Some(format!("The grader failed: {why}.")),
            None => self.missing(&ledger),
        };
        let records = graded_now(&ledger, &self.wanted, &[]);
        let reports = self.outputs.write(&records, missing.as_deref());
        let mut written = Vec::new();
        let mut broken = Vec::new();
        match failed.map_or_else(|| ledger.close().map(drop).map_err(Error::from), Err) {
            Ok(()) => written.push(self.options.out().display().to_string()),
            Err(why) => broken.push(why),
        }
        match reports {
            Ok(names) => written.extend(names),
            Err(why) => broken.push(why),
        }
        End {
            records,
            missing,
            written,
            broken,
        }
    }

    /// The sentence about a grader that was stopped before the end.
    fn missing(&self, ledger: &Ledger) -> Option<String> {
        let open = count(&ledger.left(self.wanted.clone(), &self.course));
        let all = count(&self.wanted);
        let is_stopped = STOP.load(Ordering::SeqCst) && open > 0;
        is_stopped
            .then(|| format!("the grader was stopped, with {open} of {all} labs left to be graded"))
    }
}

/// The result of a run.
struct End {
    records: Vec<Record>,
    /// The labs that were not graded, and the reason.
    missing: Option<String>,
    /// The names of the files that were written.
    written: Vec<String>,
    /// The reasons why other files were not written.
    broken: Vec<Error>,
}

impl End {
    /// Prints the result, with the message to the student for each lab if asked for. Returns the
    /// status to end with.
    fn tell(&self, with_messages: bool) -> ExitCode {
        anstream::print!("{}", table(&self.records, width()));
        if with_messages {
            anstream::print!("{}", messages(&self.records));
        }
        if !self.written.is_empty() {
            let text = format!("Wrote {}.", self.written.join(", "));
            anstream::print!("\n{}", paragraph(&text, 2, width()));
        }
        for why in &self.broken {
            say(&format!("error: {why}"));
        }
        if let (Some(missing), true) = (&self.missing, self.broken.is_empty()) {
            note(&format!("{missing}; the same command goes on from there"));
        }
        let has_faults = |r: &Record| r.ruling == Ruling::GraderFault;
        let is_whole = self.missing.is_none() && self.broken.is_empty();
        ExitCode::from(u8::from(!is_whole || self.records.iter().any(has_faults)))
    }
}

/// The labs that are left to be graded, and all wanted labs of these students.
///
/// # Errors
///
/// A sentence, if one of the names has no submission.
fn again(names: &[String], wanted: &[Wanted], left: Vec<Wanted>) -> Result<Vec<Wanted>, Error> {
    let is_named = |student: &str| names.iter().any(|name| name == student);
    if let Some(name) = names
        .iter()
        .find(|&name| !wanted.iter().any(|w| w.student == *name))
    {
        return Err(Error::NotThere(name.clone()));
    }
    let once = left.into_iter().filter(|left| !is_named(&left.student));
    let again = wanted.iter().filter(|wanted| is_named(&wanted.student));
    Ok(once.chain(again.cloned()).collect())
}

/// An error if the only folder contains a whole class, and not one submission.
fn is_no_class(folders: &[PathBuf], roster: &Roster) -> Result<(), Error> {
    let ([folder], Some(student)) = (folders, roster.students().next()) else {
        return Ok(());
    };
    match roster.below(student) {
        [first, _, ..] => Err(Error::ClassInFolder {
            folder: one_line(&folder.display().to_string()),
            first: first.clone(),
        }),
        _ => Ok(()),
    }
}

/// The workshop of this course; prints a note if another run is using it.
fn workshop(root: &Path) -> Result<Workshop, Fault> {
    let folder = Workshop::place(root)?;
    let lock = File::open(folder.join("lock"));
    if lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock))) {
        note("another run is building in this course, so this one waits for its end");
    }
    let is_stopped = || STOP.load(Ordering::SeqCst);
    let workshop = Workshop::open_unless(root, &folder, is_stopped)?;
    let level = Level::here();
    if !level.is_whole() {
        note(level.to_string().trim_end_matches('.'));
    }
    Ok(workshop)
}

/// Builds a student's labs, to be judged and, with a folder for pages, to have one written.
fn build(
    workshop: &Workshop,
    roster: &Roster,
    labs: &[&'static Lab],
    wanted: &Wanted,
    pages: Option<&Path>,
) -> Result<Vec<Judge>, Fault> {
    let submission = roster.submission(&wanted.student);
    let submission = submission.ok_or_else(|| Fault::new("the submission is gone"))?;
    let is_wanted = |lab: &&&Lab| wanted.labs.iter().any(|(name, _)| name == lab.name);
    let labs: Vec<_> = labs.iter().filter(is_wanted).copied().collect();
    let exhibits = workshop.build(submission, &labs)?;
    let judges = exhibits.into_iter().map(|exhibit| {
        let pages = pages.map(Path::to_owned);
        Judge {
            lab: exhibit.lab().name.to_owned(),
            judge: Box::new(move || {
                let record = exhibit.judge();
                if let Some(folder) = pages {
                    write_page(&folder, &exhibit, &record);
                }
                record
            }),
        }
    });
    Ok(judges.collect())
}

/// Writes the page of a lab that fails, and removes one of an earlier run from a lab that does not.
fn write_page(folder: &Path, exhibit: &Exhibit, record: &Record) {
    let file = folder.join(page_name(&record.student, &record.lab));
    let written = match exhibit.page(record) {
        Some(page) => put(&file, &page.html()),
        None => {
            // Mostly there is none.
            let _ = std::fs::remove_file(&file);
            Ok(())
        }
    };
    // The grade counts all the same.
    if let Err(why) = written {
        note(&why.to_string());
    }
}

/// The records of the wanted labs, without those that are left to be graded.
fn graded_now(ledger: &Ledger, wanted: &[Wanted], left: &[Wanted]) -> Vec<Record> {
    let is_left = |student: &str, lab: &str| {
        let mut left = left.iter().filter(|left| left.student == student);
        left.any(|left| left.labs.iter().any(|(name, _)| name == lab))
    };
    let mut records = Vec::new();
    for Wanted { student, labs } in wanted {
        let labs = labs.iter().filter(|(lab, _)| !is_left(student, lab));
        let entries = labs.filter_map(|(lab, _)| ledger.sheet().get(student, lab));
        records.extend(entries.map(|entry| entry.record.clone()));
    }
    records
}

/// The message to the student for each lab that was begun and does not pass.
fn messages(records: &[Record]) -> String {
    let is_told = |r: &&Record| !r.ruling.passes() && !r.ruling.is_unstarted();
    let told = records.iter().filter(is_told).map(|record| {
        let message = harmless(&record.message);
        format!(
            "\n{}\n{}\n",
            styled(STRONG, one_line(&record.lab)),
            message.trim_end()
        )
    });
    told.collect()
}

fn count(wanted: &[Wanted]) -> usize {
    wanted.iter().map(|wanted| wanted.labs.len()).sum()
}
