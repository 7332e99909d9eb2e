//! Small programs of another tool's test suite, with that tool's counts.

use racelab::explore::{Explorer, MemoryModel};

use crate::oracle::enumerator::{candidates, enumerate};
use crate::oracle::program::Program;
use crate::oracle::seam::explore;
use crate::thorough::thorough;

/// One entry of `catalogue.txt`.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) program: Program,
    /// The number of execution graphs under RC11.
    rc11: u64,
    /// The number of execution graphs under SC.
    sc: u64,
}

impl Entry {
    /// The number of execution graphs under a memory model.
    pub(crate) fn graphs(&self, model: MemoryModel) -> u64 {
        match model {
            MemoryModel::Rc11 => self.rc11,
            MemoryModel::Sc => self.sc,
        }
    }

    /// An error unless this explorer has the same counts, in each of the first orders in which the
    /// threads are spawned.
    fn judge(&self, explorer: &Explorer, orders: usize) -> Result<(), String> {
        for program in self.program.thread_orders().take(orders) {
            for model in [MemoryModel::Rc11, MemoryModel::Sc] {
                let executions = explore(explorer, &program, model)?.executions();
                if executions != self.graphs(model) {
                    let expected = self.graphs(model);
                    return Err(format!(
                        "{executions} executions under {model}, not {expected}:\n\n{program}"
                    ));
                }
            }
        }
        Ok(())
    }
}

/// All entries.
pub(crate) fn entries() -> Vec<Entry> {
    let text = include_str!("catalogue.txt");
    let blocks = text.split("\n\n").filter(|block| !block.starts_with('#'));
    blocks
        .map(|block| entry(block).expect("an entry has a name and two counts"))
        .collect()
}

fn entry(block: &'static str) -> Option<Entry> {
    let (title, program) = block.split_once('\n')?;
    let (name, counts) = title.split_once(": RC11 ")?;
    let (rc11, sc) = counts.split_once(", SC ")?;
    Some(Entry {
        name,
        program: program.parse().ok()?,
        rc11: rc11.parse().ok()?,
        sc: sc.parse().ok()?,
    })
}

/// Checks all entries together, in two orders of the threads or in all. The message names the
/// wrong entry.
#[test]
fn the_explorer_has_the_counts_of_the_catalogue() {
    let orders = if thorough() { usize::MAX } else { 2 };
    for entry in entries() {
        entry
            .judge(&Explorer::new(), orders)
            .unwrap_or_else(|e| panic!("{}: {e}", entry.name));
    }
}

#[test]
fn the_axioms_have_the_counts_of_the_catalogue() {
    let mut judged = 0;
    for entry in entries() {
        // One entry has thirty million choices for 180 graphs.
        if candidates(&entry.program) > 1_000_000.0 {
            continue;
        }
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            let graphs = enumerate(&entry.program, model).graphs;
            assert_eq!(graphs, entry.graphs(model), "{} under {model}", entry.name);
        }
        judged += 1;
    }
    assert_eq!(judged, entries().len() - 1);
}
