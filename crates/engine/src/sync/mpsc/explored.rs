//! A channel of an explored execution.

use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};

use parking_lot::Mutex;

use crate::explore::hook::{self, Delivery, Dispatch, NextMessage, ObjectId, ObjectKind};
use crate::sync::model::Explored;
use crate::sync::place::Place;
use crate::sync::word::word_in;

/// The contents of a channel. The explorer decides the number of each message.
pub(super) struct ExploredChannel<T> {
    object: Explored,
    /// The bound of the channel, if it has one.
    bound: Option<u32>,
    /// A thread holds this lock only between operations: the threads of an execution take turns,
    /// and none switches while it holds the lock.
    contents: Mutex<Contents<T>>,
}

struct Contents<T> {
    /// The messages in their order, each with its number in the channel, from 1. A send is always
    /// the newest in its channel, so a number never changes during an execution.
    messages: Vec<(u32, T)>,
    received: u32,
}

impl<T> Contents<T> {
    fn remove(&mut self, number: u32) -> Option<T> {
        let place = self.messages.iter().position(|&(n, _)| n == number)?;
        Some(self.messages.remove(place).1)
    }
}

impl<T> ExploredChannel<T> {
    pub(super) fn new(bound: Option<usize>, made: Place) -> Self {
        Self {
            object: Explored::new("channel", ObjectKind::Channel, 0, made),
            // No execution has so many messages that the program could observe the smaller bound.
            bound: bound.map(|bound| u32::try_from(bound).unwrap_or(u32::MAX)),
            contents: Mutex::new(Contents {
                messages: Vec::new(),
                received: 0,
            }),
        }
    }

    pub(super) fn name(&self, name: &str) {
        self.object.name(name);
    }

    #[track_caller]
    pub(super) fn send(&self, message: T, place: Place) -> Result<(), SendError<T>> {
        let Some(id) = self.object.id() else {
            return Err(SendError(message));
        };
        let Some(number) = hook::send(id, place) else {
            return Err(SendError(message));
        };
        self.put(id, number, message);
        // The message whose receive makes room for this one.
        let Some(before) = self.bound.and_then(|bound| number.checked_sub(bound)) else {
            return Ok(());
        };
        if before == 0 || hook::admit(id, before, place) {
            return Ok(());
        }
        let refused = self.contents.lock().remove(number);
        // No receive took a refused message, and the drop of the receiver left it there.
        refused.map_or(Ok(()), |message| Err(SendError(message)))
    }

    #[track_caller]
    pub(super) fn try_send(&self, message: T, place: Place) -> Result<(), TrySendError<T>> {
        let Some(id) = self.object.id() else {
            return Err(TrySendError::Disconnected(message));
        };
        match hook::try_send(id, self.bound.unwrap_or(u32::MAX), place) {
            Dispatch::Message(number) => {
                self.put(id, number, message);
                Ok(())
            }
            Dispatch::Full => Err(TrySendError::Full(message)),
            Dispatch::Disconnected => Err(TrySendError::Disconnected(message)),
        }
    }

    #[track_caller]
    pub(super) fn receive(&self, place: Place) -> Result<T, RecvError> {
        let id = self.object.id().ok_or(RecvError)?;
        match hook::receive(id, self.next(), place) {
            Delivery::Message => self.take().ok_or(RecvError),
            Delivery::Empty | Delivery::Disconnected => Err(RecvError),
        }
    }

    #[track_caller]
    pub(super) fn try_receive(&self, place: Place) -> Result<T, TryRecvError> {
        let id = self.object.id().ok_or(TryRecvError::Disconnected)?;
        self.take_if(hook::try_receive(id, self.next(), place))
    }

    #[track_caller]
    pub(super) fn receive_in_time(&self, place: Place) -> Result<T, TryRecvError> {
        let id = self.object.id().ok_or(TryRecvError::Disconnected)?;
        self.take_if(hook::receive_in_time(id, self.next(), place))
    }

    /// Takes the message that the receive found, if it found one.
    fn take_if(&self, received: Delivery) -> Result<T, TryRecvError> {
        match received {
            Delivery::Message => self.take().ok_or(TryRecvError::Disconnected),
            Delivery::Empty => Err(TryRecvError::Empty),
            Delivery::Disconnected => Err(TryRecvError::Disconnected),
        }
    }

    /// The message that the next receive takes.
    fn next(&self) -> NextMessage {
        NextMessage {
            number: self.contents.lock().received + 1,
            handed_over: self.bound == Some(0),
        }
    }

    fn put(&self, id: ObjectId, number: u32, message: T) {
        if let Some(bits) = word_in(&message) {
            hook::note_message(id, number, bits);
        }
        self.contents.lock().messages.push((number, message));
    }

    fn take(&self) -> Option<T> {
        let mut contents = self.contents.lock();
        contents.received += 1;
        let number = contents.received;
        contents.remove(number)
    }

    #[track_caller]
    pub(super) fn clone_sender(&self, place: Place) {
        if let Some(id) = self.object.id() {
            hook::clone_sender(id, place);
        }
    }

    pub(super) fn drop_sender(&self, place: Place) {
        if let Some(id) = self.object.id_in_drop() {
            hook::drop_sender(id, place);
        }
    }

    /// Drops the receiver and the messages in the channel. A message whose send still waits for
    /// room goes back to its sender.
    pub(super) fn close(&self, place: Place) {
        let received = self.contents.lock().received;
        let bound = self.bound.unwrap_or(u32::MAX);
        let last = received.saturating_add(bound);
        if let Some(id) = self.object.id_in_drop() {
            hook::close(id, last, place);
        }
        let held = {
            let mut contents = self.contents.lock();
            let held = contents
                .messages
                .partition_point(|&(number, _)| number <= last);
            let waiting = contents.messages.split_off(held);
            std::mem::replace(&mut contents.messages, waiting)
        };
        // Their destructors may perform operations in this thread.
        drop(held);
    }
}
