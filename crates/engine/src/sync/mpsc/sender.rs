//! The sending ends.

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::sync::mpsc;

use super::model::Model;
use super::{SendError, TrySendError};
use crate::sync::mode;
use crate::sync::place::Place;
use crate::waits::{self, For};

/// The sending end of a [`channel`](super::channel).
pub struct Sender<T> {
    end: End<mpsc::Sender<T>, T>,
}

/// The sending end of a [`sync_channel`](super::sync_channel).
pub struct SyncSender<T> {
    end: End<mpsc::SyncSender<T>, T>,
}

/// A sending end; `S` is the real one.
enum End<S, T> {
    Real { sender: S, made: Place },
    Model(InModel<T>),
}

/// A sender of a model's channel, which goes when it is dropped.
struct InModel<T> {
    channel: Arc<Model<T>>,
    /// A drop has no line of its own, so the sender's end stands at the line that made it.
    made: Place,
}

impl<T> Drop for InModel<T> {
    fn drop(&mut self) {
        self.channel.drop_sender(self.made);
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
                Self::Model(InModel {
                    channel: Arc::clone(&sender.channel),
                    made,
                })
            }
        }
    }
}

const WHAT: &str = "Sender";

impl<T> Sender<T> {
    pub(super) fn real(sender: mpsc::Sender<T>, made: Place) -> Self {
        let end = End::Real { sender, made };
        Self { end }
    }

    pub(super) fn in_model(channel: Arc<Model<T>>, made: Place) -> Self {
        let end = End::Model(InModel { channel, made });
        Self { end }
    }

    /// Sends a message. That says nothing about whether it will be received.
    ///
    /// # Errors
    ///
    /// If the receiver has gone: the message.
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
    pub(super) fn real(sender: mpsc::SyncSender<T>, made: Place) -> Self {
        let end = End::Real { sender, made };
        Self { end }
    }

    pub(super) fn in_model(channel: Arc<Model<T>>, made: Place) -> Self {
        let end = End::Model(InModel { channel, made });
        Self { end }
    }

    /// Sends a message, and waits until the channel has room for it. Where it has,
    /// that says nothing about whether the message will be received; with a bound
    /// of 0 it has been.
    ///
    /// # Errors
    ///
    /// If the receiver has gone: the message.
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

    /// Sends a message if the channel has room for it; with a bound of 0, if the receiver waits
    /// for it. It never waits itself.
    ///
    /// One that fails synchronizes with nothing. The explorer tries it before and after each
    /// receive that it does not know of.
    ///
    /// # Errors
    ///
    /// The message: [`Full`](TrySendError::Full) if there is no room,
    /// [`Disconnected`](TrySendError::Disconnected) if the receiver has gone, whether or not
    /// there is room.
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
