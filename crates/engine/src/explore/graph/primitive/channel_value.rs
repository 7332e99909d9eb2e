//! What the value of a channel says: how many messages have been sent and, on a `bounded` one,
//! taken; which senders there are; whether the receiver has gone.

/// The bit in a channel's value that says that its receiver has gone.
pub(in crate::explore) const CLOSED: u64 = 1 << 63;

/// What came of a receive or try_recv: the choice of its event.
pub(in crate::explore) const MESSAGE: u8 = 0;
pub(in crate::explore) const EMPTY: u8 = 1;
pub(in crate::explore) const DISCONNECTED: u8 = 2;

/// One message taken in the value of a channel; how many have been sent is below.
pub(super) const TAKEN: u64 = 1 << 20;

/// One sender, beside the first.
pub(super) const SENDER: u64 = 1 << 40;

const COUNT: u64 = TAKEN - 1;
const SENDERS: u64 = 0xffff * SENDER;

/// How many messages have been sent.
pub(in crate::explore) fn sent(value: u64) -> u64 {
    value & COUNT
}

/// How many messages have been taken.
pub(super) fn taken(value: u64) -> u64 {
    (value / TAKEN) & COUNT
}

/// Whether the message of this number has been sent.
pub(super) fn is_there(value: u64, number: u64) -> bool {
    sent(value) >= number
}

/// Whether there is room for one more message.
pub(super) fn has_room(value: u64, bound: u32) -> bool {
    value & CLOSED == 0 && sent(value) < taken(value) + u64::from(bound)
}

/// The value with one sender more or fewer. (With none the number is that below 0.)
pub(super) fn with_senders(value: u64, change: u64) -> u64 {
    value & !SENDERS | value.wrapping_add(change) & SENDERS
}

/// What a receive of this number finds that does not wait: a choice of one of a channel.
pub(in crate::explore) fn found(value: u64, number: u64) -> u8 {
    match value & SENDERS == SENDERS {
        _ if is_there(value, number) => MESSAGE,
        true => DISCONNECTED,
        false => EMPTY,
    }
}

/// The number of the message that is next to be taken.
pub(in crate::explore) fn next(value: u64) -> u64 {
    taken(value) + 1
}

/// Whether the message that is next to be taken is there.
pub(in crate::explore) fn finds_next(value: u64) -> bool {
    is_there(value, next(value))
}
