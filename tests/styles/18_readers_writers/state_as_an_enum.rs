//! The state of the room as an enum, and a guard that leaves it on drop.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Clone, Copy, Default)]
enum Room {
    #[default]
    Empty,
    Read(usize),
    Written,
}

#[derive(Default)]
struct Desk {
    room: Room,
    writers_in_line: usize,
}

#[derive(Default)]
pub struct Exercise {
    desk: Mutex<Desk>,
    changed: Condvar,
}

struct Inside<'g>(&'g Exercise);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.desk.lock();
        desk.room = match desk.room {
            Room::Read(readers) if readers > 1 => Room::Read(readers - 1),
            _ => Room::Empty,
        };
        self.0.changed.notify_all();
    }
}

impl Exercise {
    fn reading(&self) -> Inside<'_> {
        let mut desk = self.desk.lock();
        loop {
            desk.room = match (desk.room, desk.writers_in_line) {
                (Room::Empty, 0) => Room::Read(1),
                (Room::Read(readers), 0) => Room::Read(readers + 1),
                _ => {
                    self.changed.wait(&mut desk);
                    continue;
                }
            };
            return Inside(self);
        }
    }

    fn writing(&self) -> Inside<'_> {
        let mut desk = self.desk.lock();
        desk.writers_in_line += 1;
        while !matches!(desk.room, Room::Empty) {
            self.changed.wait(&mut desk);
        }
        desk.writers_in_line -= 1;
        desk.room = Room::Written;
        Inside(self)
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let _inside = self.reading();
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _inside = self.writing();
        f()
    }
}
