//! Every goal of every lab is reached by following hints alone.

use crate::support::{is_stub, side_by_side};
use crate::table::{Hint, Table};
use crate::thorough::every;

/// A game of a lab, and its number of goals.
struct Game(&'static str, &'static [&'static str], usize);

const GAMES: &[Game] = &[
    Game("04_one_two_or_three", &[], 3),
    Game("04_one_two_or_three", &["--weak"], 3),
    Game("05_racy_counter", &[], 1),
    Game("05_racy_counter", &["--atomic"], 1),
    Game("05_racy_counter", &["--atomic", "--weak"], 1),
    Game("05_racy_counter", &["--increments", "3"], 1),
    Game("05_racy_counter", &["--threads", "3"], 1),
    Game("05_racy_counter", &["--exercise"], 1),
    Game("06_mutex_counter", &["--lock", "small"], 1),
    Game("06_mutex_counter", &["--lock", "nothing"], 1),
    Game("06_mutex_counter", &["--lock", "two"], 1),
    Game("06_mutex_counter", &["--exercise"], 1),
    Game("07_atomic_counter", &["--how", "load-store"], 1),
    Game("07_atomic_counter", &["--how", "flag"], 1),
    Game("07_atomic_counter", &["--how", "flag", "--weak"], 1),
    Game("07_atomic_counter", &["--exercise"], 1),
    Game(
        "07_atomic_counter",
        &["--exercise", "--service", "numbers"],
        1,
    ),
    Game("08_channel_counter", &["--gone", "owner"], 1),
    Game("08_channel_counter", &["--gone", "owner", "--room", "1"], 1),
    Game("08_channel_counter", &["--gone", "neither"], 1),
    Game("08_channel_counter", &["--exercise"], 1),
    Game("09_counters_compared", &["--counter", "plain"], 1),
    Game("09_counters_compared", &["--counter", "load-store"], 1),
    Game("09_counters_compared", &["--exercise"], 1),
    Game("14_philosophers", &[], 1),
    Game("14_philosophers", &["--threads", "5"], 1),
    Game("14_philosophers", &["--exercise"], 1),
    Game("15_bounded_buffer", &[], 1),
    Game("15_bounded_buffer", &["--how", "if"], 1),
    Game(
        "15_bounded_buffer",
        &["--how", "was-empty", "--room", "2"],
        1,
    ),
    Game("15_bounded_buffer", &["--exercise"], 1),
    Game("16_semaphore", &[], 1),
    Game("16_semaphore", &["--how", "if"], 1),
    Game("16_semaphore", &["--exercise"], 1),
    Game("17_barrier", &[], 1),
    Game("17_barrier", &["--how", "never"], 1),
    Game("17_barrier", &["--exercise"], 1),
    Game("18_readers_writers", &[], 1),
    Game("18_readers_writers", &["--how", "writers"], 1),
    Game("18_readers_writers", &["--how", "readers"], 1),
    Game("18_readers_writers", &["--exercise"], 1),
    Game("19_once", &[], 1),
    Game("19_once", &["--weak"], 1),
    Game("19_once", &["--how", "unlocked"], 1),
    Game("19_once", &["--exercise"], 1),
];

#[test]
fn every_goal_is_reached_by_following_hints_alone() {
    let games: Vec<&Game> = GAMES.iter().step_by(every(3)).collect();
    side_by_side(&games, |game| follow(game));
}

fn follow(&Game(lab, arguments, goals): &Game) {
    let of_lab = racelab::course::Lab::named(lab).expect("the lab exists");
    if arguments.contains(&"--exercise") && !is_stub(of_lab) {
        return;
    }
    let game = format!("{lab} {}", arguments.join(" "));
    let Some((mut table, mut text)) = Table::sit_down(lab, arguments) else {
        return;
    };
    for goal in 1..=goals {
        let mut expected = None;
        loop {
            let answer = table.say("h");
            text += &answer;
            let Hint::Type(typed, away) = Hint::read(&answer) else {
                panic!("{game}: no hint to goal {goal}: {text}");
            };
            assert!(expected.is_none_or(|e| e == away), "{game}: {text}");
            let answer = table.say(&typed);
            text += &answer;
            if away == 1 {
                break;
            }
            expected = Some(away - 1);
        }
        let reached = match goals {
            1 => "You reached the goal".to_owned(),
            all => format!("You reached goal {goal} of {all}"),
        };
        assert!(text.contains(&reached), "{game}: {text}");
        if goal < goals {
            text += &table.say("");
        }
    }
    assert!(text.contains("and have it proved:"), "{game}: {text}");
}
