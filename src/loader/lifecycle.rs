//! A session's lifecycle as a pure state machine: takes an event, returns effects.
//!
//! `preparing → loading → starting → active → finished | cancelled | failed`. The last three are final; in every other
//! state a session may be cancelled or fail. The machine makes the decisions; its driver executes the effects in order.

use super::error::Code;

/// A session's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Created, not started.
    Preparing,
    /// The session id is being resolved and the script fetched, in parallel.
    Loading,
    /// The widget's `startSession` is being called.
    Starting,
    /// The widget is running.
    Active,
    /// The widget has fired `finish`.
    Finished,
    /// The session was cancelled: by the page, or because its container was removed.
    Cancelled,
    /// The session failed.
    Failed,
}

impl State {
    /// Returns the state's name, as the page is notified of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Loading => "loading",
            Self::Starting => "starting",
            Self::Active => "active",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// Returns whether the session has ended.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Finished | Self::Cancelled | Self::Failed)
    }
}

/// A part of a session that has a time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Until the session id is known.
    Session,
    /// Until the script has run.
    Script,
    /// Until the widget has finished.
    Finish,
    /// While the container is out of the document, for example because a framework moves it.
    Away,
}

impl Phase {
    /// Returns the error code for exceeding the limit; `None` if that cancels the session.
    pub(crate) const fn code(self) -> Option<Code> {
        match self {
            Self::Session => Some(Code::SessionTimeout),
            Self::Script => Some(Code::ScriptTimeout),
            Self::Finish => Some(Code::FinishTimeout),
            Self::Away => None,
        }
    }
}

/// An event of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The page has opened the session.
    Begin,
    /// The container was found and the page's session slot taken.
    Entered,
    /// Another session holds the slot.
    Occupied,
    /// The page has been notified of a state and has not cancelled the session.
    Proceed,
    /// The session id is known.
    SessionReady,
    /// The widget's global is defined.
    ScriptReady,
    /// `startSession` has returned.
    Started,
    /// A `finish` event of this session arrived.
    Finish,
    /// The container is not in the document.
    Lost,
    /// The container is in the document.
    Back,
    /// The page has cancelled the session.
    Cancel,
    /// Something failed.
    Fail,
    /// A phase has exceeded its time limit.
    TimedOut(Phase),
}

/// An action for the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Find the container and take the session slot; answers with `Entered`, `Occupied` or `Fail`.
    Enter,
    /// Cancel the session that holds the slot.
    Evict,
    /// Answer with `Proceed`, queued after the events that the page causes while it is notified.
    Proceed,
    /// Get the session id; answers with `SessionReady` or `Fail`.
    ResolveSession,
    /// Load the script; answers with `ScriptReady` or `Fail`.
    LoadScript,
    /// Start the timer of a phase; may answer with `TimedOut`.
    Arm(Phase),
    /// Stop the timer of a phase.
    Disarm(Phase),
    /// Listen for `finish`.
    Listen,
    /// Watch the container; answers with `Lost` and `Back`.
    Watch,
    /// Call the widget; answers with `Started`, `Finish` or `Fail`, or with `Lost` if the container is not in the document.
    Start,
    /// Detach listeners and timers, cancel what is loading, and free the session slot.
    Release,
    /// Remove the nodes that the widget has rendered.
    Clear,
    /// Release the container and remove the attribute that was added to it.
    Leave,
    /// Notify the page of the new state.
    Announce(State),
    /// Settle the page's Promise with the event's value.
    Settle,
}

/// The purpose of a call by the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Run a session.
    Session,
    /// Only load the widget's script: finished once the script has run. The page is not notified of states.
    Script,
}

/// The results that a loading session still waits for: the session id, the script, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Both,
    Session,
    Script,
    Nothing,
}

/// The state machine of one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine {
    goal: Goal,
    replace: bool,
    state: State,
    awaited: Awaited,
    /// Whether the page is being notified: `Effect::Proceed` was returned and `Event::Proceed` has not arrived.
    notifying: bool,
    away: bool,
}

impl Machine {
    /// Makes the machine of a new session. `replace` allows it to cancel a running session.
    pub(crate) const fn new(goal: Goal, replace: bool) -> Self {
        Self { goal, replace, state: State::Preparing, awaited: Awaited::Both, notifying: false, away: false }
    }

    /// Returns the session's state.
    pub(crate) const fn state(self) -> State {
        self.state
    }

    /// Handles an event and returns the effects to execute in order. An event that does not apply in the current
    /// state, such as a second answer or any event after the end, is ignored.
    pub(crate) fn step(&mut self, event: Event) -> &'static [Effect] {
        match (self.state, event) {
            (state, _) if state.is_final() => &[],
            (_, Event::Cancel | Event::TimedOut(Phase::Away)) => self.end(State::Cancelled),
            // While the page is being notified of a state, events other than cancellations are ignored.
            (_, event) if self.notifying && event != Event::Proceed => &[],
            (State::Preparing, Event::Begin) if self.goal == Goal::Script => {
                self.state = State::Loading;
                &[Effect::Arm(Phase::Script), Effect::LoadScript]
            }
            (State::Preparing, Event::Begin) => &[Effect::Enter],
            (State::Preparing, Event::Occupied) if self.replace => {
                // Evict only once: a page may open a new session each time that one is cancelled.
                self.replace = false;
                &[Effect::Evict, Effect::Enter]
            }
            (_, Event::Fail | Event::TimedOut(_)) | (State::Preparing, Event::Occupied) => {
                self.end(State::Failed)
            }
            (State::Preparing, Event::Entered) => {
                self.state = State::Loading;
                self.notifying = true;
                // Nothing starts before `Proceed`, because the page may cancel when it is notified.
                &[Effect::Announce(State::Loading), Effect::Proceed]
            }
            (State::Loading, Event::Proceed) if self.notified() => &[
                Effect::Arm(Phase::Session),
                Effect::Arm(Phase::Script),
                // The script comes first, because it takes longest.
                Effect::LoadScript,
                Effect::ResolveSession,
            ],
            (State::Loading, Event::ScriptReady) if self.goal == Goal::Script => self.end(State::Finished),
            (State::Loading, Event::SessionReady) => match self.awaited {
                Awaited::Both => self.wait_for(Awaited::Script, &[Effect::Disarm(Phase::Session)]),
                Awaited::Session => self.start(),
                _ => &[],
            },
            (State::Loading, Event::ScriptReady) => match self.awaited {
                Awaited::Both => self.wait_for(Awaited::Session, &[Effect::Disarm(Phase::Script)]),
                Awaited::Script => self.start(),
                _ => &[],
            },
            // Listen before the call: a widget may finish before `startSession` returns.
            (State::Starting, Event::Proceed) if self.notified() => {
                &[Effect::Arm(Phase::Finish), Effect::Listen, Effect::Watch, Effect::Start]
            }
            (State::Starting, Event::Started) => {
                self.state = State::Active;
                &[Effect::Announce(State::Active)]
            }
            (State::Starting | State::Active, Event::Finish) => self.end(State::Finished),
            // The document changes often: only the first of consecutive `Lost` events counts.
            (State::Starting | State::Active, Event::Lost) if !self.away => {
                self.away = true;
                &[Effect::Arm(Phase::Away)]
            }
            (State::Starting | State::Active, Event::Back) if self.away => {
                self.away = false;
                if self.state == State::Starting {
                    // The container was away when the widget was to be called.
                    &[Effect::Disarm(Phase::Away), Effect::Start]
                } else {
                    &[Effect::Disarm(Phase::Away)]
                }
            }
            _ => &[],
        }
    }

    const fn notified(&mut self) -> bool {
        core::mem::replace(&mut self.notifying, false)
    }

    const fn wait_for(&mut self, awaited: Awaited, effects: &'static [Effect]) -> &'static [Effect] {
        self.awaited = awaited;
        effects
    }

    const fn start(&mut self) -> &'static [Effect] {
        self.awaited = Awaited::Nothing;
        self.state = State::Starting;
        self.notifying = true;
        &[
            // One of these timers has already been stopped.
            Effect::Disarm(Phase::Session),
            Effect::Disarm(Phase::Script),
            Effect::Announce(State::Starting),
            Effect::Proceed,
        ]
    }

    fn end(&mut self, state: State) -> &'static [Effect] {
        let started = matches!(self.state, State::Starting | State::Active);
        self.state = state;
        match (self.goal, state) {
            (Goal::Script, _) => &[Effect::Release, Effect::Settle],
            (_, State::Finished) => {
                &[Effect::Release, Effect::Leave, Effect::Announce(State::Finished), Effect::Settle]
            }
            (_, State::Cancelled) if started => &[
                Effect::Release,
                Effect::Clear,
                Effect::Leave,
                Effect::Announce(State::Cancelled),
                Effect::Settle,
            ],
            (_, State::Cancelled) => {
                &[Effect::Release, Effect::Leave, Effect::Announce(State::Cancelled), Effect::Settle]
            }
            _ if started => &[
                Effect::Release,
                Effect::Clear,
                Effect::Leave,
                Effect::Announce(State::Failed),
                Effect::Settle,
            ],
            _ => &[Effect::Release, Effect::Leave, Effect::Announce(State::Failed), Effect::Settle],
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
