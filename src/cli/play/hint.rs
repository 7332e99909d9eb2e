//! A hint: what to look at, from where the player stands and where the goal is.

use std::time::Duration;

use crate::explore::{Execution, FailureKind, Mark, Standing, Step, letter};
use crate::proof::{LostUpdates, Returned};
use crate::view::counted;
use crate::view::situation::{self, in_hand};

use super::super::instance::Instance;
use super::goal::Goal;
use super::walk::{Game, Walk, Way, is_weak};

/// How long a hint may search.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// A hint in a sentence or two; `plainly` names the step to make.
pub(super) fn hint(
    instance: &dyn Instance,
    game: &Game,
    walk: &Walk,
    goal: &Goal<Returned>,
    plainly: bool,
) -> String {
    let way = |from: &Walk| game.way(from, |s| goal.is_reached(instance, s), PATIENCE);
    let steps = match way(walk) {
        Way::Found { steps, .. } => steps,
        Way::Unknown => {
            return "There is too much to search from here. Start again with r.".to_owned();
        }
        Way::None => return too_late(game, walk, way),
    };
    let Some(&first) = steps.first() else {
        return "You are there.".to_owned();
    };
    let mover = usize::from(first.thread);
    if plainly {
        let next = match &walk.situation.threads[mover] {
            Standing::Ready { next, .. } => format!(", whose next step is {next}"),
            _ => String::new(),
        };
        let typed = crate::explore::Schedule::new(vec![first]).to_string();
        let left = counted(steps.len() as u64, "step");
        return format!("Type {typed}{next}. The goal is {left} away. `s` shows them.");
    }
    let mut there = walk.steps.clone();
    there.extend(&steps);
    let Ok(end) = game.walk(there) else {
        return format!("Let {} move.", letter(mover));
    };
    let more = "(h again for more)";
    if let Some(choice) = steps.iter().find(|step| is_weak(step)) {
        return format!("{} {more}", of_weak_memory(choice));
    }
    match goal {
        Goal::Failure(FailureKind::Deadlock) => format!("{} {more}", of_deadlock(walk)),
        Goal::Failure(FailureKind::Livelock) => format!(
            "A thread goes round its loop for ever if what it waits for can no longer come. Which \
             thread would have to bring it, and when is it too late for that? {more}"
        ),
        Goal::Failure(FailureKind::DataRace) => format!(
            "Let one thread access the memory, and another right behind it, with no lock and no \
             atomic between the two that would order them. {more}"
        ),
        _ => match LostUpdates::of(&end.situation.execution) {
            Some(_) => {
                let execution = &end.situation.execution;
                format!("{} {more}", of_lost_update(game, walk, mover, execution))
            }
            None => format!("{} {more}", of_order(walk, mover)),
        },
    }
}

/// The goal is out of reach: which step put it there.
fn too_late(game: &Game, walk: &Walk, way: impl Fn(&Walk) -> Way) -> String {
    let made = walk.steps.len();
    for kept in (0..made).rev() {
        let Ok(earlier) = game.walk(walk.steps[..kept].to_vec()) else {
            break;
        };
        match way(&earlier) {
            Way::None => {}
            Way::Unknown => break,
            Way::Found { .. } => {
                let execution = &walk.situation.execution;
                let step = situation::step(execution, kept + 1).unwrap_or_default();
                let back = match made - kept {
                    1 => "Take it back with u.".to_owned(),
                    n => format!("Take back {n} steps, with u {n} times."),
                };
                return format!(
                    "From here the goal cannot be reached any more. Until step {}, {step}, it \
                     could. {back}",
                    kept + 1
                );
            }
        }
    }
    "From here the goal cannot be reached any more. Start again with r.".to_owned()
}

/// For a goal at which an update is lost.
fn of_lost_update(game: &Game, walk: &Walk, mover: usize, end: &Execution) -> String {
    let execution = &walk.situation.execution;
    let holding = (0..walk.situation.threads.len()).filter_map(|thread| {
        let read = in_hand(execution, thread)?;
        let object = read.object?;
        writes_next(game, walk, thread, object).then_some((thread, object, read))
    });
    let holding: Vec<_> = holding.collect();
    let stale = |object: usize, from: Option<usize>| {
        let newest = execution
            .events
            .iter()
            .rposition(|event| event.object == Some(object) && event.written.is_some());
        newest != from
    };
    let describe = |&(thread, object, _): &(usize, usize, _)| {
        (letter(thread), execution.objects[object].name.clone())
    };
    let outdated = holding.iter().find(|(_, object, event)| {
        event
            .read
            .as_ref()
            .is_some_and(|read| stale(*object, read.from))
    });
    if let Some(found @ (thread, _, event)) = outdated
        && *thread == mover
    {
        let (who, object) = describe(found);
        let value = event
            .read
            .as_ref()
            .map_or(String::new(), |r| r.value.to_string());
        return format!(
            "{who} still goes by the {value} that it read, and {object} has changed since. What \
             happens if it writes now?"
        );
    }
    if let Some(found) = holding.iter().find(|(thread, ..)| *thread != mover) {
        let (who, object) = describe(found);
        return format!(
            "{who} has read {object} but not written it yet, and what it will write is settled: it \
             will overwrite whatever is written before. Whose write could that be?"
        );
    }
    if holding.is_empty() {
        return last_write(end).unwrap_or_else(|| {
            "No thread has read and not yet written. Somebody has to: a thread that stops between \
             its read and its write goes by a value that may grow old."
                .to_owned()
        });
    }
    "An update is lost when two threads go by the same value. One has read it; who else should, \
     before it is written?"
        .to_owned()
}

/// What the last write of an execution that reaches the goal goes by.
fn last_write(end: &Execution) -> Option<String> {
    let mut steps = end.events.iter().rev().filter(|event| event.step);
    let last = steps.find(|event| event.written.is_some())?;
    let written = last.written.as_ref()?.value;
    let earlier = steps.filter(|e| e.thread == last.thread && e.object == last.object);
    let read = earlier
        .filter_map(|event| event.read.as_ref())
        .next()?
        .value;
    let object = &end.objects[last.object?].name;
    let who = letter(last.thread);
    Some(format!(
        "The last write decides. {who} writes {written} to {object} if it has read {read}. So when \
         must {who} read, when must it write, and who must come between?"
    ))
}

/// Whether the thread's next step would write the object.
fn writes_next(game: &Game, walk: &Walk, thread: usize, object: usize) -> bool {
    let choices = game.choices(&walk.situation.threads[thread]);
    let Some(choice) = choices.first() else {
        return false;
    };
    let made = walk.situation.execution.events.len();
    game.then(walk, choice.step).is_ok_and(|next| {
        let mut new = next.situation.execution.events[made..].iter();
        new.any(|e| e.thread == thread && e.object == Some(object) && e.written.is_some())
    })
}

/// For a way that only weak memory goes.
fn of_weak_memory(choice: &Step) -> String {
    let who = letter(usize::from(choice.thread));
    match choice.mark {
        Some(Mark::Behind(_)) => format!(
            "Which of two writes is the newest is not settled by which was made first, where nothing \
             orders the two. {who} can make use of that."
        ),
        _ => format!(
            "A read need not return the newest value, as long as nothing orders the write before \
             it. {who} can make use of that."
        ),
    }
}

/// For a deadlock.
fn of_deadlock(walk: &Walk) -> String {
    let situation = &walk.situation;
    let held = situation
        .locks
        .iter()
        .find_map(|lock| Some((&lock.name, lock.by.or(lock.readers.first().copied())?)));
    match held {
        Some((name, by)) => {
            let by = letter(by);
            format!(
                "{by} holds {name}. What else will {by} want before it gives {name} back, and who \
                 could take that first?"
            )
        }
        None => "In a deadlock everybody waits for what another one has. Let a thread take the \
                 first thing, and stop it before it takes the second."
            .to_owned(),
    }
}

/// For a goal that only asks for an order.
fn of_order(walk: &Walk, mover: usize) -> String {
    let holding = in_hand(&walk.situation.execution, mover).is_some();
    let mover = letter(mover);
    match (walk.steps.is_empty(), holding) {
        (true, _) => "Nothing needs to be lost here. What if one thread is done before the next \
                      one begins?"
            .to_owned(),
        (false, true) => format!(
            "{mover} is between its read and its write. Nothing is lost as long as nobody comes \
             between."
        ),
        (false, false) => format!("Nothing is lost so far. Look at what {mover} would do next."),
    }
}
