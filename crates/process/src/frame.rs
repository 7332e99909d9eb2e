//! The messages between a parent and its child, and how they travel.
//!
//! A frame is a length (u32, little endian, of the rest), a header in
//! postcard, and the payload: encoded arguments or results, unchanged.
//!
//! ```text
//! parent to child                    child to parent
//! Setup  your identity, your work    Hello    I have taken over
//! Task   run this chunk              Ready    initialized, without a task
//! Knock  come and fetch              Free     here I am (answer to Knock)
//! Close  leave                       Started  from here on the task runs
//!                                    Done     the results
//!                                    Failed   the error
//! ```
//!
//! A pool's parent sends a `Task` only to a worker without one, so the two
//! sides of a socket are never both full while both wait to write.

use std::io::{self, BufReader, Read, Write};
use std::ops::Deref;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codec::encode;
use crate::error::Error;
use crate::identity::Setup;

/// The largest frame: 1 GiB. A length beyond it is a mistake, not a message.
pub(super) const FRAME_CAP: usize = 1 << 30;

/// Room in a frame for length and header beside the payload.
pub(super) const HEAD_ROOM: usize = 1 << 16;

/// From the parent to the child.
#[derive(Serialize, Deserialize)]
pub(super) enum Order {
    Setup(Setup),
    Task { task: u32, calls: u32 },
    Knock,
    Close,
}

/// From the child to the parent.
#[derive(Serialize, Deserialize)]
pub(super) enum Report {
    Hello { fingerprint: u64 },
    Ready,
    Free,
    Started,
    Done,
    Failed(Error),
}

/// Sends one frame, all of it. The caller makes sure that no two threads send
/// at the same time.
///
/// A program may have set SIGPIPE back to its deadly default, and the loss of a child must
/// not end the parent through it. So this calls only `write` of std, which asks the
/// system for an error instead of the signal; `write_vectored` does not.
pub(super) fn send<H: Serialize>(
    stream: &UnixStream,
    header: &H,
    mut payload: &[u8],
) -> io::Result<()> {
    let mut head = vec![0; 4];
    encode(header, &mut head).map_err(io::Error::other)?;
    let length = u32::try_from(head.len() - 4 + payload.len())
        .ok()
        .filter(|&length| length as usize <= FRAME_CAP)
        .ok_or_else(|| io::Error::other("the frame is longer than 1 GiB"))?;
    head[..4].copy_from_slice(&length.to_le_bytes());
    // A short payload travels together with its header, in one system call.
    if payload.len() <= SHORT {
        head.extend_from_slice(payload);
        payload = &[];
    }
    let mut stream = stream;
    stream.write_all(&head)?;
    stream.write_all(payload)
}

/// Up to this length a payload is copied behind its header: copying so little
/// costs less than a second system call.
const SHORT: usize = 16 << 10;

/// The receiving end: small frames are read together, in one system call.
pub(super) struct Inlet(BufReader<Shared>);

/// A socket that one thread reads while others write to it.
struct Shared(Arc<UnixStream>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Inlet {
    pub(super) fn new(stream: Arc<UnixStream>) -> Inlet {
        Inlet(BufReader::new(Shared(stream)))
    }

    /// Waits for the next frame. The end of the stream is an error like any
    /// other: after either, the process at the other end is gone.
    pub(super) fn receive<H: DeserializeOwned>(&mut self) -> io::Result<(H, Payload)> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > FRAME_CAP {
            return Err(io::Error::other("not a frame: its length is over 1 GiB"));
        }
        // A buffer of zeros lets the system fill all of it in few calls: `read_to_end`
        // would ask for 8 KiB, then 16, and so on.
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes)?;
        let (header, rest) = postcard::take_from_bytes(&bytes).map_err(io::Error::other)?;
        let start = length - rest.len();
        Ok((header, Payload { bytes, start }))
    }
}

/// The payload of a received frame, in the buffer that it was read into.
pub(super) struct Payload {
    bytes: Vec<u8>,
    start: usize,
}

impl Deref for Payload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}
