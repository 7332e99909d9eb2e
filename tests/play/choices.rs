//! The choices at a step, and their labels.

use crate::assert_contains;
use crate::labs::play;
use crate::program::{Kind, played};

#[test]
fn a_waiting_thread_says_what_it_waits_for() {
    let text = played(Kind::LockOrder, false, "a\na\nb\n");
    assert_contains(&text, "B waits for lock n, held by A");
    assert_contains(
        &text,
        "B cannot move, it waits for lock n, held by A; type A",
    );
}

#[test]
fn weak_memory_offers_older_values_with_what_to_type() {
    let text = played(Kind::StoreBuffering, false, "");
    assert_contains(
        &text,
        "No interleaving goes wrong, but weak memory does: play with --weak",
    );
    let text = played(Kind::StoreBuffering, true, "a\nb\na~1\nb\n");
    assert_contains(&text, "A reads 1, the newest value");
    assert_contains(&text, "A~1 reads 0, older by 1 write");
    assert!(!text.contains("You reached"), "{text}");
    assert_contains(&text, "Not that. The goal is to read 0 twice.");
    let text = played(Kind::StoreBuffering, true, "a\nb\na~1\nb~1\n");
    assert_contains(&text, "You reached the goal: read 0 twice.");
    assert_contains(&text, "replay ABA~1B~1");
    assert_contains(&text, "No interleaving of the steps shows this");
}

#[test]
fn an_older_value_that_another_order_makes_the_newest_is_called_that() {
    let text = played(Kind::StoreBuffering, true, "a\na\nb\nb~1\n");
    assert_contains(&text, "B reads an older value of x, 0");
    let text = play(
        "05_racy_counter",
        &["--atomic", "--weak"],
        &["aa", "b~1", "b"],
    );
    let Some(text) = text else { return };
    assert_contains(
        &text,
        "In another order the same execution needs no weak memory.",
    );
    assert!(!text.contains("No interleaving"), "{text}");
}

#[test]
fn which_waiter_wakes_is_a_choice_with_a_name() {
    let text = played(Kind::Woken, false, "aaa\nbb\nb\ncc\nc.b\nb9\na9\n");
    assert_contains(&text, "C.B wakes B");
    assert_contains(&text, "A waits to be notified on turn");
    assert_contains(
        &text,
        "Another goal. That is goal 2 of 2: make (a, b) end as (2, 0). It counts.",
    );
}
