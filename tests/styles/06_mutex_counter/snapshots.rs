//! Readers clone an `Arc` of a snapshot, which each transfer replaces under the lock.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Arc, Mutex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Balance {
    checking: u64,
    savings: u64,
}

struct Books {
    fields: Fields,
    snapshot: Arc<Balance>,
}

pub struct Exercise {
    books: Mutex<Books>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        let snapshot = Balance {
            checking: fields.checking.get(),
            savings: fields.savings.get(),
        };
        Self {
            books: Mutex::new(Books {
                fields,
                snapshot: Arc::new(snapshot),
            }),
        }
    }

    fn transfer(&self, amount: u64) {
        let mut books = self.books.lock();
        let Balance { checking, savings } = *books.snapshot;
        let next = Balance {
            checking: checking - amount,
            savings: savings + amount,
        };
        books.fields.checking.set(next.checking);
        books.fields.savings.set(next.savings);
        books.snapshot = Arc::new(next);
    }

    fn read(&self) -> (u64, u64) {
        let snapshot = Arc::clone(&self.books.lock().snapshot);
        let Balance { checking, savings } = *snapshot;
        (checking, savings)
    }
}
