//! The labs whose demonstration is a program of processes: their binaries.

mod support;

#[cfg(unix)]
#[path = "processes/binaries.rs"]
mod binaries;

#[cfg(unix)]
fn main() {
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Most of the tests wait most of the time.
    arguments.test_threads.get_or_insert(4);
    libtest_mimic::run(&arguments, binaries::all()).exit();
}

/// This system has no processes of this kind.
#[cfg(not(unix))]
fn main() {}
