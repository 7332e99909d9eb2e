//! Starting the workers of a pool.
//!
//! To execute a program costs several times as much as to fork a small process, and most of
//! that work is the same for each worker. So on Linux a pool executes only one worker,
//! the *elder*; before the elder does anything else it forks the others as
//! its siblings ([`siblings`](crate::siblings)):
//!
//! ```text
//! parent                            elder                        sibling
//! ------                            -----                        -------
//! executes it             ------->  main, up to tasks!
//! socket pairs; one end of each ->  forks for each       ------> goes on with its end
//! its id                  <-------------------------------------
//! 0, if it cannot fork    <-------  is a worker as well
//! ```
//!
//! If the elder cannot fork, the pool executes each worker. It also executes each worker that
//! replaces a lost one.

use std::sync::Arc;
use std::time::Duration;

use crate::child::{self, Child};
#[cfg(target_os = "linux")]
use crate::child::{Newborn, cannot_start};
#[cfg(target_os = "linux")]
use crate::error::Error;
use crate::error::Result;

/// How long a worker may take to reach `tasks!`. It takes that long only if `main`
/// does something else first.
pub(super) const HELLO_DEADLINE: Duration = Duration::from_secs(60);

/// The error message for a worker that took longer.
pub(super) fn no_hello() -> String {
    child::is_slow();
    format!(
        "a worker did not call tasks! within {} s; make it the first line of main",
        HELLO_DEADLINE.as_secs()
    )
}

/// Where the first workers of a pool come from.
pub(super) struct Nursery {
    #[cfg(target_os = "linux")]
    family: Option<Family>,
}

#[cfg(not(target_os = "linux"))]
impl Nursery {
    /// A nursery for so many workers.
    pub(super) fn new(_: usize) -> Result<Nursery> {
        Ok(Nursery {})
    }

    /// The next worker.
    pub(super) fn next(&mut self, name: &str) -> Result<Arc<Child>> {
        Child::spawn(name, true)
    }
}

#[cfg(target_os = "linux")]
impl Nursery {
    /// A nursery for so many workers.
    pub(super) fn new(workers: usize) -> Result<Nursery> {
        let family = match workers {
            0 | 1 => None,
            _ => Some(Family::new(workers - 1)?),
        };
        Ok(Nursery { family })
    }

    /// The next worker.
    pub(super) fn next(&mut self, name: &str) -> Result<Arc<Child>> {
        let Some(family) = &mut self.family else {
            return Child::spawn(name, true);
        };
        if family.is_complete() {
            let elder = self
                .family
                .take()
                .and_then(|mut family| family.elder.take());
            return match elder {
                Some(elder) => Ok(Child::new(elder, name, true)),
                None => Child::spawn(name, true),
            };
        }
        match family.next() {
            Ok(Birth::Born(newborn)) => Ok(Child::new(newborn, name, true)),
            Ok(Birth::Refused) => Child::spawn(name, true),
            Ok(Birth::ElderLost) => {
                // Dropping the family reaps it. The next worker will show why it ended.
                self.family = None;
                Child::spawn(name, true)
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(target_os = "linux")]
use family::{Birth, Family};

#[cfg(target_os = "linux")]
mod family {
    use std::collections::VecDeque;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    use super::{Child, Error, HELLO_DEADLINE, Newborn, Result, cannot_start, no_hello};
    use crate::siblings;

    /// The most requests for siblings that wait for the elder: they fit into the socket.
    const AHEAD: usize = 64;

    /// An elder and the siblings that it is asked for.
    pub(super) struct Family {
        /// `None` once it has been handed out.
        pub(super) elder: Option<Newborn>,
        unasked: usize,
        /// Our ends of the siblings that were requested and have not answered yet.
        asked: VecDeque<UnixStream>,
    }

    /// The result of a request for a sibling.
    pub(super) enum Birth {
        Born(Newborn),
        /// The elder cannot fork, or the system refused it.
        Refused,
        ElderLost,
    }

    impl Family {
        pub(super) fn new(siblings: usize) -> Result<Family> {
            Ok(Family {
                elder: Some(Newborn::spawn("PoolWorkers", siblings)?),
                unasked: siblings,
                asked: VecDeque::new(),
            })
        }

        /// Whether all siblings were handed out, so that only the elder is left.
        pub(super) fn is_complete(&self) -> bool {
            self.unasked == 0 && self.asked.is_empty()
        }

        pub(super) fn next(&mut self) -> Result<Birth> {
            let Some(elder) = &self.elder else {
                return Ok(Birth::ElderLost);
            };
            if self.asked.is_empty() {
                while self.unasked > 0 && self.asked.len() < AHEAD {
                    let (ours, theirs) = match UnixStream::pair() {
                        Ok(pair) => pair,
                        Err(why) if self.asked.is_empty() => return Err(cannot_start(why)),
                        // The next requests follow when the siblings before have come.
                        Err(_) => break,
                    };
                    if siblings::ask(&elder.stream, &OwnedFd::from(theirs)).is_err() {
                        return Ok(Birth::ElderLost);
                    }
                    // This fails only for a limit of zero or a closed socket.
                    let _ = ours.set_read_timeout(Some(HELLO_DEADLINE));
                    self.unasked -= 1;
                    self.asked.push_back(ours);
                }
            }
            let Some(stream) = self.asked.pop_front() else {
                return Ok(Birth::Refused);
            };
            match siblings::answer(&stream) {
                Ok(Some(id)) => Ok(Birth::Born(Newborn { id, stream })),
                Ok(None) => Ok(Birth::Refused),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    // The sibling may still come.
                    self.asked.push_front(stream);
                    Err(Error::Broken { why: no_hello() })
                }
                Err(_) => Ok(Birth::ElderLost),
            }
        }
    }

    /// Ends and reaps the workers that were not handed out.
    impl Drop for Family {
        fn drop(&mut self) {
            let Some(elder) = self.elder.take() else {
                return;
            };
            // From here on the elder forks no more, and the ends that it has not received
            // are closed.
            let elder = Child::new(elder, "", true);
            elder.kill();
            elder.reap();
            for stream in self.asked.drain(..) {
                if let Ok(Some(id)) = siblings::answer(&stream) {
                    let sibling = Child::new(Newborn { id, stream }, "", true);
                    sibling.kill();
                    sibling.reap();
                }
            }
        }
    }
}
