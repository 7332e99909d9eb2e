//! The value that a program returns, as a trait object.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt::{self, Debug};

/// The value that an explored program returns. From here on outcomes of all types look the same, so
/// this library's code that explores, judges and shows them is compiled once, and not again for
/// each lab.
///
/// It is displayed, ordered and cloned as the value is. Only values that the same program returned
/// are compared, so their types are equal.
pub(crate) struct Returned(Box<dyn Value>);

/// The operations on a returned value.
trait Value: Send {
    fn is(&self, other: &dyn Value) -> Ordering;
    fn copy(&self) -> Returned;
    fn debug(&self) -> &dyn Debug;
    fn any(&self) -> &dyn Any;
}

impl<O: Ord + Clone + Debug + Send + 'static> Value for O {
    fn is(&self, other: &dyn Value) -> Ordering {
        self.cmp(of_one_type(other))
    }

    fn copy(&self) -> Returned {
        Returned::new(self.clone())
    }

    fn debug(&self) -> &dyn Debug {
        self
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Returned {
    pub(crate) fn new<O: Ord + Clone + Debug + Send + 'static>(outcome: O) -> Self {
        Self(Box::new(outcome))
    }

    /// The value.
    ///
    /// # Panics
    ///
    /// If the value has another type.
    pub(crate) fn get<O: 'static>(&self) -> &O {
        of_one_type(&*self.0)
    }
}

fn of_one_type<O: 'static>(value: &dyn Value) -> &O {
    let value = value.any().downcast_ref();
    value.expect("a program returns values of one type")
}

impl Clone for Returned {
    fn clone(&self) -> Self {
        self.0.copy()
    }
}

impl Debug for Returned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug().fmt(f)
    }
}

impl Ord for Returned {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.is(&*other.0)
    }
}

impl PartialOrd for Returned {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Returned {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Returned {}
