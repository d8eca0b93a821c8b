//! Runs a task once per key: never twice at a time, and not again after it has succeeded.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// How many keys an instance remembers. At 100 bytes each, or 1 KB with the response to a request, they take 1 or 10 MB.
const CAPACITY: usize = 10_000;

/// Outcome of a task; `None` until it has ended.
type Outcome<T, E> = Option<Result<T, E>>;

#[derive(Debug)]
pub(super) struct Once<T, E>(Mutex<State<T, E>>);

#[derive(Debug)]
struct State<T, E> {
    /// The keys of the tasks that have succeeded, with the time of their last use and the value.
    done: HashMap<String, (u64, T)>,
    /// The same keys by the time of their last use.
    used: BTreeMap<u64, String>,
    clock: u64,
    running: HashMap<String, watch::Receiver<Outcome<T, E>>>,
}

impl<T: Clone + Send + Sync + 'static, E: Clone + Send + Sync + 'static> Once<T, E> {
    pub(super) fn new() -> Arc<Self> {
        let (done, used, running) = Default::default();
        Arc::new(Self(Mutex::new(State { done, used, clock: 0, running })))
    }

    /// Runs a task, or waits for the running one with the same key. The task continues if the caller does not wait for
    /// it. Returns `Err(None)` if the task has panicked.
    pub(super) async fn run<F>(self: &Arc<Self>, key: &str, task: impl FnOnce() -> F) -> Result<T, Option<E>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.run_while(key, |_| true, task).await
    }

    /// As [`run`](Self::run), but a value that is not current any more does not count as a success.
    pub(super) async fn run_while<F>(
        self: &Arc<Self>,
        key: &str,
        is_current: impl FnOnce(&T) -> bool,
        task: impl FnOnce() -> F,
    ) -> Result<T, Option<E>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
    {
        let mut running = {
            let mut state = self.lock();
            if let Some((_, value)) = state.done.get(key).filter(|(_, value)| is_current(value)) {
                let value = value.clone();
                state.remember(key.to_owned(), value.clone());
                return Ok(value);
            }
            let running = state.running.get(key).cloned();
            running.unwrap_or_else(|| {
                let (sender, receiver) = watch::channel(None);
                state.running.insert(key.to_owned(), receiver.clone());
                let end = End { once: Arc::clone(self), key: key.to_owned(), sender };
                tokio::spawn(end.after(task()));
                receiver
            })
        };
        let outcome = running.wait_for(Option::is_some).await.map_err(|_| None)?;
        outcome.clone().ok_or(None)?.map_err(Some)
    }
}

impl<T, E> Once<T, E> {
    fn lock(&self) -> MutexGuard<'_, State<T, E>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E> State<T, E> {
    fn remember(&mut self, key: String, value: T) {
        self.clock += 1;
        self.used.insert(self.clock, key.clone());
        if let Some((last, _)) = self.done.insert(key, (self.clock, value)) {
            self.used.remove(&last);
        }
        if self.done.len() > CAPACITY
            && let Some((_, oldest)) = self.used.pop_first()
        {
            self.done.remove(&oldest);
        }
    }
}

/// Ends a task when it is dropped, also after a panic.
struct End<T, E> {
    once: Arc<Once<T, E>>,
    key: String,
    sender: watch::Sender<Outcome<T, E>>,
}

impl<T: Clone, E> End<T, E> {
    async fn after(self, task: impl Future<Output = Result<T, E>>) {
        let outcome = task.await;
        if let Ok(value) = &outcome {
            self.once.lock().remember(self.key.clone(), value.clone());
        }
        self.sender.send_replace(Some(outcome));
    }
}

impl<T, E> Drop for End<T, E> {
    fn drop(&mut self) {
        self.once.lock().running.remove(&self.key);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn a_task_runs_again_only_after_it_has_failed_or_panicked() {
        let once = Once::new();
        assert_eq!(once.run("a", async || Err(7)).await, Err(Some(7)));
        let panics = async || -> Result<(), i32> { panic!("expected by the test") };
        assert_eq!(once.run("a", panics).await, Err(None));
        assert_eq!(once.run("a", async || Ok(())).await, Ok(()));
        assert_eq!(once.run("a", async || Err(8)).await, Ok(()));
        assert_eq!(once.run("b", async || Err(9)).await, Err(Some(9)));
    }

    #[tokio::test]
    async fn a_task_runs_again_once_its_value_is_not_current() {
        let once = Once::<i32, ()>::new();
        assert_eq!(once.run("a", async || Ok(1)).await, Ok(1));
        assert_eq!(once.run_while("a", |&value| value == 1, async || Ok(2)).await, Ok(1));
        assert_eq!(once.run_while("a", |&value| value != 1, async || Ok(2)).await, Ok(2));
        assert_eq!(once.run("a", async || Err(())).await, Ok(2));
        let state = once.lock();
        assert_eq!((state.done.len(), state.used.len()), (1, 1));
    }

    #[tokio::test]
    async fn callers_of_the_same_key_share_a_task() {
        let once = Once::<(), ()>::new();
        let (start, started) = tokio::sync::oneshot::channel::<()>();
        let first = once.run("a", || async move {
            let _ = started.await;
            Ok(())
        });
        let second = once.run("a", async || Err(()));
        let third = async { start.send(()) };
        let (first, second, _) = tokio::join!(first, second, third);
        assert_eq!((first, second), (Ok(()), Ok(())));
        assert!(once.lock().running.is_empty());
    }

    #[tokio::test]
    async fn a_task_continues_without_its_caller() {
        let once = Once::<(), ()>::new();
        let (start, started) = tokio::sync::oneshot::channel::<()>();
        let mut call = Box::pin(once.run("a", || async move { started.await.map_err(drop) }));
        let is_pending = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await;
        assert!(is_pending);
        drop(call);
        start.send(()).unwrap();
        assert_eq!(once.run("a", async || Err(())).await, Ok(()));
    }

    #[test]
    fn forgets_the_least_recently_used_key() {
        let once = Once::<(), ()>::new();
        let mut state = once.lock();
        (0..CAPACITY).for_each(|key| state.remember(key.to_string(), ()));
        state.remember("0".into(), ());
        state.remember("new".into(), ());
        assert_eq!((state.done.len(), state.used.len()), (CAPACITY, CAPACITY));
        assert!(state.done.contains_key("0") && !state.done.contains_key("1"));
    }
}
