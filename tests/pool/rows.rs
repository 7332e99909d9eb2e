//! The list of the tests, and the test that every row of the contract has one.

use libtest_mimic::{Completion, Trial};

use crate::{errors, guards, lives, losses, processes, results, support, trees, values};

/// How many rows the contract has.
const ROWS: usize = 69;

/// A test for each function, by its name.
macro_rules! trials {
    ($($module:ident: $($test:ident)*;)*) => {
        vec![$($(support::trial(stringify!($test), $module::$test)),*),*]
    };
}

/// Every test, by name.
pub(crate) fn all() -> Vec<Trial> {
    let mut trials = trials![
        values:
            row_01_apply row_02_map row_03_map_order row_04_starmap row_05_map_async
            row_06_async row_07_imap row_08_imap_unordered row_09_imap_unordered_completion
            row_10_empty_iterable row_11_map_chunksize row_12_default_chunksize
            row_13_chunksize_zero row_14_release_task_refs;
        results:
            row_15_async_timeout row_16_get_twice row_17_ready_and_successful
            row_18_map_async_callbacks row_19_async_error_callback
            row_20_callback_of_empty_map row_21_raising_callback
            callbacks_can_use_the_pool callbacks_run_before_get_returns;
        errors:
            row_22_traceback row_24_map_no_failfast row_25_chunk_abort row_26_imap_continues
            row_27_map_unencodable row_28_unencodable_result row_29_undecodable
            row_30_map_iterable_panics row_31_imap_iterable_panics
            row_32_imap_unordered_iterable_panics
            panics_of_every_kind_are_told unregistered_functions_are_named;
        lives:
            row_33_make_pool row_34_release_unused_processes row_35_terminate row_36_context
            row_38_wrong_order row_39_close_then_join row_40_drop_leaves_nothing
            row_41_exit_with_open_pool row_42_worker_lifetime
            row_43_worker_lifetime_early_close row_44_maxtasksperchild_invalid
            row_45_initializer row_46_nested_pool;
        losses:
            row_47_kill_busy row_48_kill_idle row_49_exit_abort_overflow
            row_50_grandchild_holds_fd row_51_orphans row_52_big_messages row_53_bounded
            row_54_fork_lock row_55_fd_inflation
            idle_workers_are_replaced_without_being_asked
            what_was_not_started_goes_to_another a_stopped_worker_stops_nobody_else;
        processes:
            row_56_process row_57_current_and_parent row_59_terminate_and_kill row_61_exit
            row_62_active_children row_63_close row_65_sentinel row_66_many_processes
            row_67_threads_are_not_waited_for row_69_start_twice_and_names;
        trees:
            row_58_parent_process row_60_daemon row_64_recursion row_68_upper_casing_server
            a_child_that_is_no_daemon_has_a_pool_of_its_own;
        guards:
            nothing_starts_without_tasks tasks_that_the_child_does_not_reach_are_told
            a_child_with_other_tasks_is_refused code_before_tasks_is_no_fork_bomb the_mark_alone_is_refused
            main_is_run_once_for_a_pool a_main_with_threads_is_run_for_each_worker
            workers_have_no_standard_input a_deadly_sigpipe_is_survived
            long_arguments_and_results_cross
            short_and_long_chunks_of_one_call_all_arrive;
    ];
    trials.extend([
        // A minute is too long for every run; `--ignored` runs it.
        support::trial(
            "a_child_that_never_reaches_tasks_is_given_up",
            guards::a_child_that_never_reaches_tasks_is_given_up,
        )
        .with_ignored_flag(true),
        not_applicable("row_23_wrapped_exception", "there is no pool of threads"),
        not_applicable(
            "row_37_enter",
            "there is no `with`; a dropped pool cannot be named",
        ),
    ]);
    trials.sort_by(|a, b| a.name().cmp(b.name()));
    check_rows(&trials);
    trials
}

fn not_applicable(name: &str, why: &'static str) -> Trial {
    Trial::ignorable_test(name, move || {
        Ok(Completion::ignored_with(format!("not applicable: {why}")))
    })
}

/// Every row is tested once.
fn check_rows(trials: &[Trial]) {
    let rows: Vec<usize> = trials
        .iter()
        .filter_map(|trial| trial.name().strip_prefix("row_")?.get(..2)?.parse().ok())
        .collect();
    assert_eq!(rows, (1..=ROWS).collect::<Vec<_>>());
}
