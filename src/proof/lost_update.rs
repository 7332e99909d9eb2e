//! Lost updates, found in an execution.

use std::fmt;

use racelab_engine::sort;

use crate::explore::{Event, Execution};

/// The updates that an execution lost.
///
/// A thread reads a value, computes a new one, and writes it. A write of another thread between
/// this read and this write is lost, because the new value does not include it. A write without a
/// read before it overwrites, but loses no update. A read-modify-write reads the value that it
/// replaces, so it loses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostUpdates {
    /// The letters of the threads whose writes are lost, each with their number.
    lost: Vec<(char, usize)>,
    object: String,
    writes: Vec<usize>,
}

impl LostUpdates {
    /// The lost updates of the object that lost the most; `None` if no object that the explorer
    /// sees lost one.
    pub fn of(execution: &Execution) -> Option<Self> {
        let mut lost: Vec<Vec<usize>> = vec![Vec::new(); execution.objects.len()];
        for (at, event) in execution.events.iter().enumerate() {
            let (Some(object), Some(written)) = (event.object, &event.written) else {
                continue;
            };
            let Some(read_from) = last_read(execution, at, event) else {
                continue;
            };
            // Backwards in coherence order, from the overwritten write to the write that was read.
            let mut overwritten = written.over;
            while overwritten != read_from
                && let Some(write) = overwritten
            {
                let by_other = execution.events[write].thread != event.thread;
                let losses = &mut lost[object];
                if by_other && !losses.contains(&write) {
                    losses.push(write);
                }
                let before = execution.events[write].written.as_ref();
                overwritten = before.and_then(|w| w.over);
            }
        }
        let lost = lost.into_iter().enumerate();
        let (object, writes) = lost.max_by_key(|(_, writes)| writes.len())?;
        let by = |thread: usize| {
            let own = |write: &&usize| execution.events[**write].thread == thread;
            (
                execution.threads[thread].letter,
                writes.iter().filter(own).count(),
            )
        };
        let mut by_thread: Vec<_> = (0..execution.threads.len()).map(by).collect();
        by_thread.retain(|&(_, lost)| lost > 0);
        sort::by_key(&mut by_thread, |&(letter, _)| letter);
        (!by_thread.is_empty()).then(|| Self {
            lost: by_thread,
            object: execution.objects[object].name.clone(),
            writes,
        })
    }

    /// The number of lost writes.
    pub fn count(&self) -> usize {
        self.writes.len()
    }

    /// The lost writes, as positions in [`Execution::events`].
    pub fn writes(&self) -> &[usize] {
        &self.writes
    }

    /// The name of the object that lost them.
    pub fn object(&self) -> &str {
        &self.object
    }
}

impl fmt::Display for LostUpdates {
    /// `B's update is lost`, `2 of B's updates are lost`,
    /// `3 updates are lost: 1 of A's, 2 of B's`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lost[..] {
            [(letter, 1)] => return write!(f, "{letter}'s update is lost"),
            [(letter, lost)] => return write!(f, "{lost} of {letter}'s updates are lost"),
            _ => {}
        }
        let parts = self.lost.iter();
        let parts: Vec<String> = parts
            .map(|(by, lost)| format!("{lost} of {by}'s"))
            .collect();
        write!(f, "{} updates are lost: {}", self.count(), parts.join(", "))
    }
}

/// The write from which the thread's last read of the object before this write reads. The outer
/// `None`: there is no such read. The inner `None`: it reads the initial value. A read-modify-write
/// has the outer `None`, since it reads the value that it replaces.
fn last_read(execution: &Execution, at: usize, write: &Event) -> Option<Option<usize>> {
    if write.read.is_some() {
        return None;
    }
    let earlier = execution.events[..at].iter().rev();
    let mut own = earlier.filter(|e| e.thread == write.thread && e.object == write.object);
    own.find_map(|event| event.read.as_ref())
        .map(|read| read.from)
}
