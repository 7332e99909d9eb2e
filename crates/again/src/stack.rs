//! Whether the main thread has used up its stack, for a signal handler.
//!
//! std recognises that by the guard of the stack, which it finds through
//! `/proc/self/maps`. In a sandbox that denies reading files this does not work. Then only the
//! stack pointer remains: an access that fails close to it, below all that the stack has
//! held so far, comes from a stack that cannot grow any more.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The stack address of the main thread when `note` was called; 0 before.
static TOP: AtomicUsize = AtomicUsize::new(0);

/// How far from the stack pointer the access may be: few frames are larger, and a larger
/// frame is touched page by page.
const NEAR: usize = 64 << 10;

/// The largest stack of a main thread that this considers.
const LARGEST: usize = 1 << 30;

/// Stores the stack address of the calling thread, which must be the main thread.
pub fn note() {
    let here = 0_u8;
    // Relaxed: the handler runs on the thread that it is about.
    TOP.store((&raw const here).addr(), Ordering::Relaxed);
}

/// Whether a fault at this address comes from a main thread that has used up its stack.
/// Async-signal-safe: it reads memory.
///
/// # Safety
///
/// `context` is the pointer that the kernel has passed to the handler of the signal.
pub unsafe fn is_used_up(address: usize, context: *mut libc::c_void) -> bool {
    // Relaxed: as in `note`.
    let top = TOP.load(Ordering::Relaxed);
    // SAFETY: the caller says so.
    let pointer = unsafe { stack_pointer(context) };
    let is_in_stack = (top.saturating_sub(LARGEST)..top).contains(&address);
    is_in_stack && pointer.is_some_and(|pointer| address.abs_diff(pointer) <= NEAR)
}

/// The stack pointer of the interrupted code; `None` on systems where its place is not known.
///
/// # Safety
///
/// As for [`is_used_up`].
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
unsafe fn stack_pointer(context: *mut libc::c_void) -> Option<usize> {
    // SAFETY: the kernel gives a ucontext to a handler with SA_SIGINFO.
    let machine = unsafe { &(*context.cast::<libc::ucontext_t>()).uc_mcontext };
    #[cfg(target_arch = "x86_64")]
    let pointer = usize::try_from(machine.gregs[libc::REG_RSP as usize]).ok();
    #[cfg(target_arch = "aarch64")]
    let pointer = usize::try_from(machine.sp).ok();
    pointer
}

/// On other systems no sandbox keeps std from finding the guard.
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
unsafe fn stack_pointer(_: *mut libc::c_void) -> Option<usize> {
    None
}

/// From now on, a process whose main thread uses up its stack reports this on standard error, like
/// std where std can, and aborts. Called by the main thread.
pub fn report() {
    note();
    for signal in [libc::SIGSEGV, libc::SIGBUS] {
        // SAFETY: all zeros is a sigaction: no flags, nothing masked.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        // SAFETY: nothing is changed, and the action is written to room for one.
        let found = unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut action) };
        let before = action.sa_sigaction;
        if found != 0 || before == libc::SIG_DFL || before == libc::SIG_IGN {
            continue;
        }
        BEFORE.store(before, Ordering::SeqCst);
        action.sa_sigaction = handler as *const () as usize;
        // SAFETY: the handler has the signature that the flags of std's ask for, and does only
        // what is allowed in a signal handler.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
}

/// std's handler, the same one for both signals.
static BEFORE: AtomicUsize = AtomicUsize::new(0);

/// Only async-signal-safe: reads memory, write, abort.
extern "C" fn handler(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    const SAID: &[u8] = b"\nthread 'main' has overflowed its stack\n";
    type Handler = extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
    // SAFETY: with SA_SIGINFO, as std's handler has it, the kernel passes a valid siginfo, and
    // these signals have an address in it.
    let address = unsafe { (*info).si_addr() } as usize;
    // SAFETY: the kernel has given it.
    if unsafe { is_used_up(address, context) } {
        // SAFETY: both calls are async-signal-safe, and the text is a constant.
        unsafe {
            libc::write(libc::STDERR_FILENO, SAID.as_ptr().cast(), SAID.len());
            libc::abort();
        }
    }
    // SAFETY: `report` has stored the address of std's handler, which has this signature.
    let std: Handler = unsafe { std::mem::transmute(BEFORE.load(Ordering::SeqCst)) };
    std(signal, info, context);
}
