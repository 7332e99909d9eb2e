//! How a worker forks its siblings: other children of the same parent.
//!
//! A fork copies one thread, and every lock as it is: a lock that another thread holds at that
//! moment stays locked in the copy for ever. So only a process with one thread
//! forks here: a new one, in `tasks!`, before it has done anything else. If `main`
//! starts threads before that, the process refuses.
//!
//! `CLONE_PARENT` makes the new process a child of our parent, not of ours: the parent
//! waits for it, and learns how it ended, as if it had started the sibling itself.
//!
//! The parent sends the sibling's end of a socket pair over the elder's socket, and keeps the
//! other end to itself. So when the parent ends, each worker sees the end of its own stream.

use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;

use rustix::io::retry_on_intr;
use rustix::process::Pid;

/// A message of one byte, since a descriptor cannot travel alone, and room for the
/// descriptor. (The crate `rustix` has this in safe Rust, in a part of it that takes
/// longer to build than all other dependencies of this module.)
struct Message {
    byte: u8,
    part: libc::iovec,
    control: Control,
    whole: libc::msghdr,
}

/// Aligned as the head of a control message requires.
#[repr(C)]
union Control {
    head: libc::cmsghdr,
    room: [u8; 64],
}

/// The size of a descriptor.
#[expect(clippy::cast_possible_truncation, reason = "it is 4")]
const LENGTH: u32 = size_of::<RawFd>() as u32;

impl Message {
    /// Passes the message to a system call, whose result is an error if negative.
    fn with<T>(call: impl FnOnce(&mut libc::msghdr) -> io::Result<T>) -> io::Result<T> {
        let mut message = Message {
            byte: 0,
            part: libc::iovec {
                iov_base: std::ptr::null_mut(),
                iov_len: 1,
            },
            control: Control { room: [0; 64] },
            // SAFETY: plain numbers and pointers, for which 0 is "none".
            whole: unsafe { std::mem::zeroed() },
        };
        message.part.iov_base = (&raw mut message.byte).cast();
        message.whole.msg_iov = &raw mut message.part;
        message.whole.msg_iovlen = 1;
        message.whole.msg_control = (&raw mut message.control).cast();
        // SAFETY: arithmetic.
        message.whole.msg_controllen = unsafe { libc::CMSG_SPACE(LENGTH) } as _;
        // The message stays where it is until the call is over.
        call(&mut message.whole)
    }
}

/// The parent's side: asks for one more sibling, which gets this end.
pub(super) fn ask(elder: &UnixStream, end: &OwnedFd) -> io::Result<()> {
    Message::with(|message| {
        // SAFETY: the control message has room for a head and a descriptor after it,
        // so the first head is there, and so is the place of its data.
        unsafe {
            let head = libc::CMSG_FIRSTHDR(message);
            (*head).cmsg_level = libc::SOL_SOCKET;
            (*head).cmsg_type = libc::SCM_RIGHTS;
            (*head).cmsg_len = libc::CMSG_LEN(LENGTH) as _;
            let place = libc::CMSG_DATA(head).cast::<RawFd>();
            place.write_unaligned(end.as_raw_fd());
        }
        retry_on_intr(|| {
            // SAFETY: all that the message points to outlives the call.
            let sent = unsafe { libc::sendmsg(elder.as_raw_fd(), message, libc::MSG_NOSIGNAL) };
            if sent < 0 { Err(last_error()) } else { Ok(()) }
        })?;
        Ok(())
    })
}

/// The elder's side: receives the end for its next sibling.
fn receive_end(elder: &UnixStream) -> io::Result<OwnedFd> {
    Message::with(|message| {
        let received = retry_on_intr(|| {
            let flags = libc::MSG_CMSG_CLOEXEC;
            // SAFETY: all that the message points to outlives the call, and is ours.
            let received = unsafe { libc::recvmsg(elder.as_raw_fd(), message, flags) };
            if received < 0 {
                Err(last_error())
            } else {
                Ok(received)
            }
        })?;
        // SAFETY: the system has set the length of the control message, which is 0 if
        // nothing came with the byte; then there is no first head. A message of this
        // type has a descriptor after its head, which is new here and has no other owner.
        unsafe {
            let head = libc::CMSG_FIRSTHDR(message);
            let came = received > 0 && !head.is_null();
            if came && (*head).cmsg_type == libc::SCM_RIGHTS {
                let place = libc::CMSG_DATA(head).cast::<RawFd>();
                return Ok(OwnedFd::from_raw_fd(place.read_unaligned()));
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    })
}

fn last_error() -> rustix::io::Errno {
    let error = io::Error::last_os_error();
    rustix::io::Errno::from_io_error(&error).unwrap_or(rustix::io::Errno::IO)
}

/// The parent's side: reads the id of the sibling, which is the first thing on the
/// sibling's socket; `None` if the elder cannot fork it.
///
/// # Errors
///
/// The end of the stream: the elder is gone, and the sibling was never started.
pub(super) fn answer(mut sibling: &UnixStream) -> io::Result<Option<Pid>> {
    let mut id = [0; 4];
    sibling.read_exact(&mut id)?;
    Ok(Pid::from_raw(i32::from_ne_bytes(id)))
}

/// The elder's side: forks this number of siblings. Returns in each of them, and in the elder, with
/// the socket that this process uses from now on.
///
/// # Errors
///
/// The parent is gone.
pub(super) fn have(elder: UnixStream, siblings: usize) -> io::Result<UnixStream> {
    let may_fork = has_one_thread();
    for _ in 0..siblings {
        let mut sibling = UnixStream::from(receive_end(&elder)?);
        match may_fork.then(fork_sibling).flatten() {
            // The parent can reap only a sibling that it knows. So the sibling reports its
            // own id, and at once; the elder may be gone already.
            Some(0) => {
                let id = rustix::process::getpid().as_raw_nonzero().get();
                sibling.write_all(&id.to_ne_bytes())?;
                return Ok(sibling);
            }
            Some(_) => {}
            None => sibling.write_all(&0_i32.to_ne_bytes())?,
        }
    }
    Ok(elder)
}

/// Asks where the C library keeps the id of the thread; missing in the crate `libc`.
const PR_GET_TID_ADDRESS: libc::c_int = 40;

/// Apart from `.` and `..`, the directory has one link for each thread.
fn has_one_thread() -> bool {
    std::fs::metadata("/proc/self/task").is_ok_and(|tasks| tasks.nlink() == 3)
}

/// Forks: 0 in the new process, its id in this one, `None` if this system or C
/// library does not support this way to fork.
fn fork_sibling() -> Option<i32> {
    let mut own_id: *mut libc::c_int = std::ptr::null_mut();
    // SAFETY: this writes one pointer to where its argument points: the one that the C
    // library has told the system at the start of this thread.
    let known = unsafe { libc::prctl(PR_GET_TID_ADDRESS, &raw mut own_id) };
    // The GNU C library keeps the thread's id there. Its `fork` lets the system write the
    // new id there, and so does this function, or the library's locks would have a wrong owner.
    let process = rustix::process::getpid().as_raw_nonzero().get();
    // SAFETY: the C library keeps this word for as long as the thread runs.
    let is_id = || unsafe { own_id.read_volatile() } == process;
    if known != 0 || own_id.is_null() || !is_id() {
        return None;
    }
    let flags = libc::CLONE_PARENT | libc::CLONE_CHILD_SETTID | libc::CLONE_CHILD_CLEARTID;
    // SAFETY: plain numbers, for which 0 is "none".
    let mut how: libc::clone_args = unsafe { std::mem::zeroed() };
    how.flags = u64::from(flags.cast_unsigned());
    how.child_tid = own_id as u64;
    // With CLONE_PARENT its exit signal is that of this process: SIGCHLD.
    // SAFETY: without CLONE_VM and with no stack of its own this is a fork: the new
    // process has a copy of all memory and goes on here, on a copy of this stack. This
    // process has one thread, so in the copy no lock of the C library, the allocator or
    // this program is held. `how` has the size that is passed, and the system writes the
    // child's id to that word of the child's copy only.
    let id = unsafe { libc::syscall(libc::SYS_clone3, &raw const how, size_of_val(&how)) };
    i32::try_from(id).ok().filter(|&id| id >= 0)
}
