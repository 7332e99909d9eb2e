//! Rows 15 to 21: the handle of a result that comes later, and callbacks.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use racelab::process::{Error, Pool};

use crate::support::Gate;
use crate::tasks::{panic_at, square, wait_at};

/// Too short for any result.
const MOMENT: Duration = Duration::from_millis(1);

pub(crate) fn row_15_async_timeout() {
    let pool = Pool::new(1).unwrap();
    let gate = Gate::new();
    let result = pool.apply_async(wait_at, (gate.path(), 1)).unwrap();
    let visitor = gate.visitor();
    assert_eq!(result.get_timeout(MOMENT), Err(Error::Timeout));
    assert_eq!(result.get_timeout(Duration::ZERO), Err(Error::Timeout));
    assert!(!result.wait_timeout(MOMENT));
    drop(visitor);
    assert_eq!(result.get(), Ok(1));
}

/// `get` borrows and decodes each time: it can be called again, for any type.
pub(crate) fn row_16_get_twice() {
    let pool = Pool::new(1).unwrap();
    let gate = Gate::new();
    let result = pool.apply_async(wait_at, (gate.path(), 1)).unwrap();
    let visitor = gate.visitor();
    assert_eq!(result.get_timeout(MOMENT), Err(Error::Timeout));
    drop(visitor);
    assert_eq!(result.get(), Ok(1));
    assert_eq!(result.get(), Ok(1));
    assert_eq!(result.get_timeout(Duration::MAX), Ok(1));
}

pub(crate) fn row_17_ready_and_successful() {
    let pool = Pool::new(1).unwrap();
    let gate = Gate::new();
    let good = pool.apply_async(wait_at, (gate.path(), 1)).unwrap();
    let visitor = gate.visitor();
    assert!(!good.ready());
    assert_eq!(good.successful(), Err(Error::NotReady));
    drop(visitor);
    good.wait();
    assert!(good.ready());
    assert_eq!(good.successful(), Ok(true));

    let bad = pool.starmap_async(panic_at, [(1, 1)]).unwrap();
    assert!(bad.wait_timeout(Duration::MAX));
    assert!(bad.ready());
    assert_eq!(bad.successful(), Ok(false));
    let error = bad.get().unwrap_err();
    assert!(matches!(error, Error::Panicked(_)));
    assert_eq!(bad.get(), Err(error));
}

/// The values that callbacks received, in order.
#[derive(Default, Clone)]
struct Heard<T>(Arc<Mutex<Vec<Result<T, Error>>>>);

impl<T: Send + 'static> Heard<T> {
    fn new() -> Self {
        Heard(Arc::default())
    }

    fn value(&self) -> impl FnOnce(T) + Send + 'static {
        let heard = self.0.clone();
        move |value| heard.lock().unwrap().push(Ok(value))
    }

    fn error(&self) -> impl FnOnce(Error) + Send + 'static {
        let heard = self.0.clone();
        move |error| heard.lock().unwrap().push(Err(error))
    }

    fn take(&self) -> Vec<Result<T, Error>> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

pub(crate) fn row_18_map_async_callbacks() {
    let pool = Pool::new(2).unwrap();
    let heard = Heard::new();
    let result = pool
        .map_async(square, 0..10)
        .unwrap()
        .callback(heard.value())
        .error_callback(heard.error());
    result.wait();
    assert_eq!(heard.take(), [Ok((0..10).map(square).collect::<Vec<_>>())]);

    let result = pool
        .starmap_async(panic_at, (0..10).map(|x| (x, 4)))
        .unwrap()
        .callback(heard.value())
        .error_callback(heard.error());
    result.wait();
    assert_eq!(heard.take(), [Err(result.get().unwrap_err())]);
}

pub(crate) fn row_19_async_error_callback() {
    let pool = Pool::new(1).unwrap();
    let heard = Heard::<i64>::new();
    let result = pool
        .apply_async(panic_at, (1, 1))
        .unwrap()
        .error_callback(heard.error());
    let error = result.get().unwrap_err();
    assert!(matches!(&error, Error::Panicked(panic) if panic.message == "1 is bad"));
    assert_eq!(heard.take(), [Err(error)]);
}

pub(crate) fn row_20_callback_of_empty_map() {
    let pool = Pool::new(1).unwrap();
    let heard = Heard::new();
    let result = pool
        .map_async(square, [])
        .unwrap()
        .callback(heard.value())
        .error_callback(heard.error());
    assert_eq!(result.get(), Ok(vec![]));
    assert_eq!(heard.take(), [Ok(vec![])]);
}

pub(crate) fn row_21_raising_callback() {
    let pool = Pool::new(1).unwrap();
    let heard = Heard::new();
    for _ in 0..3 {
        let gate = Gate::new();
        let result = pool
            .apply_async(wait_at, (gate.path(), 5))
            .unwrap()
            .callback(|_| panic!("a callback that panics, which is part of the test"))
            .callback(heard.value());
        drop(gate.visitor());
        assert_eq!(result.get(), Ok(5));
        assert_eq!(heard.take(), [Ok(5)]);
    }
    // Also a callback that is added when the result is there already.
    let result = pool.apply_async(square, (3,)).unwrap();
    result.wait();
    let result = result.callback(|_| panic!("another one"));
    assert_eq!(result.get(), Ok(9));
    pool.close();
    assert_eq!(pool.join(), Ok(()));
}

/// In Python a callback that waits for the pool waits for ever.
pub(crate) fn callbacks_can_use_the_pool() {
    let pool = Arc::new(Pool::new(1).unwrap());
    let (send, heard) = channel();
    let gate = Gate::new();
    let inner = pool.clone();
    let result = pool
        .apply_async(wait_at, (gate.path(), 5))
        .unwrap()
        .callback(move |x| {
            let again = inner.apply_async(square, (6,)).unwrap();
            let again = again.callback(|_| ());
            drop(send.send((x, again.get())));
        });
    drop(gate.visitor());
    assert_eq!(result.get(), Ok(5));
    assert_eq!(heard.recv(), Ok((5, Ok(36))));
}

pub(crate) fn callbacks_run_before_get_returns() {
    let pool = Pool::new(2).unwrap();
    for i in 0..200 {
        let heard = Heard::new();
        let result = pool
            .apply_async(square, (i,))
            .unwrap()
            .callback(heard.value());
        assert_eq!(result.get(), Ok(i * i));
        assert_eq!(heard.take(), [Ok(i * i)]);
    }
}
