//! A session's life as a pure state machine: an event in, the next state and the effects out.
//!
//! `preparing → loading → starting → active → finished | cancelled | failed`. The last three are final;
//! from every other state a session may be cancelled or fail. The machine holds the policy; whoever
//! drives it executes the effects in their order and knows nothing else.

use super::error::Code;

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Made, nothing begun.
    Preparing,
    /// The session id is being resolved and the script fetched, in parallel.
    Loading,
    /// The widget's `startSession` is being called.
    Starting,
    /// The widget has the floor.
    Active,
    /// The widget has fired `finish`.
    Finished,
    /// The page ended it.
    Cancelled,
    /// Something went wrong.
    Failed,
}

impl State {
    /// The name that pages see.
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

    /// Whether nothing can follow.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Finished | Self::Cancelled | Self::Failed)
    }
}

/// A part of a session's life that has a time limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Until the session id is there.
    Session,
    /// Until the script has run.
    Script,
    /// Until the widget has finished.
    Finish,
}

impl Phase {
    /// What it is called when the limit has passed.
    pub const fn code(self) -> Code {
        match self {
            Self::Session => Code::SessionTimeout,
            Self::Script => Code::ScriptTimeout,
            Self::Finish => Code::FinishTimeout,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page asked for it to begin.
    Begin,
    /// The session id is known.
    SessionReady,
    /// The widget's global is there.
    ScriptReady,
    /// `startSession` has returned.
    Started,
    /// A `finish` event of this session arrived.
    Finish,
    /// The page wants it to end.
    Cancel,
    /// Something failed.
    Fail,
    /// A time limit has passed.
    TimedOut(Phase),
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for the session id; answers with `SessionReady` or `Fail`.
    ResolveSession,
    /// Load the script; answers with `ScriptReady` or `Fail`.
    LoadScript,
    /// Start the clock of a phase; may answer with `TimedOut`.
    Arm(Phase),
    /// Stop the clock of a phase.
    Disarm(Phase),
    /// Begin to listen for `finish`.
    Listen,
    /// Call the widget; answers with `Started`, `Finish` or `Fail`.
    Start,
    /// Detach everything: listeners, timers, what is still being fetched.
    Release,
    /// Take what the widget has put into the page out again.
    Clear,
    /// Tell the page about the new state.
    Announce(State),
    /// Settle the page's Promise with what the event carried.
    Settle,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A session, to its end.
    Session,
    /// The widget's script alone. It ends as finished when the script has run, and announces nothing.
    Script,
}

/// One session's state and what it still waits for.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    goal: Goal,
    state: State,
    session: bool,
    script: bool,
}

impl Machine {
    /// A session that has not begun.
    pub const fn new(goal: Goal) -> Self {
        Self { goal, state: State::Preparing, session: false, script: false }
    }

    /// Where the session stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// Takes an event; the effects are to be executed in their order. An event that has no meaning in
    /// this state, a second answer or any after the end, changes nothing.
    pub fn step(&mut self, event: Event) -> &'static [Effect] {
        match (self.state, event) {
            (state, _) if state.is_final() => &[],
            (_, Event::Cancel) => self.end(State::Cancelled),
            (_, Event::Fail | Event::TimedOut(_)) => self.end(State::Failed),
            (State::Preparing, Event::Begin) => {
                self.state = State::Loading;
                match self.goal {
                    Goal::Session => &[
                        Effect::Announce(State::Loading),
                        Effect::Arm(Phase::Session),
                        Effect::Arm(Phase::Script),
                        // The script first: its bytes are what takes longest.
                        Effect::LoadScript,
                        Effect::ResolveSession,
                    ],
                    Goal::Script => &[Effect::Arm(Phase::Script), Effect::LoadScript],
                }
            }
            (State::Loading, Event::ScriptReady) if self.goal == Goal::Script => self.end(State::Finished),
            (State::Loading, Event::SessionReady) if !self.session => {
                self.session = true;
                self.start_when_ready(Phase::Session)
            }
            (State::Loading, Event::ScriptReady) if !self.script => {
                self.script = true;
                self.start_when_ready(Phase::Script)
            }
            (State::Starting, Event::Started) => {
                self.state = State::Active;
                &[Effect::Announce(State::Active)]
            }
            (State::Starting | State::Active, Event::Finish) => self.end(State::Finished),
            _ => &[],
        }
    }

    fn start_when_ready(&mut self, done: Phase) -> &'static [Effect] {
        if !(self.session && self.script) {
            return match done {
                Phase::Session => &[Effect::Disarm(Phase::Session)],
                _ => &[Effect::Disarm(Phase::Script)],
            };
        }
        self.state = State::Starting;
        &[
            // Both are there: the clock of the one has been stopped before.
            Effect::Disarm(Phase::Session),
            Effect::Disarm(Phase::Script),
            Effect::Announce(State::Starting),
            Effect::Arm(Phase::Finish),
            // Before the call: a widget may finish before it returns.
            Effect::Listen,
            Effect::Start,
        ]
    }

    fn end(&mut self, state: State) -> &'static [Effect] {
        let started = matches!(self.state, State::Starting | State::Active);
        self.state = state;
        match (self.goal, state) {
            (Goal::Script, _) => &[Effect::Release, Effect::Settle],
            (_, State::Finished) => &[Effect::Release, Effect::Announce(State::Finished), Effect::Settle],
            (_, State::Cancelled) if started => {
                &[Effect::Release, Effect::Clear, Effect::Announce(State::Cancelled), Effect::Settle]
            }
            (_, State::Cancelled) => &[Effect::Release, Effect::Announce(State::Cancelled), Effect::Settle],
            _ if started => {
                &[Effect::Release, Effect::Clear, Effect::Announce(State::Failed), Effect::Settle]
            }
            _ => &[Effect::Release, Effect::Announce(State::Failed), Effect::Settle],
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
