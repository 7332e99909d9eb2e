//! Channels.

use std::sync::atomic::Ordering;

use super::{ObjectId, perform};
use crate::explore::graph::Place;
use crate::explore::graph::primitive::channel;
use crate::explore::runtime::{self};

/// Sends a message; returns its number in the channel, from 1, or `None` if the
/// receiver has gone.
pub(crate) fn send(channel: ObjectId, place: Place) -> Option<u32> {
    let answer = perform(channel::Action::Send, channel.0, Ordering::Relaxed, place);
    // The step limit keeps executions far below so many messages.
    answer
        .wrote()
        .then(|| u32::try_from(answer.read() + 1).expect("the step limit"))
}

/// Behind a send on a bounded channel: waits until the receiver has taken the
/// message of this number. `false` if the receiver goes before.
pub(crate) fn admit(channel: ObjectId, number: u32, place: Place) -> bool {
    let action = channel::Action::Admit(number);
    perform(action, channel.0, Ordering::Relaxed, place).choice() == channel::ADMITTED
}

/// What a receive brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Received {
    /// The message that was asked for.
    Message,
    /// There is no message, but there are senders.
    Empty,
    /// There is no message and never will be.
    Disconnected,
}

/// Waits for the channel's message of this number, from 1, or for the end of all
/// senders.
pub(crate) fn receive(channel: ObjectId, number: u32, place: Place) -> Received {
    let action = channel::Action::Receive(number);
    received(perform(action, channel.0, Ordering::Relaxed, place))
}

/// Takes the channel's message of this number, from 1, if it is there.
pub(crate) fn try_receive(channel: ObjectId, number: u32, place: Place) -> Received {
    let action = channel::Action::TryReceive(number);
    received(perform(action, channel.0, Ordering::Relaxed, place))
}

fn received(answer: runtime::Answer) -> Received {
    match answer.choice() {
        channel::MESSAGE => Received::Message,
        channel::EMPTY => Received::Empty,
        _ => Received::Disconnected,
    }
}

/// The receiver of a channel goes.
pub(crate) fn close(channel: ObjectId, place: Place) {
    perform(channel::Action::Close, channel.0, Ordering::Relaxed, place);
}

/// A channel gets one more sender.
pub(crate) fn clone_sender(channel: ObjectId, place: Place) {
    perform(
        channel::Action::CloneSender,
        channel.0,
        Ordering::Relaxed,
        place,
    );
}

/// A sender of a channel goes.
pub(crate) fn drop_sender(channel: ObjectId, place: Place) {
    perform(
        channel::Action::DropSender,
        channel.0,
        Ordering::Relaxed,
        place,
    );
}
