//! What an exercise may use.

use racelab::course::Lab;

/// The permissions of a lab's exercise, besides the harmless part of std.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permits {
    /// The number of the lab. The exercise may use its lab's module of the package `labs`: lab
    /// 5 has `lab_05`.
    pub lab: u8,
    /// The modules of `racelab` that it may use, with everything below: `sync`, `cli::Window`.
    pub modules: &'static [&'static str],
    /// The items of those modules that it may not use, because it has to build them:
    /// `sync::mpsc::channel`.
    pub builds: &'static [&'static str],
    /// Whether it may use the threads, locks, atomics and pipes of std: a check that explores
    /// nothing cannot miss them.
    pub threads: bool,
    /// Whether it may have `unsafe` blocks.
    pub unsafe_code: bool,
}

impl Permits {
    /// The permits of a lab: the seam in labs whose threads are explored; processes,
    /// factors and std's threads in the others; and never `unsafe`.
    pub const fn of(lab: &Lab) -> Self {
        Self {
            lab: lab.number,
            modules: match lab.number {
                // An exercise of lab 04 may find its schedule with any tool.
                4 => &["sync", "explore", "cli::Window"],
                _ if lab.proved => &["sync"],
                _ => &["process", "factor", "sync"],
            },
            builds: lab.builds,
            threads: !lab.proved,
            unsafe_code: false,
        }
    }
}
