use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

struct Again {
    asked: AtomicBool,
    outer: Waker,
}

impl Wake for Again {
    fn wake(self: Arc<Self>) {
        self.asked.store(true, Ordering::SeqCst);
        self.outer.wake_by_ref();
    }
}

/// Polls at a time. What a task has used up, tokio gives back only once the task has stopped
/// for a moment: without an end, a future that waits for that would spin for good.
const MOST: usize = 100;

/// Polls a future as long as it only asks to be polled again (long lists of futures do, to be
/// fair to others): what waits after that waits for something else.
pub async fn settled<F: Future>(mut future: Pin<&mut F>) -> F::Output {
    poll_fn(|outer| {
        for _ in 0..MOST {
            let again = Arc::new(Again { asked: AtomicBool::new(false), outer: outer.waker().clone() });
            let waker = Waker::from(again.clone());
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Pending if again.asked.load(Ordering::SeqCst) => {}
                outcome => return outcome,
            }
        }
        // It asked again, so the task itself has been woken too.
        Poll::Pending
    })
    .await
}
