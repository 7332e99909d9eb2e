//! Services as `async fn`s that yield to the executor when another thread came between.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

#[derive(Default)]
struct Yield {
    has_yielded: bool,
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.has_yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            break output;
        }
    }
}

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Exercise {
    async fn number(&self) -> Option<u32> {
        loop {
            let seen = self.next.load(Relaxed);
            let after = seen.checked_add(1)?;
            if self
                .next
                .compare_exchange(seen, after, Relaxed, Relaxed)
                .is_ok()
            {
                return Some(seen);
            }
            Yield::default().await;
        }
    }
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        run(self.number())
    }

    fn report(&self, length: u64) {
        run(async { self.longest.fetch_max(length, Relaxed) });
    }

    fn put(tray: &labs::lab_07::Tray, form: u64) -> bool {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        let is_free = !tray.full.load(Acquire);
        if is_free {
            tray.form.set(form);
            tray.full.store(true, Release);
        }
        is_free
    }

    fn fetch(tray: &labs::lab_07::Tray) -> Option<u64> {
        use racelab::sync::atomic::Ordering::{Acquire, Release};
        tray.full.load(Acquire).then(|| {
            let form = tray.form.get();
            tray.full.store(false, Release);
            form
        })
    }
}
