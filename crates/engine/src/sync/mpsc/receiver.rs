//! The receiving end.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use super::model::ChannelInModel;
use super::{RecvError, RecvTimeoutError, TryRecvError};
use crate::sync::mode;
use crate::sync::place::Place;
use crate::waits::{self, For};

/// The receiving half of a [`channel`](super::channel) or [`sync_channel`](super::sync_channel).
/// There is only one.
///
/// Messages arrive in the order in which they were sent. When the receiver is dropped, each later
/// send fails.
///
/// ```
/// use racelab::sync::{mpsc::channel, thread};
///
/// let (sender, receiver) = channel();
/// thread::spawn(move || (1..=3).for_each(|n| sender.send(n).unwrap()));
/// let sum: u32 = receiver.iter().sum(); // Ends when the sender is dropped.
/// assert_eq!(sum, 6);
/// ```
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

/// The receiver of a model's channel. Its drop closes the channel.
struct InModel<T> {
    channel: Arc<ChannelInModel<T>>,
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

    pub(super) fn in_model(channel: Arc<ChannelInModel<T>>, made: Place) -> Self {
        let end = End::Model(InModel { channel, made });
        Self { end }
    }

    /// Gives the channel the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::mpsc::channel;
    ///
    /// let (sender, receiver) = channel();
    /// let receiver = receiver.named("results");
    /// sender.send(1).unwrap();
    /// assert_eq!(receiver.recv(), Ok(1));
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let End::Model(receiver) = &self.end {
            receiver.channel.name(name);
        }
        self
    }

    /// Receives the next message, and blocks the calling thread until one arrives.
    ///
    /// # Errors
    ///
    /// If the channel is empty and all senders are dropped.
    ///
    /// ```
    /// use racelab::sync::mpsc::{RecvError, channel};
    ///
    /// let (sender, receiver) = channel();
    /// sender.send(1).unwrap();
    /// drop(sender);
    /// assert_eq!(receiver.recv(), Ok(1));
    /// assert_eq!(receiver.recv(), Err(RecvError));
    /// ```
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

    /// Receives the next message if the channel has one. It never blocks.
    ///
    /// # Errors
    ///
    /// If the channel is empty: `Empty` while a sender exists, `Disconnected` after all of them are
    /// dropped.
    ///
    /// ```
    /// use racelab::sync::mpsc::{TryRecvError, channel};
    ///
    /// let (sender, receiver) = channel();
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    /// sender.send(1).unwrap();
    /// assert_eq!(receiver.try_recv(), Ok(1));
    /// drop(sender);
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    /// ```
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

    /// Receives the next message, and blocks the calling thread until one arrives, but no longer
    /// than `timeout`.
    ///
    /// # What is explored
    ///
    /// Time has no length in a model, so this is a [`try_recv`](Self::try_recv) there: it receives
    /// a message whose send happens before it, and may be in time or too late for any other
    /// message. (Explored, on a channel with a bound of 0, a `try_send` may also find that the
    /// receiver waits.)
    ///
    /// # Errors
    ///
    /// If no message came: `Timeout` while a sender exists, `Disconnected` after all of them are
    /// dropped.
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

    /// Returns an iterator over the messages. It blocks for each, and ends when all senders are
    /// dropped.
    ///
    /// ```
    /// use racelab::sync::mpsc::channel;
    ///
    /// let (sender, receiver) = channel();
    /// sender.send(1).unwrap();
    /// sender.send(2).unwrap();
    /// drop(sender);
    /// assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// Returns an iterator over the messages that have arrived. It never blocks, and ends when the
    /// channel is empty.
    ///
    /// ```
    /// use racelab::sync::mpsc::channel;
    ///
    /// let (sender, receiver) = channel();
    /// sender.send(1).unwrap();
    /// assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1]);
    /// assert_eq!(receiver.try_iter().next(), None);
    /// ```
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

/// The iterator of [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// The iterator of [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// The owning iterator of a [`Receiver`]: as [`Iter`], but it owns the receiver.
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
