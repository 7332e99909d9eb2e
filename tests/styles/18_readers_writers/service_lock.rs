//! All wait at a service lock, and a writer keeps it until the room is empty.

use labs::lab_18::Gate;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    service: Mutex<()>,
    readers: Mutex<u32>,
    room: Semaphore,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            service: Mutex::new(()),
            readers: Mutex::new(0),
            room: Semaphore::new(1),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        {
            let _service = self.service.lock();
            let mut readers = self.readers.lock();
            *readers += 1;
            if *readers == 1 {
                self.room.acquire().forget();
            }
        }
        let r = f();
        let mut readers = self.readers.lock();
        *readers -= 1;
        if *readers == 0 {
            self.room.release(1);
        }
        r
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let service = self.service.lock();
        let room = self.room.acquire();
        drop(service);
        let r = f();
        drop(room);
        r
    }
}
