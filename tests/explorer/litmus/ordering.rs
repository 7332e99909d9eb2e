//! Several variables, relaxed, release and acquire: the combinations of writes that a thread may
//! see.

use super::{BITS_2, BITS_3, BITS_4, litmus};

litmus! {
    /// Message passing: nothing orders the message and the flag.
    message_passing_relaxed {
        program: "x.store(1, rlx) | a = y.load(rlx)
                  y.store(1, rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "00 01 11"),
    }

    /// Message passing: a thread that sees the flag sees the message.
    message_passing_release_acquire {
        program: "x.store(1, rlx) | a = y.load(acq)
                  y.store(1, rel) | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// A release alone orders nothing for the reader.
    message_passing_release_only {
        program: "x.store(1, rlx) | a = y.load(rlx)
                  y.store(1, rel) | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "00 01 11"),
    }

    /// An acquire without a release synchronizes with nothing.
    message_passing_acquire_only {
        program: "x.store(1, rlx) | a = y.load(acq)
                  y.store(1, rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "00 01 11"),
    }

    /// Fences do the same for relaxed accesses.
    message_passing_fences {
        program: "x.store(1, rlx) | a = y.load(rlx)
                  fence(rel)      | fence(acq)
                  y.store(1, rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// A release fence pairs with an acquire load.
    message_passing_release_fence {
        program: "x.store(1, rlx) | a = y.load(acq)
                  fence(rel)      | b = x.load(rlx)
                  y.store(1, rlx) | ",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// A release store pairs with an acquire fence.
    message_passing_acquire_fence {
        program: "x.store(1, rlx) | a = y.load(rlx)
                  y.store(1, rel) | fence(acq)
                                  | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// The wrong fences: a release fence after the store, an acquire fence before the load.
    message_passing_misplaced_fences {
        program: "x.store(1, rlx) | fence(acq)
                  y.store(1, rlx) | a = y.load(rlx)
                  fence(rel)      | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "00 01 11"),
    }

    /// A thread that sees the flag may read the plain memory.
    message_passing_plain {
        program: "p.set(1)        | a = y.load(acq)
                  y.store(1, rel) | if a == 1: b = p.get()",
        observe: "a b",
        rc11: (2, "00 11"),
        sc: (2, "00 11"),
    }

    /// A lock passes messages: the first critical section happens before the second.
    message_passing_mutex {
        program: "x.store(1, rlx) | m.lock()
                  m.lock()        | a = y.load(rlx)
                  y.store(1, rlx) | m.unlock()
                  m.unlock()      | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// Load buffering: RC11 has no values out of thin air, so never both 1.
    load_buffering {
        program: "a = x.load(rlx) | b = y.load(rlx)
                  y.store(1, rlx) | x.store(1, rlx)",
        observe: "a b",
        rc11: (3, "00 01 10"),
        sc: (3, "00 01 10"),
    }

    /// Load buffering with three threads: never all 1.
    load_buffering_of_three {
        program: "a = x.load(rlx) | b = y.load(rlx) | c = z.load(rlx)
                  y.store(1, rlx) | z.store(1, rlx) | x.store(1, rlx)",
        observe: "a b c",
        rc11: (7, "000 001 010 011 100 101 110"),
        sc: (7, "000 001 010 011 100 101 110"),
    }

    /// Store buffering: release and acquire let both threads read 0.
    store_buffering_release_acquire {
        program: "x.store(1, rel) | y.store(1, rel)
                  a = y.load(acq) | b = x.load(acq)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "01 10 11"),
    }

    /// Independent reads of independent writes: two readers may disagree even
    /// with release and acquire.
    iriw_release_acquire {
        program: "x.store(1, rel) | y.store(1, rel) | a = x.load(acq) | c = y.load(acq)
                                  |                 | b = y.load(acq) | d = x.load(acq)",
        observe: "a b c d",
        rc11: (16, BITS_4),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// The same, relaxed.
    iriw_relaxed {
        program: "x.store(1, rlx) | y.store(1, rlx) | a = x.load(rlx) | c = y.load(rlx)
                                  |                 | b = y.load(rlx) | d = x.load(rlx)",
        observe: "a b c d",
        rc11: (16, BITS_4),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// 2+2W: each thread's second write may come first in coherence order.
    two_plus_two_writes {
        program: "x.store(1, rel) | y.store(1, rel)
                  y.store(2, rel) | x.store(2, rel)",
        observe: "x y",
        rc11: (4, "11 12 21 22"),
        sc: (3, "12 21 22"),
    }

    /// S: the reader of y writes x, and yet x ends with the first thread's 2.
    s_relaxed {
        program: "x.store(2, rlx) | a = y.load(rlx)
                  y.store(1, rlx) | x.store(1, rlx)",
        observe: "a x",
        rc11: (4, "01 02 11 12"),
        sc: (3, "01 02 11"),
    }

    /// S: release and acquire forbid it.
    s_release_acquire {
        program: "x.store(2, rlx) | a = y.load(acq)
                  y.store(1, rel) | x.store(1, rlx)",
        observe: "a x",
        rc11: (3, "01 02 11"),
        sc: (3, "01 02 11"),
    }

    /// R: release and acquire do not order a store and a later load.
    r_release_acquire {
        program: "x.store(1, rel) | y.store(2, rel)
                  y.store(1, rel) | a = x.load(acq)",
        observe: "a y",
        rc11: (4, "01 02 11 12"),
        sc: (3, "01 11 12"),
    }

    /// WRC, write-to-read causality, relaxed: every outcome is possible.
    wrc_relaxed {
        program: "x.store(1, rlx) | a = x.load(rlx) | b = y.load(rlx)
                                  | y.store(1, rlx) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (8, BITS_3),
        sc: (7, "000 001 010 011 100 101 111"),
    }

    /// WRC: the reader of the flag sees the write that the flag's writer has read.
    wrc_release_acquire {
        program: "x.store(1, rlx) | a = x.load(rlx) | b = y.load(acq)
                                  | y.store(1, rel) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (7, "000 001 010 011 100 101 111"),
        sc: (7, "000 001 010 011 100 101 111"),
    }

    /// ISA2: a message arrives even if two threads pass it on.
    isa2_release_acquire {
        program: "x.store(1, rlx) | a = y.load(acq) | b = z.load(acq)
                  y.store(1, rel) | z.store(1, rel) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (7, "000 001 010 011 100 101 111"),
        sc: (7, "000 001 010 011 100 101 111"),
    }

    /// ISA2: one relaxed link breaks the chain.
    isa2_relaxed_link {
        program: "x.store(1, rlx) | a = y.load(rlx) | b = z.load(acq)
                  y.store(1, rel) | z.store(1, rel) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (8, BITS_3),
        sc: (7, "000 001 010 011 100 101 111"),
    }
}
