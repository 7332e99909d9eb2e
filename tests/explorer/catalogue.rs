//! Small programs of another tool's test suite, with the counts that it has.

use racelab::explore::MemoryModel;

use crate::oracle::program::Program;

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
