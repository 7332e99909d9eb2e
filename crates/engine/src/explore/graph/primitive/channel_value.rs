//! The value of a channel: the number of messages sent and, if it is `bounded`, taken; its senders;
//! and whether the receiver is dropped.

/// The bit in a channel's value that says that its receiver is dropped.
pub(in crate::explore) const CLOSED: u64 = 1 << 63;

/// The result of a receive or try_recv: the choice of its event.
pub(in crate::explore) const MESSAGE: u8 = 0;
pub(in crate::explore) const EMPTY: u8 = 1;
pub(in crate::explore) const DISCONNECTED: u8 = 2;

/// One message taken in the value of a channel; how many have been sent is below.
pub(super) const TAKEN: u64 = 1 << 20;

/// One sender, beside the first.
pub(super) const SENDER: u64 = 1 << 40;

const COUNT: u64 = TAKEN - 1;
const SENDERS: u64 = 0xffff * SENDER;

/// The number of messages that have been sent.
pub(in crate::explore) fn sent(value: u64) -> u64 {
    value & COUNT
}

/// The number of messages that have been taken.
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

/// The result of a receive with this number that does not wait, as a choice of its event.
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
