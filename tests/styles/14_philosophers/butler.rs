//! A butler, a thread of its own, serves both forks at once and gets them back by letter.

use labs::lab_14::Table;
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::thread::{self, JoinHandle};

enum Letter {
    Hungry(usize, Sender<()>),
    Sated(usize),
}

pub struct Exercise {
    butler: Option<(Sender<Letter>, JoinHandle<()>)>,
}

fn serve(seats: usize, letters: &Receiver<Letter>) {
    let mut is_free = vec![true; seats];
    let mut hungry: Vec<(usize, Sender<()>)> = Vec::new();
    for letter in letters {
        match letter {
            Letter::Hungry(seat, table) => hungry.push((seat, table)),
            Letter::Sated(seat) => {
                is_free[seat] = true;
                is_free[(seat + 1) % seats] = true;
            }
        }
        hungry.retain(|(seat, table)| {
            let right = (seat + 1) % seats;
            if !is_free[*seat] || !is_free[right] {
                return true;
            }
            is_free[*seat] = false;
            is_free[right] = false;
            table.send(()).is_err()
        });
    }
}

impl Exercise {
    fn write(&self, letter: Letter) {
        let (butler, _) = self.butler.as_ref().expect("he stays until the drop");
        butler.send(letter).expect("he reads until the drop");
    }
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        let (butler, letters) = channel();
        let thread = thread::spawn(move || serve(seats, &letters));
        Self {
            butler: Some((butler, thread)),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let (table, served) = channel();
        self.write(Letter::Hungry(seat, table));
        served.recv().expect("he serves all");
        meal();
        self.write(Letter::Sated(seat));
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        if let Some((butler, thread)) = self.butler.take() {
            drop(butler);
            _ = thread.join();
        }
    }
}
