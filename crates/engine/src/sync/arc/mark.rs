//! The model to which an `Arc` belongs.

use std::num::NonZeroU64;

use crate::explore::arcs::{self, ArcId};
use crate::explore::hook;
use crate::sync::mode::{self, Mode};
use crate::sync::place::short;
use crate::sync::under_loom;

pub(super) use crate::sync::place::Place;

/// The kind of an `Arc`, in one word that all of its handles have: real (0), loom's, no `Arc` at
/// all, or an `Arc` of an explored execution.
#[derive(Clone, Copy)]
pub(super) struct Mark(Option<NonZeroU64>);

const LOOM: NonZeroU64 = NonZeroU64::new(1).unwrap();
const NOWHERE: NonZeroU64 = NonZeroU64::new(2).unwrap();

/// The bits for the number of an `Arc` in its execution. The higher bits are the number of the
/// execution, which is at least 1.
const BITS: u32 = 24;

impl Mark {
    /// The mark of a `Weak` that never had a payload.
    pub(super) const NOWHERE: Self = Self(Some(NOWHERE));

    /// The mark of an `Arc` that the calling code creates.
    #[inline]
    pub(super) fn new(owners: u64, place: Place) -> Self {
        match mode::is_real() {
            true => Self(None),
            false => Self::in_model(owners, place),
        }
    }

    #[cold]
    #[inline(never)]
    fn in_model(owners: u64, place: Place) -> Self {
        if mode::mode() == Mode::Loom {
            return Self(Some(LOOM));
        }
        let arc = arcs::make(owners, place).0;
        assert!(arc >> BITS == 0, "an execution makes millions of Arcs");
        Self(NonZeroU64::new(hook::execution() << BITS | u64::from(arc)))
    }

    /// The `Arc`, if the calling code runs in its explored execution, which has to know about each
    /// created and dropped handle. Elsewhere no model counts handles.
    #[inline]
    pub(super) fn here(self) -> Option<ArcId> {
        match self.0 {
            None => None,
            Some(mark) => explored(mark.get()),
        }
    }

    /// Prepares a look at the number of handles. `Some`: the caller reads the count of the
    /// explorer. `None`: the caller reads that of std's `Arc`.
    ///
    /// # Panics
    ///
    /// If the calling code runs outside the execution that created the `Arc`. Under loom it
    /// unwinds if other threads run.
    #[inline]
    #[track_caller]
    pub(super) fn look(self, place: Place) -> Option<ArcId> {
        if self.0.is_none() && mode::is_real() {
            return None;
        }
        self.look_in_model(place)
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    fn look_in_model(self, place: Place) -> Option<ArcId> {
        if self.0 == Self::NOWHERE.0 {
            return None;
        }
        if self.0 == Some(LOOM) && under_loom::active() {
            look_in_loom(place);
            return None;
        }
        let arc = self.here();
        // A panic in a destructor would end the process.
        if arc.is_none() && !std::thread::panicking() {
            match self.0 {
                None => panic!(
                    "this Arc was created outside the explored closure, where its owners are \
                     out of sight; create it inside"
                ),
                Some(_) => panic!(
                    "this Arc belongs to an execution that has ended; create a new one in each \
                     execution, inside the explored closure"
                ),
            }
        }
        arc
    }
}

fn explored(mark: u64) -> Option<ArcId> {
    let execution = mark >> BITS;
    if execution == 0 || !hook::is_execution(execution) {
        return None;
    }
    let number = mark & ((1 << BITS) - 1);
    Some(ArcId(u32::try_from(number).expect("so many bits")))
}

/// loom does not know the order of clones and drops. Without other threads there is only one order.
fn look_in_loom(place: Place) {
    if under_loom::enter(place) && !under_loom::is_alone() {
        under_loom::cannot_judge(format!(
            "loom does not see how many handles an Arc has while other threads run ({})",
            short(place)
        ));
    }
}

/// Rejects, in a model, the creation of an `Arc` with handles of std, which no model sees.
#[track_caller]
pub(super) fn require_no_model(place: Place) {
    match mode::mode() {
        Mode::Real => {}
        Mode::Explored => hook::unmodelled(
            "the other handles of an Arc of std's that is made the seam's; make it so while it \
             has one",
        ),
        Mode::Loom => {
            if under_loom::enter(place) {
                under_loom::cannot_judge(format!(
                    "loom does not see the other handles of an Arc of std's that is made the \
                     seam's ({})",
                    short(place)
                ));
            }
        }
    }
}
