//! The threads poll one lock, and yield between two looks.

use labs::lab_18::Gate;
use racelab::sync::{Mutex, thread};

struct Room {
    readers: u32,
    writing: bool,
    waiting: u32,
}

pub struct Exercise {
    room: Mutex<Room>,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            room: Mutex::new(Room {
                readers: 0,
                writing: false,
                waiting: 0,
            }),
        }
    }
    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        loop {
            let mut room = self.room.lock();
            if !room.writing && room.waiting == 0 {
                room.readers += 1;
                break;
            }
            drop(room);
            thread::yield_now();
        }
        let result = f();
        self.room.lock().readers -= 1;
        result
    }
    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        self.room.lock().waiting += 1;
        loop {
            let mut room = self.room.lock();
            if !room.writing && room.readers == 0 {
                room.writing = true;
                room.waiting -= 1;
                break;
            }
            drop(room);
            thread::yield_now();
        }
        let result = f();
        self.room.lock().writing = false;
        result
    }
}
