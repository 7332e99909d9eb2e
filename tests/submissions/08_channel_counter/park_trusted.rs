//! verdict: wrong outcome
//!
//! Takes the return of `park` for the answer. A park may return without an unpark, and then
//! the answer is not there yet. (As in shuttle, issue 101.)

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

enum Order {
    Add(u64),
    Tell(thread::Thread),
}

#[derive(Clone)]
pub struct Exercise {
    orders: mpsc::Sender<Order>,
    answer: Arc<Mutex<u64>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (orders, inbox) = mpsc::channel();
        let inbox = inbox.named("orders");
        let answer = Arc::new(Mutex::new(0).named("answer"));
        let mine = Arc::clone(&answer);
        thread::spawn(move || {
            for order in inbox {
                match order {
                    Order::Add(number) => total.set(total.get() + number),
                    Order::Tell(who) => {
                        *mine.lock() = total.get();
                        who.unpark();
                    }
                }
            }
        });
        Self { orders, answer }
    }

    fn add(&self, number: u64) {
        self.orders.send(Order::Add(number)).expect("the service runs");
    }

    fn get(&self) -> u64 {
        self.orders.send(Order::Tell(thread::current())).expect("the service runs");
        thread::park();
        *self.answer.lock()
    }
}
