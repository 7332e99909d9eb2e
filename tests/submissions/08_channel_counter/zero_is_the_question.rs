//! verdict: wrong outcome
//!
//! The channel carries numbers, and a 0 is the question. A client that adds 0 asks, and leaves
//! the answer to the next client that asks.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    numbers: mpsc::Sender<u64>,
    answers: Arc<Mutex<mpsc::Receiver<u64>>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (numbers, inbox) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        thread::spawn(move || {
            for number in inbox {
                match number {
                    // An error means that the client has gone.
                    0 => drop(answer.send(total.get())),
                    number => total.set(total.get() + number),
                }
            }
        });
        Self {
            numbers,
            answers: Arc::new(Mutex::new(answers)),
        }
    }

    fn add(&self, number: u64) {
        self.numbers.send(number).expect("the service runs");
    }

    fn get(&self) -> u64 {
        let answers = self.answers.lock();
        self.numbers.send(0).expect("the service runs");
        answers.recv().expect("the service runs")
    }
}
