//! What a task is, and how the program lists its tasks.

use std::any::{TypeId, type_name};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::{decode_each, encode};
use crate::error::{Error, Result};

/// A value that can travel to another process: owned data that serde can write and
/// read. Every such type has this trait.
///
/// In Python: a value that `pickle` can send. A Python object may be of any class; here the
/// compiler knows the type of each argument and result.
pub trait Data: Serialize + DeserializeOwned + 'static {}

impl<T: Serialize + DeserializeOwned + 'static> Data for T {}

/// A plain function of up to six arguments that another process can run.
///
/// `Args` is the tuple of its arguments: a `fn add(a: u64, b: u64) -> u64` is a
/// `Task<(u64, u64)>`. Arguments and result are owned and have serde's
/// `Serialize` and `Deserialize`.
///
/// In Python: a function that `pickle` can send, so one with a name at the top level of its module.
/// Python's keyword arguments are a struct here.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a task for the arguments `{Args}`",
    note = "a task is a plain function; its arguments and its result are owned and \
            have serde's Serialize and Deserialize",
    note = "arguments are passed as a tuple, one argument as `(x,)`"
)]
pub trait Task<Args>: Copy + Send + Sync + 'static {
    /// What the function returns.
    type Output: Data;

    /// Calls the function here, in this process.
    fn call(self, args: Args) -> Self::Output;
}

macro_rules! task_of_arguments {
    ($($argument:ident)*) => {
        impl<F, R, $($argument,)*> Task<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> R + Copy + Send + Sync + 'static,
            R: Data,
            $($argument: Data,)*
        {
            type Output = R;

            #[allow(non_snake_case, reason = "a type parameter names its value")]
            fn call(self, ($($argument,)*): ($($argument,)*)) -> R {
                self($($argument),*)
            }
        }
    };
}

task_of_arguments!();
task_of_arguments!(A);
task_of_arguments!(A B);
task_of_arguments!(A B C);
task_of_arguments!(A B C D);
task_of_arguments!(A B C D E);
task_of_arguments!(A B C D E G);

/// Lists the functions that other processes may be asked to run. It is the
/// first line of `main`.
///
/// In a child it takes over and never returns. So every child runs the code before it in
/// `main` again (the workers that a pool starts with run it once for all of them), and
/// only the parent runs the code after it.
///
/// In Python: `if __name__ == "__main__":`, and the module's names, by which a child finds a
/// function.
///
/// # Panics
///
/// If it is called twice: one call lists all tasks.
///
/// # Examples
///
/// ```
/// fn square(x: u64) -> u64 {
///     x * x
/// }
///
/// fn main() {
///     racelab::tasks![square];
/// }
/// ```
///
/// A closure that captures values is not a task, because its copy in the child would
/// not have the same values:
///
/// ```compile_fail,E0080
/// fn main() {
///     let n = 3;
///     racelab::tasks![move |x: u64| x + n];
/// }
/// ```
#[macro_export]
macro_rules! tasks {
    ($($task:expr),* $(,)?) => {
        $crate::register(vec![
            $($crate::Entry::new($task, stringify!($task))),*
        ])
    };
}

/// Runs a chunk: decodes the arguments of this number of calls from the bytes, and appends the
/// encoded results. If a call fails, the rest of its chunk is not run.
type Runner = Box<dyn Fn(u32, &[u8], &mut Vec<u8>) -> Result<()> + Send + Sync>;

/// One registered task. Made by [`tasks!`](crate::tasks).
#[doc(hidden)]
pub struct Entry {
    key: TypeId,
    name: &'static str,
    run: Runner,
}

impl Entry {
    /// An entry for this function.
    pub fn new<Args: Data, F: Task<Args>>(task: F, name: &'static str) -> Entry {
        const {
            assert!(
                size_of::<F>() == 0,
                "a task is a plain function: it holds no values and is no pointer"
            );
        }
        Entry {
            key: TypeId::of::<F>(),
            name,
            run: Box::new(move |calls, arguments, results| {
                decode_each(arguments, calls, |args: Args| {
                    encode(&task.call(args), results)
                })
            }),
        }
    }
}

struct Registry {
    entries: Vec<Entry>,
    numbers: HashMap<TypeId, u32>,
}

static REGISTRY: OnceLock<Registry> = OnceLock::new();

/// Stores the list of tasks.
///
/// # Panics
///
/// If there is a list already.
pub(super) fn keep(entries: Vec<Entry>) {
    let numbers = (0..).zip(&entries).map(|(i, e)| (e.key, i)).collect();
    let registry = Registry { entries, numbers };
    assert!(
        REGISTRY.set(registry).is_ok(),
        "tasks! was called twice; list all tasks in one call"
    );
}

/// Whether `tasks!` was called in this process.
pub(super) fn registered() -> bool {
    REGISTRY.get().is_some()
}

/// The number of this function in the list of tasks.
pub(super) fn number_of<F: 'static>(_: F) -> Result<u32> {
    REGISTRY
        .get()
        .and_then(|registry| registry.numbers.get(&TypeId::of::<F>()).copied())
        .ok_or_else(|| Error::NotRegistered {
            task: type_name::<F>().to_string(),
        })
}

/// Runs a chunk of the task with this number.
pub(super) fn run(number: u32, calls: u32, arguments: &[u8]) -> Result<Vec<u8>> {
    let entry = REGISTRY
        .get()
        .and_then(|registry| registry.entries.get(number as usize))
        .ok_or_else(|| Error::NotRegistered {
            task: format!("task number {number}"),
        })?;
    // A first guess: results are about as long as arguments.
    let mut results = Vec::with_capacity(arguments.len());
    (entry.run)(calls, arguments, &mut results)?;
    Ok(results)
}

/// A number that is the same in two processes exactly when both list the same names in the
/// same order (except with a probability of 1 in 2^64).
pub(super) fn fingerprint() -> u64 {
    // Without a random key, so that two processes of one program agree.
    let mut hasher = DefaultHasher::new();
    for entry in REGISTRY.get().iter().flat_map(|registry| &registry.entries) {
        entry.name.hash(&mut hasher);
    }
    hasher.finish()
}
