//! Individual identification numbers (IIN) of Kazakhstan.
//!
//! An IIN has 12 digits: the date of birth as `YYMMDD`, a digit for century and sex, a serial number of four
//! digits, and a check digit. Source: rules for forming identification numbers, order of the Minister of
//! Justice of Kazakhstan.

/// Returns whether `text` is a valid IIN: 12 digits, a plausible date and a matching check digit.
pub fn is_valid(text: &str) -> bool {
    let Some(digits) = digits(text) else { return false };
    let month = digits[2] * 10 + digits[3];
    let day = digits[4] * 10 + digits[5];
    (1..=12).contains(&month) && (1..=31).contains(&day) && check_digit(&digits) == Some(digits[11])
}

fn digits(text: &str) -> Option<[u32; 12]> {
    let mut digits = [0; 12];
    if text.len() != digits.len() {
        return None;
    }
    for (digit, byte) in digits.iter_mut().zip(text.bytes()) {
        *digit = char::from(byte).to_digit(10)?;
    }
    Some(digits)
}

/// Computes the check digit: the sum of the first eleven digits, weighted 1 to 11, modulo 11.
///
/// If that is 10, the sum is computed again with the weights rotated by two. Returns `None` if the second
/// result is 10 too: such numbers are never issued.
fn check_digit(digits: &[u32; 12]) -> Option<u32> {
    let sum = |offset: u32| -> u32 {
        let weights = (0..11).map(|index| (index + offset) % 11 + 1);
        digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
    };
    [0, 2].into_iter().map(sum).find(|&remainder| remainder < 10)
}
