//! A pseudoterminal for tests.

use std::fs::File;
use std::os::fd::{FromRawFd, OwnedFd};
use std::ptr::null_mut;

/// Both ends of a terminal: what is written to the second can be read from the first.
pub(crate) fn pair() -> (File, OwnedFd) {
    let (mut ours, mut theirs) = (-1, -1);
    // SAFETY: the two places are valid, and the other arguments may be null.
    let result =
        unsafe { libc::openpty(&mut ours, &mut theirs, null_mut(), null_mut(), null_mut()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    // The children of other tests must not inherit them: they would keep them open.
    for end in [ours, theirs] {
        // SAFETY: the descriptor is open.
        unsafe { libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    // SAFETY: openpty has just opened the two, and they have no other owner.
    unsafe {
        (
            OwnedFd::from_raw_fd(ours).into(),
            OwnedFd::from_raw_fd(theirs),
        )
    }
}
