//! The program that a lab's commands explore, and the explorer's settings.

use std::sync::Arc;
use std::time::Duration;

use crate::confine;
use crate::explore::{Explorer, MemoryModel};
use crate::proof::Returned;
use crate::view::Subject;

use super::instance::Instance;
use super::{Error, Refusal, Window, command};

/// The most processor time that `explore` takes.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The explorer of a demonstration. It counts interleavings, and leaves spurious failures out,
/// because they show nothing new there.
pub(super) fn explorer(model: MemoryModel, patience: Duration) -> Explorer {
    Explorer::new()
        .memory_model(model)
        .max_duration(patience)
        .count_interleavings(true)
}

/// A program for the explorer.
pub(super) type Program = Arc<dyn Fn() -> Returned + Send + Sync>;

/// The program to explore: the demonstration with its window shut, or the student's code.
pub(super) fn program(instance: &Arc<dyn Instance>, exercise: bool) -> Result<Program, Error> {
    if exercise && !instance.has_exercise() {
        return Err(Refusal::NoProgram(command(instance.lab(), &["check"])).into());
    }
    let instance = Arc::clone(instance);
    Ok(Arc::new(move || {
        confine::beat();
        match exercise {
            true => instance.run_exercise(),
            false => instance.run(&Window::shut()),
        }
    }))
}

/// The subject of a drawing: the demonstration, or the student's program.
pub(super) fn subject(instance: &dyn Instance, exercise: bool) -> Subject {
    Subject {
        title: instance.lab().title.to_owned(),
        program: instance.words(exercise),
        outcome: instance.noun().to_owned(),
        ..Subject::default()
    }
}
