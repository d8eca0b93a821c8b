//! The session handle for Rust front ends.

use core::cell::RefCell;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::rc::Rc;

use futures_channel::{mpsc, oneshot};
use futures_core::Stream;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::SessionError;
use crate::loader::lifecycle::Goal;
use crate::loader::promise::with_registry;
use crate::loader::session::Observer;
use crate::loader::{Options, State, abort_error};

/// A handle to a session. Dropping it cancels the session.
#[derive(Debug)]
#[must_use = "the session is cancelled when this is dropped"]
pub struct Session {
    running: Option<Rc<crate::loader::session::Session>>,
    progress: Rc<RefCell<Progress>>,
    ended: Ended,
}

#[derive(Debug)]
enum Ended {
    Waiting(oneshot::Receiver<Result<JsValue, JsValue>>),
    With(Result<JsValue, JsValue>),
}

/// The progress that the session has reported so far.
#[derive(Debug)]
struct Progress {
    state: State,
    id: Option<String>,
    subscribers: Vec<mpsc::UnboundedSender<State>>,
}

impl Session {
    pub(super) fn open(config: &JsValue) -> Self {
        let progress =
            Rc::new(RefCell::new(Progress { state: State::Preparing, id: None, subscribers: Vec::new() }));
        let (end, ended) = oneshot::channel();
        let listener = Listener { progress: Rc::clone(&progress), end: RefCell::new(Some(end)) };
        let running = match Options::read(config, Goal::Session, None) {
            Ok(options) => Some(with_registry(|registry| registry.open(options, Box::new(listener)))),
            Err(error) => {
                listener.entered(State::Failed, &JsValue::UNDEFINED);
                listener.settled(Err(error.into()));
                None
            }
        };
        Self { running, progress, ended: Ended::Waiting(ended) }
    }

    /// Returns the session's state.
    pub fn state(&self) -> State {
        self.progress.borrow().state
    }

    /// Returns the session id once it is known.
    pub fn id(&self) -> Option<String> {
        self.progress.borrow().id.clone()
    }

    /// Returns a stream of the states, starting with the current one. It ends with the session.
    pub fn states(&self) -> States {
        let (sender, receiver) = mpsc::unbounded();
        let mut progress = self.progress.borrow_mut();
        // The receiver exists, so the channel is open.
        let _ = sender.unbounded_send(progress.state);
        if !progress.state.is_final() {
            progress.subscribers.push(sender);
        }
        States(receiver)
    }

    /// Waits until the widget is running.
    ///
    /// # Errors
    /// The same as [`finished`](Self::finished), if the session fails or is cancelled first.
    pub async fn started(&mut self) -> Result<(), SessionError> {
        let mut states = self.states();
        loop {
            let next = core::future::poll_fn(|context| Pin::new(&mut states).poll_next(context)).await;
            match next {
                Some(State::Active | State::Finished) => return Ok(()),
                Some(State::Cancelled | State::Failed) | None => return self.finished().await.map(|_| ()),
                Some(_) => {}
            }
        }
    }

    /// Waits until the session has ended and returns the `detail` of the `finish` event (the service's guide, section 4.4). May be called
    /// more than once.
    ///
    /// # Errors
    /// A [`SessionError`] with a code, or with the reason of the cancellation.
    pub async fn finished(&mut self) -> Result<JsValue, SessionError> {
        if let Ended::Waiting(receiver) = &mut self.ended {
            // The sender lives until the session has ended, so it is never dropped before it has sent.
            let outcome = receiver.await.unwrap_or(Err(JsValue::UNDEFINED));
            self.ended = Ended::With(outcome);
        }
        match &self.ended {
            Ended::With(outcome) => outcome.clone().map_err(SessionError::from),
            Ended::Waiting(_) => Err(SessionError::Cancelled(JsValue::UNDEFINED)),
        }
    }

    /// Waits until the session has ended and deserializes the detail, whose shape the service's guide does not specify.
    ///
    /// # Errors
    /// The same as [`finished`](Self::finished); `internal` if the detail has another shape, with serde's error as the
    /// cause.
    pub async fn finished_as<T: DeserializeOwned>(&mut self) -> Result<T, SessionError> {
        let detail = self.finished().await?;
        serde_wasm_bindgen::from_value(detail).map_err(|error| SessionError::Failed {
            code: super::ErrorCode::Internal,
            message: format!("Could not deserialize the detail of the finish event: {error}"),
            retryable: false,
            cause: error.into(),
        })
    }

    /// Cancels the session with an `AbortError`. A no-op if the session has ended.
    pub fn cancel(&self) {
        self.cancel_with(abort_error("The session was cancelled."));
    }

    /// Cancels the session with this reason.
    pub fn cancel_with(&self, reason: JsValue) {
        if let Some(running) = &self.running {
            running.cancel(reason);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.state().is_final() {
            self.cancel();
        }
    }
}

/// A stream of a session's states.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is polled"]
pub struct States(mpsc::UnboundedReceiver<State>);

impl Stream for States {
    type Item = State;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<State>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}

struct Listener {
    progress: Rc<RefCell<Progress>>,
    end: RefCell<Option<oneshot::Sender<Result<JsValue, JsValue>>>>,
}

impl Observer for Listener {
    fn entered(&self, state: State, id: &JsValue) {
        let mut progress = self.progress.borrow_mut();
        progress.state = state;
        progress.id = id.as_string().or_else(|| progress.id.take());
        // Dropped streams are removed.
        progress.subscribers.retain(|subscriber| subscriber.unbounded_send(state).is_ok());
        if state.is_final() {
            progress.subscribers.clear();
        }
    }

    fn settled(&self, outcome: Result<JsValue, JsValue>) {
        if let Some(end) = self.end.take() {
            // The handle may have been dropped.
            let _ = end.send(outcome);
        }
    }
}
