//! Tells a stack overflow from other crashes.
//!
//! At the end of each stack lies a guard: memory that nobody may touch, so that to
//! run into it is a SIGSEGV (on macOS a SIGBUS). std recognises the guards of its
//! own threads; those of stacks that the process made itself are recognised here.
//!
//! The handler cannot run on a stack that has come to its end. It runs on the
//! alternative one that std gives to the main thread and to every thread it starts.

use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

/// What the handler has to know; it cannot ask anybody.
struct Known {
    is_guard: fn(usize) -> bool,
    socket: RawFd,
    line: Vec<u8>,
}

static KNOWN: OnceLock<Known> = OnceLock::new();

/// The handlers that were there before: std's, or another library's.
static PREVIOUS: [AtomicPtr<libc::sigaction>; 2] = [const { AtomicPtr::new(ptr::null_mut()) }; 2];

const SIGNALS: [libc::c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];

/// From now on, to run into a guard writes `line` to `socket` and ends the process.
pub(super) fn install(is_guard: fn(usize) -> bool, socket: RawFd, line: Vec<u8>) {
    let known = Known {
        is_guard,
        socket,
        line,
    };
    if KNOWN.set(known).is_err() {
        return;
    }
    for (signal, previous) in SIGNALS.into_iter().zip(&PREVIOUS) {
        let mut before = MaybeUninit::uninit();
        // SAFETY: all zeros is a sigaction: no flags, nothing masked.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        // SAFETY: the handler has the signature that SA_SIGINFO asks for and does
        // only what is allowed in a signal handler.
        let done = unsafe { libc::sigaction(signal, &raw const action, before.as_mut_ptr()) };
        if done == 0 {
            // SAFETY: sigaction succeeded, so it has written the previous action.
            let before = Box::new(unsafe { before.assume_init() });
            // Release, so that the handler's Acquire sees what the box holds.
            previous.store(Box::into_raw(before), Ordering::Release);
        }
    }
}

/// Only async-signal-safe: reads memory, write, sigaction, _exit.
extern "C" fn handler(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    // SAFETY: with SA_SIGINFO the kernel passes a valid siginfo, and these signals
    // have an address in it.
    let address = unsafe { (*info).si_addr() } as usize;
    if let Some(known) = KNOWN.get()
        && (known.is_guard)(address)
    {
        // SAFETY: the line is `line.len()` readable bytes; both calls are
        // async-signal-safe. A short write loses the answer, which then is a crash.
        unsafe {
            libc::write(known.socket, known.line.as_ptr().cast(), known.line.len());
            libc::_exit(1);
        }
    }
    // Not ours: the same instruction again, with the handler from before.
    let at = SIGNALS.iter().position(|&ours| ours == signal);
    let previous = at.map_or(ptr::null_mut(), |at| {
        // Acquire: see the Release in `install`.
        PREVIOUS[at].load(Ordering::Acquire)
    });
    if previous.is_null() {
        // SAFETY: the default action for this signal ends the process.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    } else {
        // SAFETY: a non-null pointer is the leaked box of `install`.
        unsafe { libc::sigaction(signal, previous, ptr::null_mut()) };
    }
}
