//! The messages to a student, word for word, for files whose messages represent many others.
//!
//! `BLESS=1 cargo test --test grader messages` writes the present ones.

use std::fs;

use libtest_mimic::{Failed, Trial};
use racelab::course::Lab;

use crate::bench::{graded, root};

/// Files in tests/submissions/.
const SHOWN: &[&str] = &[
    "hostile/05_racy_counter/exits",
    "hostile/05_racy_counter/unfinished",
    "hostile/05_racy_counter/loops",
    "hostile/01_hello_process/loops",
    "hostile/05_racy_counter/overflows_its_stack",
    "hostile/05_racy_counter/prints_without_end",
    "05_racy_counter/lock_held_for_get",
    // Found only if the check runs for real, or by the line that the code leads to.
    "hostile/05_racy_counter/looks_at_itself_at_the_hundredth",
    "hostile/05_racy_counter/endless_third",
    "05_racy_counter/flags_and_a_turn",
    "05_racy_counter/writes_under_a_read_lock",
    "08_channel_counter/waits_for_its_own_sender",
    "10_giant_lock/works_on_without_the_lock",
];

/// The number in this message depends on which worker gets which parts.
const WITH_A_STATIC: &str = "03_threads_share/sent_from_a_static";

pub(crate) fn all() -> Vec<Trial> {
    // A release has no submissions.
    let is_there = root().join("tests/submissions").exists();
    let test = Trial::test("messages are as they were", are_as_they_were);
    let tests = [
        test,
        Trial::test("a static that survives is named", a_static_is_named),
    ];
    is_there.then_some(tests).into_iter().flatten().collect()
}

fn a_static_is_named() -> Result<(), Failed> {
    let lab = Lab::named("03_threads_share").ok_or("the lab")?;
    let file = root()
        .join("tests/submissions")
        .join(format!("{WITH_A_STATIC}.rs"));
    let record = graded(lab, &file, true)?;
    let words: Vec<&str> = record.message.split_whitespace().collect();
    let message = words.join(" ");
    for said in [
        "`part` returns 168 for the numbers below 1,000, and 336 for the same numbers in a second \
         task of the same process",
        "Try next A static survives from one task of a worker to its next.",
    ] {
        if !message.contains(said) {
            return Err(format!("not said: {said}\n{message}").into());
        }
    }
    Ok(())
}

fn are_as_they_were() -> Result<(), Failed> {
    let mut now = String::new();
    for name in SHOWN {
        let folder = name.trim_start_matches("hostile/").split('/').next();
        let lab = folder.and_then(Lab::named).ok_or("a lab's folder")?;
        let file = root().join("tests/submissions").join(format!("{name}.rs"));
        let record = graded(lab, &file, true)?;
        now += &format!("=== {name}\n{}\n{}", record.message, record.printed);
    }
    let file = root().join("tests/grader/messages.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &now)?;
    }
    let before = fs::read_to_string(&file)?;
    let differ = now
        .lines()
        .zip(before.lines())
        .find(|(now, before)| now != before);
    match differ {
        Some((now, before)) => Err(format!("it was: {before}\nit is:  {now}").into()),
        None if now.len() != before.len() => Err("there is more or less than before".into()),
        None => Ok(()),
    }
}
