//! The tour: the output of a lab's binary without a command.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::course::Lab;
use crate::examination::Page;
use crate::explore::{Exploration, FailureKind, MemoryModel};
use crate::proof::Returned;
use crate::view::screen::{BAD, FAINT, labelled, paragraph, styled, width};
use crate::view::{Lanes, Outcomes, Rating, Row, counted, histogram, json, thousands};

use super::arguments::Runs;
use super::confinement::print;
use super::explored::{explorer, program, subject};
use super::instance::Instance;
use super::results::{lanes, most_interesting, summary, table};
use super::{Error, OwnCommand, Window, command, heading};

/// The most processor time for the explorations of the tour.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest execution, in steps, that the tour shows.
const STEPS: usize = 12;

/// The most outcomes and instances that the tour compares, so that it fits a screen.
const ROWS: usize = 15;

/// Shows real runs, the number of executions, the most interesting one, and the next commands.
pub(super) fn show(instance: &Arc<dyn Instance>, runs: &Runs) -> Result<(), Error> {
    let lab = instance.lab();
    let times = runs.runs.unwrap_or_else(|| instance.runs());
    let seed = runs.seed.unwrap_or(1);
    let made = format!("{}, seed {seed}", counted(times, "real run"));
    if runs.json {
        let rows = rows(&**instance, &real_runs(&**instance, times, seed));
        let subject = subject(&**instance, false);
        anstream::println!("{}", json::runs(lab.name, seed, &subject, &rows));
        return Ok(());
    }
    if let Some(file) = &runs.svg {
        let rows = gathered(&**instance, &real_runs(&**instance, times, seed));
        let drawing = histogram::svg(&subject(&**instance, false), &made, &rows);
        let mut page = Page::default();
        page.write(file, drawing, &made);
        return print(page, None).map(drop);
    }
    anstream::println!("{}", heading(lab.name));
    let question = format!("{}. How can it end?", instance.words(false));
    anstream::print!("{}", paragraph(&question, 2, width()));

    let counts = real_runs(&**instance, times, seed);
    let rows = gathered(&**instance, &counts);
    anstream::print!(
        "\n{}",
        Outcomes::of_runs(instance.noun(), rows).width(width())
    );
    let note = format!("{made}. Run it again: the numbers change, the kinds do not.");
    anstream::println!("{}", styled(FAINT, paragraph(&note, 2, width())));

    anstream::print!("{}", explored(instance)?);
    anstream::print!("{}", next(lab, instance.own().as_ref()));
    Ok(())
}

/// Runs the program for real `times` times, and counts the outcomes.
fn real_runs(instance: &dyn Instance, times: u64, seed: u64) -> BTreeMap<Returned, u64> {
    let mut counts = BTreeMap::new();
    for run in 0..times {
        let outcome = instance.run(&Window::open(seed, run));
        *counts.entry(outcome).or_default() += 1;
    }
    counts
}

/// A row for each outcome of real runs.
fn rows(instance: &dyn Instance, counts: &BTreeMap<Returned, u64>) -> Vec<Row> {
    let rows = counts.iter().map(|(outcome, &count)| {
        let (rating, sentence) = instance.rate(outcome);
        Row {
            outcome: format!("{outcome:?}"),
            count,
            rating,
            sentence,
            schedule: None,
        }
    });
    rows.collect()
}

/// The same rows; where there are many numbers, neighbouring ones share a row.
fn gathered(instance: &dyn Instance, counts: &BTreeMap<Returned, u64>) -> Vec<Row> {
    let numbers = counts.keys().map(|outcome| {
        let number = instance.number(outcome)?;
        Some((format!("{outcome:?}"), number))
    });
    let numbers: Option<Vec<(String, u64)>> = numbers.collect();
    let number = |row: &Row| {
        let mut numbers = numbers.as_ref()?.iter();
        let (_, number) = numbers.find(|(outcome, _)| *outcome == row.outcome)?;
        Some(*number)
    };
    histogram::gathered(&rows(instance, counts), histogram::ROWS, number)
}

/// The executions of a small instance, the most interesting one as lanes, and the comparison of the
/// lab's instances.
fn explored(instance: &Arc<dyn Instance>) -> Result<String, Error> {
    let explore = |instance: &Arc<dyn Instance>| {
        let program = program(instance, false)?;
        let explorer = explorer(MemoryModel::Rc11, PATIENCE);
        Ok::<_, Error>(explorer.explore(move || program()))
    };
    let smaller = instance.smaller();
    let small = smaller.as_ref().unwrap_or(instance);
    let found = explore(small)?;
    let mut text = String::new();
    if smaller.is_some() {
        text += &paragraph(
            &format!("Smaller, to see all of it: {}.", small.words(false)),
            2,
            width(),
        );
    }
    text += &summary(&found);
    text += &table(&**small, &found);
    text.push('\n');
    let compared = small.compared();
    let short = |example| {
        let steps = Lanes::new(example).steps();
        steps <= STEPS && steps + compared.len() <= ROWS
    };
    if let Some(deadlock) = deadlock(&found) {
        text += &deadlock;
        text.push('\n');
    } else if let Some((_, outcome, example)) = most_interesting(&**small, &found)
        && short(example)
    {
        text += &lanes(&**small, outcome, example);
        text.push('\n');
    }
    if !compared.is_empty() {
        let found = compared
            .iter()
            .map(|(name, instance)| Ok((*name, &**instance, explore(instance)?)));
        text += &comparison(&found.collect::<Result<Vec<_>, Error>>()?);
        text.push('\n');
    }
    Ok(text)
}

/// A sentence about the deadlock of the program and the number of its executions, if it has one.
fn deadlock(found: &Exploration<Returned>) -> Option<String> {
    let mut failures = found.failures().iter();
    let first = failures.find(|failure| failure.kind == FailureKind::Deadlock)?;
    let sentence = format!(
        "{} in {} of {}, such as schedule {}: {}.",
        styled(BAD, first.kind),
        thousands(failed(found, first.kind)),
        counted(found.executions(), "execution"),
        first.execution.schedule,
        first.message
    );
    Some(paragraph(&sentence, 2, width()))
}

/// The number of executions that fail in this way.
fn failed(found: &Exploration<Returned>, kind: FailureKind) -> u64 {
    let failures = found.failures().iter().filter(|f| f.kind == kind);
    let executions = failures.map(|failure| failure.executions);
    match kind {
        // One execution may have several data races, on different lines, so the counts do not add
        // up.
        FailureKind::DataRace => executions.max().unwrap_or(0),
        _ => executions.sum(),
    }
}

/// A table of instances: for each, how many of its executions fail.
fn comparison(compared: &[(&str, &dyn Instance, Exploration<Returned>)]) -> String {
    let names = compared.iter().map(|(name, ..)| name.len());
    let longest = names.max().unwrap_or(0);
    // A program without waiting threads cannot deadlock, so it needs no such column.
    let shown: Vec<_> = [FailureKind::DataRace, FailureKind::Deadlock]
        .into_iter()
        .filter(|kind| {
            *kind == FailureKind::DataRace
                || compared.iter().any(|(.., found)| failed(found, *kind) > 0)
        })
        .collect();
    let mut heads = vec![format!("{:longest$}  ", ""), "executions   ".to_owned()];
    heads.extend(shown.iter().map(|kind| format!("{:<12}", kind.to_string())));
    heads.push("forbidden outcome".to_owned());
    let rows = compared.iter().map(|(name, instance, found)| {
        let all = found.executions();
        let share = |part: u64| match part {
            0 => "in none".to_owned(),
            part if part == all => "in all".to_owned(),
            part => format!("in {}", thousands(part)),
        };
        let outcomes = found.outcomes().iter();
        let forbidden = outcomes.filter(|(o, _)| instance.rate(o).0 == Rating::Forbidden);
        let forbidden = forbidden.map(|(_, shown)| shown.executions).sum();
        let shares = shown.iter().map(|kind| share(failed(found, *kind)));
        let mut row = vec![
            format!("{name:longest$}  "),
            format!("{:>10}   ", thousands(all)),
        ];
        row.extend(shares.map(|share| format!("{share:<12}")));
        row.push(share(forbidden));
        row
    });
    crate::view::table(&heads, &rows.collect::<Vec<_>>(), width())
}

/// The next commands.
fn next(lab: &Lab, own: Option<&OwnCommand>) -> String {
    let own = own.map(|own| ("", own.task, command(lab, &[own.name])));
    let lines = [
        ("Next", "answer a question:", command(lab, &["predict"])),
        ("", "see every execution:", command(lab, &["explore"])),
        ("", "cause it yourself:", command(lab, &["play"])),
        ("", "then solve it, in", lab.exercise()),
        ("", "and have it proved:", command(lab, &["check"])),
    ];
    let lines = lines
        .iter()
        .chain(&own)
        .map(|(head, what, how)| labelled(&format!("  {head:4}  {what:20}  "), how, width()));
    lines.collect()
}
