//! Channels.

use super::{ObjectId, ValueType, act, order_of};
use crate::explore::graph::primitive::{channel, channel_value};
use crate::explore::graph::{Action, OfBounded, OfChannel, Place};
use crate::explore::runtime::{self, ObjectOrder, with_current};

/// Notes the value of a message that the channel has got, for those that look at its contents.
pub(crate) fn note_message(channel: ObjectId, number: u32, message: (ValueType, u64)) {
    with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let messages = &mut state.infos[channel.0 as usize].messages;
        // The number is that of a message that was sent, so it begins with 1.
        let at = number as usize - 1;
        if messages.len() <= at {
            messages.resize(at + 1, None);
        }
        messages[at] = Some(message);
    });
}

/// Sends a message; returns its number in the channel, from 1, or `None` if the receiver is
/// dropped.
pub(crate) fn send(channel: ObjectId, place: Place) -> Option<u32> {
    number_of(act(OfChannel::Send, channel.0, place))
}

/// Waits, behind a send on a bounded channel, until the receiver has taken the message of this
/// number. Returns `false` if the program drops the receiver first.
pub(crate) fn admit(channel: ObjectId, number: u32, place: Place) -> bool {
    let admit: Action = match order_of(channel) {
        None => OfChannel::Admit(number).into(),
        Some(_) => OfBounded::Admit(number).into(),
    };
    act(admit, channel.0, place).choice() == channel::ADMITTED
}

/// The result of a `try_send`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dispatch {
    /// The message has this number in the channel, from 1.
    Message(u32),
    /// The channel is full.
    Full,
    /// The receiver is dropped.
    Disconnected,
}

/// Sends a message on a channel with this bound, if the channel has room.
pub(crate) fn try_send(channel: ObjectId, bound: u32, place: Place) -> Dispatch {
    let (number, closed) = if order_of(channel).is_none() {
        let (closed, room) = with_current(|engine| {
            let mut state = engine.state.borrow_mut();
            let begins_anew = state.order(channel.0, ObjectOrder::Two);
            let (closed, room) = state.room_of(channel.0, bound);
            drop(state);
            engine.wait_for_restart();
            (closed, room && !begins_anew)
        });
        (room.then(|| send(channel, place)).flatten(), closed)
    } else {
        let answer = act(OfBounded::TrySend(bound), channel.0, place);
        let closed = answer.read() & channel_value::CLOSED != 0;
        (number_of(answer), closed)
    };
    match number {
        Some(number) => Dispatch::Message(number),
        None if closed => Dispatch::Disconnected,
        None => Dispatch::Full,
    }
}

/// The number of the message, if the operation sent one.
fn number_of(answer: runtime::Answer) -> Option<u32> {
    // The step limit keeps executions far below so many messages.
    let number = || u32::try_from(channel_value::sent(answer.read()) + 1).expect("the step limit");
    answer.wrote().then(number)
}

/// The result of a receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The receive took its message.
    Message,
    /// The channel has no message, but it has senders.
    Empty,
    /// The channel has no message and no sender, so it will never have one.
    Disconnected,
}

/// The message that the next receive takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NextMessage {
    /// Its number in the channel, from 1.
    pub(crate) number: u32,
    /// Whether the channel has a bound of 0, so that a send hands its message to a receive.
    pub(crate) handed_over: bool,
}

/// Waits for the channel's next message, or for the drop of its last sender.
pub(crate) fn receive(channel: ObjectId, next: NextMessage, place: Place) -> Delivery {
    let NextMessage {
        number,
        handed_over,
    } = next;
    if order_of(channel).is_some() && handed_over {
        let offer = act(OfBounded::Offer, channel.0, place);
        if channel_value::found(offer.read(), number.into()) == channel_value::MESSAGE {
            return Delivery::Message;
        }
        return received(act(OfBounded::Accept(number), channel.0, place).choice());
    }
    let received = received(act(OfChannel::Receive(number), channel.0, place).choice());
    if received == Delivery::Message && order_of(channel).is_some() {
        act(OfBounded::Take, channel.0, place);
    }
    received
}

/// Takes the channel's next message, if it is there.
pub(crate) fn try_receive(channel: ObjectId, next: NextMessage, place: Place) -> Delivery {
    let number = next.number;
    if order_of(channel).is_none() {
        return received(act(OfChannel::TryReceive(number), channel.0, place).choice());
    }
    if let Some(there) = order_with_senders(channel, number) {
        return match there {
            Delivery::Message => receive(channel, next, place),
            _ => there,
        };
    }
    let answer = act(OfBounded::TryTake, channel.0, place);
    received(channel_value::found(
        answer.read(),
        channel_value::next(answer.read()),
    ))
}

/// Waits for the channel's next message, but no longer than its time limit.
pub(crate) fn receive_in_time(channel: ObjectId, next: NextMessage, place: Place) -> Delivery {
    if order_of(channel) != Some(ObjectOrder::One) || !next.handed_over {
        return try_receive(channel, next, place);
    }
    let offer = act(OfBounded::OfferTimed, channel.0, place);
    if channel_value::found(offer.read(), next.number.into()) == channel_value::MESSAGE {
        return Delivery::Message;
    }
    let end = act(OfBounded::Expire(next.number), channel.0, place);
    received(channel_value::found(end.read(), next.number.into()))
}

/// Orders the clones and drops of this channel's senders, because a `try_recv` distinguishes their
/// order. The first call begins the exploration anew. `None` if they are ordered already. While
/// the threads run to their ends the exploration cannot begin anew; then the result is the state
/// of the channel.
fn order_with_senders(channel: ObjectId, number: u32) -> Option<Delivery> {
    if order_of(channel) == Some(ObjectOrder::One) {
        return None;
    }
    Some(with_current(|engine| {
        let mut state = engine.state.borrow_mut();
        let begins_anew = state.order(channel.0, ObjectOrder::One);
        let there = match state.graph.message(channel.0, number) {
            Some(_) if !begins_anew => Delivery::Message,
            _ if state.graph.is_disconnected(channel.0) => Delivery::Disconnected,
            _ => Delivery::Empty,
        };
        drop(state);
        engine.wait_for_restart();
        there
    }))
}

fn received(choice: u8) -> Delivery {
    match choice {
        channel_value::MESSAGE => Delivery::Message,
        channel_value::EMPTY => Delivery::Empty,
        _ => Delivery::Disconnected,
    }
}

/// Drops the receiver of a channel. The messages up to the number `last` had room.
pub(crate) fn close(channel: ObjectId, last: u32, place: Place) {
    act(OfChannel::Close(last), channel.0, place);
}

/// Clones a sender of a channel.
pub(crate) fn clone_sender(channel: ObjectId, place: Place) {
    let clone: Action = match order_of(channel) {
        Some(ObjectOrder::One) => OfBounded::Enroll.into(),
        _ => OfChannel::CloneSender.into(),
    };
    act(clone, channel.0, place);
}

/// Drops a sender of a channel.
pub(crate) fn drop_sender(channel: ObjectId, place: Place) {
    let drop: Action = match order_of(channel) {
        Some(ObjectOrder::One) => OfBounded::Leave.into(),
        _ => OfChannel::DropSender.into(),
    };
    act(drop, channel.0, place);
}
