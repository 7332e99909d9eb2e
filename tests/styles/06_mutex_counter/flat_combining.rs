//! Flat combining: the thread that has the lock serves the requests of all.

use std::collections::VecDeque;

use labs::lab_06::{Account, Fields};
use racelab::sync::{Arc, Mutex, OnceLock};

enum Request {
    Transfer(u64),
    Read,
}

type Reply = Arc<OnceLock<(u64, u64)>>;

pub struct Exercise {
    requests: Mutex<VecDeque<(Request, Reply)>>,
    fields: Mutex<Fields>,
}

impl Exercise {
    fn ask(&self, request: Request) -> (u64, u64) {
        let reply = Reply::default();
        self.requests
            .lock()
            .push_back((request, Arc::clone(&reply)));
        let fields = self.fields.lock();
        let requests = std::mem::take(&mut *self.requests.lock());
        for (request, reply) in requests {
            if let Request::Transfer(amount) = request {
                fields.checking.set(fields.checking.get() - amount);
                fields.savings.set(fields.savings.get() + amount);
            }
            let read = (fields.checking.get(), fields.savings.get());
            reply.set(read).expect("each request is served once");
        }
        // Another thread may have served it, before this one had the lock.
        *reply.get().expect("the request is served")
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            requests: Mutex::default(),
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        self.ask(Request::Transfer(amount));
    }

    fn read(&self) -> (u64, u64) {
        self.ask(Request::Read)
    }
}
