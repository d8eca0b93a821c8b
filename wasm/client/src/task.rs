//! Runs futures so that a panic is caught.
//!
//! A panic traps. Were the futures polled from a microtask of wasm-bindgen's, as usual, nobody could catch
//! that: Node would end the whole process, and the caller's Promise would stay pending. Here the host polls,
//! through an export, and catches.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use js_sys::Function;
use wasm_bindgen::JsValue;

type Work = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    /// Taken out while it is polled.
    work: Option<Work>,
    wake: Function,
    signal: Arc<Signal>,
}

/// Asks the host for a poll, once for all wakings until then.
struct Signal {
    id: u32,
    asked: AtomicBool,
}

thread_local! {
    static TASKS: RefCell<BTreeMap<u32, Task>> = const { RefCell::new(BTreeMap::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Takes up a future. `wake` is the host's: called with the task's id, it shall call [`poll`] soon, but not
/// before it returns.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static, wake: Function) -> u32 {
    let id = LAST.get().wrapping_add(1);
    LAST.set(id);
    let signal = Arc::new(Signal { id, asked: AtomicBool::new(false) });
    let task = Task { work: Some(Box::pin(work)), wake, signal: Arc::clone(&signal) };
    TASKS.with_borrow_mut(|tasks| tasks.insert(id, task));
    signal.wake();
    id
}

/// Goes on with a task. One that is done, or that trapped, is not known any more.
pub(crate) fn poll(id: u32) {
    let taken = TASKS.with_borrow_mut(|tasks| {
        let task = tasks.get_mut(&id)?;
        task.signal.asked.store(false, Ordering::Relaxed);
        Some((task.work.take()?, Arc::clone(&task.signal)))
    });
    let Some((mut work, signal)) = taken else { return };
    let outcome = work.as_mut().poll(&mut Context::from_waker(&Waker::from(signal)));
    let done = TASKS.with_borrow_mut(|tasks| match (outcome, tasks.get_mut(&id)) {
        (Poll::Pending, Some(task)) => {
            task.work = Some(work);
            None
        }
        _ => Some((work, tasks.remove(&id))),
    });
    // Dropped only now: what a future holds may wake when it goes.
    drop(done);
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        if self.asked.swap(true, Ordering::Relaxed) {
            return;
        }
        let wake = TASKS.with_borrow(|tasks| tasks.get(&self.id).map(|task| task.wake.clone()));
        if let Some(wake) = wake {
            // The host's function only queues a microtask, and does not throw.
            let _ = wake.call1(&JsValue::UNDEFINED, &self.id.into());
        }
    }
}
