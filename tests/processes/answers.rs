//! Every solution passes, and every file under `tests/submissions/` gets the verdict
//! that its first line declares.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use labs::{lab_01, lab_02, lab_03, lab_10, lab_11, lab_12, lab_13};
use libtest_mimic::{Failed, Trial};
use racelab::course::{LABS, Lab};
use racelab::factor::rho;
use racelab::process::{active_children, has_children};
use racelab::proof::{Report, Verdict};
use rustix::process::WaitOptions;

#[path = "../../labs/01_hello_process/solution.rs"]
mod solution_01;
#[path = "../../labs/02_five_processes/solution.rs"]
mod solution_02;
#[path = "../../labs/03_threads_share/solution.rs"]
mod solution_03;
#[path = "../../labs/10_giant_lock/solution.rs"]
mod solution_10;
#[path = "../../labs/11_pool_methods/solution.rs"]
mod solution_11;
#[path = "../../labs/12_largest_prime_factor/solution.rs"]
#[allow(
    clippy::manual_is_multiple_of,
    reason = "a remainder of 0, as the notebook writes it"
)]
mod solution_12;
#[path = "../../labs/13_forty_processes/solution.rs"]
mod solution_13;

/// Lists the tasks of every lab; the first line of `main`.
pub(crate) fn register() {
    racelab::tasks![
        lab_01::end,
        lab_02::draw,
        lab_03::part::<solution_03::Exercise>,
        lab_03::part::<lab_03_answers::halves_of_halves::Exercise>,
        lab_03::part::<lab_03_answers::errors_count_as_nothing::Exercise>,
        lab_03::part::<lab_03_answers::few_are_counted_by_the_parent::Exercise>,
        lab_03::part::<lab_03_answers::asserts_with_a_process_under_way::Exercise>,
        lab_03::part::<lab_03_answers::both_ends::Exercise>,
        lab_03::part::<lab_03_answers::counted_again_to_be_sure::Exercise>,
        lab_03::part::<lab_03_answers::every_fourth_number::Exercise>,
        lab_03::part::<lab_03_answers::leaves_a_process::Exercise>,
        lab_03::part::<lab_03_answers::many_small_parts::Exercise>,
        lab_03::part::<lab_03_answers::one_part_at_a_time::Exercise>,
        lab_03::part::<lab_03_answers::parts_count_nothing::Exercise>,
        lab_03::part::<lab_03_answers::remembers_what_it_counted::Exercise>,
        lab_03::part::<lab_03_answers::slow_at_first::Exercise>,
        lab_03::part::<lab_03_answers::rest_forgotten::Exercise>,
        lab_03::part::<lab_03_answers::sent_from_a_static::Exercise>,
        lab_03::part::<lab_03_answers::steps_of_a_quarter::Exercise>,
        lab_03::part::<lab_03_answers::table_of_six_numbers::Exercise>,
        lab_03::part::<lab_03_answers::the_last_part_counts_all::Exercise>,
        lab_03::part::<lab_03_answers::two_halves::Exercise>,
        lab_03::part::<lab_03_answers::two_is_added_by_the_parent::Exercise>,
        lab_03::part::<lab_03_answers::two_is_counted_in_its_part::Exercise>,
        lab_03::part::<lab_03_answers::with_a_sieve::Exercise>,
        lab_11::next,
        lab_11::product,
        lab_11::square,
        lab_12::largest::<solution_12::Exercise>,
        lab_12::largest::<lab_12_answers::with_a_sign::Exercise>,
        lab_12::largest::<lab_12_answers::parent_helps_out::Exercise>,
        lab_12::largest::<lab_12_answers::errors_are_left_out::Exercise>,
        lab_12::largest::<lab_12_answers::sixteen_equal_chunks::Exercise>,
        lab_12::largest::<lab_12_answers::as_they_finish::Exercise>,
        lab_12::largest::<lab_12_answers::computed_again_by_the_parent::Exercise>,
        lab_12::largest::<lab_12_answers::asked_for_first::Exercise>,
        lab_12::largest::<lab_12_answers::exact_but_alone::Exercise>,
        lab_12::largest::<lab_12_answers::exact_one_at_a_time::Exercise>,
        lab_12::largest::<lab_12_answers::in_doubles::Exercise>,
        lab_12::largest::<lab_12_answers::in_one_chunk::Exercise>,
        lab_12::largest::<lab_12_answers::largest_of_the_small_ones::Exercise>,
        lab_12::largest::<lab_12_answers::leaves_a_process::Exercise>,
        lab_12::largest::<lab_12_answers::leaves_a_zombie::Exercise>,
        lab_12::largest::<lab_12_answers::odd_candidates::Exercise>,
        lab_12::largest::<lab_12_answers::rest_of_a_power::Exercise>,
        lab_12::largest::<lab_12_answers::sixty_four_bits::Exercise>,
        lab_12::largest::<lab_12_answers::smallest::Exercise>,
        lab_12::largest::<lab_12_answers::table_and_doubles::Exercise>,
        lab_12::largest::<lab_12_answers::tries_a_million::Exercise>,
        lab_12::largest::<lab_12_answers::twos_first::Exercise>,
        lab_12::largest::<lab_12_answers::with_rho::Exercise>,
        lab_13::random_number,
        lab_13::smallest_prime_factor,
        labs::worker::take_your_time,
        sleep_for_long,
    ];
}

/// A task that outlives every test.
fn sleep_for_long() {
    thread::sleep(Duration::from_secs(3_600));
}

/// A test for each submission of a lab, and one test that none is missing.
macro_rules! submissions {
    ($lab:ident, $answers:ident in $folder:literal: $($name:ident)*) => {{
        let listed = [$(stringify!($name)),*];
        let mut trials = vec![trial(concat!(stringify!($lab), "::every_submission_is_judged"), move || {
            all_listed($folder, &listed);
        })];
        trials.extend([$(trial(concat!(stringify!($lab), "::", stringify!($name)), || {
            let text = include_str!(concat!("../submissions/", $folder, "/", stringify!($name), ".rs"));
            holds(text, &labs::$lab::check::<$answers::$name::Exercise>());
        })),*]);
        trials
    }};
}

#[path = "../submissions/01_hello_process"]
mod lab_01_answers {
    pub(super) mod all_with_code_zero;
    pub(super) mod by_a_function_of_its_own;
    pub(super) mod codes_cut_by_the_parent;
    pub(super) mod every_failure_alike;
    pub(super) mod first_code_for_all_that_are_alike;
    pub(super) mod joined_backwards;
    pub(super) mod joined_in_turns;
    pub(super) mod joins_only_the_last;
    pub(super) mod last_first;
    pub(super) mod leaves_a_zombie;
    pub(super) mod no_process_at_all;
    pub(super) mod one_at_a_time;
    pub(super) mod one_own_code_for_all;
    pub(super) mod one_process_for_equal_codes;
    pub(super) mod one_process_inside_the_other;
    pub(super) mod polled;
    pub(super) mod predicts_all_but_one;
    pub(super) mod room_for_six;
    pub(super) mod says_what_it_asked_for;
    pub(super) mod sleeps_in_place_of_join;
    pub(super) mod two_for_each_code;
    pub(super) mod waits_for_its_own_code_only;
}

#[path = "../submissions/02_five_processes"]
mod lab_02_answers {
    pub(super) mod a_message_from_each_thread;
    pub(super) mod a_thread_for_each;
    pub(super) mod by_sentinels;
    pub(super) mod drawn_again_by_the_parent;
    pub(super) mod drawn_by_the_parent;
    pub(super) mod four_at_a_time;
    pub(super) mod last_first;
    pub(super) mod last_two_in_order_of_start;
    pub(super) mod names_in_order_of_start;
    pub(super) mod names_of_its_own;
    pub(super) mod newest_end_first;
    pub(super) mod one_at_a_time;
    pub(super) mod order_of_drawn_in_threads;
    pub(super) mod polled;
    pub(super) mod same_place_for_all;
    pub(super) mod sorted_by_number;
    pub(super) mod turns_of_a_tenth_of_a_second;
    pub(super) mod two_for_each_place;
    pub(super) mod waits_for_three;
}

#[path = "../submissions/03_threads_share"]
mod lab_03_answers {
    use super::sleep_for_long;
    pub(super) mod asserts_with_a_process_under_way;
    pub(super) mod both_ends;
    pub(super) mod counted_again_to_be_sure;
    pub(super) mod counted_by_the_parent;
    pub(super) mod errors_count_as_nothing;
    pub(super) mod every_fourth_number;
    pub(super) mod few_are_counted_by_the_parent;
    pub(super) mod halves_of_halves;
    pub(super) mod leaves_a_process;
    pub(super) mod many_small_parts;
    pub(super) mod one_part_at_a_time;
    pub(super) mod parts_count_nothing;
    pub(super) mod remembers_what_it_counted;
    pub(super) mod rest_forgotten;
    pub(super) mod sent_from_a_static;
    pub(super) mod slow_at_first;
    pub(super) mod steps_of_a_quarter;
    pub(super) mod table_of_six_numbers;
    pub(super) mod the_last_part_counts_all;
    pub(super) mod two_halves;
    pub(super) mod two_is_added_by_the_parent;
    pub(super) mod two_is_counted_in_its_part;
    pub(super) mod with_a_sieve;
}

#[path = "../submissions/10_giant_lock"]
mod lab_10_answers {
    pub(super) mod anew_for_each_bytecode;
    pub(super) mod as_in_cpython;
    pub(super) mod assumes_the_lock_before_a_sleep;
    pub(super) mod held_for_each_bytecode;
    pub(super) mod held_for_nothing;
    pub(super) mod kept_until_it_sleeps;
    pub(super) mod last_sleep_under_the_lock;
    pub(super) mod lock_for_programs_that_sleep;
    pub(super) mod lock_of_its_own;
    pub(super) mod looks_at_the_first;
    pub(super) mod never_sleeps;
    pub(super) mod never_taken_back;
    pub(super) mod no_lock;
    pub(super) mod one_after_the_other_by_number;
    pub(super) mod one_place_to_park;
    pub(super) mod one_token;
    pub(super) mod one_waits_at_most;
    pub(super) mod only_the_first_time;
    pub(super) mod opens_what_others_hold;
    pub(super) mod parked_and_not_asked_again;
    pub(super) mod readers_only;
    pub(super) mod room_for_two_sleepers;
    pub(super) mod sleepers_have_a_lock_too;
    pub(super) mod sleeps_at_the_end;
    pub(super) mod spin_lock;
    pub(super) mod spins_while_others_sleep;
    pub(super) mod taken_twice;
    pub(super) mod two_hundred_and_fifty_six;
    pub(super) mod two_locks_by_length;
    pub(super) mod two_locks_from_four_bytecodes;
    pub(super) mod works_on_without_the_lock;
}

#[path = "../submissions/11_pool_methods"]
mod lab_11_answers {
    use super::sleep_for_long;
    pub(super) mod asked_again_and_again;
    pub(super) mod asked_in_another_order;
    pub(super) mod at_least_once;
    pub(super) mod callbacks_without_errors;
    pub(super) mod chain_in_the_parent;
    pub(super) mod chain_of_its_own;
    pub(super) mod computed_again_by_the_parent;
    pub(super) mod each_handle_asked_at_once;
    pub(super) mod errors_are_left_out;
    pub(super) mod first_eight;
    pub(super) mod first_pair_by_hand;
    pub(super) mod four_equal_chunks;
    pub(super) mod handles_for_everything;
    pub(super) mod later_waits_for_all_but_one;
    pub(super) mod later_waits_for_the_first;
    pub(super) mod lazily;
    pub(super) mod leaves_a_process;
    pub(super) mod one_square_at_a_time;
    pub(super) mod one_that_is_ready;
    pub(super) mod passed_on_at_the_end;
    pub(super) mod passed_on_in_order;
    pub(super) mod six_steps_whatever_is_asked;
    pub(super) mod sorted_afterwards;
    pub(super) mod squares_as_they_come;
    pub(super) mod squares_in_the_parent;
    pub(super) mod step_that_failed_is_skipped;
    pub(super) mod two_long_chunks;
    pub(super) mod waits_before_it_returns;
}

#[path = "../submissions/12_largest_prime_factor"]
#[allow(
    clippy::cast_possible_truncation,
    clippy::manual_is_multiple_of,
    reason = "cut off, and as the notebook writes it: what this lab is about"
)]
mod lab_12_answers {
    pub(super) mod as_they_finish;
    pub(super) mod asked_for_first;
    pub(super) mod computed_again_by_the_parent;
    pub(super) mod errors_are_left_out;
    pub(super) mod exact_but_alone;
    pub(super) mod exact_one_at_a_time;
    pub(super) mod in_doubles;
    pub(super) mod in_one_chunk;
    pub(super) mod largest_of_the_small_ones;
    pub(super) mod leaves_a_process;
    pub(super) mod leaves_a_zombie;
    pub(super) mod odd_candidates;
    pub(super) mod parent_helps_out;
    pub(super) mod rest_of_a_power;
    pub(super) mod sixteen_equal_chunks;
    pub(super) mod sixty_four_bits;
    pub(super) mod smallest;
    pub(super) mod table_and_doubles;
    pub(super) mod tries_a_million;
    pub(super) mod twos_first;
    pub(super) mod with_a_sign;
    pub(super) mod with_rho;
}

#[path = "../submissions/13_forty_processes"]
mod lab_13_answers {
    use super::sleep_for_long;
    pub(super) mod all_asked_for_first;
    pub(super) mod computed_again_by_the_parent;
    pub(super) mod each_factor_as_soon_as_it_can;
    pub(super) mod errors_are_left_out;
    pub(super) mod factor_that_failed_is_the_number;
    pub(super) mod factored_by_the_parent;
    pub(super) mod got_at_once;
    pub(super) mod last_place_is_count_less_one;
    pub(super) mod lazily;
    pub(super) mod leaves_a_process;
    pub(super) mod leaves_a_zombie;
    pub(super) mod long_chunks;
    pub(super) mod not_done;
    pub(super) mod one_at_a_time;
    pub(super) mod one_seed_for_all;
    pub(super) mod order_of_completion;
    pub(super) mod own_function;
    pub(super) mod sorted;
    pub(super) mod two_maps;
}

pub(crate) fn all() -> Vec<Trial> {
    let mut trials = vec![trial(
        "every_lab_of_processes_has_its_solution_here",
        || {
            let labs = LABS.iter().filter(|lab| !lab.explored);
            let names: Vec<_> = labs.map(|lab| lab.name).collect();
            assert_eq!(names, SOLUTIONS.map(|(name, _)| name));
        },
    )];
    // Takes half a minute: with --ignored.
    let loaded = trial(
        "answers_are_told_apart_under_load",
        answers_are_told_apart_under_load,
    );
    trials.push(loaded.with_ignored_flag(true));
    trials.push(trial("the_candidates_of_the_loop_are_counted", || {
        for n in 2..3_000 {
            let (mut rest, mut i, mut tried) = (n, 2, 0);
            while i <= rest / i {
                tried = i - 1;
                match rest % i {
                    0 => rest /= i,
                    _ => i += 1,
                }
            }
            assert_eq!(lab_12::tries(&rho::factorize(n)), tried, "{n}");
        }
    }));
    trials.extend(SOLUTIONS.map(|(name, check)| {
        trial(name, move || {
            let report = check();
            let is_proved = Lab::named(name).is_some_and(|lab| lab.proved);
            let expected = match is_proved {
                true => Verdict::Proved,
                false => Verdict::Passed,
            };
            assert_eq!(report.verdict(), expected, "{report:#?}");
        })
    }));
    trials.extend(submissions!(lab_01, lab_01_answers in "01_hello_process": two_for_each_code all_with_code_zero by_a_function_of_its_own codes_cut_by_the_parent first_code_for_all_that_are_alike joined_in_turns joined_backwards joins_only_the_last last_first leaves_a_zombie polled no_process_at_all one_at_a_time every_failure_alike predicts_all_but_one says_what_it_asked_for sleeps_in_place_of_join waits_for_its_own_code_only one_process_for_equal_codes one_own_code_for_all room_for_six one_process_inside_the_other));
    trials.extend(submissions!(lab_02, lab_02_answers in "02_five_processes": a_thread_for_each drawn_by_the_parent by_sentinels drawn_again_by_the_parent four_at_a_time last_first polled names_in_order_of_start names_of_its_own newest_end_first one_at_a_time waits_for_three same_place_for_all sorted_by_number turns_of_a_tenth_of_a_second two_for_each_place order_of_drawn_in_threads last_two_in_order_of_start a_message_from_each_thread));
    trials.extend(submissions!(lab_03, lab_03_answers in "03_threads_share": asserts_with_a_process_under_way counted_by_the_parent both_ends counted_again_to_be_sure every_fourth_number leaves_a_process many_small_parts one_part_at_a_time parts_count_nothing remembers_what_it_counted rest_forgotten sent_from_a_static slow_at_first steps_of_a_quarter table_of_six_numbers the_last_part_counts_all two_halves two_is_added_by_the_parent two_is_counted_in_its_part with_a_sieve few_are_counted_by_the_parent errors_count_as_nothing halves_of_halves));
    trials.extend(submissions!(lab_10, lab_10_answers in "10_giant_lock": anew_for_each_bytecode as_in_cpython assumes_the_lock_before_a_sleep held_for_each_bytecode held_for_nothing kept_until_it_sleeps lock_of_its_own looks_at_the_first never_sleeps never_taken_back no_lock one_after_the_other_by_number one_place_to_park one_token one_waits_at_most only_the_first_time opens_what_others_hold parked_and_not_asked_again readers_only room_for_two_sleepers sleepers_have_a_lock_too sleeps_at_the_end spin_lock spins_while_others_sleep taken_twice two_hundred_and_fifty_six two_locks_by_length works_on_without_the_lock lock_for_programs_that_sleep two_locks_from_four_bytecodes last_sleep_under_the_lock));
    trials.extend(submissions!(lab_11, lab_11_answers in "11_pool_methods": first_eight asked_again_and_again computed_again_by_the_parent asked_in_another_order at_least_once chain_in_the_parent chain_of_its_own handles_for_everything each_handle_asked_at_once passed_on_at_the_end passed_on_in_order later_waits_for_all_but_one later_waits_for_the_first lazily leaves_a_process one_square_at_a_time six_steps_whatever_is_asked sorted_afterwards squares_as_they_come squares_in_the_parent two_long_chunks waits_before_it_returns four_equal_chunks first_pair_by_hand errors_are_left_out step_that_failed_is_skipped callbacks_without_errors one_that_is_ready));
    trials.extend(submissions!(lab_12, lab_12_answers in "12_largest_prime_factor": as_they_finish computed_again_by_the_parent asked_for_first exact_but_alone exact_one_at_a_time in_doubles in_one_chunk largest_of_the_small_ones leaves_a_process leaves_a_zombie odd_candidates rest_of_a_power sixty_four_bits smallest table_and_doubles tries_a_million twos_first with_rho sixteen_equal_chunks errors_are_left_out parent_helps_out with_a_sign));
    trials.extend(submissions!(lab_13, lab_13_answers in "13_forty_processes": all_asked_for_first computed_again_by_the_parent factored_by_the_parent got_at_once lazily leaves_a_process leaves_a_zombie long_chunks not_done one_at_a_time one_seed_for_all order_of_completion own_function sorted two_maps last_place_is_count_less_one errors_are_left_out each_factor_as_soon_as_it_can factor_that_failed_is_the_number));
    let flagged = trials.into_iter().map(|trial| {
        let is_slow = SLOW.contains(&trial.name()) || trial.has_ignored_flag();
        trial.with_ignored_flag(is_slow)
    });
    flagged.collect()
}

/// The first answer takes ten seconds, and all others together as long. The check waits for the
/// other two as long as for `last_first`.
const SLOW: &[&str] = &[
    "lab_10::spins_while_others_sleep",
    "lab_02::newest_end_first",
    "lab_02::sorted_by_number",
];

/// On a machine with three times as much work as it can do, a right answer passes, and a
/// wrong one gets its verdict; or none, if the check says that it cannot tell.
fn answers_are_told_apart_under_load() {
    let over = AtomicBool::new(false);
    let threads = 3 * thread::available_parallelism().map_or(1, NonZero::get);
    let reports = thread::scope(|scope| {
        for _ in 0..threads {
            // Relaxed: it only says when to stop; the scope orders the rest.
            scope.spawn(|| {
                while !over.load(Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let reports = UNDER_LOAD.map(|(check, verdict)| catch_unwind(check).map(|r| (r, verdict)));
        over.store(true, Relaxed);
        reports
    });
    for report in reports {
        let (report, verdict) = report.expect("a check does not panic");
        let given = report.verdict();
        let is_open = given == Verdict::NoVerdict && verdict != Verdict::Passed;
        assert!(given == verdict || is_open, "not {verdict:?}: {report:#?}");
    }
}

const UNDER_LOAD: [(Check, Verdict); 12] = [
    (lab_01::check::<solution_01::Exercise>, Verdict::Passed),
    (
        lab_01::check::<lab_01_answers::one_at_a_time::Exercise>,
        Verdict::NoConcurrency,
    ),
    (lab_02::check::<solution_02::Exercise>, Verdict::Passed),
    (
        lab_02::check::<lab_02_answers::last_first::Exercise>,
        Verdict::WrongOutcome,
    ),
    (lab_03::check::<solution_03::Exercise>, Verdict::Passed),
    (
        lab_03::check::<lab_03_answers::one_part_at_a_time::Exercise>,
        Verdict::NoConcurrency,
    ),
    (lab_11::check::<solution_11::Exercise>, Verdict::Passed),
    (
        lab_11::check::<lab_11_answers::passed_on_in_order::Exercise>,
        Verdict::WrongOutcome,
    ),
    (lab_12::check::<solution_12::Exercise>, Verdict::Passed),
    (
        lab_12::check::<lab_12_answers::exact_one_at_a_time::Exercise>,
        Verdict::NoConcurrency,
    ),
    (lab_13::check::<solution_13::Exercise>, Verdict::Passed),
    (
        lab_13::check::<lab_13_answers::one_at_a_time::Exercise>,
        Verdict::NoConcurrency,
    ),
];

type Check = fn() -> Report;

/// The labs by name, each with the check of its solution.
const SOLUTIONS: [(&str, Check); 7] = [
    ("01_hello_process", lab_01::check::<solution_01::Exercise>),
    ("02_five_processes", lab_02::check::<solution_02::Exercise>),
    ("03_threads_share", lab_03::check::<solution_03::Exercise>),
    ("10_giant_lock", lab_10::check::<solution_10::Exercise>),
    ("11_pool_methods", lab_11::check::<solution_11::Exercise>),
    (
        "12_largest_prime_factor",
        lab_12::check::<solution_12::Exercise>,
    ),
    ("13_forty_processes", lab_13::check::<solution_13::Exercise>),
];

fn trial(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        let result = catch_unwind(AssertUnwindSafe(test));
        // Processes that a bad submission left behind must not affect the next one.
        for child in active_children() {
            let _ = child.kill();
            let _ = child.join();
        }
        while has_children() {
            let _ = rustix::process::wait(WaitOptions::empty());
        }
        result.map_err(|_| Failed::from("it panicked, as said above"))
    })
}

/// Asserts that the report has the verdict that the submission declares, and advice
/// if the verdict is a failure.
fn holds(text: &str, report: &Report) {
    let first = text.lines().next().unwrap_or_default();
    let declared = first.strip_prefix("//! verdict: ");
    let declared = declared.expect("a submission begins with `//! verdict: ...`");
    let declared = Verdict::named(declared).expect("the declared verdict exists");
    assert_eq!(report.verdict(), declared, "{report:#?}");
    if let Some(failed) = report.failed() {
        assert!(failed.advice().is_some() && !failed.sentence.is_empty());
    }
}

fn all_listed(folder: &str, listed: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/submissions")
        .join(folder);
    let files = std::fs::read_dir(path).expect("the submissions can be listed");
    let names = files.map(|file| {
        let path = file.expect("a submission can be listed").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        stem.expect("a plain file name").to_owned()
    });
    let listed = listed.iter().map(|&name| name.to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), listed.collect());
}
