//! What an exercise may use.

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
