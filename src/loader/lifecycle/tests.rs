use proptest::prelude::*;

use super::*;

mod driver;

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Begin),
        Just(Event::Entered),
        Just(Event::Occupied),
        Just(Event::Proceed),
        Just(Event::SessionReady),
        Just(Event::ScriptReady),
        Just(Event::Started),
        Just(Event::Finish),
        Just(Event::Lost),
        Just(Event::Back),
        Just(Event::Cancel),
        Just(Event::Fail),
        any_phase().prop_map(Event::TimedOut),
    ]
}

fn any_phase() -> impl Strategy<Value = Phase> {
    prop_oneof![Just(Phase::Session), Just(Phase::Script), Just(Phase::Finish), Just(Phase::Away)]
}

fn any_goal() -> impl Strategy<Value = Goal> {
    prop_oneof![Just(Goal::Session), Just(Goal::Script)]
}

/// The events after which a session loads its script and gets its id.
const BEGUN: [Event; 3] = [Event::Begin, Event::Entered, Event::Proceed];
/// The events that follow `BEGUN` and make the session call the widget.
const READY: [Event; 3] = [Event::SessionReady, Event::ScriptReady, Event::Proceed];

fn run(events: &[Event]) -> (Machine, Vec<Effect>) {
    run_for(Goal::Session, events)
}

fn run_for(goal: Goal, events: &[Event]) -> (Machine, Vec<Effect>) {
    let mut machine = Machine::new(goal, false);
    let effects = events.iter().flat_map(|event| machine.step(*event)).copied().collect();
    (machine, effects)
}

fn started(more: &[Event]) -> (Machine, Vec<Effect>) {
    run(&[&BEGUN, &READY, more].concat())
}

fn count(effects: &[Effect], effect: Effect) -> usize {
    effects.iter().filter(|one| **one == effect).count()
}

#[test]
fn passes_through_all_states() {
    let (machine, effects) = started(&[Event::Started, Event::Finish]);
    assert_eq!(machine.state(), State::Finished);
    let states: Vec<State> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Announce(state) => Some(*state),
            _ => None,
        })
        .collect();
    assert_eq!(states, [State::Loading, State::Starting, State::Active, State::Finished]);
    assert_eq!(count(&effects, Effect::Clear), 0, "a finished widget keeps its DOM");
}

#[test]
fn begins_with_the_container_and_announces_loading() {
    let mut machine = Machine::new(Goal::Session, false);
    assert_eq!(machine.step(Event::Begin), [Effect::Enter]);
    assert_eq!(machine.step(Event::Entered), [Effect::Announce(State::Loading), Effect::Proceed]);
}

#[test]
fn states_have_the_names_that_the_page_gets() {
    use State::{Active, Cancelled, Failed, Finished, Loading, Preparing, Starting};
    let states = [Preparing, Loading, Starting, Active, Finished, Cancelled, Failed];
    let names = ["preparing", "loading", "starting", "active", "finished", "cancelled", "failed"];
    assert_eq!(states.map(State::name), names);
    assert_eq!(states.map(State::is_final), [false, false, false, false, true, true, true]);
}

#[test]
fn gets_the_id_and_the_script_in_parallel() {
    let (_, effects) = run(&BEGUN);
    assert_eq!(count(&effects, Effect::LoadScript), 1);
    assert_eq!(count(&effects, Effect::ResolveSession), 1);
}

#[test]
fn listens_for_finish_before_it_calls_the_widget() {
    let (_, effects) = started(&[]);
    let listen = effects.iter().position(|effect| *effect == Effect::Listen);
    let start = effects.iter().position(|effect| *effect == Effect::Start);
    assert!(listen.is_some() && listen < start);
}

#[test]
fn accepts_finish_before_start_session_returns() {
    let (machine, effects) = started(&[Event::Finish, Event::Started]);
    assert_eq!(machine.state(), State::Finished);
    assert_eq!(count(&effects, Effect::Settle), 1);
}

#[test]
fn clears_the_container_only_after_a_start() {
    for end in [Event::Cancel, Event::Fail, Event::TimedOut(Phase::Session)] {
        let (_, before) = run(&[&BEGUN[..], &[end]].concat());
        assert_eq!(count(&before, Effect::Clear), 0, "{end:?}");
        let (_, after) = started(&[end]);
        assert_eq!(count(&after, Effect::Clear), 1, "{end:?}");
    }
}

#[test]
fn starts_nothing_if_the_page_cancels_when_notified() {
    let (machine, effects) = run(&[Event::Begin, Event::Entered, Event::Cancel, Event::Proceed]);
    assert_eq!(machine.state(), State::Cancelled);
    assert_eq!(count(&effects, Effect::ResolveSession) + count(&effects, Effect::LoadScript), 0);
    let ready = [Event::SessionReady, Event::ScriptReady, Event::Cancel, Event::Proceed];
    let (machine, effects) = run(&[&BEGUN[..], &ready].concat());
    assert_eq!(machine.state(), State::Cancelled);
    assert_eq!(count(&effects, Effect::Start), 0, "the session id must not be used up");
}

#[test]
fn only_a_cancellation_counts_while_the_page_is_notified() {
    let others = [
        Event::Fail,
        Event::SessionReady,
        Event::ScriptReady,
        Event::Finish,
        Event::Started,
        Event::Lost,
        Event::TimedOut(Phase::Session),
    ];
    for notifying in [&BEGUN[..2], &[&BEGUN[..], &READY[..2]].concat()] {
        let (mut machine, _) = run(notifying);
        let state = machine.state();
        for event in others {
            assert_eq!(machine.step(event), [], "{event:?} in {state:?}");
            assert_eq!(machine.state(), state);
        }
        let mut cancelled = machine;
        cancelled.step(Event::Cancel);
        assert_eq!(cancelled.state(), State::Cancelled);
        assert_eq!(machine.step(Event::Proceed).len(), 4, "goes on afterwards");
    }
}

#[test]
fn a_container_that_was_not_lost_does_not_come_back() {
    let (mut machine, _) = started(&[Event::Started]);
    assert_eq!(machine.step(Event::Back), []);
    assert_eq!(machine.step(Event::Lost), [Effect::Arm(Phase::Away)]);
    assert_eq!(machine.step(Event::Lost), []);
    assert_eq!(machine.step(Event::Back), [Effect::Disarm(Phase::Away)]);
    assert_eq!(machine.step(Event::Back), []);
}

#[test]
fn evicts_a_running_session_at_most_once() {
    let occupied = [Event::Begin, Event::Occupied];
    let (machine, effects) = run(&occupied);
    assert_eq!((machine.state(), count(&effects, Effect::Evict)), (State::Failed, 0));
    let mut machine = Machine::new(Goal::Session, true);
    machine.step(Event::Begin);
    assert_eq!(machine.step(Event::Occupied), [Effect::Evict, Effect::Enter]);
    machine.step(Event::Occupied);
    assert_eq!(machine.state(), State::Failed, "another session took the slot after the eviction");
}

#[test]
fn cancels_only_if_the_container_stays_away() {
    let (machine, effects) = started(&[Event::Started, Event::Lost, Event::Lost, Event::Back, Event::Finish]);
    assert_eq!(machine.state(), State::Finished);
    assert_eq!(count(&effects, Effect::Arm(Phase::Away)), 1, "further changes do not restart the timer");
    assert_eq!(count(&effects, Effect::Disarm(Phase::Away)), 1);
    let (machine, _) = started(&[Event::Started, Event::Lost, Event::TimedOut(Phase::Away)]);
    assert_eq!(machine.state(), State::Cancelled);
}

#[test]
fn a_script_load_ends_when_the_script_has_run() {
    let (machine, effects) = run_for(Goal::Script, &[Event::Begin, Event::ScriptReady]);
    assert_eq!(machine.state(), State::Finished);
    assert_eq!(
        effects,
        [Effect::Arm(Phase::Script), Effect::LoadScript, Effect::Release, Effect::Settle],
        "no state is announced, no session id is requested"
    );
    let (machine, effects) = run_for(Goal::Script, &[Event::Begin, Event::TimedOut(Phase::Script)]);
    assert_eq!(machine.state(), State::Failed);
    assert_eq!(effects[2..], [Effect::Release, Effect::Settle]);
}

#[test]
fn stops_both_loading_timers_before_it_calls_the_widget() {
    for events in [[Event::SessionReady, Event::ScriptReady], [Event::ScriptReady, Event::SessionReady]] {
        let (_, effects) = run(&[&BEGUN[..], &events, &[Event::Proceed]].concat());
        let started = effects.iter().position(|effect| *effect == Effect::Start);
        assert!(started.is_some());
        for phase in [Phase::Session, Phase::Script] {
            let stopped = effects.iter().position(|effect| *effect == Effect::Disarm(phase));
            assert!(stopped.is_some() && stopped < started, "{events:?} {phase:?}");
        }
    }
}

#[test]
fn stops_a_loading_timer_as_soon_as_its_result_is_there() {
    let session = (Event::SessionReady, Phase::Session);
    let script = (Event::ScriptReady, Phase::Script);
    for [(first, stopped), (second, running)] in [[session, script], [script, session]] {
        let (mut machine, _) = run(&BEGUN);
        assert_eq!(machine.step(first), [Effect::Disarm(stopped)]);
        assert_eq!(machine.step(first), [], "a second answer is ignored");
        let mut late = machine;
        assert_eq!(machine.step(second).last(), Some(&Effect::Proceed));
        assert_eq!(machine.state(), State::Starting);
        late.step(Event::TimedOut(running));
        assert_eq!(late.state(), State::Failed, "the other timer still runs");
    }
}

#[test]
fn starts_the_timers_of_a_phase_with_the_phase() {
    let armed = |effects: &[Effect]| {
        effects.iter().filter(|effect| matches!(effect, Effect::Arm(_))).copied().collect::<Vec<_>>()
    };
    assert_eq!(armed(&run(&BEGUN[..2]).1), [], "not before the page was notified of `loading`");
    assert_eq!(armed(&run(&BEGUN).1), [Effect::Arm(Phase::Session), Effect::Arm(Phase::Script)]);
    let (mut machine, _) = run(&[&BEGUN[..], &READY[..2]].concat());
    assert_eq!(
        machine.step(Event::Proceed),
        [Effect::Arm(Phase::Finish), Effect::Listen, Effect::Watch, Effect::Start]
    );
}

/// Loads a session on a simulated clock: the id and the script arrive at these times, and the limits count from 0.
/// Returns how the session has ended, or `None` if it has called the widget.
fn load_at(id: u32, script: u32, limits: [(Phase, u32); 2]) -> Option<Event> {
    let (mut machine, effects) = run(&BEGUN);
    let mut armed: Vec<Phase> = limits
        .into_iter()
        .map(|(phase, _)| phase)
        .filter(|phase| effects.contains(&Effect::Arm(*phase)))
        .collect();
    let timers = limits.map(|(phase, at)| (at, Event::TimedOut(phase)));
    let mut events = [[(id, Event::SessionReady), (script, Event::ScriptReady)], timers].concat();
    events.sort_by_key(|(at, _)| *at);
    for (_, event) in events {
        if matches!(event, Event::TimedOut(phase) if !armed.contains(&phase)) {
            continue;
        }
        for effect in machine.step(event) {
            if let Effect::Disarm(phase) = effect {
                armed.retain(|one| one != phase);
            }
        }
        if machine.state().is_final() {
            return Some(event);
        }
    }
    assert_eq!(machine.state(), State::Starting);
    None
}

#[test]
fn each_time_limit_except_away_has_an_error_code() {
    assert_eq!(Phase::Session.code(), Some(Code::SessionTimeout));
    assert_eq!(Phase::Script.code(), Some(Code::ScriptTimeout));
    assert_eq!(Phase::Finish.code(), Some(Code::FinishTimeout));
    assert_eq!(Phase::Away.code(), None, "no error: the page removed the container");
}

proptest! {
    #![proptest_config(crate::testing::cases(4096))]

    #[test]
    fn ends_once_and_has_no_effects_afterwards(
        goal in any_goal(),
        events in proptest::collection::vec(any_event(), 0..24),
    ) {
        let mut machine = Machine::new(goal, false);
        let mut effects = Vec::new();
        let mut ended = false;
        let mut most_starts = 1;
        for event in events {
            let runs = machine.state() == State::Active;
            let step = machine.step(event);
            prop_assert!(!ended || step.is_empty(), "{event:?} had effects after the end: {step:?}");
            prop_assert!(!runs || !step.contains(&Effect::Start), "{event:?} started the widget again");
            // Without the container the widget has not been called; it is called once the container is back.
            most_starts += usize::from(event == Event::Lost);
            effects.extend(step);
            ended = machine.state().is_final();
        }
        let settled = count(&effects, Effect::Settle);
        prop_assert_eq!(settled, usize::from(ended));
        prop_assert_eq!(count(&effects, Effect::Release), usize::from(ended));
        prop_assert!(count(&effects, Effect::Start) <= most_starts);
        prop_assert!(count(&effects, Effect::LoadScript) <= 1);
        prop_assert!(count(&effects, Effect::ResolveSession) <= 1);
        if goal == Goal::Session && count(&effects, Effect::Start) == 0 {
            prop_assert!(machine.state() != State::Finished, "finished without a start");
        }
    }

    #[test]
    fn releases_everything_that_was_attached(
        goal in any_goal(),
        events in proptest::collection::vec(any_event(), 0..24),
    ) {
        let (machine, effects) = run_for(goal, &events);
        let last_attached = effects.iter().rposition(|effect| {
            matches!(effect, Effect::Arm(_) | Effect::Listen | Effect::LoadScript | Effect::ResolveSession)
        });
        let released = effects.iter().position(|effect| *effect == Effect::Release);
        if machine.state().is_final() {
            prop_assert!(released.is_some());
            prop_assert!(last_attached < released);
        }
    }

    /// The id may arrive after the script's limit and the script after the id's limit: each limit counts only while its
    /// own result is missing.
    #[test]
    fn a_limit_counts_only_while_its_own_result_is_missing(
        id in 0_u32..100, script in 0_u32..100, session_limit in 0_u32..100, script_limit in 0_u32..100,
    ) {
        // Two events at the same time may come in any order.
        prop_assume!(id != session_limit && script != script_limit && session_limit != script_limit);
        let late = [
            (id > session_limit).then_some((session_limit, Phase::Session)),
            (script > script_limit).then_some((script_limit, Phase::Script)),
        ];
        let expected = late.into_iter().flatten().min_by_key(|(at, _)| *at).map(|(_, phase)| Event::TimedOut(phase));
        let limits = [(Phase::Session, session_limit), (Phase::Script, script_limit)];
        prop_assert_eq!(load_at(id, script, limits), expected);
    }

    #[test]
    fn announces_each_state_once(events in proptest::collection::vec(any_event(), 0..24)) {
        let (_, effects) = run(&events);
        for state in [State::Loading, State::Starting, State::Active, State::Finished, State::Cancelled, State::Failed] {
            prop_assert!(count(&effects, Effect::Announce(state)) <= 1);
        }
    }
}

#[test]
fn starts_a_widget_whose_container_comes_back_in_time() {
    let (mut machine, _) = started(&[Event::Lost]);
    assert_eq!(machine.step(Event::Lost), []);
    assert_eq!(machine.step(Event::Back), [Effect::Disarm(Phase::Away), Effect::Start]);
    assert_eq!(machine.step(Event::Started), [Effect::Announce(State::Active)]);
}

#[test]
fn cancels_if_the_container_does_not_come_back_before_the_start() {
    let (machine, effects) = started(&[Event::Lost, Event::TimedOut(Phase::Away)]);
    assert_eq!(machine.state(), State::Cancelled);
    assert_eq!(count(&effects, Effect::Start), 1);
}
