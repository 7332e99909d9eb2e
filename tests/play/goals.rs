//! The goals, what counts as reaching one, and the help.

use crate::assert_contains;
use crate::program::{Kind, played};

#[test]
fn a_deadlock_is_a_win_where_it_is_the_goal() {
    let text = played(Kind::LockOrder, false, "a\nh\nb\n");
    assert_contains(&text, "Goal: cause a deadlock");
    assert_contains(&text, "lock m held by A, lock n free");
    assert_contains(
        &text,
        "Hint: Type B for its next step: lock n. B takes n and keeps it: A will wait for it. B \
         itself waits for lock m, held by A.",
    );
    assert_contains(
        &text,
        "deadlock: A waits for lock n, held by B; B waits for lock m, held by A",
    );
    assert_contains(&text, "You reached the goal: cause a deadlock");
}

#[test]
fn a_livelock_is_a_win_where_it_is_the_goal() {
    let text = played(Kind::Spin, false, "h\ns\n\n\n\n\n\n\n");
    assert_contains(&text, "Goal: cause a livelock");
    assert_contains(&text, "At the end A goes round a loop on x and reads 2.");
    assert_contains(&text, "That is the goal: cause a livelock");
    let text = played(Kind::Spin, false, "mm\naa\n");
    assert_contains(&text, "Step 2, M: store x <- 2");
    assert_contains(&text, "You reached the goal: cause a livelock");
}

#[test]
fn a_loop_that_another_thread_can_end_is_no_livelock() {
    let text = played(Kind::Spin, false, "aa\na\nm\na\n");
    assert!(!text.contains("You reached"), "{text}");
    assert_contains(&text, "Not that. The goal is to cause a livelock");
    assert_contains(&text, "A goes round a loop on x and reads 0");
    assert_contains(&text, "(a, b) = (0, 0).");
}

#[test]
fn a_data_race_is_the_goal_where_there_is_no_other() {
    let text = played(Kind::Published, false, "a\na\nb\nb\n");
    assert_contains(&text, "Goal: cause a data race");
    assert_contains(&text, "You reached the goal: cause a data race");
    assert_contains(&text, "replay A2B2");
}

#[test]
fn a_sound_program_has_no_goal_and_can_be_played_all_the_same() {
    let text = played(Kind::Sound, false, "h\nab\n");
    assert_contains(
        &text,
        "There is nothing to cause: of all 2 executions, none goes wrong.",
    );
    assert_contains(&text, "(a, b) = (3, 0)");
}

#[test]
fn the_way_that_is_shown_is_the_shortest_and_is_no_win() {
    let text = played(Kind::LockOrder, false, "s\n\n\n");
    assert_contains(&text, "The shortest way is 2 steps: AB.");
    assert_contains(&text, "That is the goal");
    assert!(!text.contains("You reached"), "{text}");
    // After a new start the goal counts.
    let text = played(Kind::LockOrder, false, "s\n\n\n\nb\na\n");
    assert_contains(&text, "You reached the goal");
}

#[test]
fn a_hint_after_the_decisive_step_names_it() {
    let text = played(Kind::LockOrder, false, "a\na\na\nh\nuu\nu\nu\nb\n");
    assert_contains(
        &text,
        "From here the goal cannot be reached any more. Until step 2, A's lock n, it could. Take \
         back 2 steps, with u 2 times, or start again with r.",
    );
    assert_contains(&text, "You reached the goal");
}
