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
    /// While the container is out of the document: who moves it puts it back soon.
    Away,
}

impl Phase {
    /// What it is called when the limit has passed; none for a limit that ends no session with an error.
    pub const fn code(self) -> Option<Code> {
        match self {
            Self::Session => Some(Code::SessionTimeout),
            Self::Script => Some(Code::ScriptTimeout),
            Self::Finish => Some(Code::FinishTimeout),
            Self::Away => None,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The page asked for it to begin.
    Begin,
    /// The container is ours, and so is the page's one place for a session.
    Entered,
    /// Another session has that place.
    Occupied,
    /// The page has been told of a state, and has not ended the session at that.
    Proceed,
    /// The session id is known.
    SessionReady,
    /// The widget's global is there.
    ScriptReady,
    /// `startSession` has returned.
    Started,
    /// A `finish` event of this session arrived.
    Finish,
    /// The container is not in the document.
    Lost,
    /// The container is in the document.
    Back,
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
    /// Find the container and take the page's place; answers with `Entered`, `Occupied` or `Fail`.
    Enter,
    /// Cancel the session that has the place.
    Evict,
    /// Answer with `Proceed`, behind what the page has asked for meanwhile.
    Proceed,
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
    /// Begin to watch the container; answers with `Lost` and `Back`.
    Watch,
    /// Call the widget; answers with `Started`, `Finish` or `Fail`.
    Start,
    /// Detach everything: listeners, timers, what is still being fetched; give the place free.
    Release,
    /// Take what the widget has put into the page out again.
    Clear,
    /// Let go of the container, with what it was given.
    Leave,
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

/// What the session still waits for, of what it wants in parallel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Both,
    Session,
    Script,
    Nothing,
}

/// One session's state and what it still waits for.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    goal: Goal,
    replace: bool,
    state: State,
    awaited: Awaited,
    /// Whether a `Proceed` was ordered and has not come.
    telling: bool,
    away: bool,
}

impl Machine {
    /// A session that has not begun; `replace` says whether one that is running makes room for it.
    pub const fn new(goal: Goal, replace: bool) -> Self {
        Self { goal, replace, state: State::Preparing, awaited: Awaited::Both, telling: false, away: false }
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
            (_, Event::Cancel | Event::TimedOut(Phase::Away)) => self.end(State::Cancelled),
            // While the page is being told of a state, nothing else is under way.
            (_, event) if self.telling && event != Event::Proceed => &[],
            (State::Preparing, Event::Begin) if self.goal == Goal::Script => {
                self.state = State::Loading;
                &[Effect::Arm(Phase::Script), Effect::LoadScript]
            }
            (State::Preparing, Event::Begin) => &[Effect::Enter],
            (State::Preparing, Event::Occupied) if self.replace => {
                // Once: a page that answers each cancellation with a new session would never come to an end.
                self.replace = false;
                &[Effect::Evict, Effect::Enter]
            }
            (_, Event::Fail | Event::TimedOut(_)) | (State::Preparing, Event::Occupied) => {
                self.end(State::Failed)
            }
            (State::Preparing, Event::Entered) => {
                self.state = State::Loading;
                self.telling = true;
                // A page that cancels when it is told must find nothing begun: the rest waits for its turn.
                &[Effect::Announce(State::Loading), Effect::Proceed]
            }
            (State::Loading, Event::Proceed) if self.told() => &[
                Effect::Arm(Phase::Session),
                Effect::Arm(Phase::Script),
                // The script first: its bytes are what takes longest.
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
            // Listening before the call: a widget may finish before it returns.
            (State::Starting, Event::Proceed) if self.told() => {
                &[Effect::Arm(Phase::Finish), Effect::Listen, Effect::Watch, Effect::Start]
            }
            (State::Starting, Event::Started) => {
                self.state = State::Active;
                &[Effect::Announce(State::Active)]
            }
            (State::Starting | State::Active, Event::Finish) => self.end(State::Finished),
            // The page's document changes often: only the first of a row counts.
            (State::Starting | State::Active, Event::Lost) if !self.away => {
                self.away = true;
                &[Effect::Arm(Phase::Away)]
            }
            (State::Starting | State::Active, Event::Back) if self.away => {
                self.away = false;
                &[Effect::Disarm(Phase::Away)]
            }
            _ => &[],
        }
    }

    const fn told(&mut self) -> bool {
        core::mem::replace(&mut self.telling, false)
    }

    const fn wait_for(&mut self, awaited: Awaited, effects: &'static [Effect]) -> &'static [Effect] {
        self.awaited = awaited;
        effects
    }

    const fn start(&mut self) -> &'static [Effect] {
        self.awaited = Awaited::Nothing;
        self.state = State::Starting;
        self.telling = true;
        &[
            // Both are there: the clock of the one has been stopped before.
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
