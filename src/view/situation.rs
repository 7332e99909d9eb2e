//! A paused execution, for the player that schedules it: the last steps, the memory, and the next
//! operation of each thread.
//!
//! ```text
//!   Memory: x = 0
//!   A  next: store x <- 1  check.rs:33  has read 0
//!   B  next: load x        check.rs:31
//!   M  waits for the end of A
//! ```

use crate::explore::{Choice, Execution, Mark, Situation, Standing, letter};

use super::lanes::is_of_interest;
use super::screen::{STRONG, columns, paragraph, styled};
use super::shared;
use super::words::{self, Detail};

/// The steps from event number `since` on, a line each: number, thread, operation.
pub fn happened(execution: &Execution, since: usize, width: usize) -> String {
    let steps = execution.events.iter().enumerate();
    let steps = steps.filter(|(_, event)| event.step).zip(1..);
    let detail = Detail {
        names: true,
        orderings: !execution.interleaved,
    };
    let mut text = String::new();
    for ((_, event), number) in steps.filter(|((at, _), _)| *at >= since) {
        let thread = letter(event.thread);
        let what = words::event(execution, event, detail);
        let line = format!("Step {number}, {thread}: {what} ({})", event.place);
        text += &paragraph(&line, 2, width);
    }
    text
}

/// The operation of the step with this number, from 1: `A's store x <- 1`.
pub fn step(execution: &Execution, number: usize) -> Option<String> {
    let detail = Detail {
        names: true,
        orderings: false,
    };
    let mut steps = execution.events.iter().filter(|event| event.step);
    let event = steps.nth(number.checked_sub(1)?)?;
    let what = words::event(execution, event, detail);
    Some(format!("{}'s {what}", letter(event.thread)))
}

/// The operations of main from event number `since` on, while no other thread could move: the
/// player had no choice. Empty if there are none.
pub fn happened_alone(execution: &Execution, since: usize, width: usize) -> String {
    let detail = Detail {
        names: true,
        orderings: !execution.interleaved,
    };
    let new = execution.events.iter().skip(since);
    let alone = new.filter(|event| !event.step && event.thread == 0);
    let did: Vec<_> = alone
        .filter(|event| is_of_interest(event))
        .map(|event| words::event(execution, event, detail))
        .collect();
    if did.is_empty() {
        return String::new();
    }
    let sentence = format!("Then M, as no other thread can move: {}", did.join("; "));
    paragraph(&sentence, 2, width)
}

/// The contents of the memory and the holders of locks, of those that `is_listed` by name; the
/// contents of each channel, and the waiting threads.
pub fn shared<O>(
    situation: &Situation<O>,
    is_listed: impl Fn(&str) -> bool,
    width: usize,
) -> String {
    memory(situation, is_listed, width)
        + &shared::channels(&situation.execution, width)
        + &shared::queues(situation, width)
}

/// The contents of the memory, and the holders of locks, of those that `is_listed` by name.
pub fn memory<O>(
    situation: &Situation<O>,
    is_listed: impl Fn(&str) -> bool,
    width: usize,
) -> String {
    let memory = situation.memory.iter();
    let values = memory.filter(|o| is_listed(&o.name)).filter_map(|object| {
        let value = object.last?;
        Some(format!("{} = {value}", object.name))
    });
    let locks = situation.locks.iter().filter(|lock| is_listed(&lock.name));
    let locks = locks.map(|lock| {
        let name = &lock.name;
        let readers = lock.readers.iter().map(|&by| letter(by).to_string());
        match (lock.by, lock.readers.is_empty()) {
            (Some(thread), _) => format!("lock {name} held by {}", letter(thread)),
            (None, true) => format!("lock {name} free"),
            (None, false) => {
                let readers: Vec<String> = readers.collect();
                format!("lock {name} read by {}", readers.join(" and "))
            }
        }
    });
    let all: Vec<String> = values.chain(locks).collect();
    if all.is_empty() {
        return String::new();
    }
    paragraph(&format!("Memory: {}", all.join(", ")), 2, width)
}

/// The state of each thread, a line each. If `offered` has more than one step for a thread, also
/// the choices with their letters.
pub fn threads<O>(
    situation: &Situation<O>,
    offered: impl Fn(&Standing) -> Vec<Choice>,
    width: usize,
) -> String {
    let ready = situation
        .threads
        .iter()
        .filter_map(|standing| match standing {
            Standing::Ready { next, place, .. } => {
                Some((columns(next), columns(&place.to_string())))
            }
            _ => None,
        });
    let (next_width, place_width) = ready.fold((0, 0), |(a, b), (c, d)| (a.max(c), b.max(d)));
    let mut text = String::new();
    // Main last: it mostly waits for the others.
    let all = situation.threads.iter().enumerate();
    let (main, others): (Vec<_>, Vec<_>) = all.partition(|(thread, _)| *thread == 0);
    for (thread, standing) in others.into_iter().chain(main) {
        let row = match standing {
            Standing::Ready { next, place, .. } => {
                let place = place.to_string();
                let held = has_read(situation, thread);
                format!("next: {next:next_width$}  {place:place_width$}  {held}")
            }
            Standing::Waiting { reason, place, .. } if thread != 0 => {
                let held = has_read(situation, thread);
                format!("{reason}  {place}  {held}")
            }
            Standing::Waiting { reason, .. } => format!("the main thread: {reason}"),
            Standing::Ended => "has come to its end".to_owned(),
            Standing::Panicked => "has panicked".to_owned(),
        };
        let row = row.trim_end();
        let head = styled(STRONG, letter(thread));
        if 5 + columns(row) <= width {
            text += &format!("  {head}  {row}\n");
        } else {
            text += &format!("  {head}  {}", paragraph(row, 5, width).trim_start());
        }
        let choices = offered(standing);
        if choices.len() > 1 || choices.iter().any(|choice| choice.step.mark.is_some()) {
            for choice in &choices {
                let typed = crate::explore::Schedule::new(vec![choice.step]).to_string();
                let line = format!("{typed:<5} {}", label(choice, &choices));
                text += &paragraph_from(&line, 7, width);
            }
        }
    }
    text
}

/// As [`paragraph`], but a line that fits keeps its spaces.
fn paragraph_from(line: &str, indent: usize, width: usize) -> String {
    if indent + columns(line) <= width {
        return format!("{:indent$}{line}\n", "");
    }
    paragraph(line, indent, width)
}

/// The choice of a step, in words.
fn label(choice: &Choice, among: &[Choice]) -> String {
    let any = |kind: fn(&Mark) -> bool| {
        let mut marks = among.iter().filter_map(|choice| choice.step.mark);
        marks.any(|mark| kind(&mark))
    };
    match (choice.step.mark, choice.reads) {
        (None, Some(value)) => format!("reads {value}, the newest value"),
        (None, None) if any(|m| matches!(m, Mark::Behind(_))) => {
            "takes its place last: it is the newest value".to_owned()
        }
        (None, None) if any(|m| matches!(m, Mark::Woke(_))) => {
            "wakes the one that waits longest".to_owned()
        }
        (None, None) => "goes on as usual".to_owned(),
        (Some(Mark::Older(by)), Some(value)) => {
            let writes = if by == 1 { "write" } else { "writes" };
            format!("reads {value}, older by {by} {writes}")
        }
        (Some(Mark::Older(by)), None) => format!("reads a value older by {by}"),
        (Some(Mark::Behind(by)), _) => {
            let writes = super::counted(u64::from(by), "write");
            format!("takes its place before {writes} made earlier")
        }
        (Some(Mark::Woke(whom)), _) => format!("wakes {}", letter(usize::from(whom))),
        (Some(Mark::Spurious), Some(_)) => "fails spuriously".to_owned(),
        (Some(Mark::Spurious), None) => "ends spuriously".to_owned(),
    }
}

/// The values that the thread has read and not used yet, in words: `has read 0`, or with names if
/// the program has several objects to read.
fn has_read<O>(situation: &Situation<O>, thread: usize) -> String {
    let execution = &situation.execution;
    let values = execution.in_hand(thread).into_iter().filter_map(|event| {
        let value = event.read.as_ref()?.value;
        Some(match situation.memory.len() {
            0 | 1 => value.to_string(),
            _ => format!("{value} from {}", execution.objects[event.object?].name),
        })
    });
    let values: Vec<String> = values.collect();
    match values.is_empty() {
        true => String::new(),
        false => format!("has read {}", values.join(", ")),
    }
}
