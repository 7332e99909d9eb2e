//! The end of a game.

use racelab::cli::{self, Play};

use crate::assert_contains;
use crate::program::{Kind, Program};
#[cfg(unix)]
use crate::{support::is_stub, table::Table};

#[cfg(unix)]
#[test]
fn an_interrupt_tells_the_schedule_and_ends_with_its_status() {
    for (arguments, replay) in [
        (&[][..], "replay AB"),
        (&["--exercise"], "replay AB --exercise"),
    ] {
        let lab = racelab::course::Lab::named("05_racy_counter").unwrap();
        if !arguments.is_empty() && !is_stub(lab) {
            continue;
        }
        let Some((mut table, _)) = Table::sit_down(lab.name, arguments) else {
            return;
        };
        table.say("ab");
        let (text, status) = table.interrupt();
        assert_contains(&text, "You stop here. Replay it:");
        assert_contains(&text, replay);
        assert_eq!(status, Some(130), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_before_the_first_step_prints_no_schedule() {
    let Some((mut table, _)) = Table::sit_down("05_racy_counter", &[]) else {
        return;
    };
    assert_eq!(table.interrupt(), (String::new(), Some(130)));
}

#[test]
fn after_the_last_goal_a_terminal_waits_for_enter() {
    let play = |lines: &str, prompt: bool| {
        let (program, options) = (
            Program {
                kind: Kind::LockOrder,
            },
            Play::default(),
        );
        let mut lines = lines.as_bytes();
        let mut output = Vec::new();
        cli::play(&program, &options, &mut lines, &mut output, prompt).unwrap();
        (String::from_utf8(output).unwrap(), lines.len())
    };
    let (text, left) = play("ab\n\nq\n", true);
    assert!(text.ends_with("Press Enter to end. "), "{text}");
    assert_eq!(left, 2, "one line was waited for");
    let (text, left) = play("ab\n\n", false);
    assert!(!text.contains("Press Enter"), "{text}");
    assert_eq!(left, 1);
    // A player that stops has seen everything.
    let (text, _) = play("q\n\n", true);
    assert!(!text.contains("Press Enter"), "{text}");
}
