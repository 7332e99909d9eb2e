//! An exploration as JSON, for programs.
//!
//! The member `schema` is [`SCHEMA`]; it changes when a member changes its
//! meaning or disappears, not when one is added.

use std::fmt::Debug;

use serde::Serialize;

use crate::explore::{Execution, Exploration, MemoryModel, Schedule, Value};

use super::outcomes::Row;
use super::subject::Subject;
use super::words;

/// The version of this format.
pub const SCHEMA: u32 = 1;

/// An exploration as one line of JSON: `schema`, `lab`, `memory_model`,
/// `complete`, `executions`, `interleavings` (null if they were not counted),
/// `outcomes` and `failures`; `stopped_by` only if it is not complete; and for a search by
/// preemptions `preemptions`, the bound up to which all executions were seen.
///
/// An outcome is written as its [`Debug`] text. Numbers of executions are not
/// probabilities.
pub fn exploration<O: Debug>(lab: &str, exploration: &Exploration<O>) -> String {
    let outcomes = exploration.outcomes().iter();
    let failures = exploration.failures().iter();
    line(&ExplorationForm {
        schema: SCHEMA,
        lab,
        memory_model: match exploration.memory_model() {
            MemoryModel::Rc11 => "rc11",
            MemoryModel::Sc => "sc",
        },
        complete: exploration.complete(),
        stopped_by: exploration.stopped_by().map(ToString::to_string),
        preemptions: exploration.preemptions(),
        executions: exploration.executions(),
        interleavings: exploration.interleavings(),
        outcomes: outcomes
            .map(|(outcome, found)| OutcomeForm {
                outcome: format!("{outcome:?}"),
                executions: found.executions,
                schedule: &found.example.schedule,
            })
            .collect(),
        failures: failures
            .map(|failure| FailureForm {
                kind: failure.kind.to_string(),
                message: &failure.message,
                executions: failure.executions,
                example: example(&failure.execution),
            })
            .collect(),
    })
}

/// The outcomes of real runs as one line of JSON: `schema`, `lab`, `program` (in words), `runs`,
/// `seed`, `name` (of an outcome) and `outcomes`, each with its number of runs, its rating and a
/// sentence.
pub fn runs(lab: &str, seed: u64, subject: &Subject, rows: &[Row]) -> String {
    line(&RunsForm {
        schema: SCHEMA,
        lab,
        program: &subject.program,
        runs: rows.iter().map(|row| row.count).sum(),
        seed,
        name: &subject.outcome,
        outcomes: rows
            .iter()
            .map(|row| RunForm {
                outcome: &row.outcome,
                runs: row.count,
                rating: row.rating,
                sentence: &row.sentence,
            })
            .collect(),
    })
}

fn line(form: &impl Serialize) -> String {
    // Only a map whose keys are not strings, or a failing Serialize, is an
    // error; this has neither.
    serde_json::to_string(form).unwrap_or_default()
}

#[derive(Serialize)]
struct ExplorationForm<'a> {
    schema: u32,
    lab: &'a str,
    memory_model: &'static str,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preemptions: Option<usize>,
    executions: u64,
    interleavings: Option<u128>,
    outcomes: Vec<OutcomeForm<'a>>,
    failures: Vec<FailureForm<'a>>,
}

#[derive(Serialize)]
struct OutcomeForm<'a> {
    outcome: String,
    executions: u64,
    schedule: &'a Schedule,
}

#[derive(Serialize)]
struct FailureForm<'a> {
    kind: String,
    message: &'a str,
    executions: u64,
    #[serde(flatten)]
    example: ExampleForm<'a>,
}

#[derive(Serialize)]
struct ExampleForm<'a> {
    schedule: &'a Schedule,
    events: Vec<EventForm<'a>>,
    waiting: Vec<WaitingForm<'a>>,
}

#[derive(Serialize)]
struct EventForm<'a> {
    thread: char,
    file: &'static str,
    line: u32,
    operation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordering: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    /// The value that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<serde_json::Value>,
    /// The position in `events` of the write that it read from; absent for the
    /// initial value.
    #[serde(skip_serializing_if = "Option::is_none")]
    reads_from: Option<usize>,
    /// The value that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<serde_json::Value>,
    /// The number that the lock guards: what an acquire found, what a release left.
    #[serde(skip_serializing_if = "Option::is_none")]
    guarded: Option<serde_json::Value>,
    /// Whether the event is a step of the schedule.
    step: bool,
}

#[derive(Serialize)]
struct WaitingForm<'a> {
    thread: char,
    file: &'static str,
    line: u32,
    reason: &'a str,
}

#[derive(Serialize)]
struct RunsForm<'a> {
    schema: u32,
    lab: &'a str,
    program: &'a str,
    runs: u64,
    seed: u64,
    name: &'a str,
    outcomes: Vec<RunForm<'a>>,
}

#[derive(Serialize)]
struct RunForm<'a> {
    outcome: &'a str,
    runs: u64,
    rating: super::Rating,
    sentence: &'a str,
}

/// A number or a bool as such, and a pointer by its name.
fn form(value: Value) -> serde_json::Value {
    match value {
        Value::Unsigned(value) => value.into(),
        Value::Signed(value) => value.into(),
        Value::Bool(value) => value.into(),
        Value::Pointer(_) => value.to_string().into(),
    }
}

fn example(execution: &Execution) -> ExampleForm<'_> {
    let letter = |thread: usize| execution.threads[thread].letter;
    let events = execution.events.iter();
    let waiting = execution.waiting.iter();
    ExampleForm {
        schedule: &execution.schedule,
        events: events
            .map(|event| EventForm {
                thread: letter(event.thread),
                file: event.place.file,
                line: event.place.line,
                operation: words::verb(execution, event.operation),
                ordering: words::ordering(event.operation).map(|o| format!("{o:?}")),
                object: event.object.map(|o| execution.objects[o].name.as_str()),
                read: event.read.as_ref().map(|read| form(read.value)),
                reads_from: event.read.as_ref().and_then(|read| read.from),
                written: event.written.as_ref().map(|write| form(write.value)),
                guarded: event.guarded.map(form),
                step: event.step,
            })
            .collect(),
        waiting: waiting
            .map(|waiting| WaitingForm {
                thread: letter(waiting.thread),
                file: waiting.place.file,
                line: waiting.place.line,
                reason: &waiting.reason,
            })
            .collect(),
    }
}
