//! Every file in tests/submissions/ gets the verdict that
//! its first line declares, wrong fixes and unusual right answers alike. A line
//! `//! says: ...` declares a part of the sentence.

#![allow(
    unreachable_pub,
    reason = "a submission is written as a library would be"
)]

use std::collections::BTreeSet;
use std::path::Path;

use racelab::proof::{Report, SecondOpinion, Verdict};

/// Includes the submissions of a lab, with a test for each, and one test that none is
/// missing.
macro_rules! submissions {
    ($lab:ident in $folder:literal: $($(#[$mark:meta])? $name:ident)*) => {
        #[path = $folder]
        mod $lab {
            $(mod $name;)*
            $(
                #[test]
                $(#[$mark])?
                fn $name() {
                    let text = include_str!(concat!($folder, "/", stringify!($name), ".rs"));
                    crate::holds(text, labs::$lab::check::<$name::Exercise>);
                }
            )*
            #[test]
            fn every_submission_is_judged() {
                crate::all_listed($folder, &[$(stringify!($name)),*]);
            }
        }
    };
}

submissions!(lab_04 in "submissions/04_one_two_or_three":
    two_for_all swapped only_the_reads one_step_too_many lower_case weak_memory not_done
    eleven_is_impossible one_because_it_falls one_is_never_written zero_is_replaced
    one_by_a_late_write digits_swapped four_steps_too_few part_one_alone
    written_out last_writer searched simulated);

submissions!(lab_05 in "submissions/05_racy_counter":
    load_then_store two_locks_for_one_increment lock_only_the_write guard_dropped_at_once
    lock_of_its_own look_then_take compare_exchange_once weak_under_a_lock relaxed_lock
    lock_held_for_get never_unlocked assumes_no_thread_between std_mutex counts_twice
    count_down every_kind_of_literal a_counter_for_each_thread
    with_tests_of_its_own guard_with_two_lifetimes future_by_hand catches_a_panic_of_its_own
    #[ignore = "takes a second or more, as long as many others"]
    third_takes_its_time
    knows_the_explorer knows_what_locks_hide knows_the_words_of_a_panic counts_owners owners_that_go_again
    #[ignore = "takes a second or more, as long as many others"]
    retry_weak
    lock_and_cell value_taken_away_and_brought_back ordering_of_std
    #[ignore = "takes eight seconds, while the others take three together"]
    ticket_lock bits_and_carry counted_when_asked four_slots one_static_for_all
    static_that_begins_again places_for_eight_counters difference_to_a_static
    counted_in_all_as_well hash_map_of_atomics hash_map_in_one_order map_of_atomics
    string_over_two_lines
    #[ignore = "takes three seconds, most of them loom's, as long as all others together"]
    gives_up_after_the_tenth_try
    #[ignore = "as the one before it"]
    panics_after_the_third_try places_for_eight_at_a_time
    #[ignore = "takes three seconds, as long as thirty others"]
    fence_in_the_waiting_loop
    #[ignore = "as the one before it"]
    polls_a_flag_under_a_lock
    #[ignore = "is too big, and then searches by preemptions for half a minute"]
    wait_with_a_limit
    #[ignore = "explores two million executions before it searches by preemptions"]
    lost_before_many_steps
    #[ignore = "takes half a second or more, as long as many others"]
    flags_and_a_turn
    writes_under_a_read_lock
    counts_anew_after_another_counter
    #[ignore = "takes half a second or more, as long as many others"]
    lock_that_the_other_counter_takes_away);

submissions!(lab_06 in "submissions/06_mutex_counter":
    lock_for_each_field reader_without_the_lock decoy_lock gives_up_if_the_lock_is_held
    sleeps_until_it_is_done yields_to_the_reader locks_in_opposite_orders locks_again_inside
    relaxed_spin_lock sequence_lock money_out_of_sight
    locks_in_one_order spin_lock waiting_room ticket_lock
    #[ignore = "takes a second or more, as long as many others"]
    std_mutex
    flag_for_all_readers
    #[ignore = "takes a second or more, as long as many others"]
    writer_lets_readers_of_two
    readers_are_counted one_lock_for_all_accounts
    savings_of_all_accounts last_read_when_busy one_waits_at_most
    always_ten lock_for_many_readers sequence_lock_over_atomics
    reader_that_polls
    amounts_of_a_byte
    turns_for_two_movers
    lock_that_the_other_account_takes_away
    #[ignore = "takes a second or more, as long as many others"]
    if_between_movers);

submissions!(lab_07 in "submissions/07_atomic_counter":
    look_then_store numbers_of_a_byte exchange_once takes_back sleeps_between decoy_lock
    lock_let_go_too_soon numbers_out_of_sight spin_lock_of_relaxed swap_out_the_smaller
    #[ignore = "takes a second or more, as long as many others"]
    strong_exchanges
    two_steps_under_a_lock in_the_words_of_the_library
    #[ignore = "takes three seconds, as long as all others of this lab together"]
    all_seq_cst
    no_number_after_five_tries reports_five_times next_jumps_and_returns
    longest_is_taken_away longest_is_too_much_for_a_moment
    next_goes_back_where_none_is_left one_door_for_all_desks
    longest_of_all_desks
    relaxed_flag ordered_on_the_way_there acquire_alone release_alone fence_in_front_of_the_load
    flag_before_the_form lowered_in_one_step puts_over_the_last_form part_one_alone
    fences_behind_the_load lock_around_the_tray
    reports_of_32_bits
    put_fails_spuriously
    fetch_fails_spuriously);

submissions!(lab_08 in "submissions/08_channel_counter":
    sleeps_before_it_reads decoy_lock serves_ten answers_before_it_adds sends_in_the_background
    keeps_a_sender confirmations_received_too_late out_of_sight relaxed_count_of_what_is_under_way
    lazy_owner one_lock_and_no_owner waits_for_a_receipt zero_is_the_question
    notified_before_the_wait park_trusted
    #[ignore = "takes a second or more, as long as many others"]
    two_mailboxes
    batches_until_asked kept_and_cloned_along
    kept_until_asked_or_dropped one_channel_for_all_answers kept_until_another_thread_may_ask
    one_sum_for_all_services own_sum_when_busy waits_for_its_own_sender
 #[ignore = "takes three seconds, more than all others together"]
    condvar_mailbox
    largest_is_the_question numbers_of_32_bits
    #[ignore = "takes a second or more, as long as many others"]
    one_place_for_all_answers
);

submissions!(lab_09 in "submissions/09_counters_compared":
    yields_to_the_other_one sleeps_in_turns lock_of_its_own relaxed_lock_of_the_shard all_in_one
    seven_tries full_shards a_shard_for_each exchange_once out_of_sight kept_until_there_are_two
    #[ignore = "takes half a second or more, as long as many others"]
    looks_for_a_free_one
    #[ignore = "takes two seconds or more, as long as thirty others"]
    lock_of_the_shard
    chosen_by_hash zero_when_busy
    last_total_when_busy taken_out_and_put_back total_of_all_counters
    #[ignore = "takes a second or more, as long as many others"]
    total_counted_besides
    #[ignore = "takes two seconds or more, as long as thirty others"]
    each_count_in_the_total
    keeps_one_too_many never_leaves batches_in_two_steps
    keeps_it_when_busy counts_again_what_it_left
    #[ignore = "takes a second or more, as long as many others"]
    half_a_batch
    #[ignore = "takes two seconds or more, as long as thirty others"]
    one_by_one_in_the_end
    part_one_alone
    #[ignore = "takes two seconds or more, as long as thirty others"]
    lock_around_the_total
    #[ignore = "takes a second or more, as long as many others"]
    counts_on_by_batches
    #[ignore = "takes two seconds or more, as long as thirty others"]
    batches_by_exchange
    #[ignore = "takes a second or more, as long as many others"]
    counts_down
    batches_of_three a_rest_of_one_stays);

submissions!(lab_14 in "submissions/14_philosophers":
    one_lock_for_the_table gives_up keeps_its_fork room_for_four waiter_that_looks_once
    looks_to_the_left_alone in_turns puts_the_left_fork_back_too_soon
    #[ignore = "takes a second or more, as long as many others"]
    std_mutex
    one_left_handed waiter puts_back_and_tries_again tries_again_at_once both_at_once wakes_one door_held_while_taking
    one_lock_but_at_four lock_for_each_side
    #[ignore = "takes a second or more, as long as many others"]
    puts_back_three_times
    meal_after_the_forks
    one_lock_for_odd_seats
    room_for_two
    order_of_the_first_meal);

submissions!(lab_15 in "submissions/15_bounded_buffer":
    one_condition_variable if_in_place_of_while only_if_it_was_empty closes_for_one
    closed_beside_the_lock notifies_first closed_though_not_empty last_in_first_out overwrites
    room_for_one_more out_of_sight sync_channel looks_without_the_lock
    one_for_all notifies_after_the_lock two_semaphores tokens
    close_wakes_two
    queue_without_an_end closed_when_empty count_of_takers_read_too_early counted_before_it_is_there
    closed_for_four
    passes_the_close_on_from_the_first_slot
    one_beside_the_slots
    starts_again_when_empty
    closes_all_buffers
    close_that_publishes_nothing waits_in_line_without_a_park);

submissions!(lab_16 in "submissions/16_semaphore":
    only_if_there_was_none looks_and_then_waits if_in_place_of_while notifies_first
    tries_the_lock below_zero added_beside_the_lock tokens_behind_a_lock relaxed_permits
    load_then_store one_at_most one_at_a_time semaphore notifies_after_the_lock
    only_if_a_thread_waits below_zero_with_wakeups
    #[ignore = "takes half a second or more, as long as many others"]
    tickets
    room_for_two_more permits_of_a_byte
    two_at_most never_waits one_place_for_a_waiter subtracts_first
    lets_its_user_in_again
    #[ignore = "takes half a second or more, as long as many others"]
    relaxed_try
    waiters_of_all_semaphores
    #[ignore = "takes a second or more, as long as many others"]
    gives_up_beside_an_acquire
    takes_what_is_set_aside_and_says_no);

submissions!(lab_17 in "submissions/17_barrier":
    resets_the_count never_reset two_counts if_in_place_of_while wakes_one all_lead
    meeting_beside_the_lock sense_of_relaxed sense_turned_first counts_up_and_down one_turnstile
    closes_its_turnstile barrier two_turnstiles
    #[ignore = "takes half a second or more, as long as many others"]
    permits_for_all
    sense_reversal
    arrivals_of_all_time
    static_for_all_barriers wakes_two three_at_most
    #[ignore = "takes half a second or more, as long as many others"]
    ten_counts
    small_barriers_alone number_read_after_the_count flag_that_all_turn
    sense_of_the_thread
    static_for_all_pairs);

submissions!(lab_18 in "submissions/18_readers_writers":
    readers_first room_for_the_first_reader counted_too_late wakes_one_reader
    one_condition_variable wakes_only_writers never_off_the_count looks_only_for_readers looks_once
    counts_after_the_lock relaxed_word read_write_lock
    one_for_all
    #[ignore = "takes a second or more, as long as many others"]
    turnstile
    #[ignore = "takes a second or more, as long as many others"]
    readers_and_a_claim_in_one_word
    places_for_two_readers
    waits_for_itself_on_purpose shared_before_the_first_write writer_in_two_steps writer_marks_and_looks
    #[ignore = "takes half a second or more, as long as many others"]
    claims_against_one_reader
    shared_after_the_first_write
    two_readers_at_most
    waiting_writers_of_all_gates);

submissions!(lab_19 in "submissions/19_once":
    no_second_look relaxed_flag acquire_alone flag_before_the_value loser_does_not_wait
    first_to_publish_wins zero_is_nothing one_lock_for_all_values wakes_one set_without_the_lock
    always_locks asks_first_who_takes_it once_lock call_once lazy_lock_of_std
    three_states waits_on_a_condvar
    #[ignore = "takes a second or more, as long as many others"]
    read_lock_first
    largest_is_not_made flag_in_the_lowest_bit
    weak_election lock_given_back_before_making made_again_for_a_new_caller counts_its_callers
    locks_at_the_second_call
    second_half_too_late);

/// One of each lab's right answers in many styles; tests/styles proves all of them.
mod styles {
    use racelab::proof::Verdict;

    macro_rules! proves {
        ($($(#[$mark:meta])? $lab:ident: $name:ident in $file:literal;)*) => {$(
            $(#[$mark])?
            #[path = $file]
            mod $name;
            $(#[$mark])?
            #[test]
            fn $name() {
                let report = labs::$lab::check::<$name::Exercise>();
                assert_eq!(report.verdict(), Verdict::Proved, "{report:#?}");
            }
        )*};
    }

    proves! {
        lab_05: flushed_at_the_end_of_a_thread in "05_racy_counter/flushed_at_the_end_of_a_thread.rs";
        lab_06: view_with_two_lifetimes in "06_mutex_counter/view_with_two_lifetimes.rs";
        lab_07: guess_of_the_thread in "07_atomic_counter/guess_of_the_thread.rs";
        lab_08: closures_as_messages in "08_channel_counter/closures_as_messages.rs";
        lab_09: indexed_by_thread in "09_counters_compared/indexed_by_thread.rs";
        lab_14: hungry_and_eating in "14_philosophers/hungry_and_eating.rs";
        lab_15: turn_of_each_slot in "15_bounded_buffer/turn_of_each_slot.rs";
        lab_16: permits_handed_over in "16_semaphore/permits_handed_over.rs";
        lab_17: sense_behind_a_lock in "17_barrier/sense_behind_a_lock.rs";
        lab_18: turns_of_tickets in "18_readers_writers/turns_of_tickets.rs";
        lab_19: fences in "19_once/fences.rs";
        #[cfg(unix)]
        lab_10: slice_patterns in "10_giant_lock/slice_patterns.rs";
    }
}

/// Asserts that the check's report has the verdict that the submission declares, and as many
/// proofs that hold, if it declares that on its second line (`//! holds: 3`). A failure also
/// needs an example and advice; and loom must not contradict a
/// proof.
fn holds(text: &str, check: fn() -> Report) {
    racelab_loom::plug_in();
    let report = check();
    let declared = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("//! verdict: "));
    let declared = declared.expect("a submission begins with `//! verdict: ...`");
    let declared = Verdict::named(declared).expect("the declared verdict exists");
    assert_eq!(report.verdict(), declared, "{report:#?}");
    let holds = text
        .lines()
        .nth(1)
        .and_then(|line| line.strip_prefix("//! holds: "));
    if let Some(declared) = holds {
        let proofs = report.proofs().iter();
        let count = proofs.filter(|proof| proof.verdict.holds()).count();
        assert_eq!(count.to_string(), declared, "{report:#?}");
    }
    let mut says = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! says: "));
    match report.failed() {
        Some(failed) => {
            assert!(failed.verdict.advice().is_some() && !failed.sentence.is_empty());
            assert!(
                says.all(|says| failed.sentence.contains(says)),
                "{failed:#?}"
            );
        }
        None => {
            assert_eq!(says.next(), None, "a proof has no sentence of a failure");
            for proof in report.proofs() {
                let opinion = &proof.second_opinion;
                assert!(
                    !matches!(opinion, SecondOpinion::Disagrees { .. }),
                    "{opinion:?}"
                );
            }
        }
    }
}

fn all_listed(folder: &str, listed: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let files = std::fs::read_dir(folder).expect("the submissions can be listed");
    let names = files.map(|file| {
        let path = file.expect("a submission can be listed").path();
        path.file_stem()
            .and_then(|stem| stem.to_str())
            .map(str::to_owned)
    });
    let names: BTreeSet<String> = names.map(|name| name.expect("a plain file name")).collect();
    let listed: BTreeSet<String> = listed.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(names, listed);
}
