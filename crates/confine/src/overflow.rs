//! Distinguishes a stack overflow from other crashes.
//!
//! At the end of each stack lies a guard: memory without any access rights, so a stack that grows
//! into it causes a SIGSEGV (on macOS a SIGBUS). std recognises the guards of its
//! own threads; this module recognises those of stacks that the process made itself.
//!
//! The handler cannot run on a stack that is used up. It runs on the
//! alternative stack that std gives to the main thread and to every thread that it starts.

use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

use racelab_again::stack;

/// The data of the handler, which may not call code that is not async-signal-safe.
struct Known {
    is_guard: fn(usize) -> bool,
    socket: RawFd,
    line: Vec<u8>,
}

static KNOWN: OnceLock<Known> = OnceLock::new();

/// Previous actions of the signals, by the signals' places in `SIGNALS`.
type Actions = [AtomicPtr<libc::sigaction>; 2];

/// The handlers that were installed before: std's, or another library's.
static PREVIOUS: Actions = [const { AtomicPtr::new(ptr::null_mut()) }; 2];

/// std's own handlers, if they were stored: they know the stacks of std's threads.
static STD: Actions = [const { AtomicPtr::new(ptr::null_mut()) }; 2];

const SIGNALS: [libc::c_int; 2] = [libc::SIGSEGV, libc::SIGBUS];

/// Stores std's handlers, before another library replaces them.
pub(super) fn note_std() {
    for (signal, noted) in SIGNALS.into_iter().zip(&STD) {
        let mut now = MaybeUninit::uninit();
        // SAFETY: nothing is changed, and the action is written to room for one.
        let done = unsafe { libc::sigaction(signal, ptr::null(), now.as_mut_ptr()) };
        // Relaxed: the load only asks whether this was stored before.
        if done == 0 && noted.load(Ordering::Relaxed).is_null() {
            // SAFETY: sigaction succeeded, so it has written the action.
            let now = Box::new(unsafe { now.assume_init() });
            // Release, as in `install`.
            noted.store(Box::into_raw(now), Ordering::Release);
        }
    }
}

/// Called by the main thread. From now on an access to a guard writes `line` to `socket` and
/// ends the process.
pub(super) fn install(is_guard: fn(usize) -> bool, socket: RawFd, line: Vec<u8>) {
    let known = Known {
        is_guard,
        socket,
        line,
    };
    if KNOWN.set(known).is_err() {
        return;
    }
    stack::note();
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
            // Release, so that the handler's Acquire sees the contents of the box.
            previous.store(Box::into_raw(before), Ordering::Release);
        }
    }
}

/// Only async-signal-safe: reads memory, write, sigaction, _exit.
extern "C" fn handler(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: with SA_SIGINFO the kernel passes a valid siginfo, and these signals
    // have an address in it.
    let address = unsafe { (*info).si_addr() } as usize;
    if let Some(known) = KNOWN.get()
        // SAFETY: the kernel has given the context.
        && ((known.is_guard)(address) || unsafe { stack::is_used_up(address, context) })
    {
        // SAFETY: the line is `line.len()` readable bytes; both calls are
        // async-signal-safe. A short write loses the answer; then this counts as a crash.
        unsafe {
            libc::write(known.socket, known.line.as_ptr().cast(), known.line.len());
            libc::_exit(1);
        }
    }
    // Not a guard of this process' own stacks. If it is one of std's, std's handler says so and
    // ends the process.
    let at = SIGNALS.iter().position(|&ours| ours == signal);
    if let Some(at) = at {
        ask_std(at, signal, info, context);
    }
    // Otherwise install the previous handler, and let the same instruction run again.
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

/// Calls std's handler, which ends the process if a thread of std's has used up its stack.
/// Otherwise it returns, with the default action in its place.
fn ask_std(at: usize, signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    type Handler = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
    // Acquire: see the Release in `note_std`.
    let noted = STD[at].load(Ordering::Acquire);
    if noted.is_null() {
        return;
    }
    // SAFETY: a non-null pointer is the leaked box of `note_std`.
    let action = unsafe { &*noted };
    let is_function = ![libc::SIG_DFL, libc::SIG_IGN].contains(&action.sa_sigaction);
    if is_function && action.sa_flags & libc::SA_SIGINFO != 0 {
        // SAFETY: with SA_SIGINFO it is a handler of this signature.
        let handler: Handler = unsafe { std::mem::transmute(action.sa_sigaction) };
        handler(signal, info, context);
    }
}
