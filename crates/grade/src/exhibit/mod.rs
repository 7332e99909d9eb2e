//! An exhibit: one student's exercise in one lab, built.

mod judge;
mod page;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use racelab::course::Lab;
use racelab::view::page::Figure;
use racelab::view::screen::paragraph;
use racelab_scan::is_same;

use crate::class::of_bytes;
use crate::submission::{Exercise, Submission};
use crate::{Fault, Record, Ruling, text};

use judge::{checks, labelled};

/// One student's exercise in one lab, ready to be judged: on any thread, and while the
/// next submission is built.
#[derive(Debug)]
pub struct Exhibit {
    lab: &'static Lab,
    student: String,
    /// A remark about the files, independent of the result.
    remark: Option<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The result is known without a run.
    Settled(Record),
    Built(Arc<Binary>),
}

/// A numbered binary with an exercise in it: a file that is removed with this value. It belongs to
/// one student, or to all students with the same text.
pub(crate) struct Binary {
    path: PathBuf,
    /// Its folder, which is dropped last.
    _folder: Arc<dyn Send + Sync>,
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

impl Binary {
    pub(crate) fn new(path: PathBuf, folder: Arc<dyn Send + Sync>) -> Self {
        Self {
            path,
            _folder: folder,
        }
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // If it cannot be removed, its folder is cleared away later.
        let _ = fs::remove_file(&self.path);
    }
}

impl Exhibit {
    /// An exhibit whose result is known.
    pub(crate) fn settled(
        submission: &Submission,
        lab: &'static Lab,
        ruling: Ruling,
        sentence: &str,
        advice: &str,
    ) -> Self {
        // The text after the sentence is shown unchanged.
        let (sentence, rest) = sentence.split_once("\n\n").unwrap_or((sentence, ""));
        let sentence = text::plain(sentence)
            .replace('\n', " ")
            .trim_end()
            .to_owned();
        let mut message = format!("{ruling}: {sentence}\n");
        message = paragraph(&message, 0, 80);
        if !rest.is_empty() {
            message += &format!("\n{rest}");
        }
        message += &format!("\n{}", labelled("Try next", advice));
        let record = Record {
            student: submission.student().to_owned(),
            lab: lab.name.to_owned(),
            ruling,
            checks: checks(lab, 0),
            sentence,
            message: text::plain(&message),
            printed: String::new(),
            milliseconds: 0,
        };
        Self::new(submission, lab, State::Settled(record))
    }

    fn new(submission: &Submission, lab: &'static Lab, state: State) -> Self {
        Self {
            lab,
            student: submission.student().to_owned(),
            remark: submission.remark(lab),
            state,
        }
    }

    /// The exhibit of an exercise that was not started: there is no file, or it
    /// is still the stub of the course in `course`. `None` if it was started.
    ///
    /// # Errors
    ///
    /// If the stub cannot be read.
    pub fn unstarted(
        submission: &Submission,
        lab: &'static Lab,
        course: &Path,
    ) -> Result<Option<Self>, Fault> {
        let source = match submission.exercise(lab) {
            None => return Ok(Some(Self::missing(submission, lab))),
            Some(Exercise::Unreadable(_) | Exercise::Unread(_)) => return Ok(None),
            Some(Exercise::Text(source)) => source,
        };
        let stub = fs::read(course.join(lab.stub())).map_err(|error| {
            Fault::new(format!("cannot read {} of the course: {error}", lab.stub()))
        })?;
        Ok(is_same(source, &stub).then(|| Self::not_started(submission, lab)))
    }

    /// The exhibit of a missing exercise.
    pub(crate) fn missing(submission: &Submission, lab: &'static Lab) -> Self {
        let (sentence, advice) = submission.missing(lab);
        Self::settled(submission, lab, Ruling::Missing, &sentence, &advice)
    }

    /// The exhibit of an exercise that is still the stub.
    pub(crate) fn not_started(submission: &Submission, lab: &'static Lab) -> Self {
        let sentence = "The exercise is still as it was shipped.";
        let advice = format!("Open {} and begin.", lab.exercise());
        Self::settled(submission, lab, Ruling::NotStarted, sentence, &advice)
    }

    /// The exhibit of a built exercise.
    pub(crate) fn built(submission: &Submission, lab: &'static Lab, binary: Arc<Binary>) -> Self {
        Self::new(submission, lab, State::Built(binary))
    }

    /// The exhibit of an exercise that the grader could not read. `why` is a sentence without its
    /// full stop.
    pub(crate) fn unread(submission: &Submission, lab: &'static Lab, why: &str) -> Self {
        let sentence = format!("The exercise could not be read: {why}.");
        let advice = "This is not your fault, and costs you nothing: grade again.";
        Self::settled(submission, lab, Ruling::GraderFault, &sentence, advice)
    }

    /// The lab.
    pub fn lab(&self) -> &'static Lab {
        self.lab
    }

    /// Judges the exercise: runs its check in a separate process, within limits and in the sandbox.
    /// This returns within minutes, and usually at once, whatever the exercise does.
    ///
    /// A second call runs the check again.
    pub fn judge(&self) -> Record {
        let mut record = match &self.state {
            State::Settled(record) => record.clone(),
            State::Built(binary) => judge::judge(self.lab, &self.student, &binary.path),
        };
        if let Some(remark) = &self.remark {
            record.message += &text::plain(&format!("\n{}", labelled("Note", remark)));
        }
        record
    }

    /// A page for the student with the message of this record and a walk to what is wrong; `None`
    /// if nothing is. To find the walk it runs the check once more.
    pub fn page(&self, record: &Record) -> Option<Figure> {
        if record.ruling.passes() || record.ruling.is_unstarted() {
            return None;
        }
        let binary = match &self.state {
            State::Settled(_) => None,
            State::Built(binary) => Some(binary.path.as_path()),
        };
        Some(page::page(self.lab, record, binary))
    }
}

/// A file name for the page of a student's lab: it contains no character that a file name cannot
/// contain, and differs from those of all other students.
///
/// ```
/// use racelab_grade::page_name;
///
/// assert_eq!(page_name("ada", "05_racy_counter"), "ada-05_racy_counter.html");
/// assert_ne!(page_name("a/b", "05_racy_counter"), page_name("a:b", "05_racy_counter"));
/// ```
pub fn page_name(student: &str, lab: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    let mut name: String = student.chars().filter(|&c| is_plain(c)).take(60).collect();
    if name != student || name.starts_with('.') {
        name = format!("_{name}-{}", of_bytes(Some(student.as_bytes())));
    }
    format!("{name}-{lab}.html")
}
