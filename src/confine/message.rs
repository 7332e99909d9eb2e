//! What parent and child say to each other: one line of JSON each way.

use serde::{Deserialize, Serialize};

/// The first line, from the parent: what makes the answer count.
#[derive(Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) nonce: String,
}

/// The answer: the result, or what the child itself saw go wrong.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer<T> {
    pub(super) nonce: String,
    pub(super) said: Said<T>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Said<T> {
    /// The work is done, and this is what it returned.
    Done(T),
    /// A model thread ran into the end of its stack.
    StackOverflow,
    /// Nobody has used a processor for too long.
    Idle,
    /// One execution takes too long.
    Silent,
}

impl<T: Serialize> Answer<T> {
    /// The answer as a line.
    pub(super) fn line(nonce: &str, said: Said<T>) -> Vec<u8> {
        let nonce = nonce.to_owned();
        let mut line = serde_json::to_vec(&Self { nonce, said })
            .expect("what confined work returns can be written as JSON");
        line.push(b'\n');
        line
    }
}
