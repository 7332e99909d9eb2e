//! The value of a channel: the number of messages sent, whether the receiver is dropped and, for a
//! `bounded` channel, the numbers of messages taken and of senders.

/// The bit that is set in a channel's value when its receiver is dropped.
pub(in crate::explore) const CLOSED: u64 = 1 << 63;

/// The results of a receive or `try_recv`, as the choice of its event.
pub(in crate::explore) const MESSAGE: u8 = 0;
pub(in crate::explore) const EMPTY: u8 = 1;
pub(in crate::explore) const DISCONNECTED: u8 = 2;

/// One message taken, in the value of a channel. The lower bits have the number of messages sent.
pub(super) const TAKEN: u64 = 1 << 20;

/// One sender besides the first.
pub(super) const SENDER: u64 = 1 << 40;

const COUNT: u64 = TAKEN - 1;
const SENDERS: u64 = 0xffff * SENDER;

/// The number of messages sent.
pub(in crate::explore) fn sent(value: u64) -> u64 {
    value & COUNT
}

/// The number of messages taken.
pub(super) fn taken(value: u64) -> u64 {
    (value / TAKEN) & COUNT
}

/// Whether a thread has sent the message with this number.
pub(super) fn is_there(value: u64, number: u64) -> bool {
    sent(value) >= number
}

/// Whether the channel has room for one more message.
pub(super) fn has_room(value: u64, bound: u32) -> bool {
    value & CLOSED == 0 && sent(value) < taken(value) + u64::from(bound)
}

/// The value with one sender more or fewer. (Without any sender, the number of senders besides the
/// first is -1.)
pub(super) fn with_senders(value: u64, change: u64) -> u64 {
    value & !SENDERS | value.wrapping_add(change) & SENDERS
}

/// The result of a receive of the message with this number that does not wait, as the choice of
/// its event.
pub(in crate::explore) fn found(value: u64, number: u64) -> u8 {
    match value & SENDERS == SENDERS {
        _ if is_there(value, number) => MESSAGE,
        true => DISCONNECTED,
        false => EMPTY,
    }
}

/// The number of the next message to take.
pub(in crate::explore) fn next(value: u64) -> u64 {
    taken(value) + 1
}

/// Whether a thread has sent the next message to take.
pub(in crate::explore) fn finds_next(value: u64) -> bool {
    is_there(value, next(value))
}
