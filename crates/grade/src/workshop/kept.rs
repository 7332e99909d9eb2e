//! Keeps built binaries for later submissions with the same text.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use racelab::course::Lab;

use crate::exhibit::Binary;

/// How many binaries are kept; each has about ten megabytes.
const MOST: usize = 40;

/// The binaries, with the one that was used last at the end.
#[derive(Debug, Default)]
pub(super) struct Kept(RefCell<VecDeque<Made>>);

/// A binary, and the exercise's text of which it was built.
#[derive(Debug)]
struct Made {
    lab: &'static str,
    source: Vec<u8>,
    binary: Arc<Binary>,
}

impl Kept {
    /// The binary that was built of this text, if it is still there.
    pub(super) fn of(&self, lab: &Lab, source: &[u8]) -> Option<Arc<Binary>> {
        let mut made = self.0.borrow_mut();
        let is_it = |made: &Made| made.lab == lab.name && made.source == source;
        let at = made.iter().position(is_it)?;
        // A binary that is used again moves to the end, so it is kept longer.
        let found = made.remove(at)?;
        let binary = Arc::clone(&found.binary);
        made.push_back(found);
        Some(binary)
    }

    /// Keeps the binary of this text, and drops the one that was unused for the longest time.
    pub(super) fn keep(&self, lab: &'static Lab, source: Vec<u8>, binary: &Arc<Binary>) {
        let mut made = self.0.borrow_mut();
        made.push_back(Made {
            lab: lab.name,
            source,
            binary: Arc::clone(binary),
        });
        if made.len() > MOST {
            made.pop_front();
        }
    }
}
