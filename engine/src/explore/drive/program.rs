//! The program that is run.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A program that runs again and again on one OS thread, and what its last run
/// returned.
pub(in crate::explore) struct Program<O, F> {
    program: Arc<F>,
    returned: Rc<RefCell<Option<O>>>,
}

impl<O, F> Program<O, F>
where
    F: Fn() -> O + 'static,
    O: 'static,
{
    pub(in crate::explore) fn new(program: Arc<F>) -> Self {
        Self {
            program,
            returned: Rc::default(),
        }
    }

    /// The main thread of one more run. What the run before returned is forgotten.
    pub(in crate::explore) fn body(&self) -> Box<dyn FnOnce()> {
        self.returned.take();
        let (program, returned) = (self.program.clone(), self.returned.clone());
        Box::new(move || {
            let value = program();
            returned.replace(Some(value));
        })
    }

    /// Takes what the last run returned; `None` if it did not come to its end.
    pub(in crate::explore) fn take(&self) -> Option<O> {
        self.returned.take()
    }
}
