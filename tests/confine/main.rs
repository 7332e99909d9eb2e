//! Bad programs end: in bounded time, each with its own message, nothing left
//! behind.
//!
//! This binary is two. Called with `--program NAME` it is a numbered binary whose
//! exercise is that program; otherwise it holds the tests, which call it so.

#[cfg(unix)]
mod program;
#[cfg(unix)]
mod tests;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    if std::env::args().any(|word| word == "--program") {
        return program::main();
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // Most of them wait most of the time.
    arguments.test_threads.get_or_insert(6);
    libtest_mimic::run(&arguments, tests::all()).exit_code()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}

/// Keeps the calling thread on the first processor that it may use.
///
/// Only makes system calls, so that it may be called between fork and exec.
#[cfg(target_os = "linux")]
fn stay_on_one_processor() -> std::io::Result<()> {
    let size = std::mem::size_of::<libc::cpu_set_t>();
    // SAFETY: all zeros is an empty set.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `set` is `size` bytes long, and ours.
    unsafe { libc::sched_getaffinity(0, size, &raw mut set) };
    let all = usize::try_from(libc::CPU_SETSIZE).expect("a size");
    // SAFETY: each number is less than the size of a set.
    if let Some(first) = (0..all).find(|&one| unsafe { libc::CPU_ISSET(one, &set) }) {
        // SAFETY: as above.
        unsafe {
            libc::CPU_ZERO(&mut set);
            libc::CPU_SET(first, &mut set);
        }
    }
    // SAFETY: as above.
    match unsafe { libc::sched_setaffinity(0, size, &raw const set) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}
