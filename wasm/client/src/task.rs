//! Executor whose futures are polled by JavaScript, so that JavaScript can catch a trap.
//!
//! A Rust panic becomes a WebAssembly trap. If wasm-bindgen-futures polled the futures in its own microtasks,
//! a trap would be an uncaught exception: Node would exit, and the caller's Promise would stay pending.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use js_sys::Function;
use wasm_bindgen::JsValue;

type BoxFuture = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    /// `None` while the future is being polled.
    future: Option<BoxFuture>,
    wake: Function,
    waker: Arc<TaskWaker>,
}

/// Waker that asks JavaScript for a poll, at most once until that poll.
struct TaskWaker {
    id: u32,
    scheduled: AtomicBool,
}

thread_local! {
    static TASKS: RefCell<BTreeMap<u32, Task>> = const { RefCell::new(BTreeMap::new()) };
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// Spawns a future and returns its task id.
///
/// `wake` is called with the id; it must schedule a call of [`poll`] that runs after it has returned.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static, wake: Function) -> u32 {
    let id = LAST_ID.get().wrapping_add(1);
    LAST_ID.set(id);
    let waker = Arc::new(TaskWaker { id, scheduled: AtomicBool::new(false) });
    let task = Task { future: Some(Box::pin(future)), wake, waker: Arc::clone(&waker) };
    TASKS.with_borrow_mut(|tasks| tasks.insert(id, task));
    waker.wake();
    id
}

/// Polls a task; a no-op if the task has completed or trapped, or is being polled.
pub(crate) fn poll(id: u32) {
    let taken = TASKS.with_borrow_mut(|tasks| {
        let task = tasks.get_mut(&id)?;
        task.waker.scheduled.store(false, Ordering::Relaxed);
        Some((task.future.take()?, Arc::clone(&task.waker)))
    });
    let Some((mut future, waker)) = taken else { return };
    let outcome = future.as_mut().poll(&mut Context::from_waker(&Waker::from(waker)));
    let done = TASKS.with_borrow_mut(|tasks| match (outcome, tasks.get_mut(&id)) {
        (Poll::Pending, Some(task)) => {
            task.future = Some(future);
            None
        }
        _ => Some((future, tasks.remove(&id))),
    });
    // Dropped outside the borrow, because dropping the future may wake a task.
    drop(done);
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        if self.scheduled.swap(true, Ordering::Relaxed) {
            return;
        }
        let wake = TASKS.with_borrow(|tasks| tasks.get(&self.id).map(|task| task.wake.clone()));
        if let Some(wake) = wake {
            // The TypeScript client's `wake` only queues a microtask and does not throw.
            let _ = wake.call1(&JsValue::UNDEFINED, &self.id.into());
        }
    }
}
