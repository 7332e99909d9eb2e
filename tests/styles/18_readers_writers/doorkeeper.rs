//! A doorkeeper, a thread of its own, lets the threads in that knock, in their order.

use std::collections::VecDeque;

use labs::lab_18::Gate;
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::thread::{self, JoinHandle};

enum Letter {
    Knock { writes: bool, door: Sender<()> },
    Leave { wrote: bool },
}

fn keep(letters: &Receiver<Letter>) {
    let (mut readers, mut is_writing) = (0, false);
    let mut outside = VecDeque::new();
    for letter in letters {
        match letter {
            Letter::Knock { writes, door } => outside.push_back((writes, door)),
            Letter::Leave { wrote: true } => is_writing = false,
            Letter::Leave { wrote: false } => readers -= 1,
        }
        while let Some((writes, door)) = outside.front()
            && !is_writing
            && !(*writes && readers > 0)
        {
            _ = door.send(());
            match writes {
                true => is_writing = true,
                false => readers += 1,
            }
            outside.pop_front();
        }
    }
}

pub struct Exercise {
    keeper: Option<(Mutex<Sender<Letter>>, JoinHandle<()>)>,
}

impl Exercise {
    fn write_to_keeper(&self, letter: Letter) {
        let (keeper, _) = self.keeper.as_ref().expect("he is there until the drop");
        _ = keeper.lock().send(letter);
    }

    fn inside<R>(&self, writes: bool, f: impl FnOnce() -> R) -> R {
        let (door, opened) = channel();
        self.write_to_keeper(Letter::Knock { writes, door });
        opened.recv().expect("he lets all in");
        let result = f();
        self.write_to_keeper(Letter::Leave { wrote: writes });
        result
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        let (sender, letters) = channel();
        let keeper = thread::spawn(move || keep(&letters));
        Self {
            keeper: Some((Mutex::new(sender), keeper)),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        self.inside(false, f)
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        self.inside(true, f)
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        if let Some((sender, keeper)) = self.keeper.take() {
            drop(sender);
            _ = keeper.join();
        }
    }
}
