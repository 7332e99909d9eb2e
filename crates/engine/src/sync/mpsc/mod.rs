//! Channels: messages from many threads to one.
//!
//! With the signatures of [`std::sync::mpsc`].
//!
//! ```
//! use racelab::sync::{mpsc, thread};
//!
//! let (sender, receiver) = mpsc::channel();
//! for thread in 0..2 {
//!     let sender = sender.clone();
//!     thread::spawn(move || sender.send(thread).unwrap());
//! }
//! drop(sender);
//! // The iterator ends when all senders are dropped.
//! assert_eq!(receiver.iter().sum::<u32>(), 1);
//! ```
//!
//! # What is explored
//!
//! Explored, a send is one event, and only the order of the sends makes executions: the n-th
//! receive always gets the n-th message, so it has no choice. Two threads that send 3 messages
//! each make 20 executions, however the receiver runs. A send happens before the receive of its
//! message. On a bounded channel, the receive that makes room also happens before the end of the
//! send that waited for the room.
//!
//! A `try_send` fails where a send would wait, so its result depends on the receives before it. On
//! a channel with a `try_send`, sends and receives therefore have one order, and each order is an
//! execution. A `try_recv` on such a channel also orders the drops of senders. While a send waits
//! for room, a `try_send` finds the channel full until the receiver has taken a further message.
//! With a bound of 0 a `try_send` succeeds if the receiver waits.
//!
//! The drop of a sender is an event of the thread that drops it, and only the schedule may decide
//! which thread that is. So give each thread a clone of the sender instead of an `Arc` around it:
//! the schedule does not say which owner of an `Arc` is dropped last.
//!
//! A receive with a timeout is a `try_recv` in a model. Time has no length there, and a wait
//! without a message has no effect, so the timeout may pass at once.
//!
//! Under loom a channel is a queue behind a lock.
//!
//! # Layout
//!
//! - `sender`, `receiver`: the two halves, for real or in a model;
//! - `model`, `explored`: a channel in a model, and a channel of the explorer.

mod explored;
mod model;
mod receiver;
mod sender;

use std::panic::Location;
use std::sync::Arc;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::{Sender, SyncSender};

use self::model::ChannelInModel;
use self::sender::End;

/// Creates a channel without a bound: a send never blocks.
///
/// ```
/// use racelab::sync::{mpsc::channel, thread};
///
/// let (sender, receiver) = channel();
/// thread::spawn(move || sender.send("done").unwrap());
/// assert_eq!(receiver.recv(), Ok("done"));
/// ```
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let made = Location::caller();
    match ChannelInModel::new(None, made) {
        Some(model) => {
            let model = Arc::new(model);
            let end = End::in_model(Arc::clone(&model), made);
            (Sender { end }, Receiver::in_model(model, made))
        }
        None => {
            let (sender, receiver) = std::sync::mpsc::channel();
            let end = End::Real { sender, made };
            (Sender { end }, Receiver::real(receiver, made))
        }
    }
}

/// Creates a channel that holds `bound` messages: a send to a full channel blocks until a receive
/// makes room. With a bound of 0 each send blocks until the receiver takes its message.
///
/// ```
/// use racelab::sync::{mpsc::sync_channel, thread};
///
/// let (sender, receiver) = sync_channel(1);
/// thread::spawn(move || {
///     sender.send(1).unwrap(); // Returns at once.
///     sender.send(2).unwrap(); // Waits until the first message is received.
/// });
/// assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
/// ```
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let made = Location::caller();
    match ChannelInModel::new(Some(bound), made) {
        Some(model) => {
            let model = Arc::new(model);
            let end = End::in_model(Arc::clone(&model), made);
            (SyncSender { end }, Receiver::in_model(model, made))
        }
        None => {
            let (sender, receiver) = std::sync::mpsc::sync_channel(bound);
            let end = End::Real { sender, made };
            (SyncSender { end }, Receiver::real(receiver, made))
        }
    }
}
