//! The sending ends.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc;

use super::model::ChannelInModel;
use super::{SendError, TrySendError};
use crate::sync::mode;
use crate::sync::place::Place;
use crate::waits::{self, For};

/// The sending half of a [`channel`](super::channel). Each clone is a sender of its own.
///
/// ```
/// use racelab::sync::{mpsc::channel, thread};
///
/// let (sender, receiver) = channel();
/// for n in 0..2 {
///     let sender = sender.clone();
///     thread::spawn(move || sender.send(n).unwrap());
/// }
/// drop(sender); // The clones are left.
/// assert_eq!(receiver.iter().sum::<u32>(), 1);
/// ```
pub struct Sender<T> {
    pub(super) end: End<mpsc::Sender<T>, T>,
}

/// The sending half of a [`sync_channel`](super::sync_channel). Each clone is a sender of its own.
///
/// ```
/// use racelab::sync::{mpsc::sync_channel, thread};
///
/// let (sender, receiver) = sync_channel(1);
/// for n in 0..2 {
///     let sender = sender.clone();
///     thread::spawn(move || sender.send(n).unwrap());
/// }
/// drop(sender); // The clones are left.
/// assert_eq!(receiver.iter().sum::<u32>(), 1);
/// ```
pub struct SyncSender<T> {
    pub(super) end: End<mpsc::SyncSender<T>, T>,
}

/// A sending end; `S` is the real one.
pub(super) enum End<S, T> {
    Real { sender: S, made: Place },
    Model(InModel<T>),
}

/// A sender of a model's channel. Its drop is an operation on the channel.
pub(super) struct InModel<T> {
    channel: Arc<ChannelInModel<T>>,
    /// The line that created the sender. A drop has no line in the source, so its event has this
    /// one.
    made: Place,
}

impl<T> Drop for InModel<T> {
    fn drop(&mut self) {
        self.channel.drop_sender(self.made);
    }
}

impl<S, T> End<S, T> {
    pub(super) fn in_model(channel: Arc<ChannelInModel<T>>, made: Place) -> Self {
        Self::Model(InModel { channel, made })
    }
}

impl<S: Clone, T> Clone for End<S, T> {
    #[track_caller]
    fn clone(&self) -> Self {
        match self {
            Self::Real { sender, made } => {
                mode::require_real(WHAT, made);
                Self::Real {
                    sender: sender.clone(),
                    made,
                }
            }
            Self::Model(sender) => {
                let made = Location::caller();
                sender.channel.clone_sender(made);
                Self::in_model(Arc::clone(&sender.channel), made)
            }
        }
    }
}

const WHAT: &str = "Sender";

impl<T> Sender<T> {
    /// Sends a message. It never blocks.
    ///
    /// `Ok` does not mean that the receiver will take the message: the program may drop the
    /// receiver first.
    ///
    /// # Errors
    ///
    /// If the receiver is dropped: the error contains the message.
    ///
    /// ```
    /// use racelab::sync::mpsc::{SendError, channel};
    ///
    /// let (sender, receiver) = channel();
    /// assert_eq!(sender.send(1), Ok(()));
    /// drop(receiver);
    /// assert_eq!(sender.send(2), Err(SendError(2)));
    /// ```
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        match &self.end {
            End::Real { sender, made } => {
                mode::require_real(WHAT, made);
                sender.send(message)
            }
            End::Model(sender) => sender.channel.send(message, Location::caller()),
        }
    }
}

impl<T> SyncSender<T> {
    /// Sends a message, and blocks the calling thread until the channel has room for it.
    ///
    /// `Ok` does not mean that the receiver will take the message. With a bound of 0 it has taken
    /// it.
    ///
    /// # Errors
    ///
    /// If the receiver is dropped: the error contains the message.
    ///
    /// ```
    /// use racelab::sync::{mpsc::sync_channel, thread};
    ///
    /// let (sender, receiver) = sync_channel(0);
    /// thread::scope(|s| {
    ///     s.spawn(move || sender.send(1).unwrap()); // Waits for the receiver.
    ///     assert_eq!(receiver.recv(), Ok(1));
    /// });
    /// ```
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        match &self.end {
            End::Real { sender, made } => {
                mode::require_real(WHAT, made);
                match sender.try_send(message) {
                    Ok(()) => Ok(()),
                    Err(TrySendError::Disconnected(message)) => Err(SendError(message)),
                    Err(TrySendError::Full(message)) => {
                        waits::during(For::Room, Location::caller(), || sender.send(message))
                    }
                }
            }
            End::Model(sender) => sender.channel.send(message, Location::caller()),
        }
    }

    /// Sends a message if the channel has room for it, or, with a bound of 0, if the receiver waits
    /// for it. It never blocks.
    ///
    /// A `try_send` that fails synchronizes with nothing. The explorer tries it before and after
    /// each receive that does not happen before it.
    ///
    /// # Errors
    ///
    /// [`Full`](TrySendError::Full) if the channel has no room,
    /// [`Disconnected`](TrySendError::Disconnected) if the receiver is dropped, with or without
    /// room. The error contains the message.
    ///
    /// ```
    /// use racelab::sync::mpsc::{TrySendError, sync_channel};
    ///
    /// let (sender, receiver) = sync_channel(1);
    /// assert_eq!(sender.try_send(1), Ok(()));
    /// assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
    /// assert_eq!(receiver.recv(), Ok(1));
    /// drop(receiver);
    /// assert_eq!(sender.try_send(3), Err(TrySendError::Disconnected(3)));
    /// ```
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        match &self.end {
            End::Real { sender, made } => {
                mode::require_real(WHAT, made);
                sender.try_send(message)
            }
            End::Model(sender) => sender.channel.try_send(message, Location::caller()),
        }
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let end = self.end.clone();
        Self { end }
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let end = self.end.clone();
        Self { end }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender { .. }")
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SyncSender { .. }")
    }
}
