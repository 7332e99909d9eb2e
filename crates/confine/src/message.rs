//! The messages between parent and child: lines of JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The first line, from the parent: the nonce that makes the answer count, and the limit that
/// the child watches itself.
#[derive(Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) nonce: String,
    pub(super) silence: Duration,
}

/// The later messages of the parent.
#[derive(Serialize, Deserialize)]
pub(super) enum Word {
    /// The line that the child asked for; `None` if there are no more.
    Line(Option<String>),
    /// The work should stop and return the result that it has so far.
    Enough,
    /// No thread moves any more: what does the work wait for?
    Report,
}

/// The messages of the child: at the end the result, or the failure that the child itself
/// has noticed.
#[derive(Serialize, Deserialize)]
pub(super) struct Signed<T> {
    pub(super) nonce: String,
    pub(super) said: Said<T>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Said<T> {
    /// The work begins.
    Start,
    /// Executions have ended since the last such message.
    Beat,
    /// The work goes on, and passes these words to the attendant.
    Tell(String),
    /// The work waits for a line from the attendant.
    Ask,
    /// What the work waits for, if that is known.
    Waits(Option<String>),
    /// The work is done, and this is its result.
    Done(T),
    /// A model thread ran into the end of its stack.
    StackOverflow,
    /// One execution takes too long.
    Silent,
    /// The machine has no room for the work: the resource that it lacks.
    Machine(String),
    /// A message from code that does not know the nonce; never sent.
    #[serde(skip)]
    Forged,
}

impl<T: Serialize> Signed<T> {
    /// The answer as a line.
    pub(super) fn line(nonce: &str, said: Said<T>) -> Vec<u8> {
        let nonce = nonce.to_owned();
        let mut line = serde_json::to_vec(&Self { nonce, said })
            .expect("what confined work returns can be written as JSON");
        line.push(b'\n');
        line
    }
}
