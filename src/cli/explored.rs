//! The program that a lab's commands explore, and how.

use std::sync::Arc;
use std::time::Duration;

use crate::confine;
use crate::explore::{Explorer, MemoryModel};
use crate::proof::Returned;

use super::instance::Instance;
use super::{Error, Window, command};

/// How much processor time `explore` may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How a demonstration is explored: interleavings counted, spurious failures left
/// out, since they would only repeat what is to be seen.
pub(super) fn explorer(model: MemoryModel, patience: Duration) -> Explorer {
    Explorer::new()
        .memory_model(model)
        .max_duration(patience)
        .count_interleavings(true)
}

/// What is explored.
pub(super) type Program = Arc<dyn Fn() -> Returned + Send + Sync>;

/// The program to explore: the demonstration in a shut window, or the student's.
pub(super) fn program(instance: &Arc<dyn Instance>, exercise: bool) -> Result<Program, Error> {
    if exercise && !instance.has_exercise() {
        return Err(Error::NoProgram(command(instance.lab(), &["check"])));
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
