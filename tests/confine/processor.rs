//! The processor of a thread, and its use of it.

use std::time::Duration;

/// Uses a processor for the time `much`.
pub(crate) fn burn(much: Duration) {
    let used = || {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: `time` may be written to.
        unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
        let seconds = u64::try_from(time.tv_sec).expect("no time is negative");
        Duration::new(
            seconds,
            time.tv_nsec.try_into().expect("less than a second"),
        )
    };
    let begun = used();
    while used() - begun < much {}
}

/// Keeps the calling thread on the first processor that it may use.
///
/// Makes only system calls, so that it may be called between fork and exec.
#[cfg(target_os = "linux")]
pub(crate) fn stay_on_one() -> std::io::Result<()> {
    let size = std::mem::size_of::<libc::cpu_set_t>();
    // SAFETY: all zeros is an empty set.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: `set` is `size` bytes long, and a local variable.
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
