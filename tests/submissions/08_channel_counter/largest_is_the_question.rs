//! verdict: wrong outcome
//!
//! The largest number means that a client asks. A client may also add it.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    inbox: mpsc::Sender<(u64, Option<mpsc::Sender<u64>>)>,
    _door: Arc<Mutex<()>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (inbox, messages) = mpsc::channel::<(u64, Option<mpsc::Sender<u64>>)>();
        thread::spawn(move || {
            for (number, answer) in messages {
                if number == u64::MAX {
                    if let Some(answer) = answer {
                        let _ = answer.send(total.get());
                    }
                } else {
                    total.set(total.get() + number);
                }
            }
        });
        Self {
            inbox,
            _door: Arc::new(Mutex::new(())),
        }
    }

    fn add(&self, number: u64) {
        self.inbox.send((number, None)).expect("it runs");
    }

    fn get(&self) -> u64 {
        let (answer, answers) = mpsc::channel();
        self.inbox.send((u64::MAX, Some(answer))).expect("it runs");
        answers.recv().expect("it answers")
    }
}
