//! The program that the explorer runs. Behind these two traits, nothing depends on the type of the
//! outcomes: the compiler compiles the explorer once, and not again for each program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::mem::take;
use std::rc::Rc;
use std::sync::Arc;

use parking_lot::Mutex;

/// A program, for any number of OS threads that explore.
pub(in crate::explore) trait Program: Send + Sync {
    /// The runs of the program on this OS thread.
    fn runs(self: Arc<Self>) -> Box<dyn Runs>;
}

/// The runs of a program on one OS thread, one after the other.
pub(in crate::explore) trait Runs {
    /// The main thread of the next run. The value of the previous run is dropped.
    fn main(&mut self) -> Box<dyn FnOnce()>;

    /// Takes the value that the last run returned. Equal values have the same number. `None` if
    /// the run did not reach its end.
    fn outcome(&mut self) -> Option<usize>;

    /// As [`outcome`](Self::outcome), but the value as its `Debug` text.
    fn text(&mut self) -> Option<String>;
}

/// A program with the values that its runs returned.
pub(in crate::explore) struct Numbered<O> {
    main: Box<dyn Fn() -> O + Send + Sync>,
    /// The values, each with its number: first come, first numbered.
    numbers: Mutex<BTreeMap<O, usize>>,
}

impl<O> Numbered<O> {
    pub(in crate::explore) fn new(main: impl Fn() -> O + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            main: Box::new(main),
            numbers: Mutex::new(BTreeMap::new()),
        })
    }

    /// Takes the values, each with its number.
    pub(in crate::explore) fn values(&self) -> BTreeMap<O, usize> {
        take(&mut *self.numbers.lock())
    }

    /// Takes the value with this number.
    pub(in crate::explore) fn value(&self, number: usize) -> Option<O> {
        let mut values = self.values().into_iter();
        values.find(|&(_, n)| n == number).map(|(value, _)| value)
    }
}

impl<O: Ord + Clone + Debug + Send + 'static> Program for Numbered<O> {
    fn runs(self: Arc<Self>) -> Box<dyn Runs> {
        let returned = RefCell::new(None);
        Box::new(OnThread {
            run: Rc::new(Run {
                program: self,
                returned,
            }),
            known: BTreeMap::new(),
        })
    }
}

struct OnThread<O> {
    /// A counter for only this OS thread: a shared counter would make all exploring OS threads
    /// write to the same memory in each execution.
    run: Rc<Run<O>>,
    /// The values that this OS thread has seen. Only a new one needs the lock of the shared numbers.
    known: BTreeMap<O, usize>,
}

struct Run<O> {
    program: Arc<Numbered<O>>,
    returned: RefCell<Option<O>>,
}

impl<O: Ord + Clone + Debug + Send + 'static> Runs for OnThread<O> {
    fn main(&mut self) -> Box<dyn FnOnce()> {
        self.run.returned.take();
        let run = self.run.clone();
        Box::new(move || {
            let value = (run.program.main)();
            run.returned.replace(Some(value));
        })
    }

    fn outcome(&mut self) -> Option<usize> {
        let value = self.run.returned.take()?;
        if let Some(&number) = self.known.get(&value) {
            return Some(number);
        }
        let mut numbers = self.run.program.numbers.lock();
        let next = numbers.len();
        let number = *numbers.entry(value.clone()).or_insert(next);
        drop(numbers);
        self.known.insert(value, number);
        Some(number)
    }

    fn text(&mut self) -> Option<String> {
        let value = self.run.returned.take()?;
        Some(format!("{value:?}"))
    }
}
