//! What parent and child say to each other: lines of JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The first line, from the parent: what makes the answer count, and the limit that the
/// child itself watches over.
#[derive(Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) nonce: String,
    pub(super) silence: Duration,
}

/// What the parent says after that.
#[derive(Serialize, Deserialize)]
pub(super) enum Word {
    /// What the child asked for; `None` where there are no more lines.
    Line(Option<String>),
    /// The work should come to an end with what it has.
    Enough,
    /// Nothing moves any more: what does the work wait for?
    Report,
}

/// Whatever the child says: in the end the result, or what the child itself saw go
/// wrong.
#[derive(Serialize, Deserialize)]
pub(super) struct Signed<T> {
    pub(super) nonce: String,
    pub(super) said: Said<T>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Said<T> {
    /// The work begins.
    Start,
    /// Executions have come to their ends since it was last said.
    Beat,
    /// The work goes on, and says this.
    Tell(String),
    /// The work goes on when it has got a line.
    Ask,
    /// What the work waits for, where that is known.
    Waits(Option<String>),
    /// The work is done, and this is what it returned.
    Done(T),
    /// A model thread ran into the end of its stack.
    StackOverflow,
    /// One execution takes too long.
    Silent,
    /// The machine has no room for the work: what it lacks.
    Machine(String),
    /// What somebody else said in the child's place; never sent.
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
