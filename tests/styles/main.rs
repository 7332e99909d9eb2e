//! Right answers in many styles: every file in the folders of the labs is proved.
//!
//! The first line of a file names its style. All of them are modules of this one program,
//! because a program for each would take many times as long to build. Even this one
//! takes longer to build than `cargo test` should, so `cargo test` leaves it out, and
//! `cargo test --test styles` runs it, as `.ci/run` does. tests/scan.rs scans all of the
//! files; tests/submissions.rs proves one of each lab; and with
//! `RACELAB_CORPUS=all`, tests/grader grades a fifth of them as students' submissions.

#![allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    unreachable_pub,
    reason = "a submission is written as its author likes"
)]

use std::collections::BTreeSet;
use std::path::Path;

use racelab::proof::{Report, SecondOpinion, Verdict};

/// Includes the answers to a lab, with a test for each, and one test that none is missing.
macro_rules! styles {
    ($lab:ident in $folder:literal: $($name:ident)*) => {
        #[path = $folder]
        mod $lab {
            $(mod $name;)*
            $(
                #[test]
                fn $name() {
                    crate::is_proved(labs::$lab::check::<$name::Exercise>);
                }
            )*
            #[test]
            fn every_answer_is_listed() {
                crate::all_listed($folder, &[$(stringify!($name)),*]);
            }
        }
    };
}

styles!(lab_05 in "05_racy_counter":
    any_in_a_box array_lock async_increment binary_digits boxed_closures builder
    clh_lock debt decimal_text digits_with_carry exponential_backoff fetch_update
    flushed_at_the_end_of_a_thread function_pointers handed_over_by_unpark
    hash_map_by_thread heap_of_numbers joined_futures lazily_made_lock leaked_lock
    ledger_in_a_static linked_list lock_bit_in_the_word lock_in_a_lock lock_in_a_static
    mcs_lock messages_counted_when_asked methods_named_get_mut monitor names_of_std
    natural_numbers overloaded_operators raw_identifiers read_by_adding_nothing
    retries_as_an_iterator room_in_a_channel semaphore_of_one_permit snapshots
    spin_lock_with_backoff spins_and_then_parks test_and_set_lock
    test_and_test_and_set_lock thread_for_each_increment trait_object typestate
    unicode_identifiers value_swapped_out weak_leaf worker_that_get_joins write_guard
    written_back_in_drop
    odd_while_it_counts owner_polled_under_a_lock);

styles!(lab_06 in "06_mutex_counter":
    all_permits_for_a_writer awaited_lock boxed_commands clerk clh_lock
    closure_under_a_spin_lock fields_in_a_channel fields_taken_out flat_combining
    generic_over_the_lock journal money names_by_cow nested_modules parked_waiters
    permit permit_in_a_static peterson read_and_write_guards slots_of_an_array_lock
    snapshots state_word transaction tries_until_it_has_the_lock turns_on_a_condvar
    unicode_identifiers view_with_two_lifetimes
    numbers_and_a_condvar copies_behind_a_version
    dekker polled_under_a_lock);

styles!(lab_07 in "07_atomic_counter":
    async_services caught_overflow closures_in_boxes end_as_a_const_generic
    exclusive_borrows fetch_update_for_both generic_update guess_of_the_thread
    lock_after_three_tries lock_for_each_service look_before_the_update names_of_std
    numbers_that_are_left one_mutex permit queue_lock recursion
    services_as_trait_objects spin_lock state_machine strong_exchanges_in_loops
    tries_as_an_iterator turns unicode_identifiers update_and_try_update
    waiters_that_park
    successors
    dekker polled_under_a_lock);

styles!(lab_08 in "08_channel_counter":
    slot_for_one_letter
    acknowledged_additions bounded_inbox buffered_by_the_owner closures_as_messages
    count_of_a_clone fold_over_the_inbox generic_actor handshake_at_a_barrier
    heap_of_stamped_messages messages_as_trait_objects operator_and_builder
    owner_as_a_state_machine parked_client permit_as_reply pipeline polling_owner
    reader_writer_lock rendezvous reply_as_a_future reply_channel_of_the_client
    reply_in_a_once_lock
    reply_on_a_condvar reply_with_a_limit scope_in_the_owner spin_lock
    total_that_travels
    added_by_the_one_that_asks);

styles!(lab_09 in "09_counters_compared":
    closure_for_each_shard configured double_collect fenced fetch_update
    guess_of_the_thread increments_that_share_a_lock indexed_by_thread lock_in_a_static
    marked_by_a_type mutex_for_each_shard overloaded_addition parity
    permit_for_each_shard peterson_for_each_shard queue_lock_for_each_shard
    raw_identifiers scoped_reader spin_lock_for_each_shard strategies
    tickets_for_each_shard tournament unicode_identifiers weak_exchanges
    worker_for_each_shard
    flag_for_each_shard
    parked_for_each_shard polled_flags);

#[cfg(unix)]
styles!(lab_10 in "10_giant_lock":
    owner_polled_under_a_lock
    array_lock async_interpreter commands generic_over_the_lock guard_in_an_option
    lock_in_a_static lock_that_the_first_makes owner_by_number peterson queue_lock
    reacquired_in_drop releases_on_a_panic room_in_a_channel slice_patterns
    split_at_the_sleeps state_machine switches_between_work test_and_set ticket_lock
    tries_until_it_has_the_lock turns_on_a_condvar typestate unicode_identifiers
    unlocked_closure waiters_that_park weak_threads writers_only);

styles!(lab_14 in "14_philosophers":
    bits_of_one_word clean_and_dirty_forks guard_of_both_forks hungry_and_eating
    odd_and_even parked_until_both_are_free permits_of_a_waiter spin_locks_in_order
    tokens_in_channels
    semaphore_for_each_philosopher
    bakery_of_neighbours butler peterson_for_each_fork polled_under_a_lock);

styles!(lab_15 in "15_bounded_buffer":
    polled_under_the_lock tries_until_it_has_the_lock
    optional_values_and_wait_while parked_in_two_queues state_as_an_enum
    turn_of_each_slot
    waits_for_the_next_turn slots_travel token_of_close
    baton clerk condvar_for_each_slot lock_for_each_end);

styles!(lab_16 in "16_semaphore":
    permits_as_messages
    dispenser parked_in_a_queue permits_handed_over spins_for_a_permit state_as_an_enum
    waiter_is_an_object negative_count_and_batons
    woken_one_after_another
    meets_the_waiter polled_under_a_lock threads_by_ticket tickets_and_grants);

styles!(lab_17 in "17_barrier":
    generation_polled_under_a_lock all_look_at_all
    a_meeting_is_an_object letters_to_those_who_came parked_until_all_are_there
    sense_behind_a_lock tickets_and_a_door
    once_for_each_meeting meeting_and_arrivals_in_one_word
    arrivals_that_only_grow dissemination preloaded_turnstiles woken_in_a_chain);

styles!(lab_18 in "18_readers_writers":
    parked_in_a_queue permits_for_all_readers state_as_an_enum turns_of_tickets
    writer_holds_the_lock
    claim_in_the_highest_bit service_lock guards_that_leave polls_the_lock
    baton doorkeeper phases tickets_for_two_turns);

styles!(lab_19 in "19_once":
    fences generic_over_the_value parked_until_it_is_made permit_of_a_semaphore
    permits_for_all_at_the_end pointer_into_a_list token_in_a_channel
    three_states_and_a_loop value_in_two_halves
    as_many_wake_ups_as_waiters
    event_count first_ticket polled_under_a_lock tries_until_it_has_the_lock
    bakery_of_all_threads);

/// Asserts that the check's report is a proof, and that loom does not contradict it.
fn is_proved(check: fn() -> Report) {
    racelab_loom::plug_in();
    let report = check();
    assert_eq!(report.verdict(), Verdict::Proved, "{report:#?}");
    for proof in report.proofs() {
        let opinion = &proof.second_opinion;
        let disagrees = matches!(opinion, SecondOpinion::Disagrees { .. });
        assert!(!disagrees, "{opinion:?}");
    }
}

/// Asserts that the folder has exactly these files.
fn all_listed(folder: &str, listed: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/styles")
        .join(folder);
    let files = std::fs::read_dir(folder).expect("the answers can be listed");
    let names = files.map(|file| {
        let path = file.expect("an answer can be listed").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        stem.expect("a plain file name").to_owned()
    });
    let names: BTreeSet<String> = names.collect();
    let listed: BTreeSet<String> = listed.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(names, listed);
}
