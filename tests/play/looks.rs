//! The explorer's report about a paused execution.

use racelab::cli::{Demonstration, Window};
use racelab::explore::{Explorer, Schedule, Standing};

use crate::program::{Kind, Program};

#[test]
fn a_look_at_the_end_has_the_outcome_in_spite_of_a_data_race() {
    let program = || {
        Program {
            kind: Kind::Published,
        }
        .run(&Window::shut())
    };
    let seen = Explorer::new()
        .look(&"A2B2".parse().unwrap(), program)
        .unwrap();
    assert!(seen.over);
    assert_eq!(seen.failures.len(), 1, "{:?}", seen.failures);
    assert_eq!(seen.outcome, Some((0, 0)));
}

#[test]
fn a_look_tells_the_steps_of_main_while_another_could_have_moved() {
    let program = || Program { kind: Kind::Spin }.run(&Window::shut());
    let seen = Explorer::new()
        .look(&"M2".parse().unwrap(), program)
        .unwrap();
    assert_eq!(seen.execution.schedule.to_string(), "M2");
}

#[test]
fn a_look_names_an_operation_as_its_event_is_named() {
    let program = || {
        Program {
            kind: Kind::Published,
        }
        .run(&Window::shut())
    };
    let seen = Explorer::new().look(&Schedule::default(), program).unwrap();
    let next = |thread: usize| match &seen.threads[thread] {
        Standing::Ready { next, .. } => next.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!([next(1), next(2)], ["write cell <- 1", "load x"]);
}
