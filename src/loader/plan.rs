//! Which attempt at the script follows one that failed: candidates in their order, each tried again after
//! a pause that doubles. Knows no browser.

use super::error::Code;

/// The wait before the first repetition, in ms; it doubles with each.
const FIRST_PAUSE: f64 = 300.0;

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// The same candidate again, after a pause in ms.
    Again(f64),
    /// The next candidate, at once.
    Other,
    /// Nothing: this was the last one.
    Nothing,
}

/// The candidates, and how far one has come.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    candidates: u32,
    retries: u32,
    index: u32,
    tried: u32,
}

impl Plan {
    /// A plan for so many candidates, each of which is tried again `retries` times.
    pub const fn new(candidates: u32, retries: u32) -> Self {
        Self { candidates, retries, index: 0, tried: 0 }
    }

    /// The candidate whose turn it is.
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// An attempt failed; `random`, from 0 to 1, spreads the pause.
    pub fn failed(&mut self, code: Code, random: f64) -> Next {
        // A policy and a script's own bytes will say the same again; another candidate may not.
        let may_change = matches!(code, Code::ScriptLoadFailed | Code::ScriptTimeout);
        if may_change && self.tried < self.retries {
            let pause = pause(self.tried, random);
            self.tried += 1;
            return Next::Again(pause);
        }
        if self.index + 1 >= self.candidates {
            return Next::Nothing;
        }
        self.index += 1;
        self.tried = 0;
        Next::Other
    }
}

/// The pause before repetition `tried`, in ms: doubling, and spread by half so that a crowd of pages that
/// failed together does not come back together.
fn pause(tried: u32, random: f64) -> f64 {
    FIRST_PAUSE * f64::from(1_u32 << tried.min(6)) * (0.75 + random / 2.0)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn goes_through_all_candidates_with_their_repetitions() {
        let mut plan = Plan::new(2, 1);
        let failed = |plan: &mut Plan| plan.failed(Code::ScriptLoadFailed, 0.5);
        assert_eq!(failed(&mut plan), Next::Again(300.0));
        assert_eq!((failed(&mut plan), plan.index()), (Next::Other, 1));
        assert_eq!(failed(&mut plan), Next::Again(300.0));
        assert_eq!(failed(&mut plan), Next::Nothing);
    }

    #[test]
    fn what_another_try_cannot_change_is_not_tried_again() {
        for code in [Code::ScriptBlocked, Code::WidgetMissing] {
            let mut plan = Plan::new(2, 10);
            assert_eq!(plan.failed(code, 0.0), Next::Other);
            assert_eq!(plan.failed(code, 0.0), Next::Nothing);
        }
    }

    proptest! {
        #[test]
        fn pauses_double_within_their_spread(tried in 0_u32..40, random in 0.0_f64..1.0) {
            let middle = FIRST_PAUSE * f64::from(1_u32 << tried.min(6));
            let pause = pause(tried, random);
            prop_assert!(pause >= middle * 0.75 && pause <= middle * 1.25);
        }

        #[test]
        fn ends_after_each_attempt_was_made(candidates in 1_u32..8, retries in 0_u32..11) {
            let mut plan = Plan::new(candidates, retries);
            let mut attempts = 1;
            while plan.failed(Code::ScriptTimeout, 0.0) != Next::Nothing {
                attempts += 1;
            }
            prop_assert_eq!(attempts, candidates * (retries + 1));
        }
    }
}
