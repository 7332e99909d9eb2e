//! A channel under loom: a queue behind a lock.
//!
//! loom has a channel of its own, but neither a bounded one nor the end of all
//! senders: its `recv` then reports a deadlock.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvError, SendError, TryRecvError};

use crate::sync::{Condvar, Mutex};

pub(super) struct InLoom<T> {
    contents: Mutex<Contents<T>>,
    /// Notified whenever somebody may go on.
    changed: Condvar,
    bound: Option<usize>,
}

struct Contents<T> {
    /// The messages with their numbers, from 1.
    queue: VecDeque<(usize, T)>,
    sent: usize,
    received: usize,
    senders: usize,
    closed: bool,
}

impl<T> Contents<T> {
    fn take(&mut self) -> Option<T> {
        let (_, message) = self.queue.pop_front()?;
        self.received += 1;
        Some(message)
    }
}

impl<T> InLoom<T> {
    #[track_caller]
    pub(super) fn new(bound: Option<usize>) -> Self {
        Self {
            contents: Mutex::new(Contents {
                queue: VecDeque::new(),
                sent: 0,
                received: 0,
                senders: 1,
                closed: false,
            }),
            changed: Condvar::new(),
            bound,
        }
    }

    #[track_caller]
    pub(super) fn send(&self, message: T) -> Result<(), SendError<T>> {
        let mut contents = self.contents.lock();
        if contents.closed {
            return Err(SendError(message));
        }
        contents.sent += 1;
        let number = contents.sent;
        contents.queue.push_back((number, message));
        self.changed.notify_all();
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
            self.changed.wait(&mut contents);
        }
        Ok(())
    }

    #[track_caller]
    pub(super) fn receive(&self) -> Result<T, RecvError> {
        let mut contents = self.contents.lock();
        loop {
            if let Some(message) = contents.take() {
                self.changed.notify_all();
                return Ok(message);
            }
            if contents.senders == 0 {
                return Err(RecvError);
            }
            self.changed.wait(&mut contents);
        }
    }

    #[track_caller]
    pub(super) fn try_receive(&self) -> Result<T, TryRecvError> {
        let mut contents = self.contents.lock();
        match contents.take() {
            Some(message) => {
                self.changed.notify_all();
                Ok(message)
            }
            None if contents.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    #[track_caller]
    pub(super) fn clone_sender(&self) {
        self.contents.lock().senders += 1;
    }

    #[track_caller]
    pub(super) fn drop_sender(&self) {
        // A thread that unwinds ends its execution, and must not wait for a lock.
        if !std::thread::panicking() {
            self.contents.lock().senders -= 1;
            self.changed.notify_all();
        }
    }

    #[track_caller]
    pub(super) fn close(&self) {
        if std::thread::panicking() {
            return;
        }
        let held: Vec<(usize, T)> = {
            let mut contents = self.contents.lock();
            contents.closed = true;
            let len = contents.queue.len();
            let held = self.bound.map_or(len, |bound| bound.min(len));
            self.changed.notify_all();
            contents.queue.drain(..held).collect()
        };
        drop(held);
    }
}
