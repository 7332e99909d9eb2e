//! The receiving end.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use super::model::Model;
use super::{RecvError, RecvTimeoutError, TryRecvError};
use crate::sync::mode;
use crate::sync::place::Place;
use crate::waits::{self, For};

/// The receiving end of a [`channel`](super::channel) or
/// [`sync_channel`](super::sync_channel); there is only one.
pub struct Receiver<T> {
    end: End<T>,
}

enum End<T> {
    Real {
        receiver: mpsc::Receiver<T>,
        made: Place,
    },
    Model(InModel<T>),
}

/// The receiver of a model's channel, which goes when it is dropped.
struct InModel<T> {
    channel: Arc<Model<T>>,
    made: Place,
}

impl<T> Drop for InModel<T> {
    fn drop(&mut self) {
        self.channel.close(self.made);
    }
}

const WHAT: &str = "Receiver";

impl<T> Receiver<T> {
    pub(super) fn real(receiver: mpsc::Receiver<T>, made: Place) -> Self {
        let end = End::Real { receiver, made };
        Self { end }
    }

    pub(super) fn in_model(channel: Arc<Model<T>>, made: Place) -> Self {
        let end = End::Model(InModel { channel, made });
        Self { end }
    }

    /// Gives the channel the name under which the lanes of an execution show it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let End::Model(receiver) = &self.end {
            receiver.channel.name(name);
        }
        self
    }

    /// Waits for the next message. Messages come in the order in which they were
    /// sent.
    ///
    /// # Errors
    ///
    /// If there is no message and all senders have gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match &self.end {
            End::Real { receiver, made } => {
                mode::require_real(WHAT, made);
                match receiver.try_recv() {
                    Ok(message) => Ok(message),
                    Err(TryRecvError::Disconnected) => Err(RecvError),
                    Err(TryRecvError::Empty) => {
                        waits::during(For::Message, Location::caller(), || receiver.recv())
                    }
                }
            }
            End::Model(receiver) => receiver.channel.receive(Location::caller()),
        }
    }

    /// Takes the next message, if there is one.
    ///
    /// # Errors
    ///
    /// If there is none: `Empty` while there are senders, `Disconnected` when all
    /// have gone.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match &self.end {
            End::Real { receiver, made } => {
                mode::require_real(WHAT, made);
                receiver.try_recv()
            }
            End::Model(receiver) => receiver.channel.try_receive(Location::caller()),
        }
    }

    /// Waits for the next message, but no longer than `timeout`.
    ///
    /// In a model it comes in time for the messages that were sent before, and may be
    /// in time or too late for others: it is a [`try_recv`](Self::try_recv) there. (If the
    /// channel has a bound of 0, a `try_send` may find that the receiver waits; not under
    /// loom.)
    ///
    /// # Errors
    ///
    /// If there is none: `Timeout` while there are senders, `Disconnected` when all
    /// have gone.
    ///
    /// ```
    /// use racelab::sync::mpsc::{RecvTimeoutError, channel};
    /// use std::time::Duration;
    ///
    /// let (sender, receiver) = channel();
    /// let limit = Duration::from_millis(1);
    /// assert_eq!(receiver.recv_timeout(limit), Err(RecvTimeoutError::Timeout));
    /// sender.send(1).unwrap();
    /// assert_eq!(receiver.recv_timeout(limit), Ok(1));
    /// ```
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match &self.end {
            End::Real { receiver, made } => {
                mode::require_real(WHAT, made);
                receiver.recv_timeout(timeout)
            }
            End::Model(receiver) => {
                let received = receiver.channel.receive_in_time(Location::caller());
                received.map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
            }
        }
    }

    /// The messages, each waited for, until all senders have gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// The messages that are there, without waiting for others.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

/// The messages of a channel, from [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// The messages of a channel that are there, from [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// The messages of a channel, from the `into_iter` of a [`Receiver`].
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver { .. }")
    }
}
