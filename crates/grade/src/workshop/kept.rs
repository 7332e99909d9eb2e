//! Binaries that are kept for a submission that says the same.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use racelab::course::Lab;

use crate::exhibit::Binary;

/// How many are kept: of ten megabytes each.
const MOST: usize = 40;

/// What was built last, the latest at the end.
#[derive(Debug, Default)]
pub(super) struct Kept(RefCell<VecDeque<Made>>);

/// A binary, and what it was built of.
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
        // What is asked for stays.
        let found = made.remove(at)?;
        let binary = Arc::clone(&found.binary);
        made.push_back(found);
        Some(binary)
    }

    /// Keeps what was built of this text; the one that was not asked for the longest goes.
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
