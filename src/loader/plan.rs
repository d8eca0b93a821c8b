//! Decides what to try after a failed attempt to load the script. The sources are tried in order, and each is retried with
//! exponential back-off. Has no side effects.

use super::error::Code;
use crate::backoff::Backoff;

/// The pauses before the retries of a source.
const PAUSES: Backoff = Backoff { first_ms: 300.0, factor: 2.0, max_ms: 19_200.0, jitter: [0.75, 1.25] };

/// The step that follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// The same source again, after a pause in ms.
    Retry(f64),
    /// The next source, without a pause.
    OtherSource,
    /// Nothing: this was the last attempt.
    GiveUp,
}

/// The sources and the progress through them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    sources: usize,
    retries: u32,
    index: usize,
    tried: u32,
}

impl Plan {
    /// Makes a plan for a number of sources, each retried up to `retries` times.
    pub(crate) const fn new(sources: usize, retries: u32) -> Self {
        Self { sources, retries, index: 0, tried: 0 }
    }

    /// Returns the index of the current source.
    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    /// Handles a failed attempt; `random`, from 0 to 1, is the jitter of the pause.
    pub(crate) fn failed(&mut self, code: Code, random: f64) -> Next {
        // A blocked script or one without the widget would fail again, so only another source may help.
        let is_transient = matches!(code, Code::ScriptLoadFailed | Code::ScriptTimeout);
        if is_transient && self.tried < self.retries {
            self.tried += 1;
            return Next::Retry(PAUSES.delay(self.tried, random));
        }
        if self.index + 1 >= self.sources {
            return Next::GiveUp;
        }
        self.index += 1;
        self.tried = 0;
        Next::OtherSource
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tries_all_sources_with_their_retries() {
        let mut plan = Plan::new(2, 1);
        assert_eq!(plan.index(), 0);
        let failed = |plan: &mut Plan| plan.failed(Code::ScriptLoadFailed, 0.5);
        assert_eq!(failed(&mut plan), Next::Retry(300.0));
        assert_eq!((failed(&mut plan), plan.index()), (Next::OtherSource, 1));
        assert_eq!(failed(&mut plan), Next::Retry(300.0));
        assert_eq!(failed(&mut plan), Next::GiveUp);
    }

    #[test]
    fn does_not_retry_a_blocked_script_or_a_missing_widget() {
        for code in [Code::ScriptBlocked, Code::WidgetMissing] {
            let mut plan = Plan::new(2, 10);
            assert_eq!(plan.failed(code, 0.0), Next::OtherSource);
            assert_eq!(plan.failed(code, 0.0), Next::GiveUp);
        }
    }

    proptest! {
        #[test]
        fn gives_up_after_all_retries_of_all_sources(sources in 1_usize..8, retries in 0_u32..11) {
            let mut plan = Plan::new(sources, retries);
            let mut attempts = 1;
            while plan.failed(Code::ScriptTimeout, 0.0) != Next::GiveUp {
                attempts += 1;
            }
            prop_assert_eq!(attempts, sources * (retries as usize + 1));
        }
    }
}
