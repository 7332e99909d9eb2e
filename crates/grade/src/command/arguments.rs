//! The arguments of `cargo lab grade` and the other commands.

use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::{Args, Parser, Subcommand, value_parser};
use racelab::course::{LABS, Lab};
use racelab_grade::class::Shard;
use racelab_grade::gradebook::{Moment, Policy, Rate, Share, Span};

use super::Error;

#[derive(Parser)]
#[command(
    name = "racelab-grade",
    bin_name = "cargo lab",
    about = "The commands of cargo lab that are for instructors",
    after_help = "What they do and how they are used: docs/instructors.md",
    disable_help_subcommand = true,
    max_term_width = 80
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands for instructors.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Grade submissions: each grade is written as soon as it is known
    #[command(
        after_help = "A second run goes on where the first stopped, and grades again what \
                            has changed.\nThe status is 0 if everything was graded, whatever the \
                            grades are."
    )]
    Grade(Grade),
    /// Join the files of grades that several machines have written
    #[command(after_help = "The status is 1 if a grade is missing, or two contradict each other.")]
    Merge(Merge),
    /// Turn grades into the files of a grade book: columns for a platform, a page for each
    /// student, the verdicts by lab
    #[command(after_help = "It grades nothing: change a deadline and run it as often as you like.")]
    Report(Report),
    /// Make the copy that students get: without solutions and wrong fixes
    Release {
        /// A folder that is empty, or does not exist yet
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Check that the course is intact: stubs fail, solutions pass, wrong fixes are
    /// rejected
    Verify,
}

/// The arguments of `grade`.
#[derive(Args)]
pub(crate) struct Grade {
    /// The folder of a submission, named after its student: a checkout, or exercises as
    /// labs/NN_name/exercise.rs or NN_name.rs
    #[arg(value_name = "DIR", required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// Write the grades to this file [default: grades.jsonl; of a share
    /// grades-3-of-16.jsonl]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Grade this share of the students only, as in 3/16
    #[arg(
        long,
        value_name = "3/16",
        default_value = "1/1",
        hide_default_value = true
    )]
    pub(crate) shard: Shard,
    /// Grade these labs only, as in 5,6 [default: all]
    #[arg(long, value_name = "LABS", value_delimiter = ',')]
    labs: Vec<String>,
    /// Judge so many labs at a time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = value_parser!(NonZero<usize>))]
    jobs: Option<NonZero<usize>>,
    /// Write Gradescope's results.json, for one submission
    #[arg(long, value_name = "FILE")]
    pub(crate) gradescope: Option<PathBuf>,
    /// Write PrairieLearn's results.json, for one submission
    #[arg(long, value_name = "FILE")]
    pub(crate) prairielearn: Option<PathBuf>,
    /// Gradescope's submission_metadata.json, which says when the submission was handed in
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) lateness: Lateness,
    /// Grade this student again, even if nothing has changed
    #[arg(long, value_name = "NAME")]
    pub(crate) regrade: Vec<String>,
    /// Write a page for each failing lab of each student into this folder: its message, and a
    /// walk to what is wrong
    #[arg(long, value_name = "DIR")]
    pub(crate) pages: Option<PathBuf>,
    /// Add the result for GitHub Classroom to this file, for one submission:
    /// "$GITHUB_OUTPUT"
    #[arg(long, value_name = "FILE")]
    pub(crate) classroom: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

/// The arguments of `merge`.
#[derive(Args)]
pub(crate) struct Merge {
    /// Files that `grade` has written
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Write all grades into this file
    #[arg(long, value_name = "FILE", default_value = "grades.jsonl")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

/// The arguments of `report`.
#[derive(Args)]
pub(crate) struct Report {
    /// The file of grades
    #[arg(value_name = "FILE", default_value = "grades.jsonl")]
    pub(crate) file: PathBuf,
    /// The students, as CSV with the columns folder, name, id, section, submitted, extension
    /// (in days); folder is required
    #[arg(long, value_name = "CSV")]
    pub(crate) roster: Option<PathBuf>,
    /// Only the students in this section of the roster
    #[arg(long, value_name = "NAME", requires = "roster")]
    pub(crate) section: Option<String>,
    #[command(flatten)]
    pub(crate) lateness: Lateness,
    /// Write CSV, a row for each student
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Write CSV that Canvas' grade book imports
    #[arg(long, value_name = "FILE")]
    pub(crate) canvas: Option<PathBuf>,
    /// Write CSV that Moodle's grade book imports
    #[arg(long, value_name = "FILE")]
    pub(crate) moodle: Option<PathBuf>,
    /// Write CSV that Blackboard's grade book imports
    #[arg(long, value_name = "FILE")]
    pub(crate) blackboard: Option<PathBuf>,
    /// Write a page for each student into this folder, as text and HTML
    #[arg(long, value_name = "DIR")]
    pub(crate) feedback: Option<PathBuf>,
    /// List the exercises that are identical byte for byte
    #[arg(long)]
    pub(crate) identical: bool,
}

/// When submissions are due, and the penalty for lateness.
#[derive(Args)]
pub(crate) struct Lateness {
    /// When submissions are due, as 2026-11-30T23:59 in local time, or with +01:00
    #[arg(long, value_name = "WHEN")]
    pub(crate) deadline: Option<Moment>,
    /// The penalty for each begun day or hour of lateness, as 10%/day or 1%/hour; 20% however
    /// late
    #[arg(long, value_name = "RATE")]
    pub(crate) late: Option<Rate>,
    /// The largest penalty
    #[arg(long, value_name = "SHARE", default_value = "100%", requires = "late")]
    pub(crate) cap: Share,
    /// The grace period, as 15m, 2h or 1d
    #[arg(long, value_name = "SPAN", default_value = "0m", requires = "late")]
    pub(crate) grace: Span,
}

impl Lateness {
    /// The requested policy, if there is a deadline.
    ///
    /// # Errors
    ///
    /// A sentence, if there is a penalty and no deadline, or a deadline and no penalty.
    pub(crate) fn policy(&self) -> Result<Option<Policy>, Error> {
        let Some(deadline) = self.deadline else {
            return match self.late.is_some() {
                true => Err(Error::NoDeadline),
                false => Ok(None),
            };
        };
        let Some(rate) = self.late else {
            return Err(Error::NoRate);
        };
        Ok(Some(Policy {
            deadline,
            rate,
            cap: self.cap,
            grace: self.grace,
        }))
    }
}

/// Reports about a whole class.
#[derive(Args)]
pub(crate) struct Reports {
    /// Write JUnit XML
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Write CSV, a row for each student
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
}

impl Grade {
    /// The file of grades.
    pub(crate) fn out(&self) -> PathBuf {
        let shard = self.shard;
        self.out.clone().unwrap_or_else(|| match shard {
            Shard::WHOLE => "grades.jsonl".into(),
            _ => format!("grades-{}-of-{}.jsonl", shard.number(), shard.of()).into(),
        })
    }

    /// The labs to be graded, in the order of the course.
    pub(crate) fn labs(&self) -> Result<Vec<&'static Lab>, Error> {
        let mut chosen = Vec::new();
        for words in &self.labs {
            chosen.push(Lab::meant(words)?);
        }
        let is_chosen = |lab: &&Lab| chosen.iter().any(|chosen| chosen.name == lab.name);
        let labs = LABS.iter();
        Ok(labs
            .filter(|lab| chosen.is_empty() || is_chosen(lab))
            .collect())
    }

    /// How many labs to judge at the same time.
    pub(crate) fn jobs(&self) -> usize {
        let cores = || available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or_else(cores, NonZero::get)
    }
}
