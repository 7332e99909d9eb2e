//! Read-modify-writes: atomicity and release sequences; locks.

use super::litmus;

litmus! {
    /// Two fetch_adds never lose one.
    two_fetch_adds {
        program: "a = x.add(1, rlx) | b = x.add(1, rlx)",
        observe: "a b x",
        rc11: (2, "012 102"),
        sc: (2, "012 102"),
    }

    /// A load and a store do.
    two_loads_and_stores {
        program: "a = x.load(rlx)      | b = x.load(rlx)
                  x.store(a + 1, rlx)  | x.store(b + 2, rlx)",
        observe: "a b x",
        rc11: (4, "001 002 013 203"),
        sc: (4, "001 002 013 203"),
    }

    /// Only one of two compare_exchanges wins.
    two_compare_exchanges {
        program: "a = x.cas(0, 1, rlx, rlx) | b = x.cas(0, 2, rlx, rlx)",
        observe: "a b x",
        rc11: (2, "011 202"),
        sc: (2, "011 202"),
    }

    /// After its own store, a thread does not read from an update that comes before that store.
    an_update_in_front_of_the_own_store {
        program: "x.store(2, rlx) | b = x.cas(0, 3, rlx, rlx)
                  a = x.load(rlx) |",
        observe: "a b x",
        rc11: (2, "202 222"),
        sc: (2, "202 222"),
    }

    /// No store comes between the two halves of a swap.
    nothing_inside_a_swap {
        program: "a = x.swap(1, rlx) | x.store(2, rlx)",
        observe: "a x",
        rc11: (2, "02 21"),
        sc: (2, "02 21"),
    }

    /// A release sequence continues through another thread's read-modify-write: a thread that
    /// reads 2 synchronizes with the release of 1.
    release_sequence {
        program: "x.store(1, rlx) | y.add(1, rlx) | a = y.load(acq)
                  y.store(1, rel) |               | b = x.load(rlx)",
        observe: "a b y",
        rc11: (9, "001 002 011 012 101 111 112 212"),
        sc: (9, "001 002 011 012 101 111 112 212"),
    }

    /// The same with fences.
    release_sequence_fences {
        program: "x.store(1, rlx) | y.add(1, rlx) | a = y.load(rlx)
                  fence(rel)      |               | fence(acq)
                  y.store(1, rlx) |               | b = x.load(rlx)",
        observe: "a b y",
        rc11: (9, "001 002 011 012 101 111 112 212"),
        sc: (9, "001 002 011 012 101 111 112 212"),
    }

    /// Since C++20 a later store of the same thread is no part of it.
    no_release_sequence_through_a_store {
        program: "x.store(1, rlx) | a = y.load(acq)
                  y.store(1, rel) | b = x.load(rlx)
                  y.store(2, rlx) | ",
        observe: "a b",
        rc11: (5, "00 01 11 20 21"),
        sc: (4, "00 01 11 21"),
    }

    /// A store of another thread breaks it.
    no_release_sequence_through_another_store {
        program: "x.store(1, rlx) | y.store(2, rlx) | a = y.load(acq)
                  y.store(1, rel) |                 | b = x.load(rlx)",
        observe: "a b y",
        rc11: (10, "001 002 011 012 111 112 201 202 211 212"),
        sc: (9, "001 002 011 012 111 112 201 211 212"),
    }

    /// Two critical sections are in one order or the other.
    two_critical_sections {
        program: "m.lock()            | m.lock()
                  a = x.load(rlx)     | b = x.load(rlx)
                  x.store(a + 1, rlx) | x.store(b + 1, rlx)
                  m.unlock()          | m.unlock()",
        observe: "a b x",
        rc11: (2, "012 102"),
        sc: (2, "012 102"),
    }

    /// The lock orders no access outside of it.
    a_read_outside_the_lock {
        program: "m.lock()        | a = y.load(rlx)
                  x.store(1, rlx) | b = x.load(rlx)
                  y.store(1, rlx) |
                  m.unlock()      |",
        observe: "a b",
        rc11: (4, "00 01 10 11"),
        sc: (3, "00 01 11"),
    }

    /// Locks make store buffering impossible when all accesses are inside.
    store_buffering_mutex {
        program: "m.lock()        | m.lock()
                  x.store(1, rlx) | y.store(1, rlx)
                  a = y.load(rlx) | b = x.load(rlx)
                  m.unlock()      | m.unlock()",
        observe: "a b",
        rc11: (2, "01 10"),
        sc: (2, "01 10"),
    }
}
