//! The queue of the demonstration.

use std::collections::VecDeque;

use racelab::cli::{Entered, Monitor, Window};

use crate::How;

/// The numbers of the condition variables. Where there is only one, all threads wait on the first.
const CHANGED: usize = 0;
const HAS_ROOM: usize = 1;
const HAS_VALUE: usize = 2;

/// A queue with room for `room` values.
pub(crate) struct Queue {
    pub(crate) monitor: Monitor<VecDeque<u64>>,
    room: usize,
    how: How,
}

type Values<'q> = Entered<'q, VecDeque<u64>>;

impl Queue {
    /// An empty queue that `threads` threads use.
    pub(crate) fn new(room: u8, how: How, threads: u8, window: &Window) -> Self {
        let conditions = ["changed", "has room", "has value"];
        Self {
            monitor: Monitor::new(
                "queue",
                VecDeque::new(),
                &conditions,
                threads.into(),
                window,
            )
            .showing(VecDeque::len),
            room: room.into(),
            how,
        }
    }

    pub(crate) fn put(&self, value: u64) {
        let mut values = self.monitor.enter();
        let is_full = |values: &Values<'_>| values.len() >= self.room;
        self.wait_while(self.for_room(), &mut values, is_full);
        values.push_back(value);
        if self.how != How::WasEmpty || values.len() == 1 {
            self.notify(self.for_value(), &mut values);
        }
    }

    /// Takes the oldest value; `None` if there is none, which can happen after a wait in an `if`.
    pub(crate) fn take(&self) -> Option<u64> {
        let mut values = self.monitor.enter();
        let is_empty = |values: &Values<'_>| values.is_empty();
        self.wait_while(self.for_value(), &mut values, is_empty);
        let value = values.pop_front();
        if self.how != How::WasEmpty || values.len() + 1 == self.room {
            self.notify(self.for_room(), &mut values);
        }
        value
    }

    #[track_caller]
    fn wait_while(
        &self,
        condition: usize,
        values: &mut Values<'_>,
        holds: impl Fn(&Values<'_>) -> bool,
    ) {
        while holds(values) && values.wait(condition) && self.how != How::If {}
    }

    /// The condition variable on which takers wait and which producers notify.
    fn for_value(&self) -> usize {
        match self.how {
            How::One | How::OneAll => CHANGED,
            _ => HAS_VALUE,
        }
    }

    /// The condition variable on which producers wait and which takers notify.
    fn for_room(&self) -> usize {
        match self.how {
            How::One | How::OneAll => CHANGED,
            _ => HAS_ROOM,
        }
    }

    #[track_caller]
    fn notify(&self, condition: usize, values: &mut Values<'_>) {
        match self.how {
            How::OneAll => values.notify_all(condition),
            _ => values.notify_one(condition),
        }
    }
}
