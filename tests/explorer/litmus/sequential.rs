//! SeqCst accesses and fences: one order of all of them, and its effects.

use super::{BITS_2, BITS_3, BITS_4, litmus};

litmus! {
    /// Store buffering: with SeqCst at least one thread sees the other.
    store_buffering {
        program: "x.store(1, sc)  | y.store(1, sc)
                  a = y.load(sc)  | b = x.load(sc)",
        observe: "a b",
        rc11: (3, "01 10 11"),
        sc: (3, "01 10 11"),
    }

    /// SeqCst fences do the same for relaxed accesses.
    store_buffering_fences {
        program: "x.store(1, rlx) | y.store(1, rlx)
                  fence(sc)       | fence(sc)
                  a = y.load(rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "01 10 11"),
        sc: (3, "01 10 11"),
    }

    /// Without them, both threads may read 0.
    store_buffering_relaxed {
        program: "x.store(1, rlx) | y.store(1, rlx)
                  a = y.load(rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "01 10 11"),
    }

    /// Any weaker fence is not enough.
    store_buffering_acquire_release_fences {
        program: "x.store(1, rlx) | y.store(1, rlx)
                  fence(ar)       | fence(ar)
                  a = y.load(rlx) | b = x.load(rlx)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "01 10 11"),
    }

    /// One fence is not enough.
    store_buffering_one_fence {
        program: "x.store(1, rlx) | y.store(1, rlx)
                  fence(sc)       | b = x.load(rlx)
                  a = y.load(rlx) | ",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "01 10 11"),
    }

    /// Three SeqCst accesses of four are not enough.
    store_buffering_one_weaker_load {
        program: "x.store(1, sc)  | y.store(1, sc)
                  a = y.load(sc)  | b = x.load(acq)",
        observe: "a b",
        rc11: (4, BITS_2),
        sc: (3, "01 10 11"),
    }

    /// A fence in one thread and SeqCst accesses in the other suffice.
    store_buffering_fence_and_accesses {
        program: "x.store(1, sc)  | y.store(1, rlx)
                  a = y.load(sc)  | fence(sc)
                                  | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "01 10 11"),
        sc: (3, "01 10 11"),
    }

    /// Three threads in a ring.
    store_buffering_of_three {
        program: "x.store(1, sc)  | y.store(1, sc)  | z.store(1, sc)
                  a = y.load(sc)  | b = z.load(sc)  | c = x.load(sc)",
        observe: "a b c",
        rc11: (7, "001 010 011 100 101 110 111"),
        sc: (7, "001 010 011 100 101 110 111"),
    }

    /// Reading its own release store first does not order a thread's later load.
    store_buffering_own_reads {
        program: "x.store(1, rel) | y.store(1, rel)
                  c = x.load(sc)  | d = y.load(sc)
                  a = y.load(sc)  | b = x.load(sc)",
        observe: "a b c d",
        rc11: (4, "0011 0111 1011 1111"),
        sc: (3, "0111 1011 1111"),
    }

    /// Independent reads of independent writes: with SeqCst the two readers agree.
    iriw {
        program: "x.store(1, sc)  | y.store(1, sc)  | a = x.load(sc)  | c = y.load(sc)
                                  |                 | b = y.load(sc)  | d = x.load(sc)",
        observe: "a b c d",
        rc11: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                    1000 1001      1011 1100 1101 1110 1111"),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// Fences between the reads suffice: 15 graphs of 16.
    iriw_fences {
        program: "x.store(1, rlx) | y.store(1, rlx) | a = x.load(rlx) | c = y.load(rlx)
                                  |                 | fence(sc)       | fence(sc)
                                  |                 | b = y.load(rlx) | d = x.load(rlx)",
        observe: "a b c d",
        rc11: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                    1000 1001      1011 1100 1101 1110 1111"),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// Acquire fences do not suffice.
    iriw_acquire_fences {
        program: "x.store(1, rel) | y.store(1, rel) | a = x.load(rlx) | c = y.load(rlx)
                                  |                 | fence(acq)      | fence(acq)
                                  |                 | b = y.load(rlx) | d = x.load(rlx)",
        observe: "a b c d",
        rc11: (16, BITS_4),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// Acquire for the first read of each reader does not suffice either (IRIW-acq-sc of the
    /// paper: implementations on Power show it).
    iriw_first_reads_acquire {
        program: "x.store(1, sc)  | y.store(1, sc)  | a = x.load(acq) | c = y.load(acq)
                                  |                 | b = y.load(sc)  | d = x.load(sc)",
        observe: "a b c d",
        rc11: (16, BITS_4),
        sc: (15, "0000 0001 0010 0011 0100 0101 0110 0111 \
                  1000 1001      1011 1100 1101 1110 1111"),
    }

    /// 2+2W with SeqCst stores.
    two_plus_two_writes {
        program: "x.store(1, sc) | y.store(1, sc)
                  y.store(2, sc) | x.store(2, sc)",
        observe: "x y",
        rc11: (3, "12 21 22"),
        sc: (3, "12 21 22"),
    }

    /// 2+2W with SeqCst fences.
    two_plus_two_writes_fences {
        program: "x.store(1, rlx) | y.store(1, rlx)
                  fence(sc)       | fence(sc)
                  y.store(2, rlx) | x.store(2, rlx)",
        observe: "x y",
        rc11: (3, "12 21 22"),
        sc: (3, "12 21 22"),
    }

    /// R with SeqCst accesses.
    r {
        program: "x.store(1, sc) | y.store(2, sc)
                  y.store(1, sc) | a = x.load(sc)",
        observe: "a y",
        rc11: (3, "01 11 12"),
        sc: (3, "01 11 12"),
    }

    /// R with SeqCst fences.
    r_fences {
        program: "x.store(1, rlx) | y.store(2, rlx)
                  fence(sc)       | fence(sc)
                  y.store(1, rlx) | a = x.load(rlx)",
        observe: "a y",
        rc11: (3, "01 11 12"),
        sc: (3, "01 11 12"),
    }

    /// RWC, read-to-write causality, with SeqCst fences.
    rwc_fences {
        program: "x.store(1, rlx) | a = x.load(rlx) | y.store(1, rlx)
                                  | fence(sc)       | fence(sc)
                                  | b = y.load(rlx) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (7, "000 001 010 011 101 110 111"),
        sc: (7, "000 001 010 011 101 110 111"),
    }

    /// W+RWC: the store of x reaches the third thread through a release, an
    /// acquire and two fences.
    w_rwc {
        program: "x.store(1, rlx) | a = z.load(acq) | y.store(1, rlx)
                  z.store(1, rel) | fence(sc)       | fence(sc)
                                  | b = y.load(rlx) | c = x.load(rlx)",
        observe: "a b c",
        rc11: (7, "000 001 010 011 101 110 111"),
        sc: (7, "000 001 010 011 101 110 111"),
    }

    /// Z6.U of the paper: the model allows a = 1, b = 3, c = 0, although the store of x happens
    /// before the SeqCst fetch_add.
    z6_u {
        program: "x.store(1, sc)  | a = y.add(1, sc)  | y.store(3, sc)
                  y.store(1, rel) | b = y.load(rlx)   | c = x.load(sc)",
        observe: "a b c",
        rc11: (24, "010 011 030 031 120 121 130 131 310 311 340 341"),
        sc: (18, "010 011 030 031 120 121 131 310 311 340 341"),
    }

    /// The half of WWmerge that has one store: reading 1 does not put the first
    /// thread's load of y behind the store in the order of SeqCst.
    happens_before_does_not_order_seqcst {
        program: "x.store(1, sc) | a = x.load(acq) | y.store(1, sc)
                                 | b = y.load(sc)  | c = x.load(sc)",
        observe: "a b c",
        rc11: (8, BITS_3),
        sc: (7, "000 001 010 011 101 110 111"),
    }

    /// Dekker's core: with SeqCst at most one thread finds the other's flag unset and enters.
    dekker {
        program: "x.store(1, sc)              | y.store(1, sc)
                  a = y.load(sc)              | b = x.load(sc)
                  if a == 0: z.add(1, rlx)    | if b == 0: z.add(1, rlx)",
        observe: "a b z",
        rc11: (3, "011 101 110"),
        sc: (3, "011 101 110"),
    }

    /// Dekker's core with release and acquire: both may enter.
    dekker_release_acquire {
        program: "x.store(1, rel)             | y.store(1, rel)
                  a = y.load(acq)             | b = x.load(acq)
                  if a == 0: z.add(1, rlx)    | if b == 0: z.add(1, rlx)",
        observe: "a b z",
        rc11: (5, "002 011 101 110"),
        sc: (3, "011 101 110"),
    }
}
