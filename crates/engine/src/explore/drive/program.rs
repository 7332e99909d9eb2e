//! The program that is run.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A program that runs again and again on one OS thread, and what its last run
/// returned.
pub(in crate::explore) struct Program<O, F> {
    /// Counted on this OS thread alone: else all OS threads that explore would write the
    /// same count for each execution.
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

    /// The main thread of one more run. What the run before returned is forgotten.
    pub(in crate::explore) fn body(&self) -> Box<dyn FnOnce()> {
        self.runs.returned.take();
        let runs = self.runs.clone();
        Box::new(move || {
            let value = (runs.program)();
            runs.returned.replace(Some(value));
        })
    }

    /// Takes what the last run returned; `None` if it did not come to its end.
    pub(in crate::explore) fn take(&self) -> Option<O> {
        self.runs.returned.take()
    }
}
