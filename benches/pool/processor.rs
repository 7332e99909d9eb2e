//! Keeps both ends of a call on one processor.

use racelab::process::Result;

/// Keeps this process and the children that it starts on its first processor,
/// if the system can.
pub(crate) fn on_one_processor(measure: fn() -> Result<f64>) -> Result<f64> {
    let every = confine(0);
    let result = measure();
    release(0, every);
    result
}

/// Keeps a process on its first processor, and returns the processors that it had before. Threads
/// and processes that it starts later stay there too. 0 is this process.
#[cfg(target_os = "linux")]
pub(crate) fn confine(pid: libc::pid_t) -> libc::cpu_set_t {
    // SAFETY: the set is plain bits; zeros are the empty set.
    let (mut every, mut first): (libc::cpu_set_t, libc::cpu_set_t) =
        unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: the call gets the set's true size.
    unsafe { libc::sched_getaffinity(pid, size, &raw mut every) };
    // SAFETY: the macros access only bits within the size of the set.
    unsafe {
        if let Some(cpu) = (0..8 * size).find(|&cpu| libc::CPU_ISSET(cpu, &every)) {
            libc::CPU_SET(cpu, &mut first);
        }
    }
    release(pid, first);
    every
}

#[cfg(target_os = "linux")]
pub(crate) fn release(pid: libc::pid_t, every: libc::cpu_set_t) {
    // SAFETY: the call gets the set's true size.
    unsafe { libc::sched_setaffinity(pid, size_of::<libc::cpu_set_t>(), &raw const every) };
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: libc::pid_t) {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn release(_: libc::pid_t, (): ()) {}
