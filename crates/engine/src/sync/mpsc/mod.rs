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
//! // Ends when all senders have gone.
//! assert_eq!(receiver.iter().sum::<u32>(), 1);
//! ```
//!
//! # In a model
//!
//! Explored, a send is one event, and what makes executions is the order of the
//! sends alone: the n-th receive gets the n-th message, so it has no choice. Two
//! threads that send 3 messages each are 20 executions, however the receiver runs.
//! What a sender did before a send happens before what the receiver does behind the
//! receive; on a bounded channel, what the receiver did before the receive that
//! made room also happens before the end of the send that waited for it.
//!
//! A `try_send` fails at once where a send would wait. Its answer depends on which receives
//! came before: so on a channel with one, sends and receives are in one order, and each order
//! is an execution of its own. A `try_recv` on such a channel orders the ends of senders with
//! them. Where a send waits for room, the channel is full for a `try_send` until the receive
//! of a later message. With a bound of 0 a `try_send` succeeds if the receiver waits.
//!
//! The drop of a sender is an event of the thread that drops it. The schedule alone must decide
//! which thread that is. So give each thread a clone of the sender, not an `Arc` around one: it
//! is not known which owner of an `Arc` comes last.
//!
//! A receive with a limit in time is a try_recv in a model: time has no length there,
//! and a wait that brings nothing leaves no trace, so the limit may as well be over at
//! once. It finds a message if that was sent before, and may be too late for any other.
//!
//! Under loom a channel is a queue whose operations are ordered as by a lock.
//!
//! # Layout
//!
//! - `sender`, `receiver`: the two ends, for real or in a model;
//! - `model`, `explored`: a channel in a model, and that of the explorer.

mod explored;
mod model;
mod receiver;
mod sender;

use std::panic::Location;
use std::sync::Arc;

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::{Sender, SyncSender};

use self::model::Model;

/// A channel that holds any number of messages: a send never waits.
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let made = Location::caller();
    match Model::new(None, made) {
        Some(model) => {
            let model = Arc::new(model);
            let sender = Sender::in_model(Arc::clone(&model), made);
            (sender, Receiver::in_model(model, made))
        }
        None => {
            let (sender, receiver) = std::sync::mpsc::channel();
            (Sender::real(sender, made), Receiver::real(receiver, made))
        }
    }
}

/// A channel that holds `bound` messages: a send behind them waits for a receive.
/// With a bound of 0 the two meet: every send waits for its own receive.
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let made = Location::caller();
    match Model::new(Some(bound), made) {
        Some(model) => {
            let model = Arc::new(model);
            let sender = SyncSender::in_model(Arc::clone(&model), made);
            (sender, Receiver::in_model(model, made))
        }
        None => {
            let (sender, receiver) = std::sync::mpsc::sync_channel(bound);
            let sender = SyncSender::real(sender, made);
            (sender, Receiver::real(receiver, made))
        }
    }
}
