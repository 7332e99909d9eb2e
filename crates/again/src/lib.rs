//! What a program needs that starts itself again: the file to execute, and in the child a word
//! when the main thread has used up its stack.

#![cfg(unix)]

pub mod stack;

use std::io;
use std::path::PathBuf;

/// The program that runs, to be executed once more. On Linux it is the very file that runs,
/// though another one may have been built in its place: parent and child are to agree on what
/// they say to each other.
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
