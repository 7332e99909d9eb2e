//! A fixed share of a class.

use std::fmt;
use std::str::FromStr;

use racelab::course::fnv1a;
use serde::{Deserialize, Serialize};

/// One of several shares of a class, each for one machine. The share of a student depends only on
/// the name: FNV-1a (64 bits) of its UTF-8, modulo the number of shares, plus one. So every machine
/// knows its own students without asking the others, and a new student changes no other student's
/// share.
///
/// ```
/// use racelab_grade::class::Shard;
///
/// let third: Shard = "3/16".parse()?;
/// assert_eq!(third.to_string(), "3/16");
/// let shares = |name: &str| (1..=16).filter(|n| Shard::new(*n, 16).unwrap().takes(name)).count();
/// assert_eq!((shares("ada"), shares("grace")), (1, 1));
/// # Ok::<(), racelab_grade::class::NoShard>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// The share that contains the whole class.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Share `number` of `of`; `None` if there is no such share: there is no share 0, and no
    /// share 4 of 3.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let is_there = (1..=of).contains(&number);
        is_there.then_some(Self { number, of })
    }

    /// Which share it is, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many shares there are.
    pub fn of(self) -> u32 {
        self.of
    }

    /// Whether the student is in this share.
    pub fn takes(self, student: &str) -> bool {
        fnv1a(student.bytes()) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

/// A text is no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a share is its number and how many there are, from 1/16 to 16/16")]
pub struct NoShard;

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            Self::new(number.trim().parse().ok()?, of.trim().parse().ok()?)
        });
        numbers.ok_or(NoShard)
    }
}

impl Serialize for Shard {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'a> Deserialize<'a> for Shard {
    fn deserialize<D: serde::Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
