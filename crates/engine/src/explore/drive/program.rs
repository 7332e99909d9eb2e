//! The program that the explorer runs.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A program that runs many times on one OS thread, and the value that its last run returned.
pub(in crate::explore) struct Program<O, F> {
    /// A counter for only this OS thread: a shared counter would make all exploring OS threads
    /// write to the same memory in each execution.
    runs: Rc<Runs<O, F>>,
}

struct Runs<O, F> {
    program: Arc<F>,
    returned: RefCell<Option<O>>,
}

impl<O, F> Program<O, F>
where
    F: Fn() -> O + 'static,
    O: 'static,
{
    pub(in crate::explore) fn new(program: Arc<F>) -> Self {
        let returned = RefCell::default();
        Self {
            runs: Rc::new(Runs { program, returned }),
        }
    }

    /// The main thread of the next run. The value of the previous run is dropped.
    pub(in crate::explore) fn body(&self) -> Box<dyn FnOnce()> {
        self.runs.returned.take();
        let runs = self.runs.clone();
        Box::new(move || {
            let value = (runs.program)();
            runs.returned.replace(Some(value));
        })
    }

    /// Takes the value that the last run returned; `None` if the run did not reach its end.
    pub(in crate::explore) fn take(&self) -> Option<O> {
        self.runs.returned.take()
    }
}
