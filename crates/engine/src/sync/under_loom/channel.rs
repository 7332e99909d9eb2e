//! A channel under loom.
//!
//! loom's own channel has no bound, and does not know the drop of the last sender: its `recv` then
//! reports a deadlock.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};

use parking_lot::{Mutex, MutexGuard};

use super::wait::Waiters;
use crate::plug::model::{self as plug, model};
use crate::sync::model::InLoom;
use crate::sync::place::Place;

/// A queue of the seam. For loom, each operation on it is the acquire of a lock, with its release
/// at once. So loom explores the orders of the operations, and each operation happens before every
/// later one. That is more than std promises, for example between two senders.
pub(in crate::sync) struct LoomChannel<T> {
    object: InLoom<Box<dyn plug::Mutex>>,
    /// A thread holds this lock only between loom's operations: all threads are on one OS thread,
    /// and none switches while it holds the lock.
    contents: Mutex<Contents<T>>,
    /// Threads that wait for a message, or for room.
    waiters: Waiters,
    bound: Option<usize>,
}

struct Contents<T> {
    /// The messages with their numbers, from 1.
    queue: VecDeque<(usize, T)>,
    sent: usize,
    received: usize,
    senders: usize,
    closed: bool,
    /// Whether the receiver waits for a message.
    awaited: bool,
}

impl<T> Contents<T> {
    fn take(&mut self) -> Option<T> {
        let (_, message) = self.queue.pop_front()?;
        self.received += 1;
        Some(message)
    }
}

impl<T> LoomChannel<T> {
    pub(in crate::sync) fn new(bound: Option<usize>, made: Place) -> Self {
        Self {
            object: InLoom::new("channel", model().mutex(), made),
            contents: Mutex::new(Contents {
                queue: VecDeque::new(),
                sent: 0,
                received: 0,
                senders: 1,
                closed: false,
                awaited: false,
            }),
            waiters: Waiters::default(),
            bound,
        }
    }

    /// Performs an operation; all accesses to the contents before the next operation belong to it.
    /// `None`: the thread unwinds.
    #[track_caller]
    fn operation(&self, place: Place) -> Option<MutexGuard<'_, Contents<T>>> {
        drop(self.object.enter(place)?.lock());
        Some(self.contents.lock())
    }

    /// Waits until another thread has changed the contents.
    #[track_caller]
    fn wait<'a>(
        &'a self,
        contents: MutexGuard<'a, Contents<T>>,
        place: Place,
    ) -> Option<MutexGuard<'a, Contents<T>>> {
        drop(contents);
        self.waiters.queue()();
        self.operation(place)
    }

    fn changed(&self) {
        self.waiters.wake(usize::MAX);
    }

    #[track_caller]
    pub(in crate::sync) fn send(&self, message: T, place: Place) -> Result<(), SendError<T>> {
        let Some(mut contents) = self.operation(place) else {
            return Err(SendError(message));
        };
        if contents.closed {
            return Err(SendError(message));
        }
        contents.sent += 1;
        let number = contents.sent;
        contents.queue.push_back((number, message));
        self.changed();
        let Some(bound) = self.bound else {
            return Ok(());
        };
        while number > contents.received + bound {
            if contents.closed {
                let mut queue = contents.queue.iter();
                let place = queue.position(|&(n, _)| n == number);
                let mine = place.and_then(|place| contents.queue.remove(place));
                return mine.map_or(Ok(()), |(_, message)| Err(SendError(message)));
            }
            match self.wait(contents, place) {
                Some(changed) => contents = changed,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// A channel with a bound of 0 has room for the message for which its receiver waits.
    #[track_caller]
    pub(in crate::sync) fn try_send(
        &self,
        message: T,
        place: Place,
    ) -> Result<(), TrySendError<T>> {
        let Some(mut contents) = self.operation(place) else {
            return Err(TrySendError::Disconnected(message));
        };
        if contents.closed {
            return Err(TrySendError::Disconnected(message));
        }
        let there = contents.queue.len();
        let full = match self.bound {
            None => false,
            Some(0) => there > 0 || !contents.awaited,
            Some(bound) => there >= bound,
        };
        if full {
            return Err(TrySendError::Full(message));
        }
        contents.sent += 1;
        let number = contents.sent;
        contents.queue.push_back((number, message));
        self.changed();
        Ok(())
    }

    #[track_caller]
    pub(in crate::sync) fn receive(&self, place: Place) -> Result<T, RecvError> {
        let mut contents = self.operation(place).ok_or(RecvError)?;
        loop {
            contents.awaited = false;
            if let Some(message) = contents.take() {
                self.changed();
                return Ok(message);
            }
            if contents.senders == 0 {
                return Err(RecvError);
            }
            contents.awaited = true;
            contents = self.wait(contents, place).ok_or(RecvError)?;
        }
    }

    #[track_caller]
    pub(in crate::sync) fn try_receive(&self, place: Place) -> Result<T, TryRecvError> {
        let contents = self.operation(place);
        let mut contents = contents.ok_or(TryRecvError::Disconnected)?;
        match contents.take() {
            Some(message) => {
                self.changed();
                Ok(message)
            }
            None if contents.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    #[track_caller]
    pub(in crate::sync) fn clone_sender(&self, place: Place) {
        if let Some(mut contents) = self.operation(place) {
            contents.senders += 1;
        }
    }

    pub(in crate::sync) fn drop_sender(&self, place: Place) {
        // After the end of the execution no operation is left to perform, and a destructor must
        // not panic.
        if !self.object.is_here() {
            return;
        }
        if let Some(mut contents) = self.operation(place) {
            contents.senders -= 1;
            self.changed();
        }
    }

    pub(in crate::sync) fn close(&self, place: Place) {
        if !self.object.is_here() {
            return;
        }
        let Some(mut contents) = self.operation(place) else {
            return;
        };
        contents.closed = true;
        let len = contents.queue.len();
        let held = self.bound.map_or(len, |bound| bound.min(len));
        let held: Vec<(usize, T)> = contents.queue.drain(..held).collect();
        self.changed();
        drop(contents);
        // Their destructors may perform operations in this thread.
        drop(held);
    }
}
