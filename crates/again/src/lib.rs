//! Two things for a program that starts itself again: the file to execute, and in the child a
//! message when the main thread has used up its stack.

#![cfg(unix)]

pub mod stack;

use std::io;
use std::path::PathBuf;

/// The running program, to be executed once more. On Linux it is the file that runs, even if a
/// newer build has replaced it since: parent and child must agree on their messages.
///
/// # Errors
///
/// If the system does not say which file it is.
pub fn program() -> io::Result<PathBuf> {
    match cfg!(target_os = "linux") {
        true => Ok("/proc/self/exe".into()),
        false => std::env::current_exe(),
    }
}
