//! `PlainCell`: unsynchronized memory, as in C.

use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::Word;
use crate::explore::hook::{self, ObjectId, ObjectKind};
use crate::plug::model::{self as plug, model};
use crate::sync::mode::{self, Mode};
use crate::sync::model::{Explored, InLoom};
use crate::sync::place::Place;
use crate::sync::statics::Tag;
use crate::sync::under_loom;

const WHAT: &str = "PlainCell";

/// Plain memory that threads share without synchronization: an integer or a bool.
///
/// In Rust two threads must not access the same memory at the same time if one of them writes: that
/// is a data race, and undefined behaviour. Safe code cannot even express it. This cell expresses
/// it in safe code, and the program stays defined.
///
/// # What is explored
///
/// - For real, an access is a relaxed atomic access. That is the instruction of a plain access, but
///   the compiler does not remove or move it.
/// - Under the explorer, an access is an event, and a read may return every value that relaxed
///   memory allows. So the outcomes show the effects of a data race. The explorer also reports two
///   accesses that happens-before does not order as a data race.
/// - Under loom, the first data race ends the run.
///
/// The cell has no method that reads and writes in one step, because plain memory has none.
///
/// # Examples
///
/// ```
/// use racelab::sync::cell::PlainCell;
///
/// let x = PlainCell::new(1).named("x");
/// x.set(x.get() + 1);
/// assert_eq!(x.into_inner(), 2);
/// ```
pub struct PlainCell<T: Word> {
    kind: Kind<T>,
}

enum Kind<T: Word> {
    Real {
        bits: AtomicU64,
        made: Place,
    },
    /// The cell of `const_new`, which is real or explored at each access, as the calling code is.
    Static {
        /// The bits of the value, exclusive or the bits of `initial`. A const function cannot
        /// compute the bits of a `T`, but this difference is 0 at first.
        difference: AtomicU64,
        initial: T,
        made: Place,
        tag: Tag,
    },
    Explored(Box<Explored>),
    Loom(Box<LoomCell<T>>),
}

/// Memory under loom.
struct LoomCell<T> {
    /// The accesses, for loom to check.
    cell: InLoom<Box<dyn plug::Cell>>,
    value: Cell<T>,
}

// SAFETY: in all kinds but `Loom`, every part is Sync by itself. Only the execution that created
// loom's cell and the value uses them (`InLoom::enter`; each execution of the process has its own
// number). All its threads run on one OS thread and take turns.
unsafe impl<T: Word> Sync for PlainCell<T> {}

impl<T: Word> PlainCell<T> {
    /// Creates a cell with this value.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// let x = PlainCell::new(0_u8);
    /// ```
    #[track_caller]
    pub fn new(value: T) -> Self {
        let made = Location::caller();
        let kind = match mode::mode() {
            Mode::Real => Kind::Real {
                bits: AtomicU64::new(value.bits()),
                made,
            },
            Mode::Explored => {
                let kind = ObjectKind::Plain(T::TYPE.0);
                Kind::Explored(Box::new(Explored::new(WHAT, kind, value.bits(), made)))
            }
            Mode::Loom => Kind::Loom(Box::new(LoomCell {
                cell: InLoom::new(WHAT, model().cell(), made),
                value: Cell::new(value),
            })),
        };
        Self { kind }
    }

    /// Creates a cell for a `static`. At each access it is real or explored, as the calling code
    /// is. Every explored execution finds it with this value. loom does not judge programs that
    /// use it.
    ///
    /// If the executions themselves create the cell, it is no static, and the exploration ends
    /// without a verdict: use [`new`](Self::new) instead.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// static X: PlainCell<u32> = PlainCell::const_new(7);
    ///
    /// assert_eq!(X.get(), 7);
    /// ```
    #[track_caller]
    pub const fn const_new(value: T) -> Self {
        Self {
            kind: Kind::Static {
                difference: AtomicU64::new(0),
                initial: value,
                made: Location::caller(),
                tag: Tag::new(),
            },
        }
    }

    /// Gives the cell the name under which the lanes of an execution show it.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// let balance = PlainCell::new(100).named("balance");
    /// ```
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        if let Kind::Explored(object) = &self.kind {
            object.name(name);
        }
        self
    }

    /// Reads the value.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// assert_eq!(PlainCell::new(1).get(), 1);
    /// ```
    #[inline]
    #[track_caller]
    pub fn get(&self) -> T {
        // Relaxed, here and in `set`: plain memory orders nothing.
        match &self.kind {
            Kind::Real { bits, made } => {
                mode::require_real(WHAT, made);
                T::from_bits(bits.load(Relaxed))
            }
            Kind::Static {
                difference,
                initial,
                ..
            } if mode::is_real() => T::from_bits(difference.load(Relaxed) ^ initial.bits()),
            _ => self.get_in_model(Location::caller()),
        }
    }

    /// Writes the value.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// let x = PlainCell::new(1);
    /// x.set(2);
    /// assert_eq!(x.get(), 2);
    /// ```
    #[inline]
    #[track_caller]
    pub fn set(&self, value: T) {
        match &self.kind {
            Kind::Real { bits, made } => {
                mode::require_real(WHAT, made);
                bits.store(value.bits(), Relaxed);
            }
            Kind::Static {
                difference,
                initial,
                ..
            } if mode::is_real() => difference.store(value.bits() ^ initial.bits(), Relaxed),
            _ => self.set_in_model(value, Location::caller()),
        }
    }

    /// Consumes the cell and returns the value.
    ///
    /// ```
    /// use racelab::sync::cell::PlainCell;
    ///
    /// assert!(PlainCell::new(true).into_inner());
    /// ```
    #[track_caller]
    pub fn into_inner(self) -> T {
        self.get()
    }

    #[track_caller]
    fn get_in_model(&self, place: Place) -> T {
        match &self.kind {
            Kind::Loom(loom) => {
                let mut read = T::default();
                if let Some(cell) = loom.cell.enter(place) {
                    cell.access(false, &mut || read = loom.value.get());
                }
                read
            }
            _ => self
                .explored(place)
                .map_or_else(T::default, |id| T::from_bits(hook::read(id, place))),
        }
    }

    #[track_caller]
    fn set_in_model(&self, value: T, place: Place) {
        match &self.kind {
            Kind::Loom(loom) => {
                if let Some(cell) = loom.cell.enter(place) {
                    cell.access(true, &mut || loom.value.set(value));
                }
            }
            _ => {
                if let Some(id) = self.explored(place) {
                    hook::write(id, value.bits(), place);
                }
            }
        }
    }

    /// The object of an explored cell. `None`: the thread unwinds.
    #[track_caller]
    fn explored(&self, place: Place) -> Option<ObjectId> {
        match &self.kind {
            Kind::Explored(object) => object.id(),
            Kind::Static {
                initial, made, tag, ..
            } => {
                if under_loom::active() {
                    return under_loom::enter(place).then(|| mode::no_statics_in_loom(WHAT, made));
                }
                let kind = ObjectKind::Plain(T::TYPE.0);
                let initial = initial.bits();
                Some(hook::of_static(tag.id(), WHAT, kind, initial, made))
            }
            Kind::Real { .. } | Kind::Loom(_) => unreachable!("not an explored cell"),
        }
    }

    /// Whether the calling code may use the cell.
    fn is_here(&self) -> bool {
        match &self.kind {
            Kind::Real { .. } => mode::is_real(),
            Kind::Static { .. } => !under_loom::active(),
            Kind::Explored(object) => object.is_here(),
            Kind::Loom(loom) => loom.cell.is_here(),
        }
    }
}

impl<T: Word> Default for PlainCell<T> {
    #[track_caller]
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Word> From<T> for PlainCell<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Word> fmt::Debug for PlainCell<T> {
    /// Shows the value as read by [`get`](Self::get). In a model that read is an access of the
    /// program.
    #[track_caller]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_tuple("PlainCell");
        if self.is_here() {
            out.field(&self.get());
        } else {
            out.field(&format_args!("<of another execution>"));
        }
        out.finish()
    }
}
