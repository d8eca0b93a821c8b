//! Cancellation of a future by a time limit or by the caller's `AbortSignal`.
//!
//! The future is dropped at once, even if `fetch` ignores its signal. The caller's reason is not passed
//! through `fetch`, which may wrap or lose it.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gloo_timers::callback::Timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::Error;

/// Cause of a cancellation.
#[derive(Debug)]
pub(super) enum Cancelled {
    /// The time limit was exceeded.
    Timeout,
    /// The caller's signal was aborted, with this reason.
    Aborted(JsValue),
}

#[derive(Debug, Default)]
struct State {
    cancelled: Option<Cancelled>,
    waker: Option<Waker>,
}

/// Future that resolves when a time limit is exceeded or a signal is aborted.
#[derive(Debug)]
#[must_use = "nothing is cancelled unless it is awaited or raced"]
pub(super) struct Cancellation {
    state: Rc<RefCell<State>>,
    _timer: Option<Timeout>,
    _listener: Option<AbortListener>,
}

impl Cancellation {
    /// Starts a timer of `ms` (no timer if `None`) and listens to `signal`, which may already be aborted.
    pub(super) fn new(ms: Option<u32>, signal: Option<&AbortSignal>) -> Self {
        let state = Rc::<RefCell<State>>::default();
        if let Some(signal) = signal.filter(|signal| signal.aborted()) {
            state.borrow_mut().cancelled = Some(Cancelled::Aborted(signal.reason()));
            return Self { state, _timer: None, _listener: None };
        }
        let timer = ms.map(|ms| {
            let state = Rc::clone(&state);
            Timeout::new(ms.min(i32::MAX.unsigned_abs()), move || cancel(&state, Cancelled::Timeout))
        });
        let listener = signal.map(|signal| {
            let state = Rc::clone(&state);
            let target = signal.clone();
            AbortListener::new(signal, move || cancel(&state, Cancelled::Aborted(target.reason())))
        });
        Self { state, _timer: timer, _listener: listener }
    }
}

fn cancel(state: &RefCell<State>, cause: Cancelled) {
    let waker = {
        let mut state = state.borrow_mut();
        state.cancelled.get_or_insert(cause);
        state.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Future for Cancellation {
    type Output = Cancelled;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Cancelled> {
        let mut state = self.state.borrow_mut();
        if let Some(cancelled) = state.cancelled.take() {
            return Poll::Ready(cancelled);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Waits `ms` milliseconds.
///
/// # Errors
///
/// `aborted`: the signal was aborted first.
pub(super) async fn sleep(ms: u32, signal: Option<&AbortSignal>) -> Result<(), Error> {
    match Cancellation::new(Some(ms), signal).await {
        Cancelled::Timeout => Ok(()),
        Cancelled::Aborted(reason) => Err(Error::aborted(reason)),
    }
}

/// Runs `work` until it completes or is cancelled.
///
/// The cancellation is polled first: work that is cancelled beforehand does not start.
pub(super) async fn race<T>(
    work: impl Future<Output = T>,
    cancellation: Cancellation,
) -> Result<T, Cancelled> {
    let mut work = pin!(work);
    let mut cancellation = pin!(cancellation);
    poll_fn(|context| match cancellation.as_mut().poll(context) {
        Poll::Ready(cancelled) => Poll::Ready(Err(cancelled)),
        Poll::Pending => work.as_mut().poll(context).map(Ok),
    })
    .await
}

/// Listener for `abort` events, removed when dropped.
#[derive(Debug)]
struct AbortListener {
    signal: AbortSignal,
    callback: Closure<dyn FnMut()>,
}

impl AbortListener {
    fn new(signal: &AbortSignal, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        // Cannot fail: every `AbortSignal` has this method, and the TypeScript client checks that a polyfill
        // has it too.
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Self { signal: signal.clone(), callback }
    }
}

impl Drop for AbortListener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", callback);
    }
}
