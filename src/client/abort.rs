//! Ending a wait: by the clock or by the caller's signal.
//!
//! The wait ends even if `fetch` ignores its own signal, and the caller's reason never goes through
//! `fetch`, which may wrap or lose it.

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

/// How a wait ended.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The time is up.
    Elapsed,
    /// The caller wants no more; the signal's reason.
    Aborted(JsValue),
}

#[derive(Debug, Default)]
struct Shared {
    stopped: Option<Stopped>,
    waker: Option<Waker>,
}

/// A future that is ready when the time is up or the signal is aborted.
#[derive(Debug)]
#[must_use = "it stops nothing unless it is awaited or raced"]
pub(super) struct Stop {
    shared: Rc<RefCell<Shared>>,
    _timer: Option<Timeout>,
    _listener: Option<Listener>,
}

impl Stop {
    /// After `ms` ms (`None`: never), or when `signal` is aborted, which it may be already.
    pub(super) fn new(ms: Option<u32>, signal: Option<&AbortSignal>) -> Self {
        let shared = Rc::<RefCell<Shared>>::default();
        if let Some(signal) = signal.filter(|signal| signal.aborted()) {
            shared.borrow_mut().stopped = Some(Stopped::Aborted(signal.reason()));
            return Self { shared, _timer: None, _listener: None };
        }
        let timer = ms.map(|ms| {
            let shared = Rc::clone(&shared);
            Timeout::new(ms.min(i32::MAX.unsigned_abs()), move || stop(&shared, Stopped::Elapsed))
        });
        let listener = signal.map(|signal| {
            let shared = Rc::clone(&shared);
            let own = signal.clone();
            Listener::new(signal, move || stop(&shared, Stopped::Aborted(own.reason())))
        });
        Self { shared, _timer: timer, _listener: listener }
    }

    /// Does nothing until the time is up.
    pub(super) async fn sleep(self) -> Result<(), Error> {
        match self.await {
            Stopped::Elapsed => Ok(()),
            Stopped::Aborted(reason) => Err(Error::aborted(reason)),
        }
    }
}

fn stop(shared: &RefCell<Shared>, how: Stopped) {
    let waker = {
        let mut shared = shared.borrow_mut();
        shared.stopped.get_or_insert(how);
        shared.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Future for Stop {
    type Output = Stopped;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Stopped> {
        let mut shared = self.shared.borrow_mut();
        if let Some(stopped) = shared.stopped.take() {
            return Poll::Ready(stopped);
        }
        shared.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Does `work` until `stop`, which is asked first: what is stopped beforehand is never begun.
pub(super) async fn race<T>(work: impl Future<Output = T>, stop: Stop) -> Result<T, Stopped> {
    let mut work = pin!(work);
    let mut stop = pin!(stop);
    poll_fn(|context| match stop.as_mut().poll(context) {
        Poll::Ready(stopped) => Poll::Ready(Err(stopped)),
        Poll::Pending => work.as_mut().poll(context).map(Ok),
    })
    .await
}

/// An `abort` listener, taken off again when dropped.
#[derive(Debug)]
struct Listener {
    signal: AbortSignal,
    callback: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(signal: &AbortSignal, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::<dyn FnMut()>::new(callback);
        // The facade has looked: a signal has this method.
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Self { signal: signal.clone(), callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", callback);
    }
}
