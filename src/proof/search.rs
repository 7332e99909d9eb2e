//! A search in a large claim: the interleavings with the fewest preemptions.

use std::sync::Arc;
use std::time::Duration;

use crate::explore::Exploration;
use crate::view::counted;

use super::case::{Case, MAX_DURATION};
use super::finding::Finding;
use super::returned::Returned;

/// The least processor time of the search, even if the exploration has used up its minute.
const LEAST: Duration = Duration::from_secs(10);

/// The processor time of the search that precedes the full exploration.
const SHORTLY: Duration = Duration::from_secs(2);

/// The most preemptions of that search.
const FEW: usize = 2;

/// The result of a search.
pub(super) enum Searched {
    /// A failure.
    Wrong(Finding),
    /// No failure; the part that was searched, as a part of a sentence, if any part was completed.
    Nothing(Option<String>),
}

impl Case {
    /// Searches the interleavings with few preemptions, before the full exploration of a large
    /// program.
    pub(super) fn search_shortly(&self) -> Option<Finding> {
        match self.search(SHORTLY, FEW) {
            Searched::Wrong(finding) => Some(finding),
            Searched::Nothing(_) => None,
        }
    }

    /// Searches the interleavings in the time that is left after the exploration.
    pub(super) fn search_after(&self, exploration: &Exploration<Returned>) -> Searched {
        let left = MAX_DURATION.saturating_sub(exploration.processor_time());
        self.search(left.max(LEAST), usize::MAX)
    }

    /// Searches the interleavings without a preemption, then those with one, and so on.
    fn search(&self, mut left: Duration, most: usize) -> Searched {
        let mut reached = None;
        for bound in 0..=most {
            let program = Arc::clone(&self.program);
            let explorer = self.explorer.clone().max_executions(self.max_executions);
            let explorer = explorer.max_duration(left);
            let found = explorer.max_preemptions(bound).explore(move || program());
            if let Some(finding) = self.worst(&found) {
                return Searched::Wrong(finding);
            }
            if found.complete() {
                let all = "nothing wrong in any interleaving under sequential consistency";
                return Searched::Nothing(Some(without_long_loops(&found, all)));
            }
            if found.preemptions() != Some(bound) {
                break;
            }
            let preemptions = counted(bound as u64, "preemption");
            let seen = format!("nothing wrong up to {preemptions} under sequential consistency");
            reached = Some(without_long_loops(&found, &seen));
            left = left.saturating_sub(found.processor_time());
        }
        Searched::Nothing(reached)
    }
}

/// The part that was searched, and what it leaves out.
fn without_long_loops(found: &Exploration<Returned>, seen: &str) -> String {
    match found.leaves_out_long_loops() {
        true => format!("{seen} where no loop goes round 100 times"),
        false => seen.to_owned(),
    }
}
