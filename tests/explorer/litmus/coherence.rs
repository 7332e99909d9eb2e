//! One variable: its writes have one order, and no thread reads them in the opposite order.

use super::litmus;

litmus! {
    /// Two reads of one thread never see an older value second.
    two_reads_do_not_go_back {
        program: "x.store(1, rlx) | a = x.load(rlx)
                                  | b = x.load(rlx)",
        observe: "a b",
        rc11: (3, "00 01 11"),
        sc: (3, "00 01 11"),
    }

    /// Two threads never disagree about the order of two writes.
    two_readers_agree_on_the_order {
        program: "x.store(1, rlx) | x.store(2, rlx) | a = x.load(rlx) | c = x.load(rlx)
                                  |                 | b = x.load(rlx) | d = x.load(rlx)",
        observe: "a b c d",
        // Each reader has 7 results that respect coherence. Of the 7 x 7 pairs, those are missing
        // in which one reader sees 1 before 2 and the other 2 before 1.
        rc11: (72, "0000 0001 0002 0011 0012 0021 0022 \
                    0100 0101 0102 0111 0112 0121 0122 \
                    0200 0201 0202 0211 0212 0221 0222 \
                    1100 1101 1102 1111 1112 1121 1122 \
                    1200 1201 1202 1211 1212      1222 \
                    2100 2101 2102 2111      2121 2122 \
                    2200 2201 2202 2211 2212 2221 2222"),
        sc: (72, "0000 0001 0002 0011 0012 0021 0022 \
                  0100 0101 0102 0111 0112 0121 0122 \
                  0200 0201 0202 0211 0212 0221 0222 \
                  1100 1101 1102 1111 1112 1121 1122 \
                  1200 1201 1202 1211 1212      1222 \
                  2100 2101 2102 2111      2121 2122 \
                  2200 2201 2202 2211 2212 2221 2222"),
    }

    /// A read does not see a value that its own thread has overwritten: x.load() gives 2 only if
    /// the write of 2 overwrote the thread's own 1.
    a_read_after_the_own_write {
        program: "x.store(1, rlx)  | x.store(2, rlx)
                  a = x.load(rlx)  | ",
        observe: "a x",
        rc11: (3, "11 12 22"),
        sc: (3, "11 12 22"),
    }

    /// A write comes after the writes that its own thread has read, in coherence order.
    a_write_after_the_own_read {
        program: "a = x.load(rlx) | x.store(2, rlx)
                  x.store(1, rlx) | ",
        observe: "a x",
        rc11: (3, "01 02 21"),
        sc: (3, "01 02 21"),
    }

    /// A thread does not read a value that it writes only later.
    a_read_before_the_own_write {
        program: "a = x.load(rlx)
                  x.store(1, rlx)",
        observe: "a x",
        rc11: (1, "01"),
        sc: (1, "01"),
    }

    /// Two writes of one thread stay in its order.
    two_writes_of_one_thread {
        program: "x.store(1, rlx)
                  x.store(2, rlx)",
        observe: "x",
        rc11: (1, "2"),
        sc: (1, "2"),
    }

    /// Coherence holds across happens-before, too: both writes happen before a reader that has
    /// seen the flag.
    coherence_follows_happens_before {
        program: "x.store(1, rlx) | a = y.load(acq)
                  x.store(2, rlx) | b = x.load(rlx)
                  y.store(1, rel) | ",
        observe: "a b",
        rc11: (4, "00 01 02 12"),
        sc: (4, "00 01 02 12"),
    }
}
