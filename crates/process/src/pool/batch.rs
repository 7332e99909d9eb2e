//! The input of a pool's methods, and how it is cut into chunks.

use serde::Serialize;

use crate::codec::encode;
use crate::error::{Error, Result};
use crate::frame::{FRAME_CAP, HEAD_ROOM};

/// The items of a `map`: any iterable, or an iterable with a chunk size ([`chunked`]).
///
/// In Python: the arguments `iterable` and `chunksize` of `Pool.map`.
pub trait Batch<A> {
    /// The iterator over the items.
    type Items: Iterator<Item = A>;

    /// The items, and the chunk size if one was asked for.
    fn into_parts(self) -> (Self::Items, Option<usize>);
}

impl<A, I: IntoIterator<Item = A>> Batch<A> for I {
    type Items = I::IntoIter;

    fn into_parts(self) -> (I::IntoIter, Option<usize>) {
        (self.into_iter(), None)
    }
}

/// Items with a chunk size. Made by [`chunked`].
#[derive(Clone, Debug)]
pub struct Chunked<I> {
    items: I,
    size: usize,
}

/// The items, to be sent to workers this many at a time.
///
/// A chunk is one message to the worker and one back. Long chunks cost less to send;
/// short chunks spread better over the workers. Without `chunked`, `map` makes
/// four chunks for each worker, and `imap` chunks of one item. A size of 0 is an
/// error of the call that takes the items.
///
/// In Python: the argument `chunksize`, as in `Pool.map(f, items, chunksize)`. The default is
/// the same there.
///
/// # Examples
///
/// ```
/// use racelab::process::{Pool, chunked};
///
/// fn square(x: u64) -> u64 {
///     x * x
/// }
///
/// # fn main() -> racelab::process::Result<()> {
/// # racelab::tasks![square];
/// let pool = Pool::new(2)?;
/// let squares = pool.map(square, chunked(0..100, 20))?;
/// assert_eq!(squares[99], 99 * 99);
/// # Ok(())
/// # }
/// ```
pub fn chunked<I: IntoIterator>(items: I, size: usize) -> Chunked<I> {
    Chunked { items, size }
}

impl<A, I: IntoIterator<Item = A>> Batch<A> for Chunked<I> {
    type Items = I::IntoIter;

    fn into_parts(self) -> (I::IntoIter, Option<usize>) {
        (self.items.into_iter(), Some(self.size))
    }
}

/// A chunk's arguments, encoded one after the other.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) calls: u32,
    pub(super) arguments: Vec<u8>,
}

impl Chunk {
    /// An empty chunk with room for `bytes` bytes.
    fn with_capacity(bytes: usize) -> Chunk {
        Chunk {
            calls: 0,
            arguments: Vec::with_capacity(bytes),
        }
    }

    /// Adds the arguments of one more call.
    pub(super) fn push<Args: Serialize>(&mut self, args: &Args) -> Result<()> {
        encode(args, &mut self.arguments)?;
        if self.arguments.len() > FRAME_CAP - HEAD_ROOM || self.calls == u32::MAX {
            return Err(Error::CannotEncode {
                what: "a chunk of arguments".to_string(),
                why: "it is longer than 1 GiB; use smaller chunks".to_string(),
            });
        }
        self.calls += 1;
        Ok(())
    }
}

/// The arguments of the calls, in chunks of `size`, or else of the default size for `workers`
/// workers.
pub(super) fn chunks<Args: Serialize>(
    calls: impl Iterator<Item = Args>,
    size: Option<usize>,
    workers: usize,
) -> Result<Vec<Chunk>> {
    if let Some(size) = valid(size)? {
        return encode_chunks(calls, size);
    }
    match calls.size_hint() {
        // An iterator that says how many there are need not be drawn first. One that is wrong
        // about it gets chunks of another size.
        (count, Some(most)) if count == most => encode_chunks(calls, default_size(count, workers)),
        _ => {
            let calls: Vec<Args> = calls.collect();
            let size = default_size(calls.len(), workers);
            encode_chunks(calls.into_iter(), size)
        }
    }
}

/// The arguments of the calls, in chunks of `size`.
fn encode_chunks<Args: Serialize>(
    calls: impl Iterator<Item = Args>,
    size: usize,
) -> Result<Vec<Chunk>> {
    let mut chunks = Vec::new();
    let mut calls = calls.peekable();
    // The next chunk will be about as long as the last one.
    let mut length = 0;
    while calls.peek().is_some() {
        let mut chunk = Chunk::with_capacity(length + length / 8);
        for args in calls.by_ref().take(size) {
            chunk.push(&args)?;
        }
        length = chunk.arguments.len();
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// Four chunks for each worker, as in Python: ceil(len / (4 * workers)).
fn default_size(len: usize, workers: usize) -> usize {
    len.div_ceil(workers.saturating_mul(4)).max(1)
}

/// The size that was asked for, if it is a valid one.
pub(super) fn valid(size: Option<usize>) -> Result<Option<usize>> {
    match size {
        Some(0) => Err(Error::misuse(
            "a chunk holds at least 1 item; use a chunk size of 1 or more",
        )),
        size => Ok(size),
    }
}
