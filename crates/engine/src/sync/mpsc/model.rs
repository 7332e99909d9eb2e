//! A channel in a model, the explorer's or loom's.

use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};

use super::explored::ExploredChannel;
use crate::sync::mode::{Mode, mode};
use crate::sync::place::Place;
use crate::sync::under_loom::LoomChannel;

/// A channel in a model.
pub(super) enum ChannelInModel<T> {
    Explored(ExploredChannel<T>),
    Loom(LoomChannel<T>),
}

impl<T> ChannelInModel<T> {
    #[track_caller]
    pub(super) fn new(bound: Option<usize>, made: Place) -> Option<Self> {
        match mode() {
            Mode::Real => None,
            Mode::Explored => Some(Self::Explored(ExploredChannel::new(bound, made))),
            Mode::Loom => Some(Self::Loom(LoomChannel::new(bound, made))),
        }
    }

    pub(super) fn name(&self, name: &str) {
        if let Self::Explored(channel) = self {
            channel.name(name);
        }
    }

    #[track_caller]
    pub(super) fn send(&self, message: T, place: Place) -> Result<(), SendError<T>> {
        match self {
            Self::Explored(channel) => channel.send(message, place),
            Self::Loom(channel) => channel.send(message, place),
        }
    }

    #[track_caller]
    pub(super) fn try_send(&self, message: T, place: Place) -> Result<(), TrySendError<T>> {
        match self {
            Self::Explored(channel) => channel.try_send(message, place),
            Self::Loom(channel) => channel.try_send(message, place),
        }
    }

    #[track_caller]
    pub(super) fn receive(&self, place: Place) -> Result<T, RecvError> {
        match self {
            Self::Explored(channel) => channel.receive(place),
            Self::Loom(channel) => channel.receive(place),
        }
    }

    #[track_caller]
    pub(super) fn try_receive(&self, place: Place) -> Result<T, TryRecvError> {
        match self {
            Self::Explored(channel) => channel.try_receive(place),
            Self::Loom(channel) => channel.try_receive(place),
        }
    }

    #[track_caller]
    pub(super) fn receive_in_time(&self, place: Place) -> Result<T, TryRecvError> {
        match self {
            Self::Explored(channel) => channel.receive_in_time(place),
            Self::Loom(channel) => channel.try_receive(place),
        }
    }

    #[track_caller]
    pub(super) fn clone_sender(&self, place: Place) {
        match self {
            Self::Explored(channel) => channel.clone_sender(place),
            Self::Loom(channel) => channel.clone_sender(place),
        }
    }

    pub(super) fn drop_sender(&self, place: Place) {
        match self {
            Self::Explored(channel) => channel.drop_sender(place),
            Self::Loom(channel) => channel.drop_sender(place),
        }
    }

    pub(super) fn close(&self, place: Place) {
        match self {
            Self::Explored(channel) => channel.close(place),
            Self::Loom(channel) => channel.close(place),
        }
    }
}
