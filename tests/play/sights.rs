//! The player's view: values that were read, the contents of channels, waiting threads, and
//! the step after which every way ends badly.

use crate::assert_contains;
use crate::labs::play;
use crate::program::{Kind, played};

#[test]
fn what_was_read_is_shown_until_it_is_written() {
    let small = ["--lock", "small"];
    let lines = ["a", "a", "a", "b", "u", "a", "a"];
    let Some(text) = play("06_mutex_counter", &small, &lines) else {
        return;
    };
    let seen = |step: &str| {
        let (_, after) = text.split_once(step).expect("the step is there");
        let row = after.lines().find(|line| line.starts_with("  A  "));
        row.expect("a row for A").to_owned()
    };
    // Operations on locks come in between.
    for step in ["Step 2, A: read", "Step 3, A: unlock", "Step 4, A: lock"] {
        assert!(seen(step).ends_with("has read 0"), "{text}");
    }
    assert!(!seen("Step 5, A: write").contains("has read"), "{text}");
}

#[test]
fn a_channel_shows_its_messages_its_senders_and_its_receiver() {
    let lines = ["m", "b", "c", "a", "a"];
    let Some(text) = play("08_channel_counter", &["--gone", "owner"], &lines) else {
        return;
    };
    for line in [
        "  Channel inbox: empty; 2 senders\n  Waiting: A for a message on inbox\n",
        "  Channel inbox: 1 message: 1 from B; 2 senders\n",
        "  Channel inbox: 2 messages: 1 from B, 1 from C; 2 senders\n",
        "  Channel inbox: 1 message: 1 from C; 2 senders\n",
        "  Channel inbox: the receiver has gone, with 1 message in it; 2 senders\n",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn queues_show_which_threads_wait_there() {
    let text = played(Kind::Woken, false, "aaa\nbbb\nc\n");
    assert_contains(&text, "Waiting: A on condvar turn");
    assert_contains(&text, "Waiting: A and B on condvar turn");
    let text = played(Kind::LockOrder, false, "a\n");
    assert!(!text.contains("Waiting:"), "{text}");
    let text = played(Kind::Queues, false, "a\nb\nc\ne\n");
    for queue in [
        "B for a permit of gate",
        "C at barrier meeting",
        "D for a token, parked",
        "E for room in boxes",
    ] {
        assert_contains(&text, queue);
    }
}

#[test]
fn the_step_after_which_every_way_ends_badly_is_named() {
    let text = played(Kind::LockOrder, false, "a\nb\n");
    let (before, behind) = text.split_once("Step 2, B: lock n").unwrap();
    assert!(!before.contains("unavoidable"), "{text}");
    assert_contains(behind, "Here the bad end becomes unavoidable.");
    // After an undo it can be avoided again.
    let text = played(Kind::LockOrder, false, "a\na\nu\na\n");
    assert!(!text.contains("unavoidable"), "{text}");
}

#[test]
fn an_unavoidable_bad_end_is_reported_at_the_beginning() {
    let Some(text) = play("08_channel_counter", &["--gone", "neither"], &["b", "a"]) else {
        return;
    };
    assert_contains(&text, "Every way from here ends badly.");
    assert!(!text.contains("becomes unavoidable"), "{text}");
}

#[test]
fn a_message_that_will_be_lost_makes_the_bad_end_unavoidable() {
    // C's message is in the channel, whose owner leaves: in every case it is lost.
    let lines = ["b", "c", "a", "a", "h"];
    let Some(text) = play("08_channel_counter", &["--gone", "owner"], &lines) else {
        return;
    };
    assert_contains(&text, "Here the bad end becomes unavoidable.");
    for words in ["othing is lost", "lock"] {
        let (_, hint) = text.split_once("Hint:").unwrap();
        assert!(!hint.contains(words), "{text}");
    }
}
