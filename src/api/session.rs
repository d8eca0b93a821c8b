//! A session under way, as a Rust front end holds it.

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

/// A session under way.
#[derive(Debug)]
#[must_use = "the session is cancelled when this is dropped"]
pub struct Session {
    running: Option<Rc<crate::loader::session::Session>>,
    told: Rc<RefCell<Told>>,
    ended: Ended,
}

#[derive(Debug)]
enum Ended {
    Waiting(oneshot::Receiver<Result<JsValue, JsValue>>),
    With(Result<JsValue, JsValue>),
}

/// What the session has told so far.
#[derive(Debug)]
struct Told {
    state: State,
    id: Option<String>,
    followers: Vec<mpsc::UnboundedSender<State>>,
}

impl Session {
    pub(super) fn open(config: &JsValue) -> Self {
        let told = Rc::new(RefCell::new(Told { state: State::Preparing, id: None, followers: Vec::new() }));
        let (end, ended) = oneshot::channel();
        let listener = Listener { told: Rc::clone(&told), end: RefCell::new(Some(end)) };
        let running = match Options::read(config, Goal::Session, None) {
            Ok(options) => Some(with_registry(|registry| registry.open(options, Box::new(listener)))),
            Err(error) => {
                listener.entered(State::Failed, &JsValue::UNDEFINED);
                listener.settled(Err(error.into()));
                None
            }
        };
        Self { running, told, ended: Ended::Waiting(ended) }
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        self.told.borrow().state
    }

    /// The session id, as soon as it is known.
    pub fn id(&self) -> Option<String> {
        self.told.borrow().id.clone()
    }

    /// The states from now on, the present one first. It ends with the session.
    pub fn states(&self) -> States {
        let (sender, receiver) = mpsc::unbounded();
        let mut told = self.told.borrow_mut();
        // The receiver is here still: it cannot be closed.
        let _ = sender.unbounded_send(told.state);
        if !told.state.is_final() {
            told.followers.push(sender);
        }
        States(receiver)
    }

    /// Waits for the widget to have the floor.
    ///
    /// # Errors
    /// As [`finished`](Self::finished), if it comes to that before.
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

    /// Waits for the end; what it comes to is the `detail` of the `finish` event (guide, section 4.4). It may be
    /// asked for more than once.
    ///
    /// # Errors
    /// [`SessionError`], by code, or the reason of the cancellation.
    pub async fn finished(&mut self) -> Result<JsValue, SessionError> {
        if let Ended::Waiting(receiver) = &mut self.ended {
            // The sender lives as long as the session runs, and a session never goes without an end.
            let outcome = receiver.await.unwrap_or(Err(JsValue::UNDEFINED));
            self.ended = Ended::With(outcome);
        }
        match &self.ended {
            Ended::With(outcome) => outcome.clone().map_err(SessionError::from),
            Ended::Waiting(_) => Err(SessionError::Cancelled(JsValue::UNDEFINED)),
        }
    }

    /// The same with the detail as a type of yours.
    ///
    /// # Errors
    /// As [`finished`](Self::finished); and `internal` with serde's word as the cause if the detail is of another
    /// shape. The guide leaves its shape open.
    pub async fn finished_as<T: DeserializeOwned>(&mut self) -> Result<T, SessionError> {
        let detail = self.finished().await?;
        serde_wasm_bindgen::from_value(detail).map_err(|error| SessionError::Failed {
            code: super::ErrorCode::Internal,
            message: format!("The detail of the finish event has another shape: {error}"),
            retryable: false,
            cause: error.into(),
        })
    }

    /// Ends the session, with an `AbortError` as the reason. Does nothing after the end.
    pub fn cancel(&self) {
        self.cancel_with(abort_error("The session was cancelled."));
    }

    /// Ends the session with a reason of yours.
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

/// The states of a session, as they come.
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
    told: Rc<RefCell<Told>>,
    end: RefCell<Option<oneshot::Sender<Result<JsValue, JsValue>>>>,
}

impl Observer for Listener {
    fn entered(&self, state: State, id: &JsValue) {
        let mut told = self.told.borrow_mut();
        told.state = state;
        told.id = id.as_string().or_else(|| told.id.take());
        // Who has dropped its stream is forgotten.
        told.followers.retain(|follower| follower.unbounded_send(state).is_ok());
        if state.is_final() {
            told.followers.clear();
        }
    }

    fn settled(&self, outcome: Result<JsValue, JsValue>) {
        if let Some(end) = self.end.take() {
            // Nobody may be waiting.
            let _ = end.send(outcome);
        }
    }
}
