//! `explore` and `replay`: all executions, or one.

use std::sync::Arc;

use racelab_engine::sort;

use crate::explore::{Execution, Explorer, Failure, Schedule};
use crate::proof::EXERCISE;
use crate::view::progress::estimated;
use crate::view::screen::{paragraph, to_paste, width};
use crate::view::{Lanes, counted, json, thousands};

use super::arguments::{Explore, Replay};
use super::drawings::{write_graphs, write_lanes};
use super::explored::{PATIENCE, Program, explorer, program};
use super::instance::Instance;
use super::results::{failed, lanes, summary, table};
use super::watching::{announce, watched};
use super::{Error, command, pages};
use crate::examination::Page;

/// How many outcomes have their lanes shown. The table has the others, each with the schedule that
/// replays it.
const WITH_LANES: usize = 4;

/// The longest execution, in steps, that `explore` shows as lanes.
const LONGEST: usize = 40;

/// Explores, and shows every outcome and every failure.
pub(super) fn explore(instance: &Arc<dyn Instance>, options: &Explore) -> Result<Page, Error> {
    let lab = instance.lab();
    let program = program(instance, options.exercise)?;
    if options.html.is_some() {
        return Ok(pages::of_exploration(instance, options, &program));
    }
    if options.graph.is_some() || options.svg.is_some() {
        return write_graphs(instance, options, &program);
    }
    // `check` explores the student's code with the same settings.
    let mut explorer = explorer(options.memory_model.into(), PATIENCE).spurious(options.exercise);
    let mut estimate = None;
    match options.preemptions {
        Some(preemptions) => explorer = explorer.max_preemptions(preemptions),
        None => estimate = size(&explorer, &program),
    }
    let found = watched(explorer, |explorer| explorer.explore(move || program()));
    if options.json {
        let text = format!("{}\n", json::exploration(lab.name, &found));
        return Ok(Page::of(text));
    }
    let mut text = paragraph(&instance.words(options.exercise), 2, width()) + "\n";
    text += &summary(&found);
    if let Some(estimate) = estimate.filter(|_| !found.complete()) {
        text += &paragraph(&estimate, 2, width());
    }
    text += &table(&**instance, &found);
    text += "  Numbers of executions are no probabilities.\n";

    let exercise = if options.exercise { "--exercise" } else { "" };
    let replay = |schedule: &str| command(lab, &["replay", schedule, exercise, &instance.typed()]);
    let mut outcomes: Vec<_> = found.outcomes().iter().collect();
    sort::by_key(&mut outcomes, |(outcome, _)| {
        std::cmp::Reverse(instance.rate(outcome).0)
    });
    let short = |execution: &Execution| Lanes::new(execution).steps() <= LONGEST;
    let examples = outcomes.iter().filter(|(_, shown)| short(&shown.example));
    for (outcome, shown) in examples.take(WITH_LANES) {
        text.push('\n');
        text += &lanes(&**instance, outcome, &shown.example);
    }
    for failure in found.failures() {
        text.push('\n');
        text += &describe(failure, found.executions());
    }
    if let Some((_, shown)) = outcomes.first() {
        let schedule = shown.example.schedule.to_string();
        let replay = to_paste(&replay(&schedule), 15, width());
        text += &format!("\n  Replay one:  {}", replay.trim_start());
    }
    Ok(Page::of(text))
}

/// A sentence with the estimated number of executions, which is printed at once; `None` where the
/// exploration is short.
fn size(explorer: &Explorer, program: &Program) -> Option<String> {
    let program = Arc::clone(program);
    let brief = explorer.clone().max_duration(PATIENCE / 50);
    let sentence = estimated(brief.estimate(move || program())?)?;
    announce(&sentence);
    Some(sentence)
}

/// Shows the execution that a schedule produces.
pub(super) fn replay(instance: &Arc<dyn Instance>, options: &Replay) -> Result<Page, Error> {
    let program = program(instance, options.exercise)?;
    let explorer = Explorer::new().spurious(options.exercise);
    // With the student's own lines, as `check` shows them.
    let telling = match options.exercise {
        true => explorer.clone().calls_in(EXERCISE),
        false => explorer.clone(),
    };
    let again = Arc::clone(&program);
    let replayed = telling.replay(&options.schedule, move || again())?;
    if let Some(file) = &options.svg {
        let outcome = replayed.outcome.as_ref();
        return write_lanes(&**instance, options, outcome, &replayed.execution, file);
    }
    let stopped = explorer.look(&options.schedule, move || program())?;
    let mut text = match &replayed.outcome {
        Some(outcome) => lanes(&**instance, outcome, &replayed.execution),
        None => Lanes::new(&replayed.execution).width(width()).to_string(),
    };
    for failure in &replayed.failures {
        text.push('\n');
        text += &failed(failure);
    }
    let (given, made) = (&stopped.execution.schedule, &replayed.execution.schedule);
    let made = made.steps().get(given.steps().len()..).unwrap_or_default();
    if !made.is_empty() {
        let rest = Schedule::new(made.to_vec());
        let behind = match given.steps().len() {
            0 => "The schedule is empty.".to_owned(),
            steps => format!("The schedule that you gave ends after step {steps}."),
        };
        let sentence = format!("{behind} Replay has continued it with {rest}.");
        text.push('\n');
        text += &paragraph(&sentence, 2, width());
    }
    Ok(Page::of(text))
}

/// A failure in words and as lanes. A data race has no lanes of its own here, because the lanes of
/// the outcomes show it as well.
fn describe(failure: &Failure, executions: u64) -> String {
    let mut text = failed(failure);
    let share = if failure.executions == executions {
        format!("In every one of the {}", counted(executions, "execution"))
    } else {
        let all = counted(executions, "execution");
        format!("In {} of {all}", thousands(failure.executions))
    };
    text += &format!(
        "  {share}, such as schedule {}.\n",
        failure.execution.schedule
    );
    if failure.kind != crate::explore::FailureKind::DataRace {
        text += &Lanes::new(&failure.execution).width(width()).to_string();
    }
    text
}
