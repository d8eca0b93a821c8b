use proptest::prelude::*;

use super::*;

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Begin),
        Just(Event::SessionReady),
        Just(Event::ScriptReady),
        Just(Event::Started),
        Just(Event::Finish),
        Just(Event::Cancel),
        Just(Event::Fail),
        Just(Event::TimedOut(Phase::Session)),
        Just(Event::TimedOut(Phase::Script)),
        Just(Event::TimedOut(Phase::Finish)),
    ]
}

fn any_goal() -> impl Strategy<Value = Goal> {
    prop_oneof![Just(Goal::Session), Just(Goal::Script)]
}

fn run(events: &[Event]) -> (Machine, Vec<Effect>) {
    run_for(Goal::Session, events)
}

fn run_for(goal: Goal, events: &[Event]) -> (Machine, Vec<Effect>) {
    let mut machine = Machine::new(goal);
    let effects = events.iter().flat_map(|event| machine.step(*event)).copied().collect();
    (machine, effects)
}

fn count(effects: &[Effect], effect: Effect) -> usize {
    effects.iter().filter(|one| **one == effect).count()
}

#[test]
fn goes_the_whole_way() {
    let (machine, effects) =
        run(&[Event::Begin, Event::ScriptReady, Event::SessionReady, Event::Started, Event::Finish]);
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
fn fetches_in_parallel() {
    let (_, effects) = run(&[Event::Begin]);
    assert_eq!(count(&effects, Effect::LoadScript), 1);
    assert_eq!(count(&effects, Effect::ResolveSession), 1);
}

#[test]
fn listens_before_it_starts() {
    let (_, effects) = run(&[Event::Begin, Event::SessionReady, Event::ScriptReady]);
    let listen = effects.iter().position(|effect| *effect == Effect::Listen);
    let start = effects.iter().position(|effect| *effect == Effect::Start);
    assert!(listen.is_some() && listen < start);
}

#[test]
fn finish_before_start_returns() {
    let (machine, effects) =
        run(&[Event::Begin, Event::SessionReady, Event::ScriptReady, Event::Finish, Event::Started]);
    assert_eq!(machine.state(), State::Finished);
    assert_eq!(count(&effects, Effect::Settle), 1);
}

#[test]
fn clears_only_what_was_started() {
    let (_, before) = run(&[Event::Begin, Event::Cancel]);
    assert_eq!(count(&before, Effect::Clear), 0);
    let (_, after) = run(&[Event::Begin, Event::SessionReady, Event::ScriptReady, Event::Cancel]);
    assert_eq!(count(&after, Effect::Clear), 1);
}

#[test]
fn the_script_alone_ends_when_it_has_run() {
    let (machine, effects) = run_for(Goal::Script, &[Event::Begin, Event::ScriptReady]);
    assert_eq!(machine.state(), State::Finished);
    assert_eq!(
        effects,
        [Effect::Arm(Phase::Script), Effect::LoadScript, Effect::Release, Effect::Settle],
        "no state is announced, no session id is asked for"
    );
    let (machine, effects) = run_for(Goal::Script, &[Event::Begin, Event::TimedOut(Phase::Script)]);
    assert_eq!(machine.state(), State::Failed);
    assert_eq!(effects[2..], [Effect::Release, Effect::Settle]);
}

#[test]
fn no_clock_runs_on_once_what_it_watches_is_there() {
    for events in [[Event::SessionReady, Event::ScriptReady], [Event::ScriptReady, Event::SessionReady]] {
        let (_, effects) = run(&[Event::Begin, events[0], events[1]]);
        let started = effects.iter().position(|effect| *effect == Effect::Start);
        for phase in [Phase::Session, Phase::Script] {
            let stopped = effects.iter().position(|effect| *effect == Effect::Disarm(phase));
            assert!(stopped.is_some() && stopped < started, "{events:?} {phase:?}");
        }
    }
}

#[test]
fn a_limit_has_its_own_code() {
    assert_eq!(Phase::Session.code(), Code::SessionTimeout);
    assert_eq!(Phase::Script.code(), Code::ScriptTimeout);
    assert_eq!(Phase::Finish.code(), Code::FinishTimeout);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn ends_once_and_nothing_follows(
        goal in any_goal(),
        events in proptest::collection::vec(any_event(), 0..24),
    ) {
        let mut machine = Machine::new(goal);
        let mut effects = Vec::new();
        let mut ended = false;
        for event in events {
            let step = machine.step(event);
            prop_assert!(!ended || step.is_empty(), "{event:?} had effects after the end: {step:?}");
            effects.extend(step);
            ended = machine.state().is_final();
        }
        let settled = count(&effects, Effect::Settle);
        prop_assert_eq!(settled, usize::from(ended));
        prop_assert_eq!(count(&effects, Effect::Release), usize::from(ended));
        prop_assert!(count(&effects, Effect::Start) <= 1);
        prop_assert!(count(&effects, Effect::LoadScript) <= 1);
        prop_assert!(count(&effects, Effect::ResolveSession) <= 1);
        if goal == Goal::Session && count(&effects, Effect::Start) == 0 {
            prop_assert!(machine.state() != State::Finished, "finished without a start");
        }
    }

    #[test]
    fn whatever_is_attached_is_released(
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

    #[test]
    fn announces_each_state_once(events in proptest::collection::vec(any_event(), 0..24)) {
        let (_, effects) = run(&events);
        for state in [State::Loading, State::Starting, State::Active, State::Finished, State::Cancelled, State::Failed] {
            prop_assert!(count(&effects, Effect::Announce(state)) <= 1);
        }
    }
}
