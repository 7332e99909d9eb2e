//! The labs whose demonstration is a program of processes: their binaries.

mod support;

#[cfg(unix)]
#[path = "processes/binaries.rs"]
mod binaries;

#[cfg(unix)]
fn main() {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Most of them wait most of the time.
    arguments.test_threads.get_or_insert(4);
    libtest_mimic::run(&arguments, binaries::all()).exit();
}

/// There are no processes of ours on this system.
#[cfg(not(unix))]
fn main() {}
