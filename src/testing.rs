//! Settings that the property tests share.

use proptest::prelude::ProptestConfig;

/// Returns the settings of a property that is checked for `number` random cases, or for as many as the environment
/// variable `PROPTEST_CASES` says.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    let given = std::env::var_os("PROPTEST_CASES").is_some();
    if given { ProptestConfig::default() } else { ProptestConfig::with_cases(number) }
}
