//! The machine with a driver that has no browser.

use proptest::prelude::*;

use super::*;

/// A driver without a browser: tracks the attached resources and queues the immediate answers to effects.
#[derive(Default)]
struct Model {
    attached: Vec<Effect>,
    settled: usize,
    announced: Vec<State>,
    cleared: bool,
    calls: usize,
    /// The page cancels when it is notified of this state.
    cancel_in: Option<State>,
}

impl Model {
    fn attach(&mut self, effect: Effect) {
        assert_eq!(self.settled, 0, "{effect:?} after the end");
        assert!(!self.attached.contains(&effect), "{effect:?} is already attached: {:?}", self.attached);
        self.attached.push(effect);
    }

    /// Executes an effect and queues its immediate answer.
    fn execute(&mut self, effect: Effect, queue: &mut Vec<Event>) {
        match effect {
            Effect::Enter => {
                self.attach(Effect::Enter);
                queue.push(Event::Entered);
            }
            Effect::Proceed => queue.push(Event::Proceed),
            Effect::Evict | Effect::Disarm(Phase::Finish) => panic!("{effect:?}"),
            Effect::ResolveSession | Effect::LoadScript | Effect::Listen | Effect::Watch => {
                self.attach(effect);
            }
            Effect::Arm(_) => self.attach(effect),
            Effect::Disarm(phase) => self.attached.retain(|one| *one != Effect::Arm(phase)),
            Effect::Start => {
                self.calls += 1;
                assert!(self.attached.contains(&Effect::Enter), "no container to render into");
                queue.push(Event::Started);
            }
            Effect::Release => self.attached.retain(|one| *one == Effect::Enter),
            Effect::Clear => self.cleared = true,
            Effect::Leave => self.attached.retain(|one| *one != Effect::Enter),
            Effect::Announce(state) => {
                self.announced.push(state);
                if self.cancel_in == Some(state) {
                    queue.push(Event::Cancel);
                }
            }
            Effect::Settle => {
                assert_eq!(self.attached, [], "not everything was detached before the session settled");
                self.settled += 1;
            }
        }
    }
}

fn any_state() -> impl Strategy<Value = Option<State>> {
    prop_oneof![
        Just(None),
        Just(Some(State::Loading)),
        Just(Some(State::Starting)),
        Just(Some(State::Active)),
        Just(Some(State::Finished)),
        Just(Some(State::Cancelled)),
    ]
}

proptest! {
    #![proptest_config(crate::testing::cases(4096))]

    /// Answers effects in any order. The page may cancel when it is notified of a state.
    #[test]
    fn a_driver_settles_once_and_detaches_everything(
        answers in proptest::collection::vec(any_event(), 0..40),
        cancel_in in any_state(),
    ) {
        let mut machine = Machine::new(Goal::Session, false);
        let mut model = Model { cancel_in, ..Model::default() };
        let answers = answers.into_iter().filter(|event| !matches!(event, Event::Entered | Event::Occupied | Event::Proceed | Event::Started));
        for event in [Event::Begin].into_iter().chain(answers).chain([Event::Cancel]) {
            // An event occurs only if its source is attached.
            let occurs = match event {
                Event::TimedOut(phase) => model.attached.contains(&Effect::Arm(phase)),
                Event::Finish => model.attached.contains(&Effect::Listen),
                Event::Lost | Event::Back => model.attached.contains(&Effect::Watch),
                Event::SessionReady => model.attached.contains(&Effect::ResolveSession),
                Event::ScriptReady => model.attached.contains(&Effect::LoadScript),
                _ => true,
            };
            let mut queue = Vec::from_iter(occurs.then_some(event));
            while !queue.is_empty() {
                for effect in machine.step(queue.remove(0)) {
                    model.execute(*effect, &mut queue);
                }
            }
        }
        prop_assert!(machine.state().is_final());
        prop_assert_eq!(model.settled, 1);
        prop_assert_eq!(&model.attached, &[]);
        prop_assert_eq!(model.announced.last(), Some(&machine.state()));
        prop_assert!(model.calls <= 1);
        prop_assert!(model.calls == 0 || machine.state() == State::Finished || model.cleared);
        if matches!(cancel_in, Some(State::Loading | State::Starting)) {
            prop_assert_eq!(model.calls, 0, "the widget was called after the page had cancelled");
        }
    }
}
